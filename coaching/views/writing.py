"""What the pages of this room share: an action's ValidationError stands at the field it is about."""

from django.core.exceptions import ValidationError

from people.verdict import Refused, Stale


def done(form, action, *things, **known):
    """Whether the form was valid and the action went through; if not, the form says why and keeps what was typed."""
    if not form.is_valid():
        return False
    try:
        form.result = action(*things, **known, **form.cleaned_data)
    except ValidationError as error:
        for field, messages in by_field(error).items():
            form.add_error(field if field in form.fields else None, messages)
        return False
    return True


def attempt(form, action, *things, **known):
    """The same for a page that may have stood open while the other side, or oneself in another window, went on: whether it was
    done, and the sentence that refuses what comes too late. The form keeps what was typed.
    """
    try:
        return done(form, action, *things, **known), ""
    except Stale:
        raise
    except Refused as refusal:
        return False, str(refusal)


def by_field(error):
    """The sentences of an error by field; None for those of the whole."""
    return error.message_dict if hasattr(error, "error_dict") else {None: error.messages}


def status_of(*forms):
    """422 once a form was sent and is shown again."""
    return 422 if any(form.is_bound for form in forms) else 200
