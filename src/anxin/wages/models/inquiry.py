"""What an investigation gathers: evidence, statements, who has to pay."""

from django.db import models
from django.db.models import Q

from anxin.kit.fields import SealedTextField
from anxin.kit.ids import uuid7
from anxin.wages.models.case import WageCase
from anxin.wages.types import EvidenceKind, EvidenceState


class Evidence(models.Model):
    """A piece of evidence (证据): asked of the employer with a day, or handed in by anybody."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    case = models.ForeignKey(WageCase, models.PROTECT, related_name="evidence")
    kind = models.CharField("种类", max_length=12, choices=[(kind.value, kind.value) for kind in EvidenceKind])
    label = models.CharField("名称", max_length=100, blank=True)
    state = models.CharField("状态", max_length=10, choices=[(state.value, state.value) for state in EvidenceState])
    asked_on = models.DateField("责令日", null=True)
    due_on = models.DateField("提供期限", null=True)
    given_on = models.DateField("取得日", null=True)
    paper_id = models.UUIDField("材料", null=True)
    note = SealedTextField("说明", purpose="wages.evidence", blank=True)
    by_account = models.UUIDField("经手人", null=True)

    class Meta:
        verbose_name = verbose_name_plural = "证据"
        constraints = (
            models.CheckConstraint(
                condition=Q(state=EvidenceState.GIVEN.value, given_on__isnull=False)
                | (~Q(state=EvidenceState.GIVEN.value) & Q(asked_on__isnull=False, due_on__isnull=False)),
                name="wages_evidence_state",
            ),
        )

    def __str__(self) -> str:
        return self.kind


class Statement(models.Model):
    """What somebody said to two officers (询问笔录). Written once."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    case = models.ForeignKey(WageCase, models.PROTECT, related_name="statements")
    name = SealedTextField("被询问人", purpose="wages.statement_name")
    role = models.CharField("身份", max_length=40)
    taken_at = models.DateTimeField("询问时间")
    text = SealedTextField("内容", purpose="wages.statement")
    recorded = models.BooleanField("录音录像", default=False)
    officers = models.CharField("询问人", max_length=120)
    by_account = models.UUIDField("记录人", null=True)

    class Meta:
        verbose_name = verbose_name_plural = "询问笔录"

    def __str__(self) -> str:
        return f"{self.role} {self.taken_at:%Y-%m-%d}"


class Responsible(models.Model):
    """Who has to pay by which article (清偿责任主体), confirmed by a named person; replaced, never changed."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    case = models.ForeignKey(WageCase, models.PROTECT, related_name="responsible")
    decision_id = models.UUIDField("规则结论")
    rule_id = models.CharField("规则", max_length=12)
    name = models.CharField("单位", max_length=100)
    org = models.ForeignKey("identity.Organisation", models.PROTECT, null=True, related_name="+")
    most_fen = models.BigIntegerField("以此为限", null=True)
    most_basis = models.CharField("限额的依据和提供人", max_length=200, blank=True)
    most_paper = models.UUIDField("限额的证明", null=True)
    confirmed_by = models.UUIDField("确认人")
    confirmed_by_name = models.CharField("确认人姓名", max_length=50)
    confirmed_at = models.DateTimeField("确认时间")
    replaced_at = models.DateTimeField("替换时间", null=True)

    class Meta:
        verbose_name = verbose_name_plural = "清偿责任"
        constraints = (
            models.UniqueConstraint(
                fields=("case", "rule_id"), condition=Q(replaced_at__isnull=True), name="wages_one_party_a_rule"
            ),
            models.CheckConstraint(
                condition=Q(most_fen__isnull=True) | (Q(most_fen__gt=0) & ~Q(most_basis="")),
                name="wages_bound_has_source",
            ),
        )

    def __str__(self) -> str:
        return f"{self.rule_id} {self.name}"
