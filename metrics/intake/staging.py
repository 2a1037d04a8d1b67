"""Rows of any source, checked and put into a staging table, and what follows once they are written."""

from django.utils import timezone

from metrics import rules
from metrics.intake import deriving, fact_storing, storing
from metrics.intake.facts import KINDS
from metrics.intake.facts import as_rows as as_facts
from metrics.intake.observations import Reader, as_rows
from metrics.intake.owners import Owners
from metrics.intake.reading import mapping_of, style_of
from metrics.intake.results import Refusals
from metrics.intake.values import STRICT
from metrics.models import Import, Metric
from people.models import Person
from people.tables import Table


def metrics_in_use():
    """{key: metric} of those that take numbers."""
    return {metric.key: metric for metric in Metric.objects.in_use()}


def stage_observations(rows, by, style=STRICT, fixed=None):
    """Put what can be taken into the staging table. Gives (how often something was said again, the `Refusals`)."""
    reader = Reader(_people_of(by), metrics_in_use(), today=timezone.localdate(), style=style, fixed=fixed)
    return stage_with(reader, rows)


def stage_with(reader, rows):
    """The same with a `Reader` that is at hand."""
    refused = Refusals(storing.stage(reader.read(rows if isinstance(rows, Table) else as_rows(rows))))
    again, contradicting = storing.said_again(is_file=isinstance(rows, Table))
    for refusal in contradicting:
        refused.add(refusal)
    return again, refused


def stage_facts(kind, rows, by, mapping):
    """Put what can be taken of a CRM's rows into the staging table. Gives the `Refusals`."""
    table, within = KINDS[kind].table, rules.whose_numbers(by)
    owners = Owners(Person.objects.all(), mapping, within=None if within is None else set(within.values_list("pk", flat=True)))
    checked = KINDS[kind].reader(mapping, owners, today=timezone.localdate()).read(as_facts(rows, kind))
    refused = Refusals(fact_storing.stage(table, checked))
    again = [*fact_storing.repeated(mapping.columns["id"], is_file=isinstance(rows, Table))]
    if owners.within is not None:
        again += fact_storing.of_others(table, mapping.columns["id"], owners.within)
    for refusal in again:
        refused.add(refusal)
    return refused


def stage_file(batch, table, by):
    """Stage the rows of an import's file as it was said to be read. Gives (how often something was said again, the
    `Refusals`)."""
    if batch.fact == "observations":
        return stage_observations(table, by, style_of(batch.choices), batch.choices.get("fixed"))
    return 0, stage_facts(batch.fact, table, by, mapping_of(batch.fact, batch.choices, table.header))


def derive(kind, source_id=None):
    """Compute the weekly metrics of one kind of fact again, as of this import, or of the last one. Gives how many changed."""
    source_id = source_id or Import.objects.done(f"crm.{kind}").values_list("pk", flat=True).first()
    metrics = KINDS[kind].derive()
    new, changed, _unchanged = storing.merge(source_id, keep=False)
    return new + changed + deriving.remove_gone(metrics, source_id)


def _people_of(by):
    """{e-mail: id} of those whose numbers this person may bring in."""
    people = rules.whose_numbers(by)
    people = Person.objects.all() if people is None else people
    return {email.lower(): pk for email, pk in people.values_list("email", "pk")}
