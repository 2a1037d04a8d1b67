"""The day on which the CRM says that something closed, of what is known already: the day on which it did."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("metrics", "0006_closed_by_the_crm")]

    operations = [
        migrations.RunSQL(
            "UPDATE metrics_opportunity SET crm_closed_on = closed_on WHERE closed_on IS NOT NULL",
            migrations.RunSQL.noop,
        )
    ]
