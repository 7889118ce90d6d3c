"""Inner steps and entries in the words a worker reads."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final
from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from anxin.cases.selectors import timeline
from anxin.cases.types import Holder, TimelineItem
from anxin.claims import checklist
from anxin.claims.types import HandlerCard, NextStep, SlotView, TimelineLine
from anxin.identity.types import Actor

SAID: Final[Mapping[str, str | Promise]] = {
    "登记案件": lazy("已收到您的报案。"),
    "已联系劳动者": lazy("经办员联系了您。"),
    "再次联系": lazy("经办员又联系了您。"),
    "提出申请": lazy("您签了申请表，报案成为正式申请。"),
    "平台确认事实": lazy("平台确认了事故经过。"),
    "平台提出异议": lazy("平台对事故经过有不同说法，经办员会核对。"),
    "平台超期未答复": lazy("平台没有按时答复，经办员继续办，不用您做什么。"),
    "同一事故再次报案": lazy("又收到同一次事故的报案，已并在一起。"),
    "材料交齐": lazy("材料交齐，开始审核。"),
    "受理并调查": lazy("材料交齐，经办员开始调查。"),
    "请补材料": lazy("还需要您补材料。"),
    "自动核定": lazy("系统按规则核定完毕，全额支付。"),
    "材料交齐，自动核定": lazy("材料交齐，系统当场按规则核定，全额支付。"),
    "核定支付（全额）": lazy("审核员核定，全额支付。"),
    "确认部分支付": lazy("两名审核员核定，支付一部分，原因写在决定书里。"),
    "确认不予支付": lazy("两名审核员决定不予支付，原因和怎样提出异议写在决定书里。"),
    "确认支付": lazy("金额由两名审核员核定。"),
    "转回小伤快赔": lazy("转回小伤快赔，已交的材料都保留，经办员不变。"),
    "转普通程序": lazy("转为普通程序，已交的材料都保留，经办员不变。"),
    "送劳动能力鉴定": lazy("送劳动能力鉴定。"),
    "录入鉴定结论": lazy("鉴定结论已出。"),
    "等待交警或法院结论（中止计时）": lazy("等待交警或法院的结论，期间不计时。"),
    "结论已到（恢复计时）": lazy("结论已到，继续办理。"),
    "送付款": lazy("款项已交付款。"),
    "款项到账": lazy("钱已到账。"),
    "付款未成功": lazy("付款没有成功，请核对收款账户。"),
    "已更正收款账户": lazy("收款账户已更正，到时自动重付。"),
    "办结": lazy("案件办结。"),
    "撤回": lazy("您撤回了这个案件。"),
    "指派经办员": lazy("经办员有调整，已交的材料都在。"),
}
"""Label of an entry -> what the worker reads. An entry without one is shown by its label."""


def said_timeline(actor: Actor, case_id: UUID) -> tuple[TimelineLine, ...]:
    """The timeline of a case in plain sentences, newest first."""
    return tuple(_line(item) for item in timeline(actor, case_id))


def _said(title: str) -> str | Promise:
    """The sentence of an entry, whose title may come in the reader's language already."""
    return next((words for label, words in SAID.items() if title in (label, _(label))), title)


def _line(item: TimelineItem) -> TimelineLine:
    sentence = str(_said(item.title))
    if item.text and item.kind in ("move", "note"):
        sentence = _("%(what)s：%(said)s") % {"what": sentence.rstrip("。."), "said": item.text}
    return TimelineLine(item.at, sentence, item.actor)


def assessed_words(grade: str | None) -> str:
    """The outcome of an assessment; empty before there is one."""
    if grade is None:
        return ""
    return _("未达到伤残等级") if grade == "none" else _("%(grade)s 级伤残") % {"grade": grade}


def next_step(step: str, applied: bool, slots: Sequence[SlotView] | None, *, payee_known: bool) -> NextStep:
    """The one thing to do next. ``slots`` None: a list that only needs the word, not the missing papers."""
    if step in ("reported", "collecting"):
        return _still_yours(applied, slots, payee_known=payee_known)
    key, label, sentence = _THEIRS[step]
    return NextStep(key, str(label), str(sentence))


