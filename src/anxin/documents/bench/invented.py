"""What the papers of the benchmark say: people, hospitals, charges and accidents that are plainly made up."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final

from anxin.documents.body_parts import regions_of_icd, regions_of_text, side_of_text
from anxin.identity.numbers import id_check_character, luhn_ok
from anxin.kit.clock import at_time
from anxin.kit.money import yuan

SURNAMES: Final = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦许何吕张孔曹严华金魏陶姜黄萧单欧龚鲍唐费岑薛雷贺倪汤"
GIVEN: Final = "试示样例演练测验拟仿骑送甲乙丙丁"
PLACES: Final = ("示范", "演示", "样板", "模拟", "试点", "例证")
PROVINCES: Final = {
    "11": ("北京", "北京市"),
    "32": ("江苏", "江苏省"),
    "42": ("湖北", "湖北省"),
    "15": ("内蒙古", "内蒙古自治区"),
    "44": ("广东", "广东省"),
    "31": ("上海", "上海市"),
    "33": ("浙江", "浙江省"),
    "51": ("四川", "四川省"),
}
HOSPITALS: Final = ("人民医院", "中心医院", "第三医院", "骨伤科医院", "中医医院")
DEPARTMENTS: Final = ("骨科", "急诊科", "急诊外科", "创伤骨科", "普外科", "手足外科", "神经外科")


@dataclass(frozen=True, slots=True)
class Charge:
    """One charge of the price list of the made-up hospitals."""

    name: str
    unit: str
    category: str
    fen: tuple[int, int]
    """Least and most price of one."""


CHARGES: Final = (
    Charge("急诊诊察费", "次", "诊察费", (1000, 8000)),
    Charge("普通门诊诊查费", "次", "诊察费", (500, 5000)),
    Charge("医事服务费", "次", "诊察费", (4000, 10000)),
    Charge("CT平扫(胸部)", "部位", "检查费", (12000, 28000)),
    Charge("DR(左踝关节正侧位)", "部位", "检查费", (6000, 12000)),
    Charge("X线摄影(右腕关节)", "部位", "检查费", (4000, 9000)),
    Charge("磁共振平扫(膝关节)", "次", "检查费", (40000, 62000)),
    Charge("心电图检查", "次", "检查费", (2000, 3500)),
    Charge("血常规(五分类)", "次", "化验费", (1800, 3000)),
    Charge("凝血四项", "项", "化验费", (4000, 9000)),
    Charge("C反应蛋白测定", "项", "化验费", (1500, 4500)),
    Charge("清创缝合(小)", "次", "治疗费", (6000, 15000)),
    Charge("石膏固定术(小)", "次", "治疗费", (12000, 24000)),
    Charge("换药(中)", "次", "治疗费", (1500, 3500)),
    Charge("肌肉注射", "次", "治疗费", (200, 600)),
    Charge("冷敷治疗", "次", "治疗费", (500, 1500)),
    Charge("关节脱位手法复位", "次", "手术费", (18000, 36000)),
    Charge("一次性无菌换药包", "包", "卫生材料费", (800, 2500)),
    Charge("高分子固定绷带", "卷", "卫生材料费", (6000, 13000)),
    Charge("弹力绷带", "卷", "卫生材料费", (1200, 4800)),
    Charge("医用胶原敷料", "贴", "卫生材料费", (3000, 9000)),
    Charge("布洛芬缓释胶囊", "盒", "西药费", (1200, 3200)),
    Charge("双氯芬酸钠缓释片", "盒", "西药费", (1500, 4000)),
    Charge("头孢呋辛酯片", "盒", "西药费", (1800, 5200)),
    Charge("破伤风人免疫球蛋白", "支", "西药费", (16000, 26000)),
    Charge("0.9%氯化钠注射液", "袋", "西药费", (300, 800)),
    Charge("利多卡因注射液", "支", "西药费", (200, 900)),
    Charge("莫匹罗星软膏", "支", "西药费", (1500, 3300)),
    Charge("云南白药胶囊", "盒", "中成药费", (2000, 4800)),
    Charge("活血止痛胶囊", "盒", "中成药费", (1800, 3900)),
    Charge("三七伤药片", "盒", "中成药费", (900, 2600)),
    Charge("骨肽片", "盒", "西药费", (3000, 7000)),
    Charge("伤科接骨片", "瓶", "中成药费", (1900, 3800)),
    Charge("三七", "克", "中药饮片", (200, 900)),
)
DRUGS: Final = tuple(one for one in CHARGES if one.category in ("西药费", "中成药费"))
INJURIES: Final = (
    ("右侧第6肋骨骨折", "S22.300"),
    ("左踝关节扭伤", "S93.400"),
    ("左踝外踝骨折", "S82.601"),
    ("右桡骨远端骨折", "S52.501"),
    ("左膝部软组织挫伤", "S80.000"),
    ("右手背皮肤裂伤", "S61.900"),
    ("左锁骨骨折", "S42.000"),
    ("头皮挫伤", "S00.001"),
    ("右足第5跖骨骨折", "S92.301"),
    ("左肘部擦伤", "S50.801"),
    ("腰部软组织损伤", "S39.000x003"),
    ("右肩关节脱位", "S43.000"),
    ("左胫骨平台骨折", "S82.100x081"),
    ("右手食指末节骨折", "S62.600"),
)
ADVICE: Final = (
    "建议休息{days}天，避免负重，{week}周后门诊复查。",
    "休息{days}天，患肢制动，不适随诊，无需住院。",
    "1.石膏固定{week}周；2.全休{days}天；3.门诊随访。",
    "对症止痛治疗，休息{days}天，定期复查，门诊治疗。",
)
STAY: Final = ("建议住院治疗，全休{days}天。", "病情需要，收入院手术治疗。")
ROADS: Final = ("示范路", "演练大街", "样板东路", "试点中路", "模拟二街", "例证北路")
STREET_PLACES: Final = ("{road}与{other}交叉口", "{road}{n}号门前", "{road}{n}号院南侧辅路", "{road}地铁站C口东侧50米")


@dataclass(frozen=True, slots=True)
class Line:
    """A charge as billed."""

    name: str
    quantity: int
    unit: str
    price_fen: int
    category: str

    @property
    def fen(self) -> int:
        return self.quantity * self.price_fen


@dataclass(frozen=True, slots=True)
class World:
    """Everything that the papers of one visit say."""

    name: str
    sex: str
    id_number: str
    born: date
    province: str
    hospital: str
    department: str
    visited_on: date
    issued_on: date
    injury: str
    icd: str
    advice: str
    inpatient: bool
    lines: tuple[Line, ...]
    insurance_fen: int
    account_fen: int
    ticket_code: str
    ticket_number: str
    check_code: str
    happened_at: datetime
    place: str
    other_name: str
    other_id: str
    level: str
    other_level: str
    card: str
    serial: str

    @property
    def total_fen(self) -> int:
        return sum(line.fen for line in self.lines)

    @property
    def cash_fen(self) -> int:
        return self.total_fen - self.insurance_fen - self.account_fen

    @property
    def age(self) -> int:
        return self.visited_on.year - self.born.year

    def classes(self) -> dict[str, int]:
        """Fee class to its sum, in the order of the lines."""
        sums: dict[str, int] = {}
        for line in self.lines:
            sums[line.category] = sums.get(line.category, 0) + line.fen
        return sums

    def parts(self) -> dict[str, Any]:
        """Regions and side as the lists have them."""
        regions = sorted(set(regions_of_text(self.injury)) | set(regions_of_icd(self.icd)))
        return {"body_parts": regions, "side": side_of_text(self.injury)}


def a_name(chance: random.Random) -> str:
    return chance.choice(SURNAMES) + "".join(chance.sample(GIVEN, chance.choice((1, 2, 2))))


def an_id(chance: random.Random, born: date) -> str:
    first = f"9901{chance.randrange(1, 9):02d}{born:%Y%m%d}{chance.randrange(1000):03d}"
    return first + id_check_character(first)


def a_card(chance: random.Random) -> str:
    """A card number that fits its own check digit and no bank's range."""
    first = "9" + "".join(chance.choices("0123456789", k=17))
    return next(first + last for last in "0123456789" if luhn_ok(first + last))


