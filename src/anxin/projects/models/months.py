"""Who worked on a site in a month, and who was paid (用工、考勤、发薪)."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from anxin.kit.fields import BlindIndexField, SealedTextField
from anxin.kit.ids import uuid7
from anxin.projects.models.project import Project
from anxin.projects.types import SheetKind


class MonthSheet(models.Model):
    """A month of a project and when each of its three files came last. ``month`` is its first day."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    project = models.ForeignKey(Project, models.PROTECT, related_name="months")
    month = models.DateField("月份")
    roster_at = models.DateTimeField("名册报送时间", null=True, blank=True)
    attendance_at = models.DateTimeField("考勤报送时间", null=True, blank=True)
    pay_at = models.DateTimeField("工资表报送时间", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "月度资料"
        constraints = (
            models.UniqueConstraint(fields=["project", "month"], name="sheet_one_a_month"),
            models.CheckConstraint(condition=Q(month__day=1), name="sheet_first_of_month"),
        )

    def __str__(self) -> str:
        return f"{self.month:%Y-%m}"


class WorkerMonth(models.Model):
    """One worker's month on a site. A file replaces what its kind said before, so that sending it twice is harmless."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    sheet = models.ForeignKey(MonthSheet, models.PROTECT, related_name="workers")
    name = SealedTextField(purpose="projects.worker.name")
    id_number = SealedTextField(purpose="projects.worker.id_number")
    id_blind = BlindIndexField()
    employer = models.CharField("用人单位", max_length=100, blank=True, default="")
    trade = models.CharField("工种", max_length=30, blank=True, default="")
    on_roster = models.BooleanField("在册", default=False)
    half_days = models.PositiveSmallIntegerField("出勤（半天）", null=True, blank=True)
    due_fen = models.BigIntegerField("应发", null=True, blank=True)
    paid_fen = models.BigIntegerField("实发", null=True, blank=True)
    paid_on = models.DateField("发放日期", null=True, blank=True)
    account = SealedTextField(purpose="projects.worker.account")

    class Meta:
        verbose_name = verbose_name_plural = "工人月度记录"
        indexes = (models.Index(fields=["id_blind"], name="worker_month_person"),)
        constraints = (
            models.UniqueConstraint(fields=["sheet", "id_blind"], name="worker_month_once"),
            models.CheckConstraint(
                condition=Q(half_days__isnull=True) | Q(half_days__lte=62), name="worker_month_days"
            ),
            models.CheckConstraint(
                condition=(Q(due_fen__isnull=True) | Q(due_fen__gte=0))
                & (Q(paid_fen__isnull=True) | Q(paid_fen__gte=0)),
                name="worker_month_money",
            ),
        )

    def __str__(self) -> str:
        return str(self.id)


class SheetImport(models.Model):
    """A file that was handed in: how many rows were taken, which not and why."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    sheet = models.ForeignKey(MonthSheet, models.PROTECT, related_name="imports")
    kind = models.CharField(max_length=12)
    file_name = models.CharField("文件名", max_length=200)
    taken = models.PositiveIntegerField("接收", default=0)
    refused = models.JSONField("未接收的行", default=list)
    at = models.DateTimeField()
    by_account = models.UUIDField(null=True, blank=True)
    by_name = models.CharField(max_length=50)

    class Meta:
        verbose_name = verbose_name_plural = "月度资料导入"
        constraints = (
            models.CheckConstraint(condition=Q(kind__in=[kind.value for kind in SheetKind]), name="sheet_kind_known"),
        )

    def __str__(self) -> str:
        return self.file_name
