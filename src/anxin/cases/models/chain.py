"""The append-only history of cases, chained so that a change shows. The migration makes the database refuse changes."""

from __future__ import annotations

from django.db import models

from anxin.cases.models.case import Case
from anxin.cases.types import Audience
from anxin.kit.fields import SealedJSONField
from anxin.kit.ids import uuid7


class CaseEvent(models.Model):
    """One thing that happened to a case (办理记录). Written once; ``digest`` covers the event before it.

    Nothing personal stands here: words go to ``EventText``, people are ids. ``actor_name`` is filled for staff
    only, who act in office; a worker is shown by role.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    case = models.ForeignKey(Case, models.PROTECT, related_name="events", db_index=False, verbose_name="案件")
    seq = models.PositiveIntegerField("序号")
    at = models.DateTimeField("时间")
    move = models.CharField("动作", max_length=60)
    type = models.CharField("案件类型", max_length=40)
    step_from = models.CharField("原环节", max_length=40)
    step_to = models.CharField("新环节", max_length=40)
    actor_id = models.UUIDField("经手人", null=True)
    actor_name = models.CharField("经手人姓名", max_length=50, blank=True, default="")
    role = models.CharField("经手身份", max_length=24)
    audience = models.CharField("可见范围", max_length=12)
    data = models.JSONField("事项", default=dict)
    text_digest = models.CharField("文字摘要", max_length=64, blank=True, default="")
    digest = models.BinaryField("链值", max_length=32)

    class Meta:
        verbose_name = verbose_name_plural = "办理记录"
        indexes = (models.Index(fields=("at",), name="cases_event_at"),)
        constraints = (
            models.UniqueConstraint(fields=("case", "seq"), name="cases_event_seq"),
            models.CheckConstraint(
                condition=models.Q(audience__in=[audience.value for audience in Audience]), name="cases_event_audience"
            ),
        )

    def __str__(self) -> str:
        return f"{self.seq} {self.move}"


class EventText(models.Model):
    """The words that belong to an event: reason and free-text answers. Blanked when the case is destroyed.

    The event holds a digest of the words with a secret salt, so that they cannot be altered unseen, nor
    guessed from the digest after they are gone.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    case = models.ForeignKey(Case, models.PROTECT, related_name="texts", db_index=False, verbose_name="案件")
    seq = models.PositiveIntegerField("序号")
    body = SealedJSONField("文字", purpose="cases.event_text.body", null=True)

    class Meta:
        verbose_name = verbose_name_plural = "办理说明"
        constraints = (models.UniqueConstraint(fields=("case", "seq"), name="cases_text_seq"),)

    def __str__(self) -> str:
        return f"{self.case_id} {self.seq}"


class DayAnchor(models.Model):
    """The digest over all chain heads that moved on a day (每日存证). Published, so that nobody can rewrite a day."""

    day = models.DateField("日期", primary_key=True)
    events = models.PositiveIntegerField("记录数")
    cases = models.PositiveIntegerField("案件数")
    digest = models.BinaryField("存证值", max_length=32)
    made_at = models.DateTimeField("生成时间")

    class Meta:
        verbose_name = verbose_name_plural = "每日存证"

    def __str__(self) -> str:
        return str(self.day)
