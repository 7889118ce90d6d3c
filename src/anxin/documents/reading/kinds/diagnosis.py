"""The diagnosis certificate (诊断证明书), and records and imaging reports, which say the same things."""

from __future__ import annotations

import re
from typing import Any, Final

from anxin.documents.body_parts import ICD, regions_of_icd, regions_of_text, side_of_text
from anxin.documents.reading import values as v
from anxin.documents.reading.base import Found
from anxin.documents.reading.kinds.sheet import Sheet
from anxin.documents.reading.lines import Line
from anxin.documents.types import Problem

NAME: Final = r"[\u4e00-\u9fff㐀-䶿·•*＊]{2,20}"
HOSPITAL: Final = (
    r"[\u4e00-\u9fffA-Za-z·]{2,30}?(?:医院|卫生院|诊所|卫生服务中心|卫生服务站|医疗中心|急救中心|门诊部)"
    r"(?:[\u4e00-\u9fff]{0,6}院区)?(?:\s*\([^)\s]{1,12}\))?"
)
_DIAGNOSIS_LABELS: Final = ("临床诊断", "门诊诊断", "初步诊断", "诊断意见", "诊断结论", "影像诊断", "诊断")
_DIAGNOSIS_TEXT: Final = r"(?!\s*(?:证|书|报告|意见|编码|日期))[^\t]+"
"""What follows the label; the title of the paper begins with the same word."""

_CODE_LABELS: Final = ("诊断编码", "疾病编码", "ICD-10编码", "ICD-10", "ICD10", "ICD编码", "编码")
_DAY_LABELS: Final = ("开具日期", "诊断日期", "出具日期", "签发日期", "报告日期", "日期", "就诊日期", "就诊时间")
_CODE: Final = re.compile(rf"(?<![A-Za-z0-9])(?:{ICD})(?![A-Za-z0-9])")
_NOT_INPATIENT: Final = re.compile(
    r"(?:无需|不需|不必|无须|未|不用|毋需)[\u4e00-\u9fff]{0,3}住院|门诊治疗|门诊随访|门诊复查"
)
_INPATIENT: Final = re.compile(
    r"(?:建议|需|须|应|收|办理|立即|拟)[\u4e00-\u9fff,，]{0,4}住院|收入院|住院治疗|入院治疗|住院手术"
)
_ADVICE: Final = re.compile(r"建议|休息|休养|随诊|复查|复诊|不适")
_NEW_PART: Final = re.compile(r"[\u4e00-\u9fff]{2,8}\s*[:：]|^\d{4}年")


def diagnosis_fields(sheet: Sheet) -> tuple[dict[str, Found], tuple[Problem, ...]]:
    """All fields of a diagnosis and what does not agree in it."""
    fields: dict[str, Found | None] = {
        "patient": patient(sheet),
        "hospital": hospital(sheet),
        "diagnosis": diagnosis(sheet),
        "icd": _icd(sheet),
        "issued_on": issued_on(sheet),
        "inpatient_needed": _inpatient(sheet),
    }
    parts, side, problems = _parts(fields["diagnosis"], fields["icd"])
    fields |= {"body_parts": parts, "side": side}
    return {name: found for name, found in fields.items() if found is not None}, problems


def patient(sheet: Sheet) -> Found | None:
    """Whose paper it is."""
    return sheet.after(("患者姓名", "病人姓名", "姓名", "患者"), value=NAME)


def hospital(sheet: Sheet) -> Found | None:
    """The name of the hospital: its label, else the first such name on the paper."""
    named = sheet.after(("医疗机构", "医院名称", "就诊医院"), value=HOSPITAL)
    return named or sheet.search(HOSPITAL)


def issued_on(sheet: Sheet) -> Found | None:
    """The day of the paper: labelled, else the last date on it."""
    labelled = sheet.after(_DAY_LABELS, value=v.DAY, parse=v.day_of_text)
    if labelled is not None:
        return labelled
    for line in reversed(sheet.lines):
        for match in re.finditer(v.DAY, line.text):
            day = v.day_of_text(match[0])
            if day is not None:
                return sheet.sure(line.found(day, *match.span(), certainty=0.8))
    return None


def diagnosis(sheet: Sheet) -> Found | None:
    """The text of the diagnosis without its code; it may run over several lines."""
    first = sheet.after(_DIAGNOSIS_LABELS, value=_DIAGNOSIS_TEXT, parse=_plain_diagnosis)
    if first is None:
        return None
    index = next(i for i, line in enumerate(sheet.lines) if _holds(line, first))
    texts, boxes, confidence = [str(first.value)], list(first.boxes), first.confidence
    for line in sheet.lines[index + 1 : index + 4]:
        start = len(line.text) - len(line.text.lstrip())
        if not re.match(r"\s*\d+[.、)]", line.text) or _NEW_PART.search(line.text) or not _plain_diagnosis(line.text):
            break
        texts.append(str(_plain_diagnosis(line.text)))
        boxes.append(line.box(start, len(line.text)))
        confidence = min(confidence, line.confidence(start, len(line.text)))
    return Found("；".join(texts), confidence, tuple(boxes))


