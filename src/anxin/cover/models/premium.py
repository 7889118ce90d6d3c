"""Premium by the order (按单缴费): the books kept with every batch, and what is made of them each month.

Local tables: on a distributed database they stay where the web process talks to.
"""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from anxin.cover.models.orders import INDUSTRY_CHOICES, platform_key
from anxin.cover.types import (
    BILL_STATE_NAMES,
    DIFFERENCE_NAMES,
    READ_STATE_NAMES,
    UNRATED,
    BillState,
    DifferenceKind,
    ReadState,
)
from anxin.kit.fields import SealedBytesField
from anxin.kit.ids import uuid7


class PremiumBook(models.Model):
    """How far a platform's books are closed (账期). ``closed_until`` is the first day of the last closed month.

    What is told later about a day of a closed month is booked into the first open one.
    """

    platform = models.OneToOneField("identity.Organisation", models.PROTECT, primary_key=True, related_name="+")
    closed_until = models.DateField("已结账期", null=True)

    class Meta:
        verbose_name = verbose_name_plural = "账期"
        constraints = (
            models.CheckConstraint(condition=Q(closed_until=None) | Q(closed_until__day=1), name="cover_book_month"),
        )

    def __str__(self) -> str:
        return str(self.closed_until)


class Tally(models.Model):
    """Orders of one kind on one day, as booked into one month (日汇总): moved with every batch, in its transaction.

    ``premium_hao`` is the premium of one such order; the sum is ``orders * premium_hao``. For the day's own month
    ``orders`` counts up and down; for a later month it holds only what was corrected after the day's month was closed,
    and may be negative. Summed over all months it equals a recount of the day.
    """

    pk = models.CompositePrimaryKey("platform_id", "month", "day", "industry", "region", "premium_hao")
    platform = platform_key()
    month = models.DateField("账期")
    day = models.DateField("接单日")
    industry = models.CharField("行业", max_length=10, choices=INDUSTRY_CHOICES)
    region = models.CharField("区划代码", max_length=12, blank=True)
    premium_hao = models.IntegerField("每单保费（毫）")
    orders = models.BigIntegerField("订单数")

    class Meta:
        verbose_name = verbose_name_plural = "日汇总"
        constraints = (models.CheckConstraint(condition=Q(premium_hao__gte=UNRATED), name="cover_tally_premium"),)
        indexes = (models.Index(fields=["day"], name="cover_tally_day"),)

    def __str__(self) -> str:
        return f"{self.day} {self.industry} {self.orders}"


class Bill(models.Model):
    """What a platform owes for a month (月度账单). Written once when the month is closed; later news goes into the
    next month."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    platform = models.ForeignKey("identity.Organisation", models.PROTECT, related_name="+")
    month = models.DateField("账期")
    state = models.CharField(
        "状态", max_length=10, default=BillState.OPEN.value, choices=list(BILL_STATE_NAMES.items())
    )
    orders = models.BigIntegerField("计费订单数")
    uncounted = models.BigIntegerField("不计费订单数")
    amount_fen = models.BigIntegerField("应缴（分）")
    received_fen = models.BigIntegerField("已缴（分）", default=0)
    due_on = models.DateField("缴费截止日")
    closed_at = models.DateTimeField("结账时间")
    closed_by = models.UUIDField("结账人", null=True)
    rules = models.CharField("规则版本", max_length=120)

    class Meta:
        verbose_name = verbose_name_plural = "月度账单"
        constraints = (
            models.UniqueConstraint(fields=["platform", "month"], name="cover_bill_once"),
            models.CheckConstraint(condition=Q(month__day=1), name="cover_bill_month"),
            models.CheckConstraint(condition=Q(received_fen__gte=0), name="cover_bill_received"),
        )

    def __str__(self) -> str:
        return f"{self.month:%Y-%m}"


class BillLine(models.Model):
    """One line of a bill: orders of one industry at one rate, of one month of acceptance. Rounded once, here."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    bill = models.ForeignKey(Bill, models.CASCADE, related_name="lines")
    of_month = models.DateField("接单月份")
    industry = models.CharField("行业", max_length=10, choices=INDUSTRY_CHOICES)
    premium_hao = models.IntegerField("每单保费（毫）")
    orders = models.BigIntegerField("订单数")
    amount_fen = models.BigIntegerField("金额（分）")

    class Meta:
        verbose_name = verbose_name_plural = "账单行"
        constraints = (
            models.UniqueConstraint(
                fields=["bill", "of_month", "industry", "premium_hao"], name="cover_bill_line_once"
            ),
            models.CheckConstraint(condition=Q(premium_hao__gte=0), name="cover_bill_line_rated"),
        )

    def __str__(self) -> str:
        return f"{self.industry} {self.orders}"


