"""Accounts, workers, where their money goes and what they agreed to."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import F, Q
from django.utils.crypto import salted_hmac

from anxin.identity.types import PayeeKind, RealNameState
from anxin.kit.fields import BlindIndexField, SealedTextField
from anxin.kit.ids import uuid7


class AccountKind(models.TextChoices):
    WORKER = "worker"
    STAFF = "staff"


class Account(AbstractBaseUser):
    """Somebody who can sign in (账号). A worker's name is not here but sealed in :class:`Worker`.

    ``person_blind`` is the keyed hash of a staff member's ID number: one person, one staff account, so that
    nobody checks his own work through a second one.
    ``access_stamp`` grows with every change of rights; sessions opened before it are dead.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    kind = models.CharField(max_length=8, choices=AccountKind.choices)
    username = models.CharField(max_length=64, unique=True)
    display_name = models.CharField(max_length=50, blank=True, default="")
    person_blind = BlindIndexField()
    is_active = models.BooleanField(default=True)
    password_set_at = models.DateTimeField(null=True, blank=True)
    password_temporary = models.BooleanField(default=False)
    access_stamp = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField()

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS: ClassVar[list[str]] = []
    objects = BaseUserManager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=AccountKind.values), name="account_kind_known"),
            models.UniqueConstraint(
                fields=["person_blind"], condition=~Q(person_blind=""), name="account_one_per_person"
            ),
        ]

    def get_session_auth_hash(self) -> str:
        """Changes with the password and with the rights, which ends every session opened before."""
        return salted_hmac(
            "anxin.identity.session", f"{self.password}:{self.access_stamp}:{self.is_active}", algorithm="sha256"
        ).hexdigest()

    def __str__(self) -> str:
        return self.username


class Worker(models.Model):
    """A flexible worker (劳动者). Name, ID number and phone are sealed and found by keyed hash only."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    account = models.OneToOneField(Account, models.PROTECT, related_name="worker")
    name = SealedTextField(purpose="worker.name")
    id_number = SealedTextField(purpose="worker.id_number")
    id_number_blind = BlindIndexField(unique=True)
    phone = SealedTextField(purpose="worker.phone")
    phone_blind = BlindIndexField(unique=True)
    real_name_state = models.CharField(max_length=12, default=RealNameState.UNCHECKED.value)
    real_name_at = models.DateTimeField(null=True, blank=True)
    real_name_provider = models.CharField(max_length=40, blank=True, default="")
    registered_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(real_name_state__in=[state.value for state in RealNameState]), name="worker_state_known"
            ),
            models.CheckConstraint(condition=~Q(id_number_blind="") & ~Q(phone_blind=""), name="worker_can_be_found"),
            models.CheckConstraint(
                condition=Q(real_name_state=RealNameState.UNCHECKED.value) | Q(real_name_at__isnull=False),
                name="worker_checked_has_time",
            ),
        ]

    def __str__(self) -> str:
        return str(self.id)


class PayeeAccount(models.Model):
    """Where a worker's benefits go (收款账户). A change is a new row; the old one keeps its time of replacement."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    worker = models.ForeignKey(Worker, models.PROTECT, related_name="payee_accounts")
    kind = models.CharField(max_length=16)
    bank_name = models.CharField(max_length=60)
    bank_code = models.CharField(max_length=12, blank=True, default="")
    number = SealedTextField(purpose="payee.number")
    number_blind = BlindIndexField(db_index=True)
    holder = SealedTextField(purpose="payee.holder")
    verified_at = models.DateTimeField(null=True, blank=True)
    changed_at = models.DateTimeField()
    changed_by = models.ForeignKey(Account, models.PROTECT, null=True, blank=True, related_name="+")
    usable_from = models.DateTimeField()
    replaced_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=[kind.value for kind in PayeeKind]), name="payee_kind_known"),
            models.CheckConstraint(condition=Q(bank_code__regex=r"^(\d{12})?$"), name="payee_bank_code_shape"),
            models.CheckConstraint(condition=Q(usable_from__gte=F("changed_at")), name="payee_usable_after_change"),
            models.UniqueConstraint(fields=["worker"], condition=Q(replaced_at__isnull=True), name="payee_one_current"),
        ]

    def __str__(self) -> str:
        return str(self.id)


class Consent(models.Model):
    """A text a worker agreed to: which wording, when, on what device (知情同意). Withdrawn, never deleted."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    worker = models.ForeignKey(Worker, models.PROTECT, related_name="consents")
    key = models.CharField(max_length=40)
    version = models.CharField(max_length=20)
    title = models.CharField(max_length=100)
    sha256 = models.CharField(max_length=64)
    given_at = models.DateTimeField()
    device = models.CharField(max_length=200, blank=True, default="")
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(sha256__regex=r"^[0-9a-f]{64}$"), name="consent_digest_shape"),
            models.CheckConstraint(
                condition=Q(withdrawn_at__isnull=True) | Q(withdrawn_at__gte=F("given_at")),
                name="consent_withdrawn_later",
            ),
            models.UniqueConstraint(
                fields=["worker", "key", "version"],
                condition=Q(withdrawn_at__isnull=True),
                name="consent_given_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.key} {self.version}"
