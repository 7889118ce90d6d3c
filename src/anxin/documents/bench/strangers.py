"""Papers drawn after the reader was tuned, each unlike the layouts before it: what a stranger's paper may be like.

Item lines over two lines, figures without a head, days instead of classes, several amounts a row, pages of phones.
The last two were drawn when the reader had been mended by the others; what it made of them at first sight stands in
docs/benchmarks.md.
"""

from __future__ import annotations

import random
from typing import Final

from anxin.documents.bench.clinic import _drugs, _fee_truth, _medical_truth, _parts_without_code, _prescription_truth
from anxin.documents.bench.invented import World, days_of, masked, plain_yuan
from anxin.documents.bench.receipts import Drawn, Layout, Said, class_items, line_items, qr_text, right, title_of
from anxin.documents.specimens.sheets import GREY, Code, Paper, Seal
from anxin.documents.types import PaperKind
from anxin.kit.money import in_words

_LONG: Final = "(含一次性使用耗材及操作费)"


def thermal(world: World, chance: random.Random) -> Drawn:
    """A slip of a till: the name on one line, count, price and amount on the next."""
    said, id_text = Said(world, chance, shares=False), masked(chance, world.id_number)
    paper = Paper(80, 96 + 11 * len(world.lines))
    paper.write(6, 5, title_of(world), size=3.6, bold=True)
    y = 13.0
    for label, value in (
        ("票据代码", world.ticket_code),
        ("票据号码", world.ticket_number),
        ("校验码", world.check_code),
        ("交款人", world.name),
        ("证件号码", id_text),
        ("就诊日期", f"{world.visited_on:%Y-%m-%d}"),
        ("开票日期", f"{world.issued_on:%Y-%m-%d}"),
    ):
        paper.write(5, y, f"{label}:{value}", size=3.2)
        y += 5
    paper.write(5, y, "-" * 52, size=2.6)
    paper.row(y + 4, (5.0, 30.0, 60.0), ("项目/数量", "单价", "金额"), size=3.1)
    paper.write(5, y + 8.5, "-" * 52, size=2.6)
    y += 12.5
    for line in world.lines:
        paper.write(5, y, line.name, size=3.1)
        paper.write(8, y + 5, f"{line.quantity}{line.unit}", size=3.1)
        right(paper, 42, y + 5, plain_yuan(line.price_fen), size=3.1)
        right(paper, 73, y + 5, plain_yuan(line.fen), size=3.1)
        y += 11
    paper.write(5, y, "-" * 52, size=2.6)
    paper.row(y + 4, (5.0, 50.0), ("合计", f"￥{plain_yuan(world.total_fen)}"), size=3.6)
    paper.write(5, y + 10, f"大写:{in_words(world.total_fen)}", size=3.1)
    paper.write(5, y + 15.5, f"收款单位:{world.hospital}", size=3.1)
    truth = said.truth(items=line_items(world, classed=False), id_text=id_text)
    return Drawn(PaperKind.RECEIPT, "thermal", paper, truth, (0.5, 19 / paper.height))


def phone_receipt(world: World, chance: random.Random) -> Drawn:
    """An e-receipt as an app of a phone shows it: labels left, values right, a card of items below."""
    said, id_text = Said(world, chance, payer_id=False), masked(chance, world.id_number)
    paper = Paper(100, 150 + 11 * len(world.lines))
    paper.row(3, (4.0, 80.0), (f"{chance.randrange(7, 20)}:42", "5G  87%"), size=3)
    paper.write(36, 10, "电子票据详情", size=4, bold=True)
    paper.write(8, 20, title_of(world), size=4, bold=True)
    y = 28.0
    for label, value in (
        ("票据代码", world.ticket_code),
        ("票据号码", world.ticket_number),
        ("校验码", world.check_code),
        ("交款人", world.name),
        ("开票单位", world.hospital),
        ("开票日期", f"{world.issued_on:%Y-%m-%d}"),
        ("就诊日期", f"{world.visited_on:%Y-%m-%d}"),
        ("医保统筹基金支付", plain_yuan(world.insurance_fen)),
        ("个人账户支付", plain_yuan(world.account_fen)),
        ("个人现金支付", plain_yuan(world.cash_fen)),
    ):
        paper.write(8, y, label, size=3.4, colour=GREY)
        paper.write(92 - (3.4 if ord(value[0]) > 255 else 1.95) * len(value), y, value, size=3.4)
        y += 7
    paper.rule(6, y, 94, y, "#e3e5e8")
    paper.write(8, y + 3, "收费项目", size=3.8, bold=True)
    y += 11
    for line in world.lines:
        paper.write(8, y, line.name, size=3.4)
        right(paper, 92, y, f"¥{plain_yuan(line.fen)}", size=3.4)
        paper.write(8, y + 5, f"¥{plain_yuan(line.price_fen)} x{line.quantity}", size=2.8, colour=GREY)
        y += 11
    paper.rule(6, y, 94, y, "#e3e5e8")
    paper.write(8, y + 3, "合计金额", size=3.8, bold=True)
    right(paper, 92, y + 3, f"¥{plain_yuan(world.total_fen)}", size=4)
    paper.write(32, y + 16, "下载原件    分享给好友", size=3.4, colour="#2b6de5")
    items = [item | {"unit": None} for item in line_items(world, classed=False)]
    return Drawn(
        PaperKind.RECEIPT, "phone_receipt", paper, said.truth(items=items, id_text=id_text), (0.8, 36 / paper.height)
    )


