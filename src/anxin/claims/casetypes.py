"""The three case types of an injury: small (小伤快赔), ordinary (普通程序), objection (异议).

Lengths of limits and retention come from the rules by their key. ``paid`` is not an end: a bank may return money
days after it was booked, and the way back to the worker must still be open then; ``closed`` is the end.
"""

from typing import Final

from anxin.cases.registry import (
    BUREAU_SIGHT,
    Ask,
    AskKind,
    CaseType,
    ClockVerb,
    Guard,
    Limit,
    Move,
    PartyRole,
    Step,
    register,
)
from anxin.cases.types import Audience, Holder, ListingLevel
from anxin.claims import effects
from anxin.claims.facts import JUDGED, LABELS
from anxin.claims.guards import (
    amount_guard,
    approve_guard,
    both,
    cut_guard,
    fresh_eyes_guard,
    in_time_guard,
    keep_guard,
    late_guard,
    payee_guard,
    refusal_guard,
    submit_guard,
)
from anxin.claims.services.rejoining import rejoin_guard
from anxin.claims.types import OBJECTION, ORDINARY, SMALL
from anxin.identity.types import Role

W: Final = Role.WORKER
H: Final = Role.INSURER_HANDLER
SYS: Final = Role.SYSTEM
PLATFORM: Final = (Role.PLATFORM_OPERATOR, Role.PLATFORM_MANAGER)
INTAKE: Final = (Role.INSURER_HANDLER, Role.BUREAU_INTAKE)
REVIEWERS: Final = (Role.BUREAU_REVIEWER, Role.BUREAU_LEAD)
FINANCE: Final = (Role.FINANCE_MAKER, Role.FINANCE_CHECKER, Role.FINANCE_RELEASER)
SEEN_BY: Final = tuple(role for role in BUREAU_SIGHT if role not in FINANCE)
"""Who sees injuries. Those who pay see the payee and the sum on the payment desk, not the injury."""

PARTIES: Final = (
    PartyRole("worker", "受伤劳动者", required=True, applicant=True),
    PartyRole("platform", "平台企业"),
    PartyRole("insurer", "承办保险机构", handles=True),
)
DOCUMENTS: Final = {
    "application": "伤残待遇申请表",
    "consent": "知情同意确认书",
    "diagnosis": "诊断证明书",
    "record": "门诊病历",
    "prescription": "处方",
    "receipt": "医疗收费票据",
    "fee_list": "费用清单",
    "imaging": "检查报告",
    "liability": "事故责任认定书",
    "self_statement": "本人事故说明",
    "platform_statement": "平台情况说明",
    "insurer_statement": "保险机构调查说明",
    "id_card": "身份证",
    "bank_card": "社保卡或银行卡",
    "scene_photo": "现场照片",
    "decision_sheet": "核定决定书",
    "other": "其他材料",
}

_END_STEPS: Final = (
    Step("approved", "已核定待付款", "已核定", Holder.BUREAU),
    Step("paying", "付款中", "付款中", Holder.BANK),
    Step("payment_fix", "付款未成功，待更正账户", "等您补材料", Holder.WORKER),
    Step("paid", "已到账", "已到账", Holder.NOBODY),
    Step("closed", "已办结", "已到账", Holder.NOBODY),
    Step("refused", "不予支付", "未通过", Holder.NOBODY),
    Step("withdrawn", "已撤回", "已撤回", Holder.NOBODY),
)
_ENDS: Final = ("closed", "refused", "withdrawn")
_RETAIN: Final = {"closed": "retention.claim", "refused": "retention.claim", "withdrawn": "retention.report"}

_ARTICLE: Final = Ask("article", "依据（条款）", AskKind.TEXT)
_AMOUNT: Final = Ask("amount_fen", "支付金额", AskKind.MONEY)
_MORE: Final = Ask("amount_fen", "另外再付", AskKind.MONEY, hint="只填要补付的部分，原决定已经核定的不算在内")


def _platform_moves(*open_steps: str) -> tuple[Move, ...]:
    """What the platform says of the accident, or that it said nothing in time."""
    return (
        Move(
            "platform_confirm",
            ("reported", "collecting", *open_steps),
            None,
            (*PLATFORM, SYS),
            "平台确认事实",
            audience=Audience.PARTIES,
            effects=(effects.platform_answered,),
        ),
        Move(
            "platform_dispute",
            ("reported", "collecting", *open_steps),
            None,
            PLATFORM,
            "平台提出异议",
            reason=True,
            audience=Audience.PARTIES,
            primary=False,
            effects=(effects.platform_answered,),
        ),
        Move(
            "platform_silent",
            ("reported", "collecting", *open_steps),
            None,
            (SYS,),
            "平台超期未答复",
            tells=("insurer",),
            audience=Audience.PARTIES,
            primary=False,
            effects=(effects.platform_answered,),
        ),
    )


