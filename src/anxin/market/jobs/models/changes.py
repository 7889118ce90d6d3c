"""What changed, in an order that loses nothing: the index of matching and the public feed both read it."""

from __future__ import annotations

from django.db import models
from django.db.models.expressions import RawSQL


class Change(models.Model):
    """One change of a post or a profile (变更). ``transaction`` is the number of the writing transaction.

    A reader remembers the oldest transaction still running when it read, and next time asks for everything from
    there on. A row number alone would skip what a slower transaction commits later.
    """

    id = models.BigAutoField(primary_key=True)
    kind = models.CharField(max_length=8)
    row = models.BigIntegerField()
    transaction = models.BigIntegerField(db_default=RawSQL("(pg_current_xact_id()::text)::bigint", ()))
    at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["kind", "transaction"], name="market_change_order"),
            models.Index(fields=["at"], name="market_change_age"),
        ]


class ChangeFloor(models.Model):
    """Up to where changes of a kind are forgotten (变更起点): who read before that reads everything anew."""

    kind = models.CharField(max_length=8, primary_key=True)
    transaction = models.BigIntegerField()
