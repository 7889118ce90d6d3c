"""Which index stands, and which list was shown to whom. Private to this context."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models

from anxin.kit.ids import uuid7


class IndexVersion(models.Model):
    """One index that was built (索引版本): its files lie in the data folder under this id."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    kind = models.CharField(max_length=8)
    horizon = models.BigIntegerField()
    rows = models.IntegerField()
    bytes = models.BigIntegerField()
    milliseconds = models.IntegerField()
    built_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["kind", "-built_at", "-id"], name="index_version_newest")]


class Shown(models.Model):
    """A list that was shown (展示记录): to whom, what, by which weights and index. The impact report counts these."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    profile = models.BigIntegerField(db_index=True)
    posts = ArrayField(models.BigIntegerField())
    scores = ArrayField(models.SmallIntegerField())
    weights = models.CharField(max_length=60)
    index = models.CharField(max_length=40)
    channel = models.CharField(max_length=12)
    at = models.DateTimeField(db_index=True)