def _early_moves(*open_steps: str) -> tuple[Move, ...]:
    """What can happen while facts are being gathered, the same in both procedures."""
    return (
        Move(
            "contact",
            ("reported",),
            "collecting",
            INTAKE,
            "已联系劳动者",
            asks=(Ask("note", "联系情况", AskKind.LONG_TEXT, required=False),),
        ),
        Move(
            "contact_again",
            ("collecting", *open_steps),
            None,
            INTAKE,
            "再次联系",
            primary=False,
            asks=(Ask("note", "联系情况", AskKind.LONG_TEXT, required=False),),
        ),
        Move(
            "apply",
            ("reported", "collecting"),
            "collecting",
            (W, *INTAKE),
            "提出申请",
            primary=False,
            effects=(effects.applied,),
            asks=(Ask("assessment_wanted", "是否同时申请劳动能力鉴定", AskKind.YES_NO),),
        ),
        *_platform_moves(*open_steps),
        Move("joined_report", ("*",), None, (SYS,), "同一事故再次报案", primary=False),
        Move(
            "judge",
            ("reported", "collecting", *open_steps),
            None,
            (*INTAKE, *REVIEWERS),
            "记录人工判断",
            reason=True,
            audience=Audience.STAFF,
            primary=False,
            effects=(effects.judged,),
            asks=(
                Ask("fact", "事实", AskKind.CHOICE, choices=tuple((name, str(LABELS[name])) for name in JUDGED)),
                Ask("value", "判断", AskKind.TEXT, hint="是、否，或页面上列出的代码"),
            ),
        ),
        Move(
            "withdraw",
            ("reported", "collecting", *open_steps),
            "withdrawn",
            (W,),
            "撤回",
            primary=False,
            effects=(effects.withdrawn,),
        ),
    )


_MONEY_MOVES: Final = (
    Move("batched", ("approved",), "paying", (SYS,), "送付款"),
    Move("paid", ("approved", "paying", "payment_fix"), "paid", (SYS,), "款项到账", tells=("worker",)),
    Move("pay_failed", ("approved", "paying", "paid"), "payment_fix", (SYS,), "付款未成功", tells=("worker",)),
    Move(
        "payee_fixed",
        ("payment_fix",),
        "approved",
        (W, *INTAKE),
        "已更正收款账户",
        guard=payee_guard,
        effects=(effects.payee_fixed,),
    ),
    Move("close", ("paid",), "closed", (SYS, Role.BUREAU_LEAD), "办结"),
)
_MONEY_LIMITS: Final = (
    Limit(
        "oi.pay.daily",
        starts=("approved",),
        stops=("paid", "payment_fix"),
        label="核定后付款",
        listing=ListingLevel.COUNTY,
        pausable=False,
    ),
    Limit("oi.payee.fix", starts=("payment_fix",), stops=("approved", "paid"), label="更正收款账户", pausable=False),
    Limit(
        "oi.pay.settled",
        starts=("paid",),
        stops=("closed", "payment_fix"),
        label="到账后办结",
        on_breach="close",
        pausable=False,
    ),
)


def _second_person_moves(back_to: str) -> tuple[Move, ...]:
    """Refusing and cutting: one named person proposes, another confirms or sends back."""
    return (
        Move(
            "propose_adverse",
            (back_to,),
            "second_review",
            REVIEWERS,
            "拟不予支付或部分支付",
            reason=True,
            adverse=True,
            asks=(_AMOUNT, _ARTICLE),
            audience=Audience.STAFF,
            primary=False,
            effects=(effects.adverse_proposed,),
        ),
        Move(
            "confirm_refusal",
            ("second_review",),
            "refused",
            REVIEWERS,
            "确认不予支付",
            reason=True,
            adverse=True,
            second_person_of="propose_adverse",
            tells=("worker",),
            primary=False,
            guard=refusal_guard,
            effects=(effects.adverse_confirmed,),
            beside=True,
        ),
        Move(
            "confirm_cut",
            ("second_review",),
            "approved",
            REVIEWERS,
            "确认部分支付",
            reason=True,
            adverse=True,
            second_person_of="propose_adverse",
            tells=("worker",),
            primary=False,
            guard=cut_guard,
            effects=(effects.adverse_confirmed,),
            beside=True,
        ),
        Move(
            "reject_adverse",
            ("second_review",),
            back_to,
            REVIEWERS,
            "退回重审",
            reason=True,
            second_person_of="propose_adverse",
            audience=Audience.STAFF,
            primary=False,
            effects=(effects.adverse_rejected,),
            beside=True,
        ),
    )


