"""The two real cases (两个真实案例), drawn: what the rider reports, and five documents each.

``rib-fracture``: electronic papers (OFD, PDF), 302.00 yuan. ``ankle-fracture``: phone photos, 441.00 yuan.
Every name is invented, every number is right by its checksum only. The same run gives the same files.
"""

from __future__ import annotations

import io
import json
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from PIL import Image, ImageDraw

from anxin.documents.letters import render
from anxin.documents.specimens.papers import (
    SIGNATURE,
    Item,
    Story,
    diagnosis,
    moment,
    own_statement,
    police_certificate,
    prescription,
    receipt,
    receipt_xml,
)
from anxin.documents.specimens.sheets import Fonts, ofd, pdf, photo, picture
from anxin.identity.numbers import id_check_character
from anxin.kit.clock import SHANGHAI
from anxin.kit.money import yuan_sign

CASES = ("rib-fracture", "ankle-fracture")
"""Names of the folders."""


def id_number(serial: int, born: str) -> str:
    first = f"990101{born}{serial:03d}"
    return first + id_check_character(first)


RIB = Story(
    name="赵试骑",
    id_number=id_number(417, "19900517"),
    phone="13900000001",
    platform="快跑外卖（演示）",
    order="KP20261103-150417",
    accepted_at=datetime(2026, 11, 3, 15, 4, tzinfo=SHANGHAI),
    happened_at=datetime(2026, 11, 3, 15, 22, tzinfo=SHANGHAI),
    finished_at=datetime(2026, 11, 3, 15, 51, tzinfo=SHANGHAI),
    what="fall",
    place="北京市海淀区示范路12号院门口",
    narrative="送餐途中为避让积水转弯，车轮打滑摔倒，右侧胸部着地。",
    hospital="海淀示范医院（演示）",
    department="急诊科",
    visited_on=date(2026, 11, 3),
    diagnosis="右侧第6肋骨不全骨折",
    icd="S22.300",
    advice="无需住院，胸带固定，休息两周，两周后复查。",
    ticket_code="11060126",
    ticket_number="0022739009",
    check_code="55e825",
    items=(
        Item("急诊医事服务费", 1, "次", 7000, "诊察费"),
        Item("CT平扫（胸部）", 1, "部位", 18000, "检查费"),
        Item("布洛芬缓释胶囊", 2, "盒", 5200, "西药费"),
    ),
    drugs=(("布洛芬缓释胶囊", 2, "盒"),),
    liability="self_statement",
    level="",
    other_party=None,
    bank="示范银行（演示）",
    account="6228990000000000417",
)

ANKLE = Story(
    name="钱试送",
    id_number=id_number(228, "19930822"),
    phone="13900000002",
    platform="闪递同城（演示）",
    order="SD20261110-101228",
    accepted_at=datetime(2026, 11, 10, 10, 12, tzinfo=SHANGHAI),
    happened_at=datetime(2026, 11, 10, 10, 37, tzinfo=SHANGHAI),
    finished_at=datetime(2026, 11, 10, 11, 20, tzinfo=SHANGHAI),
    what="collision",
    place="北京市延庆区演示大街与试验路交叉口",
    narrative="骑电动自行车直行时与左转的自行车相撞，车倒后左脚踝受伤。",
    hospital="延庆示范医院（演示）",
    department="骨科门诊",
    visited_on=date(2026, 11, 10),
    diagnosis="左踝关节骨折",
    icd="S82.800",
    advice="无需住院，石膏固定，休息四周，门诊复查。",
    ticket_code="11060126",
    ticket_number="0031580228",
    check_code="138973",
    items=(
        Item("门诊医事服务费", 1, "次", 5000, "诊察费"),
        Item("DR（左踝关节）", 1, "部位", 9600, "检查费"),
        Item("石膏固定（左踝）", 1, "次", 18500, "治疗费"),
        Item("弹力绷带", 1, "卷", 3800, "卫生材料费"),
        Item("双氯芬酸钠缓释片", 2, "盒", 7200, "西药费"),
    ),
    drugs=(("双氯芬酸钠缓释片", 2, "盒"),),
    liability="liability",
    level="同等",
    other_party=("孙试路", id_number(606, "19850606")),
    bank="示范银行（演示）",
    account="6228990000000000228",
)


def signature() -> bytes:
    """A name signed by finger, as the page makes it."""
    image = Image.new("RGBA", (520, 180), (255, 255, 255, 0))
    points = [(20 + x * 10, 10 + y * 10) for x, y in SIGNATURE]
    ImageDraw.Draw(image).line(points, fill=(27, 42, 92, 255), width=8, joint="curve")
    out = io.BytesIO()
    image.save(out, "PNG", optimize=True)
    return out.getvalue()


