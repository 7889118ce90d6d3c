"""Orders as platforms declared them (订单), in one partition a legal day.

Nothing may have a foreign key to or from these tables: a day is dropped whole when it has been archived, and on a
distributed database the rows live on other servers than the people they name. So the keys here are values.
"""

from django.db import models
from django.db.models import F, Q

from anxin.cover.types import INDUSTRY_NAMES, UNRATED, Industry
from anxin.kit.ids import uuid7

INDUSTRY_CHOICES = [(key.value, name) for key, name in INDUSTRY_NAMES.items()]


def worker_key() -> "models.ForeignKey[models.Model, models.Model]":
    """The worker as a value the database does not check."""
    return models.ForeignKey(
        "identity.Worker", models.DO_NOTHING, related_name="+", db_constraint=False, db_index=False
    )


def platform_key() -> "models.ForeignKey[models.Model, models.Model]":
    """The platform as a value the database does not check."""
    return models.ForeignKey(
        "identity.Organisation", models.DO_NOTHING, related_name="+", db_constraint=False, db_index=False
    )


class Order(models.Model):
    """An order in its newest form. What it said before a correction stands in :class:`OrderChange`.

    ``declared_at`` is when the platform first told us; ``revised_at`` when it last changed what it had said.
    Neither is ever set by the platform: an order made up after an accident shows by them.
    ``premium_hao`` is what is due for this order, in 1/10000 yuan; :data:`UNRATED` when no rate was published for it.

    The key holds the worker, by which rows are spread over servers, and the moment of acceptance, by which they are
    parted into days. Rows are written in :mod:`anxin.cover.store`.
    """

    pk = models.CompositePrimaryKey("platform_id", "order_no", "accepted_at", "worker_id")
    platform = platform_key()
    order_no = models.CharField("订单号", max_length=64)
    accepted_at = models.DateTimeField("接单时间")
    worker = worker_key()
    picked_at = models.DateTimeField("取货时间", null=True)
    finished_at = models.DateTimeField("完成时间", null=True)
    cancelled_at = models.DateTimeField("取消时间", null=True)
    industry = models.CharField("行业", max_length=10, choices=INDUSTRY_CHOICES)
    region = models.CharField("区划代码", max_length=12, blank=True)
    premium_hao = models.IntegerField("保费（毫）", default=UNRATED)
    declared_at = models.DateTimeField("首次申报时间")
    revised_at = models.DateTimeField("最近更正时间", null=True)

    class Meta:
        verbose_name = verbose_name_plural = "订单"
        constraints = (
            models.CheckConstraint(
                condition=Q(industry__in=[key.value for key in Industry]), name="cover_order_known_industry"
            ),
            models.CheckConstraint(condition=~Q(order_no=""), name="cover_order_has_number"),
            models.CheckConstraint(condition=Q(premium_hao__gte=UNRATED), name="cover_order_premium"),
            models.CheckConstraint(
                condition=(Q(picked_at=None) | Q(picked_at__gte=F("accepted_at")))
                & (Q(finished_at=None) | Q(finished_at__gte=F("accepted_at")))
                & (Q(cancelled_at=None) | Q(cancelled_at__gte=F("accepted_at"))),
                name="cover_order_times_follow",
            ),
        )
        indexes = (models.Index(fields=["worker", "accepted_at"], name="cover_order_of_worker"),)

    def __str__(self) -> str:
        return self.order_no


class OrderChange(models.Model):
    """What an order said before a correction (更正记录). Append only."""

    pk = models.CompositePrimaryKey("worker_id", "id")
    id = models.UUIDField(default=uuid7)
    worker = worker_key()
    platform = platform_key()
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
