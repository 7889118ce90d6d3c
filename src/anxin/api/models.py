"""What machines have sent, kept for retries and against replays, and the pretended cases of the sandbox."""

from __future__ import annotations

from django.db import models

from anxin.kit.ids import uuid7


class SeenNonce(models.Model):
    """A number used once by a key: the same request again is a replay."""

    pk = models.CompositePrimaryKey("key_id", "nonce")
    key = models.ForeignKey("platforms.ApiKey", models.CASCADE, related_name="+", db_index=False)
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


class SandboxReport(models.Model):
    """A report made in the sandbox (沙箱报案): it behaves like a case towards the platform and is none.

    The worker is a test person, so nothing personal stands here; ``step`` counts along the outer states.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    org = models.ForeignKey("identity.Organisation", models.PROTECT, related_name="+")
    number = models.CharField("案号", max_length=30, unique=True)
    worker_number = models.CharField("测试人员", max_length=18)
    worker_name = models.CharField("姓名", max_length=20)
    happened_at = models.DateTimeField("事故时间")
    what = models.CharField("经过", max_length=20)
    place = models.CharField("地点", max_length=200, blank=True)
    narrative = models.TextField("说明", blank=True)
    order_no = models.CharField("订单号", max_length=64, blank=True)
    answer = models.CharField("核实", max_length=10)
    reason = models.TextField("理由", blank=True)
    asked_at = models.DateTimeField("请核实时间")
    due_at = models.DateTimeField("答复期限")
    answered_at = models.DateTimeField("答复时间", null=True)
    step = models.PositiveSmallIntegerField("进展", default=0)

    class Meta:
        verbose_name = verbose_name_plural = "沙箱报案"
        indexes = (models.Index(fields=("org", "-asked_at"), name="api_sandbox_report_org"),)

    def __str__(self) -> str:
        return self.number
