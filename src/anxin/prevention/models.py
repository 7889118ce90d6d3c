"""Who should learn what, who has, and where accidents happen. Private to this context."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from anxin.kit.ids import uuid7
from anxin.prevention.types import CAUSE_NAMES, LEVEL_NAMES, Cause, Level

_LEVELS = [(level.value, LEVEL_NAMES[level]) for level in Level]
_CAUSES = [(cause.value, CAUSE_NAMES[cause]) for cause in Cause]


def _one_person() -> Q:
    return Q(worker_id__isnull=True) ^ Q(account_id__isnull=True)


class Known(models.Model):
    """A worker of a platform, and the day of the first order seen (在岗人员); no day for those there before us."""

    pk = models.CompositePrimaryKey("platform_id", "worker_id")
    platform = models.ForeignKey("identity.Organisation", models.PROTECT, related_name="+", db_index=False)
    worker = models.ForeignKey("identity.Worker", models.PROTECT, related_name="+")
    first_on = models.DateField("第一天", null=True)
    last_on = models.DateField("最近一天")

    class Meta:
        verbose_name = verbose_name_plural = "在岗人员"

    def __str__(self) -> str:
        return str(self.first_on)


class Drive(models.Model):
    """A course assigned to a level of a platform at once (分派): the people of it stand in :class:`Assignment`."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    platform = models.ForeignKey("identity.Organisation", models.PROTECT, related_name="+")
    course = models.CharField("课程", max_length=20)
    level = models.CharField("层级", max_length=10, choices=_LEVELS)
    cause = models.CharField("原因", max_length=10, choices=_CAUSES)
    note = models.CharField("说明", max_length=200, blank=True)
    people = models.PositiveIntegerField("人数", default=0)
    started_on = models.DateField("开始日期")
    due_on = models.DateField("期限")
    by_account = models.UUIDField("分派人", null=True)
    at = models.DateTimeField("时间")

    class Meta:
        verbose_name = verbose_name_plural = "分派"
        indexes = (models.Index(fields=("platform", "-at"), name="prevention_drive_platform"),)

    def __str__(self) -> str:
        return f"{self.course} {self.level}"


class Assignment(models.Model):
    """A course one person should take (培训任务), once per cause."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    worker = models.ForeignKey("identity.Worker", models.PROTECT, null=True, related_name="+", db_index=False)
    account = models.ForeignKey("identity.Account", models.PROTECT, null=True, related_name="+", db_index=False)
    platform = models.ForeignKey("identity.Organisation", models.PROTECT, related_name="+", db_index=False)
    course = models.CharField("课程", max_length=20)
    level = models.CharField("层级", max_length=10, choices=_LEVELS)
    cause = models.CharField("原因", max_length=10, choices=_CAUSES)
    cause_key = models.CharField("原因编号", max_length=80)
    note = models.CharField("说明", max_length=200, blank=True)
    assigned_at = models.DateTimeField("分派时间")
    due_on = models.DateField("期限")
    passed_at = models.DateTimeField("通过时间", null=True)

    class Meta:
        verbose_name = verbose_name_plural = "培训任务"
        constraints = (
            models.CheckConstraint(condition=_one_person(), name="prevention_assigned_one_person"),
            models.UniqueConstraint(fields=("worker", "course", "cause_key"), name="prevention_worker_once"),
            models.UniqueConstraint(fields=("account", "course", "cause_key"), name="prevention_account_once"),
        )
        indexes = (models.Index(fields=("platform", "level"), name="prevention_platform_level"),)

    def __str__(self) -> str:
        return f"{self.course} {self.cause}"


class Quiz(models.Model):
    """A quiz as one person answered it (测验). A passed one carries the number of its certificate."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    worker = models.ForeignKey("identity.Worker", models.PROTECT, null=True, related_name="+")
    account = models.ForeignKey("identity.Account", models.PROTECT, null=True, related_name="+")
    course = models.CharField("课程", max_length=20)
    version = models.PositiveSmallIntegerField("版本")
    answers = models.JSONField("作答")
    score = models.PositiveSmallIntegerField("得分")
    passed = models.BooleanField("通过")
    number = models.CharField("证书编号", max_length=30, blank=True)
    at = models.DateTimeField("时间")

    class Meta:
        verbose_name = verbose_name_plural = "测验"
        constraints = (
            models.CheckConstraint(condition=_one_person(), name="prevention_quiz_one_person"),
            models.UniqueConstraint(fields=("number",), condition=~Q(number=""), name="prevention_certificate_once"),
        )

    def __str__(self) -> str:
        return f"{self.course} {self.score}"


class Accident(models.Model):
    """An accident as prevention counts it (事故): a street, an hour, a kind; no person, no exact place."""

    case_id = models.UUIDField(primary_key=True)
    platform = models.ForeignKey("identity.Organisation", models.PROTECT, null=True, related_name="+", db_index=False)
    place = models.CharField("街道或路口", max_length=40, blank=True)
    hour = models.PositiveSmallIntegerField("几点")
    what = models.CharField("怎么伤的", max_length=20)
    day = models.DateField("日期")
    happened_at = models.DateTimeField("时间")

    class Meta:
        verbose_name = verbose_name_plural = "事故"
        indexes = (models.Index(fields=("platform", "day"), name="prevention_accident_day"),)

    def __str__(self) -> str:
        return f"{self.day} {self.place}"
