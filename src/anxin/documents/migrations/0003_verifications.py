"""What issuing offices say about receipts, and whether the first photograph was enough."""

from pathlib import Path

import django.db.models.deletion
from django.db import migrations, models

import anxin.kit.fields
import anxin.kit.ids

_SQL = Path(__file__).with_suffix(".sql").read_text(encoding="utf-8")
_BACK = "DROP TRIGGER documents_verification_final ON documents_receiptverification;"


class Migration(migrations.Migration):
    dependencies = [
        ("documents", "0002_append_only"),
    ]

    operations = [
        migrations.AddField(
            model_name="paper",
            name="first_complete",
            field=models.BooleanField(null=True, verbose_name="一次拍清"),
        ),
        migrations.CreateModel(
            name="ReceiptVerification",
            fields=[
                (
                    "id",
                    models.UUIDField(default=anxin.kit.ids.uuid7, editable=False, primary_key=True, serialize=False),
                ),
                ("verdict", models.CharField(max_length=20, verbose_name="结果")),
                ("platform", models.CharField(max_length=30, verbose_name="查验平台")),
                (
                    "reference",
                    anxin.kit.fields.SealedTextField(
                        blank=True, editable=True, purpose="documents.verification.reference", verbose_name="查验说明"
                    ),
                ),
                ("by_id", models.UUIDField(null=True, verbose_name="查验人")),
                (
                    "by_name",
                    anxin.kit.fields.SealedTextField(
                        editable=True, purpose="documents.verification.by", verbose_name="查验人姓名"
                    ),
                ),
                ("at", models.DateTimeField(verbose_name="查验时间")),
                (
                    "paper",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="verifications",
                        to="documents.paper",
                        verbose_name="材料",
                    ),
                ),
            ],
            options={
                "verbose_name": "票据查验",
                "verbose_name_plural": "票据查验",
                "indexes": [models.Index(fields=["paper", "-at"], name="documents_verification_newest")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("verdict__in", ("genuine", "void", "different", "not_found", "unanswered"))
                        ),
                        name="documents_verification_verdict",
                    )
                ],
            },
        ),
        migrations.RunSQL(_SQL, _BACK),
    ]
