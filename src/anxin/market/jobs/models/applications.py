"""People and jobs coming together: applications, interviews, places kept."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from anxin.kit.fields import SealedTextField
from anxin.kit.ids import uuid7
from anxin.market.jobs.models.posts import JobPost
from anxin.market.jobs.models.profiles import Profile
from anxin.market.jobs.types import PENDING, ApplicationState, InterviewKind


class InterviewSlot(models.Model):
    """A time to meet (面试时段). Who comes too late stands in a waiting list and moves up."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    post = models.ForeignKey(JobPost, models.CASCADE, related_name="slots")
    at = models.DateTimeField()
    minutes = models.SmallIntegerField()
    kind = models.CharField(max_length=8)
    where = models.CharField(max_length=200)
    seats = models.SmallIntegerField()
    cancelled_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=[k.value for k in InterviewKind]), name="slot_kind_known"),
            models.CheckConstraint(condition=Q(seats__gt=0, minutes__gt=0), name="slot_numbers_sound"),
            models.UniqueConstraint(fields=["post", "at", "kind"], name="slot_once"),
        ]


class Application(models.Model):
    """A worker and a job (报名): applied for, or invited; promised, worked, paid."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    number = models.CharField(max_length=24, unique=True)
    post = models.ForeignKey(JobPost, models.PROTECT, related_name="applications")
    profile = models.ForeignKey(Profile, models.PROTECT, related_name="applications")
    state = models.CharField(max_length=10)
    reason = models.CharField(max_length=20, blank=True, default="")
    note = models.CharField(max_length=200, blank=True, default="")
    key = models.CharField(max_length=64)
    slot = models.ForeignKey(InterviewSlot, models.PROTECT, null=True, blank=True, related_name="bookings")
    waiting = models.BooleanField(default=False)
    booked_at = models.DateTimeField(null=True, blank=True)
    made_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True, blank=True)
    started_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    worker_minutes = models.IntegerField(null=True, blank=True)
    worker_fen = models.IntegerField(null=True, blank=True)
    worker_confirmed_at = models.DateTimeField(null=True, blank=True)
    employer_minutes = models.IntegerField(null=True, blank=True)
    employer_fen = models.IntegerField(null=True, blank=True)
    employer_confirmed_at = models.DateTimeField(null=True, blank=True)
    paid_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=[s.value for s in ApplicationState]), name="application_state_known"
            ),
            models.UniqueConstraint(fields=["profile", "key"], name="application_once_per_key"),
            models.UniqueConstraint(
                fields=["post", "profile"],
                condition=Q(
                    state__in=[s.value for s in (*sorted(PENDING), ApplicationState.ACCEPTED, ApplicationState.STARTED)]
                ),
                name="application_one_open",
            ),
            models.CheckConstraint(
                condition=Q(finished_at__isnull=True) | Q(finished_at__gte=F("started_at")),
                name="application_ends_after_start",
            ),
        ]
        indexes = [
            models.Index(fields=["profile", "-made_at"], name="application_by_profile"),
            models.Index(fields=["post", "state"], name="application_by_post"),
            models.Index(fields=["state", "finished_at"], name="application_by_state"),
        ]

    def __str__(self) -> str:
        return self.number


class ApplicationEvent(models.Model):
    """What happened to an application (经过). Append only; ids and codes, no text of a person."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    application = models.ForeignKey(Application, models.CASCADE, related_name="events")
    what = models.CharField(max_length=20)
    reason = models.CharField(max_length=20, blank=True, default="")
    by_account = models.UUIDField(null=True, blank=True)
    by_side = models.CharField(max_length=10)
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["application", "at"], name="application_event_at")]


class Hold(models.Model):
    """A place kept for somebody on his way (名额保留): twenty minutes, so that one job is not promised to sixty."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    post = models.ForeignKey(JobPost, models.CASCADE, related_name="holds")
    profile = models.ForeignKey(Profile, models.CASCADE, null=True, blank=True, related_name="holds")
    code = models.CharField(max_length=24, unique=True)
    who = SealedTextField(purpose="market_hold.who")
    made_at = models.DateTimeField()
    until = models.DateTimeField()
    released_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(until__gt=F("made_at")), name="hold_ends_later"),
            models.UniqueConstraint(
                fields=["post", "profile"],
                condition=Q(released_at__isnull=True, profile__isnull=False),
                name="hold_once",
            ),
        ]
        indexes = [models.Index(fields=["post", "until"], name="hold_by_post")]
