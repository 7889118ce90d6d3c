"""History that the database itself refuses to change: no update, no delete, no truncate."""

from django.db import migrations

FORWARDS = """
CREATE FUNCTION cases_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$;

CREATE TRIGGER cases_caseevent_rows BEFORE UPDATE OR DELETE ON cases_caseevent
    FOR EACH ROW EXECUTE FUNCTION cases_refuse_change();
CREATE TRIGGER cases_caseevent_table BEFORE TRUNCATE ON cases_caseevent
    FOR EACH STATEMENT EXECUTE FUNCTION cases_refuse_change();
CREATE TRIGGER cases_dayanchor_rows BEFORE UPDATE OR DELETE ON cases_dayanchor
    FOR EACH ROW EXECUTE FUNCTION cases_refuse_change();
CREATE TRIGGER cases_dayanchor_table BEFORE TRUNCATE ON cases_dayanchor
    FOR EACH STATEMENT EXECUTE FUNCTION cases_refuse_change();
"""

BACKWARDS = """
DROP TRIGGER cases_dayanchor_table ON cases_dayanchor;
DROP TRIGGER cases_dayanchor_rows ON cases_dayanchor;
DROP TRIGGER cases_caseevent_table ON cases_caseevent;
DROP TRIGGER cases_caseevent_rows ON cases_caseevent;
DROP FUNCTION cases_refuse_change();
"""


class Migration(migrations.Migration):
    dependencies = [("cases", "0001_cases")]
    operations = [migrations.RunSQL(FORWARDS, BACKWARDS)]
