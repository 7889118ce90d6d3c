"""Platforms and premium of the demo city: joinings, keys, a log, last month's bills with a difference, courses."""

from __future__ import annotations

import json
import secrets
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any, Final

from anxin.config.demo.platform import KUAIPAO, PLATFORMS, REGION, DemoPlatform, order_line
from anxin.cover.months import month_after, month_before, month_of
from anxin.cover.selectors import bills
from anxin.cover.services import (
    bills_dun,
    charges_send,
    declaration_take,
    month_close,
    orders_take,
    receipts_collect,
)
from anxin.cover.services.closing import months_closable
from anxin.cover.types import Industry, OrderLine
from anxin.identity.demo import DemoPeople
from anxin.identity.numbers import id_check_character
from anxin.identity.services import PersonIn, workers_register_many
from anxin.identity.types import Actor, WorkerView
from anxin.kit.clock import at_start_of, at_time, day_of
from anxin.kit.tables import write_csv
from anxin.platforms.loopback import ask
from anxin.platforms.selectors import sandbox_people
from anxin.platforms.services import contact_add, joining_add, key_issue, run_start
from anxin.platforms.signing import simple
from anxin.platforms.types import ContactKind, IssuedKey
from anxin.prevention.courses import course
from anxin.prevention.services import drive_start, people_note, quiz_mark
from anxin.prevention.types import Cause, Level

PROVINCE: Final = "110000"
JOINED_FOR_MONTHS: Final = 4
FIRST_HOUR: Final = 6
CROWD_FOR: Final = timedelta(days=25)
_CROWD: Final = "甲乙丙丁戊己庚辛壬癸子丑寅卯辰巳午未申酉戌亥春夏秋冬"
BILLED_DAYS: Final = (11, 12)
"""Days of last month on which the demo platforms had orders."""

_SYSTEM: Final = Actor.system("演示数据")
_HEADINGS: Final = ("订单号", "接单时间", "保费")
_HAO_SAID: Final = {"delivery": "0.07", "ride": "0.01", "freight": "0.18"}


def build_platforms(people: DemoPeople, at: datetime) -> None:
    """Where each platform has joined, and whom to call there. Before the first order."""
    first = month_of(day_of(at))
    for _ in range(JOINED_FOR_MONTHS):
        first = month_before(first)
    joinings = [(platform, platform.industry) for platform in PLATFORMS] + [(KUAIPAO, Industry.FREIGHT)]
    for platform, industry in joinings:
        joining_add(
            org_id=people.orgs[platform.key].id,
            region_code=PROVINCE,
            industry=industry.value,
            rate_class="基准",
            starts_on=first,
            actor=_SYSTEM,
            at=at,
        )
    for platform in PLATFORMS:
        home = people.orgs[platform.key]
        for kind, name in ((ContactKind.EMERGENCY, "任试急"), (ContactKind.TECHNICAL, "江试技")):
            contact_add(org_id=home.id, kind=kind, name=name, phone="010-00000002", actor=_SYSTEM)


def crowd_rides(people: DemoPeople, at: datetime) -> list[OrderLine]:
    """A crowd of riders with a hundred orders a day: enough to compare the weeks before and after a course."""
    found = [
        PersonIn(f"群试骑{word}", _crowd_number(place), f"13900009{place:03d}") for place, word in enumerate(_CROWD)
    ]
    riders = [one.worker for one in workers_register_many(people=found, actor=_SYSTEM, at=at - CROWD_FOR) if one.worker]
    sent: list[OrderLine] = []
    day = day_of(at - CROWD_FOR)
    while day < day_of(at):
        noon = at_time(day, 12)
        lines = [
            order_line(
                KUAIPAO, rider, noon + timedelta(minutes=place), picked=None, finished=noon + timedelta(minutes=9)
            )
            for rider in riders
            for place in range(4)
        ]
        orders_take(platform_id=people.orgs[KUAIPAO.key].id, lines=lines, actor=_SYSTEM, at=noon + timedelta(minutes=9))
        sent += lines
        day += timedelta(days=1)
    return sent


