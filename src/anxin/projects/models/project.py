"""Projects, the companies in them, and how each stands today."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from anxin.kit.ids import uuid7
from anxin.kit.money import FEN_MAX
from anxin.projects.types import Industry, Level, PartyKind


class Project(models.Model):
    """A construction project (工程项目), in the care of the bureau ``org``.

    ``officer_name`` and ``officer_phone`` are the labour officer's (劳资专管员): the site's notice board shows them.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    number = models.CharField("项目编号", max_length=24, unique=True)
    name = models.CharField("项目名称", max_length=120)
    org = models.ForeignKey("identity.Organisation", models.PROTECT, related_name="+")
    org_path = models.CharField(max_length=400)
    site = models.CharField("工程地点", max_length=200)
    industry = models.CharField("行业", max_length=12)
    permit_no = models.CharField("施工许可证号", max_length=60, blank=True, default="")
    contract_fen = models.BigIntegerField("合同总额")
    labour_bp = models.PositiveIntegerField("人工费用比例", null=True, blank=True)
    signed_on = models.DateField("合同签订日期")
    starts_on = models.DateField("开工日期")
    ends_on = models.DateField("计划完工日期")
    completed_on = models.DateField("完工日期", null=True, blank=True)
    pay_day = models.PositiveSmallIntegerField("每月发薪日")
    officer_name = models.CharField("劳资专管员", max_length=50, blank=True, default="")
    officer_phone = models.CharField("劳资专管员电话", max_length=30, blank=True, default="")
    created_at = models.DateTimeField()
    created_by = models.UUIDField(null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "工程项目"
        indexes = (
            models.Index(fields=["org_path"], opclasses=["varchar_pattern_ops"], name="project_org_prefix"),
            models.Index(fields=["name"], name="project_by_name"),
        )
        constraints = (
            models.CheckConstraint(
                condition=Q(industry__in=[industry.value for industry in Industry]), name="project_industry_known"
            ),
            models.CheckConstraint(
                condition=Q(contract_fen__gt=0, contract_fen__lte=FEN_MAX), name="project_contract_sum"
            ),
            models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="project_ends_after_start"),
            models.CheckConstraint(condition=Q(pay_day__gte=1, pay_day__lte=31), name="project_pay_day"),
            models.CheckConstraint(
                condition=Q(labour_bp__isnull=True) | Q(labour_bp__lte=10_000), name="project_labour_share"
            ),
            models.UniqueConstraint(fields=["org", "name", "signed_on"], name="project_entered_once"),
        )

    def __str__(self) -> str:
        return self.number


class Party(models.Model):
    """A company in a project (参建单位). One main contractor per project."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    project = models.ForeignKey(Project, models.PROTECT, related_name="parties")
    kind = models.CharField(max_length=16)
    name = models.CharField("单位名称", max_length=100)
    credit_code = models.CharField("统一社会信用代码", max_length=18, blank=True, default="")
    org = models.ForeignKey("identity.Organisation", models.PROTECT, null=True, blank=True, related_name="+")
    scope = models.CharField("承包内容", max_length=100, blank=True, default="")

    class Meta:
        verbose_name = verbose_name_plural = "参建单位"
        indexes = (models.Index(fields=["credit_code"], condition=~Q(credit_code=""), name="party_by_code"),)
        constraints = (
            models.CheckConstraint(condition=Q(kind__in=[kind.value for kind in PartyKind]), name="party_kind_known"),
            models.CheckConstraint(condition=~Q(name=""), name="party_named"),
            models.UniqueConstraint(fields=["project", "kind", "name"], name="party_once"),
            models.UniqueConstraint(
                fields=["project"],
                condition=Q(kind=PartyKind.MAIN_CONTRACTOR.value),
                name="party_one_main_contractor",
            ),
        )

    def __str__(self) -> str:
        return self.name


class Standing(models.Model):
    """The early warning of a project as last worked out; the desk sorts by it."""

    project = models.OneToOneField(Project, models.CASCADE, primary_key=True, related_name="standing")
    score = models.PositiveSmallIntegerField("预警分")
    level = models.CharField("预警等级", max_length=8)
    signals = models.JSONField("信号", default=list)
    unknown = models.JSONField("没有记录的项目", default=list)
    computed_on = models.DateField("计算日期")

    class Meta:
        verbose_name = verbose_name_plural = "工程预警"
        indexes = (models.Index(fields=["-score"], name="standing_by_score"),)
        constraints = (
            models.CheckConstraint(
                condition=Q(level__in=[level.value for level in Level]), name="standing_level_known"
            ),
        )

    def __str__(self) -> str:
        return f"{self.level} {self.score}"
