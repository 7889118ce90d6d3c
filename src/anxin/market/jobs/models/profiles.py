"""Workers who look for work, what they can show, and what employers never see."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from anxin.kit.fields import SealedTextField
from anxin.kit.ids import uuid7
from anxin.market.jobs.types import Channel, PayKind, ProfileState


class Profile(models.Model):
    """What a worker is looking for (求职登记). Name, number and phone stand in ``identity`` only.

    ``conditions`` are the bits a worker has today: ticked ones, valid certificates, and being eighteen.
    ``own_conditions`` are those ticked by the worker; certificates are counted anew when one runs out.
    """

    worker = models.OneToOneField("identity.Worker", models.PROTECT, related_name="+")
    state = models.CharField(max_length=8, default=ProfileState.ACTIVE.value)
    channel = models.CharField(max_length=8)
    trades = ArrayField(models.SmallIntegerField())
    skills = ArrayField(models.SmallIntegerField(), default=list)
    own_conditions = models.IntegerField(default=0)
    conditions = models.IntegerField(default=0)
    shifts = models.IntegerField()
    first_day = models.DateField(null=True, blank=True)
    last_day = models.DateField(null=True, blank=True)
    from_minute = models.IntegerField(default=0)
    until_minute = models.IntegerField(default=2**31 - 1)
    place = models.CharField(max_length=60)
    district = models.CharField(max_length=6, blank=True, default="")
    x_m = models.IntegerField()
    y_m = models.IntegerField()
    radius_m = models.IntegerField()
    pay_kind = models.CharField(max_length=8)
    pay_fen = models.IntegerField(default=0)
    pay_hour_fen = models.IntegerField(default=0)
    about = SealedTextField(purpose="market_profile.about")
    contact_by = ArrayField(models.CharField(max_length=12), default=list)
    registered_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    left_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(state__in=[s.value for s in ProfileState]), name="profile_state_known"),
            models.CheckConstraint(condition=Q(channel__in=[c.value for c in Channel]), name="profile_channel_known"),
            models.CheckConstraint(condition=Q(pay_kind__in=[k.value for k in PayKind]), name="profile_pay_known"),
            models.CheckConstraint(
                condition=Q(pay_fen__gte=0, pay_hour_fen__gte=0, radius_m__gt=0, conditions__gte=0),
                name="profile_numbers_sound",
            ),
        ]
        indexes = [models.Index(fields=["state", "-registered_at"], name="profile_by_state")]

    def __str__(self) -> str:
        return str(self.pk)


class Certificate(models.Model):
    """A certificate a worker says he holds (证件), with a photo and a last day when it has one."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    profile = models.ForeignKey(Profile, models.CASCADE, related_name="certificates")
    bit = models.SmallIntegerField()
    number = SealedTextField(purpose="market_certificate.number")
    expires_on = models.DateField(null=True, blank=True)
    paper_id = models.UUIDField(null=True, blank=True)
    checked_at = models.DateTimeField(null=True, blank=True)
    checked_by = models.ForeignKey("identity.Account", models.PROTECT, null=True, blank=True, related_name="+")
    problem = models.CharField(max_length=200, blank=True, default="")
    """Why staff could not accept it; then it does not count."""
    added_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["profile", "bit"], name="certificate_once"),
            models.CheckConstraint(condition=Q(bit__gte=0, bit__lte=30), name="certificate_bit"),
        ]


class Hardship(models.Model):
    """A hardship with its proof (就业困难): sealed, for market staff with a purpose. No employer page reads this."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    profile = models.ForeignKey(Profile, models.CASCADE, related_name="hardships")
    kind = SealedTextField(purpose="market_hardship.kind")
    note = SealedTextField(purpose="market_hardship.note")
    paper_id = models.UUIDField(null=True, blank=True)
    until = models.DateField(null=True, blank=True)
    proved_at = models.DateTimeField(null=True, blank=True)
    proved_by = models.ForeignKey("identity.Account", models.PROTECT, null=True, blank=True, related_name="+")
    problem = models.CharField(max_length=200, blank=True, default="")
    added_at = models.DateTimeField()


class Cohort(models.Model):
    """Sex and birth year from the ID number and whether there is a disability: for the impact report and nothing else.

    It stands apart from the profile so that no list, filter or score can come near it.
    """

    profile = models.OneToOneField(Profile, models.CASCADE, primary_key=True, related_name="cohort")
    group = SealedTextField(purpose="market_cohort.group")
