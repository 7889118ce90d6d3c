"""Limits that run. Facts are stored; ``due_on`` is computed from them and recomputed when the calendar changes."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from anxin.cases.models.case import Case
from anxin.kit.ids import uuid7
from anxin.kit.workdays import Unit

RUNNING = Q(stopped_on__isnull=True)


class Clock(models.Model):
    """A limit of a case (时限). Length and basis are those of the day it started, whatever the law says later."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    case = models.ForeignKey(Case, models.PROTECT, related_name="clocks", verbose_name="案件")
    limit = models.CharField("时限", max_length=60)
    started_at = models.DateTimeField("起算时间")
    started_on = models.DateField("起算日")
    length = models.PositiveSmallIntegerField("长度")
    unit = models.CharField("单位", max_length=10, choices=[(unit.value, unit.value) for unit in Unit])
    extension_most = models.PositiveSmallIntegerField("最多可延长", default=0)
    extended = models.PositiveSmallIntegerField("已延长", default=0)
    basis = models.CharField("依据", max_length=200)
    mark = models.CharField("确定程度", max_length=2)
    due_on = models.DateField("到期日")
    provisional = models.BooleanField("待定", default=False)
    warn_on = models.DateField("提醒日")
    paused = models.BooleanField("中止中", default=False)
    stopped_on = models.DateField("停止日", null=True)
    warned_at = models.DateTimeField("提醒时间", null=True)
    breached_at = models.DateTimeField("超期时间", null=True)

    class Meta:
        verbose_name = verbose_name_plural = "时限"
        indexes = (
            models.Index(
                fields=("warn_on",),
                name="cases_clock_to_warn",
                condition=RUNNING & Q(paused=False, warned_at__isnull=True),
            ),
            models.Index(
                fields=("due_on",),
                name="cases_clock_to_breach",
                condition=RUNNING & Q(paused=False, breached_at__isnull=True),
            ),
        )
        constraints = (
            models.UniqueConstraint(fields=("case", "limit"), condition=RUNNING, name="cases_one_running_clock"),
            models.CheckConstraint(condition=Q(unit__in=[unit.value for unit in Unit]), name="cases_clock_unit"),
            models.CheckConstraint(
                condition=Q(extended__lte=F("extension_most")), name="cases_clock_extended_within_the_law"
            ),
        )

    def __str__(self) -> str:
        return f"{self.limit} {self.due_on}"


class Pause(models.Model):
    """Days on which a clock does not run (中止), half open: ``to_day`` counts again."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    clock = models.ForeignKey(Clock, models.PROTECT, related_name="pauses", verbose_name="时限")
    from_day = models.DateField("中止日")
    to_day = models.DateField("恢复日", null=True)

    class Meta:
        verbose_name = verbose_name_plural = "中止"
        constraints = (
            models.UniqueConstraint(fields=("clock",), condition=Q(to_day__isnull=True), name="cases_one_open_pause"),
            models.CheckConstraint(
                condition=Q(to_day__isnull=True) | Q(to_day__gte=F("from_day")), name="cases_pause_runs_forward"
            ),
        )

    def __str__(self) -> str:
        return f"{self.from_day}–{self.to_day or ''}"


class Extension(models.Model):
    """A granted extension (延期), in the unit of its clock; granted by the event ``seq``."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    clock = models.ForeignKey(Clock, models.PROTECT, related_name="extensions", verbose_name="时限")
    length = models.PositiveSmallIntegerField("长度")
    seq = models.PositiveIntegerField("办理记录序号")

    class Meta:
        verbose_name = verbose_name_plural = "延期"
        constraints = (models.CheckConstraint(condition=Q(length__gt=0), name="cases_extension_adds"),)

    def __str__(self) -> str:
        return f"+{self.length}"


class CalendarUsed(models.Model):
    """One row: the version of the working-day calendar that all due days were last computed with."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    version = models.PositiveIntegerField("日历版本")

    class Meta:
        verbose_name = verbose_name_plural = "所用日历"
        constraints = (models.CheckConstraint(condition=Q(id=1), name="cases_one_calendar_used"),)

    def __str__(self) -> str:
        return str(self.version)
