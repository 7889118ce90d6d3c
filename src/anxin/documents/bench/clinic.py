"""Papers of a visit beside the receipt: fee list, diagnosis, prescription, record, imaging report."""

from __future__ import annotations

import random
from typing import Any, Final

from anxin.documents.bench.invented import DRUGS, World, days_of, plain_yuan
from anxin.documents.bench.receipts import Drawn, Layout, line_items, right
from anxin.documents.specimens.sheets import GREY, Paper, Seal
from anxin.documents.types import PaperKind

FINDINGS: Final = "骨质结构清晰，{part}可见线样低密度影，断端对位良好，周围软组织肿胀。"


def _medical_truth(world: World, *, icd: bool, stay: bool | None) -> dict[str, Any]:
    return {
        "patient": world.name,
        "hospital": world.hospital,
        "diagnosis": world.injury,
        "icd": world.icd if icd else None,
        **world.parts(),
        "issued_on": world.visited_on.isoformat(),
        "inpatient_needed": stay,
    }


def _parts_without_code(world: World, truth: dict[str, Any]) -> dict[str, Any]:
    from anxin.documents.body_parts import regions_of_text

    return truth | {"body_parts": sorted(regions_of_text(world.injury))}


def certificate(world: World, chance: random.Random) -> Drawn:
    """A diagnosis certificate, labels with a colon."""
    paper = Paper(210, 148)
    paper.write(58, 12, world.hospital, size=6, bold=True)
    paper.write(72, 24, chance.choice(("诊 断 证 明 书", "疾病诊断证明书", "诊断证明书")), size=7.5, bold=True)
    top = (f"姓名：{world.name}", f"性别：{world.sex}", f"年龄：{world.age}岁", f"门诊号：{world.serial[-7:]}")
    paper.row(42, (18.0, 62.0, 98.0, 138.0), top, size=4.3)
    paper.row(
        51, (18.0, 98.0), (f"科别：{world.department}", f"就诊日期：{days_of(chance, world.visited_on)}"), size=4.3
    )
    paper.rule(16, 60, 194, 60)
    paper.write(18, 65, f"{chance.choice(('临床诊断', '诊断', '门诊诊断'))}：{world.injury}", size=4.6)
    paper.write(18, 76, f"{chance.choice(('诊断编码', 'ICD-10编码', '疾病编码'))}：{world.icd}", size=4.6)
    paper.write(18, 87, f"{chance.choice(('处理意见', '建议', '医师建议'))}：{world.advice}", size=4.4)
    paper.rule(16, 101, 194, 101)
    paper.write(110, 109, "医师签名：郑试医", size=4.4)
    paper.write(110, 119, f"日期：{days_of(chance, world.visited_on)}", size=4.4)
    paper.write(18, 136, "本证明加盖公章有效，涂改无效。", size=3.4, colour=GREY)
    paper.seals.append(Seal(158, 112, 15, "演示诊断专用章"))
    truth = _medical_truth(world, icd=True, stay=world.inpatient)
    return Drawn(PaperKind.DIAGNOSIS, "certificate", paper, truth, (0.3, 67 / 148))


def certificate_boxed(world: World, chance: random.Random) -> Drawn:
    """A diagnosis certificate as a ruled form; the code stands in brackets behind the text."""
    paper = Paper(190, 160)
    paper.write(40, 10, f"{world.hospital}诊断证明书", size=5.4, bold=True)
    for y in (24, 33, 42, 66, 92):
        paper.rule(14, y, 176, y)
    cells = (("姓 名", world.name), ("性 别", world.sex), ("年 龄", f"{world.age}"))
    for (label, value), x in zip(cells, (16.0, 76.0, 122.0), strict=True):
        paper.row(26.5, (x, x + 20), (label, value), size=4.2)
    paper.row(
        35.5,
        (16.0, 36.0, 96.0, 122.0),
        ("科 室", world.department, "就诊日期", f"{world.visited_on:%Y-%m-%d}"),
        size=4.2,
    )
    paper.write(16, 44, "诊断结果", size=4.2)
    paper.write(40, 51, f"{world.injury}（{world.icd}）", size=4.6)
    paper.write(16, 68, "医嘱及建议", size=4.2)
    paper.write(40, 76, world.advice, size=4.2)
    paper.row(100, (16.0, 90.0), ("医师（签章）：何试", f"开具日期：{days_of(chance, world.visited_on)}"), size=4.2)
    paper.seals.append(Seal(140, 118, 14, "演示医疗专用章"))
    truth = _medical_truth(world, icd=True, stay=world.inpatient)
    return Drawn(PaperKind.DIAGNOSIS, "certificate_boxed", paper, truth, (0.35, 53 / 160))


