"""What somebody said stays as it was said: only its words can be destroyed at the end of retention."""

from django.db import migrations

FORWARDS = """
CREATE FUNCTION wages_written_once() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND to_jsonb(OLD) - ARRAY['narrative', 'name', 'text'] = to_jsonb(NEW) - ARRAY['narrative', 'name', 'text'] THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION '% is written once', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$;

CREATE TRIGGER wages_complaint_rows BEFORE UPDATE OR DELETE ON wages_complaint
    FOR EACH ROW EXECUTE FUNCTION wages_written_once();
CREATE TRIGGER wages_statement_rows BEFORE UPDATE OR DELETE ON wages_statement
    FOR EACH ROW EXECUTE FUNCTION wages_written_once();
CREATE TRIGGER wages_served_rows BEFORE UPDATE OR DELETE ON wages_served
    FOR EACH ROW EXECUTE FUNCTION wages_written_once();
"""

BACKWARDS = """
DROP TRIGGER wages_served_rows ON wages_served;
DROP TRIGGER wages_statement_rows ON wages_statement;
DROP TRIGGER wages_complaint_rows ON wages_complaint;
DROP FUNCTION wages_written_once();
"""


class Migration(migrations.Migration):
    dependencies = [("wages", "0001_wages")]
    operations = [migrations.RunSQL(FORWARDS, BACKWARDS)]