def _amount_moves(guard: Guard | None = None, amount: Ask = _AMOUNT) -> tuple[Move, ...]:
    """An amount set by hand: one named person proposes it with a reason, another confirms it."""
    return (
        Move(
            "propose_amount",
            ("deciding",),
            "second_review",
            REVIEWERS,
            "拟定支付金额",
            reason=True,
            asks=(amount,),
            guard=guard,
            effects=(effects.amount_proposed,),
            audience=Audience.STAFF,
        ),
        Move(
            "confirm_amount",
            ("second_review",),
            "approved",
            REVIEWERS,
            "确认支付",
            guard=both(guard, amount_guard),
            second_person_of="propose_amount",
            effects=(effects.amount_confirmed,),
            tells=("worker",),
        ),
        Move(
            "return_amount",
            ("second_review",),
            "deciding",
            REVIEWERS,
            "退回重拟",
            reason=True,
            guard=guard,
            second_person_of="propose_amount",
            effects=(effects.amount_returned,),
            audience=Audience.STAFF,
            primary=False,
            beside=True,
        ),
    )


def _admitting_moves() -> tuple[Move, ...]:
    """Whether an objection that came too late is looked at: one named person says so, or proposes not to."""
    guard = both(fresh_eyes_guard, late_guard)
    return (
        Move(
            "admit", ("received",), "deciding", REVIEWERS, "受理，开始复查", reason=True, guard=guard, tells=("worker",)
        ),
        *_keeping_moves(
            "turn_away",
            ("拟不予受理", "确认不予受理", "退回，重新决定是否受理"),
            steps=("received", "turning_away"),
            guard=guard,
            second=fresh_eyes_guard,
        ),
    )


def _keeping_moves(
    name: str, labels: tuple[str, str, str], *, steps: tuple[str, str], guard: Guard, second: Guard
) -> tuple[Move, ...]:
    """To leave the decision as it is takes two: one proposes it, another confirms or sends it back.

    Args:
        labels: of proposing, confirming and sending back.
        steps: where it is proposed, and where the second person is waited for.
    """
    here, waiting = steps
    return (
        Move(
            f"propose_{name}",
            (here,),
            waiting,
            REVIEWERS,
            labels[0],
            reason=True,
            guard=guard,
            audience=Audience.STAFF,
            primary=False,
            beside=True,
        ),
        Move(
            f"confirm_{name}",
            (waiting,),
            "kept",
            REVIEWERS,
            labels[1],
            reason=True,
            adverse=True,
            guard=second,
            second_person_of=f"propose_{name}",
            effects=(effects.kept,),
            tells=("worker",),
            primary=False,
            beside=True,
        ),
        Move(
            f"return_{name}",
            (waiting,),
            here,
            REVIEWERS,
            labels[2],
            reason=True,
            guard=second,
            second_person_of=f"propose_{name}",
            audience=Audience.STAFF,
            primary=False,
            beside=True,
        ),
    )


def _leaving(key: str, steps: tuple[str, ...], to: str) -> Move:
    """Out of the fast lane. Who has not been called yet is still to be called, within the time he was promised."""
    return Move(
        key,
        steps,
        None,
        (*INTAKE, *REVIEWERS, SYS),
        "转普通程序",
        becomes=(ORDINARY, to),
        tells=("worker",),
        primary=False,
        asks=(
            Ask("why", "原因", AskKind.LONG_TEXT, hint="会原样告诉劳动者。已交的材料都保留；事实更正后可以转回一次"),
        ),
        effects=(effects.left_fast,),
    )


