"""Keys of machines, what they may do, how often, and what they asked. Private to this context."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from anxin.kit.fields import SealedBytesField, SealedTextField
from anxin.kit.ids import uuid7
from anxin.platforms.types import ALL_SCOPES, CONTACT_NAMES


def every_scope() -> list[str]:
    """What a key may do when nothing is said."""
    return list(ALL_SCOPES)


class ApiKey(models.Model):
    """A key a platform signs its requests with (接口密钥). Shown once, ended, never deleted."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    key_id = models.CharField("密钥编号", max_length=40, unique=True)
    org = models.ForeignKey("identity.Organisation", models.PROTECT, related_name="+", verbose_name="机构")
    secret = SealedTextField("密钥", purpose="api.key.secret")
    note = models.CharField("用途", max_length=100, blank=True)
    scopes = models.JSONField("权限范围", default=every_scope)
    issued_at = models.DateTimeField("发放时间")
    issued_by = models.UUIDField("发放人", null=True)
    used_at = models.DateTimeField("最近使用", null=True)
    ended_at = models.DateTimeField("停用时间", null=True)

    class Meta:
        verbose_name = verbose_name_plural = "接口密钥"
        indexes = (models.Index(fields=("org",), name="api_live_keys", condition=Q(ended_at__isnull=True)),)

    def __str__(self) -> str:
        return self.key_id


class Sandbox(models.Model):
    """The sandbox of a platform (沙箱): a twin organisation that nothing real belongs to."""

    platform = models.OneToOneField("identity.Organisation", models.PROTECT, primary_key=True, related_name="+")
    twin = models.OneToOneField("identity.Organisation", models.PROTECT, related_name="+")
    made_at = models.DateTimeField("建立时间")

    class Meta:
        verbose_name = verbose_name_plural = "沙箱"

    def __str__(self) -> str:
        return str(self.twin_id)


class QuotaRow(models.Model):
    """A platform's quota (调用额度) and how much of it is spent.

    ``spent_until`` is a token bucket in one timestamp: each request moves it on by 60/``per_minute`` seconds, and
    it may run ahead of the clock by ``burst`` requests.
    """

    org = models.OneToOneField("identity.Organisation", models.PROTECT, primary_key=True, related_name="+")
    per_minute = models.PositiveIntegerField("每分钟")
    burst = models.PositiveIntegerField("一次最多")
    spent_until = models.DateTimeField()

    class Meta:
        verbose_name = verbose_name_plural = "调用额度"
        constraints = (
            models.CheckConstraint(condition=Q(per_minute__gte=1) & Q(burst__gte=1), name="platforms_quota_positive"),
        )

    def __str__(self) -> str:
        return f"{self.per_minute}/min"


class Joining(models.Model):
    """A platform in one region and one industry with its rate class (参保登记), from one day to another."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    org = models.ForeignKey("identity.Organisation", models.PROTECT, related_name="+")
    region_code = models.CharField("区划代码", max_length=6)
    industry = models.CharField("行业", max_length=10)
    rate_class = models.CharField("费率档", max_length=20)
    starts_on = models.DateField("开始日期")
    ends_on = models.DateField("结束日期", null=True)
    made_by = models.UUIDField("登记人", null=True)
    made_at = models.DateTimeField("登记时间")

    class Meta:
        verbose_name = verbose_name_plural = "参保登记"
        constraints = (
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on")), name="joining_ends_after"
            ),
            models.CheckConstraint(condition=Q(region_code__regex=r"^\d{6}$"), name="joining_region_shape"),
            models.UniqueConstraint(
                fields=("org", "region_code", "industry"), condition=Q(ends_on=None), name="joining_one_open"
            ),
        )

    def __str__(self) -> str:
        return f"{self.region_code} {self.industry} {self.rate_class}"


class Contact(models.Model):
    """Whom to call at a platform (联系人)."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    org = models.ForeignKey("identity.Organisation", models.PROTECT, related_name="+")
    kind = models.CharField("类别", max_length=10, choices=[(key.value, name) for key, name in CONTACT_NAMES.items()])
    name = models.CharField("姓名", max_length=50)
    phone = models.CharField("电话", max_length=30)
    email = models.CharField("邮箱", max_length=100, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "联系人"

    def __str__(self) -> str:
        return self.kind


class RequestRow(models.Model):
    """One request and its answer (调用记录). The body of a refused one is kept sealed, to be tried again."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    number = models.CharField("请求编号", max_length=20, unique=True)
    org = models.ForeignKey("identity.Organisation", models.PROTECT, related_name="+", db_index=False)
    key_id = models.CharField("密钥编号", max_length=40)
    method = models.CharField(max_length=8)
    path = models.CharField(max_length=300)
    status = models.PositiveSmallIntegerField("状态码")
    kind = models.CharField("问题类型", max_length=40, blank=True)
    detail = models.CharField("说明", max_length=300, blank=True)
    scheme = models.CharField("签名方式", max_length=10)
    bytes_in = models.PositiveIntegerField("请求字节")
    milliseconds = models.PositiveIntegerField("用时")
    test = models.BooleanField("沙箱", default=False)
    facts = models.JSONField("要点", default=dict)
    body = SealedBytesField("请求体", purpose="platforms.request.body", null=True)
    at = models.DateTimeField("时间")

    class Meta:
        verbose_name = verbose_name_plural = "调用记录"
        indexes = (
            models.Index(fields=("org", "-at"), name="platforms_request_org"),
            models.Index(fields=("at",), name="platforms_request_at"),
        )

    def __str__(self) -> str:
        return self.number


class RunRow(models.Model):
    """A conformance run against the sandbox (联调测试): what was asked since it began is judged, nothing else."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    org = models.ForeignKey("identity.Organisation", models.PROTECT, related_name="+", verbose_name="沙箱机构")
    started_at = models.DateTimeField("开始时间")
    started_by = models.UUIDField("发起人", null=True)
    finished_at = models.DateTimeField("结束时间", null=True)
    result = models.JSONField("结果", default=list)

    class Meta:
        verbose_name = verbose_name_plural = "联调测试"
        constraints = (
            models.UniqueConstraint(fields=("org",), condition=Q(finished_at=None), name="platforms_one_open_run"),
        )

    def __str__(self) -> str:
        return str(self.pk)
