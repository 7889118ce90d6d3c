"""Letters of a case and how they reached people."""

from django.db import models
from django.db.models import Q

from anxin.kit.ids import uuid7
from anxin.wages.models.case import WageCase
from anxin.wages.types import NEEDS_PHOTO, LetterKind, ServeMethod


class Letter(models.Model):
    """A letter the bureau issued (文书). The PDF lies in the case file; made after the move that issues it."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    case = models.ForeignKey(WageCase, models.PROTECT, related_name="letters")
    kind = models.CharField("文书", max_length=12, choices=[(kind.value, kind.value) for kind in LetterKind])
    number = models.CharField("文号", max_length=40, unique=True)
    seq = models.PositiveIntegerField("办理记录序号")
    facts = models.JSONField("要素", default=dict)
    made_at = models.DateTimeField("出具时间")
    made_by = models.UUIDField("出具人", null=True)
    made_by_name = models.CharField("出具人姓名", max_length=50, blank=True)
    paper_id = models.UUIDField("文书文件", null=True)

    class Meta:
        verbose_name = verbose_name_plural = "文书"
        constraints = (
            models.UniqueConstraint(fields=("case", "kind", "seq"), name="wages_letter_once"),
            models.CheckConstraint(condition=Q(kind__in=[kind.value for kind in LetterKind]), name="wages_letter_kind"),
        )

    def __str__(self) -> str:
        return self.number


class Served(models.Model):
    """A letter reached the one it is for (送达). Posting and leaving count only with a picture."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    letter = models.ForeignKey(Letter, models.PROTECT, related_name="services")
    method = models.CharField("方式", max_length=12, choices=[(way.value, way.value) for way in ServeMethod])
    served_on = models.DateField("送达日")
    to_name = models.CharField("受送达人", max_length=100)
    place = models.CharField("地点", max_length=200, blank=True)
    paper_id = models.UUIDField("送达凭证", null=True)
    by_account = models.UUIDField("送达人", null=True)
    by_name = models.CharField("送达人姓名", max_length=50, blank=True)
    at = models.DateTimeField("登记时间")

    class Meta:
        verbose_name = verbose_name_plural = "送达"
        constraints = (
            models.CheckConstraint(
                condition=~Q(method__in=sorted(way.value for way in NEEDS_PHOTO)) | Q(paper_id__isnull=False),
                name="wages_posting_has_a_photo",
            ),
        )

    def __str__(self) -> str:
        return f"{self.method} {self.served_on}"
