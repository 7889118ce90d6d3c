"""What each event says to each audience, in one place. ``{name}`` is filled from the data of the event.

To workers: what happened, what comes next, who does it, by when. A refusal carries its reason, its article and
the way to object. No message to a phone names an injury, an ID number or an account.
"""

from __future__ import annotations

from collections.abc import Mapping
from string import Formatter
from typing import Final

from django.utils.translation import gettext_lazy as lazy

from anxin.notify.types import Audience

_W, _P, _H = Audience.WORKER, Audience.PLATFORM, Audience.HANDLER
_B, _F, _S = Audience.BUREAU, Audience.FINANCE, Audience.SUPERVISOR
_E = Audience.EMPLOYER

TEXTS: Final = {
    ("report_received", _W): lazy("已收到报案 {number}。{handler} 负责您的案件，电话 {phone}，{due}前会联系您。"),
    ("report_received", _H): lazy("新报案 {number} 已分给您，请在{due}前联系当事人。"),
    ("report_received", _P): lazy("报案 {number} 已登记，请在{due}前核实事故经过。"),
    ("handler_changed", _W): lazy("您的案件 {number} 改由 {handler} 负责，电话 {phone}。已交的材料都在，不用再交。"),
    ("handler_changed", _H): lazy("案件 {number} 已转给您。"),
    ("platform_confirmed", _W): lazy("平台已确认案件 {number} 的事故经过。"),
    ("platform_confirmed", _H): lazy("平台已确认案件 {number} 的事故经过。"),
    ("platform_disputed", _W): lazy("平台对案件 {number} 的事故经过有不同说法，{handler} 会与您核对，案件继续办理。"),
    ("platform_disputed", _H): lazy("平台对案件 {number} 的事故经过有异议，请核对双方说法。"),
    ("platform_silent", _P): lazy("案件 {number} 的核实已过期限，已报监督人员。请马上处理。"),
    ("platform_silent", _H): lazy("平台没有按期核实案件 {number}，案件不再等平台，请继续办理。"),
    ("platform_silent", _S): lazy("平台没有按期核实案件 {number}。"),
    ("documents_wanted", _W): lazy("案件 {number} 还差：{missing}。请在{due}前上传，拍照就可以。"),
    ("documents_wanted", _P): lazy("案件 {number} 还差：{missing}。请协助骑手上传。"),
    ("document_unclear", _W): lazy("案件 {number} 的{paper}没看清：{problem}"),
    ("claim_submitted", _W): lazy("案件 {number} 的材料已齐，正在审核，{due}前有结果。"),
    ("claim_submitted", _H): lazy("案件 {number} 的材料已齐，进入审核。"),
    ("claim_submitted", _B): lazy("案件 {number} 等待审核，期限 {due}。"),
    ("claim_approved", _W): lazy(
        "案件 {number} 已核定，支付 {amount}。钱会打到您尾号 {account_tail} 的账户，到账后再告诉您。"
    ),
    ("claim_approved", _F): lazy("案件 {number} 核定 {amount}，等待付款。"),
    ("claim_approved_part", _W): lazy(
        "案件 {number} 已核定，支付 {amount}，比申报少 {cut}。原因：{reason}（{article}）。"
        "不同意可以提出异议，最后一天是{objection_due}。"
    ),
    ("claim_refused", _W): lazy(
        "案件 {number} 没有通过。原因：{reason}（{article}）。"
        "不同意可以提出异议，最后一天是{objection_due}，也可以申请行政复议。"
    ),
    ("claim_to_ordinary", _W): lazy(
        "案件 {number} 转为普通程序，原因：{reason}。已交的材料都在，不用再交。{handler} 继续负责。"
    ),
    ("claim_to_ordinary", _H): lazy("案件 {number} 转为普通程序，原因：{reason}。"),
    ("claim_to_fast", _W): lazy(
        "案件 {number} 转回小伤快赔，原因：{reason}。已交的材料都在，不用再交。{handler} 继续负责。"
    ),
    ("claim_to_fast", _H): lazy("案件 {number} 转回小伤快赔，原因：{reason}。"),
    ("claim_wants_person", _B): lazy("案件 {number} 需要人工审核：{reason}。期限 {due}。"),
    ("claim_withdrawn", _W): lazy("案件 {number} 已按您的要求撤回。需要时可以重新申请。"),
    ("claim_withdrawn", _H): lazy("案件 {number} 已由当事人撤回。"),
    ("refusal_proposed", _B): lazy("案件 {number} 拟不予支付，等您复核。期限 {due}。"),
    ("payment_sent", _W): lazy("案件 {number} 的 {amount} 正在付款，一般当天到账。"),
    ("payment_paid", _W): lazy("案件 {number} 的 {amount} 已到账，请查看尾号 {account_tail} 的账户。"),
    ("payment_failed", _W): lazy("案件 {number} 的 {amount} 没有付成：{problem}。请核对收款账户，改好后自动重付。"),
    ("payment_failed", _F): lazy("案件 {number} 的 {amount} 付款失败：{problem}。"),
    ("payment_failed", _H): lazy("案件 {number} 付款失败，请帮当事人核对收款账户。"),
    ("payee_changed", _W): lazy(
        "您的收款账户换成了{bank}尾号 {account_tail}，{from_when}起才往新账户付钱。"
        "不是您本人换的，请马上到“我的—收款账户”改回来。"
    ),
    ("objection_received", _W): lazy("已收到您对案件 {number} 的异议，由没有办过此案的人复查，{due}前答复。"),
    ("objection_received", _H): lazy("案件 {number} 有异议，由没有办过此案的人复查，{due}前答复，不用您办。"),
    ("objection_received", _B): lazy("案件 {number} 有异议，请在{due}前复查。"),
    ("objection_withdrawn", _W): lazy("您对案件 {number} 的异议已按您的要求撤回，原决定不变。"),
    ("objection_withdrawn", _H): lazy("对案件 {number} 的异议已由当事人撤回。"),
    ("objection_decided", _W): lazy("对案件 {number} 的异议已有结果：{outcome}。理由：{reason}。"),
    ("objection_decided", _H): lazy("对案件 {number} 的异议已有结果：{outcome}。理由：{reason}。"),
    ("premium_overdue", _P): lazy("{platform} {month}的按单缴费还差 {amount}，缴款期限是{due}，已经过期。请尽快缴纳。"),
    ("order_told_late", _H): lazy("案件 {number} 的订单 {order} 在事故之后才申报，请核实这一单是否真实。"),
    ("order_told_late", _S): lazy("案件 {number} 的订单 {order} 在事故之后才申报，已请经办员核实。"),
    ("due_soon", _H): lazy("案件 {number} 的{limit}快到期：{due}。"),
    ("due_soon", _B): lazy("案件 {number} 的{limit}快到期：{due}。"),
    ("due_soon", _P): lazy("案件 {number} 的{limit}快到期：{due}。"),
    ("overdue", _H): lazy("案件 {number} 的{limit}已过期：{due}。请马上处理。"),
    ("overdue", _B): lazy("案件 {number} 的{limit}已过期：{due}。请马上处理。"),
    ("overdue", _S): lazy("案件 {number} 的{limit}已过期：{due}，责任方 {holder}。"),
    ("listed", _H): lazy("案件 {number} 已挂牌督办，督办人 {leader}，期限 {due}。"),
    ("listed", _B): lazy("案件 {number} 已挂牌督办，由您包案，期限 {due}。请按周报告进展。"),
    ("listing_report_late", _H): lazy("案件 {number} 的督办周报没有按时交，期限是{due}。请今天补上。"),
    ("listing_report_late", _B): lazy("您包案的案件 {number} 督办周报没有按时交，期限是{due}。请督促主办人。"),
    ("listing_lifted", _H): lazy("案件 {number} 的挂牌督办已销号。"),
    ("listed", _S): lazy("案件 {number} 已挂牌督办，期限 {due}。"),
    ("rules_released", _S): lazy("规则“{topic}”已发布新版本，{in_force}起施行。"),
    ("replay_differed", _S): lazy("有 {count} 件过去的核定重放后结果不一致，请到政策规则页查看并通知系统管理员。"),
    ("question_answered", _W): lazy("您问的有答复了。{name}：{answer}"),
    ("wage_received", _W): lazy("已收到您的欠薪投诉 {number}。{handler} 负责，电话 {phone}，{due}前告诉您是否受理。"),
    ("wage_received", _H): lazy("欠薪投诉 {number} 已分给您：{employer}。请在{due}前审查。"),
    ("wage_joined", _W): lazy("您反映的欠薪已并入案件 {number} 一起办。{handler} 负责，电话 {phone}。"),
    ("wage_accepted", _W): lazy("欠薪投诉 {number} 已受理立案，{handler} 正在调查，{due}前查完。"),
    ("wage_supplement", _W): lazy("欠薪投诉 {number} 还要补充：{reason}。请在{due}前补上，只告知这一次。"),
    ("wage_refused", _W): lazy(
        "欠薪投诉 {number} 没有受理。理由：{reason}（{article}）。不同意可以申请行政复议或者起诉，也可以申请仲裁。"
    ),
    ("wage_referred", _W): lazy("欠薪投诉 {number} 已替您转给{to}（电话 {to_phone}），您不用再跑。原因：{reason}。"),
    ("wage_ordered", _W): lazy("案件 {number}：已责令 {employer} 在{pay_by}前付清。到账请告诉 {handler}，{phone}。"),
    ("wage_decided", _W): lazy("案件 {number}：单位逾期没付清，已决定加付赔偿金，连同工资限{pay_by}前付清。"),
    ("wage_at_court", _W): lazy("案件 {number}：已申请法院强制执行，有进展会告诉您。"),
    ("wage_settled", _W): lazy("案件 {number}：欠您的工资已付清，案件办结。没收到钱请打 {phone}。"),
    ("wage_dismissed", _W): lazy("案件 {number}：调查后没有查实欠薪。理由：{reason}。不同意可以申请仲裁或者行政复议。"),
    ("wage_clue_concluded", _W): lazy("您反映的线索 {number} 已核处：{reason}。有不同意见请打 {phone}。"),
    ("wage_handler", _W): lazy("案件 {number} 改由 {handler} 负责，电话 {phone}。已交的材料都在，不用再交。"),
    ("job_invited", _W): lazy("{employer}请您来干“{title}”：{when}，{place}。愿意去请在这里点“我去”。"),
    ("job_accepted", _W): lazy("“{title}”录用您了：{when}，{place}。到了现场扫上岗码。"),
    ("job_refused", _W): lazy("“{title}”没有录用，原因：{reason}。还有别的合适的活，请到“找活干”看。"),
    ("job_closed", _W): lazy("“{title}”不招了（{reason}），您的报名已取消。别的合适的活在“找活干”里。"),
    ("job_obsolete", _W): lazy("您答应了同一时间的另一份活，“{title}”的报名已自动取消，对方已收到通知。"),
    ("job_no_show", _W): lazy("雇主记您没有到“{title}”上岗。不对的话，请联系零工市场更正。"),
    ("interview_moved_up", _W): lazy("“{title}”的面试有空位了，您已补上：{where}。"),
    ("applicant_new", _E): lazy("有人报名“{title}”（{number}），请尽快答复。"),
    ("applicant_gone", _E): lazy("“{title}”的一份报名（{number}）已取消：{reason}。"),
    ("applicant_finished", _E): lazy("“{title}”有人报完工（{number}），请确认工时和工钱。"),
    ("applicant_unpaid", _E): lazy("“{title}”有人没拿到工钱（{number}），已转欠薪投诉。请马上付清并联系本人。"),
    ("employer_stopped", _E): lazy("单位被限制发布，{posts} 个岗位已下架。有异议请联系作出决定的人社部门。"),
    ("note_from_handler", _W): lazy(
        "{handler} 在案件 {number} 里给您留了言，请打开案件查看。有不明白的可以打 {phone}。"
    ),
    ("joint_asked", _B): lazy("案件 {number} 请您部门协助答复，期限 {due}。请打开案件查看问题。"),
    ("joint_answered", _H): lazy("案件 {number} 的联办部门已经答复，请查看并继续办理。"),
    ("slip_settled", _W): lazy("{time} 您在一体机断网时打的单子 {number}（{job}）：{outcome}。"),
    ("seeker_registered", _W): lazy(
        "{platform}按您的意思替您登记了找活。打开“找活干”看合适的岗位；不想登记，在那里点“注销求职登记”就清除了。"
    ),
    ("proof_refused", _W): lazy("您的{what}没有核上：{problem}。请到“找活干”重新添加，马上就能用。"),
    ("jobs_instant", _W): lazy("有您想找的活：{job}，{pay}，{when}，{place}。打开“找活干”可以报名。"),
    ("jobs_digest", _W): lazy("有 {count} 个您想找的活：{jobs}。打开“找活干”看全部。"),
    ("group_push", _W): lazy("{market}：{text}"),
}
"""(event, audience) -> sentence."""


def names_in(event: str, audience: Audience) -> frozenset[str]:
    """The data an event needs to speak to an audience."""
    return frozenset(name for _, name, _, _ in Formatter().parse(str(TEXTS[event, audience])) if name)


def speaks(event: str, audience: Audience) -> bool:
    """Has the event something to say to the audience?"""
    return (event, audience) in TEXTS


def text_of(event: str, audience: Audience, data: Mapping[str, str]) -> str:
    """The sentence of an event, filled in. Values are put in as they are: a brace in a value stays a brace.

    Raises:
        LookupError: no such wording, or a name is missing; both are mistakes of the caller.
    """
    wording = TEXTS.get((event, audience))
    if wording is None:
        raise LookupError(f"no wording for {event} to {audience}")
    missing = names_in(event, audience) - set(data)
    if missing:
        raise LookupError(f"{event} to {audience} lacks {', '.join(sorted(missing))}")
    return str(wording).format_map({name: str(data[name]) for name in names_in(event, audience)})
