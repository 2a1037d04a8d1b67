from django.db import migrations

VERSIONS = """
CREATE TRIGGER seal BEFORE INSERT ON plans_planversion FOR EACH ROW EXECUTE FUNCTION seal_record();
CREATE TRIGGER keep_rows BEFORE UPDATE OR DELETE ON plans_planversion FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER keep_table BEFORE TRUNCATE ON plans_planversion FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
ALTER TABLE plans_planversion ENABLE ALWAYS TRIGGER seal;
ALTER TABLE plans_planversion ENABLE ALWAYS TRIGGER keep_rows;
ALTER TABLE plans_planversion ENABLE ALWAYS TRIGGER keep_table;
"""

SIGNATURES = """
CREATE TRIGGER keep_rows BEFORE UPDATE OR DELETE ON plans_signature FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER keep_table BEFORE TRUNCATE ON plans_signature FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
ALTER TABLE plans_signature ENABLE ALWAYS TRIGGER keep_rows;
ALTER TABLE plans_signature ENABLE ALWAYS TRIGGER keep_table;
"""

PROPOSALS = """
CREATE FUNCTION keep_proposed_text() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (NEW.id, NEW.plan_id, NEW.body, NEW.salt, NEW.text_digest, NEW.by_id, NEW.side, NEW.at, NEW.reason, NEW.effective_on)
        IS DISTINCT FROM
       (OLD.id, OLD.plan_id, OLD.body, OLD.salt, OLD.text_digest, OLD.by_id, OLD.side, OLD.at, OLD.reason, OLD.effective_on)
    THEN
        RAISE EXCEPTION 'The text of a proposal is never changed.' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER keep_text BEFORE UPDATE ON plans_proposal FOR EACH ROW EXECUTE FUNCTION keep_proposed_text();
CREATE TRIGGER keep_rows BEFORE DELETE ON plans_proposal FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER keep_table BEFORE TRUNCATE ON plans_proposal FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
ALTER TABLE plans_proposal ENABLE ALWAYS TRIGGER keep_text;
ALTER TABLE plans_proposal ENABLE ALWAYS TRIGGER keep_rows;
ALTER TABLE plans_proposal ENABLE ALWAYS TRIGGER keep_table;
"""


class Migration(migrations.Migration):
    """What was proposed and signed stays as it was."""

    dependencies = [("plans", "0001_initial"), ("people", "0002_guards")]
    operations = [
        migrations.RunSQL(VERSIONS, migrations.RunSQL.noop),
        migrations.RunSQL(SIGNATURES, migrations.RunSQL.noop),
        migrations.RunSQL(PROPOSALS, "DROP FUNCTION keep_proposed_text CASCADE;"),
    ]
