"""Signing in: codes, attempts, second factors, and forms kept while somebody signs in again."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from anxin.identity.models.people import Account
from anxin.kit.fields import BlindIndexField, SealedJSONField, SealedTextField
from anxin.kit.ids import uuid7


class OneTimeCode(models.Model):
    """A code sent to a phone (验证码). Only a keyed hash of it is kept."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    phone_blind = BlindIndexField()
    code_hash = models.CharField(max_length=64)
    address = models.GenericIPAddressField(null=True, blank=True)
    sent_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    tries = models.PositiveSmallIntegerField(default=0)
    used_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["phone_blind", "-sent_at"], name="code_by_phone"),
            models.Index(fields=["address", "-sent_at"], name="code_by_address"),
        ]
        constraints = [models.CheckConstraint(condition=Q(expires_at__gt=F("sent_at")), name="code_expires_later")]

    def __str__(self) -> str:
        return str(self.id)


class DemoMessage(models.Model):
    """What the demo channel would have sent (演示短信): sealed like everything personal."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    phone = SealedTextField(purpose="demo_message.phone")
    phone_blind = BlindIndexField(db_index=True)
    text = SealedTextField(purpose="demo_message.text")
    sent_at = models.DateTimeField()

    def __str__(self) -> str:
        return str(self.id)


class LoginAttempt(models.Model):
    """One try to prove who somebody is, written before the answer is known so that parallel guesses count.

    ``who`` is the keyed hash of what was typed, so that unknown names cost and tell the same as known ones.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    who = BlindIndexField()
    address = models.GenericIPAddressField(null=True, blank=True)
    factor = models.CharField(max_length=12)
    at = models.DateTimeField()
    succeeded = models.BooleanField(default=False)
    forgiven = models.BooleanField(default=False)

    class Meta:
        indexes = [
            models.Index(fields=["who", "-at"], name="attempt_by_who"),
            models.Index(fields=["address", "-at"], name="attempt_by_address"),
        ]

    def __str__(self) -> str:
        return str(self.id)


class AuthenticatorKind(models.TextChoices):
    TOTP = "totp"
    PASSKEY = "passkey"


class Authenticator(models.Model):
    """A second factor of a staff account (第二因素): an authenticator app or a passkey.

    ``last_step`` is the newest TOTP time step used; a code works once. ``sign_count`` shows a cloned passkey.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    account = models.ForeignKey(Account, models.PROTECT, related_name="authenticators")
    kind = models.CharField(max_length=8, choices=AuthenticatorKind.choices)
    label = models.CharField(max_length=60)
    secret = SealedTextField(purpose="authenticator.secret")
    credential_id = models.BinaryField(null=True, blank=True)
    last_step = models.BigIntegerField(default=0)
    sign_count = models.BigIntegerField(default=0)
    created_at = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True, blank=True)
    removed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=AuthenticatorKind.values), name="authenticator_kind_known"),
            models.CheckConstraint(
                condition=~Q(kind=AuthenticatorKind.PASSKEY.value) | Q(credential_id__isnull=False),
                name="authenticator_passkey_has_id",
            ),
            models.UniqueConstraint(
                fields=["account"],
                condition=Q(kind=AuthenticatorKind.TOTP.value, confirmed_at__isnull=False, removed_at__isnull=True),
                name="authenticator_one_totp",
            ),
            models.UniqueConstraint(
                fields=["credential_id"],
                condition=Q(credential_id__isnull=False, removed_at__isnull=True),
                name="authenticator_credential_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.label}"


class HeldForm(models.Model):
    """What somebody had typed when the session ran out (暂存表单): sealed, short-lived, for that account only."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    account = models.ForeignKey(Account, models.CASCADE, related_name="held_forms")
    path = models.CharField(max_length=500)
    fields = SealedJSONField(purpose="held_form.fields")
    held_at = models.DateTimeField()
    expires_at = models.DateTimeField()

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(expires_at__gt=F("held_at")), name="held_expires_later")]

    def __str__(self) -> str:
        return str(self.id)