def headless(world: World, chance: random.Random) -> Drawn:
    """Class totals in ruled cells, name beside amount, three pairs a row and no head."""
    said, id_text = Said(world, chance), masked(chance, world.id_number)
    paper = Paper(200, 108)
    paper.write(40, 7, title_of(world), size=6.6, bold=True)
    paper.row(20, (10.0, 118.0), (f"票据代码 {world.ticket_code}", f"票据号码 {world.ticket_number}"), size=3.8)
    paper.row(27, (10.0, 118.0), (f"姓名 {world.name}", f"校验码 {world.check_code}"), size=3.8)
    paper.row(34, (10.0, 118.0), (f"身份证号 {id_text}", f"开具日期 {days_of(chance, world.issued_on)}"), size=3.8)
    xs = (8.0, 70.0, 132.0, 192.0)
    classes = list(world.classes().items())
    rows = -(-len(classes) // 3)
    for number in range(rows + 1):
        paper.rule(8, 41 + 8 * number, 192, 41 + 8 * number)
    for x in xs:
        paper.rule(x, 41, x, 41 + 8 * rows)
    for index, (name, fen) in enumerate(classes):
        x, y = xs[index % 3], 43 + 8 * (index // 3)
        paper.write(x + 3, y, name, size=3.6)
        right(paper, x + 58, y, plain_yuan(fen), size=3.6)
    bottom = 46.0 + 8 * rows
    paper.row(
        bottom,
        (10.0, 120.0),
        (f"人民币（大写）：{in_words(world.total_fen)}", f"￥：{plain_yuan(world.total_fen)}"),
        size=3.8,
    )
    paper.row(
        bottom + 8,
        (10.0, 118.0),
        (f"统筹支付 {plain_yuan(world.insurance_fen)}", f"个人账户支付 {plain_yuan(world.account_fen)}"),
        size=3.6,
    )
    paper.row(
        bottom + 15,
        (10.0, 118.0),
        (f"现金支付 {plain_yuan(world.cash_fen)}", f"就诊日期 {world.visited_on:%Y-%m-%d}"),
        size=3.6,
    )
    paper.write(10, bottom + 23, f"收费单位（盖章） {world.hospital}", size=3.6)
    paper.codes.append(Code(178, 3, 17, qr_text(world)))
    truth = said.truth(items=class_items(world), id_text=id_text)
    return Drawn(PaperKind.RECEIPT, "headless", paper, truth, (0.7, 21 / 108))


def dotted(world: World, chance: random.Random) -> Drawn:
    """Lines with dots from the name to the amount, in other words: 缴费人, 总额."""
    said, id_text = Said(world, chance, shares=False, visited=False), masked(chance, world.id_number)
    paper = Paper(130, 112 + 6 * len(world.lines))
    paper.write(14, 7, title_of(world), size=5.2, bold=True)
    y = 19.0
    for left, second in (
        (f"票据代码：{world.ticket_code}", f"票据号码：{world.ticket_number}"),
        (f"缴费人：{world.name}", f"校验码：{world.check_code}"),
        (f"证件号：{id_text}", ""),
        (f"开票时间：{world.issued_on:%Y-%m-%d} 10:2{chance.randrange(10)}", ""),
    ):
        paper.row(y, (8.0, 72.0), (left, second), size=3.5)
        y += 6.5
    paper.write(8, y + 1, "收费项目明细", size=3.8, bold=True)
    y += 8
    for line in world.lines:
        dots = "." * max(6, int(52 - 2.1 * len(line.name)))
        paper.write(8, y, line.name + dots, size=3.4)
        right(paper, 122, y, plain_yuan(line.fen), size=3.4)
        y += 6
    paper.rule(8, y + 1, 122, y + 1)
    paper.row(
        y + 3,
        (8.0, 88.0),
        (f"总额（大写）：{in_words(world.total_fen)}", f"（小写）{plain_yuan(world.total_fen)}"),
        size=3.4,
    )
    paper.write(8, y + 11, f"医疗机构名称：{world.hospital}", size=3.5)
    paper.codes.append(Code(8, y + 18, 20, qr_text(world)))
    paper.seals.append(Seal(92, y + 22, 12, "演示收费专用章"))
    items = [item | {"quantity": None, "unit": None} for item in line_items(world, classed=False)]
    return Drawn(
        PaperKind.RECEIPT, "dotted", paper, said.truth(items=items, id_text=id_text), (0.75, 20 / paper.height)
    )


def wrapped_list(world: World, chance: random.Random) -> Drawn:
    """A ruled fee list whose longer names stand on two lines of a cell, figures in its middle."""
    paper = Paper(210, 86 + 10 * len(world.lines))
    paper.write(56, 8, "门诊患者费用清单", size=6, bold=True)
    paper.row(
        20,
        (10.0, 76.0, 140.0),
        (f"姓名：{world.name}", f"科室：{world.department}", f"日期：{world.visited_on:%Y-%m-%d}"),
        size=3.7,
    )
    paper.write(10, 27, f"医院：{world.hospital}", size=3.7)
    columns = (12.0, 26.0, 96.0, 120.0, 142.0, 168.0)
    paper.rule(8, 34, 202, 34)
    paper.row(36, columns, ("序号", "收费项目名称", "计价单位", "数量", "单价(元)", "应收金额(元)"), size=3.4)
    y, items = 42.0, []
    for number, line in enumerate(world.lines, start=1):
        paper.rule(8, y, 202, y)
        name = line.name + (_LONG if number % 2 else "")
        middle = y + 2.6
        if number % 2:
            cut = 16
            paper.write(26, y + 1, name[:cut], size=3.4)
            paper.write(26, y + 5, name[cut:], size=3.4)
            middle = y + 3
        else:
            paper.write(26, middle, name, size=3.4)
        paper.row(middle, (12.0, 96.0, 120.0), (str(number), line.unit, str(line.quantity)), size=3.4)
        right(paper, 158, middle, plain_yuan(line.price_fen), size=3.4)
        right(paper, 194, middle, plain_yuan(line.fen), size=3.4)
        items.append(line_items(world, classed=False)[number - 1] | {"name": name})
        y += 10
    paper.rule(8, y, 202, y)
    paper.write(120, y + 4, f"费用合计：{plain_yuan(world.total_fen)}", size=3.9)
    return Drawn(
        PaperKind.FEE_LIST, "wrapped_list", paper, _fee_truth(world) | {"items": items}, (0.6, 21 / paper.height)
    )


def daily_list(world: World, chance: random.Random) -> Drawn:
    """A list by days and classes with sums between, three amounts a row, codes and grades of the catalogue."""
    classes = world.classes()
    paper = Paper(230, 92 + 6 * (len(world.lines) + 2 * len(classes)))
    paper.write(60, 8, f"{world.hospital}收费明细清单", size=5.2, bold=True)
    paper.row(
        20,
        (10.0, 80.0, 150.0),
        (f"病人姓名：{world.name}", f"就诊卡号：{world.serial[-8:]}", f"费用日期：{world.visited_on:%Y-%m-%d}"),
        size=3.6,
    )
    columns = (10.0, 34.0, 84.0, 112.0, 130.0, 148.0, 170.0, 192.0, 212.0)
    paper.rule(8, 27, 222, 27)
    heads = ("日期", "项目名称", "国家编码", "等级", "数量", "单位", "单价", "金额", "自付")
    paper.row(29, columns, heads, size=3.2)
    paper.rule(8, 34.5, 222, 34.5)
    y = 36.5
    for category, fen in classes.items():
        for line in (one for one in world.lines if one.category == category):
            row = (f"{world.visited_on:%m-%d}", line.name, f"{chance.randrange(10**8, 10**9)}", chance.choice("甲乙丙"))
            paper.row(y, columns[:4], row, size=3.1)
            paper.row(y, columns[4:6], (f"{line.quantity}.00", line.unit), size=3.1)
            for x, value in ((186, line.price_fen), (207, line.fen), (222, 0)):
                right(paper, x, y, plain_yuan(value), size=3.1)
            y += 6
        paper.row(y, (34.0, 170.0), (f"{category}小计", "小计"), size=3.1)
        right(paper, 207, y, plain_yuan(fen), size=3.1)
        y += 6
    paper.rule(8, y, 222, y)
    paper.row(y + 3, (10.0, 150.0), ("总费用", f"￥{plain_yuan(world.total_fen)}"), size=3.8)
    return Drawn(PaperKind.FEE_LIST, "daily_list", paper, _fee_truth(world), (0.6, 21 / paper.height))


def app_list(world: World, chance: random.Random) -> Drawn:
    """Charges as a phone shows them: name and amount on one line, price and count under it."""
    paper = Paper(100, 84 + 13 * len(world.lines))
    paper.row(3, (4.0, 82.0), ("18:07", "4G 56%"), size=3)
    paper.write(40, 10, "费用明细", size=4.2, bold=True)
    paper.write(8, 20, world.hospital, size=3.8, bold=True)
    paper.row(28, (8.0, 52.0), (f"就诊人：{world.name}", f"时间：{world.visited_on:%Y-%m-%d}"), size=3.4)
    y = 38.0
    for line in world.lines:
        paper.write(8, y, line.name, size=3.6)
        right(paper, 92, y, f"{plain_yuan(line.fen)}元", size=3.6)
        paper.row(
            y + 5.5,
            (8.0, 40.0),
            (f"单价：{plain_yuan(line.price_fen)}元", f"数量：{line.quantity}{line.unit}"),
            size=2.9,
        )
        paper.rule(8, y + 10.5, 92, y + 10.5, "#eceef0")
        y += 13
    paper.write(8, y + 2, "总计", size=4)
    right(paper, 92, y + 2, f"{plain_yuan(world.total_fen)}元", size=4.2)
    return Drawn(PaperKind.FEE_LIST, "app_list", paper, _fee_truth(world), (0.3, 29 / paper.height))


def certificate_app(world: World, chance: random.Random) -> Drawn:
    """A certificate on a phone: each value under its label."""
    paper = Paper(100, 170)
    paper.write(32, 8, "电子诊断证明书", size=4.6, bold=True)
    y = 20.0
    for label, value in (
        ("就诊医院", world.hospital),
        ("患者姓名", world.name),
        ("性别", world.sex),
        ("就诊科室", world.department),
        ("疾病诊断", world.injury),
        ("疾病编码", world.icd),
        ("医生建议", world.advice),
        ("开具时间", f"{world.visited_on:%Y-%m-%d} 15:20"),
        ("开具医生", "郑试医"),
    ):
        paper.write(8, y, label, size=3.2, colour=GREY)
        size = 3.6 if len(value) < 24 else 2.8
        paper.write(8, y + 5.5, value, size=size)
        y += 15
    truth = _medical_truth(world, icd=True, stay=world.inpatient)
    return Drawn(PaperKind.DIAGNOSIS, "certificate_app", paper, truth, (0.3, 80 / 170))


def certificate_numbered(world: World, chance: random.Random) -> Drawn:
    """A certificate with several diagnoses, numbered, and the advice in items; no code."""
    paper = Paper(200, 150)
    paper.write(34, 10, f"{world.hospital}", size=5, bold=True)
    paper.write(60, 20, "门（急）诊疾病诊断证明", size=6, bold=True)
    paper.row(36, (16.0, 70.0, 110.0), (f"姓 名 {world.name}", f"性 别 {world.sex}", f"年 龄 {world.age}岁"), size=4)
    paper.row(44, (16.0, 110.0), (f"科 别 {world.department}", f"病案号 {world.serial[-8:]}"), size=4)
    paper.write(16, 54, "诊断：", size=4.2, bold=True)
    paper.write(24, 62, f"1、{world.injury}", size=4.2)
    paper.write(16, 80, "处理意见：", size=4.2, bold=True)
    paper.write(24, 88, world.advice, size=4)
    paper.row(
        112,
        (20.0, 110.0),
        ("医师签名：郑试医", f"{world.visited_on.year}年{world.visited_on.month}月{world.visited_on.day}日"),
        size=4,
    )
    paper.seals.append(Seal(150, 118, 14, "演示诊断专用章"))
    truth = _parts_without_code(world, _medical_truth(world, icd=False, stay=world.inpatient))
    return Drawn(PaperKind.DIAGNOSIS, "certificate_numbered", paper, truth, (0.3, 64 / 150))


def prescription_wide(world: World, chance: random.Random) -> Drawn:
    """An electronic prescription: drug, specification and maker on one line, use and number on the next."""
    drugs = _drugs(world, chance)
    paper = Paper(180, 120 + 14 * len(drugs))
    paper.write(44, 8, world.hospital, size=5, bold=True)
    paper.write(70, 17, "电子处方笺", size=6, bold=True)
    paper.row(30, (10.0, 62.0, 108.0), (f"姓名：{world.name}", f"性别：{world.sex}", f"年龄：{world.age}岁"), size=3.8)
    paper.row(
        37, (10.0, 108.0), (f"科别：{world.department}", f"开具日期：{days_of(chance, world.visited_on)}"), size=3.8
    )
    paper.write(10, 44, f"诊断：{world.injury}", size=3.8)
    paper.rule(8, 50, 172, 50)
    paper.write(10, 52, "Rp.", size=5, bold=True)
    y = 61.0
    for number, drug in enumerate(drugs, start=1):
        paper.row(
            y, (12.0, 100.0), (f"{number}、{drug['name']}", chance.choice(("0.3g×24片", "10mg×12粒", "20g"))), size=3.9
        )
        paper.row(
            y + 6, (18.0, 120.0), ("用法：口服 每次1片 每日3次", f"总量：{drug['quantity']}{drug['unit']}"), size=3.5
        )
        y += 14
    paper.write(60, y, "（以下空白）", size=3.6)
    paper.rule(8, y + 8, 172, y + 8)
    paper.row(y + 11, (10.0, 70.0, 120.0), ("医师：郑试医", "审核药师：冯试药", "调配药师：褚试"), size=3.6)
    return Drawn(
        PaperKind.PRESCRIPTION, "prescription_wide", paper, _prescription_truth(world, drugs), (0.3, 45 / paper.height)
    )


def police_form(world: World, chance: random.Random) -> Drawn:
    """A certificate as a form of cells: one block a person, the level in a cell of its own."""
    paper = Paper(210, 200)
    paper.write(60, 10, "道路交通事故认定书", size=7, bold=True)
    paper.write(76, 20, "（简易程序）", size=4.4)
    at = world.happened_at
    paper.row(32, (14.0, 46.0), ("事故时间", f"{at.year}年{at.month}月{at.day}日{at.hour}时{at.minute}分"), size=4)
    paper.row(42, (14.0, 46.0), ("事故地点", world.place), size=4)
    y = 52.0
    for letter, name, number, level, vehicle in (
        ("甲", world.name, world.id_number, world.level, "电动自行车"),
        ("乙", world.other_name, world.other_id, world.other_level, "小型客车"),
    ):
        paper.rule(12, y - 1.5, 198, y - 1.5)
        paper.row(y, (14.0, 46.0, 100.0, 128.0), (f"当事人{letter}", name, "证件号码", number), size=3.8)
        paper.row(
            y + 8,
            (14.0, 46.0, 100.0, 128.0),
            ("交通方式", vehicle, "责任", "无责任" if level == "无" else f"{level}责任"),
            size=3.8,
        )
        y += 18
    paper.rule(12, y, 198, y)
    paper.write(14, y + 4, "事故事实：两车在路口发生刮碰，致一人受伤。", size=3.8)
    paper.row(y + 40, (14.0, 120.0), ("交通警察：何试警", days_of(chance, at.date())), size=4)
    paper.seals.append(Seal(150, y + 44, 15, "演示事故处理专用章"))
    truth = {
        "happened_at": at.replace(tzinfo=None).isoformat(timespec="minutes"),
        "place": world.place,
        "parties": [
            {"name": world.name, "id_number": world.id_number, "level": world.level},
            {"name": world.other_name, "id_number": world.other_id, "level": world.other_level},
        ],
    }
    return Drawn(PaperKind.LIABILITY, "police_form", paper, truth, (0.4, 60 / 200))


def formula_list(world: World, chance: random.Random) -> Drawn:
    """A counter's list: each charge with its little sum behind it, subtotals as its word for amounts."""
    paper = Paper(180, 82 + 7 * len(world.lines))
    paper.write(52, 8, "医疗费用明细单", size=6, bold=True)
    paper.row(19, (10.0, 100.0), (f"患者：{world.name}", f"收费日期：{world.visited_on:%Y/%m/%d}"), size=3.7)
    paper.write(10, 26, f"医疗机构：{world.hospital}", size=3.7)
    paper.rule(8, 32, 172, 32)
    y = 34.0
    for number, line in enumerate(world.lines, start=1):
        paper.write(10, y, f"{number}. {line.name}", size=3.5)
        paper.write(84, y, f"{plain_yuan(line.price_fen)}×{line.quantity}{line.unit}", size=3.5)
        right(paper, 168, y, f"={plain_yuan(line.fen)}", size=3.5)
        y += 7
    paper.rule(8, y, 172, y)
    paper.write(100, y + 3, f"费用总计：{plain_yuan(world.total_fen)}元", size=3.9)
    return Drawn(PaperKind.FEE_LIST, "formula_list", paper, _fee_truth(world), (0.5, 20 / paper.height))


def narrow_receipt(world: World, chance: random.Random) -> Drawn:
    """A receipt that stands upright, labels right-aligned in a column, charges as name, price, subtotal."""
    said, id_text = Said(world, chance, shares=False), masked(chance, world.id_number)
    paper = Paper(120, 150 + 6.4 * len(world.lines))
    paper.write(12, 8, title_of(world), size=5, bold=True)
    y = 22.0
    for label, value in (
        ("代码", world.ticket_code),
        ("号码", world.ticket_number),
        ("校验码", world.check_code),
        ("交款人名称", world.name),
        ("证件号码", id_text),
        ("就医日期", f"{world.visited_on:%Y.%m.%d}"),
        ("开票时间", f"{world.issued_on:%Y.%m.%d}"),
    ):
        paper.write(44 - 3.6 * len(label), y, f"{'票据' if label in ('代码', '号码') else ''}{label}", size=3.4)
        paper.write(56, y, value, size=3.4)
        y += 6.4
    paper.row(y + 3, (8.0, 62.0, 84.0, 100.0), ("费用名称", "价格", "次数", "小计"), size=3.4)
    y += 10
    for line in world.lines:
        paper.write(8, y, line.name, size=3.3)
        right(paper, 76, y, plain_yuan(line.price_fen), size=3.3)
        paper.write(88, y, str(line.quantity), size=3.3)
        right(paper, 114, y, plain_yuan(line.fen), size=3.3)
        y += 6.4
    paper.row(y + 3, (8.0, 90.0), ("合计金额", plain_yuan(world.total_fen)), size=3.8)
    paper.write(8, y + 10, f"人民币大写 {in_words(world.total_fen)}", size=3.4)
    paper.write(8, y + 17, f"医院名称 {world.hospital}", size=3.4)
    items = [item | {"unit": None} for item in line_items(world, classed=False)]
    truth = said.truth(items=items, id_text=id_text)
    return Drawn(PaperKind.RECEIPT, "narrow_receipt", paper, truth, (0.6, 29 / paper.height))


LAYOUTS: Final[dict[str, Layout]] = {
    "thermal": thermal,
    "phone_receipt": phone_receipt,
    "headless": headless,
    "dotted": dotted,
    "wrapped_list": wrapped_list,
    "daily_list": daily_list,
    "app_list": app_list,
    "certificate_app": certificate_app,
    "certificate_numbered": certificate_numbered,
    "prescription_wide": prescription_wide,
    "police_form": police_form,
    "formula_list": formula_list,
    "narrow_receipt": narrow_receipt,
}
