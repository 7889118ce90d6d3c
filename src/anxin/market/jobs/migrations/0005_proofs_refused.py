"""Certificates and proofs that staff could not accept, with the reason."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("market_jobs", "0004_changes_forgotten")]

    operations = [
        migrations.AddField("certificate", "problem", models.CharField(blank=True, default="", max_length=200)),
        migrations.AddField("hardship", "problem", models.CharField(blank=True, default="", max_length=200)),
    ]
