"""What was reported, and the claim it became."""

from django.db import models
from django.db.models import Q

from anxin.claims.types import PLATFORM_ANSWER_NAMES, WHAT_NAMES, PlatformAnswer, What
from anxin.kit.fields import SealedJSONField, SealedTextField
from anxin.kit.ids import uuid7

_WHAT = [(key.value, name) for key, name in WHAT_NAMES.items()]
_ANSWERS = [(key.value, name) for key, name in PLATFORM_ANSWER_NAMES.items()]


class InjuryClaim(models.Model):
    """An accident and the claim it became (职业伤害案件). Its step, people and clocks stand in the case.

    Until ``applied_at`` it is only a report: possibly incomplete, possibly wrong, but already in somebody's hands.
    ``cover`` is what the order data said when it was reported; it is not looked up again, so that an order
    corrected afterwards cannot quietly change the ground the claim stands on.
    """

    case = models.OneToOneField("cases.Case", models.PROTECT, primary_key=True, related_name="+")
    number = models.CharField("案号", max_length=40, unique=True)
    worker = models.ForeignKey("identity.Worker", models.PROTECT, related_name="+")
    platform = models.ForeignKey("identity.Organisation", models.PROTECT, null=True, related_name="+")
    happened_at = models.DateTimeField("事故时间")
    reported_at = models.DateTimeField("报案时间")
    what = models.CharField("怎么受伤的", max_length=12, choices=_WHAT)
    place = SealedTextField("事故地点", purpose="claims.place")
    narrative = SealedTextField("经过", purpose="claims.narrative")
    position = SealedJSONField("设备位置", purpose="claims.position", null=True)
    cover = models.JSONField("订单核对结果")
    covered = models.BooleanField("在保障内")
    order_no = models.CharField("订单号", max_length=64, blank=True)
    declared_late = models.BooleanField("事故后才申报订单", default=False)
    fast = models.BooleanField("小伤快赔", default=True)
    left_fast_at = models.DateTimeField("转普通程序时间", null=True)
    applied_at = models.DateTimeField("申请时间", null=True)
    assessment_wanted = models.BooleanField("申请劳动能力鉴定", null=True)

    class Meta:
        verbose_name = verbose_name_plural = "职业伤害案件"
        constraints = (
            models.CheckConstraint(condition=Q(what__in=[key.value for key in What]), name="claims_what"),
            models.CheckConstraint(
                condition=Q(fast=True) | Q(left_fast_at__isnull=False), name="claims_left_fast_has_time"
            ),
            models.CheckConstraint(condition=~Q(order_no="") | Q(covered=False), name="claims_covered_by_an_order"),
        )
        indexes = (
            models.Index(fields=["worker", "-happened_at"], name="claims_worker_time"),
            models.Index(fields=["platform", "-reported_at"], name="claims_platform_time"),
        )

    def __str__(self) -> str:
        return self.number


class Report(models.Model):
    """One message "I was hurt" (报案): two reports of one accident, by the rider and by the station, are two rows."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    claim = models.ForeignKey(InjuryClaim, models.PROTECT, related_name="reports")
    worker = models.ForeignKey("identity.Worker", models.PROTECT, related_name="+", db_index=False)
    client_key = models.CharField("提交编号", max_length=64)
    happened_at = models.DateTimeField("事故时间")
    what = models.CharField("怎么受伤的", max_length=12, choices=_WHAT)
    place = SealedTextField("事故地点", purpose="claims.report.place")
    narrative = SealedTextField("经过", purpose="claims.report.narrative")
    photos = models.JSONField("照片", default=list)
    channel = models.CharField("渠道", max_length=20)
    by_account = models.UUIDField("报案人", null=True)
    reported_at = models.DateTimeField("报案时间")
    joined = models.BooleanField("并入已有案件", default=False)

    class Meta:
        verbose_name = verbose_name_plural = "报案"
        constraints = (models.UniqueConstraint(fields=["worker", "client_key"], name="claims_one_report_per_key"),)
        indexes = (models.Index(fields=["worker", "happened_at"], name="claims_report_worker_time"),)

    def __str__(self) -> str:
        return str(self.pk)


class PlatformCheck(models.Model):
    """What the platform was asked and what it said (平台核实). Its limit runs as a clock of the case."""

    claim = models.OneToOneField(InjuryClaim, models.PROTECT, primary_key=True, related_name="platform_check")
    platform = models.ForeignKey("identity.Organisation", models.PROTECT, related_name="+")
    asked_at = models.DateTimeField("请求时间")
    due_at = models.DateTimeField("最迟答复时间")
    answer = models.CharField("答复", max_length=10, choices=_ANSWERS, default=PlatformAnswer.NONE)
    reason = SealedTextField("理由", purpose="claims.platform_reason", blank=True)
    answered_at = models.DateTimeField("答复时间", null=True)
    answered_by = models.UUIDField("答复人", null=True)

    class Meta:
        verbose_name = verbose_name_plural = "平台核实"
        constraints = (
            models.CheckConstraint(
                condition=Q(answer__in=[PlatformAnswer.NONE.value, PlatformAnswer.SILENT.value], answered_at=None)
                | Q(
                    answer__in=[PlatformAnswer.CONFIRMED.value, PlatformAnswer.DISPUTED.value],
                    answered_at__isnull=False,
                ),
                name="claims_platform_answer_has_time",
            ),
        )
        indexes = (
            models.Index(fields=["platform", "answer", "asked_at"], name="claims_platform_checks"),
            models.Index(fields=["due_at"], name="claims_platform_silent", condition=Q(answer="none")),
        )

    def __str__(self) -> str:
        return f"{self.claim_id} {self.answer}"


class Judgement(models.Model):
    """A fact only a person can settle (人工判断): what, who, when, why. Append only; the newest counts."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    claim = models.ForeignKey(InjuryClaim, models.PROTECT, related_name="judgements")
    fact = models.CharField("事实", max_length=40)
    value = models.JSONField("判断")
    reason = SealedTextField("理由", purpose="claims.judgement")
    by_account = models.UUIDField("判断人")
    by_name = models.CharField("判断人姓名", max_length=60)
    at = models.DateTimeField("时间")

    class Meta:
        verbose_name = verbose_name_plural = "人工判断"
        indexes = (models.Index(fields=["claim", "fact", "-at"], name="claims_judgement_newest"),)

    def __str__(self) -> str:
        return f"{self.fact} {self.at:%Y-%m-%d}"


class Objection(models.Model):
    """The worker says the decision is wrong (异议): a case of its own, linked to the first.

    ``late_days`` counts from the last day the decision named; above zero a person decides whether it is admitted.
    ``sheet_paper_id`` is the sheet of an objection that changed nothing; one that pays has its decision's sheet.
    """

    case = models.OneToOneField("cases.Case", models.PROTECT, primary_key=True, related_name="+")
    claim = models.ForeignKey(InjuryClaim, models.PROTECT, related_name="objections")
    number = models.CharField("案号", max_length=40, unique=True)
    reason = SealedTextField("理由", purpose="claims.objection")
    raised_at = models.DateTimeField("提出时间")
    late_days = models.PositiveSmallIntegerField("晚了几天", default=0)
    late_reason = SealedTextField("为什么晚了", purpose="claims.objection_late", blank=True)
    sheet_paper_id = models.UUIDField("复查结果通知书", null=True)

    class Meta:
        verbose_name = verbose_name_plural = "异议"

    def __str__(self) -> str:
        return self.number
