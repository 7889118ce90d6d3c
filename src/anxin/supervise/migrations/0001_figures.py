from django.db import migrations, models

import anxin.kit.ids


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="FigureSheet",
            fields=[
                (
                    "id",
                    models.UUIDField(default=anxin.kit.ids.uuid7, editable=False, primary_key=True, serialize=False),
                ),
                ("first", models.DateField(verbose_name="起始日")),
                ("last", models.DateField(verbose_name="截止日")),
                ("made_at", models.DateTimeField(verbose_name="生成时间")),
                ("cases", models.PositiveIntegerField(verbose_name="案件数")),
                ("figures", models.JSONField(verbose_name="指标")),
            ],
            options={
                "verbose_name": "指标快照",
                "verbose_name_plural": "指标快照",
                "indexes": [models.Index(fields=["-made_at"], name="supervise_sheet_newest")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("last__gte", models.F("first"))), name="supervise_sheet_runs_forward"
                    )
                ],
            },
        ),
    ]
