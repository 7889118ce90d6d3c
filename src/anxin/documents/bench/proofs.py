"""Papers about the accident and the person: police certificates, signed forms, cards."""

from __future__ import annotations

import random
from datetime import datetime
from typing import Any, Final

from anxin.documents.bench.invented import World, days_of
from anxin.documents.bench.receipts import Drawn, Layout
from anxin.documents.specimens.papers import SIGNATURE
from anxin.documents.specimens.sheets import Paper, Seal, Strokes
from anxin.documents.types import PaperKind

LEVEL_WORDS: Final = {
    "全部": "负全部责任",
    "主要": "负主要责任",
    "同等": "负同等责任",
    "次要": "负次要责任",
    "无": "无责任",
}


def _moment(chance: random.Random, at: datetime) -> str:
    return chance.choice(
        (
            f"{at.year}年{at.month}月{at.day}日{at.hour}时{at.minute:02d}分",
            f"{at.year}年{at.month:02d}月{at.day:02d}日{at.hour:02d}时{at.minute:02d}分许",
            f"{at:%Y-%m-%d %H:%M}",
        )
    )


def _truth(world: World, *, level: str | None = None, numbers: bool = True) -> dict[str, Any]:
    parties = ((world.name, world.id_number, world.level), (world.other_name, world.other_id, world.other_level))
    return {
        "happened_at": world.happened_at.replace(tzinfo=None).isoformat(timespec="minutes"),
        "place": world.place,
        "parties": [
            {"name": name, "id_number": number if numbers else None, "level": level or said}
            for name, number, said in parties
        ],
    }


def ordinary(world: World, chance: random.Random) -> Drawn:
    """A certificate of the ordinary procedure, in paragraphs."""
    paper = Paper(210, 240)
    paper.write(66, 12, f"{world.place[:3]}公安局交通警察支队", size=4.8)
    paper.write(54, 22, "道路交通事故认定书", size=8, bold=True)
    paper.write(120, 35, f"第{world.visited_on.year}{chance.randrange(10000):05d}号", size=4)
    paper.write(18, 46, f"交通事故时间：{_moment(chance, world.happened_at)}", size=4.3)
    paper.write(18, 54, f"交通事故地点：{world.place}", size=4.3)
    paper.write(18, 62, "当事人基本情况：", size=4.3)
    people = (
        (world.name, world.sex, world.id_number, "电动自行车"),
        (world.other_name, "男", world.other_id, "小型轿车"),
    )
    for number, (name, sex, identity, vehicle) in enumerate(people):
        paper.write(26, 70 + 16 * number, f"当事人：{name}，{sex}，身份证号码：{identity}，", size=4.1)
        paper.write(
            18, 78 + 16 * number, f"交通方式：驾驶{vehicle}，住址：示范区样板路{chance.randrange(1, 90)}号。", size=4.1
        )
    paper.write(18, 104, "道路交通事故基本事实：", size=4.3)
    paper.write(26, 112, f"{world.name}驾驶电动自行车与{world.other_name}驾驶的小型轿车相撞，", size=4.1)
    paper.write(18, 120, f"造成{world.name}受伤、车辆损坏的道路交通事故。", size=4.1)
    paper.write(18, 132, "道路交通事故成因及当事人责任：", size=4.3)
    first, second = LEVEL_WORDS[world.level], LEVEL_WORDS[world.other_level]
    paper.write(26, 140, "依据《道路交通事故处理程序规定》第六十条之规定，确定", size=4.1)
    paper.write(18, 148, f"{world.name}{first}，{world.other_name}{second}。", size=4.1)
    paper.write(120, 170, "交通警察：何试警", size=4.2)
    paper.write(120, 180, days_of(chance, world.visited_on), size=4.2)
    paper.seals.append(Seal(150, 180, 17, "演示交通事故处理章"))
    return Drawn(PaperKind.LIABILITY, "ordinary", paper, _truth(world), (0.4, 150 / 240))


