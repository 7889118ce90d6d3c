"""What went to the bank and what came back (银行往来文件、对账单)."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from anxin.funds.types import FileKind, LineState
from anxin.kit.fields import SealedBytesField, SealedTextField
from anxin.kit.ids import uuid7


class BankFile(models.Model):
    """A file as it was sent or received, byte for byte (银行文件).

    The content is sealed because it names people and accounts; ``sha256`` is of the bytes before sealing. A file
    is taken once: by its hash, and by the reference the bank gave it.
    """

    id = models.UUIDField(primary_key=True, default=uuid7)
    bank = models.CharField("银行接口", max_length=32)
    kind = models.CharField("类别", max_length=16, choices=[(kind, kind) for kind in FileKind])
    name = models.CharField("文件名", max_length=120)
    reference = models.CharField("文件标识", max_length=35)
    sha256 = models.CharField("SHA-256", max_length=64)
    size = models.PositiveIntegerField("字节数")
    content = SealedBytesField("内容", purpose="funds.bank_file")
    at = models.DateTimeField("收发时间")
    made_at = models.DateTimeField("银行制作时间", null=True, blank=True)
    by_id = models.UUIDField("经手人", null=True, blank=True)
    by_name = models.CharField("经手人", max_length=80)
    times_seen = models.PositiveIntegerField("收到次数", default=1)
    items = models.PositiveIntegerField("条数", default=0)
    moved = models.PositiveIntegerField("推动笔数", default=0)

    class Meta:
        verbose_name = verbose_name_plural = "银行文件"
        indexes: ClassVar = [models.Index(fields=["-at"], name="funds_file_newest")]
        constraints = (
            models.UniqueConstraint(fields=("bank", "sha256"), name="funds_file_hash_once"),
            models.UniqueConstraint(fields=("bank", "kind", "reference"), name="funds_file_reference_once"),
            models.CheckConstraint(condition=Q(kind__in=list(FileKind)), name="funds_file_kind"),
        )

    def __str__(self) -> str:
        return self.name


class ItemAnswer(models.Model):
    """What the bank said about one payment in one file (银行逐笔回执)."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    file = models.ForeignKey(BankFile, on_delete=models.PROTECT, related_name="answers")
    place = models.PositiveIntegerField("次序")
    end_to_end_id = models.CharField("端到端标识", max_length=35, db_index=True)
    payout = models.ForeignKey(
        "funds.PayoutOrder", on_delete=models.PROTECT, null=True, blank=True, related_name="answers"
    )
    status = models.CharField("状态码", max_length=8)
    reason_code = models.CharField("原因码", max_length=16, blank=True)
    reason = models.CharField("原因", max_length=200, blank=True)
    effect = models.CharField("效果", max_length=16)

    class Meta:
        verbose_name = verbose_name_plural = "银行逐笔回执"
        constraints = (models.UniqueConstraint(fields=("file", "place"), name="funds_answer_place_once"),)

    def __str__(self) -> str:
        return f"{self.end_to_end_id} {self.status}"


class BankStatement(models.Model):
    """A statement of the fund's account (对账单): opening plus lines is closing, to the fen."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    file = models.OneToOneField(BankFile, on_delete=models.PROTECT, related_name="statement")
    fund = models.ForeignKey("funds.Fund", on_delete=models.PROTECT, related_name="statements")
    number = models.PositiveIntegerField("对账单序号")
    day = models.DateField("记账日")
    closes_day = models.BooleanField("日终")
    opening_fen = models.BigIntegerField("期初（分）")
    closing_fen = models.BigIntegerField("期末（分）")
    lines_fen = models.BigIntegerField("发生额（分）")

    class Meta:
        verbose_name = verbose_name_plural = "对账单"
        constraints = (
            models.UniqueConstraint(fields=("fund", "number"), name="funds_statement_number_once"),
            models.CheckConstraint(
                condition=Q(closing_fen=F("opening_fen") + F("lines_fen")), name="funds_statement_adds_up"
            ),
        )

    def __str__(self) -> str:
        return f"{self.fund_id} {self.number}"


class StatementLine(models.Model):
    """A line of a statement (对账单流水). ``amount_fen``: into the account positive, out of it negative."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    statement = models.ForeignKey(BankStatement, on_delete=models.PROTECT, related_name="lines")
    bank = models.CharField("银行接口", max_length=32)
    reference = models.CharField("银行流水号", max_length=35)
    booked_on = models.DateField("记账日")
    amount_fen = models.BigIntegerField("金额（分）")
    end_to_end_id = models.CharField("端到端标识", max_length=35, blank=True, db_index=True)
    is_return = models.BooleanField("退汇", default=False)
    reason_code = models.CharField("原因码", max_length=16, blank=True)
    text = SealedTextField("摘要", purpose="funds.statement_text")
    payout = models.ForeignKey(
        "funds.PayoutOrder", on_delete=models.PROTECT, null=True, blank=True, related_name="statement_lines"
    )
    state = models.CharField("核对", max_length=16, choices=[(state, state) for state in LineState])
    transfer = models.ForeignKey("funds.Transfer", on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = verbose_name_plural = "对账单流水"
        constraints = (
            models.UniqueConstraint(fields=("bank", "reference"), name="funds_line_reference_once"),
            models.CheckConstraint(condition=~Q(amount_fen=0), name="funds_line_not_zero"),
            models.CheckConstraint(condition=Q(state__in=list(LineState)), name="funds_line_state"),
        )

    def __str__(self) -> str:
        return self.reference
