"""Originals, papers, what machines read and what people confirmed. Private to this context."""

from django.db import models

from anxin.documents.types import PaperKind, PaperState
from anxin.kit.fields import BlindIndexField, SealedJSONField, SealedTextField
from anxin.kit.ids import uuid7


class StoredFile(models.Model):
    """An original (原件), held once by the hash of its content. Never changed; the bytes lie on disk, sealed."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    sha256 = models.CharField("摘要", max_length=64, unique=True)
    media_type = models.CharField("类型", max_length=60)
    size_bytes = models.BigIntegerField("字节数")
    stored_at = models.DateTimeField("存入时间")

    class Meta:
        verbose_name = verbose_name_plural = "原件"
        constraints = (models.CheckConstraint(condition=models.Q(size_bytes__gt=0), name="documents_file_not_empty"),)

    def __str__(self) -> str:
        return self.sha256[:12]


class Paper(models.Model):
    """One paper handed in for a subject (材料)."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    subject = models.CharField("归属", max_length=80, db_index=True)
    kind = models.CharField("种类", max_length=30, blank=True, choices=[(kind.value, kind.value) for kind in PaperKind])
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="papers", verbose_name="原件")
    name = SealedTextField("文件名", purpose="documents.paper.name", blank=True)
    state = models.CharField(
        "识读状态",
        max_length=12,
        default=PaperState.STORED.value,
        choices=[(state.value, state.value) for state in PaperState],
    )
    attempts = models.PositiveSmallIntegerField("识读次数", default=0)
    first_complete = models.BooleanField("一次拍清", null=True)
    """Whether its first reading found all that a claim needs; unknown until it is read."""

    glance = models.CharField("先看一眼", max_length=12, blank=True)
    """What a glance at a photograph said before it was read: the code of a fault, or that it is clear."""

    look = models.BigIntegerField("图像特征", null=True)
    """Of a photograph of a scene: 64 bits that hardly change when it is stored again."""

    state_since = models.DateTimeField("状态起始")
    pages = models.PositiveSmallIntegerField("页数", default=0)
    added_by_id = models.UUIDField("提交人", null=True)
    added_by_name = SealedTextField("提交人姓名", purpose="documents.paper.added_by", blank=True)
    added_at = models.DateTimeField("提交时间")

    class Meta:
        verbose_name = verbose_name_plural = "材料"
        indexes = (
            models.Index(
                fields=("state", "state_since"),
                name="documents_paper_unread",
                condition=models.Q(state__in=("stored", "reading")),
            ),
        )
        constraints = (
            models.CheckConstraint(
                condition=models.Q(state__in=[state.value for state in PaperState]), name="documents_paper_state"
            ),
            models.CheckConstraint(
                condition=models.Q(kind__in=["", *(kind.value for kind in PaperKind)]), name="documents_paper_kind"
            ),
        )

    def __str__(self) -> str:
        return f"{self.kind or '?'} {self.id}"


class Reading(models.Model):
    """What one run of the reader found (识读结果). Never changed; the newest one counts."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    paper = models.ForeignKey(Paper, on_delete=models.PROTECT, related_name="readings", verbose_name="材料")
    reader = models.CharField("识读器", max_length=60)
    kind = models.CharField("认出的种类", max_length=30, blank=True)
    fields = SealedJSONField("内容", purpose="documents.reading.fields")
    problems = SealedJSONField("问题", purpose="documents.reading.problems", default=list)
    at = models.DateTimeField("识读时间")
    milliseconds = models.PositiveIntegerField("用时", default=0)

    class Meta:
        verbose_name = verbose_name_plural = "识读结果"
        indexes = (models.Index(fields=("paper", "-at"), name="documents_reading_newest"),)

    def __str__(self) -> str:
        return f"{self.reader} {self.at:%F %T}"


class FieldConfirmation(models.Model):
    """A person confirmed or corrected a field (人工确认). Never changed; the newest one of a field counts."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    paper = models.ForeignKey(Paper, on_delete=models.PROTECT, related_name="confirmations", verbose_name="材料")
    field = models.CharField("字段", max_length=40)
    value = SealedJSONField("值", purpose="documents.confirmation.value")
    was_read = models.BooleanField("与识读一致", default=False)
    by_id = models.UUIDField("确认人", null=True)
    by_name = SealedTextField("确认人姓名", purpose="documents.confirmation.by")
    at = models.DateTimeField("确认时间")

    class Meta:
        verbose_name = verbose_name_plural = "人工确认"
        indexes = (models.Index(fields=("paper", "field", "-at"), name="documents_confirmation_newest"),)

    def __str__(self) -> str:
        return f"{self.field} {self.at:%F %T}"


class ReceiptVerification(models.Model):
    """What the issuing office said about a receipt (票据查验), asked by us or looked up by a person. Never changed."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    paper = models.ForeignKey(Paper, on_delete=models.PROTECT, related_name="verifications", verbose_name="材料")
    verdict = models.CharField("结果", max_length=20)
    platform = models.CharField("查验平台", max_length=30)
    reference = SealedTextField("查验说明", purpose="documents.verification.reference", blank=True)
    by_id = models.UUIDField("查验人", null=True)
    by_name = SealedTextField("查验人姓名", purpose="documents.verification.by")
    at = models.DateTimeField("查验时间")

    class Meta:
        verbose_name = verbose_name_plural = "票据查验"
        indexes = (models.Index(fields=("paper", "-at"), name="documents_verification_newest"),)
        constraints = (
            models.CheckConstraint(
                condition=models.Q(verdict__in=("genuine", "void", "different", "not_found", "unanswered")),
                name="documents_verification_verdict",
            ),
        )

    def __str__(self) -> str:
        return f"{self.verdict} {self.at:%F %T}"


class ReceiptUse(models.Model):
    """A fee receipt put to use (票据占用): one live use per code and number in the whole installation.

    The numbers are public identifiers of the ticket, yet they lead to a patient; they are held as a keyed hash.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    ticket_blind = BlindIndexField("票据")
    subject = models.CharField("归属", max_length=80, db_index=True)
    taken_at = models.DateTimeField("占用时间")
    taken_by_id = models.UUIDField("经办人", null=True)
    released_at = models.DateTimeField("释放时间", null=True)

    class Meta:
        verbose_name = verbose_name_plural = "票据占用"
        constraints = (
            models.UniqueConstraint(
                fields=("ticket_blind",),
                condition=models.Q(released_at__isnull=True),
                name="documents_one_live_use_of_a_receipt",
            ),
        )

    def __str__(self) -> str:
        return self.subject
