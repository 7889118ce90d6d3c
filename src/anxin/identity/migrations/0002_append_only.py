"""Nobody rewrites who looked at whom: the database itself refuses."""

from django.db import migrations

_REFUSE = """
CREATE FUNCTION identity_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE TRIGGER identity_readlog_append_only BEFORE UPDATE OR DELETE ON identity_readlog
    FOR EACH ROW EXECUTE FUNCTION identity_append_only();
CREATE TRIGGER identity_readlog_no_truncate BEFORE TRUNCATE ON identity_readlog
    FOR EACH STATEMENT EXECUTE FUNCTION identity_append_only();
CREATE TRIGGER identity_accountevent_append_only BEFORE UPDATE OR DELETE ON identity_accountevent
    FOR EACH ROW EXECUTE FUNCTION identity_append_only();
CREATE TRIGGER identity_accountevent_no_truncate BEFORE TRUNCATE ON identity_accountevent
    FOR EACH STATEMENT EXECUTE FUNCTION identity_append_only();
"""
_ALLOW = """
DROP TRIGGER identity_readlog_append_only ON identity_readlog;
DROP TRIGGER identity_readlog_no_truncate ON identity_readlog;
DROP TRIGGER identity_accountevent_append_only ON identity_accountevent;
DROP TRIGGER identity_accountevent_no_truncate ON identity_accountevent;
DROP FUNCTION identity_append_only();
"""


class Migration(migrations.Migration):
    dependencies = [("identity", "0001_people_and_organisations")]
    operations = [migrations.RunSQL(_REFUSE, _ALLOW)]
