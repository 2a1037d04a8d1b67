from django.db import migrations

FUNCTIONS = """
CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'A record in % is never changed or deleted.', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$;

CREATE FUNCTION seal_record() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    last record;
    place text;
BEGIN
    PERFORM pg_advisory_xact_lock(hashtextextended(TG_TABLE_NAME || '/' || NEW.chain::text, 0));
    EXECUTE format('SELECT number, digest FROM %I WHERE chain = $1 ORDER BY number DESC LIMIT 1', TG_TABLE_NAME)
        INTO last USING NEW.chain;
    NEW.number := coalesce(last.number, 0) + 1;
    NEW.previous_digest := coalesce(last.digest, ''::bytea);
    NEW.sealed_at := clock_timestamp();
    NEW.text_digest := sha256(NEW.salt || NEW.body);
    place := NEW.chain::text || '|' || NEW.number::text || '|'
        || to_char(NEW.sealed_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') || '|';
    NEW.digest := sha256(NEW.previous_digest || convert_to(place, 'UTF8') || NEW.text_digest || sha256(NEW.attest));
    RETURN NEW;
END $$;
"""

ACCESS_LOG = """
CREATE TRIGGER seal BEFORE INSERT ON people_accessentry FOR EACH ROW EXECUTE FUNCTION seal_record();
CREATE TRIGGER keep_rows BEFORE UPDATE OR DELETE ON people_accessentry FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER keep_table BEFORE TRUNCATE ON people_accessentry FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
ALTER TABLE people_accessentry ENABLE ALWAYS TRIGGER seal;
ALTER TABLE people_accessentry ENABLE ALWAYS TRIGGER keep_rows;
ALTER TABLE people_accessentry ENABLE ALWAYS TRIGGER keep_table;
"""

CACHE = """
CREATE TABLE people_cache (cache_key varchar(255) PRIMARY KEY, value text NOT NULL, expires timestamptz NOT NULL);
CREATE INDEX people_cache_expires ON people_cache (expires);
"""


class Migration(migrations.Migration):
    """Guards of records that nobody may change, and the table behind the shared cache."""

    dependencies = [("people", "0001_initial")]
    operations = [
        migrations.RunSQL(FUNCTIONS, "DROP FUNCTION seal_record; DROP FUNCTION refuse_change;"),
        migrations.RunSQL(ACCESS_LOG, migrations.RunSQL.noop),
        migrations.RunSQL(CACHE, "DROP TABLE people_cache;"),
    ]
