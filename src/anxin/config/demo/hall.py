"""The hall of the demo city in the middle of a morning: people waiting, tools lent, questions, lists, the network.

Running it again adds nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from anxin.identity.consent_texts import consent_text
from anxin.identity.selectors import orgs, staff_of
from anxin.identity.services import consent_give
from anxin.identity.types import Actor, OrgKind, WorkerView
from anxin.kit.clock import at_start_of, day_of
from anxin.market.hall import services as hall
from anxin.market.hall.selectors import tools as tools_of
from anxin.market.hall.types import Purpose
from anxin.market.jobs.trades import trade_list
from anxin.market.outreach import services as outreach
from anxin.market.outreach.types import CONSENT_KEY, Pace, SubscriptionIn
from anxin.notify.services import robot_add

_TOOLS: Final = (
    *(
        ("G-01", "冲击钻"),
        ("G-02", "角磨机"),
        ("G-03", "铝合金人字梯"),
        ("G-04", "手推平板车"),
        ("G-05", "安全帽 5 顶"),
    ),
    *(("G-06", "工具箱"), ("G-07", "雨衣 5 件"), ("G-08", "保温箱")),
)
_QUESTIONS: Final = (
    (
        Purpose.POLICY,
        "我在外卖平台送餐，自己还能交养老保险吗？",
        "可以。按灵活就业人员身份参保，带身份证到一楼 2 号窗口就能办。",
    ),
    (
        Purpose.RIGHTS,
        "干了三天的活，老板说月底才结，合同写的当天结。",
        "按约定的日期结。在手机“我的报名”里点“没拿到钱”，我们和劳动监察一起催。",
    ),
    (Purpose.TRAINING, "想学电工，培训收费吗？", ""),
    (Purpose.WORK, "快六十了，有没有不用爬高的活？", ""),
)
_VOLUNTEERS: Final = (
    ("葛试愿", ("柳荫小区南门", "东货场候工点", "示范路桥头")),
    ("奚试愿", ("样板街早市", "青砖工地生活区", "试西物流园")),
)


def fill(people: Sequence[WorkerView], *, at: datetime) -> bool:
    """Fill the hall as it would stand at ``at``; False when it is filled already, or the city has no market."""
    market = next(iter(orgs(OrgKind.MARKET)), None)
    clerk = next((one.actor() for one in staff_of([market.id]) if one), None) if market else None
    if market is None or clerk is None or tools_of(clerk):
        return False
    _desk(market.id, clerk, at)
    _floor(clerk, people, at)
    _lists(market.id, clerk, people, at)
    _network(clerk, at)
    return True


def _desk(market_id: UUID, clerk: Actor, at: datetime) -> None:
    """Numbers of this morning, in every state, and questions, some answered."""
    wants = (Purpose.WORK, Purpose.HIRE, Purpose.WORK, Purpose.POLICY, Purpose.WORK, Purpose.RIGHTS, Purpose.WORK)
    for place, purpose in enumerate(wants):
        drawn = at - timedelta(minutes=50 - 6 * place)
        hall.ticket_draw(org_id=market_id, purpose=purpose, first=place == 5, at=drawn)
    for window, end in (("1 号窗口", hall.ticket_done), ("2 号窗口", hall.ticket_missed), ("1 号窗口", None)):
        called = hall.call_next(actor=clerk, window=window, at=at - timedelta(minutes=9))
        if end is not None:
            end(ticket_id=called.id, actor=clerk, at=at - timedelta(minutes=4))
    for place, (topic, text, answer) in enumerate(_QUESTIONS):
        asked = at - timedelta(hours=20 - 4 * place)
        question_id = hall.question_ask(
            org_id=market_id, topic=topic, text=text, who="来访的人", phone="13900000099", worker_id=None, at=asked
        )
        if answer:
            hall.question_answer(question_id=question_id, text=answer, actor=clerk, at=asked + timedelta(hours=1))
    hall.announcement_make(
        text="明早六点半早市撮合，三天内要人的岗位都在", until=day_of(at) + timedelta(days=7), actor=clerk, at=at
    )


def _floor(clerk: Actor, people: Sequence[WorkerView], at: datetime) -> None:
    """Seats with bookings, tools in and out, one of them late."""
    seats = [hall.seat_add(name=f"{number} 号桌", actor=clerk) for number in range(1, 7)]
    noon = at_start_of(day_of(at) + timedelta(days=1)) + timedelta(hours=9)
    for place, who in enumerate(("样板餐饮一店", "编造保洁二店", "试东物流一店")):
        start = noon + timedelta(hours=place)
        hall.booking_make(
            seat_id=seats[place],
            starts_at=start,
            ends_at=start + timedelta(hours=2),
            who=who,
            about="现场谈工钱和时间",
            actor=clerk,
            at=at,
        )
    tools = [hall.tool_add(label=label, name=name, actor=clerk) for label, name in _TOOLS]
    for place, (tool, hours) in enumerate(zip(tools, (-3, 4, 6), strict=False)):
        one, lent = people[place], at - timedelta(hours=8)
        hall.tool_lend(
            tool_id=tool, borrower=one.name, phone=one.phone, due_at=at + timedelta(hours=hours), actor=clerk, at=lent
        )


def _lists(market_id: UUID, clerk: Actor, people: Sequence[WorkerView], at: datetime) -> None:
    """Subscribers, two lists of people who agreed, a simulated chat, and a push that reached them."""
    trades = [one.code for one in trade_list().trades.values() if one.name in ("日常保洁", "保安员", "搬运工", "厨师")]
    for place, one in enumerate(people[:24]):
        pace = Pace.INSTANT if place % 6 == 0 else Pace.DAILY
        wanted = SubscriptionIn(trades=(trades[place % len(trades)],), pace=pace, ways=("sms",))
        outreach.subscription_save(wanted=wanted, actor=one.actor(), at=at - timedelta(days=place % 9))
    near = outreach.group_add(name="要离家近的活", actor=clerk, at=at)
    older = outreach.group_add(name="五十岁以上找看门保洁", actor=clerk, at=at)
    said = consent_text(CONSENT_KEY)
    for place, one in enumerate(people[30:48]):
        consent_give(
            worker_id=one.id, key=CONSENT_KEY, version=said.version, sha256=said.sha256, actor=one.actor(), at=at
        )
        outreach.member_add(group_id=near if place % 2 else older, person=one.phone, actor=clerk, at=at)
    robot = robot_add(
        kind="simulated", name="东货场找活群（模拟）", address="", people=186, org_id=market_id, actor=clerk, at=at
    )
    outreach.push_send(
        key="demo-push",
        text="明天柳荫园林要 15 名绿化工，早上六点东货场集合，管车接送，当天结钱。",
        group_ids=[near, older],
        trades=[],
        robot_ids=[robot],
        network=False,
        ways=("sms",),
        actor=clerk,
        at=at - timedelta(hours=15),
    )


def _network(clerk: Actor, at: datetime) -> None:
    """Two volunteers, three representatives each, their circles and the last visits."""
    today = day_of(at)
    for row, (name, places) in enumerate(_VOLUNTEERS):
        volunteer = outreach.volunteer_add(name=name, phone=f"1390000008{row}", actor=clerk, at=at - timedelta(days=30))
        for place, where in enumerate(places):
            one = outreach.representative_add(
                volunteer_id=volunteer,
                name="代试" + "甲乙丙丁戊己"[row * 3 + place],
                phone=f"139000000{70 + row * 3 + place}",
                where=where,
                circle=(35, 60, 22, 48, 80, 15)[row * 3 + place],
                actor=clerk,
                at=at - timedelta(days=29),
            )
            if place < 2:
                outreach.visit_note(
                    representative_id=one,
                    day=today - timedelta(days=3 + place),
                    note="早上候工四十来人，搬运活多，保洁少。问能不能在这里也放一台一体机。",
                    next_on=today + timedelta(days=11),
                    actor=clerk,
                    at=at - timedelta(days=2),
                )
