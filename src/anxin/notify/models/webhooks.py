"""Webhooks: where a platform wants news sent, what was sent, and what became of each try."""

from django.db import models

from anxin.kit.fields import SealedTextField
from anxin.kit.ids import uuid7
from anxin.notify.types import DeliveryState


class HookEndpoint(models.Model):
    """An address of a platform that takes news (推送地址)."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    org = models.ForeignKey("identity.Organisation", models.PROTECT, related_name="+")
    url = models.CharField("地址", max_length=500)
    events = models.JSONField("事件", default=list)
    secret = SealedTextField("签名密钥", purpose="notify.hook.secret")
    secret_before = SealedTextField("上一个签名密钥", purpose="notify.hook.secret_before", null=True, default=None)
    before_until = models.DateTimeField("上一个密钥有效至", null=True)
    active = models.BooleanField("启用", default=True)
    problem = models.CharField("停用原因", max_length=200, blank=True)
    made_at = models.DateTimeField("登记时间")

    class Meta:
        verbose_name = verbose_name_plural = "推送地址"
        constraints = (models.UniqueConstraint(fields=("org", "url"), name="notify_hook_once_per_address"),)

    def __str__(self) -> str:
        return self.url


class HookMessage(models.Model):
    """One piece of news for a platform (推送消息), told once per business key. No personal data stands in it."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    org = models.ForeignKey("identity.Organisation", models.PROTECT, related_name="+", db_index=False)
    type = models.CharField("事件", max_length=40)
    key = models.CharField("业务键", max_length=200)
    data = models.JSONField("内容")
    at = models.DateTimeField("时间")

    class Meta:
        verbose_name = verbose_name_plural = "推送消息"
        constraints = (models.UniqueConstraint(fields=("org", "key"), name="notify_hook_told_once"),)
        indexes = (models.Index(fields=("org", "-at"), name="notify_hook_message_org"),)

    def __str__(self) -> str:
        return f"{self.type} {self.key}"


class HookDelivery(models.Model):
    """A piece of news on its way to one address (推送). The row is the truth; the job only looks at it."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    message = models.ForeignKey(HookMessage, models.CASCADE, related_name="deliveries")
    endpoint = models.ForeignKey(HookEndpoint, models.CASCADE, related_name="deliveries")
    state = models.CharField(
        "状态",
        max_length=10,
        default=DeliveryState.WAITING.value,
        choices=[(one.value, one.value) for one in DeliveryState],
    )
    attempts = models.PositiveSmallIntegerField("次数", default=0)
    replays = models.PositiveSmallIntegerField("重放次数", default=0)
    next_at = models.DateTimeField("下次发送")
    done_at = models.DateTimeField("完成时间", null=True)

    class Meta:
        verbose_name = verbose_name_plural = "推送"
        constraints = (
            models.UniqueConstraint(fields=("message", "endpoint"), name="notify_hook_one_delivery"),
            models.CheckConstraint(
                condition=models.Q(state__in=[one.value for one in DeliveryState]), name="notify_hook_state"
            ),
        )
        indexes = (
            models.Index(
                fields=("endpoint", "next_at"), name="notify_hook_waiting", condition=models.Q(state="waiting")
            ),
        )

    def __str__(self) -> str:
        return self.state


class HookAttempt(models.Model):
    """One try to deliver: what the receiver answered, or why nothing could be sent."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    delivery = models.ForeignKey(HookDelivery, models.CASCADE, related_name="tries")
    at = models.DateTimeField("时间")
    status = models.PositiveSmallIntegerField("状态码", default=0)
    milliseconds = models.PositiveIntegerField("用时", default=0)
    problem = models.CharField("问题", max_length=200, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "推送尝试"

    def __str__(self) -> str:
        return f"{self.status} {self.problem}"
