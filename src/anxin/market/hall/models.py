"""Rows of the hall. Private to this context."""

from __future__ import annotations

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateTimeRangeField, RangeOperators
from django.db import models
from django.db.models import F, Func, Q, Value

from anxin.kit.fields import SealedTextField
from anxin.kit.ids import uuid7
from anxin.market.hall.types import Purpose, SlipOutcome, TicketState


class Ticket(models.Model):
    """A number drawn in a hall (排队号)."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    org_id = models.UUIDField("零工市场")
    day = models.DateField("日期")
    number = models.CharField("号码", max_length=8)
    place = models.PositiveIntegerField("顺序")
    purpose = models.CharField("事项", max_length=10)
    first = models.BooleanField("优先", default=False)
    state = models.CharField("状态", max_length=8, default=TicketState.WAITING.value)
    window = models.CharField("窗口", max_length=20, blank=True, default="")
    calls = models.PositiveSmallIntegerField("叫号次数", default=0)
    drawn_at = models.DateTimeField("取号时间")
    called_at = models.DateTimeField("叫号时间", null=True)
    done_at = models.DateTimeField("办结时间", null=True)
    called_by = models.UUIDField("叫号人", null=True)

    class Meta:
        verbose_name = verbose_name_plural = "排队号"
        constraints = (
            models.UniqueConstraint(fields=("org_id", "day", "place"), name="hall_ticket_place"),
            models.CheckConstraint(condition=Q(state__in=[one.value for one in TicketState]), name="hall_ticket_state"),
            models.CheckConstraint(condition=Q(purpose__in=[one.value for one in Purpose]), name="hall_ticket_purpose"),
        )
        indexes = (models.Index(fields=("org_id", "day", "state"), name="hall_ticket_queue"),)


class Seat(models.Model):
    """A table where employer and worker talk (洽谈席). Its key is a whole number: the no-overlap rule needs one."""

    org_id = models.UUIDField("零工市场")
    name = models.CharField("名称", max_length=20)
    retired_at = models.DateTimeField("停用时间", null=True)

    class Meta:
        verbose_name = verbose_name_plural = "洽谈席"
        constraints = (models.UniqueConstraint(fields=("org_id", "name"), name="hall_seat_name"),)


class Booking(models.Model):
    """A seat taken (洽谈席预约). No two overlap on one seat; the database sees to it."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    seat = models.ForeignKey(Seat, models.PROTECT, related_name="bookings", verbose_name="洽谈席")
    during = DateTimeRangeField("时间")
    who = SealedTextField("预约人", purpose="hall.booking.who")
    about = models.CharField("事由", max_length=60, blank=True, default="")
    made_by = models.UUIDField("登记人")
    made_at = models.DateTimeField("登记时间")
    cancelled_at = models.DateTimeField("取消时间", null=True)

    class Meta:
        verbose_name = verbose_name_plural = "洽谈席预约"
        constraints = (
            ExclusionConstraint(
                name="hall_booking_no_overlap",
                expressions=[
                    (Func(F("seat_id"), F("seat_id"), Value("[]"), function="int8range"), RangeOperators.OVERLAPS),
                    ("during", RangeOperators.OVERLAPS),
                ],
                condition=Q(cancelled_at=None),
            ),
        )


class Tool(models.Model):
    """Something that is lent (借用工具), with the label stuck on it."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    org_id = models.UUIDField("零工市场")
    label = models.CharField("编号", max_length=20)
    name = models.CharField("名称", max_length=40)
    retired_at = models.DateTimeField("停用时间", null=True)

    class Meta:
        verbose_name = verbose_name_plural = "借用工具"
        constraints = (models.UniqueConstraint(fields=("org_id", "label"), name="hall_tool_label"),)


class Loan(models.Model):
    """A tool lent (借出). One borrower at a time."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    tool = models.ForeignKey(Tool, models.PROTECT, related_name="loans", verbose_name="工具")
    borrower = SealedTextField("借用人", purpose="hall.loan.borrower")
    phone = SealedTextField("电话", purpose="hall.loan.phone")
    lent_at = models.DateTimeField("借出时间")
    due_at = models.DateTimeField("应还时间")
    returned_at = models.DateTimeField("归还时间", null=True)
    note = models.CharField("归还时的情况", max_length=100, blank=True, default="")
    lent_by = models.UUIDField("经手人")

    class Meta:
        verbose_name = verbose_name_plural = "借出"
        constraints = (
            models.UniqueConstraint(fields=("tool",), condition=Q(returned_at=None), name="hall_loan_one_borrower"),
            models.CheckConstraint(condition=Q(due_at__gt=F("lent_at")), name="hall_loan_due_later"),
        )


