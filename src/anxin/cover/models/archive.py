"""Days that left the database, and the nightly proof that nothing was lost (存档与核算)."""

from django.db import models
from django.db.models import Q

from anxin.kit.ids import uuid7


class ArchivedDay(models.Model):
    """A legal day whose orders stand in a Parquet file (存档日), with its digest and control totals.

    The partition is dropped only after a recount of the file equals the books; until then ``dropped_at`` is empty.
    """

    day = models.DateField("日期", primary_key=True)
    file_name = models.CharField("文件", max_length=100)
    sha256 = models.CharField("文件摘要", max_length=64)
    size_bytes = models.BigIntegerField("字节")
    orders = models.BigIntegerField("订单数")
    premium_hao = models.BigIntegerField("保费（毫）")
    archived_at = models.DateTimeField("存档时间")
    dropped_at = models.DateTimeField("移出数据库时间", null=True)

    class Meta:
        verbose_name = verbose_name_plural = "存档日"
        constraints = (
            models.CheckConstraint(condition=Q(sha256__regex=r"^[0-9a-f]{64}$"), name="cover_archive_digest"),
        )

    def __str__(self) -> str:
        return str(self.day)


class Recount(models.Model):
    """One independent recount of orders against the books (独立核算)."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    at = models.DateTimeField("时间", db_index=True)
    first_day = models.DateField("起")
    last_day = models.DateField("止")
    orders = models.BigIntegerField("订单数")
    premium_hao = models.BigIntegerField("保费（毫）")
    differences = models.JSONField("不一致", default=list)

    class Meta:
        verbose_name = verbose_name_plural = "独立核算"

    def __str__(self) -> str:
        return f"{self.first_day}–{self.last_day}"
