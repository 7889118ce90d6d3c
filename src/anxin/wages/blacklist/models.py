"""Listing procedures, the persons in them, and the entries of the list. Private to this context."""

from django.db import models
from django.db.models import F, Q

from anxin.kit.fields import BlindIndexField, SealedTextField
from anxin.kit.ids import uuid7
from anxin.wages.blacklist.types import PersonKind, Removal


class Procedure(models.Model):
    """Whether a unit goes on the list (列入程序). Its step, clocks and history stand in the case."""

    case = models.OneToOneField("cases.Case", models.PROTECT, primary_key=True, related_name="+")
    unit = models.ForeignKey("identity.Organisation", models.PROTECT, related_name="+")
    wage_case_id = models.UUIDField("欠薪案件", null=True, blank=True)
    order_number = models.CharField("责令文书编号", max_length=60)
    ordered_on = models.DateField("责令日期")
    pay_by = models.DateField("支付期限")
    unpaid_fen = models.BigIntegerField("仍拖欠金额")
    workers = models.PositiveIntegerField("涉及人数")
    reaches_crime_sum = models.BooleanField("达到犯罪数额", null=True)
    group_incident = models.BooleanField("引发群体性或极端事件", null=True)
    what = models.CharField("事实", max_length=400, blank=True, default="")
    paid_on = models.DateField("全部支付日期", null=True, blank=True)
    promised_on = models.DateField("书面承诺日期", null=True, blank=True)
    new_arrears = models.BooleanField("列入期限内再次拖欠", null=True)
    criminal_case = models.BooleanField("刑事诉讼或追究", null=True)

    class Meta:
        verbose_name = verbose_name_plural = "失信名单列入程序"
        constraints = (
            models.CheckConstraint(condition=Q(unpaid_fen__gte=0), name="blacklist_unpaid"),
            models.CheckConstraint(condition=Q(pay_by__gte=F("ordered_on")), name="blacklist_pay_after_order"),
            models.UniqueConstraint(fields=["unit", "order_number"], name="blacklist_once_an_order"),
        )

    def __str__(self) -> str:
        return self.order_number


class Person(models.Model):
    """A person who goes on the list together with the unit. Name and number are sealed until published, masked."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    procedure = models.ForeignKey(Procedure, models.PROTECT, related_name="persons")
    kind = models.CharField(max_length=16)
    name = SealedTextField(purpose="blacklist.person.name")
    id_number = SealedTextField(purpose="blacklist.person.id_number")
    id_blind = BlindIndexField()

    class Meta:
        verbose_name = verbose_name_plural = "失信责任人"
        constraints = (
            models.CheckConstraint(
                condition=Q(kind__in=[kind.value for kind in PersonKind]), name="blacklist_person_kind"
            ),
            models.UniqueConstraint(fields=["procedure", "id_blind"], name="blacklist_person_once"),
        )

    def __str__(self) -> str:
        return str(self.id)


class Entry(models.Model):
    """A term on the list (列入). A restored listing is a new term; one term runs at a time.

    ``hidden_at``: when publication stopped; at once when a removal is decided, days before the law asks.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    procedure = models.ForeignKey(Procedure, models.PROTECT, related_name="entries")
    number = models.CharField("决定书编号", max_length=40, unique=True)
    reason = models.TextField("列入事由")
    decided_on = models.DateField("列入日期")
    ends_on = models.DateField("期满日期")
    decided_by = models.UUIDField()
    decided_by_name = models.CharField(max_length=50)
    corrected_on = models.DateField("改正日期", null=True, blank=True)
    hidden_at = models.DateTimeField("停止公布时间", null=True, blank=True)
    removed_on = models.DateField("移出日期", null=True, blank=True)
    removed_why = models.CharField("移出原因", max_length=8, blank=True, default="")

    class Meta:
        verbose_name = verbose_name_plural = "失信名单"
        indexes = (models.Index(fields=["-decided_on"], condition=Q(hidden_at=None), name="blacklist_public"),)
        constraints = (
            models.CheckConstraint(condition=Q(ends_on__gt=F("decided_on")), name="blacklist_term"),
            models.CheckConstraint(
                condition=Q(removed_why="") | Q(removed_why__in=[why.value for why in Removal]),
                name="blacklist_removal_known",
            ),
            models.CheckConstraint(
                condition=Q(removed_on__isnull=True) | (~Q(removed_why="") & Q(hidden_at__isnull=False)),
                name="blacklist_removed_is_hidden",
            ),
            models.UniqueConstraint(fields=["procedure"], condition=Q(removed_on=None), name="blacklist_one_term"),
        )

    def __str__(self) -> str:
        return self.number
