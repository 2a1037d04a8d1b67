import uuid

from django.db import migrations

NAMESPACE = uuid.UUID("6d9f1c5e-3c1b-4a52-9b7b-5b1c7e6d2f10")

# key, name, unit, kind, direction, role, how it is counted, derived from the CRM
STARTER = [
    ("calls", "Calls", "", "count", "higher", "leading", "Calls made to customers in the week", False),
    ("first_meetings", "First meetings", "", "count", "higher", "leading", "First meetings held with a new contact in the week", False),
    ("meetings", "Meetings", "", "count", "higher", "leading", "Customer meetings held in the week", False),
    ("proposals", "Proposals", "", "count", "higher", "leading", "Proposals handed to a customer in the week", False),
    ("demos", "Demos", "", "count", "higher", "leading", "Demonstrations held in the week", False),
    ("renewals_opened_early", "Renewals opened early", "%", "ratio", "higher", "leading",
     "Renewals opened in time / renewals that came up in the week (denominator)", False),
    ("pipeline_coverage", "Pipeline coverage", "×", "ratio", "higher", "leading",
     "Open pipeline / what is still to be sold in the period; no denominator", False),
    ("customer_satisfaction", "Customer satisfaction", "%", "ratio", "higher", "lagging",
     "Satisfied answers / all answers of the week (denominator)", False),
    ("opportunities_created", "Opportunities created", "", "count", "higher", "leading",
     "Opportunities of the owner that were created in the week", True),
    ("deals_won", "Deals won", "", "count", "higher", "lagging", "Opportunities of the owner that were won in the week", True),
    ("deals_lost", "Deals lost", "", "count", "lower", "lagging", "Opportunities of the owner that were lost in the week", True),
    ("won_value", "Value won", "", "amount", "higher", "lagging", "Sum of the values of the deals won in the week", True),
    ("pipeline_created_value", "Pipeline created", "", "amount", "higher", "leading",
     "Sum of the list prices of the opportunities created in the week", True),
    ("win_rate", "Win rate", "%", "ratio", "higher", "lagging", "Deals won / deals closed in the week; none where nothing closed", True),
    ("sales_cycle_days", "Sales cycle", "days", "duration", "lower", "lagging",
     "Mean days from creation to winning, over the deals won in the week; none where no deal was won", True),
    ("activities", "Activities", "", "count", "higher", "leading", "Activities of the owner in the week", True),
]
FIELDS = ("key", "name", "unit", "kind", "direction", "role", "formula", "is_derived")


def add(apps, schema_editor):
    Metric = apps.get_model("metrics", "Metric")
    rows = [Metric(id=uuid.uuid5(NAMESPACE, row[0]), **dict(zip(FIELDS, row, strict=True))) for row in STARTER]
    Metric.objects.bulk_create(rows, ignore_conflicts=True)


class Migration(migrations.Migration):
    """The metrics that every installation starts with; an administrator can change them."""

    dependencies = [("metrics", "0001_initial")]
    operations = [migrations.RunPython(add, migrations.RunPython.noop)]
