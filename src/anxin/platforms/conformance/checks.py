"""The thirty checks. Each says what to do in one sentence, so that the list is the to-do list of an integration."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from anxin.notify.types import DeliveryState
from anxin.notify.webhooks.types import HookEvent
from anxin.platforms.conformance.seen import Seen, answer, count
from anxin.platforms.types import Asked, CheckResult

SIGNING, ORDERS, COVER, REPORTS, CHECKING, HOOKS = "签名与额度", "订单", "保障查询", "报案", "事故核实", "推送"


@dataclass(frozen=True, slots=True)
class Check:
    """One thing a client has to do right.

    Args:
        todo: what to do, shown until it has been seen.
        seen: the request (or True) that shows it was done.
    """

    key: str
    group: str
    title: str
    todo: str
    seen: Callable[[Seen], Asked | bool | None]


def _refused(one: Asked, words: str) -> bool:
    return one.status == 401 and words in one.detail


def _delivered(seen: Seen, event: HookEvent) -> bool:
    return any(one.type == event.value and one.state is DeliveryState.SENT for one in seen.deliveries)


CHECKS: Final = (
    Check(
        "sign-good",
        SIGNING,
        "签名正确的请求能通过",
        "用沙箱密钥签名，发出任一请求。",
        lambda s: s.anywhere(lambda a: a.good),
    ),
    Check(
        "sign-tampered",
        SIGNING,
        "内容被改的请求会被拒绝",
        "签名后改动请求体或地址再发，应收到 401。",
        lambda s: s.anywhere(lambda a: _refused(a, "签名不对")),
    ),
    Check(
        "sign-replayed",
        SIGNING,
        "原样重放会被拒绝",
        "把同一个请求（同一个一次性编号）原样再发一次，应收到 401。",
        lambda s: s.anywhere(lambda a: _refused(a, "已经收到过")),
    ),
    Check(
        "sign-old",
        SIGNING,
        "时间过期的请求会被拒绝",
        "用六分钟前的时间签名，应收到 401。",
        lambda s: s.anywhere(lambda a: _refused(a, "五分钟")),
    ),
    Check(
        "sign-rotated",
        SIGNING,
        "换密钥时不中断",
        "再发一个沙箱密钥，用两个密钥各成功调用一次。",
        lambda s: s.both_keys(),
    ),
    Check(
        "quota-waited",
        SIGNING,
        "超额后按提示等待",
        "连续快速调用直到收到 429，按 Retry-After 等待后再调用成功。",
        lambda s: s.waited(),
    ),
    Check(
        "orders-lines",
        ORDERS,
        "用 NDJSON 发送一批订单",
        "一批至少两行，全部被接收。",
        lambda s: s.first(
            "POST", "/orders", lambda a: a.facts.get("type") == "application/x-ndjson" and count(a, "accepted") >= 2
        ),
    ),
    Check(
        "orders-array",
        ORDERS,
        "用 JSON 数组发送订单",
        "Content-Type 为 application/json，请求体是数组。",
        lambda s: s.first(
            "POST", "/orders", lambda a: a.facts.get("type") == "application/json" and count(a, "accepted") >= 1
        ),
    ),
    Check(
        "orders-gzip",
        ORDERS,
        "压缩后发送",
        "请求体用 gzip 压缩，带 Content-Encoding: gzip。",
        lambda s: s.first("POST", "/orders", lambda a: a.good and a.facts.get("encoding") == "gzip"),
    ),
    Check(
        "orders-retried",
        ORDERS,
        "没收到答复时原样重发",
        "把一批订单原样再发一次（换一次性编号），每一行都应答复“相同”。",
        lambda s: s.twice(
            "POST", "/orders", "digest", lambda a, b: a.good and count(b, "same") >= count(a, "accepted") > 0
        ),
    ),
    Check(
        "orders-corrected",
        ORDERS,
        "更正一单",
        "改动已发订单的时间再发一次，应答复“更正”。",
        lambda s: s.first("POST", "/orders", lambda a: count(a, "corrected") >= 1),
    ),
    Check(
        "orders-mixed",
        ORDERS,
        "一行不对不影响别的行",
        "在一批里放一行有错的订单，好的应被接收，坏的有原因。",
        lambda s: s.first("POST", "/orders", lambda a: count(a, "refused") >= 1 and count(a, "accepted") >= 1),
    ),
    Check(
        "orders-many",
        ORDERS,
        "一批一千行以上",
        "一批发送 1,000 到 10,000 行。",
        lambda s: s.first("POST", "/orders", lambda a: count(a, "accepted") + count(a, "same") >= 1000),
    ),
    Check(
        "orders-empty",
        ORDERS,
        "空的请求体有明确答复",
        "发送空的请求体，应收到 422。",
        lambda s: s.first("POST", "/orders", lambda a: a.status == 422),
    ),
    Check(
        "orders-large",
        ORDERS,
        "太大的一批要分开发",
        "发送超过 10,000 行的一批，应收到 413。",
        lambda s: s.first("POST", "/orders", lambda a: a.status == 413),
    ),
    Check(
        "orders-format",
        ORDERS,
        "格式不支持有明确答复",
        "用 text/csv 等格式发送，应收到 415。",
        lambda s: s.first("POST", "/orders", lambda a: a.status == 415),
    ),
    Check(
        "cover-yes",
        COVER,
        "查到在保",
        "查询一单进行中的时刻，应答复在保。",
        lambda s: s.first("POST", "/cover", lambda a: answer(a, "covered") is True),
    ),
    Check(
        "cover-no",
        COVER,
        "查到不在保",
        "查询没有订单的时刻，应答复不在保和原因。",
        lambda s: s.first("POST", "/cover", lambda a: answer(a, "covered") is False),
    ),
    Check(
        "report-made",
        REPORTS,
        "代劳动者报案",
        "带 Idempotency-Key 报一起事故，应收到 201 和案号。",
        lambda s: s.first("POST", "/reports", lambda a: a.status == 201),
    ),
    Check(
        "report-retried",
        REPORTS,
        "重试不会报成两件",
        "用同一个 Idempotency-Key 和同样的内容再发一次，应得到同一个案号。",
        lambda s: s.twice(
            "POST", "/reports", "key", lambda a, b: b.status == 201 and answer(a, "number") == answer(b, "number")
        ),
    ),
    Check(
        "report-reused",
        REPORTS,
        "一个键不能用在两件事上",
        "用同一个 Idempotency-Key 发不同的内容，应收到 422。",
        lambda s: s.twice("POST", "/reports", "key", lambda a, b: a.status == 201 and b.status == 422),
    ),
    Check(
        "report-joined",
        REPORTS,
        "同一次事故并成一件",
        "换一个 Idempotency-Key 再报同一个人同一时间的事故，应答复已并入。",
        lambda s: s.first("POST", "/reports", lambda a: answer(a, "joined") is True),
    ),
    Check(
        "report-list", REPORTS, "查看报案进展", "GET /reports。", lambda s: s.first("GET", "/reports", lambda a: a.good)
    ),
    Check(
        "check-list",
        CHECKING,
        "取得等核实的事故",
        "GET /checks，再取其中一件。",
        lambda s: s.first("GET", "/checks/*", lambda a: a.good),
    ),
    Check(
        "check-confirmed",
        CHECKING,
        "确认一件",
        "对一件事故答复 confirmed。",
        lambda s: s.first("POST", "/checks/*", lambda a: answer(a, "answer") == "confirmed"),
    ),
    Check(
        "check-disputed",
        CHECKING,
        "有异议并写明理由",
        "对另一件答复 disputed 和理由。",
        lambda s: s.first("POST", "/checks/*", lambda a: answer(a, "answer") == "disputed"),
    ),
    Check(
        "check-final",
        CHECKING,
        "答复以后不能直接改",
        "对已答复的一件改答，应收到 409。",
        lambda s: s.first("POST", "/checks/*", lambda a: a.status == 409),
    ),
    Check(
        "hook-ping",
        HOOKS,
        "收到测试推送",
        "登记推送地址，再请我们发一条测试推送，验签后答复 2xx。",
        lambda s: _delivered(s, HookEvent.PING),
    ),
    Check(
        "hook-claim",
        HOOKS,
        "收到办理状态推送",
        "在沙箱里让一件报案往前走，收到 claim.status 并答复 2xx。",
        lambda s: _delivered(s, HookEvent.CLAIM_STATUS),
    ),
    Check(
        "hook-retried",
        HOOKS,
        "失败后能再次收到，或自己要求重放",
        "让一次推送先失败、再收到重试；或用重放接口再要一次。",
        lambda s: any(one.was_retried or (one.replays and one.state is DeliveryState.SENT) for one in s.deliveries),
    ),
)


def judge(seen: Seen) -> tuple[CheckResult, ...]:
    """Every check with what was seen of it. A check that is not passed says what to do."""
    return tuple(_result(check, check.seen(seen)) for check in CHECKS)


def _result(check: Check, found: Asked | bool | None) -> CheckResult:
    if not found:
        return CheckResult(check.key, check.group, check.title, None, check.todo)
    number = found.number if isinstance(found, Asked) else ""
    return CheckResult(check.key, check.group, check.title, True, "", number)
