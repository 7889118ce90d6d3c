"""Destroying personal data after its time: one proposes, two others review (到期销毁)."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from anxin.cases.models.case import Case
from anxin.kit.ids import uuid7


class RetentionBatch(models.Model):
    """A proposal to destroy closed cases (销毁批次). Three different people, or nothing happens."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    cutoff = models.DateField("截止日")
    proposed_by_id = models.UUIDField("提议人")
    proposed_at = models.DateTimeField("提议时间")
    first_reviewer_id = models.UUIDField("第一复核人", null=True)
    first_reviewed_at = models.DateTimeField("第一复核时间", null=True)
    second_reviewer_id = models.UUIDField("第二复核人", null=True)
    second_reviewed_at = models.DateTimeField("第二复核时间", null=True)
    withdrawn_at = models.DateTimeField("撤销时间", null=True)
    carried_out_at = models.DateTimeField("执行时间", null=True)

    class Meta:
        verbose_name = verbose_name_plural = "销毁批次"
        constraints = (
            models.CheckConstraint(
                condition=(Q(first_reviewer_id__isnull=True) | ~Q(first_reviewer_id=F("proposed_by_id")))
                & (
                    Q(second_reviewer_id__isnull=True)
                    | (~Q(second_reviewer_id=F("proposed_by_id")) & ~Q(second_reviewer_id=F("first_reviewer_id")))
                ),
                name="cases_retention_three_people",
            ),
            models.CheckConstraint(
                condition=Q(second_reviewer_id__isnull=True) | Q(first_reviewer_id__isnull=False),
                name="cases_retention_reviewed_in_order",
            ),
            models.CheckConstraint(
                condition=Q(carried_out_at__isnull=True)
                | Q(second_reviewer_id__isnull=False, withdrawn_at__isnull=True),
                name="cases_retention_two_reviews_first",
            ),
        )

    def __str__(self) -> str:
        return f"{self.cutoff} {self.id}"


class RetentionItem(models.Model):
    """A case in a batch, and why it was kept after all when it was."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    batch = models.ForeignKey(RetentionBatch, models.PROTECT, related_name="items", db_index=False)
    case = models.ForeignKey(Case, models.PROTECT, related_name="+")
    kept_because = models.CharField("保留原因", max_length=20, blank=True, default="")

    class Meta:
        verbose_name = verbose_name_plural = "销毁清单"
        constraints = (models.UniqueConstraint(fields=("batch", "case"), name="cases_retention_item_once"),)

    def __str__(self) -> str:
        return str(self.case_id)