def _crowd_number(place: int) -> str:
    first = f"990104{1975 + place % 30}0{1 + place % 9}1{place % 9}{place + 1:03d}"
    return first + id_check_character(first)


def build_cover(people: DemoPeople, told: list[OrderLine], at: datetime) -> None:
    """Everything a platform and finance find on their first day. After the stories, whose orders are billed too.

    Args:
        told: what the platform a visitor can look at has sent so far, apart from today.
    """
    _last_month(people, at)
    _set_aside(people, at)
    _bills(people, told, at)
    _courses(people, at)


# --- premium ---------------------------------------------------------------------------------------------------


def _last_month(people: DemoPeople, at: datetime) -> None:
    for platform in PLATFORMS:
        for day in _billed_days(at):
            home, lines = people.orgs[platform.key].id, _orders_of(people, platform, day)
            running = [replace(line, picked_at="", finished_at="") for line in lines]
            orders_take(platform_id=home, lines=running, actor=_SYSTEM, at=at_time(day, FIRST_HOUR, 10))
            orders_take(platform_id=home, lines=lines, actor=_SYSTEM, at=at_time(day, FIRST_HOUR + 1))


def _billed_days(at: datetime) -> list[date]:
    month = month_before(month_of(day_of(at)))
    return [month.replace(day=number) for number in BILLED_DAYS]


def _orders_of(people: DemoPeople, platform: DemoPlatform, day: date) -> list[OrderLine]:
    workers = list(people.workers.values())
    return [
        _finished(platform, workers[number], at_time(day, FIRST_HOUR, place))
        for number in platform.riders
        for place in range(10)
    ]


def _finished(platform: DemoPlatform, worker: WorkerView, accepted: datetime) -> OrderLine:
    picked, ended = accepted + timedelta(minutes=8), accepted + timedelta(minutes=27)
    return order_line(platform, worker, accepted, picked=picked, finished=ended)


def _bills(people: DemoPeople, told: list[OrderLine], at: datetime) -> None:
    """Past months closed: the others have paid; the one whose desk a visitor sees declared something else."""
    month = month_before(month_of(day_of(at)))
    mine = people.orgs[KUAIPAO.key].id
    closed_at = min(at, at_start_of(month_after(month)) + timedelta(days=1, hours=10))
    others = [people.orgs[platform.key].id for platform in PLATFORMS if platform is not KUAIPAO]
    for each in months_closable(at):
        month_close(month=each, actor=_SYSTEM, at=closed_at, platform_ids=others)
    charges_send(month=month, actor=_SYSTEM)
    receipts_collect(actor=_SYSTEM, at=closed_at)
    for each in months_closable(at):
        month_close(month=each, actor=_SYSTEM, at=closed_at, platform_ids=[mine])
    _declared(people, told, month, closed_at)
    _corrected(people, at)
    bills_dun(at=at)


def _declared(people: DemoPeople, told: list[OrderLine], month: date, at: datetime) -> None:
    """The platform's own list: one order left out, one at another premium, one that we do not know."""
    (bill,) = bills(actor=_SYSTEM, month=month, platform_id=people.orgs[KUAIPAO.key].id)
    lines = [line for day in _billed_days(at_start_of(month_after(month))) for line in _orders_of(people, KUAIPAO, day)]
    lines += [line for line in told if month_of(day_of(datetime.fromisoformat(line.accepted_at))) == month]
    rows = [[line.order_no, line.accepted_at, _HAO_SAID[line.industry]] for line in lines[1:]]
    rows[4][2] = "0.25"
    rows.append(["KP-测试-0001", lines[0].accepted_at, "0.07"])
    content = write_csv(_HEADINGS, rows)
    declaration_take(
        bill_id=bill.id, name=f"{month:%Y-%m} 申报.csv", content=content, actor=people.actor("platform"), at=at
    )


def _corrected(people: DemoPeople, at: datetime) -> None:
    """Told after the month was closed: it goes into the running one."""
    line = _orders_of(people, KUAIPAO, _billed_days(at)[0])[0]
    orders_take(
        platform_id=people.orgs[KUAIPAO.key].id, lines=[replace(line, industry=Industry.FREIGHT)], actor=_SYSTEM, at=at
    )


