"""What the owner pays, the special wage account, the wage deposit."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from anxin.kit.fields import SealedTextField
from anxin.kit.ids import uuid7
from anxin.projects.models.project import Project
from anxin.projects.types import DepositForm, DepositMoveKind, ProgressKind


class Progress(models.Model):
    """A progress payment or labour money the owner owes on a day (工程款、人工费用)."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    project = models.ForeignKey(Project, models.PROTECT, related_name="progress")
    kind = models.CharField(max_length=8)
    due_on = models.DateField("应付日期")
    due_fen = models.BigIntegerField("应付金额")
    paid_fen = models.BigIntegerField("已付金额", default=0)
    paid_on = models.DateField("最近付款日期", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "工程款"
        constraints = (
            models.CheckConstraint(
                condition=Q(kind__in=[kind.value for kind in ProgressKind]), name="progress_kind_known"
            ),
            models.CheckConstraint(condition=Q(due_fen__gt=0), name="progress_owed"),
            models.CheckConstraint(
                condition=Q(paid_fen__gte=0, paid_fen__lte=F("due_fen")), name="progress_paid_within_owed"
            ),
            models.CheckConstraint(condition=Q(paid_fen=0) | Q(paid_on__isnull=False), name="progress_paid_on_a_day"),
            models.UniqueConstraint(fields=["project", "kind", "due_on"], name="progress_once_a_day"),
        )

    def __str__(self) -> str:
        return f"{self.kind} {self.due_on}"


class WageAccount(models.Model):
    """The special account wages are paid from (农民工工资专用账户). One open account per project."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    project = models.ForeignKey(Project, models.PROTECT, related_name="accounts")
    bank_name = models.CharField("开户银行", max_length=100)
    name = models.CharField("账户名称", max_length=200)
    number = SealedTextField(purpose="projects.account")
    agreement_on = models.DateField("三方协议日期", null=True, blank=True)
    opened_on = models.DateField("开户日期")
    filed_on = models.DateField("备案日期", null=True, blank=True)
    published_on = models.DateField("完工公示日期", null=True, blank=True)
    closed_on = models.DateField("注销日期", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "农民工工资专用账户"
        constraints = (
            models.CheckConstraint(
                condition=Q(filed_on__isnull=True) | Q(filed_on__gte=F("opened_on")), name="account_filed_after_opening"
            ),
            models.CheckConstraint(
                condition=Q(closed_on__isnull=True) | Q(published_on__isnull=False), name="account_published_first"
            ),
            models.UniqueConstraint(fields=["project"], condition=Q(closed_on=None), name="account_one_open"),
        )

    def __str__(self) -> str:
        return self.name


class Deposit(models.Model):
    """The wage deposit of a project (工资保证金). The balance is the sum of its moves; the database keeps it ≥ 0.

    ``decision_id`` names the stored decision that computed ``required_fen`` line by line.
    """

    project = models.OneToOneField(Project, models.PROTECT, primary_key=True, related_name="deposit")
    required_fen = models.BigIntegerField("应存金额")
    exempt = models.BooleanField("免存", default=False)
    decision_id = models.UUIDField(null=True, blank=True)
    form = models.CharField("形式", max_length=10, blank=True, default="")
    bank_name = models.CharField("银行或保险公司", max_length=100, blank=True, default="")
    certificate_no = models.CharField("存单、保函或保单号", max_length=60, blank=True, default="")
    stored_on = models.DateField("存储日期", null=True, blank=True)
    expires_on = models.DateField("到期日期", null=True, blank=True)
    balance_fen = models.BigIntegerField("余额", default=0)
    drawn_on = models.DateField("最早一次未补足的动用", null=True, blank=True)
    released_on = models.DateField("返还日期", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "工资保证金"
        constraints = (
            models.CheckConstraint(condition=Q(required_fen__gte=0), name="deposit_required"),
            models.CheckConstraint(condition=Q(balance_fen__gte=0), name="deposit_never_below_zero"),
            models.CheckConstraint(
                condition=Q(form="") | Q(form__in=[form.value for form in DepositForm]), name="deposit_form_known"
            ),
            models.CheckConstraint(
                condition=Q(form="") | Q(form=DepositForm.CASH.value) | Q(expires_on__isnull=False),
                name="deposit_guarantee_expires",
            ),
        )

    def __str__(self) -> str:
        return str(self.pk)


class DepositMove(models.Model):
    """One entry of a deposit's history (存储、动用、补足、返还). Append only; ``key`` makes each happen once."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    deposit = models.ForeignKey(Deposit, models.PROTECT, related_name="moves")
    kind = models.CharField(max_length=8)
    amount_fen = models.BigIntegerField("金额")
    balance_fen = models.BigIntegerField("变动后余额")
    day = models.DateField("日期")
    reason = models.CharField("事由", max_length=200)
    key = models.CharField(max_length=120, unique=True)
    by_account = models.UUIDField(null=True, blank=True)
    by_name = models.CharField(max_length=50)
    at = models.DateTimeField()

    class Meta:
        verbose_name = verbose_name_plural = "工资保证金变动"
        constraints = (
            models.CheckConstraint(
                condition=Q(kind__in=[kind.value for kind in DepositMoveKind]), name="deposit_move_kind_known"
            ),
            models.CheckConstraint(condition=Q(amount_fen__gt=0, balance_fen__gte=0), name="deposit_move_amounts"),
        )

    def __str__(self) -> str:
        return f"{self.kind} {self.amount_fen}"
