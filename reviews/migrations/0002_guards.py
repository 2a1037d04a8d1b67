from django.db import migrations

RECORDS = """
CREATE TRIGGER seal BEFORE INSERT ON reviews_reviewrecord FOR EACH ROW EXECUTE FUNCTION seal_record();
CREATE TRIGGER keep_rows BEFORE UPDATE OR DELETE ON reviews_reviewrecord FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER keep_table BEFORE TRUNCATE ON reviews_reviewrecord FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
ALTER TABLE reviews_reviewrecord ENABLE ALWAYS TRIGGER seal;
ALTER TABLE reviews_reviewrecord ENABLE ALWAYS TRIGGER keep_rows;
ALTER TABLE reviews_reviewrecord ENABLE ALWAYS TRIGGER keep_table;
"""


class Migration(migrations.Migration):
    """A concluded review stays as it was concluded."""

    dependencies = [("reviews", "0001_initial"), ("people", "0002_guards")]
    operations = [migrations.RunSQL(RECORDS, migrations.RunSQL.noop)]
