"""What happened to a deposit is never rewritten: the database itself refuses."""

from django.db import migrations

_REFUSE = """
CREATE FUNCTION projects_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE TRIGGER projects_depositmove_append_only BEFORE UPDATE OR DELETE ON projects_depositmove
    FOR EACH ROW EXECUTE FUNCTION projects_append_only();
CREATE TRIGGER projects_depositmove_no_truncate BEFORE TRUNCATE ON projects_depositmove
    FOR EACH STATEMENT EXECUTE FUNCTION projects_append_only();
"""
_ALLOW = """
DROP TRIGGER projects_depositmove_append_only ON projects_depositmove;
DROP TRIGGER projects_depositmove_no_truncate ON projects_depositmove;
DROP FUNCTION projects_append_only();
"""


class Migration(migrations.Migration):
    dependencies = [("projects", "0001_projects")]
    operations = [migrations.RunSQL(_REFUSE, _ALLOW)]
