"""The diagnosis certificate (诊断证明书), and records and imaging reports, which say the same things."""

from __future__ import annotations

import re
from typing import Final

from anxin.documents.body_parts import ICD, regions_of_icd, regions_of_text, side_of_text
from anxin.documents.reading import values as v
from anxin.documents.reading.base import Found
from anxin.documents.reading.kinds.sheet import Sheet
from anxin.documents.reading.lines import Line
from anxin.documents.types import Problem

NAME: Final = r"[\u4e00-\u9fff㐀-䶿·•*＊]{2,20}"
_NO_NAME: Final = re.compile(
    r"姓名|性别|年龄|证件|号码|清单|明细|费用|信息|签名|签字|日期|科室|门诊|住院|医院|基本情况"
)
HOSPITAL: Final = (
    r"[\u4e00-\u9fffA-Za-z·]{2,30}?(?:医院|卫生院|诊所|卫生服务中心|卫生服务站|医疗中心|急救中心|门诊部)"
    r"(?:[\u4e00-\u9fff]{0,6}院区)?(?:\s*\([^)\s]{1,12}\))?"
)
_DIAGNOSIS_LABELS: Final = (
    "临床诊断",
    "门诊诊断",
    "急诊诊断",
    "初步诊断",
    "主要诊断",
    "出院诊断",
    "西医诊断",
    "诊断意见",
    "诊断结论",
    "诊断结果",
    "诊断印象",
    "诊断为",
    "诊断提示",
    "影像诊断",
    "影像学诊断",
    "放射学诊断",
    "检查结论",
    "检查提示",
    "超声提示",
    "病情诊断",
    "疾病诊断",
    "诊断",
    "印象",
    "意见",
)
_DIAGNOSIS_TEXT: Final = r"(?!\s*(?:证|书|报告|意见|编码|日期|结果|结论|印象|医师|医生|依据|专用))[^\t]+"
"""What follows the label; the title of the paper begins with the same word."""

_CODE_LABELS: Final = ("诊断编码", "疾病编码", "ICD-10编码", "ICD-10", "ICD10", "ICD编码", "ICD码", "疾病代码", "编码")
_DAY_LABELS: Final = (
    "开具日期",
    "诊断日期",
    "出具日期",
    "签发日期",
    "开立日期",
    "开方日期",
    "处方日期",
    "报告日期",
    "报告时间",
    "费用日期",
    "打印日期",
    "日期",
    "就诊日期",
    "就诊时间",
    "检查日期",
    "时间",
)
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
    return sheet.after(("患者姓名", "病人姓名", "姓名", "患者", "病人", "就诊人"), value=NAME, parse=person_name)


def person_name(text: str) -> str | None:
    """A name, without the sex that some papers print right behind it; words of the form itself are none."""
    bare = re.split(r"(?<=[\u4e00-\u9fff]{2})(?:性\s*别|年\s*龄|科\s*[别室]|身份证|证件|联系|电话)", text)[0]
    bare = re.sub(r"(?<=[\u4e00-\u9fff]{2})[男女]$", "", bare)
    return None if _NO_NAME.search(bare) else bare


def hospital(sheet: Sheet) -> Found | None:
    """The name of the hospital: its label, else the first such name on the paper."""
    named = sheet.after(("医疗机构名称", "医疗机构", "医院名称", "就诊医院", "医院"), value=HOSPITAL)
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
