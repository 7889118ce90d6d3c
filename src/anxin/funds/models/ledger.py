"""The double-entry ledger (复式账).

A transfer is written once with at least two entries that add up to zero, all in one fund: a deferred
constraint trigger refuses the commit otherwise. Entries, transfers and seals are append-only; UPDATE, DELETE
and TRUNCATE are refused by triggers. A mistake is corrected by a further transfer.

Each transfer carries the SM3 digest of its own content. A chain over single transfers would make every claim
wait for the one before it, so the chain is made of seals: a seal takes all transfers not sealed yet, in order,
and stands on the digest of the seal before it. Changing, removing or re-hashing a transfer breaks a seal.
"""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q, Value
from django.db.models.functions import Concat

from anxin.funds.types import AccountKind, TransferKind
from anxin.kit.ids import uuid7


class Fund(models.Model):
    """A pot of money with one bank account (基金专户). The row is also the lock for runs, and the freeze switch."""

    code = models.CharField("代码", max_length=32, primary_key=True)
    name = models.CharField("名称", max_length=80)
    bank = models.CharField("银行接口", max_length=32)
    account_number = models.CharField("专户账号", max_length=34)
    account_holder = models.CharField("专户户名", max_length=140)
    bank_code = models.CharField("开户行联行号", max_length=12)
    frozen_at = models.DateTimeField("停付时间", null=True, blank=True)
    frozen_why = models.CharField("停付原因", max_length=400, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "基金"
        constraints = (
            models.CheckConstraint(condition=Q(bank_code__regex=r"^[0-9]{12}$"), name="funds_fund_bank_code"),
            models.CheckConstraint(
                condition=Q(frozen_at__isnull=True) | ~Q(frozen_why=""), name="funds_freeze_has_reason"
            ),
        )

    def __str__(self) -> str:
        return self.name


class LedgerAccount(models.Model):
    """An account of a fund (科目). The key is ``fund:code``, so that posting needs no look-up."""

    id = models.CharField(max_length=64, primary_key=True)
    fund = models.ForeignKey(Fund, on_delete=models.PROTECT, related_name="accounts")
    code = models.CharField("代码", max_length=31)
    name = models.CharField("名称", max_length=80)
    kind = models.CharField("类别", max_length=16, choices=[(kind, kind) for kind in AccountKind])

    class Meta:
        verbose_name = verbose_name_plural = "科目"
        constraints = (
            models.UniqueConstraint(fields=("fund", "code"), name="funds_account_once"),
            models.CheckConstraint(
                condition=Q(id=Concat(F("fund"), Value(":"), F("code"))),
                name="funds_account_id_is_fund_and_code",
            ),
            models.CheckConstraint(condition=Q(kind__in=list(AccountKind)), name="funds_account_kind"),
        )

    def __str__(self) -> str:
        return f"{self.code} {self.name}"


class Transfer(models.Model):
    """A movement of money (记账). ``key`` is the business fact that caused it: the same fact posts once."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    key = models.CharField("业务键", max_length=160, unique=True)
    fund = models.ForeignKey(Fund, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField("事由", max_length=16, choices=[(kind, kind) for kind in TransferKind])
    subject = models.CharField("对象", max_length=80, db_index=True)
    at = models.DateTimeField("时间")
    by_id = models.UUIDField("经办人", null=True, blank=True)
    memo = models.CharField("摘要", max_length=200)
    digest = models.BinaryField("摘要值", max_length=32)

    class Meta:
        verbose_name = verbose_name_plural = "记账"
        indexes: ClassVar = [models.Index(fields=["fund", "kind", "at"], name="funds_transfer_by_kind")]
        constraints = (models.CheckConstraint(condition=Q(kind__in=list(TransferKind)), name="funds_transfer_kind"),)

    def __str__(self) -> str:
        return self.key


class Entry(models.Model):
    """One side of a transfer (分录): debit positive, credit negative, never zero. In fen."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    transfer = models.ForeignKey(Transfer, on_delete=models.PROTECT, related_name="entries")
    account = models.ForeignKey(LedgerAccount, on_delete=models.PROTECT, related_name="entries")
    amount_fen = models.BigIntegerField("金额（分）")

    class Meta:
        verbose_name = verbose_name_plural = "分录"
        constraints = (models.CheckConstraint(condition=~Q(amount_fen=0), name="funds_entry_not_zero"),)

    def __str__(self) -> str:
        return f"{self.account_id} {self.amount_fen}"


class Seal(models.Model):
    """A link of the chain over the ledger (封账链)."""

    number = models.PositiveBigIntegerField("序号", primary_key=True)
    at = models.DateTimeField("时间")
    transfers = models.PositiveIntegerField("笔数")
    previous = models.BinaryField("上一摘要", max_length=32)
    digest = models.BinaryField("摘要值", max_length=32)

    class Meta:
        verbose_name = verbose_name_plural = "封账"
        constraints = (models.CheckConstraint(condition=Q(number__gte=1), name="funds_seal_number"),)

    def __str__(self) -> str:
        return str(self.number)


class SealedTransfer(models.Model):
    """Which seal covers a transfer, and at which place."""

    transfer = models.OneToOneField(Transfer, on_delete=models.PROTECT, primary_key=True, related_name="sealed")
    seal = models.ForeignKey(Seal, on_delete=models.PROTECT, related_name="members")
    place = models.PositiveIntegerField("次序")

    class Meta:
        verbose_name = verbose_name_plural = "封账明细"
        constraints = (models.UniqueConstraint(fields=("seal", "place"), name="funds_seal_place_once"),)

    def __str__(self) -> str:
        return f"{self.seal_id}/{self.place}"


class Correction(models.Model):
    """Where a suspense line belongs: proposed by one person, posted by another (更正凭证).

    Either a payment (the bank garbled its name) or an account (a fee, interest, funding under another code).
    """

    id = models.UUIDField(primary_key=True, default=uuid7)
    fund = models.ForeignKey(Fund, on_delete=models.PROTECT, related_name="+")
    line = models.ForeignKey("funds.StatementLine", on_delete=models.PROTECT, related_name="corrections")
    payout = models.ForeignKey(
        "funds.PayoutOrder", on_delete=models.PROTECT, null=True, blank=True, related_name="corrections"
    )
    account = models.ForeignKey(LedgerAccount, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    reason = models.CharField("原因", max_length=400)
    proposed_by_id = models.UUIDField("提出人")
    proposed_by_name = models.CharField("提出人", max_length=80)
    proposed_at = models.DateTimeField("提出时间")
    withdrawn_at = models.DateTimeField("撤回时间", null=True, blank=True)
    confirmed_by_id = models.UUIDField("确认人", null=True, blank=True)
    confirmed_at = models.DateTimeField("确认时间", null=True, blank=True)
    transfer = models.OneToOneField(Transfer, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = verbose_name_plural = "更正"
        constraints = (
            models.CheckConstraint(condition=~Q(reason=""), name="funds_correction_has_reason"),
            models.CheckConstraint(
                condition=Q(payout__isnull=True, account__isnull=False) | Q(payout__isnull=False, account__isnull=True),
                name="funds_correction_one_target",
            ),
            models.UniqueConstraint(
                fields=("line",), condition=Q(withdrawn_at__isnull=True), name="funds_correction_once_per_line"
            ),
            models.CheckConstraint(
                condition=Q(confirmed_by_id__isnull=True) | ~Q(confirmed_by_id=F("proposed_by_id")),
                name="funds_correction_two_people",
            ),
            models.CheckConstraint(
                condition=Q(confirmed_by_id__isnull=True, confirmed_at__isnull=True, transfer__isnull=True)
                | Q(confirmed_by_id__isnull=False, confirmed_at__isnull=False, transfer__isnull=False),
                name="funds_correction_posted_when_confirmed",
            ),
        )

    def __str__(self) -> str:
        return self.reason