def _rejoining(key: str, steps: tuple[str, ...], to: str) -> Move:
    """Back into the fast lane, by a named person: the fact that made the claim leave it was wrong."""
    return Move(
        key,
        steps,
        None,
        (*INTAKE, *REVIEWERS),
        "转回小伤快赔",
        becomes=(SMALL, to),
        tells=("worker",),
        primary=False,
        guard=rejoin_guard,
        asks=(Ask("why", "原因", AskKind.LONG_TEXT, hint="会原样告诉劳动者。写明哪个事实更正了；只能转回一次"),),
        effects=(effects.rejoined_fast,),
    )


injury_small = CaseType(
    key=SMALL,
    label="小伤快赔",
    prefix="SH",
    version=1,
    start="reported",
    ends=_ENDS,
    fast_lane=True,
    parties=PARTIES,
    documents=DOCUMENTS,
    retain=_RETAIN,
    seen_by=SEEN_BY,
    steps=(
        Step("reported", "已报案待联系", "已报案", Holder.HANDLER),
        Step("collecting", "收集材料", "等您补材料", Holder.WORKER),
        Step("reviewing", "审核", "审核中", Holder.BUREAU),
        Step("second_review", "第二人复核", "审核中", Holder.BUREAU),
        *_END_STEPS,
    ),
    moves=(
        Move(
            "approve",
            ("reviewing",),
            "approved",
            REVIEWERS,
            "核定支付（全额）",
            reason=True,
            guard=approve_guard,
            effects=(effects.approved,),
            tells=("worker",),
        ),
        *_early_moves("reviewing"),
        Move(
            "submit",
            ("reported", "collecting"),
            "reviewing",
            (W, *INTAKE, SYS),
            "材料交齐",
            guard=submit_guard,
            effects=(effects.submitted,),
        ),
        Move(
            "ask_more",
            ("reviewing",),
            "collecting",
            (*INTAKE, *REVIEWERS),
            "请补材料",
            reason=True,
            tells=("worker",),
            primary=False,
        ),
        Move("approve_auto", ("reviewing",), "approved", (SYS,), "自动核定", tells=("worker",)),
        Move(
            "approve_at_once",
            ("reported", "collecting"),
            "approved",
            (SYS,),
            "材料交齐，自动核定",
            tells=("worker",),
        ),
        *_second_person_moves("reviewing"),
        _leaving("leave_fast_uncalled", ("reported",), "reported"),
        _leaving("leave_fast", ("collecting", "reviewing"), "collecting"),
        Move("referred", ("reviewing",), None, (SYS,), "核算完毕，请人工审核", audience=Audience.STAFF, primary=False),
        *_MONEY_MOVES,
    ),
    limits=(
        Limit(
            "oi.first.contact.day", starts=("created",), stops=("collecting", "reviewing", "approved"), label="首次联系"
        ),
        Limit(
            "oi.second.person",
            starts=("second_review",),
            stops=("approved", "refused", "reviewing"),
            label="第二人复核",
        ),
        Limit(
            "oi.confirm.fast",
            starts=("reviewing",),
            stops=("approved", "collecting", "refused"),
            label="快赔审核",
            listing=ListingLevel.COUNTY,
        ),
        *_MONEY_LIMITS,
    ),
)

