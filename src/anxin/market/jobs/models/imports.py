"""Files of workers or posts, and how far each is."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from anxin.kit.fields import SealedBytesField, SealedJSONField
from anxin.kit.ids import uuid7


class MarketImport(models.Model):
    """A file that is being taken in (批量导入). Counters move with each committed piece: a kill loses nothing.

    The file names people: it is sealed while it waits and gone when it is done; refused lines are kept to be corrected.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    kind = models.CharField(max_length=8)
    file_name = models.CharField(max_length=200)
    content = SealedBytesField(purpose="market_import.content", null=True)
    state = models.CharField(max_length=10, default="waiting")
    lines = models.PositiveIntegerField(default=0)
    taken = models.PositiveIntegerField(default=0)
    same = models.PositiveIntegerField(default=0)
    refused = models.PositiveIntegerField(default=0)
    refusals = SealedJSONField(purpose="market_import.refusals", default=list)
    by = models.ForeignKey("identity.Account", models.PROTECT, null=True, blank=True, related_name="+")
    made_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=["workers", "posts"]), name="market_import_kind"),
            models.CheckConstraint(
                condition=Q(state__in=["waiting", "running", "done", "cancelled"]), name="market_import_state"
            ),
        ]
        indexes = [models.Index(fields=["-made_at"], name="market_import_newest")]
