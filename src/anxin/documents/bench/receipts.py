"""Fee receipts (医疗收费票据) in eight layouts, each after the habits of another province.

``HELD_OUT`` names the ones that nobody looked at while the reader was tuned.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from anxin.documents.bench.invented import PROVINCES, World, days_of, masked, plain_yuan
from anxin.documents.specimens.sheets import INK, RED, Code, Paper, Seal
from anxin.documents.types import PaperKind
from anxin.kit.money import in_words

BROWN: Final = "#7a3b1e"


@dataclass(frozen=True, slots=True)
class Drawn:
    """A paper and what it says: field name to value, ``None`` where it does not say it."""

    kind: PaperKind
    layout: str
    paper: Paper
    truth: dict[str, Any]
    stamped: tuple[float, float] = (0.5, 0.5)
    """Where a hard photograph puts a stamp, in fractions of the paper: over what matters most."""


@dataclass(slots=True)
class Said:
    """The parts of a receipt that its layout decides to print, with their truth."""

    world: World
    chance: random.Random
    visited: bool = True
    payer_id: bool = True
    shares: bool = True

    def truth(self, *, items: list[dict[str, Any]], id_text: str) -> dict[str, Any]:
        world = self.world
        return {
            "ticket_code": world.ticket_code,
            "ticket_number": world.ticket_number,
            "check_code": world.check_code,
            "payer": world.name,
            "payer_id": id_text if self.payer_id else None,
            "issued_on": world.issued_on.isoformat(),
            "visited_on": world.visited_on.isoformat() if self.visited else None,
            "hospital": world.hospital,
            "total_fen": world.total_fen,
            "insurance_paid_fen": world.insurance_fen if self.shares else None,
            "account_paid_fen": world.account_fen if self.shares else None,
            "cash_paid_fen": world.cash_fen if self.shares else None,
            "items": items,
        }


def line_items(world: World, *, classed: bool) -> list[dict[str, Any]]:
    return [
        {
            "name": line.name,
            "quantity": line.quantity,
            "unit": line.unit,
            "amount_fen": line.fen,
            "category": line.category if classed else None,
        }
        for line in world.lines
    ]


def class_items(world: World) -> list[dict[str, Any]]:
    return [
        {"name": name, "quantity": None, "unit": None, "amount_fen": fen, "category": name}
        for name, fen in world.classes().items()
    ]


def right(paper: Paper, x: float, y: float, text: str, *, size: float) -> None:
    """A figure that ends at ``x``, as amounts are printed."""
    paper.write(x - 0.57 * size * len(text), y, text, size=size)


def qr_text(world: World) -> str:
    """The code of a receipt as one platform writes it."""
    return ",".join(
        (
            "01",
            "10",
            world.ticket_code,
            world.ticket_number,
            plain_yuan(world.total_fen),
            f"{world.issued_on:%Y%m%d}",
            world.check_code,
            "",
        )
    )


def title_of(world: World) -> str:
    kind = "住院" if world.ticket_code[4:6] == "02" else "门诊"
    return f"{PROVINCES[world.province][1]}医疗{kind}收费票据（电子）"


def itemised(world: World, chance: random.Random) -> Drawn:
    """Class headings with their lines and a remark on the share, as the capital prints it."""
    said, id_text = Said(world, chance), masked(chance, world.id_number)
    classes = world.classes()
    rows = len(world.lines) + len(classes)
    paper = Paper(240, 104 + max(40, 6.4 * rows))
    paper.write(60, 8, title_of(world), size=7.2, bold=True, colour=RED)
    paper.write(14, 24, f"票据代码：{world.ticket_code}", colour=BROWN)
    paper.write(150, 24, f"票据号码：{world.ticket_number}", colour=BROWN)
    paper.write(14, 31, f"交款人统一社会信用代码：{id_text}")
    paper.write(150, 31, f"校验码：{world.check_code}")
    paper.write(14, 38, f"交款人：{world.name}")
    paper.write(150, 38, f"开票日期：{days_of(chance, world.issued_on)}")
    columns = (16.0, 106.0, 142.0, 180.0)
    paper.rule(12, 46, 228, 46, RED)
    paper.row(48.5, columns, ("项目名称", "数量/单位", "金额（元）", "备注"))
    paper.rule(12, 55, 228, 55, RED)
    y = 57.5
    for category, fen in classes.items():
        paper.row(y, columns, (category, "", plain_yuan(fen), ""), size=3.8)
        y += 6.4
        for line in (one for one in world.lines if one.category == category):
            remark = chance.choice(("无自付", "有自付", "全自付"))
            paper.row(y, columns, (line.name, f"{line.quantity}/{line.unit}", plain_yuan(line.fen), remark), size=3.6)
            y += 6.4
    bottom = max(y, 96) + 1
    _foot(paper, world, bottom, said)
    paper.codes.append(Code(204, 6, 20, qr_text(world)))
    paper.seals.append(Seal(212, bottom + 26, 12, "演示收费专用章"))
    truth = said.truth(items=line_items(world, classed=True), id_text=id_text)
    return Drawn(PaperKind.RECEIPT, "itemised", paper, truth, (0.74, 25 / paper.height))


def _foot(paper: Paper, world: World, bottom: float, said: Said, colour: str = RED) -> None:
    paper.rule(12, bottom, 228, bottom, colour)
    paper.write(16, bottom + 2.5, f"金额合计（大写）{in_words(world.total_fen)}")
    paper.write(142, bottom + 2.5, f"（小写）{plain_yuan(world.total_fen)}")
    paper.rule(12, bottom + 9.5, 228, bottom + 9.5, colour)
    other, thirds = bottom + 12, (16.0, 90.0, 160.0)
    visited = f"就诊日期：{world.visited_on:%Y%m%d}" if said.visited else ""
    paper.row(other, thirds, (f"业务流水号：{world.serial}", f"门诊号：M{world.serial[-7:]}", visited), size=3.5)
    paper.row(other + 6, thirds, ("医疗机构类型：综合医院", "医保类型：自费", f"性别：{world.sex}"), size=3.5)
    if said.shares:
        paper.row(
            other + 12,
            thirds,
            (
                f"医保统筹基金支付：{plain_yuan(world.insurance_fen)}",
                f"个人账户支付：{plain_yuan(world.account_fen)}",
                f"个人现金支付：{plain_yuan(world.cash_fen)}",
            ),
            size=3.5,
        )
    paper.write(16, other + 19, f"收款单位（章）：{world.hospital}", size=3.6)
    paper.write(120, other + 19, "复核人：周试核", size=3.6)
    paper.write(170, other + 19, "收款人：吴试收", size=3.6)


def class_totals(world: World, chance: random.Random) -> Drawn:
    """Class totals only, two tables side by side."""
    said, id_text = Said(world, chance, visited=chance.random() < 0.7), masked(chance, world.id_number)
    paper = Paper(210, 120)
    paper.write(45, 7, title_of(world), size=7, bold=True, colour=RED)
    paper.row(20, (10.0, 125.0), (f"票据代码：{world.ticket_code}", f"票据号码：{world.ticket_number}"), size=3.8)
    paper.row(26.5, (10.0, 125.0), (f"交款人统一社会信用代码：{id_text}", f"校验码：{world.check_code}"), size=3.8)
    paper.row(33, (10.0, 125.0), (f"交款人：{world.name}", f"开票日期：{days_of(chance, world.issued_on)}"), size=3.8)
    paper.rule(8, 40, 202, 40, RED)
    paper.row(42, (22.0, 72.0, 122.0, 172.0), ("项目名称", "金额(元)", "项目名称", "金额(元)"), size=3.7)
    paper.rule(8, 48.5, 202, 48.5, RED)
    paper.rule(105, 40, 105, 80, RED)
    y = 50.5
    for index, (name, fen) in enumerate(world.classes().items()):
        left = 10.0 if index % 2 == 0 else 108.0
        paper.write(left + 4, y, name, size=3.7)
        right(paper, left + 84, y, plain_yuan(fen), size=3.7)
        y += 6.2 if index % 2 else 0
    paper.rule(8, 80, 202, 80, RED)
    paper.write(12, 82, f"金额合计（大写）：{in_words(world.total_fen)}", size=3.8)
    paper.write(140, 82, f"（小写）：{plain_yuan(world.total_fen)}", size=3.8)
    paper.rule(8, 89, 202, 89, RED)
    paper.write(9, 93, "其他信息", size=3.2)
    paper.row(
        91,
        (28.0, 88.0, 145.0),
        (f"业务流水号：{world.serial}", f"病历号：{world.serial[-8:]}", f"性别：{world.sex}"),
        size=3.2,
    )
    visited = f"就诊日期：{world.visited_on:%Y-%m-%d}" if said.visited else "医保编号："
    paper.row(96.5, (28.0, 88.0, 145.0), (visited, "医疗机构类型：三级甲等", "医保类型：职工医保"), size=3.2)
    paper.row(
        102,
        (28.0, 88.0, 145.0),
        (
            f"医保统筹基金支付：{plain_yuan(world.insurance_fen)}",
            f"个人账户支付：{plain_yuan(world.account_fen)}",
            f"个人现金支付：{plain_yuan(world.cash_fen)}",
        ),
        size=3.2,
    )
    paper.rule(8, 108, 202, 108, RED)
    paper.row(
        110, (10.0, 100.0, 160.0), (f"收款单位（章）：{world.hospital}", "复核人：系统", "收款人：许试收"), size=3.5
    )
    paper.codes.append(
        Code(
            182,
            3,
            17,
            f"https://einvoice.example.cn/q?c={world.ticket_code}&n={world.ticket_number}&k={world.check_code}",
        )
    )
    truth = said.truth(items=class_items(world), id_text=id_text)
    return Drawn(PaperKind.RECEIPT, "class_totals", paper, truth, (0.72, 21 / 120))


def side_by_side(world: World, chance: random.Random) -> Drawn:
    """Lines in two tables side by side, no classes, no QR code."""
    said, id_text = Said(world, chance), masked(chance, world.id_number)
    half = (len(world.lines) + 1) // 2
    paper = Paper(230, 116 + max(0, half - 5) * 6)
    paper.write(58, 8, title_of(world), size=7, bold=True, colour=BROWN)
    paper.row(
        22,
        (12.0, 90.0, 160.0),
        (f"票据代码：{world.ticket_code}", f"票据号码：{world.ticket_number}", f"校验码：{world.check_code}"),
        size=3.8,
    )
    paper.row(
        29,
        (12.0, 90.0, 160.0),
        (f"交款人：{world.name}", f"信用代码：{id_text}", f"开票日期：{world.issued_on:%Y-%m-%d}"),
        size=3.6,
    )
    paper.rule(10, 36, 220, 36, BROWN)
    heads = ("项目名称", "数量/单位", "金额(元)")
    paper.row(38, (12.0, 62.0, 92.0, 118.0, 168.0, 198.0), heads * 2, size=3.5)
    paper.rule(10, 44, 220, 44, BROWN)
    for index, line in enumerate(world.lines):
        left, y = (12.0, 46 + 6 * index) if index < half else (118.0, 46 + 6 * (index - half))
        name = line.name
        paper.write(left, y, name, size=3.4)
        paper.write(left + 52, y, f"{line.quantity}/{line.unit}", size=3.4)
        right(paper, left + 96, y, plain_yuan(line.fen), size=3.4)
    bottom = 46 + 6 * max(half, 5) + 2
    paper.rule(10, bottom, 220, bottom, BROWN)
    paper.row(
        bottom + 2,
        (12.0, 140.0),
        (f"金额合计（大写）{in_words(world.total_fen)}", f"（小写）¥{plain_yuan(world.total_fen)}"),
        size=3.8,
    )
    paper.rule(10, bottom + 9, 220, bottom + 9, BROWN)
    rows = (
        (
            f"业务流水号：{world.serial}",
            f"门诊号：{world.serial[-6:]}",
            f"就诊日期：{world.visited_on:%Y%m%d}",
            f"性别：{world.sex}",
        ),
        (
            "医疗机构类型：中医医院",
            "医保类型：城乡居民",
            "医保编号：",
            f"医保统筹基金支付：{plain_yuan(world.insurance_fen)}",
        ),
        (
            "其他支付：0.00",
            f"个人账户支付：{plain_yuan(world.account_fen)}",
            f"个人现金支付：{plain_yuan(world.cash_fen)}",
            "个人自付：0.00",
        ),
    )
    for number, row in enumerate(rows):
        paper.row(bottom + 11 + 5.6 * number, (12.0, 68.0, 118.0, 166.0), row, size=3.2)
    paper.row(
        bottom + 30,
        (12.0, 120.0, 170.0),
        (f"收款单位（章）：{world.hospital}", "复核人：孔试", "收款人：曹试"),
        size=3.5,
    )
    truth = said.truth(items=line_items(world, classed=False), id_text=id_text)
    return Drawn(PaperKind.RECEIPT, "side_by_side", paper, truth, (0.5, 23 / paper.height))


def inpatient(world: World, chance: random.Random) -> Drawn:
    """A hospital stay: class totals in three tables, advance paid and paid back."""
    said, id_text = Said(world, chance, visited=False), masked(chance, world.id_number)
    paper = Paper(230, 124)
    paper.write(58, 7, title_of(world), size=7, bold=True, colour=RED)
    paper.row(20, (12.0, 150.0), (f"票据代码: {world.ticket_code}", f"票据号码: {world.ticket_number}"), size=3.8)
    paper.row(26.5, (12.0, 150.0), (f"交款人统一社会信用代码: {id_text}", f"校验码: {world.check_code}"), size=3.8)
    paper.row(33, (12.0, 150.0), (f"交款人: {world.name}", f"开票日期: {days_of(chance, world.issued_on)}"), size=3.8)
    paper.rule(10, 40, 220, 40, RED)
    xs = (14.0, 84.0, 154.0)
    for x in xs:
        paper.row(42, (x, x + 38), ("项目名称", "金额（元）"), size=3.5)
    paper.rule(10, 48, 220, 48, RED)
    for index, (name, fen) in enumerate(world.classes().items()):
        x, y = xs[index % 3], 50.5 + 6 * (index // 3)
        paper.write(x, y, name, size=3.5)
        right(paper, x + 56, y, plain_yuan(fen), size=3.5)
    paper.rule(10, 78, 220, 78, RED)
    paper.row(
        80,
        (14.0, 150.0),
        (f"金额合计（大写） {in_words(world.total_fen)}", f"（小写） {plain_yuan(world.total_fen)}"),
        size=3.8,
    )
    paper.rule(10, 87, 220, 87, RED)
    rows = (
        (
            f"业务流水号: {world.serial}",
            f"病历号: {world.serial[-8:]}",
            f"住院号: {world.serial[-6:]}",
            f"住院科别: {world.department}",
        ),
        (
            f"住院时间: {world.visited_on:%Y%m%d}-{world.issued_on:%Y%m%d}",
            f"预缴金额: {plain_yuan(world.total_fen + 10000)}",
            "补缴金额: 0.00",
            "退费金额: 100.00",
        ),
        (
            f"医保统筹基金支付: {plain_yuan(world.insurance_fen)}",
            "其他支付: 0.00",
            f"个人账户支付: {plain_yuan(world.account_fen)}",
            f"个人现金支付: {plain_yuan(world.cash_fen)}",
        ),
    )
    for number, row in enumerate(rows):
        paper.row(89.5 + 5.8 * number, (14.0, 72.0, 122.0, 170.0), row, size=3.2)
    paper.row(
        112, (14.0, 120.0, 170.0), (f"收款单位（章）: {world.hospital}", "复核人: 金试核", "收款人: 魏试收"), size=3.5
    )
    paper.codes.append(Code(204, 4, 16, qr_text(world)))
    truth = said.truth(items=class_items(world), id_text=id_text)
    return Drawn(PaperKind.RECEIPT, "inpatient", paper, truth, (0.74, 21 / 124))


def priced(world: World, chance: random.Random) -> Drawn:
    """Lines with specification, price and quantity in columns of their own; labels without colons."""
    said, id_text = Said(world, chance), masked(chance, world.id_number)
    rows = len(world.lines)
    paper = Paper(220, 108 + max(36, 6.2 * rows))
    paper.write(50, 8, title_of(world), size=7, bold=True, colour=INK)
    paper.row(20, (150.0, 172.0), ("票据代码", world.ticket_code), size=3.8)
    paper.row(26, (150.0, 172.0), ("票据号码", world.ticket_number), size=3.8)
    paper.row(32, (150.0, 172.0), ("校 验 码", world.check_code), size=3.8)
    paper.row(26, (12.0, 32.0), ("交款人", world.name), size=3.8)
    paper.row(32, (12.0, 58.0), ("交款人统一社会信用代码", id_text), size=3.8)
    paper.row(38, (12.0, 32.0), ("开票日期", days_of(chance, world.issued_on)), size=3.8)
    paper.row(38, (150.0, 172.0), ("就诊日期", f"{world.visited_on:%Y-%m-%d}"), size=3.8)
    columns = (12.0, 78.0, 108.0, 132.0, 152.0, 186.0)
    paper.rule(10, 45, 210, 45)
    paper.row(47, columns, ("项目名称", "规格", "单价", "数量", "单位", "金额"), size=3.6)
    paper.rule(10, 53, 210, 53)
    y = 55.5
    for line in world.lines:
        spec = chance.choice(("0.3g*20", "10ml", "24片/盒", "5cm*4.5m", "")) if line.category.endswith("药费") else ""
        paper.row(y, columns, (line.name, spec, "", "", line.unit, ""), size=3.5)
        right(paper, 124, y, plain_yuan(line.price_fen), size=3.5)
        right(paper, 141, y, str(line.quantity), size=3.5)
        right(paper, 204, y, plain_yuan(line.fen), size=3.5)
        y += 6.2
    bottom = max(y, 84) + 1
    paper.rule(10, bottom, 210, bottom)
    paper.row(
        bottom + 2,
        (12.0, 40.0, 150.0, 168.0),
        ("合计(大写)", in_words(world.total_fen), "(小写)", f"¥{plain_yuan(world.total_fen)}"),
        size=3.8,
    )
    paper.rule(10, bottom + 8.5, 210, bottom + 8.5)
    pairs = (
        (
            ("医保统筹基金支付", plain_yuan(world.insurance_fen)),
            ("个人账户支付", plain_yuan(world.account_fen)),
            ("个人现金支付", plain_yuan(world.cash_fen)),
        ),
        (("业务流水号", world.serial), ("门诊号", world.serial[-7:]), ("性别", world.sex)),
    )
    for number, row in enumerate(pairs):
        for (label, value), x in zip(row, (12.0, 86.0, 150.0), strict=True):
            paper.row(bottom + 11 + 6 * number, (x, x + 30), (label, value), size=3.3)
    paper.row(bottom + 26, (12.0, 36.0, 150.0), ("收款单位", world.hospital, "收款人 唐试收"), size=3.6)
    paper.codes.append(Code(14, 4, 17, qr_text(world)))
    paper.seals.append(Seal(120, bottom + 24, 12, "演示收费专用章"))
    truth = said.truth(items=line_items(world, classed=False), id_text=id_text)
    return Drawn(PaperKind.RECEIPT, "priced", paper, truth, (0.84, 27 / paper.height))


def boxed(world: World, chance: random.Random) -> Drawn:
    """A form of ruled cells, labels with spaces between their characters."""
    said, id_text = Said(world, chance), masked(chance, world.id_number)
    rows = len(world.lines)
    paper = Paper(210, 118 + max(30, 6 * rows))
    paper.write(38, 8, title_of(world), size=7, bold=True, colour=RED)
    grid = (10.0, 42.0, 105.0, 137.0)
    cells = (
        ("票 据 代 码", world.ticket_code, "票 据 号 码", world.ticket_number),
        ("交 款 人", world.name, "校 验 码", world.check_code),
        (
            "交款人统一社会信用代码",
            id_text,
            "开 票 日 期",
            f"{world.issued_on.year}年{world.issued_on.month:02d}月{world.issued_on.day:02d}日",
        ),
        (
            "性 别",
            world.sex,
            "就 诊 日 期",
            f"{world.visited_on.year}年{world.visited_on.month:02d}月{world.visited_on.day:02d}日",
        ),
    )
    for number, cell in enumerate(cells):
        y = 20.0 + 7 * number
        paper.rule(8, y - 1.5, 202, y - 1.5)
        wide = (10.0, 52.0, 105.0, 137.0) if number == 2 else grid
        paper.row(y, wide, cell, size=3.5)
    paper.rule(8, 46.5, 202, 46.5)
    for x in (8.0, 103.0, 202.0):
        paper.rule(x, 18.5, x, 46.5)
    columns = (12.0, 92.0, 116.0, 146.0, 176.0)
    paper.row(49, columns, ("收费项目", "数量", "单位", "金额（元）", "自付比例"), size=3.6)
    paper.rule(8, 55, 202, 55)
    y = 57.0
    for line in world.lines:
        paper.row(
            y,
            columns,
            (line.name, str(line.quantity), line.unit, plain_yuan(line.fen), chance.choice(("0%", "10%", "100%"))),
            size=3.5,
        )
        paper.rule(8, y + 4.6, 202, y + 4.6, "#c9c9c9")
        y += 6
    bottom = max(y, 84) + 1
    paper.rule(8, bottom, 202, bottom)
    paper.row(
        bottom + 2,
        (12.0, 42.0, 146.0, 168.0),
        ("合 计（大写）", in_words(world.total_fen), "（小写）", plain_yuan(world.total_fen)),
        size=3.8,
    )
    paper.rule(8, bottom + 8, 202, bottom + 8)
    shares = (
        ("医保统筹支付", plain_yuan(world.insurance_fen)),
        ("个人账户支付", plain_yuan(world.account_fen)),
        ("现金支付", plain_yuan(world.cash_fen)),
    )
    for (label, value), x in zip(shares, (12.0, 80.0, 146.0), strict=True):
        paper.write(x, bottom + 10.5, f"{label}：{value}", size=3.4)
    paper.row(bottom + 18, (12.0, 120.0), (f"开票单位：{world.hospital}", "收费员：薛试"), size=3.6)
    paper.codes.append(Code(180, bottom + 16, 18, qr_text(world)))
    truth = said.truth(items=line_items(world, classed=False), id_text=id_text)
    return Drawn(PaperKind.RECEIPT, "boxed", paper, truth, (0.72, 21 / paper.height))


def slip(world: World, chance: random.Random) -> Drawn:
    """A narrow slip from a machine in the hall: one thing a line."""
    said, id_text = Said(world, chance), masked(chance, world.id_number)
    paper = Paper(100, 130 + 6.5 * len(world.lines))
    paper.write(8, 6, title_of(world), size=4.6, bold=True)
    y = 16.0
    for label, value in (
        ("票据代码", world.ticket_code),
        ("票据号码", world.ticket_number),
        ("校验码", world.check_code),
        ("交款人", world.name),
        ("证件号码", id_text),
        ("就诊日期", f"{world.visited_on:%Y-%m-%d}"),
        ("开票日期", f"{world.issued_on:%Y-%m-%d} {chance.randrange(8, 18):02d}:{chance.randrange(60):02d}:06"),
        ("收款单位", world.hospital),
    ):
        paper.write(8, y, f"{label}：{value}", size=3.8)
        y += 6.4
    paper.rule(6, y, 94, y)
    paper.row(y + 1.8, (8.0, 60.0, 78.0), ("项目", "数量", "金额"), size=3.6)
    y += 8
    for line in world.lines:
        paper.row(y, (8.0, 60.0), (line.name, f"{line.quantity}{line.unit}"), size=3.4)
        right(paper, 93, y, plain_yuan(line.fen), size=3.4)
        y += 6.5
    paper.rule(6, y, 94, y)
    for text in (
        f"合计：{plain_yuan(world.total_fen)}",
        f"大写：{in_words(world.total_fen)}",
        f"统筹基金支付：{plain_yuan(world.insurance_fen)}",
        f"个人账户支付：{plain_yuan(world.account_fen)}",
        f"个人现金支付：{plain_yuan(world.cash_fen)}",
    ):
        paper.write(8, y + 2, text, size=3.8)
        y += 6.4
    paper.codes.append(Code(36, y + 4, 26, qr_text(world)))
    truth = said.truth(items=line_items(world, classed=False), id_text=id_text)
    return Drawn(PaperKind.RECEIPT, "slip", paper, truth, (0.45, 24 / paper.height))


def coastal(world: World, chance: random.Random) -> Drawn:
    """Other words for the same things: 缴款人, 票据校验码, 结算日期; amounts with a sign and thousands separators."""
    said, id_text = Said(world, chance), masked(chance, world.id_number)
    paper = Paper(210, 122 + 6.2 * len(world.lines))
    paper.write(42, 8, title_of(world), size=7, bold=True, colour=BROWN)
    paper.write(12, 21, f"缴款人：{world.name}", size=3.8)
    paper.write(120, 21, f"电子票据代码：{world.ticket_code}", size=3.8)
    paper.write(12, 27.5, f"身份证件号：{id_text}", size=3.8)
    paper.write(120, 27.5, f"电子票据号码：{world.ticket_number}", size=3.8)
    paper.write(12, 34, f"就诊时间：{world.visited_on:%Y-%m-%d} {chance.randrange(8, 18):02d}:12", size=3.8)
    paper.write(120, 34, f"电子校验码：{world.check_code}", size=3.8)
    paper.write(120, 40.5, f"开票时间：{world.issued_on:%Y-%m-%d}", size=3.8)
    columns = (12.0, 30.0, 106.0, 138.0)
    paper.rule(10, 48, 200, 48, BROWN)
    paper.row(50, (12.0, 30.0, 106.0, 138.0, 172.0), ("序号", "项目名称", "单价", "数量", "金额（元）"), size=3.6)
    paper.rule(10, 56, 200, 56, BROWN)
    y = 58.0
    for number, line in enumerate(world.lines, start=1):
        paper.row(
            y, columns, (str(number), line.name, plain_yuan(line.price_fen), f"{line.quantity}{line.unit}"), size=3.5
        )
        right(paper, 194, y, f"{line.fen / 100:,.2f}", size=3.5)
        y += 6.2
    paper.rule(10, y + 1, 200, y + 1, BROWN)
    paper.write(12, y + 4, f"合计（小写）：￥{world.total_fen / 100:,.2f}", size=3.9)
    paper.write(90, y + 4, f"合计（大写）：{in_words(world.total_fen)}", size=3.9)
    paper.rule(10, y + 11, 200, y + 11, BROWN)
    rows = (
        (
            f"基本医疗保险统筹基金支付：{plain_yuan(world.insurance_fen)}",
            f"个人账户支付金额：{plain_yuan(world.account_fen)}",
        ),
        (f"现金支付：{plain_yuan(world.cash_fen)}", f"结算流水号：{world.serial}"),
    )
    for number, row in enumerate(rows):
        paper.row(y + 14 + 6 * number, (12.0, 110.0), row, size=3.5)
    paper.write(12, y + 28, f"开票单位（盖章）：{world.hospital}", size=3.7)
    paper.write(150, y + 28, "开票人：贺试", size=3.7)
    paper.codes.append(
        Code(
            12,
            y + 38,
            20,
            f"01,10,{world.ticket_code},{world.ticket_number},{world.check_code},{world.issued_on:%Y%m%d},{plain_yuan(world.total_fen)}",
        )
    )
    paper.seals.append(Seal(96, y + 34, 13, "演示财务专用章"))
    truth = said.truth(items=line_items(world, classed=False), id_text=id_text)
    return Drawn(PaperKind.RECEIPT, "coastal", paper, truth, (0.84, 28 / paper.height))


Layout = Callable[[World, random.Random], Drawn]
LAYOUTS: Final[dict[str, Layout]] = {
    "itemised": itemised,
    "class_totals": class_totals,
    "side_by_side": side_by_side,
    "inpatient": inpatient,
    "priced": priced,
    "boxed": boxed,
    "slip": slip,
    "coastal": coastal,
}
HELD_OUT: Final = frozenset({"coastal"})