injury_ordinary = CaseType(
    key=ORDINARY,
    label="职业伤害普通程序",
    prefix="PT",
    version=1,
    start="reported",
    ends=_ENDS,
    parties=PARTIES,
    documents=DOCUMENTS,
    retain=_RETAIN,
    seen_by=SEEN_BY,
    steps=(
        Step("reported", "已报案待联系", "已报案", Holder.HANDLER),
        Step("collecting", "收集材料", "等您补材料", Holder.WORKER),
        Step("investigating", "调查核实", "审核中", Holder.HANDLER),
        Step("assessing", "劳动能力鉴定", "审核中", Holder.BUREAU),
        Step("deciding", "待核定", "审核中", Holder.BUREAU),
        Step("second_review", "第二人复核", "审核中", Holder.BUREAU),
        *_END_STEPS,
    ),
    moves=(
        *_early_moves("investigating", "assessing", "deciding"),
        Move(
            "submit",
            ("reported", "collecting"),
            "investigating",
            (W, *INTAKE, SYS),
            "受理并调查",
            guard=submit_guard,
            effects=(effects.submitted,),
        ),
        Move(
            "ask_more",
            ("investigating", "deciding"),
            "collecting",
            (*INTAKE, *REVIEWERS),
            "请补材料",
            reason=True,
            tells=("worker",),
            primary=False,
        ),
        Move(
            "wait_police",
            ("investigating",),
            None,
            INTAKE,
            "等待交警或法院结论（中止计时）",
            reason=True,
            clock=ClockVerb.PAUSE,
            tells=("worker",),
            primary=False,
        ),
        Move(
            "police_done",
            ("investigating",),
            None,
            INTAKE,
            "结论已到（恢复计时）",
            clock=ClockVerb.RESUME,
            tells=("worker",),
            primary=False,
        ),
        Move(
            "conclude",
            ("investigating",),
            "deciding",
            INTAKE,
            "调查完毕",
            asks=(Ask("finding", "调查结论", AskKind.LONG_TEXT),),
            audience=Audience.STAFF,
        ),
        Move(
            "to_assessment",
            ("investigating", "deciding"),
            "assessing",
            (*INTAKE, *REVIEWERS),
            "送劳动能力鉴定",
            tells=("worker",),
            primary=False,
        ),
        Move(
            "assessed",
            ("assessing",),
            "deciding",
            (Role.BUREAU_INTAKE, *REVIEWERS),
            "录入鉴定结论",
            asks=(
                Ask(
                    "grade",
                    "伤残等级",
                    AskKind.CHOICE,
                    choices=(("none", "未达等级"), *((str(n), f"{n} 级") for n in range(1, 11))),
                ),
            ),
            effects=(effects.assessed,),
        ),
        Move(
            "extend",
            ("assessing",),
            None,
            (Role.BUREAU_LEAD,),
            "批准延长",
            reason=True,
            clock=ClockVerb.EXTEND,
            asks=(Ask("limit", "期限", AskKind.LIMIT),),
            primary=False,
        ),
        *_amount_moves(),
        *_second_person_moves("deciding"),
        _rejoining("rejoin_fast_uncalled", ("reported",), "reported"),
        _rejoining("rejoin_fast", ("collecting", "investigating"), "collecting"),
        *_MONEY_MOVES,
    ),
    limits=(
        Limit("oi.first.contact.day", starts=("created",), stops=("collecting", "investigating"), label="首次联系"),
        Limit(
            "oi.confirm",
            starts=("investigating",),
            stops=("approved", "refused"),
            label="职业伤害确认",
            listing=ListingLevel.CITY,
        ),
        Limit("oi.assess", starts=("assessing",), stops=("deciding",), label="劳动能力鉴定", listing=ListingLevel.CITY),
        *_MONEY_LIMITS,
    ),
)

objection = CaseType(
    key=OBJECTION,
    label="异议",
    prefix="YY",
    version=1,
    start="received",
    ends=("kept", "closed", "withdrawn"),
    parties=PARTIES,
    documents=DOCUMENTS,
    retain={"kept": "retention.claim", "closed": "retention.claim", "withdrawn": "retention.report"},
    seen_by=(W, H, Role.INSURER_MANAGER, Role.BUREAU_INTAKE, *REVIEWERS, Role.SUPERVISOR, Role.AUDITOR),
    steps=(
        Step("received", "已收到异议", "已报案", Holder.BUREAU),
        Step("turning_away", "拟不予受理，待第二人复核", "审核中", Holder.BUREAU),
        Step("deciding", "复查中", "审核中", Holder.BUREAU),
        Step("second_review", "第二人复核", "审核中", Holder.BUREAU),
        Step("kept", "维持原决定", "未通过", Holder.NOBODY),
        *(step for step in _END_STEPS if step.key != "refused"),
    ),
    moves=(
        Move(
            "take_up",
            ("received",),
            "deciding",
            REVIEWERS,
            "开始复查",
            guard=both(fresh_eyes_guard, in_time_guard),
            tells=("worker",),
        ),
        *_admitting_moves(),
        *_keeping_moves(
            "keep",
            ("拟维持原决定", "确认维持", "退回重新复查"),
            steps=("deciding", "second_review"),
            guard=fresh_eyes_guard,
            second=both(fresh_eyes_guard, keep_guard),
        ),
        *_amount_moves(fresh_eyes_guard, _MORE),
        Move(
            "withdraw",
            ("received", "deciding"),
            "withdrawn",
            (W,),
            "撤回异议",
            primary=False,
            effects=(effects.withdrawn,),
        ),
        *_MONEY_MOVES,
    ),
    limits=(
        Limit(
            "oi.objection", starts=("created",), stops=("kept", "approved"), label="异议答复", listing=ListingLevel.CITY
        ),
        *_MONEY_LIMITS,
    ),
)

register(injury_ordinary)
register(injury_small)
register(objection)
