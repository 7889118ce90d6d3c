"""One employer of the demo city with people at every step, a firm that waits, and work at home.

Running it again adds nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import transaction

from anxin.identity.demo import demo_credit_code, demo_id_number, demo_org_code, demo_phone
from anxin.identity.selectors import org_by_credit_code, staff_of, worker_by_phone
from anxin.identity.types import Actor, WorkerView
from anxin.kit.clock import at_time, day_of
from anxin.kit.errors import Refused
from anxin.market.jobs import services as jobs
from anxin.market.jobs.hours import ALL_SHIFTS, ALL_WEEK
from anxin.market.jobs.places import place_named
from anxin.market.jobs.selectors import employer_of, posts_of_employer
from anxin.market.jobs.services.employers import CompanyIn
from anxin.market.jobs.trades import trade_list
from anxin.market.jobs.types import Availability, Channel, Insurance, InterviewKind, PayKind, PostIn, ProfileIn, Settle

_WHERE = "样板街口"


@transaction.atomic
def fill(people: Sequence[WorkerView], *, at: datetime) -> bool:
    """Let the demo employer hire as it would have until ``at``, wholly or not at all; False when it has already."""
    diner = org_by_credit_code(demo_org_code("diner"))
    officer = next((one.actor() for one in staff_of([diner.id])), None) if diner else None
    employer = employer_of(officer) if officer else None
    if (
        officer is None
        or employer is None
        or any(post.title == "早市帮厨" for post in posts_of_employer(officer, employer.id))
    ):
        return False
    _kitchen(employer.id, officer, people[:6], at)
    _waiters(employer.id, officer, people[6:12], at)
    _drafts(employer.id, officer, at)
    _waiting_firm(at)
    _at_home(at)
    return True


def _post(trade: str, title: str, work: str, first: date, last: date, **more: object) -> PostIn:
    codes = {one.name: code for code, one in trade_list().trades.items()}
    near = place_named(_WHERE)
    said: dict[str, object] = {
        "trade": codes[trade],
        "title": title,
        "work": work,
        "place": "样板街 12 号",
        "directions": "到样板街口下车，往东两百米，红色门头",
        "point": near.point,
        "district": near.district,
        "headcount": 4,
        "first_day": first,
        "last_day": last,
        "day_start": 6 * 60,
        "day_end": 11 * 60,
        "weekdays": ALL_WEEK,
        "pay_kind": PayKind.HOUR,
        "pay_fen": 2600,
        "settle": Settle.DAILY,
        "expires_on": last,
        "conditions": 0,
        "insurance": Insurance.ACCIDENT,
        "meals": True,
        "contact_name": "何试雇",
    }
    return PostIn(**(said | more))  # type: ignore[arg-type]


def _seek(person: WorkerView, trade: str, at: datetime) -> None:
    """The worker looks for just this, near enough."""
    codes, near = {one.name: code for code, one in trade_list().trades.items()}, place_named(_WHERE)
    profile = ProfileIn(
        trades=(codes[trade],),
        availability=Availability(ALL_SHIFTS),
        place=near.name,
        point=near.point,
        district=near.district,
        radius_km=10,
        conditions=1 << 1,
    )
    jobs.profile_save(worker_id=person.id, profile=profile, channel=Channel.DESK, actor=person.actor(), at=at)


def _apply(person: WorkerView, trade: str, post_id: int, at: datetime) -> UUID:
    _seek(person, trade, at)
    return jobs.application_make(
        worker_id=person.id, post_id=post_id, key=f"demo:{post_id}", actor=person.actor(), at=at
    )


def _kitchen(employer_id: UUID, officer: Actor, people: Sequence[WorkerView], at: datetime) -> None:
    """Three days of kitchen work: one paid, one finished, one at work, one promised, two who wait."""
    first = day_of(at) - timedelta(days=2)
    posted = at_time(first - timedelta(days=1), 9)
    draft = _post("帮厨", "早市帮厨", "早市备菜、蒸包子、打豆浆，有师傅带。", first, day_of(at) + timedelta(days=4))
    saved = jobs.post_save(employer_id=employer_id, draft=draft, actor=officer, at=posted)
    assert saved.post is not None
    rows = [_apply(one, "帮厨", saved.post.id, posted + timedelta(hours=1)) for one in people]
    began, ended = at_time(first, 6), at_time(first, 11)
    for row, person, step in zip(rows[:4], people[:4], ("paid", "finished", "started", "accepted"), strict=True):
        jobs.application_accept(application_id=row, actor=officer, at=posted + timedelta(hours=3))
        if step == "accepted":
            continue
        jobs.work_start_by_employer(application_id=row, actor=officer, at=began)
        if step == "started":
            continue
        jobs.work_finish(application_id=row, minutes=330, fen=14_300, actor=person.actor(), at=ended)
        if step == "paid":
            jobs.hours_confirm(application_id=row, minutes=330, fen=14_300, actor=officer, at=ended)
            jobs.pay_received(application_id=row, actor=person.actor(), at=ended + timedelta(hours=1))


def _waiters(employer_id: UUID, officer: Actor, people: Sequence[WorkerView], at: datetime) -> None:
    """Waiters for next week, with times to meet: one is full and has a waiting list."""
    first = day_of(at) + timedelta(days=4)
    draft = _post(
        "餐厅服务员", "宴会服务员（周末）", "周末宴会摆台、上菜、收台，有领班带。", first, first + timedelta(days=1)
    )
    saved = jobs.post_save(employer_id=employer_id, draft=draft, actor=officer, at=at - timedelta(hours=30))
    assert saved.post is not None
    tomorrow = day_of(at) + timedelta(days=1)
    slots = [
        jobs.slot_add(
            post_id=saved.post.id,
            slot_at=at_time(tomorrow, hour),
            minutes=30,
            kind=InterviewKind.PLACE,
            where="样板街 12 号二楼",
            seats=seats,
            actor=officer,
            at=at - timedelta(hours=29),
        )
        for hour, seats in ((10, 2), (15, 5))
    ]
    for person in people[:4]:
        row = _apply(person, "餐厅服务员", saved.post.id, at - timedelta(hours=20))
        jobs.slot_book(application_id=row, slot_id=slots[0], actor=person.actor(), at=at - timedelta(hours=19))


def _drafts(employer_id: UUID, officer: Actor, at: datetime) -> None:
    """A text the checker stopped, and one that waits for a person of the market."""
    first = day_of(at) + timedelta(days=3)
    for title, work, ask in (
        ("前台收银", "只要三十岁以下女生，先交服装押金两百元。", False),
        ("后厨洗碗", "洗碗、清洁后厨，男士优先，能吃苦。", True),
    ):
        draft = _post("收银员" if ask is False else "洗碗工", title, work, first, first)
        saved = jobs.post_save(employer_id=employer_id, draft=draft, actor=officer, at=at - timedelta(hours=3))
        if ask and saved.post is not None and saved.blocked:
            jobs.post_ask_review(post_id=saved.post.id, actor=officer, at=at - timedelta(hours=2))


def _waiting_firm(at: datetime) -> None:
    """A firm that registered itself this morning: staff look at its papers."""
    company = CompanyIn(
        name="虚构搬家有限公司（演示）",
        credit_code=demo_credit_code(4_001),
        contact_name="毛试搬",
        contact_phone=demo_phone(99),
        controller_name="毛试搬",
        controller_id_number=demo_id_number(99),
        username="demo-mover",
        password="anxin-demo-mover-2026",  # noqa: S106 - invented, and the account opens nothing but its own drafts
    )
    try:
        jobs.company_register(company=company, at=at - timedelta(hours=2))
    except Refused:
        return


def _at_home(at: datetime) -> None:
    """One of the demo workers looks for somebody to clean at home."""
    person = worker_by_phone(demo_phone(2))
    if person is None:
        return
    household = jobs.individual_register(actor=person.actor(), at=at - timedelta(hours=5))
    first = day_of(at) + timedelta(days=2)
    draft = _post(
        "日常保洁",
        "日常保洁",
        "三居室打扫一遍，擦窗，工具家里有。",
        first,
        first,
        place="青砖小区南门",
        directions="",
        headcount=1,
        day_start=9 * 60,
        day_end=12 * 60,
        pay_fen=4000,
        insurance=Insurance.NONE,
        meals=False,
        contact_name=household.contact_name,
    )
    jobs.post_save(employer_id=household.id, draft=draft, actor=person.actor(), at=at - timedelta(hours=4))
