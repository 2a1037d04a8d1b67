"""What a command says of the rows of a file that it did not take."""

from people.tables.refusals import report_path, write_refusals


def tell_refusals(command, file, header, refusals, *, most=None):
    """Say each refused row, at most so many, and keep all of them in a file beside `file`; without any, an older one goes."""
    for refusal in refusals[:most]:
        place = f", {refusal.column} “{refusal.value}”" if refusal.column else ""
        command.stdout.write(f"line {refusal.line}{place}: {refusal.reason}")
    if most is not None and len(refusals) > most:
        command.stdout.write(f"and {len(refusals) - most} more")
    path = report_path(file)
    try:
        if refusals:
            write_refusals(path, header, refusals)
            command.stdout.write(f"Refused rows: {path}")
        else:
            path.unlink(missing_ok=True)
    except OSError as error:
        command.stderr.write(f"The report of refused rows cannot be written to {path}: {error.strerror}")