def simple(world: World, chance: random.Random) -> Drawn:
    """A certificate of the simple procedure: a form with a table of the people."""
    paper = Paper(210, 180)
    paper.write(44, 12, "道路交通事故认定书（简易程序）", size=6.6, bold=True)
    paper.row(28, (14.0, 44.0, 122.0, 140.0), ("事故时间", _moment(chance, world.happened_at), "天气", "晴"), size=4.1)
    paper.row(37, (14.0, 44.0), ("事故地点", world.place), size=4.1)
    paper.rule(12, 44, 198, 44)
    columns = (14.0, 44.0, 100.0, 150.0)
    paper.row(46, columns, ("当事人", "身份证号码", "交通方式", "联系电话"), size=4.1)
    paper.rule(12, 53, 198, 53)
    paper.row(55, columns, (world.name, world.id_number, "电动自行车", "13900000000"), size=4.1)
    paper.row(63, columns, (world.other_name, world.other_id, "小型轿车", "13900000001"), size=4.1)
    paper.rule(12, 70, 198, 70)
    paper.write(14, 74, "交通事故事实及责任：", size=4.2)
    paper.write(22, 82, f"{world.name}骑行至事故地点与{world.other_name}驾驶的轿车发生刮擦。", size=4.1)
    levels = (LEVEL_WORDS[level].replace("负", "承担") for level in (world.level, world.other_level))
    paper.write(22, 92, f"{world.name}{next(levels)}，{world.other_name}{next(levels)}。", size=4.1)
    paper.row(116, (14.0, 110.0), (f"当事人签名：{world.name}", "交通警察：何试警"), size=4.1)
    paper.write(110, 126, f"日期：{days_of(chance, world.happened_at.date())}", size=4.1)
    paper.seals.append(Seal(160, 140, 15, "演示事故处理专用章"))
    return Drawn(PaperKind.LIABILITY, "simple", paper, _truth(world), (0.35, 94 / 180))


def undecided(world: World, chance: random.Random) -> Drawn:
    """A certificate that the cause could not be found out (道路交通事故证明)."""
    paper = Paper(210, 200)
    paper.write(56, 14, "道路交通事故证明", size=8, bold=True)
    paper.write(18, 36, f"事故发生时间：{_moment(chance, world.happened_at)}", size=4.3)
    paper.write(18, 45, f"事故发生地点：{world.place}", size=4.3)
    paper.write(18, 55, f"当事人甲：{world.name}，身份证号：{world.id_number}", size=4.3)
    paper.write(18, 64, f"当事人乙：{world.other_name}，身份证号：{world.other_id}", size=4.3)
    paper.write(18, 76, "调查得到的事实：", size=4.3)
    paper.write(26, 85, "双方车辆发生接触，现场无监控，双方陈述不一致，", size=4.2)
    paper.write(18, 94, "道路交通事故成因无法查清。", size=4.2)
    paper.write(120, 130, "交通警察：何试警", size=4.2)
    paper.write(120, 140, days_of(chance, world.visited_on), size=4.2)
    paper.seals.append(Seal(152, 138, 16, "演示交通事故处理章"))
    return Drawn(PaperKind.LIABILITY, "undecided", paper, _truth(world, level="未定"), (0.4, 56 / 200))


