from pathlib import Path

import django.db.models.deletion
from django.db import migrations, models

import anxin.kit.fields
import anxin.kit.ids


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Release",
            fields=[
                (
                    "id",
                    models.UUIDField(default=anxin.kit.ids.uuid7, editable=False, primary_key=True, serialize=False),
                ),
                ("jurisdiction", models.CharField(max_length=40, verbose_name="地区")),
                ("topic", models.CharField(max_length=40, verbose_name="主题")),
                ("title", models.CharField(max_length=60, verbose_name="名称")),
                ("in_force", models.DateField(verbose_name="施行日期")),
                ("revision", models.PositiveIntegerField(verbose_name="修订号")),
                ("released_on", models.DateField(verbose_name="发布日期")),
                ("pack", models.BinaryField(verbose_name="规则原文")),
                ("cases", models.BinaryField(verbose_name="样例原文")),
                ("sha256", models.CharField(max_length=64, unique=True, verbose_name="SHA-256 摘要")),
                ("sm3", models.CharField(max_length=64, verbose_name="SM3 摘要")),
                (
                    "origin",
                    models.CharField(
                        choices=[("shipped", "随软件提供"), ("desk", "本单位发布")], max_length=10, verbose_name="来源"
                    ),
                ),
                ("drafted_by", models.CharField(max_length=60, verbose_name="起草人")),
                ("drafted_by_id", models.UUIDField(null=True, verbose_name="起草人账号")),
                ("approved_by", models.CharField(max_length=60, verbose_name="核准人")),
                ("approved_by_id", models.UUIDField(null=True, verbose_name="核准人账号")),
                ("stored_at", models.DateTimeField(verbose_name="入库时间")),
            ],
            options={
                "verbose_name": "规则发布",
                "verbose_name_plural": "规则发布",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("jurisdiction", "topic", "in_force", "revision"), name="policy_one_release_per_revision"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("origin", "shipped"),
                            models.Q(
                                ("approved_by_id__isnull", False),
                                ("drafted_by_id__isnull", False),
                                models.Q(("drafted_by_id", models.F("approved_by_id")), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="policy_release_needs_two_persons",
                    ),
                    models.CheckConstraint(condition=models.Q(("revision__gte", 1)), name="policy_revision_from_one"),
                ],
            },
        ),
        migrations.CreateModel(
            name="StoredDecision",
            fields=[
                (
                    "id",
                    models.UUIDField(default=anxin.kit.ids.uuid7, editable=False, primary_key=True, serialize=False),
                ),
                ("topic", models.CharField(max_length=40, verbose_name="主题")),
                ("subject", models.CharField(max_length=80, verbose_name="事项")),
                ("law_on", models.DateField(verbose_name="适用法律日")),
                ("known_on", models.DateField(verbose_name="规则知悉日")),
                ("decided_at", models.DateTimeField(verbose_name="决定时间")),
                ("outcome", models.CharField(max_length=10, verbose_name="结论")),
                ("amount_fen", models.BigIntegerField(verbose_name="金额（分）")),
                ("facts", anxin.kit.fields.SealedJSONField(editable=True, purpose="policy.facts", verbose_name="事实")),
                ("lines", anxin.kit.fields.SealedJSONField(editable=True, purpose="policy.lines", verbose_name="明细")),
                ("lines_digest", models.BinaryField(max_length=32, verbose_name="明细摘要")),
                (
                    "release",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="policy.release",
                        verbose_name="适用规则",
                    ),
                ),
            ],
            options={
                "verbose_name": "决定",
                "verbose_name_plural": "决定",
                "indexes": [
                    models.Index(fields=["subject", "decided_at"], name="policy_decision_subject"),
                    models.Index(fields=["topic", "decided_at"], name="policy_decision_topic"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("outcome__in", ("pay", "refer", "refuse"))), name="policy_decision_outcome"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("amount_fen__gte", 0)), name="policy_decision_amount_not_negative"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("outcome", "refuse"), _negated=True), ("amount_fen", 0), _connector="OR"
                        ),
                        name="policy_refusal_pays_nothing",
                    ),
                ],
            },
        ),
        migrations.RunSQL(
            (Path(__file__).parent / "append_only.sql").read_text(encoding="utf-8"),
            """
            DROP TRIGGER policy_decision_never_truncated ON policy_storeddecision;
            DROP TRIGGER policy_decision_written_once ON policy_storeddecision;
            DROP TRIGGER policy_release_never_truncated ON policy_release;
            DROP TRIGGER policy_release_written_once ON policy_release;
            DROP FUNCTION policy_written_once();
            """,
        ),
    ]
