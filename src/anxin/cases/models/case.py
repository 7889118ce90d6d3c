"""A case and its parties."""

from __future__ import annotations

from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import F, Q, Value
from django.db.models.functions import Coalesce

from anxin.cases.types import Channel, ListingLevel
from anxin.kit.fields import BlindIndexField, SealedTextField
from anxin.kit.ids import uuid7

NO_DUE_DAY = date(9999, 12, 31)
"""Where a case without a running limit stands in a list ordered by due day: last."""

FAST_LANE_LEAD = 1000
"""A fast-lane case stands before any ordinary priority."""

OPEN = Q(closed_on__isnull=True)


class Case(models.Model):
    """A case (案件). Only ``cases.engine`` writes ``step``; ``version`` is the number of its last event.

    ``org`` is the bureau in charge, ``handler_org`` the organisation whose staff work on it; their tree paths
    are copied so that a list needs no join to know who may see a row.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    public_id = models.CharField("案件编号", max_length=24, unique=True)
    type = models.CharField("类型", max_length=40)
    type_version = models.PositiveSmallIntegerField("类型版本")
    step = models.CharField("环节", max_length=40)
    entered_at = models.DateTimeField("进入环节时间")
    opened_at = models.DateTimeField("受理时间")
    org = models.ForeignKey(
        "identity.Organisation", models.PROTECT, related_name="+", db_index=False, verbose_name="主管机构"
    )
    org_path = models.CharField("主管机构路径", max_length=400)
    handler_org = models.ForeignKey(
        "identity.Organisation", models.PROTECT, related_name="+", db_index=False, verbose_name="承办机构"
    )
    handler_org_path = models.CharField("承办机构路径", max_length=400)
    handler = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", db_index=False, verbose_name="经办员"
    )
    handler_name = models.CharField("经办员姓名", max_length=50, blank=True, default="")
    channel = models.CharField("来源渠道", max_length=12, choices=[(c.value, c.value) for c in Channel])
    priority = models.SmallIntegerField("优先级", default=0)
    fast_lane = models.BooleanField("快赔", default=False)
    confidential = models.BooleanField("保密", default=False)
    next_due = models.DateField("最近到期日", null=True)
    next_provisional = models.BooleanField("到期日待定", default=False)
    paused_on = models.DateField("中止起始日", null=True)
    listed_level = models.PositiveSmallIntegerField("挂牌层级", default=0)
    closed_on = models.DateField("办结日", null=True)
    result = models.CharField("办结结果", max_length=40, blank=True, default="")
    destroy_after = models.DateField("可销毁日", null=True)
    hold = models.BooleanField("保全", default=False)
    redacted_at = models.DateTimeField("销毁时间", null=True)
    version = models.PositiveIntegerField("版本")
    chain_head = models.BinaryField("链头", max_length=32)
    sort_due = models.GeneratedField(
        expression=Coalesce(F("next_due"), Value(NO_DUE_DAY)), output_field=models.DateField(), db_persist=True
    )
    rank = models.GeneratedField(
        expression=models.Case(
            models.When(fast_lane=True, then=Value(-FAST_LANE_LEAD) - F("priority")), default=Value(0) - F("priority")
        ),
        output_field=models.IntegerField(),
        db_persist=True,
    )

    class Meta:
        verbose_name = verbose_name_plural = "案件"
        indexes = (
            models.Index(fields=("sort_due", "id"), name="cases_open_due", condition=OPEN),
            models.Index(fields=("rank", "sort_due", "id"), name="cases_open_rank", condition=OPEN),
            models.Index(fields=("handler", "sort_due", "id"), name="cases_handler_due", condition=OPEN),
            models.Index(fields=("sort_due", "id"), name="cases_listed_due", condition=OPEN & Q(listed_level__gt=0)),
            models.Index(fields=("org", "type", "step"), name="cases_org_step"),
            models.Index(
                fields=("destroy_after",), name="cases_destroy", condition=Q(closed_on__isnull=False, redacted_at=None)
            ),
        )
        constraints = (
            models.CheckConstraint(
                condition=Q(channel__in=[channel.value for channel in Channel]), name="cases_channel"
            ),
            models.CheckConstraint(
                condition=Q(listed_level__in=[0, *(level.value for level in ListingLevel)]), name="cases_listed_level"
            ),
            models.CheckConstraint(
                condition=Q(closed_on__isnull=True, result="", destroy_after__isnull=True)
                | (Q(closed_on__isnull=False, destroy_after__isnull=False, next_due__isnull=True) & ~Q(result="")),
                name="cases_closed_has_a_result",
            ),
            models.CheckConstraint(
                condition=Q(redacted_at__isnull=True) | Q(closed_on__isnull=False, hold=False),
                name="cases_only_closed_are_destroyed",
            ),
        )

    def __str__(self) -> str:
        return self.public_id


class Party(models.Model):
    """A party of a case (当事方): a worker, an organisation, or somebody known by name only."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    case = models.ForeignKey(Case, models.PROTECT, related_name="parties", verbose_name="案件")
    role = models.CharField("身份", max_length=30)
    worker = models.ForeignKey("identity.Worker", models.PROTECT, null=True, related_name="+", verbose_name="劳动者")
    org = models.ForeignKey(
        "identity.Organisation", models.PROTECT, null=True, related_name="+", db_index=False, verbose_name="机构"
    )
    org_path = models.CharField("机构路径", max_length=400, blank=True, default="")
    name = SealedTextField("姓名或名称", purpose="cases.party.name", blank=True)
    name_index = BlindIndexField("姓名索引", db_index=True)
    id_index = BlindIndexField("证件号索引", db_index=True)

    class Meta:
        verbose_name = verbose_name_plural = "当事方"
        indexes = (models.Index(fields=("org", "case"), name="cases_party_org", condition=Q(org__isnull=False)),)
        constraints = (
            models.UniqueConstraint(fields=("case", "role", "worker"), name="cases_party_worker_once"),
            models.UniqueConstraint(fields=("case", "role", "org"), name="cases_party_org_once"),
            models.CheckConstraint(
                condition=Q(worker__isnull=True) | Q(org__isnull=True), name="cases_party_is_one_thing"
            ),
        )

    def __str__(self) -> str:
        return f"{self.role} {self.id}"
