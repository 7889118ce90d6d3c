"""Messages and their ways out. Private to this context."""

from django.db import models

from anxin.kit.fields import SealedTextField
from anxin.kit.ids import uuid7
from anxin.notify.types import Audience, DeliveryState


class Message(models.Model):
    """One message to one recipient (消息), told once per key."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    key = models.CharField("业务键", max_length=200)
    event = models.CharField("事件", max_length=60)
    audience = models.CharField("对象", max_length=20, choices=[(one.value, one.value) for one in Audience])
    worker_id = models.UUIDField("劳动者", null=True)
    account_id = models.UUIDField("账号", null=True)
    subject = models.CharField("事由", max_length=80, blank=True)
    text = SealedTextField("内容", purpose="notify.message.text")
    at = models.DateTimeField("时间")
    read_at = models.DateTimeField("阅读时间", null=True)

    class Meta:
        verbose_name = verbose_name_plural = "消息"
        constraints = (
            models.UniqueConstraint(fields=("key", "worker_id"), name="notify_told_worker_once"),
            models.UniqueConstraint(fields=("key", "account_id"), name="notify_told_account_once"),
            models.CheckConstraint(
                condition=models.Q(worker_id__isnull=True) ^ models.Q(account_id__isnull=True),
                name="notify_one_recipient",
            ),
        )
        indexes = (
            models.Index(fields=("worker_id", "-at"), name="notify_message_worker"),
            models.Index(fields=("account_id", "-at"), name="notify_message_account"),
            models.Index(fields=("subject",), name="notify_message_subject"),
        )

    def __str__(self) -> str:
        return f"{self.event} {self.key}"


class Delivery(models.Model):
    """A message leaving through a channel (发送). The row is the truth; the job only looks at it."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    message = models.ForeignKey(Message, on_delete=models.CASCADE, related_name="deliveries", verbose_name="消息")
    channel = models.CharField("渠道", max_length=30)
    state = models.CharField(
        "状态",
        max_length=10,
        default=DeliveryState.WAITING.value,
        choices=[(one.value, one.value) for one in DeliveryState],
    )
    attempts = models.PositiveSmallIntegerField("次数", default=0)
    next_at = models.DateTimeField("下次发送")
    problem = models.CharField("问题", max_length=200, blank=True)
    done_at = models.DateTimeField("完成时间", null=True)

    class Meta:
        verbose_name = verbose_name_plural = "发送"
        constraints = (
            models.UniqueConstraint(fields=("message", "channel"), name="notify_one_delivery_per_channel"),
            models.CheckConstraint(
                condition=models.Q(state__in=[one.value for one in DeliveryState]), name="notify_delivery_state"
            ),
        )
        indexes = (
            models.Index(fields=("next_at",), name="notify_delivery_waiting", condition=models.Q(state="waiting")),
        )

    def __str__(self) -> str:
        return f"{self.channel} {self.state}"
