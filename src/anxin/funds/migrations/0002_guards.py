"""Triggers that hold the books together; the statements stand beside this file."""

from pathlib import Path

from django.db import migrations

BACK = """
DROP TRIGGER funds_payout_moves ON funds_payoutorder;
DROP TRIGGER funds_transfer_balances ON funds_transfer;
DROP TRIGGER funds_entry_balances ON funds_entry;
DROP FUNCTION funds_payout_moves();
DROP FUNCTION funds_transfer_balances();
DROP FUNCTION funds_written_once() CASCADE;
DROP FUNCTION funds_columns_fixed() CASCADE;
"""


class Migration(migrations.Migration):
    dependencies = [("funds", "0001_tables")]
    operations = [
        migrations.RunSQL(Path(__file__).with_suffix(".sql").read_text(encoding="utf-8"), reverse_sql=BACK),
    ]
