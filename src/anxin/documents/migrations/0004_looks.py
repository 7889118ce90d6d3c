"""What photographs of scenes look like."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("documents", "0003_verifications"),
    ]

    operations = [
        migrations.AddField(
            model_name="paper",
            name="look",
            field=models.BigIntegerField(null=True, verbose_name="图像特征"),
        ),
    ]
