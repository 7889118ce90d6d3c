from pathlib import Path

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("funds", "0008_premium"),
    ]

    operations = [
        migrations.RunSQL(
            Path(__file__).with_suffix(".sql").read_text(encoding="utf-8"), reverse_sql=migrations.RunSQL.noop
        ),
    ]
