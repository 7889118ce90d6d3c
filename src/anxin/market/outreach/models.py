"""Rows of outreach. Private to this context."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from anxin.kit.fields import SealedTextField
from anxin.kit.ids import uuid7
from anxin.market.outreach.types import REPRESENTATIVES_MOST, Pace, PushKind


class Subscription(models.Model):
    """What a worker wants to hear of (找活提醒). Empty lists mean any."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    worker_id = models.UUIDField("劳动者")
    trades = ArrayField(models.SmallIntegerField(), verbose_name="工种")
    districts = ArrayField(models.CharField(max_length=6), default=list, verbose_name="区县")
    pay_hour_fen = models.IntegerField("最低时薪", default=0)
    shifts = models.IntegerField("时段")
    pace = models.CharField("频率", max_length=8)
    ways = ArrayField(models.CharField(max_length=8), default=list, verbose_name="方式")
    made_at = models.DateTimeField("订阅时间")

    class Meta:
        verbose_name = verbose_name_plural = "找活提醒"
        constraints = (
            models.CheckConstraint(condition=Q(pace__in=[one.value for one in Pace]), name="outreach_pace"),
            models.CheckConstraint(condition=Q(pay_hour_fen__gte=0, shifts__gt=0), name="outreach_numbers"),
        )
        indexes = (
            models.Index(fields=("worker_id",), name="outreach_subscriber"),
            models.Index(fields=("pace",), name="outreach_by_pace"),
        )


class Told(models.Model):
    """A post somebody was told of: never twice."""

    worker_id = models.UUIDField("劳动者")
    post_id = models.IntegerField("岗位")
    at = models.DateTimeField("时间")
    instant = models.BooleanField("即时")

    class Meta:
        verbose_name = verbose_name_plural = "已提醒岗位"
        constraints = (models.UniqueConstraint(fields=("worker_id", "post_id"), name="outreach_told_once"),)
        indexes = (models.Index(fields=("worker_id", "-at"), name="outreach_told_at"),)


class HelpGroup(models.Model):
    """A list of people whom staff look after (帮扶名单). Why somebody is on it is not written here."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    org_id = models.UUIDField("零工市场")
    name = models.CharField("名称", max_length=30)
    made_at = models.DateTimeField("建立时间")

    class Meta:
        verbose_name = verbose_name_plural = "帮扶名单"
        constraints = (models.UniqueConstraint(fields=("org_id", "name"), name="outreach_group_name"),)


class Member(models.Model):
    """Somebody on a list, who agreed to it."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    group = models.ForeignKey(HelpGroup, models.CASCADE, related_name="members", verbose_name="名单")
    worker_id = models.UUIDField("劳动者")
    added_by = models.UUIDField("加入人")
    added_at = models.DateTimeField("加入时间")

    class Meta:
        verbose_name = verbose_name_plural = "名单成员"
        constraints = (models.UniqueConstraint(fields=("group", "worker_id"), name="outreach_member_once"),)
        indexes = (models.Index(fields=("worker_id",), name="outreach_member_worker"),)


class Push(models.Model):
    """A push and whom it reached (推送)."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    org_id = models.UUIDField("零工市场", null=True)
    kind = models.CharField("类别", max_length=8)
    key = models.CharField("业务键", max_length=80, unique=True)
    text = models.CharField("内容", max_length=300)
    by_id = models.UUIDField("推送人", null=True)
    by_name = models.CharField("推送人姓名", max_length=50, blank=True, default="")
    told = models.PositiveIntegerField("告知人数", default=0)
    left_out = models.PositiveIntegerField("已退订人数", default=0)
    groups = models.PositiveIntegerField("群数", default=0)
    group_people = models.PositiveIntegerField("群人数", default=0)
    circle = models.PositiveIntegerField("联系圈人数", default=0)
    made_at = models.DateTimeField("推送时间")

    class Meta:
        verbose_name = verbose_name_plural = "推送"
        constraints = (
            models.CheckConstraint(condition=Q(kind__in=[one.value for one in PushKind]), name="outreach_push_kind"),
        )
        indexes = (models.Index(fields=("org_id", "-made_at"), name="outreach_push_org"),)


class Volunteer(models.Model):
    """A volunteer of the contact network (志愿者)."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    org_id = models.UUIDField("零工市场")
    name = SealedTextField("姓名", purpose="outreach.volunteer.name")
    phone = SealedTextField("电话", purpose="outreach.volunteer.phone")
    made_at = models.DateTimeField("登记时间")

    class Meta:
        verbose_name = verbose_name_plural = "志愿者"
        indexes = (models.Index(fields=("org_id",), name="outreach_volunteer_org"),)


class Representative(models.Model):
    """One of three workers a volunteer keeps in touch with (零工代表). The database holds the three."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    volunteer = models.ForeignKey(Volunteer, models.CASCADE, related_name="representatives", verbose_name="志愿者")
    place = models.PositiveSmallIntegerField("第几位")
    name = SealedTextField("姓名", purpose="outreach.representative.name")
    phone = SealedTextField("电话", purpose="outreach.representative.phone")
    where = models.CharField("联系的地方", max_length=40, blank=True, default="")
    circle = models.PositiveIntegerField("联系人数", default=0)
    made_at = models.DateTimeField("登记时间")

    class Meta:
        verbose_name = verbose_name_plural = "零工代表"
        constraints = (
            models.UniqueConstraint(fields=("volunteer", "place"), name="outreach_representative_place"),
            models.CheckConstraint(
                condition=Q(place__gte=1, place__lte=REPRESENTATIVES_MOST), name="outreach_three_representatives"
            ),
        )


class Visit(models.Model):
    """What was heard on a visit (走访记录)."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    representative = models.ForeignKey(Representative, models.CASCADE, related_name="visits", verbose_name="零工代表")
    day = models.DateField("日期")
    note = SealedTextField("情况", purpose="outreach.visit.note")
    next_on = models.DateField("下次", null=True)
    by_id = models.UUIDField("记录人")
    by_name = models.CharField("记录人姓名", max_length=50)
    made_at = models.DateTimeField("记录时间")

    class Meta:
        verbose_name = verbose_name_plural = "走访记录"
