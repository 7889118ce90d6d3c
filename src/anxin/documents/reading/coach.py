"""What to say at the moment of the photograph: what is missing or blurred, where, and how to do it better.

Pure. A picture that nobody could read is refused as a whole, with the one reason that helps most; a picture that reads
but for some fields gets a sentence for each, with the corner of the paper where it stands.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from anxin.documents.fields import specs
from anxin.documents.reading.base import Found, Legibility, Source
from anxin.documents.reading.labels import label_box
from anxin.documents.reading.lines import lines_of
from anxin.documents.types import KIND_NAMES, Box, PaperKind, Problem

LEGIBLE_LEAST: Final = 0.75
"""With a smaller share of letters read surely, what was read is not told at all."""

SURE_LEAST: Final = 0.7
LETTERS_LEAST: Final = 12
_HEIGHT_LEAST: Final = 18.0
_SHARP_LEAST: Final = 0.25
_LIGHT_LEAST: Final = 0.28
_GLARE_MOST: Final = 0.3
_SENTENCES_MOST: Final = 3

NEEDED: Final[dict[PaperKind, Mapping[str, tuple[str, ...]]]] = {
    PaperKind.RECEIPT: {
        "ticket_code": ("票据代码",),
        "ticket_number": ("票据号码",),
        "check_code": ("校验码",),
        "payer": ("交款人", "缴款人"),
        "issued_on": ("开票日期",),
        "total_fen": ("小写", "金额合计", "合计"),
    },
    PaperKind.FEE_LIST: {"items": ("项目名称",), "total_fen": ("合计",)},
    PaperKind.DIAGNOSIS: {"patient": ("姓名",), "diagnosis": ("诊断",), "issued_on": ("日期",)},
    PaperKind.RECORD: {"patient": ("姓名",), "diagnosis": ("诊断",)},
    PaperKind.IMAGING: {"patient": ("姓名",), "diagnosis": ("影像诊断", "诊断")},
    PaperKind.PRESCRIPTION: {"patient": ("姓名",), "drugs": ("Rp", "药品名称"), "issued_on": ("日期",)},
    PaperKind.LIABILITY: {"happened_at": ("事故时间",), "parties": ("当事人",)},
    PaperKind.APPLICATION: {"name": ("姓名",), "id_number": ("身份证号码",), "signed": ("签名",)},
    PaperKind.CONSENT: {"name": ("姓名",), "id_number": ("身份证号码",), "signed": ("签名",)},
    PaperKind.ID_CARD: {"name": ("姓名",), "id_number": ("公民身份号码",)},
    PaperKind.BANK_CARD: {"number": ("卡号", "账号")},
}
"""What a claim cannot do without, and the labels beside which it stands."""


NO_TEXT: Final = Problem("no_text", "照片里没有看清文字。请把纸放平、对准、在亮处再拍一张。")


def refusal(legibility: Legibility | None, told: PaperKind | None = None) -> Problem | None:
    """Why a picture is not read at all; nothing when it is legible enough, or there is nothing on it to read.

    Args:
        told: what the uploader says it is; a paper that a claim needs must have something on it to read.
    """
    if legibility is None:
        return None
    if legibility.letters < LETTERS_LEAST:
        return _unlit(legibility) or NO_TEXT if told in NEEDED else None
    if legibility.sure >= LEGIBLE_LEAST and not _burnt_out(legibility):
        return None
    return _reason(legibility) or Problem("illegible", "照片里的字看不清。请把纸放平，在亮处靠近再拍一张。")


def _burnt_out(seen: Legibility) -> bool:
    """White without sharp letters is glare; white with sharp letters is a scan."""
    return seen.glare > _GLARE_MOST and seen.sharpness < _SHARP_LEAST


def _unlit(seen: Legibility) -> Problem | None:
    if seen.light < _LIGHT_LEAST:
        return Problem("dark", "光线太暗，字看不清。请到亮处，或者打开灯再拍一张。")
    if _burnt_out(seen):
        return Problem("glare", "纸上有反光，字看不清。请换个角度，避开灯光再拍一张。")
    return None


def _reason(seen: Legibility) -> Problem | None:
    if (light := _unlit(seen)) is not None:
        return light
    if seen.height < _HEIGHT_LEAST:
        return Problem("too_far", "字太小，看不清。请靠近一些，让单子占满画面再拍一张。")
    if seen.sharpness < _SHARP_LEAST:
        return Problem("blurred", "照片糊了。请拿稳手机，等画面清楚了再拍一张。")
    return None


def advice(kind: PaperKind | None, source: Source, fields: Mapping[str, Found]) -> tuple[Problem, ...]:
    """A sentence for each field that a claim needs and that was not read surely; a few at most."""
    if kind not in NEEDED or source.exact:
        return ()
    return tuple(_advice(kind, source, fields))[:_SENTENCES_MOST]


def _advice(kind: PaperKind, source: Source, fields: Mapping[str, Found]) -> Iterator[Problem]:
    names = {spec.name: spec.label for spec in specs(kind)}
    lines = lines_of(source.pages)
    for name, labels in NEEDED[kind].items():
        found = fields.get(name)
        if found is not None and found.confidence >= SURE_LEAST:
            continue
        box = found.boxes[0] if found is not None and found.boxes else label_box(lines, labels)
        if box is not None:
            yield Problem("unclear", f"{corner(box)}的{names[name]}看不清，请靠近再拍一张。", name)
        elif found is None:
            yield Problem("not_seen", f"没有看到{names[name]}，请把整张{KIND_NAMES[kind]}拍进画面。", name)


def corner(box: Box) -> str:
    """Where on the page a place lies, as people say it."""
    across, down = (box.x0 + box.x1) / 2, (box.y0 + box.y1) / 2
    column = "左" if across < 0.36 else "右" if across > 0.64 else ""
    row = "上" if down < 0.36 else "下" if down > 0.64 else ""
    if column and row:
        return f"{column}{row}角"
    return f"{column}边" if column else {"上": "上方", "下": "下方", "": "中间"}[row]