def certificate_letter(world: World, chance: random.Random) -> Drawn:
    """A certificate in sentences, as small hospitals write it; no code."""
    paper = Paper(200, 140)
    paper.write(60, 12, "病情证明书", size=7, bold=True)
    paper.write(
        20,
        30,
        f"患者{world.name}，{world.sex}，{world.age}岁，于{world.visited_on.year}年{world.visited_on.month}月{world.visited_on.day}日来我院{world.department}就诊。",
        size=4.3,
    )
    paper.write(20, 42, f"诊断为：{world.injury}。", size=4.3)
    paper.write(20, 54, f"处理：{world.advice}", size=4.3)
    paper.write(20, 66, "特此证明。", size=4.3)
    paper.write(110, 88, "医生：施试医", size=4.3)
    paper.write(110, 98, world.hospital, size=4.3)
    paper.write(110, 108, f"{world.visited_on.year}年{world.visited_on.month}月{world.visited_on.day}日", size=4.3)
    truth = _parts_without_code(world, _medical_truth(world, icd=False, stay=world.inpatient))
    return Drawn(PaperKind.DIAGNOSIS, "certificate_letter", paper, truth, (0.3, 44 / 140))


def _drugs(world: World, chance: random.Random) -> list[dict[str, Any]]:
    return [
        {"name": one.name, "quantity": chance.choice((1, 1, 2, 3)), "unit": one.unit}
        for one in chance.sample(DRUGS, chance.randrange(1, 5))
    ]


def _prescription_truth(world: World, drugs: list[dict[str, Any]]) -> dict[str, Any]:
    return {
        "patient": world.name,
        "hospital": world.hospital,
        "diagnosis": world.injury,
        "issued_on": world.visited_on.isoformat(),
        "drugs": drugs,
    }


def prescription(world: World, chance: random.Random) -> Drawn:
    """A prescription with numbered drugs, count behind a multiplication sign."""
    drugs = _drugs(world, chance)
    paper = Paper(148, 190)
    paper.write(34, 10, world.hospital, size=5, bold=True)
    paper.write(52, 19, chance.choice(("门诊处方笺", "处 方 笺", "急诊处方")), size=6.2, bold=True)
    paper.row(34, (12.0, 60.0, 96.0), (f"姓名：{world.name}", f"性别：{world.sex}", f"年龄：{world.age}岁"), size=4.1)
    paper.row(
        42,
        (12.0, 60.0),
        (f"科别：{world.department}", f"{chance.choice(('日期', '开具日期'))}：{days_of(chance, world.visited_on)}"),
        size=4.1,
    )
    paper.write(12, 50, f"{chance.choice(('临床诊断', '诊断'))}：{world.injury}", size=4.1)
    paper.rule(10, 58, 138, 58)
    paper.write(12, 62, "Rp", size=6, bold=True)
    y = 74.0
    for number, drug in enumerate(drugs, start=1):
        spec = chance.choice(("0.3g×20粒", "5g", "0.25g×12片", ""))
        paper.write(16, y, f"{number}. {drug['name']} {spec} × {drug['quantity']}{drug['unit']}", size=4.2)
        paper.write(
            22, y + 7, chance.choice(("用法：口服 每次1粒 每日2次", "Sig：遵医嘱", "用法：外用 每日1次")), size=3.8
        )
        y += 17
    paper.rule(10, 152, 138, 152)
    paper.row(158, (12.0, 78.0), ("医师：郑试医", "审核药师：冯试药"), size=4.1)
    paper.write(12, 176, "处方当日有效", size=3.4, colour=GREY)
    return Drawn(PaperKind.PRESCRIPTION, "prescription", paper, _prescription_truth(world, drugs), (0.4, 52 / 190))


