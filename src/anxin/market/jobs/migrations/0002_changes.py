"""Every change of a post or a profile is noted by the database itself; events of applications stay as written."""

from django.db import migrations

FORWARDS = """
CREATE FUNCTION market_note_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO market_jobs_change (kind, row, at) VALUES (TG_ARGV[0], NEW.id, NEW.changed_at);
    RETURN NULL;
END $$;

CREATE TRIGGER market_jobpost_changes AFTER INSERT OR UPDATE ON market_jobs_jobpost
    FOR EACH ROW EXECUTE FUNCTION market_note_change('post');
CREATE TRIGGER market_profile_changes AFTER INSERT OR UPDATE ON market_jobs_profile
    FOR EACH ROW EXECUTE FUNCTION market_note_change('profile');

CREATE FUNCTION market_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$;

CREATE TRIGGER market_applicationevent_rows BEFORE UPDATE ON market_jobs_applicationevent
    FOR EACH ROW EXECUTE FUNCTION market_refuse_change();
"""

BACKWARDS = """
DROP TRIGGER market_applicationevent_rows ON market_jobs_applicationevent;
DROP FUNCTION market_refuse_change();
DROP TRIGGER market_profile_changes ON market_jobs_profile;
DROP TRIGGER market_jobpost_changes ON market_jobs_jobpost;
DROP FUNCTION market_note_change();
"""


class Migration(migrations.Migration):
    dependencies = [("market_jobs", "0001_jobs")]
    operations = [migrations.RunSQL(FORWARDS, BACKWARDS)]
