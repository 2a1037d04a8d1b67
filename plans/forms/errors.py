"""What an action found wrong, beside the field that it is about."""


def put_errors(form, error):
    """Put what an action found wrong onto the form: beside the field where there is one, else on top."""
    found = error.error_dict if hasattr(error, "error_dict") else {None: error.error_list}
    for field, sentences in found.items():
        form.add_error(field if field in form.fields else None, sentences)