def prescription_table(world: World, chance: random.Random) -> Drawn:
    """A prescription as a table."""
    drugs = _drugs(world, chance)
    paper = Paper(190, 140)
    paper.write(50, 9, f"{world.hospital}处方", size=5.4, bold=True)
    paper.row(
        22,
        (12.0, 62.0, 100.0, 140.0),
        (f"姓名:{world.name}", f"性别:{world.sex}", f"年龄:{world.age}岁", "费别:自费"),
        size=3.9,
    )
    paper.row(
        29,
        (12.0, 62.0, 110.0),
        (f"门诊号:{world.serial[-7:]}", f"科室:{world.department}", f"开方日期:{world.visited_on:%Y-%m-%d}"),
        size=3.9,
    )
    paper.write(12, 36, f"临床诊断:{world.injury}", size=3.9)
    paper.rule(10, 42, 180, 42)
    columns = (12.0, 72.0, 104.0, 122.0, 140.0)
    paper.row(44, columns, ("药品名称", "规格", "数量", "单位", "用法用量"), size=3.7)
    paper.rule(10, 50, 180, 50)
    for number, drug in enumerate(drugs):
        row = (
            drug["name"],
            chance.choice(("0.25g*12", "10g", "20ml")),
            str(drug["quantity"]),
            drug["unit"],
            "口服 每日2次",
        )
        paper.row(52.5 + 7 * number, columns, row, size=3.7)
    paper.rule(10, 96, 180, 96)
    paper.row(100, (12.0, 72.0, 130.0), ("医师:郑试医", "调配:冯试药", "发药:褚试"), size=3.9)
    return Drawn(
        PaperKind.PRESCRIPTION, "prescription_table", paper, _prescription_truth(world, drugs), (0.3, 37 / 140)
    )


def fee_list(world: World, chance: random.Random) -> Drawn:
    """A list of charges with codes and prices."""
    paper = Paper(210, 80 + 6.4 * len(world.lines))
    paper.write(48, 8, f"{world.hospital}门诊费用清单", size=5.4, bold=True)
    paper.row(
        21,
        (10.0, 66.0, 120.0),
        (f"姓名：{world.name}", f"门诊号：{world.serial[-7:]}", f"日期：{world.visited_on:%Y-%m-%d}"),
        size=3.8,
    )
    columns = (10.0, 44.0, 108.0, 132.0, 150.0, 170.0)
    paper.rule(8, 29, 202, 29)
    paper.row(31, columns, ("项目编码", "项目名称", "单价", "数量", "单位", "金额"), size=3.5)
    paper.rule(8, 37, 202, 37)
    y = 39.0
    for line in world.lines:
        paper.row(
            y,
            columns,
            (
                f"{chance.randrange(10**11, 10**12)}",
                line.name,
                plain_yuan(line.price_fen),
                str(line.quantity),
                line.unit,
                "",
            ),
            size=3.4,
        )
        right(paper, 188, y, plain_yuan(line.fen), size=3.4)
        y += 6.4
    paper.rule(8, y + 1, 202, y + 1)
    paper.write(130, y + 4, f"合计金额：{plain_yuan(world.total_fen)}", size=4)
    truth = _fee_truth(world)
    return Drawn(PaperKind.FEE_LIST, "fee_list", paper, truth, (0.6, 22 / paper.height))


def fee_list_classed(world: World, chance: random.Random) -> Drawn:
    """A list with the class in front of each line."""
    paper = Paper(200, 84 + 6.2 * len(world.lines))
    paper.write(50, 8, "患者费用明细清单", size=6, bold=True)
    paper.write(12, 20, world.hospital, size=4)
    paper.row(
        27,
        (12.0, 70.0, 124.0),
        (f"患者姓名:{world.name}", f"病历号:{world.serial[-8:]}", f"费用日期:{world.visited_on:%Y-%m-%d}"),
        size=3.7,
    )
    columns = (12.0, 44.0, 112.0, 136.0, 160.0)
    paper.rule(10, 34, 190, 34)
    paper.row(36, columns, ("费用类别", "项目名称", "数量", "单位", "金额(元)"), size=3.6)
    paper.rule(10, 42, 190, 42)
    y = 44.0
    for line in world.lines:
        paper.row(y, columns, (line.category, line.name, str(line.quantity), line.unit, plain_yuan(line.fen)), size=3.5)
        y += 6.2
    paper.rule(10, y + 1, 190, y + 1)
    paper.row(y + 3.5, (12.0, 160.0), ("总金额", plain_yuan(world.total_fen)), size=3.9)
    truth = _fee_truth(world) | {"items": line_items(world, classed=True)}
    return Drawn(PaperKind.FEE_LIST, "fee_list_classed", paper, truth, (0.6, 28 / paper.height))