def application(story: Story) -> bytes:
    return render(
        "application",
        {
            "number": "示例",
            "name": story.name,
            "id_number": story.id_number,
            "phone": story.phone,
            "platform": story.platform,
            "happened_at": moment(story.happened_at),
            "order": story.order,
            "place": story.place,
            "story": story.narrative,
            "hospital": story.hospital,
            "diagnosis": story.diagnosis,
            "claimed": yuan_sign(story.total_fen),
            "account": f"{story.bank} 尾号 {story.account[-4:]}",
            "wishes": [
                {"chosen": True, "text": "申请医疗待遇"},
                {"chosen": False, "text": "申请劳动能力鉴定"},
            ],
            "statements": ["以上内容属实。", "没有把同一张票据用于其他报销。"],
            "signed_on": f"{story.visited_on.year}年{story.visited_on.month}月{story.visited_on.day}日",
            "signature": signature(),
        },
        at=datetime(story.visited_on.year, story.visited_on.month, story.visited_on.day, 12, tzinfo=UTC),
    )


def consent(story: Story) -> bytes:
    return render(
        "consent",
        {
            "title": "知情同意确认书",
            "number": "示例",
            "version": "演示",
            "digest": "—",
            "name": story.name,
            "id_number": story.id_number,
            "paragraphs": [
                "我同意人社部门及其委托的保险机构为办理本次职业伤害待遇，查看我提交的诊断、票据和事故材料。",
                "我知道可以随时在页面上撤回同意；撤回后本次申请停止办理，已经办完的不受影响。",
            ],
            "signed_on": f"{story.visited_on.year}年{story.visited_on.month}月{story.visited_on.day}日",
            "signature": signature(),
        },
        at=datetime(story.visited_on.year, story.visited_on.month, story.visited_on.day, 12, tzinfo=UTC),
    )


def report(story: Story, documents: dict[str, str]) -> dict[str, Any]:
    """What the rider taps and the platform knows: the accident, the order, the account, the files by kind."""
    return {
        "worker": {"name": story.name, "id_number": story.id_number, "phone": story.phone},
        "platform": story.platform,
        "order": {
            "number": story.order,
            "accepted_at": story.accepted_at.isoformat(),
            "finished_at": story.finished_at.isoformat(),
        },
        "happened_at": story.happened_at.isoformat(),
        "reported_at": (story.happened_at + timedelta(minutes=6)).isoformat(),
        "what": story.what,
        "place": story.place,
        "narrative": story.narrative,
        "payee": {"bank_name": story.bank, "number": story.account, "holder": story.name},
        "documents": documents,
        "expect": {"amount_fen": story.total_fen},
    }


def write(folder: Path, story: Story, files: dict[str, tuple[str, bytes]]) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in files.values():
        (folder / name).write_bytes(content)
    documents = {kind: name for kind, (name, _) in files.items()}
    text = json.dumps(report(story, documents), ensure_ascii=False, indent=2)
    (folder / "report.json").write_text(text + "\n", encoding="utf-8")


def draw(target: Path, fonts: Fonts) -> None:
    """Both cases into ``target``."""
    write(
        target / "rib-fracture",
        RIB,
        {
            "application": ("application.pdf", application(RIB)),
            "consent": ("consent.pdf", consent(RIB)),
            "diagnosis": ("diagnosis.pdf", pdf(diagnosis(RIB), fonts)),
            "receipt": ("receipt.ofd", ofd(receipt(RIB), {"Doc_0/Attachs/original.xml": receipt_xml(RIB)})),
            "self_statement": ("statement.pdf", pdf(own_statement(RIB), fonts)),
            "prescription": ("prescription.pdf", pdf(prescription(RIB), fonts)),
        },
    )
    write(
        target / "ankle-fracture",
        ANKLE,
        {
            "application": ("application.pdf", application(ANKLE)),
            "consent": ("consent.pdf", consent(ANKLE)),
            "diagnosis": ("diagnosis.jpg", photo(picture(diagnosis(ANKLE), fonts, 9), seed=2, tilt=-2.5)),
            "receipt": ("receipt.jpg", photo(picture(receipt(ANKLE), fonts, 9), seed=1, tilt=1.8, width=1700)),
            "liability": ("liability.jpg", photo(picture(police_certificate(ANKLE), fonts, 8), seed=3, tilt=1.2)),
            "prescription": ("prescription.jpg", photo(picture(prescription(ANKLE), fonts, 9), seed=4, tilt=-1)),
        },
    )


def draw_missing(folder: Path) -> None:
    """Draw the cases beside each other when ``folder`` should be one of them and is not there yet."""
    if folder.name in CASES and not (folder / "report.json").exists():
        draw(folder.resolve().parent, Fonts(Path(settings.ANXIN_NODE_MODULES)))
