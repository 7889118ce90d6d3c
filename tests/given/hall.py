"""A market hall with a kiosk, and a morning's jobs."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from anxin.identity.types import Actor, OrgKind, OrgView, Role
from anxin.market.hall.selectors import devices
from anxin.market.hall.services import (
    announcement_make,
    booking_make,
    device_add,
    question_ask,
    seat_add,
    ticket_draw,
    tool_add,
    tool_lend,
)
from anxin.market.hall.types import Purpose
from anxin.market.jobs.types import PayKind, PostView, Settle
from anxin.market.outreach.models import Member
from anxin.market.outreach.services import group_add, representative_add, subscription_save, volunteer_add
from anxin.market.outreach.types import SubscriptionIn
from anxin.notify.services import robot_add
from tests.given.market import TODAY, a_post, an_employer
from tests.given.people import NOON, a_staff, a_worker, an_org

PLACE = "样板街口"
_OFFERS = (
    # trade, title, pay in fen, how it is counted, people wanted, condition bits
    (101, "家庭保洁", 4_500, PayKind.HOUR, 4, 0),
    (102, "开荒保洁，三天", 26_000, PayKind.DAY, 20, 0),
    (101, "写字楼夜间保洁", 3_800, PayKind.HOUR, 6, 0),
    (101, "搬家前后大扫除", 30_000, PayKind.DAY, 2, 0),
    (102, "医院保洁", 19_000, PayKind.DAY, 9, 2),
    (101, "日常保洁，上午半天", 4_000, PayKind.HOUR, 3, 0),
    (801, "宴会服务员", 2_800, PayKind.HOUR, 12, 0),
    (801, "早餐店服务员", 2_600, PayKind.HOUR, 1, 0),
)


@dataclass(frozen=True)
class Hall:
    """One hall, its clerk, its kiosk's secret, its jobs."""

    market: OrgView
    clerk: Actor
    secret: str
    posts: tuple[PostView, ...]


def a_hall(*, name: str = "试东零工市场（演示）") -> Hall:
    """A hall that opened this morning."""
    market = an_org(OrgKind.MARKET, name=name)
    clerk = a_staff(Role.MARKET_OPERATOR, org=market, name="张试市")
    secret = device_add(name="大门口一体机", place=PLACE, actor=clerk, at=NOON)
    employer = an_employer(name="试验物业服务")
    tomorrow = TODAY + timedelta(days=1)
    posts = tuple(
        a_post(
            employer=employer,
            trade=trade,
            title=title,
            pay_fen=pay,
            pay_kind=kind,
            headcount=wanted,
            conditions=bits,
            settle=Settle.DAILY,
            first_day=tomorrow,
            last_day=tomorrow,
            directions="地铁 7 号线样板街口站 B 口出来右转 200 米，找绿色大门",
        )[1]
        for trade, title, pay, kind, wanted, bits in _OFFERS
    )
    return Hall(market, clerk, secret, posts)


def a_halls_things(clerk: Actor) -> dict[str, Any]:
    """One thing of each kind in somebody's hall, by the name it has in an address."""
    market = clerk.orgs()[0]
    later = NOON + timedelta(hours=1)
    seat = seat_add(name="1 号桌", actor=clerk)
    tools = [tool_add(label=f"G-{number}", name="电钻", actor=clerk) for number in (1, 2)]
    group = group_add(name="名单", actor=clerk, at=NOON)
    volunteer = volunteer_add(name="钱试愿", phone="13900005001", actor=clerk, at=NOON)
    asked = {"topic": Purpose.POLICY, "text": "怎么办？", "who": "", "phone": "13900005003", "worker_id": None}
    device_add(name="一体机", actor=clerk, at=NOON)
    robot = {"kind": "simulated", "name": "群", "address": "", "people": 1}
    person = {"name": "孙试代", "phone": "13900005002"}
    subscriber = a_worker()
    return {
        "ticket_id": ticket_draw(org_id=market, purpose=Purpose.WORK, first=False, at=NOON).id,
        "booking_id": booking_make(
            seat_id=seat, starts_at=NOON, ends_at=later, who="试", about="", actor=clerk, at=NOON
        ),
        "tool_id": tools[0],
        "loan_id": tool_lend(tool_id=tools[1], borrower="试", phone="13900005004", due_at=later, actor=clerk, at=NOON),
        "question_id": question_ask(org_id=market, **asked, at=NOON),  # type: ignore[arg-type]
        "device_id": devices(clerk)[0].id,
        "announcement_id": announcement_make(text="通知", until=NOON.date(), actor=clerk, at=NOON),
        "group_id": group,
        "member_id": Member.objects.create(
            group_id=group, worker_id=subscriber.worker_id, added_by=clerk.account_id, added_at=NOON
        ).pk,
        "robot_id": robot_add(**robot, org_id=market, actor=clerk, at=NOON),  # type: ignore[arg-type]
        "volunteer_id": volunteer,
        "representative_id": representative_add(
            volunteer_id=volunteer, **person, where="", circle=1, actor=clerk, at=NOON
        ),
        "subscription_id": subscription_save(wanted=SubscriptionIn(trades=(101,), shifts=1), actor=subscriber, at=NOON),
    }
