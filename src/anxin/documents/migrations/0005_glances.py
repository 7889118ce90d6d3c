"""What a glance at a photograph said before it was read."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("documents", "0004_looks"),
    ]

    operations = [
        migrations.AddField(
            model_name="paper",
            name="glance",
            field=models.CharField(blank=True, default="", max_length=12, verbose_name="先看一眼"),
            preserve_default=False,
        ),
    ]