class Question(models.Model):
    """A question to a person (政策咨询), asked at the desk or on the phone."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    org_id = models.UUIDField("零工市场")
    worker_id = models.UUIDField("劳动者", null=True)
    topic = models.CharField("方面", max_length=10)
    text = SealedTextField("问题", purpose="hall.question.text")
    who = SealedTextField("提问人", purpose="hall.question.who")
    phone = SealedTextField("电话", purpose="hall.question.phone")
    asked_at = models.DateTimeField("提问时间")
    answer = SealedTextField("答复", purpose="hall.question.answer")
    answered_by = models.UUIDField("答复人", null=True)
    answered_name = models.CharField("答复人姓名", max_length=50, blank=True, default="")
    answered_at = models.DateTimeField("答复时间", null=True)

    class Meta:
        verbose_name = verbose_name_plural = "政策咨询"
        indexes = (
            models.Index(fields=("org_id", "-asked_at"), name="hall_question_org"),
            models.Index(fields=("worker_id",), name="hall_question_worker"),
        )


class Announcement(models.Model):
    """A sentence for the big screen and the kiosks (通知), until a day."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    org_id = models.UUIDField("零工市场")
    text = models.CharField("内容", max_length=60)
    until = models.DateField("显示到")
    by_id = models.UUIDField("发布人")
    by_name = models.CharField("发布人姓名", max_length=50)
    made_at = models.DateTimeField("发布时间")

    class Meta:
        verbose_name = verbose_name_plural = "通知"
        indexes = (models.Index(fields=("org_id", "until"), name="hall_announcement_org"),)


class Device(models.Model):
    """A kiosk (自助一体机). It proves itself with a secret of which only the hash is here.

    ``short`` (``K1``) begins the numbers of slips it prints without the server.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    org_id = models.UUIDField("零工市场")
    name = models.CharField("名称", max_length=40)
    short = models.CharField("短号", max_length=6)
    place = models.CharField("位置", max_length=60, blank=True, default="")
    secret_hash = models.CharField("密钥摘要", max_length=64, unique=True)
    made_at = models.DateTimeField("登记时间")
    seen_at = models.DateTimeField("最近使用", null=True)
    retired_at = models.DateTimeField("停用时间", null=True)

    class Meta:
        verbose_name = verbose_name_plural = "自助一体机"
        constraints = (models.UniqueConstraint(fields=("org_id", "short"), name="hall_device_short"),)


class Slip(models.Model):
    """A match slip printed by a kiosk (岗位匹配单), with what became of those printed without the server."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    device = models.ForeignKey(Device, models.PROTECT, related_name="slips", verbose_name="一体机")
    number = models.CharField("单号", max_length=24)
    post_id = models.IntegerField("岗位")
    worker_id = models.UUIDField("劳动者", null=True)
    offline = models.BooleanField("断网打印", default=False)
    outcome = models.CharField("结果", max_length=10)
    printed_at = models.DateTimeField("打印时间")
    settled_at = models.DateTimeField("核对时间")

    class Meta:
        verbose_name = verbose_name_plural = "岗位匹配单"
        constraints = (
            models.UniqueConstraint(fields=("device", "number"), name="hall_slip_once"),
            models.CheckConstraint(
                condition=Q(outcome__in=[one.value for one in SlipOutcome]), name="hall_slip_outcome"
            ),
        )
        indexes = (
            models.Index(fields=("post_id", "-printed_at"), name="hall_slip_post"),
            models.Index(fields=("device", "-printed_at"), name="hall_slip_device"),
        )