# --- quarantine, keys, log -------------------------------------------------------------------------------------


def _set_aside(people: DemoPeople, at: datetime) -> None:
    """Lines of today that cannot be orders, of every kind that one click puts right."""
    rider = next(iter(people.workers.values()))
    accepted = at - timedelta(hours=3)
    line = replace(_finished(KUAIPAO, rider, accepted), order_no="KP-待改-1")
    early = (accepted - timedelta(hours=1)).isoformat()
    bad = [
        replace(line, finished_at=early, picked_at=""),
        replace(line, order_no="KP-待改-2", finished_at=early, picked_at=""),
        replace(line, order_no="KP-待改-3", accepted_at=(at + timedelta(hours=8)).isoformat(), finished_at=""),
        replace(line, order_no="KP-待改-4", worker="110105194912310021"),
        replace(line, order_no="KP-待改-5", accepted_at=(accepted - timedelta(hours=30)).isoformat()),
        replace(line, order_no="KP-待改-6", accepted_at="昨天下午"),
    ]
    orders_take(platform_id=people.orgs[KUAIPAO.key].id, lines=bad, actor=_SYSTEM, at=at)


def build_log(people: DemoPeople, at: datetime) -> None:
    """Keys of the platform a visitor can look at, and what its program asked with them: through the API itself."""
    manager, home = people.actor("platform-manager"), people.orgs[KUAIPAO.key]
    live = key_issue(org_id=home.id, actor=manager, at=at, note="生产服务器")
    test = key_issue(org_id=home.id, actor=manager, at=at, note="联调", test=True)
    rider = next(iter(people.workers.values())).id_number
    tested = sandbox_people()[0][1]
    now = at.isoformat()
    _ask(live, at, "POST", "/api/v1/cover", {"worker": rider, "at": now})
    _ask(live, at, "POST", "/api/v1/cover", {"worker": rider, "at": "今天"})
    _ask(live, at, "GET", "/api/v1/checks")
    _ask(live, at, "POST", "/api/v1/orders")
    run_start(platform_id=home.id, actor=manager, at=at)
    order = [{"order_no": "A1", "worker": tested, "accepted_at": now, "region": REGION}]
    for _ in range(2):
        _ask(test, at, "POST", "/api/v1/orders", order)
    _ask(test, at, "POST", "/api/v1/cover", {"worker": tested, "at": now})
    _ask(test, at, "GET", "/api/v1/reports")


def _ask(key: IssuedKey, at: datetime, method: str, path: str, told: Any = None) -> None:
    body = b"" if told is None else json.dumps(told, ensure_ascii=False).encode()
    signed = simple.sign(
        key_id=key.key_id,
        secret=key.secret,
        method=method,
        path=path,
        body=body,
        time=int(at.timestamp()),
        nonce=secrets.token_hex(12),
    )
    ask(method=method, path=path, headers=signed, body=body, content_type="application/json")


# --- prevention ------------------------------------------------------------------------------------------------


def _courses(people: DemoPeople, at: datetime) -> None:
    """Two courses assigned by hand, half of the riders through with one of them."""
    people_note(at=at)
    home, manager, then = people.orgs[KUAIPAO.key].id, people.actor("platform-manager"), at - timedelta(days=12)
    drive_start(
        platform_id=home,
        course="crossing",
        level=Level.FRONT,
        cause=Cause.HOTSPOT,
        note="示范路口这两周摔了三个人，请减速通过。",
        actor=manager,
        at=then,
        due_on=day_of(at) + timedelta(days=3),
    )
    drive_start(
        platform_id=home,
        course="fatigue",
        level=Level.MANAGER,
        cause=Cause.CHOSEN,
        actor=manager,
        at=then,
        due_on=day_of(at) + timedelta(days=5),
    )
    right = [one.right for one in course("crossing").questions]
    riders = list(people.workers.values())
    for number in KUAIPAO.riders[2:]:
        quiz_mark(course="crossing", answers=right, actor=riders[number].actor(), at=then + timedelta(days=2))
