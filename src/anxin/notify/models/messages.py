"""Messages and their ways out."""

from django.db import models

from anxin.kit.fields import SealedTextField
from anxin.kit.ids import uuid7
from anxin.notify.types import Audience, DeliveryState, RobotMood


class Message(models.Model):
    """One message to one recipient (消息), told once per key."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    key = models.CharField("业务键", max_length=200)
    event = models.CharField("事件", max_length=60)
    audience = models.CharField("对象", max_length=20, choices=[(one.value, one.value) for one in Audience])
    worker_id = models.UUIDField("劳动者", null=True)
    account_id = models.UUIDField("账号", null=True)
    subject = models.CharField("事由", max_length=80, blank=True)
    topic = models.CharField("订阅主题", max_length=20, blank=True, default="")
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


class OptOut(models.Model):
    """A worker wants to hear no more about a topic (退订). The row goes when he wants to hear again."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    worker_id = models.UUIDField("劳动者")
    topic = models.CharField("主题", max_length=20)
    at = models.DateTimeField("时间")

    class Meta:
        verbose_name = verbose_name_plural = "退订"
        constraints = (models.UniqueConstraint(fields=("worker_id", "topic"), name="notify_one_opt_out"),)


class MailAddress(models.Model):
    """Where a worker reads his mail (邮箱). Nothing but the confirmation goes there before it is confirmed."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    worker_id = models.UUIDField("劳动者", unique=True)
    address = SealedTextField("邮箱", purpose="notify.mailaddress.address")
    set_at = models.DateTimeField("填写时间")
    confirmed_at = models.DateTimeField("确认时间", null=True)

    class Meta:
        verbose_name = verbose_name_plural = "邮箱"


class DemoMail(models.Model):
    """A letter that the demonstration channel did not really send; demo pages show it (演示邮件)."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    address = SealedTextField("邮箱", purpose="notify.demomail.address")
    subject = models.CharField("主题", max_length=120)
    text = SealedTextField("内容", purpose="notify.demomail.text")
    at = models.DateTimeField("时间")

    class Meta:
        verbose_name = verbose_name_plural = "演示邮件"


class GroupRobot(models.Model):
    """A robot that speaks in a group chat (群机器人). ``address`` holds its secret.

    ``mood`` is read by the simulator only: it lets a person see what a busy or dead robot does.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    kind = models.CharField("类型", max_length=20)
    name = models.CharField("群名", max_length=60)
    org_id = models.UUIDField("机构")
    people = models.PositiveIntegerField("群人数", default=0)
    address = SealedTextField("地址", purpose="notify.grouprobot.address")
    mood = models.CharField(
        "模拟状态",
        max_length=10,
        default=RobotMood.WELL.value,
        choices=[(one.value, one.value) for one in RobotMood],
    )
    made_at = models.DateTimeField("登记时间")
    retired_at = models.DateTimeField("停用时间", null=True)

    class Meta:
        verbose_name = verbose_name_plural = "群机器人"
        indexes = (models.Index(fields=("org_id",), name="notify_robot_org"),)


class GroupPart(models.Model):
    """One piece of a text for a group (群消息): told once per key, robot and piece; the row is the truth."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    robot = models.ForeignKey(GroupRobot, on_delete=models.CASCADE, related_name="parts", verbose_name="群机器人")
    key = models.CharField("业务键", max_length=200)
    number = models.PositiveSmallIntegerField("第几条")
    text = models.TextField("内容")
    state = models.CharField(
        "状态",
        max_length=10,
        default=DeliveryState.WAITING.value,
        choices=[(one.value, one.value) for one in DeliveryState],
    )
    attempts = models.PositiveSmallIntegerField("次数", default=0)
    made_at = models.DateTimeField("时间")
    next_at = models.DateTimeField("下次发送")
    problem = models.CharField("问题", max_length=200, blank=True)
    done_at = models.DateTimeField("完成时间", null=True)

    class Meta:
        verbose_name = verbose_name_plural = "群消息"
        constraints = (
            models.UniqueConstraint(fields=("robot", "key", "number"), name="notify_group_part_once"),
            models.CheckConstraint(
                condition=models.Q(state__in=[one.value for one in DeliveryState]), name="notify_group_part_state"
            ),
        )
        indexes = (
            models.Index(fields=("next_at",), name="notify_group_waiting", condition=models.Q(state="waiting")),
            models.Index(fields=("robot", "-done_at"), name="notify_group_done"),
        )
