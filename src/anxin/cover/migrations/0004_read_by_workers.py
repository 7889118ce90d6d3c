"""Files of orders and declarations wait sealed for a worker that reads them."""

from django.db import migrations, models

import anxin.kit.fields

STATES = [("waiting", "排队中"), ("running", "读取中"), ("done", "已完成"), ("refused", "无法读取")]
FORGET = """
    UPDATE cover_orderimport SET content = NULL, state = 'refused', problem = '升级时没有读完，请再传一次。'
     WHERE content IS NOT NULL"""


class Migration(migrations.Migration):
    dependencies = [("cover", "0003_books")]

    operations = [
        migrations.RunSQL(FORGET, migrations.RunSQL.noop),
        migrations.AlterField(
            model_name="orderimport",
            name="content",
            field=anxin.kit.fields.SealedBytesField(
                editable=True, null=True, purpose="cover.import.content", verbose_name="文件内容"
            ),
        ),
        migrations.AlterField(
            model_name="orderimport",
            name="problem",
            field=models.CharField(blank=True, max_length=300, verbose_name="问题"),
        ),
        migrations.AlterField(
            model_name="orderimport",
            name="state",
            field=models.CharField(choices=STATES, default="waiting", max_length=10, verbose_name="状态"),
        ),
        migrations.AddField(
            model_name="orderimport",
            name="kept",
            field=models.PositiveIntegerField(default=0, verbose_name="收存"),
        ),
        migrations.AddField(
            model_name="declaration",
            name="content",
            field=anxin.kit.fields.SealedBytesField(
                editable=True, null=True, purpose="cover.declaration.content", verbose_name="文件内容"
            ),
        ),
        migrations.AddField(
            model_name="declaration",
            name="problem",
            field=models.CharField(blank=True, max_length=300, verbose_name="问题"),
        ),
        migrations.AddField(
            model_name="declaration",
            name="state",
            field=models.CharField(choices=STATES, default="done", max_length=10, verbose_name="状态"),
        ),
        migrations.AddConstraint(
            model_name="declaration",
            constraint=models.CheckConstraint(
                condition=models.Q(("state__in", ["waiting", "running", "done", "refused"])),
                name="cover_declaration_state",
            ),
        ),
        migrations.AddConstraint(
            model_name="declaration",
            constraint=models.CheckConstraint(
                condition=models.Q(("content__isnull", True), ("state__in", ["waiting", "running"]), _connector="OR"),
                name="cover_declaration_content_goes",
            ),
        ),
    ]
