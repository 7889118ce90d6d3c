"""The papers of a small claim, as hospitals and the police print them; every name in them is plainly invented."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from anxin.documents.specimens.sheets import GREY, RED, Code, Paper, Seal, Strokes
from anxin.kit.money import in_words, yuan

SIGNATURE = tuple(
    (x, y)
    for x, y in (
        (0, 8), (6, 2), (9, 10), (13, 3), (16, 12), (20, 5), (24, 9), (22, 14), (30, 6), (34, 12), (40, 4), (46, 10)
    )
)  # fmt: skip


@dataclass(frozen=True)
class Item:
    """One line of a receipt."""

    name: str
    quantity: int
    unit: str
    fen: int
    category: str


@dataclass(frozen=True)
class Story:
    """Everything the papers of one case say."""

    name: str
    id_number: str
    phone: str
    platform: str
    order: str
    accepted_at: datetime
    happened_at: datetime
    finished_at: datetime
    what: str
    place: str
    narrative: str
    hospital: str
    department: str
    visited_on: date
    diagnosis: str
    icd: str
    advice: str
    ticket_code: str
    ticket_number: str
    check_code: str
    items: tuple[Item, ...]
    drugs: tuple[tuple[str, int, str], ...]
    liability: str
    level: str
    other_party: tuple[str, str] | None
    bank: str
    account: str

    @property
    def total_fen(self) -> int:
        return sum(item.fen for item in self.items)

    @property
    def age(self) -> int:
        born = date.fromisoformat(f"{self.id_number[6:10]}-{self.id_number[10:12]}-{self.id_number[12:14]}")
        had_birthday = (self.visited_on.month, self.visited_on.day) >= (born.month, born.day)
        return self.visited_on.year - born.year - (not had_birthday)

    @property
    def masked_id(self) -> str:
        return f"{self.id_number[:6]}********{self.id_number[-4:]}"


def day(on: date) -> str:
    return f"{on.year}年{on.month}月{on.day}日"


def moment(at: datetime) -> str:
    return f"{day(at.date())}{at.hour}时{at.minute:02d}分"


def receipt(story: Story) -> Paper:
    """An electronic outpatient receipt with item lines under their classes."""
    rows = len(story.items) + len({item.category for item in story.items})
    paper = Paper(240, 102 + max(40, 6.6 * rows))
    paper.write(62, 8, "北京市医疗门诊收费票据（电子）", size=7.5, bold=True, colour=RED)
    paper.write(14, 24, f"票据代码：{story.ticket_code}")
    paper.write(150, 24, f"票据号码：{story.ticket_number}")
    paper.write(14, 31, f"交款人统一社会信用代码：{story.masked_id}")
    paper.write(150, 31, f"校验码：{story.check_code}")
    paper.write(14, 38, f"交款人：{story.name}")
    paper.write(150, 38, f"开票日期：{story.visited_on.isoformat()}")
    columns = (16, 106, 142, 180)
    top = 46
    paper.rule(12, top, 228, top, RED)
    paper.row(top + 2.5, columns, ("项目名称", "数量/单位", "金额（元）", "备注"))
    paper.rule(12, top + 9, 228, top + 9, RED)
    y = top + 11.5
    for category in dict.fromkeys(item.category for item in story.items):
        lines = [item for item in story.items if item.category == category]
        paper.row(y, columns, (category, "", yuan(sum(item.fen for item in lines)), ""), size=3.8)
        y += 6.6
        for item in lines:
            paper.row(y, columns, (item.name, f"{item.quantity}/{item.unit}", yuan(item.fen), "无自付"), size=3.6)
            y += 6.6
    bottom = max(y, 96) + 1
    paper.rule(12, bottom, 228, bottom, RED)
    paper.write(16, bottom + 2.5, f"金额合计（大写）{in_words(story.total_fen)}")
    paper.write(142, bottom + 2.5, f"（小写）{yuan(story.total_fen)}")
    paper.rule(12, bottom + 9.5, 228, bottom + 9.5, RED)
    other = bottom + 12
    visited = f"{story.visited_on:%Y%m%d}"
    thirds = (16, 90, 160)
    paper.row(other, thirds, ("业务流水号：MZ202611030417", "门诊号：M0090417", f"就诊日期：{visited}"), size=3.5)
    paper.row(other + 6, thirds, ("医疗机构类型：综合医院", "医保类型：自费", "性别：男"), size=3.5)
    paper.row(
        other + 12,
        thirds,
        ("医保统筹基金支付：0.00", "个人账户支付：0.00", f"个人现金支付：{yuan(story.total_fen)}"),
        size=3.5,
    )
    paper.write(16, other + 19, f"收款单位（章）：{story.hospital}", size=3.6)
    paper.write(120, other + 19, "复核人：周试核", size=3.6)
    paper.write(170, other + 19, "收款人：吴试收", size=3.6)
    code = ",".join(
        ("01", "10", story.ticket_code, story.ticket_number, yuan(story.total_fen), visited, story.check_code, "")
    )
    paper.codes.append(Code(204, 6, 22, code))
    paper.seals.append(Seal(219, other + 12, 14, "演示收费专用章"))
    return paper


def receipt_xml(story: Story) -> bytes:
    """The data file of the receipt."""
    lines = "".join(
        f"<Item><ItemName>{item.name}</ItemName><ItemQuantity>{item.quantity}</ItemQuantity><ItemUnit>{item.unit}"
        f"</ItemUnit><ItemAmount>{yuan(item.fen)}</ItemAmount><ItemClass>{item.category}</ItemClass></Item>"
        for item in story.items
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?><EInvoice><Header><EInvoiceTag>CZ-EI</EInvoiceTag></Header>'
        f"<EInvoiceData><Main><EInvoiceName>北京市医疗门诊收费票据（电子）</EInvoiceName>"
        f"<EInvoiceCode>{story.ticket_code}</EInvoiceCode><EInvoiceNumber>{story.ticket_number}</EInvoiceNumber>"
        f"<RandomNumber>{story.check_code}</RandomNumber><TotalAmount>{yuan(story.total_fen)}</TotalAmount>"
        f"<IssueDate>{story.visited_on:%Y%m%d}</IssueDate><InvoicingParty><InvoicingPartyName>{story.hospital}"
        f"</InvoicingPartyName></InvoicingParty><PayerParty><PayerPartyCode>{story.masked_id}</PayerPartyCode>"
        f"<PayerPartyName>{story.name}</PayerPartyName></PayerParty><ConsultationDate>{story.visited_on:%Y%m%d}"
        f"</ConsultationDate><FundPayAmount>0.00</FundPayAmount><AccountPayAmount>0.00</AccountPayAmount>"
        f"<OwnPayAmount>{yuan(story.total_fen)}</OwnPayAmount></Main><Details>{lines}</Details></EInvoiceData>"
        "</EInvoice>"
    ).encode()


def diagnosis(story: Story) -> Paper:
    """A diagnosis certificate."""
    paper = Paper(210, 148)
    paper.write(62, 12, story.hospital, size=6, bold=True)
    paper.write(72, 24, "诊 断 证 明 书", size=8, bold=True)
    paper.write(20, 42, f"姓名：{story.name}", size=4.6)
    paper.write(90, 42, "性别：男", size=4.6)
    paper.write(140, 42, f"年龄：{story.age}岁", size=4.6)
    paper.write(20, 52, f"科别：{story.department}", size=4.6)
    paper.write(90, 52, f"就诊日期：{day(story.visited_on)}", size=4.6)
    paper.rule(18, 61, 192, 61)
    paper.write(20, 66, f"临床诊断：{story.diagnosis}", size=4.8)
    paper.write(20, 77, f"诊断编码：{story.icd}", size=4.8)
    paper.write(20, 88, f"处理意见：{story.advice}", size=4.8)
    paper.rule(18, 102, 192, 102)
    paper.write(110, 110, "医师签名：郑试医", size=4.6)
    paper.write(110, 120, f"日期：{day(story.visited_on)}", size=4.6)
    paper.write(20, 136, "本证明盖章有效，涂改无效。", size=3.4, colour=GREY)
    paper.seals.append(Seal(160, 113, 16, "演示诊断专用章"))
    return paper


def prescription(story: Story) -> Paper:
    """An outpatient prescription."""
    paper = Paper(148, 190)
    paper.write(40, 10, story.hospital, size=5, bold=True)
    paper.write(52, 19, "门诊处方笺", size=6.5, bold=True)
    paper.write(14, 34, f"姓名：{story.name}", size=4.2)
    paper.write(62, 34, "性别：男", size=4.2)
    paper.write(98, 34, f"年龄：{story.age}岁", size=4.2)
    paper.write(14, 42, f"科别：{story.department}", size=4.2)
    paper.write(62, 42, f"日期：{day(story.visited_on)}", size=4.2)
    paper.write(14, 50, f"临床诊断：{story.diagnosis}", size=4.2)
    paper.rule(12, 58, 136, 58)
    paper.write(14, 62, "Rp", size=6, bold=True)
    y = 74.0
    for number, (name, quantity, unit) in enumerate(story.drugs, start=1):
        paper.write(18, y, f"{number}. {name} × {quantity}{unit}", size=4.4)
        paper.write(24, y + 7, "用法：遵医嘱", size=4)
        y += 17
    paper.rule(12, 150, 136, 150)
    paper.write(14, 156, "医师：郑试医", size=4.2)
    paper.write(80, 156, "审核药师：冯试药", size=4.2)
    paper.write(14, 176, "处方当日有效", size=3.4, colour=GREY)
    return paper


def police_certificate(story: Story) -> Paper:
    """A simple-procedure certificate of the traffic police."""
    other_name, other_id = story.other_party or ("", "")
    paper = Paper(210, 200)
    paper.write(46, 14, "道路交通事故认定书", size=9, bold=True)
    paper.write(84, 27, "（简易程序）", size=5)
    paper.write(20, 42, f"事故时间：{moment(story.happened_at)}", size=4.8)
    paper.write(20, 52, f"事故地点：{story.place}", size=4.8)
    paper.write(20, 64, f"当事人：{story.name}", size=4.8)
    paper.write(78, 64, f"身份证号码：{story.id_number}", size=4.8)
    paper.write(20, 74, f"当事人：{other_name}", size=4.8)
    paper.write(78, 74, f"身份证号码：{other_id}", size=4.8)
    paper.rule(18, 84, 192, 84)
    paper.write(20, 90, "事故事实及形成原因：", size=4.8)
    paper.write(28, 99, story.narrative, size=4.6)
    paper.write(20, 114, "当事人责任：", size=4.8)
    paper.write(28, 123, f"{story.name}负事故{story.level}责任，{other_name}负事故{story.level}责任。", size=4.8)
    paper.rule(18, 136, 192, 136)
    paper.write(110, 146, "交通警察：何试警", size=4.6)
    paper.write(110, 156, f"日期：{day(story.happened_at.date())}", size=4.6)
    paper.seals.append(Seal(160, 152, 17, "演示交通事故处理章"))
    return paper


def own_statement(story: Story) -> Paper:
    """The worker's own account of a fall without another party, signed."""
    paper = Paper(210, 170)
    paper.write(68, 14, "本人事故说明", size=8, bold=True)
    paper.write(20, 34, f"说明人：{story.name}", size=4.8)
    paper.write(90, 34, f"身份证号码：{story.id_number}", size=4.8)
    paper.write(20, 45, f"事故时间：{moment(story.happened_at)}", size=4.8)
    paper.write(20, 56, f"事故地点：{story.place}", size=4.8)
    paper.write(20, 67, f"当时订单：{story.platform} {story.order}", size=4.8)
    paper.write(20, 82, "经过：", size=4.8)
    paper.write(28, 91, story.narrative, size=4.6)
    paper.write(28, 102, "没有碰到其他人和车，没有其他人受伤。以上情况属实。", size=4.6)
    paper.write(110, 130, "本人签名：", size=4.6)
    paper.write(110, 144, f"日期：{day(story.visited_on)}", size=4.6)
    paper.strokes.append(Strokes(tuple((138 + x * 0.8, 122 + y * 0.8) for x, y in SIGNATURE)))
    return paper