def _holds(line: Line, found: Found) -> bool:
    box = found.boxes[0]
    return line.page.number == box.page and any(run.y0 <= (box.y0 + box.y1) / 2 <= run.y1 for run in line.runs)


def _plain_diagnosis(text: str) -> str | None:
    bare = _CODE.sub("", text)
    bare = re.sub(r"\((?:ICD[^)]*)?\s*\)|ICD-?10[:：]?\s*", "", bare)
    bare = re.sub(r"^\s*\d+[.、)]\s*", "", bare).strip(" ,，;；。:：()\t")
    bare = re.sub(r"(?<=[\u4e00-\u9fff])\s+(?=[\u4e00-\u9fff\d])|(?<=\d)\s+(?=[\u4e00-\u9fff])", "", bare)
    return bare if re.search(r"[\u4e00-\u9fff]{2}", bare) else None


def _icd(sheet: Sheet) -> Found | None:
    labelled = sheet.after(_CODE_LABELS, value=ICD)
    return labelled or sheet.search(_CODE.pattern, certainty=0.95)


def _inpatient(sheet: Sheet) -> Found | None:
    """Whether a stay in hospital is needed: said, denied, or advice is given that speaks of none."""
    for pattern, value, certainty in ((_NOT_INPATIENT, False, 1.0), (_INPATIENT, True, 1.0)):
        if (found := sheet.search(pattern.pattern, certainty=certainty)) is not None:
            return Found(value, found.confidence, found.boxes)
    if "住院" not in sheet.text and (advice := sheet.search(_ADVICE.pattern, certainty=0.8)) is not None:
        return Found(False, advice.confidence, advice.boxes)
    return None


def _parts(text: Found | None, icd: Found | None) -> tuple[Found | None, Found | None, tuple[Problem, ...]]:
    """Regions and side; text and code must name the same region, or a person looks."""
    said = set(regions_of_text(str(text.value))) if text else set()
    coded = set(regions_of_icd(str(icd.value))) if icd else set()
    both = sorted((said | coded) - ({"unspecified"} if said else set()))
    if not both or text is None:
        return None, None, ()
    agree = not coded or not said or bool(said & coded) or coded <= {"unspecified", "multiple"}
    sure = text.confidence if said and coded and agree else 0.7 * text.confidence
    side = Found(side_of_text(str(text.value)), text.confidence, text.boxes)
    problems = () if agree else (_DIFFER,)
    return Found(both, sure, text.boxes), side, problems


_DIFFER: Final = Problem("icd_differs", "诊断文字和诊断编码说的不是同一部位，请核对。", "body_parts")


def prescription_fields(sheet: Sheet) -> tuple[dict[str, Found], tuple[Problem, ...]]:
    """All fields of a prescription (处方)."""
    fields: dict[str, Found | None] = {
        "patient": patient(sheet),
        "hospital": hospital(sheet),
        "diagnosis": diagnosis(sheet),
        "issued_on": issued_on(sheet),
        "drugs": _drugs(sheet),
    }
    return {name: found for name, found in fields.items() if found is not None}, ()


_DRUG: Final = re.compile(
    r"^\s*(?:\d+[.、)]\s*)?(?P<name>[\u4e00-\u9fffA-Za-z0-9%()·\-]*?[\u4e00-\u9fff]"
    r"(?:片|胶囊|颗粒|丸|剂|膏|液|散|素|注射液|贴|酊|油|栓|喷雾|口服液|分散片)(?:\([^)]*\))?)"
    r"(?P<rest>.*)$"
)
_AMOUNT_OF_DRUG: Final = re.compile(
    r"(?:[x×*X]\s*)?(?P<n>\d+(?:\.\d+)?)\s*(?P<unit>盒|瓶|支|袋|片|粒|包|贴|卷|管|板|丸)(?!\s*/)"
)


def _drugs(sheet: Sheet) -> Found | None:
    rows: list[dict[str, Any]] = []
    boxes = []
    confidence = 1.0
    for line in sheet.lines:
        match = _DRUG.match(line.text)
        if not match or re.search(r"用法|Sig|诊断", line.text):
            continue
        counts = list(_AMOUNT_OF_DRUG.finditer(match["rest"]))
        if not counts:
            continue
        last = counts[-1]
        rows.append({"name": match["name"], "quantity": v.number_of_text(last["n"]), "unit": last["unit"]})
        boxes.append(line.box(match.start("name"), len(line.text.rstrip())))
        confidence = min(confidence, line.confidence(0, len(line.text)))
    return sheet.sure(Found(rows, confidence, tuple(boxes))) if rows else None
