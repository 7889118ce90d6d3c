"""Orders as platforms declared them (订单). Private to this context.

Every unique key holds the worker: that is the column rows would be spread by when one server is outgrown.
"""

from django.db import models
from django.db.models import F, Q

from anxin.cover.types import INDUSTRY_NAMES, Industry
from anxin.kit.ids import uuid7


class Order(models.Model):
    """An order in its newest form. What it said before a correction stands in :class:`OrderChange`.

    ``declared_at`` is when the platform first told us; ``revised_at`` when it last changed what it had said.
    Neither is ever set by the platform: an order made up after an accident shows by them.
    """

    pk = models.CompositePrimaryKey("worker_id", "platform_id", "order_no")
    worker = models.ForeignKey("identity.Worker", models.PROTECT, related_name="+", db_index=False)
    platform = models.ForeignKey("identity.Organisation", models.PROTECT, related_name="+", db_index=False)
    order_no = models.CharField("订单号", max_length=64)
    accepted_at = models.DateTimeField("接单时间")
    picked_at = models.DateTimeField("取货时间", null=True)
    finished_at = models.DateTimeField("完成时间", null=True)
    cancelled_at = models.DateTimeField("取消时间", null=True)
    industry = models.CharField(
        "行业", max_length=10, choices=[(key.value, name) for key, name in INDUSTRY_NAMES.items()]
    )
    region = models.CharField("区划代码", max_length=12, blank=True)
    declared_at = models.DateTimeField("首次申报时间")
    revised_at = models.DateTimeField("最近更正时间", null=True)

    class Meta:
        verbose_name = verbose_name_plural = "订单"
        constraints = (
            models.CheckConstraint(
                condition=Q(industry__in=[key.value for key in Industry]), name="cover_order_industry"
            ),
            models.CheckConstraint(condition=~Q(order_no=""), name="cover_order_number"),
            models.CheckConstraint(
                condition=(Q(picked_at=None) | Q(picked_at__gte=F("accepted_at")))
                & (Q(finished_at=None) | Q(finished_at__gte=F("accepted_at")))
                & (Q(cancelled_at=None) | Q(cancelled_at__gte=F("accepted_at"))),
                name="cover_order_times_in_order",
            ),
        )
        indexes = (
            models.Index(fields=["worker", "accepted_at"], name="cover_order_worker_time"),
            models.Index(fields=["platform", "declared_at"], name="cover_order_platform_declared"),
        )

    def __str__(self) -> str:
        return self.order_no


class OrderChange(models.Model):
    """What an order said before a correction (更正记录). Append only."""

    pk = models.CompositePrimaryKey("worker_id", "id")
    id = models.UUIDField(default=uuid7)
    worker = models.ForeignKey("identity.Worker", models.PROTECT, related_name="+", db_index=False)
    platform = models.ForeignKey("identity.Organisation", models.PROTECT, related_name="+", db_index=False)
    order_no = models.CharField("订单号", max_length=64)
    before = models.JSONField("更正前")
    after = models.JSONField("更正后")
    at = models.DateTimeField("更正时间")
    by_account = models.UUIDField("更正人", null=True)

    class Meta:
        verbose_name = verbose_name_plural = "订单更正"
        indexes = (models.Index(fields=["worker", "platform", "order_no", "at"], name="cover_change_order"),)

    def __str__(self) -> str:
        return f"{self.order_no} {self.at:%Y-%m-%d %H:%M}"


class OrderImport(models.Model):
    """A file of orders and how far it is (订单导入). Counters move with each committed piece: a kill loses nothing."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    platform = models.ForeignKey("identity.Organisation", models.PROTECT, related_name="+")
    by_account = models.UUIDField("导入人", null=True)
    file_name = models.CharField("文件名", max_length=200)
    content = models.BinaryField("文件内容", null=True)
    state = models.CharField(
        "状态",
        max_length=10,
        default="waiting",
        choices=(("waiting", "排队中"), ("running", "导入中"), ("done", "已完成"), ("refused", "无法读取")),
    )
    lines = models.PositiveIntegerField("总行数", default=0)
    accepted = models.PositiveIntegerField("接收", default=0)
    same = models.PositiveIntegerField("相同", default=0)
    corrected = models.PositiveIntegerField("更正", default=0)
    refused = models.PositiveIntegerField("未接收", default=0)
    refusals = models.JSONField("未接收的行", default=list)
    problem = models.CharField("问题", max_length=200, blank=True)
    created_at = models.DateTimeField("上传时间")
    finished_at = models.DateTimeField("完成时间", null=True)

    class Meta:
        verbose_name = verbose_name_plural = "订单导入"
        indexes = (models.Index(fields=["platform", "-created_at"], name="cover_import_platform"),)

    def __str__(self) -> str:
        return self.file_name
