"""How orders came in: batches, what is kept for later, what was set aside, files, who was online."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from anxin.cover.models.orders import platform_key, worker_key
from anxin.cover.types import PRESENCE_NAMES, PROBLEM_NAMES, READ_STATE_NAMES, SOURCE_NAMES, ReadState
from anxin.kit.fields import SealedBytesField, SealedJSONField
from anxin.kit.ids import uuid7


class Delivery(models.Model):
    """One batch that was taken, by its counts (到达记录). No line of it stands here.

    ``late`` are new orders told later than the rules allow; ``delay_seconds`` is the sum over new orders of the time
    from acceptance to arrival, ``delay_seconds_max`` the longest.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    platform = platform_key()
    received_at = models.DateTimeField("收到时间")
    source = models.CharField("来源", max_length=8, choices=list(SOURCE_NAMES.items()))
    lines = models.PositiveIntegerField("行数")
    accepted = models.PositiveIntegerField("接收")
    same = models.PositiveIntegerField("相同")
    corrected = models.PositiveIntegerField("更正")
    refused = models.PositiveIntegerField("未接收")
    late = models.PositiveIntegerField("迟报")
    delay_seconds = models.BigIntegerField("延迟合计（秒）")
    delay_seconds_max = models.BigIntegerField("最长延迟（秒）")

    class Meta:
        verbose_name = verbose_name_plural = "到达记录"
        indexes = (models.Index(fields=["platform", "received_at"], name="cover_delivery_platform"),)

    def __str__(self) -> str:
        return f"{self.received_at:%Y-%m-%d %H:%M:%S} {self.lines}"


class KeptBatch(models.Model):
    """A batch kept because its rows could not be placed (待入库): a part of the store was away.

    Answered as kept, durable, and merged in the order of arrival when the store is back. The lines name people, so
    they are sealed, and dropped as soon as they are merged.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    platform = platform_key()
    received_at = models.DateTimeField("收到时间")
    source = models.CharField("来源", max_length=8, choices=list(SOURCE_NAMES.items()))
    content = SealedJSONField(purpose="cover.kept.content")
    digest = models.CharField("内容摘要", max_length=64)
    lines = models.PositiveIntegerField("行数")
    tries = models.PositiveIntegerField("尝试次数", default=0)
    problem = models.CharField("原因", max_length=200)
    merged_at = models.DateTimeField("入库时间", null=True)

    class Meta:
        verbose_name = verbose_name_plural = "待入库批次"
        indexes: ClassVar = [
            models.Index(fields=["platform", "received_at"], name="cover_kept_waiting", condition=Q(merged_at=None))
        ]
        constraints = (
            models.UniqueConstraint(fields=["platform", "digest"], condition=Q(merged_at=None), name="cover_kept_once"),
        )

    def __str__(self) -> str:
        return f"{self.received_at:%Y-%m-%d %H:%M:%S} {self.lines}"


class QuarantinedLine(models.Model):
    """A line that cannot be an order as it stands (隔离的行), with what is wrong and what could be done.

    ``digest`` is a keyed hash of the line: the same bad line again does not stand twice.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    platform = platform_key()
    digest = models.CharField(max_length=32, editable=False)
    order_no = models.CharField("订单号", max_length=64, blank=True)
    content = SealedJSONField(purpose="cover.quarantine.content")
    problem = models.CharField("问题", max_length=16, choices=list(PROBLEM_NAMES.items()))
    reason = models.CharField("原因", max_length=300)
    first_at = models.DateTimeField("首次出现")
    last_at = models.DateTimeField("最近出现")
    settled_at = models.DateTimeField("处理时间", null=True)
    settled_how = models.CharField("处理方式", max_length=16, blank=True)
    settled_by = models.UUIDField("处理人", null=True)

    class Meta:
        verbose_name = verbose_name_plural = "隔离的行"
        indexes: ClassVar = [
            models.Index(fields=["platform", "-last_at"], name="cover_quarantine_open", condition=Q(settled_at=None))
        ]
        constraints = (models.UniqueConstraint(fields=["platform", "digest"], name="cover_quarantine_once"),)

    def __str__(self) -> str:
        return self.order_no


class Presence(models.Model):
    """A worker went online or offline at a platform (上线、下线): evidence beside the orders."""

    pk = models.CompositePrimaryKey("worker_id", "at", "platform_id")
    worker = worker_key()
    at = models.DateTimeField("时间")
    platform = platform_key()
    kind = models.CharField("事件", max_length=8, choices=list(PRESENCE_NAMES.items()))
    declared_at = models.DateTimeField("申报时间")

    class Meta:
        verbose_name = verbose_name_plural = "在线记录"
        constraints = (models.CheckConstraint(condition=Q(kind__in=list(PRESENCE_NAMES)), name="cover_presence_kind"),)

    def __str__(self) -> str:
        return f"{self.kind} {self.at:%Y-%m-%d %H:%M:%S}"


class OrderImport(models.Model):
    """A file of orders and how far it is (订单导入). Counters move with each committed piece: a kill loses nothing."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    platform = models.ForeignKey("identity.Organisation", models.PROTECT, related_name="+")
    by_account = models.UUIDField("导入人", null=True)
    file_name = models.CharField("文件名", max_length=200)
    content = SealedBytesField("文件内容", purpose="cover.import.content", null=True)
    state = models.CharField(
        "状态", max_length=10, default=ReadState.WAITING.value, choices=list(READ_STATE_NAMES.items())
    )
    lines = models.PositiveIntegerField("总行数", default=0)
    accepted = models.PositiveIntegerField("接收", default=0)
    same = models.PositiveIntegerField("相同", default=0)
    corrected = models.PositiveIntegerField("更正", default=0)
    kept = models.PositiveIntegerField("收存", default=0)
    refused = models.PositiveIntegerField("未接收", default=0)
    refusals = models.JSONField("未接收的行", default=list)
    problem = models.CharField("问题", max_length=300, blank=True)
    created_at = models.DateTimeField("上传时间")
    finished_at = models.DateTimeField("完成时间", null=True)

    class Meta:
        verbose_name = verbose_name_plural = "订单导入"
        indexes = (models.Index(fields=["platform", "-created_at"], name="cover_import_platform"),)

    def __str__(self) -> str:
        return self.file_name
