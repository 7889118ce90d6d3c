"""Changes are forgotten after some days, by the day they were noted; files come in through ``imports``."""

from django.db import migrations, models

NOTED = """
CREATE OR REPLACE FUNCTION market_note_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO market_jobs_change (kind, row, at) VALUES (TG_ARGV[0], NEW.id, now());
    RETURN NULL;
END $$;
"""

AS_CHANGED = """
CREATE OR REPLACE FUNCTION market_note_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO market_jobs_change (kind, row, at) VALUES (TG_ARGV[0], NEW.id, NEW.changed_at);
    RETURN NULL;
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("market_jobs", "0003_imports")]

    operations = [
        migrations.DeleteModel(name="MarketImport"),
        migrations.CreateModel(
            name="ChangeFloor",
            fields=[
                ("kind", models.CharField(max_length=8, primary_key=True, serialize=False)),
                ("transaction", models.BigIntegerField()),
            ],
        ),
        migrations.AddIndex(
            model_name="change",
            index=models.Index(fields=["at"], name="market_change_age"),
        ),
        migrations.RunSQL(NOTED, AS_CHANGED),
    ]
