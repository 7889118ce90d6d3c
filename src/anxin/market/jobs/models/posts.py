"""Jobs on offer."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q

from anxin.kit.fields import SealedTextField
from anxin.market.jobs.models.employers import Employer
from anxin.market.jobs.types import Insurance, PayKind, PostState, Settle


class JobPost(models.Model):
    """A job on offer (岗位). What the index compares stands here as whole numbers, worked out when it is saved."""

    employer = models.ForeignKey(Employer, models.PROTECT, related_name="posts")
    state = models.CharField(max_length=8, default=PostState.DRAFT.value)
    state_reason = models.CharField(max_length=200, blank=True, default="")
    trade = models.SmallIntegerField()
    title = models.CharField(max_length=40)
    work = models.TextField()
    extra = models.TextField(blank=True, default="")
    place = models.CharField(max_length=80)
    directions = models.CharField(max_length=200, blank=True, default="")
    district = models.CharField(max_length=6, blank=True, default="")
    x_m = models.IntegerField()
    y_m = models.IntegerField()
    headcount = models.SmallIntegerField()
    taken = models.SmallIntegerField(default=0)
    first_day = models.DateField()
    last_day = models.DateField()
    day_start = models.SmallIntegerField()
    day_end = models.SmallIntegerField()
    weekdays = models.SmallIntegerField()
    start_minute = models.IntegerField()
    end_minute = models.IntegerField()
    shifts = models.IntegerField()
    pay_kind = models.CharField(max_length=8)
    pay_fen = models.IntegerField()
    pieces_hour = models.IntegerField(default=0)
    pay_hour_fen = models.IntegerField()
    settle = models.CharField(max_length=10)
    skills = ArrayField(models.SmallIntegerField(), default=list)
    conditions = models.IntegerField(default=0)
    insurance = models.CharField(max_length=10, default=Insurance.NONE.value)
    meals = models.BooleanField(default=False)
    lodging = models.BooleanField(default=False)
    contact_name = models.CharField(max_length=50, blank=True, default="")
    contact_phone = SealedTextField(purpose="market_post.phone")
    repost_of = models.CharField(max_length=200, blank=True, default="")
    expires_on = models.DateField()
    findings = models.JSONField(default=list)
    rules_version = models.CharField(max_length=20, blank=True, default="")
    override_by = models.ForeignKey("identity.Account", models.PROTECT, null=True, blank=True, related_name="+")
    override_reason = models.CharField(max_length=300, blank=True, default="")
    posted_at = models.DateTimeField(null=True, blank=True)
    posted_hour = models.IntegerField(default=0)
    made_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    made_by = models.ForeignKey("identity.Account", models.PROTECT, null=True, blank=True, related_name="+")
    terms = ArrayField(models.CharField(max_length=40), default=list)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(state__in=[s.value for s in PostState]), name="jobpost_state_known"),
            models.CheckConstraint(condition=Q(pay_kind__in=[k.value for k in PayKind]), name="jobpost_pay_known"),
            models.CheckConstraint(condition=Q(settle__in=[s.value for s in Settle]), name="jobpost_settle_known"),
            models.CheckConstraint(
                condition=Q(insurance__in=[i.value for i in Insurance]), name="jobpost_insurance_known"
            ),
            models.CheckConstraint(
                condition=Q(headcount__gt=0, taken__gte=0) & Q(taken__lte=F("headcount")), name="jobpost_places"
            ),
            models.CheckConstraint(
                condition=Q(last_day__gte=F("first_day"))
                & Q(end_minute__gt=F("start_minute"))
                & Q(pay_fen__gt=0, pay_hour_fen__gte=0, conditions__gte=0),
                name="jobpost_numbers_sound",
            ),
            models.CheckConstraint(
                condition=~Q(state=PostState.LIVE.value) | Q(posted_at__isnull=False), name="jobpost_live_since"
            ),
        ]
        indexes = [
            GinIndex(fields=["terms"], name="jobpost_terms", condition=Q(state=PostState.LIVE.value)),
            models.Index(fields=["state", "-posted_at", "-id"], name="jobpost_newest"),
            models.Index(fields=["employer", "state"], name="jobpost_by_employer"),
            models.Index(fields=["state", "trade", "start_minute"], name="jobpost_by_trade"),
        ]

    def __str__(self) -> str:
        return self.title
