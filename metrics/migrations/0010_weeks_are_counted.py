"""The database keeps count of each week of observations, and not of about a hundred: the last one is found by its index."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("metrics", "0009_import_lease_token")]

    operations = [
        migrations.RunSQL(
            "ALTER TABLE metrics_observation ALTER COLUMN period_start SET STATISTICS 1000",
            "ALTER TABLE metrics_observation ALTER COLUMN period_start SET STATISTICS -1",
        )
    ]
