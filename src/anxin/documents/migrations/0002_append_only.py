"""Rows that are evidence cannot be changed."""

from pathlib import Path

from django.db import migrations

_SQL = Path(__file__).with_suffix(".sql").read_text(encoding="utf-8")
_BACK = """
DROP TRIGGER documents_storedfile_final ON documents_storedfile;
DROP TRIGGER documents_reading_final ON documents_reading;
DROP TRIGGER documents_confirmation_final ON documents_fieldconfirmation;
DROP FUNCTION documents_refuse_change();
"""


class Migration(migrations.Migration):
    dependencies = [("documents", "0001_papers")]

    operations = [migrations.RunSQL(_SQL, _BACK)]