def paused_step() -> NextStep:
    """The house waits for somebody outside it; what for stands in the timeline."""
    return NextStep("wait", _("等待结论"), _("正在等交警或法院的结论，期间不计时，不用您做什么。结论一到就接着办。"))


def objected_step() -> NextStep:
    """Who has objected waits for the answer."""
    return NextStep("wait", _("等待复查"), _("您的异议正在复查，不用您做什么。有结果马上告诉您。"))


def late(label: str, due: str, step: str, holder: Holder, handler: HandlerCard | None) -> str:
    """A limit that has passed, in words for the worker: who follows it up and what happens next, not a count of days.

    Args:
        label: the limit. due: the day it ended, in words.
    """
    if step in ("approved", "paying"):
        said = _("%(label)s：本该在%(due)s前付，现在晚了。财务已收到提醒，银行一有结果马上告诉您；钱数不变。")
    elif holder is Holder.WORKER:
        said = _("%(label)s：%(due)s已经过了。现在交也可以，交齐就接着办。")
    else:
        said = _("%(label)s：本该在%(due)s前办好，现在晚了。已提醒%(who)s马上办，监督人员也收到了提醒。")
    sentence = said % {"label": label, "due": due, "who": _LATE[holder]}
    if handler is None or not handler.phone:
        return sentence
    return sentence + _("想问办得怎样，可以打经办员 %(name)s 的电话 %(phone)s。") % {
        "name": handler.name,
        "phone": handler.phone,
    }


_LATE: Final[Mapping[Holder, str | Promise]] = {
    Holder.WORKER: lazy("您"),
    Holder.PLATFORM: lazy("平台"),
    Holder.HANDLER: lazy("经办员"),
    Holder.BUREAU: lazy("人社部门"),
    Holder.BANK: lazy("财务和银行"),
    Holder.JOINT: lazy("联办部门"),
    Holder.NOBODY: lazy("经办员"),
}


def _still_yours(applied: bool, slots: Sequence[SlotView] | None, *, payee_known: bool) -> NextStep:
    if not payee_known:
        return NextStep("payee", _("填写收款账户"), _("先填好收款账户，申请表会自动带上。"))
    if not applied:
        return NextStep("sign", _("核对并签名"), _("申请表和知情同意确认书已经填好，请核对后签名。"))
    missing = checklist.missing(slots or ())
    if slots is None or missing:
        names = "、".join(missing)
        sentence = _("还差：%(missing)s。拍照就可以。") % {"missing": names} if names else _("请把材料拍照交上来。")
        return NextStep("papers", _("交材料"), sentence)
    return NextStep("submit", _("提交审核"), _("材料都齐了，提交后马上开始审核。"))


_REVIEW: Final = ("wait", lazy("等待审核"), lazy("正在审核，不用您做什么。有结果马上告诉您。"))
_THEIRS: Final = {
    "received": _REVIEW,
    "reviewing": _REVIEW,
    "second_review": _REVIEW,
    "turning_away": _REVIEW,
    "investigating": ("wait", lazy("等待调查"), lazy("经办员正在调查核实，不用您做什么。")),
    "assessing": ("wait", lazy("等待鉴定"), lazy("正在做劳动能力鉴定，经办员会告诉您时间和地点。")),
    "deciding": _REVIEW,
    "approved": ("done", lazy("看核定结果"), lazy("已经核定，款项一般当天送银行。")),
    "paying": ("done", lazy("看核定结果"), lazy("正在付款，到账后告诉您。")),
    "payment_fix": ("payee", lazy("更正收款账户"), lazy("付款没有成功，请核对收款账户，改好后自动重付。")),
    "paid": ("done", lazy("看核定结果"), lazy("钱已到账，请查收。")),
    "closed": ("done", lazy("看核定结果"), lazy("钱已到账，案件办结。")),
    "refused": ("object", lazy("看原因，提出异议"), lazy("没有通过。原因、依据和怎样提出异议，都写在决定书里。")),
    "kept": ("done", lazy("看原因"), lazy("原决定不变。您还可以申请行政复议或者起诉。")),
    "withdrawn": ("wait", lazy("已撤回"), lazy("案件已撤回。需要时可以重新报案。")),
}
