"""The gig market of the demo city: invented employers, workers and posts, plausible enough to search and be matched.

It is filled by a job after the web process answers, so that starting the server does not wait for it. The same day
gives the same market. Running it again adds nothing to it.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final
from uuid import UUID

from anxin.config.demo import hall, hiring
from anxin.identity.demo import demo_credit_code, demo_org_code
from anxin.identity.numbers import id_check_character
from anxin.identity.selectors import org_by_credit_code
from anxin.identity.services import PersonIn, org_create, workers_register_many
from anxin.identity.types import Actor, OrgKind, WorkerView
from anxin.kit.clock import day_of
from anxin.kit.errors import Refused
from anxin.market.jobs import services as jobs
from anxin.market.jobs.hours import ALL_WEEK, DAY
from anxin.market.jobs.places import Place, city
from anxin.market.jobs.selectors import figures_today
from anxin.market.jobs.services import Offer, Registration
from anxin.market.jobs.trades import Trade, trade_list
from anxin.market.jobs.types import Availability, Channel, Insurance, PayKind, Point, PostIn, ProfileIn, Settle
from anxin.market.matching.services import index_refresh, matches_show

SYSTEM: Final = Actor.system("演示数据")
WORKERS, POSTS, APPLICATIONS = 3_000, 2_400, 150
_FIRST_PHONE: Final = 1_001
_FIRST_CODE: Final = 5_001
_PIECE: Final = 500

_FAMILIES: Final = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜"
_SECOND: Final = "工农匠勤朴实乐安康顺平和欣盛达远志明"

_FIRMS: Final = (
    ("样板餐饮", (7, 8)),
    ("示例酒店", (8, 9)),
    ("编造保洁", (1, 2)),
    ("虚构家政", (2, 1)),
    ("试东物流", (3, 4)),
    ("试西仓储", (4, 3)),
    ("快跑配送站", (5,)),
    ("示范物业", (9, 10)),
    ("安稳保安", (10,)),
    ("样板建筑", (11, 12)),
    ("示例装饰", (12, 13)),
    ("编造机电", (13, 14)),
    ("虚构电子厂", (15,)),
    ("试东服装", (16,)),
    ("柳荫园林", (17,)),
    ("百货超市", (18,)),
    ("试西会展", (19,)),
    ("青砖呼叫中心", (20,)),
    ("样板传媒", (21,)),
    ("示例美业", (22,)),
)
"""Kinds of firms and the families of trades they offer; each stands in three places of the city."""

_TRADES: Final = (
    *("日常保洁", "开荒保洁", "擦玻璃", "钟点工", "养老护理员", "病房护工", "做饭阿姨", "搬运工", "装卸工", "搬家工"),
    *("理货员", "快递分拣员", "打包员", "叉车司机", "拣货员", "外卖骑手", "快递员", "商超配送员", "厨师", "切配工"),
    *("洗碗工", "面点师", "帮厨", "餐厅服务员", "传菜员", "收银员", "客房服务员", "前台接待", "停车管理员", "保安员"),
    *("活动安保", "砌筑工", "钢筋工", "小工", "油漆工", "贴砖工", "水电工", "电工", "空调安装工", "焊工"),
    *("电子厂普工", "包装工", "质检员", "缝纫工", "绿化工", "采摘工", "超市理货员", "促销员", "会展协助员", "电话客服"),
    *("数据录入员", "直播助理", "美发助理"),
)

_WORK: Final = {
    1: "打扫办公室和公共区域，清运垃圾，有班长带，工具现场领。",
    2: "照看起居、做简单家务，按雇主的安排来，第一天有人带。",
    3: "把货从车上卸到库里并码好，两人一组，中间有休息。",
    4: "扫码、分拣、打包，站着干的活多，设备会教。",
    5: "在站点三公里内送单，站长带第一天，保温箱站里领。",
    7: "后厨备菜、洗切、打下手，忙的时候两小时，管一顿工作餐。",
    8: "点单、上菜、收台，午市和晚市最忙，有领班带。",
    9: "整理房间、登记来客、巡看车场，按表做，交接班写清楚。",
    10: "站岗、巡逻、登记来访，每两小时换一次岗。",
    11: "工地配合师傅干活，进场先做安全交底，安全帽发放。",
    12: "室内装修，按图施工，材料到现场，当天验收当天记工。",
    13: "检修和安装，先断电再动手，疑难的有师傅在。",
    14: "焊接和打磨，防护用品发放，动火有人监护。",
    15: "流水线组装和目检，坐着干的活多，每班中间休息两次。",
    16: "平车缝制，计件，样衣先教会再上手。",
    17: "修剪、浇水、清运枝叶，早上凉快时干，中午休息。",
    18: "上货、理货、贴价签，晚班补货为主。",
    19: "签到、引导、搬桌椅，活动结束后拆场，当天结钱。",
    20: "接打电话、录入表格，电脑现场有，先培训半天，培训照付工钱。",
    21: "直播间打灯、上链接、记订单，设备现场有。",
    22: "洗头、打扫、跟师傅学，店里包午饭。",
}

_PAY: Final = {
    1: (150, 220),
    2: (180, 280),
    3: (220, 320),
    4: (160, 240),
    5: (200, 320),
    7: (160, 300),
    8: (150, 220),
    9: (150, 210),
    10: (160, 220),
    11: (220, 420),
    12: (260, 460),
    13: (240, 420),
    14: (280, 460),
    15: (170, 250),
    16: (180, 280),
    17: (150, 220),
    18: (140, 200),
    19: (150, 240),
    20: (150, 210),
    21: (160, 260),
    22: (130, 200),
}
"""Yuan a day, from and to."""

_SHIFTS: Final = ((480, 1020), (420, 900), (540, 1080), (600, 1320), (360, 720), (840, 1320), (1320, 360))


@dataclass(frozen=True, slots=True)
class Filled:
    """What was put in."""

    employers: int
    workers: int
    posts: int
    applications: int


def fill(at: datetime) -> Filled:
    """Fill the market as it would stand at ``at``."""
    chance = random.Random(20261123)  # noqa: S311 - the same city every time
    firms = _firms(at)
    people = _people(chance, at)
    workers = _profiles(chance, people, at)
    filled = figures_today(at=at).posts >= POSTS // 2
    posts = 0 if filled else _posts(chance, firms, at)
    stories = 0 if filled else _stories(chance, people, at)
    hiring.fill(people, at=at)
    hall.fill(people, at=at)
    return Filled(len(firms), workers, posts, stories)


def _firms(at: datetime) -> list[tuple[UUID, tuple[int, ...]]]:
    """Sixty verified firms with the families of trades they offer."""
    found: list[tuple[UUID, tuple[int, ...]]] = []
    for number in range(len(_FIRMS) * 3):
        name, groups = _FIRMS[number % len(_FIRMS)]
        branch = ("一店", "二店", "三店")[number // len(_FIRMS)]
        code = demo_org_code("diner") if number == 0 else demo_credit_code(_FIRST_CODE + number)
        org = org_by_credit_code(code) or org_create(
            kind=OrgKind.EMPLOYER,
            name=f"{name}{branch}（演示）",
            short_name=f"{name}{branch}",
            credit_code=code,
            phone="010-00000002",
            actor=SYSTEM,
            at=at,
        )
        employer = jobs.employer_admit(
            org=org,
            contact_name="何试雇",
            contact_phone=f"1390000{9000 + number % len(_FIRMS):04d}",
            controller_name="钱试控",
            controller_key=f"demo-controller-{number % len(_FIRMS)}",
            actor=SYSTEM,
            at=at,
        )
        found.append((employer.id, groups))
    return found


def _people(chance: random.Random, at: datetime) -> list[WorkerView]:
    """Three thousand people with valid numbers of a region that does not exist."""
    people = [_person(number, chance) for number in range(WORKERS)]
    answers = []
    for first in range(0, len(people), _PIECE):
        answers += workers_register_many(people=people[first : first + _PIECE], actor=SYSTEM, at=at)
    return [one.worker for one in answers if one.worker is not None]


def _person(number: int, chance: random.Random) -> PersonIn:
    born = date(1962, 1, 1) + timedelta(days=chance.randrange(44 * 365))
    first = f"990102{born:%Y%m%d}{number % 1000:03d}"
    family, second = _FAMILIES[number % len(_FAMILIES)], _SECOND[number // len(_FAMILIES) % len(_SECOND)]
    phone = f"1390000{_FIRST_PHONE + number:04d}"
    return PersonIn(f"{family}试{second}", first + id_check_character(first), phone)


def _profiles(chance: random.Random, people: Sequence[WorkerView], at: datetime) -> int:
    wanted = _wanted()
    rows = [
        Registration(one, _profile(chance, wanted), at - timedelta(hours=chance.randrange(24 * 40))) for one in people
    ]
    return jobs.profiles_put_many(registrations=rows, channel=Channel.IMPORT, actor=SYSTEM, at=at)


def _wanted() -> list[Trade]:
    named = {one.name: one for one in trade_list().trades.values()}
    return [named[name] for name in _TRADES]


def _profile(chance: random.Random, wanted: Sequence[Trade]) -> ProfileIn:
    main = chance.choice(wanted)
    family = [one for one in wanted if one.group == main.group]
    trades = tuple(dict.fromkeys([main.code, chance.choice(family).code, chance.choice(wanted).code]))
    place, point = _spot(chance)
    quarters = chance.choice((0b0110, 0b1110, 0b0110, 0b1111, 0b1100))
    days = chance.choice((0b1111111, 0b1111111, 0b0011111, 0b1100000))
    shifts = sum(quarters << day * 4 for day in range(7) if days >> day & 1)
    skills = [(code // 100 - 1) * 8 + 1 + chance.randrange(8) for code in trades for _n in range(3)]
    return ProfileIn(
        trades=trades,
        skills=tuple(dict.fromkeys(skills)),
        availability=Availability(shifts),
        place=place.name,
        district=place.district,
        point=point,
        radius_km=chance.choice((3, 5, 8, 10, 10, 20)),
        pay_kind=PayKind.DAY,
        pay_fen=chance.choice((0, 12_000, 15_000, 16_000, 18_000, 20_000)),
        conditions=(main.usual if chance.random() < 0.8 else 0) | 1 << chance.randrange(22, 31),
        contact_by=("app", "sms"),
    )


def _spot(chance: random.Random) -> tuple[Place, Point]:
    place = chance.choice(list(city().places.values()))
    return place, Point(place.point.x_m + chance.randrange(-900, 900), place.point.y_m + chance.randrange(-900, 900))


def _posts(chance: random.Random, firms: Sequence[tuple[UUID, tuple[int, ...]]], at: datetime) -> int:
    wanted = [one for one in _wanted() if one.group in _WORK]
    offering: dict[int, list[UUID]] = {}
    for employer_id, groups in firms:
        for group in groups:
            offering.setdefault(group, []).append(employer_id)
    offers = []
    for _n in range(POSTS):
        trade = chance.choice(wanted)
        employer_id = chance.choice(offering[trade.group])
        posted = at - timedelta(minutes=chance.randrange(60 * 24 * 9))
        offers.append(Offer(employer_id, _draft(chance, trade, day_of(at)), posted))
    return jobs.posts_put_many(offers=offers, actor=SYSTEM, at=at, told=False).count("")


def _draft(chance: random.Random, trade: Trade, today: date) -> PostIn:
    place, point = _spot(chance)
    first = today + timedelta(days=chance.randrange(1, 15))
    days = chance.choice((1, 1, 1, 2, 3, 7, 30, 90))
    start, end = chance.choice(_SHIFTS)
    low, high = _PAY[trade.group]
    kind = chance.choice((PayKind.DAY, PayKind.DAY, PayKind.HOUR, PayKind.MONTH if days >= 30 else PayKind.DAY))
    yuan = chance.randrange(low, high, 10)
    hours = ((end - start - 1) % DAY + 1) / 60
    pay = {PayKind.DAY: yuan * 100, PayKind.HOUR: round(yuan / hours) * 100, PayKind.MONTH: yuan * 26 * 100}[kind]
    settle = Settle.MONTHLY if kind is PayKind.MONTH else chance.choice((Settle.DAILY, Settle.DAILY, Settle.WEEKLY))
    skills = tuple(sorted(chance.sample(range(1, 9), chance.randrange(3))))
    return PostIn(
        trade=trade.code,
        title=trade.name,
        work=_WORK[trade.group],
        place=f"{place.name}附近{chance.randrange(1, 60)}号",
        directions=f"到{place.name}下车，步行约{chance.randrange(2, 12)}分钟",
        point=point,
        district=place.district,
        headcount=chance.choice((1, 1, 2, 2, 3, 5, 8, 15)),
        first_day=first,
        last_day=first + timedelta(days=days - 1),
        day_start=start,
        day_end=end,
        weekdays=ALL_WEEK,
        pay_kind=kind,
        pay_fen=pay,
        settle=settle,
        expires_on=first + timedelta(days=min(days - 1, 30)),
        skills=tuple((trade.group - 1) * 8 + skill for skill in skills),
        conditions=trade.usual if chance.random() < 0.7 else trade.usual & 1,
        insurance=chance.choice((Insurance.ACCIDENT, Insurance.LIABILITY, Insurance.NONE, Insurance.INJURY)),
        meals=chance.random() < 0.4,
        lodging=days >= 30 and chance.random() < 0.5,
        contact_name="何试雇",
    )


def _stories(chance: random.Random, people: Sequence[WorkerView], at: datetime) -> int:
    """Some workers have looked at their matches, applied, and got an answer."""
    index_refresh(at=at)
    done = 0
    for one in chance.sample(list(people), APPLICATIONS):
        when = at - timedelta(hours=chance.randrange(1, 48))
        try:
            found = matches_show(worker_id=one.id, actor=one.actor(), at=at)
            best = next(match for match in found.rows if match.free > 0)
            application_id = jobs.application_make(
                worker_id=one.id, post_id=best.post.id, key="demo", actor=one.actor(), at=when
            )
            answer = chance.random()
            if answer < 0.45:
                jobs.application_accept(application_id=application_id, actor=SYSTEM, at=when + timedelta(minutes=40))
            elif answer < 0.6:
                jobs.application_refuse(
                    application_id=application_id, reason="skills", actor=SYSTEM, at=when + timedelta(minutes=50)
                )
        except (Refused, StopIteration):
            continue
        done += 1
    return done
