from django.db import migrations, models


class Migration(migrations.Migration):
    """When somebody was in a plan the time before."""

    dependencies = [("plans", "0004_keep_proposals")]
    operations = [migrations.AddField("visit", "before_at", models.DateTimeField(blank=True, null=True))]