def _fee_truth(world: World) -> dict[str, Any]:
    return {
        "patient": world.name,
        "hospital": world.hospital,
        "issued_on": world.visited_on.isoformat(),
        "total_fen": world.total_fen,
        "items": line_items(world, classed=False),
    }


def record(world: World, chance: random.Random) -> Drawn:
    """An outpatient record."""
    paper = Paper(190, 170)
    paper.write(54, 10, world.hospital, size=5.2, bold=True)
    paper.write(72, 20, chance.choice(("门诊病历", "急诊病历")), size=6, bold=True)
    paper.row(33, (12.0, 60.0, 92.0), (f"姓名：{world.name}", f"性别：{world.sex}", f"年龄：{world.age}岁"), size=4)
    paper.row(40, (12.0, 92.0), (f"科别：{world.department}", f"就诊日期：{days_of(chance, world.visited_on)}"), size=4)
    paper.rule(10, 47, 180, 47)
    rows = (
        ("主诉", "外伤后疼痛、活动受限2小时。"),
        ("现病史", "患者2小时前骑车送餐时摔倒，伤处肿痛，无昏迷。"),
        ("既往史", "体健，否认药物过敏史。"),
        ("体格检查", "神清，伤处压痛，末梢血运可。"),
        ("初步诊断", world.injury),
        ("处理", world.advice),
    )
    for number, (label, text) in enumerate(rows):
        paper.write(12, 52 + 13 * number, f"{label}：{text}", size=4)
    paper.write(110, 140, "医师：郑试医", size=4)
    truth = _parts_without_code(world, _medical_truth(world, icd=False, stay=world.inpatient))
    return Drawn(PaperKind.RECORD, "record", paper, truth, (0.35, 106 / 170))


def imaging(world: World, chance: random.Random) -> Drawn:
    """An imaging report."""
    paper = Paper(190, 170)
    paper.write(50, 10, world.hospital, size=5.2, bold=True)
    paper.write(62, 20, chance.choice(("DR检查报告单", "CT检查报告", "放射科影像报告")), size=6, bold=True)
    paper.row(33, (12.0, 60.0, 92.0), (f"姓名：{world.name}", f"性别：{world.sex}", f"年龄：{world.age}岁"), size=4)
    paper.row(40, (12.0, 92.0), (f"检查号：{world.serial[-8:]}", f"检查日期：{world.visited_on:%Y-%m-%d}"), size=4)
    paper.rule(10, 47, 180, 47)
    paper.write(12, 52, "影像所见：", size=4.2)
    paper.write(18, 60, FINDINGS.format(part="局部"), size=4)
    paper.write(12, 84, "影像诊断：", size=4.2)
    paper.write(18, 92, world.injury, size=4.2)
    paper.rule(10, 110, 180, 110)
    paper.row(
        114, (12.0, 70.0, 110.0), ("报告医师：沈试影", "审核：韩试", f"报告日期：{world.visited_on:%Y-%m-%d}"), size=3.8
    )
    paper.write(12, 124, "本报告仅供临床医师参考，不作为证明。", size=3.2, colour=GREY)
    truth = _parts_without_code(world, _medical_truth(world, icd=False, stay=None))
    return Drawn(PaperKind.IMAGING, "imaging", paper, truth, (0.3, 94 / 170))


LAYOUTS: Final[dict[str, Layout]] = {
    "certificate": certificate,
    "certificate_boxed": certificate_boxed,
    "certificate_letter": certificate_letter,
    "prescription": prescription,
    "prescription_table": prescription_table,
    "fee_list": fee_list,
    "fee_list_classed": fee_list_classed,
    "record": record,
    "imaging": imaging,
}
