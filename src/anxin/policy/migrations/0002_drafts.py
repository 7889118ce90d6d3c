import django.db.models.deletion
from django.db import migrations, models

import anxin.kit.ids


class Migration(migrations.Migration):
    dependencies = [
        ("policy", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="ReplayRun",
            fields=[
                (
                    "id",
                    models.UUIDField(default=anxin.kit.ids.uuid7, editable=False, primary_key=True, serialize=False),
                ),
                ("at", models.DateTimeField(verbose_name="时间")),
                ("replayed", models.PositiveIntegerField(verbose_name="重放件数")),
                ("different", models.JSONField(default=list, verbose_name="不一致的决定")),
            ],
            options={
                "verbose_name": "重放检查",
                "verbose_name_plural": "重放检查",
                "indexes": [models.Index(fields=["-at"], name="policy_replay_at")],
            },
        ),
        migrations.CreateModel(
            name="Draft",
            fields=[
                (
                    "id",
                    models.UUIDField(default=anxin.kit.ids.uuid7, editable=False, primary_key=True, serialize=False),
                ),
                ("jurisdiction", models.CharField(max_length=40, verbose_name="地区")),
                ("topic", models.CharField(max_length=40, verbose_name="主题")),
                ("title", models.CharField(max_length=60, verbose_name="名称")),
                ("pack_text", models.TextField(verbose_name="规则原文")),
                ("cases_text", models.TextField(blank=True, verbose_name="样例原文")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("writing", "起草中"),
                            ("proposed", "等待核准"),
                            ("released", "已发布"),
                            ("dropped", "已放弃"),
                        ],
                        default="writing",
                        max_length=10,
                        verbose_name="状态",
                    ),
                ),
                ("version", models.PositiveIntegerField(default=0, verbose_name="修改次数")),
                ("author_id", models.UUIDField(verbose_name="起草人账号")),
                ("author", models.CharField(max_length=60, verbose_name="起草人")),
                ("returned_for", models.CharField(blank=True, max_length=300, verbose_name="退回理由")),
                ("impact", models.JSONField(null=True, verbose_name="影响测算")),
                ("approver_id", models.UUIDField(null=True, verbose_name="核准人账号")),
                ("approver", models.CharField(blank=True, max_length=60, verbose_name="核准人")),
                ("created_at", models.DateTimeField(verbose_name="开始时间")),
                ("updated_at", models.DateTimeField(verbose_name="最后修改")),
                (
                    "based_on",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="policy.release",
                        verbose_name="依据的版本",
                    ),
                ),
                (
                    "release",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="policy.release",
                        verbose_name="发布的版本",
                    ),
                ),
            ],
            options={
                "verbose_name": "规则草案",
                "verbose_name_plural": "规则草案",
                "indexes": [models.Index(fields=["state", "updated_at"], name="policy_draft_state")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("approver_id__isnull", True),
                            models.Q(("approver_id", models.F("author_id")), _negated=True),
                            _connector="OR",
                        ),
                        name="policy_draft_needs_two_persons",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("approver_id__isnull", False), ("release__isnull", False), ("state", "released")),
                            models.Q(models.Q(("state", "released"), _negated=True), ("release__isnull", True)),
                            _connector="OR",
                        ),
                        name="policy_draft_released_with_release",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state__in", ("proposed", "released")), _negated=True),
                            ("impact__isnull", False),
                            _connector="OR",
                        ),
                        name="policy_draft_proposed_with_impact",
                    ),
                ],
            },
        ),
    ]
