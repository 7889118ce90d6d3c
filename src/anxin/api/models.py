"""Keys of machines, what they have sent, and nothing about people."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from anxin.kit.fields import SealedTextField
from anxin.kit.ids import uuid7


class ApiKey(models.Model):
    """A key a platform signs its requests with (接口密钥). Shown once, ended, never deleted."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    key_id = models.CharField("密钥编号", max_length=40, unique=True)
    org = models.ForeignKey("identity.Organisation", models.PROTECT, related_name="+", verbose_name="机构")
    secret = SealedTextField("密钥", purpose="api.key.secret")
    note = models.CharField("用途", max_length=100, blank=True)
    issued_at = models.DateTimeField("发放时间")
    issued_by = models.UUIDField("发放人", null=True)
    ended_at = models.DateTimeField("停用时间", null=True)

    class Meta:
        verbose_name = verbose_name_plural = "接口密钥"
        indexes = (models.Index(fields=("org",), name="api_live_keys", condition=Q(ended_at__isnull=True)),)

    def __str__(self) -> str:
        return self.key_id


class SeenNonce(models.Model):
    """A number used once by a key: the same request again is a replay."""

    pk = models.CompositePrimaryKey("key_id", "nonce")
    key = models.ForeignKey(ApiKey, models.CASCADE, related_name="+", db_index=False)
    nonce = models.CharField("一次性编号", max_length=64)
    seen_at = models.DateTimeField("时间", db_index=True)

    class Meta:
        verbose_name = verbose_name_plural = "已用编号"

    def __str__(self) -> str:
        return self.nonce


class KeptAnswer(models.Model):
    """The answer to a request with an Idempotency-Key: a retry gets it again, another request is refused."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    org = models.ForeignKey("identity.Organisation", models.PROTECT, related_name="+")
    idempotency_key = models.CharField("幂等键", max_length=100)
    request_digest = models.CharField("请求摘要", max_length=64)
    status = models.PositiveSmallIntegerField("状态码", default=0)
    answer = models.JSONField("答复", default=dict)
    at = models.DateTimeField("时间", db_index=True)

    class Meta:
        verbose_name = verbose_name_plural = "保留的答复"
        constraints = (models.UniqueConstraint(fields=("org", "idempotency_key"), name="api_one_answer_per_key"),)

    def __str__(self) -> str:
        return self.idempotency_key
