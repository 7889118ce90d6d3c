"""Organisations, the posts people hold in them, and what holds an organisation or a worker back."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from anxin.identity.types import STAFF_ROLES, OrgKind, RestrictionKind, Role
from anxin.kit.fields import BlindIndexField
from anxin.kit.ids import uuid7


def _values(kinds: type[OrgKind] | type[RestrictionKind]) -> list[str]:
    return [kind.value for kind in kinds]


class Organisation(models.Model):
    """A bureau, district, platform, insurer, market, bank, joint department or employer (机构).

    ``path`` is the place in the tree, ``/<id>/<id>/`` in hex: everything below an organisation starts with its path.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    kind = models.CharField(max_length=16)
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="children")
    path = models.CharField(max_length=400, unique=True)
    name = models.CharField(max_length=100, unique=True)
    short_name = models.CharField(max_length=40)
    credit_code = models.CharField(max_length=18, blank=True, default="")
    region_code = models.CharField(max_length=6, blank=True, default="")
    phone = models.CharField(max_length=30, blank=True, default="")
    active = models.BooleanField(default=True)
    created_at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["path"], opclasses=["varchar_pattern_ops"], name="org_path_prefix"),
            models.Index(fields=["kind", "name"], name="org_by_kind"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=_values(OrgKind)), name="org_kind_known"),
            models.CheckConstraint(condition=Q(path__startswith="/", path__endswith="/"), name="org_path_shape"),
            models.CheckConstraint(condition=Q(region_code__regex=r"^(\d{6})?$"), name="org_region_shape"),
            models.UniqueConstraint(fields=["credit_code"], condition=~Q(credit_code=""), name="org_credit_code_once"),
        ]

    def __str__(self) -> str:
        return self.name


class Post(models.Model):
    """A role held in an organisation from one day to another (岗位). Ended, never deleted."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    account = models.ForeignKey("identity.Account", models.PROTECT, related_name="posts")
    org = models.ForeignKey(Organisation, models.PROTECT, related_name="posts")
    role = models.CharField(max_length=24)
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)
    granted_by = models.ForeignKey("identity.Account", models.PROTECT, null=True, blank=True, related_name="+")
    granted_at = models.DateTimeField()
    ended_by = models.ForeignKey("identity.Account", models.PROTECT, null=True, blank=True, related_name="+")
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["org", "role"], name="post_by_org_role")]
        constraints = [
            models.CheckConstraint(condition=Q(role__in=[role.value for role in STAFF_ROLES]), name="post_role_known"),
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")), name="post_ends_after_start"
            ),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True) | Q(ends_on__isnull=False), name="post_ended_has_last_day"
            ),
            models.UniqueConstraint(
                fields=["account", "org", "role"], condition=Q(ended_at__isnull=True), name="post_held_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{Role(self.role).value} {self.starts_on}"


class Restriction(models.Model):
    """Something an organisation, a worker or another person may not do until it is lifted (限制措施), with its ground.

    ``person_blind`` is the keyed hash of the ID number of somebody who has no account here: a legal representative.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    kind = models.CharField(max_length=24)
    org = models.ForeignKey(Organisation, models.PROTECT, null=True, blank=True, related_name="restrictions")
    worker = models.ForeignKey("identity.Worker", models.PROTECT, null=True, blank=True, related_name="restrictions")
    person_blind = BlindIndexField()
    reason = models.TextField()
    basis = models.CharField(max_length=200)
    source = models.CharField(max_length=80)
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)
    put_by = models.ForeignKey("identity.Account", models.PROTECT, null=True, blank=True, related_name="+")
    put_at = models.DateTimeField()
    lifted_by = models.ForeignKey("identity.Account", models.PROTECT, null=True, blank=True, related_name="+")
    lifted_at = models.DateTimeField(null=True, blank=True)
    lift_reason = models.TextField(blank=True, default="")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=_values(RestrictionKind)), name="restriction_kind_known"),
            models.CheckConstraint(
                condition=Q(org__isnull=False, worker__isnull=True, person_blind="")
                | Q(org__isnull=True, worker__isnull=False, person_blind="")
                | (Q(org__isnull=True, worker__isnull=True) & ~Q(person_blind="")),
                name="restriction_one_subject",
            ),
            models.CheckConstraint(condition=~Q(reason="") & ~Q(basis=""), name="restriction_has_reason"),
            models.CheckConstraint(
                condition=Q(lifted_at__isnull=True) | ~Q(lift_reason=""), name="restriction_lift_has_reason"
            ),
            models.UniqueConstraint(fields=["kind", "source"], name="restriction_once_per_source"),
        ]
        indexes = [
            models.Index(fields=["person_blind"], condition=~Q(person_blind=""), name="restriction_by_person"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.starts_on}"