def a_world(chance: random.Random, *, inpatient: bool = False, rows: int | None = None) -> World:
    """One visit, the same for the same chance."""
    born = date(1965, 1, 1) + timedelta(days=chance.randrange(14_000))
    visited = date(2025, 1, 10) + timedelta(days=chance.randrange(650))
    province = chance.choice(tuple(PROVINCES))
    injury, icd = chance.choice(INJURIES)
    stay = inpatient or chance.random() < 0.1
    text = chance.choice(STAY if stay else ADVICE)
    lines = tuple(_line(chance, charge) for charge in _charges(chance, rows or chance.randrange(3, 9)))
    insured = chance.random() < 0.25
    total = sum(line.fen for line in lines)
    fund, account = (total * chance.randrange(20, 70) // 100, chance.choice((0, total // 10))) if insured else (0, 0)
    city, whole = PROVINCES[province]
    level, other_level = chance.choice(
        (("无", "全部"), ("同等", "同等"), ("次要", "主要"), ("主要", "次要"), ("全部", "无"))
    )
    road, other = chance.sample(ROADS, 2)
    place = chance.choice(STREET_PLACES).format(road=road, other=other, n=chance.randrange(1, 200))
    return World(
        name=a_name(chance),
        sex=chance.choice("男女"),
        id_number=an_id(chance, born),
        born=born,
        province=province,
        hospital=f"{whole}{chance.choice(PLACES)}{chance.choice(HOSPITALS)}",
        department=chance.choice(DEPARTMENTS),
        visited_on=visited,
        issued_on=visited + timedelta(days=chance.choice((0, 0, 0, 1, 3))),
        injury=injury,
        icd=icd,
        advice=text.format(days=chance.randrange(3, 30), week=chance.randrange(1, 6)),
        inpatient=stay,
        lines=lines,
        insurance_fen=fund,
        account_fen=account,
        ticket_code=f"{province}06{'02' if inpatient else '01'}{visited.year % 100:02d}",
        ticket_number=f"{chance.randrange(10**10):010d}",
        check_code="".join(chance.choices("0123456789abcdef", k=6)),
        happened_at=at_time(visited, chance.randrange(7, 22), chance.randrange(60)),
        place=f"{city}市{chance.choice(('东城', '城关', '新区', '河西'))}区{place}",
        other_name=a_name(chance),
        other_id=an_id(chance, born + timedelta(days=chance.randrange(1, 900))),
        level=level,
        other_level=other_level,
        card=a_card(chance),
        serial=f"{visited:%Y%m%d}{chance.randrange(10**6):06d}",
    )


def _charges(chance: random.Random, count: int) -> list[Charge]:
    return sorted(chance.sample(CHARGES, count), key=lambda one: one.category)


def _line(chance: random.Random, charge: Charge) -> Line:
    quantity = 1 if charge.category in ("诊察费", "检查费", "手术费") else chance.choice((1, 1, 1, 2, 2, 3, 6))
    return Line(charge.name, quantity, charge.unit, chance.randrange(*charge.fen), charge.category)


def masked(chance: random.Random, number: str) -> str:
    """An ID number as some office masks it."""
    ways = (
        f"{number[:6]}********{number[-4:]}",
        f"{'*' * 14}{number[-4:]}",
        f"{number[:3]}***********{number[-4:]}",
        f"{number[:6]}{'*' * 10}{number[-2:]}",
        number,
    )
    return chance.choice(ways)


def days_of(chance: random.Random, on: date) -> str:
    """A date in one of the spellings of papers."""
    return chance.choice(
        (
            f"{on.year}-{on.month:02d}-{on.day:02d}",
            f"{on.year}年{on.month:02d}月{on.day:02d}日",
            f"{on.year}年{on.month}月{on.day}日",
            f"{on.year}/{on.month:02d}/{on.day:02d}",
            f"{on.year}.{on.month:02d}.{on.day:02d}",
        )
    )


def plain_yuan(fen: int) -> str:
    """An amount as most receipts print it, without thousands separators."""
    return yuan(fen).replace(",", "")
