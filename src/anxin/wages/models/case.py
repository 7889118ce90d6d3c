"""Who owes wages to whom, and every message that said so."""

from django.db import models
from django.db.models import F, Q

from anxin.kit.fields import BlindIndexField, SealedTextField
from anxin.kit.ids import uuid7
from anxin.wages.types import Door, Sector

_DOORS = [(door.value, door.value) for door in Door]
_SECTORS = [(sector.value, sector.value) for sector in Sector]


class WageCase(models.Model):
    """The trouble behind a wage case or a clue (欠薪案件). Its step, people and clocks stand in the case.

    Sums are those of its workers, kept here so that a list of fifty thousand needs no join; they change only together
    with the rows they are made of. ``owed_fen`` holds determined wages and extra damages.
    """

    case = models.OneToOneField("cases.Case", models.PROTECT, primary_key=True, related_name="wage")
    number = models.CharField("案号", max_length=40, unique=True)
    employer_name = models.CharField("被投诉单位", max_length=100)
    employer_key = models.CharField("单位归并键", max_length=120)
    employer_code = models.CharField("统一社会信用代码", max_length=18, blank=True)
    employer = models.ForeignKey("identity.Organisation", models.PROTECT, null=True, related_name="+")
    project_name = models.CharField("工程项目", max_length=100, blank=True)
    project_key = models.CharField("项目归并键", max_length=120, blank=True)
    project_id = models.UUIDField("登记项目", null=True)
    place = models.CharField("地点", max_length=200, blank=True)
    sector = models.CharField("行业", max_length=12, choices=_SECTORS)
    door = models.CharField("渠道", max_length=12, choices=_DOORS)
    reported_at = models.DateTimeField("投诉时间")
    grave_incident = models.BooleanField("引发群体性或极端事件", default=False)
    second_id = models.UUIDField("协办监察员", null=True)
    second_name = models.CharField("协办监察员姓名", max_length=50, blank=True)
    avoiding = models.JSONField("回避的监察员", default=list)
    supplement_asked_at = models.DateTimeField("告知补正时间", null=True)
    workers_count = models.PositiveIntegerField("人数", default=0)
    claimed_fen = models.BigIntegerField("投诉金额", default=0)
    owed_fen = models.BigIntegerField("核定金额", default=0)
    extra_fen = models.BigIntegerField("加付赔偿金", default=0)
    paid_fen = models.BigIntegerField("已付金额", default=0)
    ordered_at = models.DateTimeField("责令时间", null=True)
    ordered_fen = models.BigIntegerField("责令金额", default=0)
    pay_by = models.DateField("付款期限", null=True)
    served_on = models.DateField("送达日", null=True)
    unpaid_since = models.DateField("逾期不支付起", null=True)
    decided_at = models.DateTimeField("处理决定时间", null=True)
    decision_served_on = models.DateField("处理决定送达日", null=True)
    urged_on = models.DateField("催告送达日", null=True)
    conclusion = models.CharField("核处结论", max_length=24, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "欠薪案件"
        constraints = (
            models.CheckConstraint(condition=Q(door__in=[door.value for door in Door]), name="wages_door"),
            models.CheckConstraint(condition=Q(sector__in=[sector.value for sector in Sector]), name="wages_sector"),
            models.CheckConstraint(
                condition=Q(paid_fen__gte=0, paid_fen__lte=F("owed_fen"), extra_fen__gte=0), name="wages_case_sums"
            ),
            models.CheckConstraint(
                condition=Q(ordered_at__isnull=True) | Q(pay_by__isnull=False, ordered_fen__gt=0),
                name="wages_order_says_when_and_what",
            ),
        )
        indexes = (
            models.Index(fields=("employer_key", "project_key"), name="wages_same_trouble"),
            models.Index(fields=("employer",), name="wages_by_employer"),
            models.Index(fields=("reported_at",), name="wages_by_report"),
        )

    def __str__(self) -> str:
        return self.number


class Complaint(models.Model):
    """One message that wages are owed (投诉或线索), as it came in; never changed afterwards.

    The same message again has the same ``key``; another message about the same trouble is a row of its own in the
    same case.
    """

    id = models.UUIDField(primary_key=True, default=uuid7)
    case = models.ForeignKey(WageCase, models.PROTECT, related_name="complaints")
    key = models.CharField("提交编号", max_length=120, unique=True)
    door = models.CharField("渠道", max_length=12, choices=_DOORS)
    source_ref = models.CharField("来源编号", max_length=80, blank=True)
    made_at = models.DateTimeField("时间")
    by_account = models.UUIDField("经手账号", null=True)
    by_name = models.CharField("代办人", max_length=50, blank=True)
    employer_name = models.CharField("所说单位", max_length=100)
    project_name = models.CharField("所说项目", max_length=100, blank=True)
    place = models.CharField("地点", max_length=200, blank=True)
    narrative = SealedTextField("经过", purpose="wages.narrative", blank=True)
    joined = models.BooleanField("并入已有案件", default=False)

    class Meta:
        verbose_name = verbose_name_plural = "投诉"
        constraints = (
            models.CheckConstraint(condition=Q(door__in=[door.value for door in Door]), name="wages_complaint_door"),
        )

    def __str__(self) -> str:
        return str(self.pk)


class WageWorker(models.Model):
    """Somebody who is owed wages in a case (被欠薪劳动者), with or without an account of his own.

    ``keep_secret``: the employer must not learn who complained. ``paid_fen`` never exceeds ``owed_fen``.
    """

    id = models.UUIDField(primary_key=True, default=uuid7)
    case = models.ForeignKey(WageCase, models.PROTECT, related_name="workers")
    worker = models.ForeignKey("identity.Worker", models.PROTECT, null=True, related_name="+")
    complaint = models.ForeignKey(Complaint, models.PROTECT, related_name="+")
    name = SealedTextField("姓名", purpose="wages.name")
    name_index = BlindIndexField()
    id_number = SealedTextField("证件号码", purpose="wages.id_number", blank=True)
    id_index = BlindIndexField(db_index=True)
    phone = SealedTextField("电话", purpose="wages.phone", blank=True)
    work = models.CharField("工种", max_length=40, blank=True)
    period_from = models.DateField("欠薪起", null=True)
    period_to = models.DateField("欠薪止", null=True)
    claimed_fen = models.BigIntegerField("投诉金额", default=0)
    owed_fen = models.BigIntegerField("核定金额", default=0)
    extra_fen = models.BigIntegerField("加付赔偿金", default=0)
    paid_fen = models.BigIntegerField("已付金额", default=0)
    keep_secret = models.BooleanField("对单位保密", default=False)
    over_age = models.BooleanField("超过法定退休年龄", default=False)
    determined = models.BooleanField("已核定", default=False)
    withdrawn_at = models.DateTimeField("撤回时间", null=True)

    class Meta:
        verbose_name = verbose_name_plural = "被欠薪劳动者"
        constraints = (
            models.UniqueConstraint(
                fields=("case", "id_index"), condition=~Q(id_index=""), name="wages_person_once_in_a_case"
            ),
            models.CheckConstraint(
                condition=Q(paid_fen__gte=0, paid_fen__lte=F("owed_fen"), extra_fen__gte=0, claimed_fen__gte=0),
                name="wages_never_paid_more_than_owed",
            ),
            models.CheckConstraint(
                condition=Q(period_from__isnull=True) | Q(period_to__isnull=True) | Q(period_to__gte=F("period_from")),
                name="wages_period_runs_forward",
            ),
        )
        indexes = (models.Index(fields=("worker",), name="wages_worker", condition=Q(worker__isnull=False)),)

    def __str__(self) -> str:
        return str(self.pk)
