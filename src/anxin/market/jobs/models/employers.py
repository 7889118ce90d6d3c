"""Those who offer work."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from anxin.kit.fields import BlindIndexField, SealedTextField
from anxin.kit.ids import uuid7
from anxin.market.jobs.types import EmployerKind, EmployerState


class Employer(models.Model):
    """A firm, or a person who needs help at home (雇主). Real name first, posts afterwards.

    ``controller_blind`` finds the firms under one controlling person: a banned one must not post again by a sister.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    kind = models.CharField(max_length=12)
    name = models.CharField(max_length=100)
    org = models.OneToOneField("identity.Organisation", models.PROTECT, null=True, blank=True, related_name="+")
    worker = models.OneToOneField("identity.Worker", models.PROTECT, null=True, blank=True, related_name="+")
    state = models.CharField(max_length=10, default=EmployerState.WAITING.value)
    contact_name = models.CharField(max_length=50)
    contact_phone = SealedTextField(purpose="market_employer.phone")
    controller_name = SealedTextField(purpose="market_employer.controller")
    controller_blind = BlindIndexField(db_index=True)
    licence_paper_id = models.UUIDField(null=True, blank=True)
    reason = models.CharField(max_length=300, blank=True, default="")
    registered_at = models.DateTimeField()
    officer = models.ForeignKey("identity.Account", models.PROTECT, null=True, blank=True, related_name="+")
    verified_at = models.DateTimeField(null=True, blank=True)
    verified_by = models.ForeignKey("identity.Account", models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=[k.value for k in EmployerKind]), name="employer_kind_known"),
            models.CheckConstraint(
                condition=Q(state__in=[s.value for s in EmployerState]), name="employer_state_known"
            ),
            models.CheckConstraint(
                condition=(Q(kind=EmployerKind.COMPANY.value) & Q(org__isnull=False) & Q(worker__isnull=True))
                | (Q(kind=EmployerKind.INDIVIDUAL.value) & Q(org__isnull=True) & Q(worker__isnull=False)),
                name="employer_is_one_of_two",
            ),
            models.CheckConstraint(
                condition=~Q(state=EmployerState.VERIFIED.value) | Q(verified_at__isnull=False),
                name="employer_verified_when",
            ),
        ]
        indexes = [models.Index(fields=["state", "registered_at"], name="employer_by_state")]

    def __str__(self) -> str:
        return self.name
