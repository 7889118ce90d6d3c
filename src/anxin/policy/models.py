"""Releases and decisions: both are written once and never changed; triggers in the database see to it."""

from django.db import models
from django.db.models import F, Q

from anxin.kit.fields import SealedJSONField
from anxin.kit.ids import uuid7


class Release(models.Model):
    """A published rule pack (规则发布): the bytes, who wrote and who approved them, and since when we know it."""

    class Origin(models.TextChoices):
        """Where a release comes from."""

        SHIPPED = "shipped", "随软件提供"
        DESK = "desk", "本单位发布"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    jurisdiction = models.CharField("地区", max_length=40)
    topic = models.CharField("主题", max_length=40)
    title = models.CharField("名称", max_length=60)
    in_force = models.DateField("施行日期")
    revision = models.PositiveIntegerField("修订号")
    released_on = models.DateField("发布日期")
    pack = models.BinaryField("规则原文")
    cases = models.BinaryField("样例原文")
    sha256 = models.CharField("SHA-256 摘要", max_length=64, unique=True)
    sm3 = models.CharField("SM3 摘要", max_length=64)
    origin = models.CharField("来源", max_length=10, choices=Origin.choices)
    drafted_by = models.CharField("起草人", max_length=60)
    drafted_by_id = models.UUIDField("起草人账号", null=True)
    approved_by = models.CharField("核准人", max_length=60)
    approved_by_id = models.UUIDField("核准人账号", null=True)
    stored_at = models.DateTimeField("入库时间")

    class Meta:
        verbose_name = verbose_name_plural = "规则发布"
        constraints = (
            models.UniqueConstraint(
                fields=("jurisdiction", "topic", "in_force", "revision"), name="policy_one_release_per_revision"
            ),
            models.CheckConstraint(
                condition=Q(origin="shipped")
                | (
                    Q(drafted_by_id__isnull=False, approved_by_id__isnull=False) & ~Q(drafted_by_id=F("approved_by_id"))
                ),
                name="policy_release_needs_two_persons",
            ),
            models.CheckConstraint(condition=Q(revision__gte=1), name="policy_revision_from_one"),
        )

    def __str__(self) -> str:
        return f"{self.jurisdiction}/{self.topic}/{self.in_force}.r{self.revision}"


class StoredDecision(models.Model):
    """What was decided, with the facts and lines of that moment (决定留痕). Facts hold health data: sealed."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    release = models.ForeignKey(Release, on_delete=models.PROTECT, related_name="+", verbose_name="适用规则")
    topic = models.CharField("主题", max_length=40)
    subject = models.CharField("事项", max_length=80)
    law_on = models.DateField("适用法律日")
    known_on = models.DateField("规则知悉日")
    decided_at = models.DateTimeField("决定时间")
    outcome = models.CharField("结论", max_length=10)
    amount_fen = models.BigIntegerField("金额（分）")
    facts = SealedJSONField("事实", purpose="policy.facts")
    lines = SealedJSONField("明细", purpose="policy.lines")
    lines_digest = models.BinaryField("明细摘要", max_length=32)

    class Meta:
        verbose_name = verbose_name_plural = "决定"
        constraints = (
            models.CheckConstraint(condition=Q(outcome__in=("pay", "refer", "refuse")), name="policy_decision_outcome"),
            models.CheckConstraint(condition=Q(amount_fen__gte=0), name="policy_decision_amount_not_negative"),
            models.CheckConstraint(
                condition=~Q(outcome="refuse") | Q(amount_fen=0), name="policy_refusal_pays_nothing"
            ),
        )
        indexes = (
            models.Index(fields=("subject", "decided_at"), name="policy_decision_subject"),
            models.Index(fields=("topic", "decided_at"), name="policy_decision_topic"),
        )

    def __str__(self) -> str:
        return f"{self.topic} {self.subject} {self.outcome}"


class Draft(models.Model):
    """A pack being written (规则草案): text, checks, impact, and the two persons who make it a release."""

    class State(models.TextChoices):
        """How far a draft is."""

        WRITING = "writing", "起草中"
        PROPOSED = "proposed", "等待核准"
        RELEASED = "released", "已发布"
        DROPPED = "dropped", "已放弃"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    jurisdiction = models.CharField("地区", max_length=40)
    topic = models.CharField("主题", max_length=40)
    title = models.CharField("名称", max_length=60)
    based_on = models.ForeignKey(Release, on_delete=models.PROTECT, related_name="+", verbose_name="依据的版本")
    pack_text = models.TextField("规则原文")
    cases_text = models.TextField("样例原文", blank=True)
    state = models.CharField("状态", max_length=10, choices=State.choices, default=State.WRITING)
    version = models.PositiveIntegerField("修改次数", default=0)
    author_id = models.UUIDField("起草人账号")
    author = models.CharField("起草人", max_length=60)
    returned_for = models.CharField("退回理由", max_length=300, blank=True)
    impact = models.JSONField("影响测算", null=True)
    approver_id = models.UUIDField("核准人账号", null=True)
    approver = models.CharField("核准人", max_length=60, blank=True)
    release = models.OneToOneField(
        Release, on_delete=models.PROTECT, null=True, related_name="+", verbose_name="发布的版本"
    )
    created_at = models.DateTimeField("开始时间")
    updated_at = models.DateTimeField("最后修改")

    class Meta:
        verbose_name = verbose_name_plural = "规则草案"
        constraints = (
            models.CheckConstraint(
                condition=Q(approver_id__isnull=True) | ~Q(approver_id=F("author_id")),
                name="policy_draft_needs_two_persons",
            ),
            models.CheckConstraint(
                condition=Q(state="released", release__isnull=False, approver_id__isnull=False)
                | (~Q(state="released") & Q(release__isnull=True)),
                name="policy_draft_released_with_release",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=("proposed", "released")) | Q(impact__isnull=False),
                name="policy_draft_proposed_with_impact",
            ),
        )
        indexes = (models.Index(fields=("state", "updated_at"), name="policy_draft_state"),)

    def __str__(self) -> str:
        return f"{self.jurisdiction}/{self.topic} {self.state}"


class ReplayRun(models.Model):
    """A nightly replay of past decisions (重放检查): how many, and which came out differently."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    at = models.DateTimeField("时间")
    replayed = models.PositiveIntegerField("重放件数")
    different = models.JSONField("不一致的决定", default=list)

    class Meta:
        verbose_name = verbose_name_plural = "重放检查"
        indexes = (models.Index(fields=("-at",), name="policy_replay_at"),)

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d} {self.replayed}"
