from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True
    dependencies = []
    operations = [
        migrations.CreateModel(
            name="Workday",
            fields=[
                ("day", models.DateField(primary_key=True, serialize=False, verbose_name="日期")),
                ("is_workday", models.BooleanField(verbose_name="上班")),
                ("name", models.CharField(blank=True, max_length=40, verbose_name="名称")),
                ("is_final", models.BooleanField(default=True, verbose_name="正式公布")),
                ("source", models.CharField(max_length=200, verbose_name="来源")),
            ],
            options={"verbose_name": "工作日历", "verbose_name_plural": "工作日历", "ordering": ("day",)},
        ),
        migrations.CreateModel(
            name="CalendarVersion",
            fields=[
                ("id", models.PositiveSmallIntegerField(default=1, primary_key=True, serialize=False)),
                ("number", models.PositiveIntegerField(default=0)),
            ],
            options={
                "constraints": [models.CheckConstraint(condition=models.Q(("id", 1)), name="kit_one_calendar_version")]
            },
        ),
    ]
