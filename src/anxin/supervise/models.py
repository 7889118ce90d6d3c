"""Figures made once and read by everybody: the public page costs no counting."""

from __future__ import annotations

from django.db import models

from anxin.kit.ids import uuid7


class FigureSheet(models.Model):
    """The figures of a period as they were counted at a moment (指标快照). No personal data: numbers and words."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    first = models.DateField("起始日")
    last = models.DateField("截止日")
    made_at = models.DateTimeField("生成时间")
    cases = models.PositiveIntegerField("案件数")
    figures = models.JSONField("指标")

    class Meta:
        verbose_name = verbose_name_plural = "指标快照"
        indexes = (models.Index(fields=("-made_at",), name="supervise_sheet_newest"),)
        constraints = (
            models.CheckConstraint(
                condition=models.Q(last__gte=models.F("first")), name="supervise_sheet_runs_forward"
            ),
        )

    def __str__(self) -> str:
        return f"{self.first}–{self.last}"
