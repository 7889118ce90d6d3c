"""What is owed to each worker, line by line, and what was paid."""

from django.db import models
from django.db.models import F, Q

from anxin.kit.fields import SealedTextField
from anxin.kit.ids import uuid7
from anxin.wages.models.case import WageCase, WageWorker
from anxin.wages.types import Basis, PaySource


class WageLine(models.Model):
    """A line of the wage sheet (工资核算行): a period, what was agreed, what was paid for it, what is owed.

    Lines are replaced, never changed: ``replaced_at`` takes a line out of account and leaves it to be seen.
    """

    id = models.UUIDField(primary_key=True, default=uuid7)
    worker = models.ForeignKey(WageWorker, models.PROTECT, related_name="lines")
    period_from = models.DateField("起")
    period_to = models.DateField("止")
    basis = models.CharField("计薪方式", max_length=8, choices=[(basis.value, basis.value) for basis in Basis])
    price_fen = models.BigIntegerField("单价")
    quantity_milli = models.BigIntegerField("数量（千分之一）")
    agreed_fen = models.BigIntegerField("应付")
    paid_fen = models.BigIntegerField("单位已付")
    owed_fen = models.BigIntegerField("欠付")
    note = SealedTextField("说明", purpose="wages.line_note", blank=True)
    made_at = models.DateTimeField("时间")
    made_by = models.UUIDField("核算人", null=True)
    replaced_at = models.DateTimeField("替换时间", null=True)

    class Meta:
        verbose_name = verbose_name_plural = "工资核算行"
        constraints = (
            models.CheckConstraint(condition=Q(basis__in=[basis.value for basis in Basis]), name="wages_line_basis"),
            models.CheckConstraint(
                condition=Q(
                    owed_fen=F("agreed_fen") - F("paid_fen"),
                    agreed_fen__gte=0,
                    paid_fen__gte=0,
                    owed_fen__gte=0,
                    price_fen__gte=0,
                    quantity_milli__gte=0,
                ),
                name="wages_line_adds_up",
            ),
            models.CheckConstraint(condition=Q(period_to__gte=F("period_from")), name="wages_line_runs_forward"),
        )
        indexes = (models.Index(fields=("worker",), name="wages_live_lines", condition=Q(replaced_at__isnull=True)),)

    def __str__(self) -> str:
        return str(self.pk)


class Payment(models.Model):
    """Money that arrived with a worker (支付), with its source and proof. Withdrawn when it turns out not to have.

    Each stands beside one transfer of the memo ledger, and each withdrawal beside another.
    """

    id = models.UUIDField(primary_key=True, default=uuid7)
    case = models.ForeignKey(WageCase, models.PROTECT, related_name="payments")
    worker = models.ForeignKey(WageWorker, models.PROTECT, related_name="payments")
    key = models.CharField("提交编号", max_length=120, unique=True)
    source = models.CharField("来源", max_length=16, choices=[(source.value, source.value) for source in PaySource])
    amount_fen = models.BigIntegerField("金额")
    paid_on = models.DateField("支付日")
    proof_paper = models.UUIDField("凭证", null=True)
    note = models.CharField("说明", max_length=200, blank=True)
    made_at = models.DateTimeField("登记时间")
    made_by = models.UUIDField("登记人", null=True)
    made_by_name = models.CharField("登记人姓名", max_length=50, blank=True)
    withdrawn_at = models.DateTimeField("撤销时间", null=True)
    withdrawn_by = models.UUIDField("撤销人", null=True)
    withdrawn_why = models.CharField("撤销原因", max_length=200, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "支付"
        constraints = (
            models.CheckConstraint(condition=Q(amount_fen__gt=0), name="wages_payment_is_money"),
            models.CheckConstraint(
                condition=Q(source__in=[source.value for source in PaySource]), name="wages_payment_source"
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at__isnull=True) | ~Q(withdrawn_why=""), name="wages_withdrawal_has_reason"
            ),
        )

    def __str__(self) -> str:
        return str(self.pk)