def _signed_form(world: World, chance: random.Random, title: str, kind: PaperKind, layout: str, body: str) -> Drawn:
    signed = chance.random() < 0.8
    paper = Paper(210, 200)
    paper.write(105 - 3.3 * len(title), 14, title, size=6.4, bold=True)
    paper.row(36, (18.0, 110.0), (f"姓名：{world.name}", f"身份证号码：{world.id_number}"), size=4.2)
    paper.write(18, 46, "联系电话：13900000000", size=4.2)
    for number, text in enumerate(body.split("|")):
        paper.write(18, 60 + 9 * number, text, size=4.1)
    paper.write(110, 150, "申请人签名：" if kind is PaperKind.APPLICATION else "本人签名：", size=4.4)
    on = world.visited_on
    paper.write(110, 164, f"日期：{on.year}年{on.month}月{on.day}日" if signed else "日期：    年   月   日", size=4.2)
    if signed:
        paper.strokes.append(Strokes(tuple((140 + x * 0.8, 142 + y * 0.8) for x, y in SIGNATURE)))
    truth = {
        "name": world.name,
        "id_number": world.id_number,
        "signed": signed,
        "signed_on": on.isoformat() if signed else None,
    }
    return Drawn(kind, layout, paper, truth, (0.2, 37 / 200))


def application(world: World, chance: random.Random) -> Drawn:
    body = "|".join(
        (
            "申请事项：职业伤害保障医疗待遇",
            f"事故时间：{world.happened_at:%Y-%m-%d %H:%M}",
            f"事故地点：{world.place}",
            "本人声明以上内容真实。",
        )
    )
    return _signed_form(world, chance, "职业伤害保障伤残待遇申请表", PaperKind.APPLICATION, "application", body)


def consent(world: World, chance: random.Random) -> Drawn:
    body = "本人同意经办机构为核定待遇查阅本人的诊断、费用等信息。|本人已知悉处理的目的、方式和期限，可以随时撤回同意。"
    return _signed_form(world, chance, "知情同意确认书", PaperKind.CONSENT, "consent", body)


def id_card(world: World, chance: random.Random) -> Drawn:
    """The picture side of an identity card, as far as words go."""
    paper = Paper(86, 54)
    paper.row(7, (7.0, 17.0), ("姓 名", world.name), size=3.6)
    paper.row(14, (7.0, 17.0, 28.0, 38.0), ("性 别", world.sex, "民 族", "汉"), size=3.2)
    paper.row(21, (7.0, 17.0), ("出 生", f"{world.born.year} 年 {world.born.month} 月 {world.born.day} 日"), size=3.2)
    paper.row(28, (7.0, 17.0), ("住 址", f"示范省样板市{chance.choice(PLACE_NAMES)}区"), size=3.2)
    paper.write(17, 33, f"演练路{chance.randrange(1, 99)}号", size=3.2)
    paper.row(44, (7.0, 30.0), ("公民身份号码", world.id_number), size=3.5)
    truth = {"name": world.name, "id_number": world.id_number}
    return Drawn(PaperKind.ID_CARD, "id_card", paper, truth, (0.5, 0.85))


def bank_card(world: World, chance: random.Random) -> Drawn:
    """A bank card or a social-security card with its account number."""
    paper = Paper(86, 54)
    social = chance.random() < 0.5
    paper.write(6, 5, "中华人民共和国社会保障卡" if social else "示范银行 借记卡", size=4, bold=True)
    spaced = " ".join(world.card[start : start + 4] for start in range(0, len(world.card), 4))
    if social:
        paper.row(18, (30.0,), (f"姓名 {world.name}",), size=3.4)
        paper.row(24, (30.0,), (f"社会保障号码 {world.id_number}",), size=3)
        paper.row(44, (6.0,), (f"银行账号 {spaced}",), size=3.6)
    else:
        paper.write(10, 26, spaced, size=4.6)
        paper.write(60, 44, "银联 UnionPay", size=3)
    truth = {"name": world.name if social else None, "number": world.card}
    return Drawn(PaperKind.BANK_CARD, "bank_card", paper, truth, (0.5, 0.5))


PLACE_NAMES: Final = ("例证", "演练", "模拟")
LAYOUTS: Final[dict[str, Layout]] = {
    "ordinary": ordinary,
    "simple": simple,
    "undecided": undecided,
    "application": application,
    "consent": consent,
    "id_card": id_card,
    "bank_card": bank_card,
}
