"""The HR export from the command line, with somebody's rights."""

from pathlib import Path

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone

from people.models import Grant, Person, Role
from people.verdict import Refused
from reviews.actions import ask_export, release_export
from reviews.exporting.manifest import sha256_of, text_of
from reviews.exporting.writing import write_file
from reviews.models import ExportFormat, ReviewRound

REASON = "export_reviews on the command line"


class Command(BaseCommand):
    """Writes a file of a round's concluded reviews and its manifest; it is on the access log as in the browser."""

    help = "Write the concluded reviews of a round to PATH, and PATH.manifest.json beside it, with the rights of one person."

    def add_arguments(self, parser):
        parser.add_argument("--round", required=True, metavar="KEY", help="the round's key")
        parser.add_argument("--format", required=True, choices=ExportFormat.values)
        parser.add_argument("--output", required=True, type=Path, metavar="PATH")
        parser.add_argument("--as", dest="email", help="whose rights to use; without it, those of HR for the whole company")
        parser.add_argument("--reason", default=REASON, help="what the access log says it was for")

    def handle(self, *, round, format, output, email, reason, **options):
        by, one = _person(email), ReviewRound.objects.filter(key=round).first()
        if one is None:
            raise CommandError(f"There is no round {round!r}.", returncode=2)
        if not output.parent.is_dir():
            raise CommandError(f"There is no folder {output.parent}.", returncode=2)
        try:
            rows = self._write(by, one, format, output, reason)
        except Refused as refusal:
            raise CommandError(str(refusal), returncode=2) from refusal
        except ValidationError as error:
            raise CommandError(" ".join(error.messages), returncode=2) from error
        self.stdout.write(f"rows={rows} file={output} as={by.email}")

    def _write(self, by, one, format, output, reason):
        """The file appears under its name only when the access log says that it was taken out."""
        with transaction.atomic():  # taken before any worker can see it
            export = ask_export(by=by, round=one, format=format, reason=reason)
            export.take()
        part = output.with_name(output.name + ".part")
        try:
            written = write_file(export, part, name=output.name, progress=lambda rows: export.keep_lease(done_rows=rows))
            facts = {"file": output.name, "sha256": sha256_of(part), "size": part.stat().st_size}
            release_export(export, written.subjects, by=by, total_rows=written.manifest["rows"], is_handed_out=True, **facts)
            output.with_name(output.name + ".manifest.json").write_text(text_of(written.manifest), encoding="utf-8")
            part.replace(output)
        finally:
            part.unlink(missing_ok=True)
        return written.manifest["rows"]


def _person(email):
    if email:
        person = Person.objects.active().filter(email__iexact=email).first()
        if person is None:
            raise CommandError(f"Nobody who can log in has the e-mail address {email}.", returncode=2)
        return person
    grants = Grant.objects.on(timezone.localdate()).filter(role=Role.HR, team=None, person__is_active=True)
    grant = grants.select_related("person").order_by("starts_on", "pk").first()
    if grant is None:
        raise CommandError("Nobody is HR for the whole company. Say with --as whose rights to use.", returncode=2)
    return grant.person