class Declaration(models.Model):
    """What a platform itself declared for a month (平台申报), with the counts of comparing it to ours.

    A file is kept sealed until a worker has read it; ``orders`` says how far it is until then.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    bill = models.ForeignKey(Bill, models.PROTECT, related_name="declarations")
    declared_at = models.DateTimeField("申报时间")
    declared_by = models.UUIDField("申报人", null=True)
    file_name = models.CharField("文件名", max_length=200, blank=True)
    state = models.CharField(
        "状态", max_length=10, default=ReadState.DONE.value, choices=list(READ_STATE_NAMES.items())
    )
    content = SealedBytesField("文件内容", purpose="cover.declaration.content", null=True)
    problem = models.CharField("问题", max_length=300, blank=True)
    orders = models.BigIntegerField("申报订单数")
    amount_fen = models.BigIntegerField("申报金额（分）")
    differences = models.JSONField("差异数", default=dict)

    class Meta:
        verbose_name = verbose_name_plural = "平台申报"
        indexes = (models.Index(fields=["bill", "-declared_at"], name="cover_declaration_newest"),)
        constraints = (
            models.CheckConstraint(
                condition=Q(state__in=[state.value for state in ReadState]), name="cover_declaration_state"
            ),
            models.CheckConstraint(
                condition=Q(content__isnull=True) | Q(state__in=[ReadState.WAITING.value, ReadState.RUNNING.value]),
                name="cover_declaration_content_goes",
            ),
        )

    def __str__(self) -> str:
        return f"{self.orders}"


class Difference(models.Model):
    """One order in which a declaration and our books differ (差异)."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    declaration = models.ForeignKey(Declaration, models.CASCADE, related_name="listed")
    kind = models.CharField("差异", max_length=12, choices=list(DIFFERENCE_NAMES.items()))
    order_no = models.CharField("订单号", max_length=64)
    day = models.DateField("接单日", null=True)
    ours_hao = models.IntegerField("我方保费（毫）", null=True)
    theirs_hao = models.IntegerField("平台保费（毫）", null=True)
    note = models.CharField("处理意见", max_length=200, blank=True)
    settled_at = models.DateTimeField("处理时间", null=True)
    settled_by = models.UUIDField("处理人", null=True)

    class Meta:
        verbose_name = verbose_name_plural = "差异"
        constraints = (
            models.UniqueConstraint(fields=["declaration", "kind", "order_no", "day"], name="cover_difference_once"),
            models.CheckConstraint(
                condition=Q(kind__in=[kind.value for kind in DifferenceKind]), name="cover_difference_kind"
            ),
        )

    def __str__(self) -> str:
        return self.order_no


class Receipt(models.Model):
    """A payment the tax office reports for a bill (入库凭证), under its own number: told twice, booked once."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    reference = models.CharField("入库凭证号", max_length=64, unique=True)
    bill = models.ForeignKey(Bill, models.PROTECT, null=True, related_name="receipts")
    payer = models.CharField("缴费单位", max_length=100)
    month = models.DateField("所属账期")
    paid_on = models.DateField("入库日期")
    amount_fen = models.BigIntegerField("金额（分）")
    taken_at = models.DateTimeField("登记时间")
    problem = models.CharField("问题", max_length=200, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "入库凭证"
        constraints = (
            models.CheckConstraint(condition=Q(amount_fen__gt=0), name="cover_receipt_amount"),
            models.CheckConstraint(condition=Q(bill=None) ^ Q(problem=""), name="cover_receipt_matched_or_problem"),
        )

    def __str__(self) -> str:
        return self.reference


class Dunning(models.Model):
    """A reminder that a bill is overdue (催缴): which one, when, to whom."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    bill = models.ForeignKey(Bill, models.PROTECT, related_name="dunnings")
    level = models.PositiveSmallIntegerField("第几次")
    sent_at = models.DateTimeField("发出时间")
    open_fen = models.BigIntegerField("当时欠缴（分）")
    told = models.PositiveIntegerField("告知人数")

    class Meta:
        verbose_name = verbose_name_plural = "催缴"
        constraints: ClassVar = [models.UniqueConstraint(fields=["bill", "level"], name="cover_dunning_once")]

    def __str__(self) -> str:
        return f"{self.level}"
