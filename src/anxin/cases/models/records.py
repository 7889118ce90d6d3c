"""What lies in the file of a case: papers, notes, questions to other departments, listings, links."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from anxin.cases.models.case import Case
from anxin.cases.types import Audience, LinkKind, ListingLevel
from anxin.kit.fields import SealedTextField
from anxin.kit.ids import uuid7

AUDIENCES = [audience.value for audience in Audience]


class CaseDocument(models.Model):
    """A paper in the file (案卷材料). Never overwritten: a better one replaces it, a wrong one is voided."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    case = models.ForeignKey(Case, models.PROTECT, related_name="documents", db_index=False, verbose_name="案件")
    kind = models.CharField("种类", max_length=30)
    paper_id = models.UUIDField("材料", db_index=True)
    label = SealedTextField("说明", purpose="cases.document.label", blank=True)
    audience = models.CharField("可见范围", max_length=12)
    uploaded_by_id = models.UUIDField("提交人", null=True)
    uploaded_by_name = models.CharField("提交人姓名", max_length=50, blank=True, default="")
    uploaded_at = models.DateTimeField("提交时间")
    replaces = models.OneToOneField("self", models.PROTECT, null=True, related_name="replaced_by", verbose_name="替换")
    voided_at = models.DateTimeField("作废时间", null=True)
    void_reason = SealedTextField("作废原因", purpose="cases.document.void_reason", blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "案卷材料"
        constraints = (
            models.UniqueConstraint(fields=("case", "paper_id"), name="cases_paper_once"),
            models.CheckConstraint(condition=Q(audience__in=AUDIENCES), name="cases_document_audience"),
        )

    def __str__(self) -> str:
        return f"{self.kind} {self.id}"


class Note(models.Model):
    """A note in the timeline (备注), read by its audience only."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    case = models.ForeignKey(Case, models.PROTECT, related_name="notes", verbose_name="案件")
    seq = models.PositiveIntegerField("办理记录序号")
    text = SealedTextField("内容", purpose="cases.note.text")
    audience = models.CharField("可见范围", max_length=12)
    author_id = models.UUIDField("作者", null=True)
    author_name = models.CharField("作者姓名", max_length=50, blank=True, default="")
    at = models.DateTimeField("时间")

    class Meta:
        verbose_name = verbose_name_plural = "备注"
        constraints = (models.CheckConstraint(condition=Q(audience__in=AUDIENCES), name="cases_note_audience"),)

    def __str__(self) -> str:
        return f"{self.at:%F} {self.id}"


class Joint(models.Model):
    """A question to another department (部门协同). It sees the case through this row only, and answers only this."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    case = models.ForeignKey(Case, models.PROTECT, related_name="joints", verbose_name="案件")
    org = models.ForeignKey("identity.Organisation", models.PROTECT, related_name="+", verbose_name="协同部门")
    org_name = models.CharField("部门名称", max_length=100)
    question = SealedTextField("问题", purpose="cases.joint.question")
    asked_by_id = models.UUIDField("提问人", null=True)
    asked_at = models.DateTimeField("提问时间")
    due_on = models.DateField("答复期限")
    breached_at = models.DateTimeField("超期时间", null=True)
    answer = SealedTextField("答复", purpose="cases.joint.answer", blank=True)
    answered_by_id = models.UUIDField("答复人", null=True)
    answered_at = models.DateTimeField("答复时间", null=True)

    class Meta:
        verbose_name = verbose_name_plural = "部门协同"
        indexes = (
            models.Index(
                fields=("due_on",),
                name="cases_joint_to_breach",
                condition=Q(answered_at__isnull=True, breached_at__isnull=True),
            ),
        )
        constraints = (
            models.UniqueConstraint(
                fields=("case", "org"), condition=Q(answered_at__isnull=True), name="cases_one_open_question"
            ),
        )

    def __str__(self) -> str:
        return f"{self.org_name} {self.id}"


class JointPaper(models.Model):
    """A paper that goes with a question (随问材料), or with its answer: all a department sees of the file."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    joint = models.ForeignKey(Joint, models.PROTECT, related_name="papers")
    document = models.ForeignKey(CaseDocument, models.PROTECT, related_name="+")
    answers = models.BooleanField("答复材料", default=False)

    class Meta:
        verbose_name = verbose_name_plural = "协同材料"
        constraints = (models.UniqueConstraint(fields=("joint", "document"), name="cases_joint_paper_once"),)

    def __str__(self) -> str:
        return str(self.document_id)


class Listing(models.Model):
    """A case supervised by name (挂牌督办), until lifted, with proof, by the level that listed it.

    ``leader_*`` is who answers for it; ``report_due_on`` the day by which the next weekly report is expected.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    case = models.ForeignKey(Case, models.PROTECT, related_name="listings", verbose_name="案件")
    level = models.PositiveSmallIntegerField("层级")
    reason = SealedTextField("挂牌原因", purpose="cases.listing.reason")
    limit = models.CharField("超期时限", max_length=60, blank=True, default="")
    raised_by_id = models.UUIDField("挂牌人", null=True)
    raised_by_name = models.CharField("挂牌人姓名", max_length=50, blank=True, default="")
    raised_at = models.DateTimeField("挂牌时间")
    until = models.DateField("督办期限", null=True)
    leader_id = models.UUIDField("包案领导", null=True)
    leader_name = models.CharField("包案领导姓名", max_length=50, blank=True, default="")
    report_due_on = models.DateField("下次报告期限", null=True)
    report_late_at = models.DateTimeField("报告超期时间", null=True)
    lifted_by_id = models.UUIDField("摘牌人", null=True)
    lifted_at = models.DateTimeField("摘牌时间", null=True)
    lifted_why = SealedTextField("销号说明", purpose="cases.listing.lifted_why", blank=True)
    proof = models.ForeignKey(CaseDocument, models.PROTECT, null=True, related_name="+", verbose_name="销号凭证")

    class Meta:
        verbose_name = verbose_name_plural = "挂牌督办"
        indexes = (
            models.Index(
                fields=("report_due_on",),
                name="cases_listing_reports",
                condition=Q(lifted_at__isnull=True, report_late_at__isnull=True),
            ),
        )
        constraints = (
            models.UniqueConstraint(fields=("case",), condition=Q(lifted_at__isnull=True), name="cases_one_listing"),
            models.CheckConstraint(
                condition=Q(level__in=[level.value for level in ListingLevel]), name="cases_listing_level"
            ),
        )

    def __str__(self) -> str:
        return f"{self.level} {self.id}"


class ListingReport(models.Model):
    """A weekly report on a listed case (督办周报): what was done, what comes next."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    listing = models.ForeignKey(Listing, models.PROTECT, related_name="reports")
    done = SealedTextField("本周进展", purpose="cases.listing.report")
    plan = SealedTextField("下步措施", purpose="cases.listing.report", blank=True)
    by_id = models.UUIDField("报告人", null=True)
    by_name = models.CharField("报告人姓名", max_length=50, blank=True, default="")
    at = models.DateTimeField("时间")

    class Meta:
        verbose_name = verbose_name_plural = "督办周报"

    def __str__(self) -> str:
        return f"{self.at:%F} {self.id}"


class Link(models.Model):
    """Two cases that belong together (关联案件); found from either side."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    case = models.ForeignKey(Case, models.PROTECT, related_name="links", db_index=False, verbose_name="案件")
    other = models.ForeignKey(Case, models.PROTECT, related_name="linked_from", verbose_name="关联案件")
    kind = models.CharField("原因", max_length=16)

    class Meta:
        verbose_name = verbose_name_plural = "关联"
        constraints = (
            models.UniqueConstraint(fields=("case", "other", "kind"), name="cases_link_once"),
            models.CheckConstraint(condition=~Q(case=F("other")), name="cases_link_to_another"),
            models.CheckConstraint(condition=Q(kind__in=[kind.value for kind in LinkKind]), name="cases_link_kind"),
        )

    def __str__(self) -> str:
        return f"{self.kind} {self.id}"


class SavedFilter(models.Model):
    """A filter of a list under a name (常用筛选). ``page``: of which list."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    account = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", db_index=False)
    page = models.CharField("页面", max_length=12, default="desk")
    name = models.CharField("名称", max_length=30)
    query = models.CharField("条件", max_length=500)
    saved_at = models.DateTimeField("保存时间")

    class Meta:
        verbose_name = verbose_name_plural = "常用筛选"
        constraints = (models.UniqueConstraint(fields=("account", "page", "name"), name="cases_filter_name"),)

    def __str__(self) -> str:
        return self.name


class HandlerSeat(models.Model):
    """A handler's place in the turn order (派案席位): locked for a moment while a case is given out."""

    account_id = models.UUIDField("经办员", primary_key=True)
    last_picked_at = models.DateTimeField("上次派案", null=True)

    class Meta:
        verbose_name = verbose_name_plural = "派案席位"

    def __str__(self) -> str:
        return str(self.account_id)
