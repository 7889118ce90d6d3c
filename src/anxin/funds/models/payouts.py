"""Payments, their batches and their steps (付款单、批次、流转)."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from anxin.funds.types import LIVE_STATES, BatchState, PayoutState, SendState
from anxin.kit.fields import BlindIndexField, SealedTextField
from anxin.kit.ids import uuid7

NEVER_BATCHED = [PayoutState.APPROVED, PayoutState.CANCELLED]
NEVER_SENT = [PayoutState.APPROVED, PayoutState.BATCHED, PayoutState.CANCELLED]


class Batch(models.Model):
    """What goes to the bank in one file (付款批次).

    The bytes are made and stored when the batch is built; checker and releaser sign exactly those bytes.
    """

    id = models.UUIDField(primary_key=True, default=uuid7)
    number = models.CharField("批号", max_length=32, unique=True)
    fund = models.ForeignKey("funds.Fund", on_delete=models.PROTECT, related_name="batches")
    bank = models.CharField("银行接口", max_length=32)
    day = models.DateField("付款日")
    run = models.PositiveSmallIntegerField("当日第几批")
    msg_id = models.CharField("报文标识", max_length=35, unique=True)
    file = models.OneToOneField("funds.BankFile", on_delete=models.PROTECT, related_name="batch")
    items = models.PositiveIntegerField("笔数")
    total_fen = models.BigIntegerField("总额（分）")
    persons = models.PositiveSmallIntegerField("需几人经手")
    signatures = models.PositiveSmallIntegerField("制单后需几人")
    state = models.CharField("状态", max_length=16, choices=[(state, state) for state in BatchState])
    send_state = models.CharField(
        "报送", max_length=16, choices=[(state, state) for state in SendState], default=SendState.NOT_SENT
    )
    made_by_id = models.UUIDField("制单人", null=True, blank=True)
    made_by_name = models.CharField("制单人", max_length=80)
    made_at = models.DateTimeField("制单时间")
    checked_by_id = models.UUIDField("复核人", null=True, blank=True)
    checked_by_name = models.CharField("复核人", max_length=80, blank=True)
    checked_at = models.DateTimeField("复核时间", null=True, blank=True)
    released_by_id = models.UUIDField("签发人", null=True, blank=True)
    released_by_name = models.CharField("签发人", max_length=80, blank=True)
    released_at = models.DateTimeField("签发时间", null=True, blank=True)
    second_by_id = models.UUIDField("第二签发人", null=True, blank=True)
    second_by_name = models.CharField("第二签发人", max_length=80, blank=True)
    second_at = models.DateTimeField("第二签发时间", null=True, blank=True)
    cancelled_why = models.CharField("作废原因", max_length=400, blank=True)
    sent_at = models.DateTimeField("送出时间", null=True, blank=True)
    sends = models.PositiveSmallIntegerField("送出次数", default=0)
    asked_at = models.DateTimeField("查询时间", null=True, blank=True)
    asks = models.PositiveSmallIntegerField("查询次数", default=0)

    class Meta:
        verbose_name = verbose_name_plural = "付款批次"
        indexes: ClassVar = [models.Index(fields=["fund", "-day", "-run"], name="funds_batch_by_day")]
        constraints = (
            models.UniqueConstraint(fields=("fund", "day", "run"), name="funds_batch_once"),
            models.CheckConstraint(condition=Q(state__in=list(BatchState)), name="funds_batch_state"),
            models.CheckConstraint(condition=Q(send_state__in=list(SendState)), name="funds_batch_send_state"),
            models.CheckConstraint(condition=Q(items__gt=0, total_fen__gt=0), name="funds_batch_not_empty"),
            models.CheckConstraint(
                condition=Q(made_by_id__isnull=False, persons__gte=2, persons__lte=4, signatures=F("persons") - 1)
                | Q(made_by_id__isnull=True, persons=2, signatures=2)
                | Q(made_by_id__isnull=True, persons__gte=3, persons__lte=4, signatures=3),
                name="funds_batch_persons",
            ),
            models.CheckConstraint(
                condition=(
                    Q(made_by_id__isnull=True) | Q(checked_by_id__isnull=True) | ~Q(made_by_id=F("checked_by_id"))
                )
                & (Q(made_by_id__isnull=True) | Q(released_by_id__isnull=True) | ~Q(made_by_id=F("released_by_id")))
                & (Q(made_by_id__isnull=True) | Q(second_by_id__isnull=True) | ~Q(made_by_id=F("second_by_id"))),
                name="funds_batch_maker_stands_alone",
            ),
            models.CheckConstraint(
                condition=(
                    Q(checked_by_id__isnull=True)
                    | Q(released_by_id__isnull=True)
                    | ~Q(checked_by_id=F("released_by_id"))
                )
                & (Q(checked_by_id__isnull=True) | Q(second_by_id__isnull=True) | ~Q(checked_by_id=F("second_by_id")))
                & (
                    Q(released_by_id__isnull=True) | Q(second_by_id__isnull=True) | ~Q(released_by_id=F("second_by_id"))
                ),
                name="funds_batch_signers_differ",
            ),
            models.CheckConstraint(
                condition=~Q(state=BatchState.RELEASED)
                | (
                    Q(checked_by_id__isnull=False)
                    & (Q(signatures=1) | Q(released_by_id__isnull=False))
                    & (Q(signatures__lt=3) | Q(second_by_id__isnull=False))
                ),
                name="funds_batch_released_by_enough_people",
            ),
            models.CheckConstraint(
                condition=Q(send_state=SendState.NOT_SENT) | Q(state=BatchState.RELEASED),
                name="funds_batch_sent_only_when_released",
            ),
            models.CheckConstraint(
                condition=~Q(state=BatchState.CANCELLED) | ~Q(cancelled_why=""), name="funds_batch_cancel_has_reason"
            ),
        )

    def __str__(self) -> str:
        return self.number


class PayoutOrder(models.Model):
    """One payment to one payee for one business key (付款单).

    ``end_to_end_id`` is made from key and attempt, so it is known before anything is sent and the same
    after every crash. It has 16 characters because some banks cut the field there.
    """

    id = models.UUIDField(primary_key=True, default=uuid7)
    key = models.CharField("业务键", max_length=120)
    attempt = models.PositiveSmallIntegerField("第几次")
    fund = models.ForeignKey("funds.Fund", on_delete=models.PROTECT, related_name="payouts")
    subject = models.CharField("对象", max_length=80, db_index=True)
    decision_id = models.UUIDField("决定", db_index=True)
    worker_id = models.UUIDField("劳动者", null=True, blank=True, db_index=True)
    payee_name = SealedTextField("收款人", purpose="funds.payee_name")
    account_number = SealedTextField("收款账号", purpose="funds.account_number")
    account_blind = BlindIndexField(db_index=True)
    bank_name = models.CharField("收款银行", max_length=80)
    bank_code = models.CharField("联行号", max_length=12)
    amount_fen = models.BigIntegerField("金额（分）")
    state = models.CharField("状态", max_length=16, choices=[(state, state) for state in PayoutState])
    end_to_end_id = models.CharField("端到端标识", max_length=16, unique=True)
    batch = models.ForeignKey(Batch, on_delete=models.PROTECT, null=True, blank=True, related_name="payouts")
    approved_at = models.DateTimeField("核定时间")
    approved_by_id = models.UUIDField("核定人", null=True, blank=True)
    pay_from = models.DateTimeField("最早付款时间", null=True, blank=True)
    submitted_on = models.DateField("送银行日", null=True, blank=True)
    changed_at = models.DateTimeField("状态时间")
    reason_code = models.CharField("银行原因码", max_length=16, blank=True)
    reason = models.CharField("原因", max_length=400, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "付款单"
        indexes: ClassVar = [
            models.Index(fields=["fund", "state", "approved_at"], name="funds_payout_by_state"),
            models.Index(fields=["batch", "id"], name="funds_payout_by_batch"),
        ]
        constraints = (
            models.UniqueConstraint(fields=("key", "attempt"), name="funds_payout_attempt_once"),
            models.UniqueConstraint(
                fields=("key",), condition=Q(state__in=list(LIVE_STATES)), name="funds_one_live_payout_per_key"
            ),
            models.CheckConstraint(condition=Q(amount_fen__gt=0), name="funds_payout_positive"),
            models.CheckConstraint(condition=Q(attempt__gte=1), name="funds_payout_attempt"),
            models.CheckConstraint(condition=Q(state__in=list(PayoutState)), name="funds_payout_state"),
            models.CheckConstraint(condition=Q(bank_code__regex=r"^[0-9]{12}$"), name="funds_payout_bank_code"),
            models.CheckConstraint(
                condition=Q(state__in=NEVER_BATCHED, batch__isnull=True)
                | (~Q(state__in=NEVER_BATCHED) & Q(batch__isnull=False))
                | Q(state__in=[PayoutState.PAID, PayoutState.RETURNED]),
                name="funds_payout_has_batch",
            ),
            models.CheckConstraint(
                condition=Q(state__in=NEVER_SENT, submitted_on__isnull=True)
                | (~Q(state__in=NEVER_SENT) & Q(submitted_on__isnull=False)),
                name="funds_payout_knows_when_sent",
            ),
        )

    def __str__(self) -> str:
        return f"{self.key}#{self.attempt}"


class PayoutStep(models.Model):
    """A move of a payment (付款流转), append-only. ``file`` is the bank file that caused it, if one did."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    payout = models.ForeignKey(PayoutOrder, on_delete=models.PROTECT, related_name="steps")
    at = models.DateTimeField("时间")
    cause = models.CharField("原因", max_length=16)
    state_from = models.CharField("原状态", max_length=16)
    state_to = models.CharField("新状态", max_length=16)
    by_id = models.UUIDField("经办人", null=True, blank=True)
    by_name = models.CharField("经办人", max_length=80)
    file = models.ForeignKey("funds.BankFile", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    note = models.CharField("说明", max_length=400, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "付款流转"
        ordering = ("id",)

    def __str__(self) -> str:
        return f"{self.state_from}→{self.state_to}"


class Verdict(models.Model):
    """Two people decide that an unknown payment was not made (两人核实)."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    payout = models.OneToOneField(PayoutOrder, on_delete=models.PROTECT, related_name="verdict")
    reason = models.CharField("依据", max_length=400)
    proposed_by_id = models.UUIDField("提出人")
    proposed_by_name = models.CharField("提出人", max_length=80)
    proposed_at = models.DateTimeField("提出时间")
    confirmed_by_id = models.UUIDField("确认人", null=True, blank=True)
    confirmed_by_name = models.CharField("确认人", max_length=80, blank=True)
    confirmed_at = models.DateTimeField("确认时间", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "两人核实"
        constraints = (
            models.CheckConstraint(condition=~Q(reason=""), name="funds_verdict_has_reason"),
            models.CheckConstraint(
                condition=Q(confirmed_by_id__isnull=True) | ~Q(confirmed_by_id=F("proposed_by_id")),
                name="funds_verdict_two_people",
            ),
            models.CheckConstraint(
                condition=Q(confirmed_by_id__isnull=True, confirmed_at__isnull=True)
                | Q(confirmed_by_id__isnull=False, confirmed_at__isnull=False),
                name="funds_verdict_confirmed_whole",
            ),
        )

    def __str__(self) -> str:
        return self.reason
