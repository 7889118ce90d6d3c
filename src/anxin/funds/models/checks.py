"""What does not add up, and what reconciliation found (差异、对账记录)."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from anxin.funds.types import Severity
from anxin.kit.ids import uuid7


class Discrepancy(models.Model):
    """Something between us and the bank that a person must look at (待办差异). Ids and sums only, no names."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    fund = models.ForeignKey("funds.Fund", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    kind = models.CharField("类别", max_length=32)
    reference = models.CharField("凭据", max_length=80)
    severity = models.CharField("程度", max_length=16, choices=[(kind, kind) for kind in Severity])
    detail = models.CharField("说明", max_length=400)
    payout = models.ForeignKey(
        "funds.PayoutOrder", on_delete=models.PROTECT, null=True, blank=True, related_name="discrepancies"
    )
    file = models.ForeignKey("funds.BankFile", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    line = models.ForeignKey("funds.StatementLine", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    raised_at = models.DateTimeField("发现时间")
    settled_at = models.DateTimeField("了结时间", null=True, blank=True)
    settled_by_id = models.UUIDField("了结人", null=True, blank=True)
    settled_by_name = models.CharField("了结人", max_length=80, blank=True)
    settled_how = models.CharField("处理结果", max_length=400, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "待办差异"
        indexes: ClassVar = [
            models.Index(fields=["raised_at"], condition=Q(settled_at__isnull=True), name="funds_open_discrepancies")
        ]
        constraints = (
            models.UniqueConstraint(fields=("kind", "reference"), name="funds_discrepancy_once"),
            models.CheckConstraint(
                condition=Q(settled_at__isnull=True) | ~Q(settled_how=""), name="funds_settled_says_how"
            ),
        )

    def __str__(self) -> str:
        return f"{self.kind} {self.reference}"


class ReconcileRun(models.Model):
    """One run of the reconciliation, kept (对账记录). It also remembers the last seal it saw, so that the chain
    cannot be cut short or made anew without a run contradicting it."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    at = models.DateTimeField("时间")
    by_id = models.UUIDField("发起人", null=True, blank=True)
    by_name = models.CharField("发起人", max_length=80)
    exit_code = models.PositiveSmallIntegerField("结果")
    froze = models.BooleanField("停付", default=False)
    findings = models.JSONField("差异", default=list)
    figures = models.JSONField("数字", default=dict)
    seal_number = models.PositiveBigIntegerField("封账序号", default=0)
    seal_digest = models.CharField("封账摘要", max_length=64, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "对账记录"
        indexes: ClassVar = [models.Index(fields=["-at"], name="funds_reconcile_newest")]
        constraints = (models.CheckConstraint(condition=Q(exit_code__lte=2), name="funds_reconcile_exit_code"),)

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.exit_code}"
