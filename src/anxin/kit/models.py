"""The working-day table. Everything else in kit has no rows."""

from django.db import models


class Workday(models.Model):
    """A day that differs from "Monday to Friday" (节假日与调休), with where we know it from.

    A year with at least one final row is published; other years are provisional.
    """

    day = models.DateField("日期", primary_key=True)
    is_workday = models.BooleanField("上班")
    name = models.CharField("名称", max_length=40, blank=True)
    is_final = models.BooleanField("正式公布", default=True)
    source = models.CharField("来源", max_length=200)

    class Meta:
        verbose_name = verbose_name_plural = "工作日历"
        ordering = ("day",)

    def __str__(self) -> str:
        return f"{self.day} {'上班' if self.is_workday else '休息'}"


class CalendarVersion(models.Model):
    """One row whose number rises with every change of the table, so that processes notice."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    number = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = (models.CheckConstraint(condition=models.Q(id=1), name="kit_one_calendar_version"),)

    def __str__(self) -> str:
        return str(self.number)

    @classmethod
    def current(cls) -> int:
        """The number of the last change; 0 when the table was never filled."""
        return cls.objects.values_list("number", flat=True).first() or 0
