"""What was decided, by whom, and who looked at it again."""

from django.db import models
from django.db.models import F, Q

from anxin.claims.models.claim import InjuryClaim
from anxin.claims.types import VERDICT_NAMES, AdverseKind
from anxin.kit.fields import SealedTextField
from anxin.kit.ids import uuid7


class DecisionRecord(models.Model):
    """A decision on a claim (核定): what the rules recommended and, once approved, what is paid.

    ``case`` is the case in which it is made and paid: the claim's own, or that of an objection.

    ``decision_id`` is the stored decision of the rules with its lines; empty for a manual amount, which then
    carries its reason. One decision of a claim counts; earlier ones stay, superseded.
    """

    id = models.UUIDField(primary_key=True, default=uuid7)
    claim = models.ForeignKey(InjuryClaim, models.PROTECT, related_name="decisions")
    case = models.ForeignKey("cases.Case", models.PROTECT, related_name="+")
    decision_id = models.UUIDField("规则决定", null=True, unique=True)
    outcome = models.CharField(
        "建议", max_length=8, choices=(("pay", "支付"), ("refer", "转人工"), ("refuse", "不予支付"))
    )
    facts_digest = models.CharField("事实摘要", max_length=64, blank=True)
    claimed_fen = models.BigIntegerField("申报金额（分）")
    amount_fen = models.BigIntegerField("建议金额（分）")
    approved_fen = models.BigIntegerField("核定金额（分）", null=True)
    kind = models.CharField(
        "方式", max_length=8, choices=(("auto", "自动"), ("person", "人工"), ("manual", "人工定额"))
    )
    reason = SealedTextField("理由", purpose="claims.decision_reason", blank=True)
    made_at = models.DateTimeField("时间")
    proposed_by = models.UUIDField("提出人", null=True)
    proposed_by_name = models.CharField("提出人姓名", max_length=60, blank=True)
    settled_at = models.DateTimeField("核定时间", null=True)
    settled_by = models.UUIDField("核定人", null=True)
    settled_by_name = models.CharField("核定人姓名", max_length=60, blank=True)
    superseded_at = models.DateTimeField("被取代时间", null=True)
    payout_id = models.UUIDField("付款", null=True)
    sheet_paper_id = models.UUIDField("决定书", null=True)

    class Meta:
        verbose_name = verbose_name_plural = "核定"
        constraints = (
            models.UniqueConstraint(
                fields=["case"], condition=Q(superseded_at=None), name="claims_one_decision_counts"
            ),
            models.CheckConstraint(
                condition=Q(amount_fen__gte=0, claimed_fen__gte=0), name="claims_amounts_not_negative"
            ),
            models.CheckConstraint(
                condition=Q(approved_fen=None) | Q(approved_fen__gte=0, settled_at__isnull=False),
                name="claims_approved_amount_has_time",
            ),
            models.CheckConstraint(
                condition=~Q(kind="auto") | Q(approved_fen=None) | Q(outcome="pay", approved_fen=F("amount_fen")),
                name="claims_machine_pays_in_full_or_not_at_all",
            ),
            models.CheckConstraint(
                condition=~Q(kind="manual")
                | Q(settled_by=None)
                | Q(proposed_by=None)
                | ~Q(settled_by=F("proposed_by")),
                name="claims_manual_amount_second_person",
            ),
            models.CheckConstraint(
                condition=Q(kind="auto") | Q(approved_fen=None) | Q(settled_by__isnull=False),
                name="claims_person_is_named",
            ),
            models.CheckConstraint(
                condition=~Q(payout_id__isnull=False) | Q(approved_fen__gt=0), name="claims_only_approved_money_is_paid"
            ),
        )

    def __str__(self) -> str:
        return f"{self.claim_id} {self.outcome} {self.amount_fen}"


class AdverseProposal(models.Model):
    """A refusal or a cut that a named person proposed and a second named person must confirm (不利决定)."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    claim = models.ForeignKey(InjuryClaim, models.PROTECT, related_name="adverse")
    decision = models.ForeignKey(DecisionRecord, models.PROTECT, related_name="adverse")
    kind = models.CharField(
        "类别", max_length=8, choices=[(AdverseKind.REFUSE.value, "不予支付"), (AdverseKind.CUT.value, "部分支付")]
    )
    amount_fen = models.BigIntegerField("支付金额（分）")
    reason = SealedTextField("理由", purpose="claims.adverse_reason")
    article = models.CharField("依据", max_length=200)
    proposed_by = models.UUIDField("提出人")
    proposed_by_name = models.CharField("提出人姓名", max_length=60)
    proposed_at = models.DateTimeField("提出时间")
    state = models.CharField(
        "状态",
        max_length=10,
        default="open",
        choices=(("open", "待第二人确认"), ("confirmed", "已确认"), ("rejected", "已退回")),
    )
    settled_by = models.UUIDField("第二人", null=True)
    settled_by_name = models.CharField("第二人姓名", max_length=60, blank=True)
    settled_at = models.DateTimeField("确认时间", null=True)
    settled_note = SealedTextField("第二人意见", purpose="claims.adverse_note", blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "不利决定"
        constraints = (
            models.UniqueConstraint(fields=["claim"], condition=Q(state="open"), name="claims_one_open_adverse"),
            models.CheckConstraint(
                condition=Q(settled_by=None) | ~Q(settled_by=F("proposed_by")), name="claims_adverse_second_person"
            ),
            models.CheckConstraint(
                condition=Q(state="open", settled_by=None)
                | ~Q(state="open") & Q(settled_by__isnull=False, settled_at__isnull=False),
                name="claims_adverse_settled_by_someone",
            ),
            models.CheckConstraint(
                condition=Q(kind="refuse", amount_fen=0) | Q(kind="cut", amount_fen__gt=0), name="claims_adverse_amount"
            ),
        )

    def __str__(self) -> str:
        return f"{self.claim_id} {self.kind}"


class Recheck(models.Model):
    """A blind second look at a settled decision (盲审抽查). Who looks sees the facts, not the answer."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    decision = models.OneToOneField(DecisionRecord, models.PROTECT, related_name="recheck")
    drawn_at = models.DateTimeField("抽取时间")
    verdict = models.CharField(
        "结论", max_length=14, blank=True, choices=[(key.value, name) for key, name in VERDICT_NAMES.items()]
    )
    amount_fen = models.BigIntegerField("复核金额（分）", null=True)
    note = SealedTextField("说明", purpose="claims.recheck_note", blank=True)
    by_account = models.UUIDField("复核人", null=True)
    by_name = models.CharField("复核人姓名", max_length=60, blank=True)
    at = models.DateTimeField("复核时间", null=True)

    class Meta:
        verbose_name = verbose_name_plural = "盲审抽查"
        constraints = (
            models.CheckConstraint(
                condition=Q(verdict="", by_account=None, at=None, amount_fen=None)
                | ~Q(verdict="") & Q(by_account__isnull=False, at__isnull=False, amount_fen__isnull=False),
                name="claims_recheck_whole_or_open",
            ),
        )

    def __str__(self) -> str:
        return f"{self.decision_id} {self.verdict or '待复核'}"
