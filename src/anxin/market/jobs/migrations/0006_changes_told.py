"""Every change is also told to whoever listens, once its transaction has committed; the same word once a transaction."""

from django.db import migrations

TOLD = """
CREATE OR REPLACE FUNCTION market_note_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO market_jobs_change (kind, row, at) VALUES (TG_ARGV[0], NEW.id, now());
    PERFORM pg_notify('market_changed', TG_ARGV[0]);
    RETURN NULL;
END $$;
"""

NOTED = """
CREATE OR REPLACE FUNCTION market_note_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO market_jobs_change (kind, row, at) VALUES (TG_ARGV[0], NEW.id, now());
    RETURN NULL;
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("market_jobs", "0005_proofs_refused")]

    operations = [migrations.RunSQL(TOLD, NOTED)]
