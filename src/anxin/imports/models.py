"""Tables that were taken in, line by line."""

from django.db import models

from anxin.imports.types import JobState, RowState
from anxin.kit.fields import SealedBytesField, SealedJSONField
from anxin.kit.ids import uuid7

_STATES = [(state.value, state.value) for state in JobState]


class ImportJob(models.Model):
    """A table on its way in (导入). The file itself is kept until its lines are rows, and no longer."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    importer = models.CharField("种类", max_length=40)
    source = models.CharField("来源", max_length=40)
    scope = models.UUIDField("所属", null=True)
    name = models.CharField("文件名", max_length=200)
    content = SealedBytesField("文件", purpose="imports.content", blank=True)
    headers = models.JSONField("列名", default=list)
    mapping = models.JSONField("列的对应", default=dict)
    state = models.CharField("进度", max_length=10, choices=_STATES)
    rows_count = models.PositiveIntegerField("行数", default=0)
    done_count = models.PositiveIntegerField("已处理", default=0)
    new_count = models.PositiveIntegerField("新增", default=0)
    known_count = models.PositiveIntegerField("已有", default=0)
    bad_count = models.PositiveIntegerField("有问题", default=0)
    problem = models.CharField("问题", max_length=400, blank=True)
    by_account = models.UUIDField("导入人")
    by_name = models.CharField("导入人姓名", max_length=50, blank=True)
    made_at = models.DateTimeField("时间")
    touched_at = models.DateTimeField("最近进展")
    finished_at = models.DateTimeField("完成时间", null=True)

    class Meta:
        verbose_name = verbose_name_plural = "导入"
        constraints = (
            models.CheckConstraint(
                condition=models.Q(state__in=[state.value for state in JobState]), name="imports_job_state"
            ),
        )
        indexes = (
            models.Index(fields=("by_account", "-made_at"), name="imports_of_somebody"),
            models.Index(fields=("touched_at",), name="imports_unfinished", condition=models.Q(finished_at=None)),
        )

    def __str__(self) -> str:
        return self.name


class ImportRow(models.Model):
    """A line of a table (导入行) as it was read, and what became of it."""

    id = models.BigAutoField(primary_key=True)
    job = models.ForeignKey(ImportJob, models.CASCADE, related_name="rows", db_index=False)
    number = models.PositiveIntegerField("行号")
    cells = SealedJSONField("内容", purpose="imports.cells")
    state = models.CharField("结果", max_length=8, choices=[(state.value, state.value) for state in RowState])
    reason = models.CharField("原因", max_length=300, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "导入行"
        constraints = (
            models.UniqueConstraint(fields=("job", "number"), name="imports_line_once"),
            models.CheckConstraint(
                condition=models.Q(state__in=[state.value for state in RowState]), name="imports_row_state"
            ),
        )
        indexes = (models.Index(fields=("job", "state", "number"), name="imports_rows_by_state"),)

    def __str__(self) -> str:
        return str(self.number)


class SavedMapping(models.Model):
    """Which heading a source uses for which column (列的对应), remembered from the last table."""

    importer = models.CharField("种类", max_length=40)
    source = models.CharField("来源", max_length=40)
    mapping = models.JSONField("列的对应")
    saved_at = models.DateTimeField("时间")

    class Meta:
        verbose_name = verbose_name_plural = "列的对应"
        constraints = (models.UniqueConstraint(fields=("importer", "source"), name="imports_one_mapping_a_source"),)

    def __str__(self) -> str:
        return f"{self.importer} {self.source}"
