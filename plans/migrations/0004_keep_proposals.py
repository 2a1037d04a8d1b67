from django.db import migrations

PROPOSALS = """
CREATE OR REPLACE FUNCTION keep_proposed_text() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (NEW.id, NEW.plan_id, NEW.body, NEW.salt, NEW.text_digest, NEW.by_id, NEW.side, NEW.at, NEW.reason, NEW.effective_on,
        NEW.expires_on, NEW.answers_id)
        IS DISTINCT FROM
       (OLD.id, OLD.plan_id, OLD.body, OLD.salt, OLD.text_digest, OLD.by_id, OLD.side, OLD.at, OLD.reason, OLD.effective_on,
        OLD.expires_on, OLD.answers_id)
    THEN
        RAISE EXCEPTION 'The text of a proposal is never changed.' USING ERRCODE = 'restrict_violation';
    END IF;
    IF OLD.state <> 'open' AND (NEW.state, NEW.ended_at, NEW.ended_by_id, NEW.end_reason)
        IS DISTINCT FROM (OLD.state, OLD.ended_at, OLD.ended_by_id, OLD.end_reason)
    THEN
        RAISE EXCEPTION 'How a proposal ended is never changed.' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
"""


class Migration(migrations.Migration):
    """How long a proposal waits, what it answers and how it ended stay as they were, too."""

    dependencies = [("plans", "0003_two_sided_plan")]
    operations = [migrations.RunSQL(PROPOSALS, migrations.RunSQL.noop)]
