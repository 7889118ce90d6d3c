"""Records nobody can change: who looked at whom, and what happened to accounts. Triggers refuse UPDATE and DELETE."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from anxin.identity.models.orgs import Organisation
from anxin.identity.models.people import Account, Worker
from anxin.kit.ids import uuid7


class ReadLog(models.Model):
    """One look, or refused look, at a worker's record, with its purpose (查阅日志)."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    at = models.DateTimeField()
    account = models.ForeignKey(Account, models.PROTECT, null=True, blank=True, related_name="+")
    by_name = models.CharField(max_length=50)
    org = models.ForeignKey(Organisation, models.PROTECT, null=True, blank=True, related_name="+")
    worker = models.ForeignKey(Worker, models.PROTECT, related_name="read_log")
    purpose = models.CharField(max_length=120)
    fields = models.JSONField(default=list)
    granted = models.BooleanField()

    class Meta:
        indexes = [
            models.Index(fields=["worker", "-at"], name="read_by_worker"),
            models.Index(fields=["account", "-at"], name="read_by_account"),
            models.Index(fields=["-at"], name="read_by_time"),
        ]
        constraints = [models.CheckConstraint(condition=~Q(purpose=""), name="read_has_purpose")]

    def __str__(self) -> str:
        return str(self.id)


class AccountEvent(models.Model):
    """Something that happened to an account: sign-ins, locks, posts, factors (账号事件). Chained per account."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    account = models.ForeignKey(Account, models.PROTECT, related_name="events")
    number = models.PositiveIntegerField()
    what = models.CharField(max_length=40)
    by = models.ForeignKey(Account, models.PROTECT, null=True, blank=True, related_name="+")
    by_name = models.CharField(max_length=50)
    at = models.DateTimeField()
    address = models.GenericIPAddressField(null=True, blank=True)
    data = models.JSONField(default=dict)
    digest = models.BinaryField()

    class Meta:
        indexes = [models.Index(fields=["-at"], name="account_event_by_time")]
        constraints = [models.UniqueConstraint(fields=["account", "number"], name="account_event_in_order")]

    def __str__(self) -> str:
        return f"{self.what} {self.number}"
