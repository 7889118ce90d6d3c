"""Which kind of paper is it: by the words that its kind cannot do without."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from anxin.documents.reading.base import Source
from anxin.documents.reading.lines import Line, lines_of, squeezed
from anxin.documents.types import PaperKind

_TITLE: Final = 4
_WORD: Final = 1
_SURE: Final = 5

TITLES: Final[dict[PaperKind, tuple[str, ...]]] = {
    PaperKind.RECEIPT: ("收费票据", "医疗门诊收费", "医疗住院收费"),
    PaperKind.FEE_LIST: ("费用清单", "费用明细", "收费明细"),
    PaperKind.DIAGNOSIS: (
        "诊断证明",
        "诊断书",
        "疾病证明",
        "病情证明",
        "诊断意见书",
        "病假证明",
        "病休证明",
        "医学证明",
    ),
    PaperKind.PRESCRIPTION: ("处方笺", "门诊处方", "急诊处方", "处方"),
    PaperKind.RECORD: ("门诊病历", "急诊病历", "病历"),
    PaperKind.IMAGING: ("检查报告", "影像报告", "诊断报告单", "放射科报告", "超声报告"),
    PaperKind.LIABILITY: ("事故认定书", "责任认定书", "道路交通事故证明"),
    PaperKind.SELF_STATEMENT: ("本人事故说明", "事故经过说明", "单方事故说明"),
    PaperKind.PLATFORM_STATEMENT: ("平台情况说明", "平台企业情况说明"),
    PaperKind.INSURER_STATEMENT: ("调查说明", "调查报告", "查勘报告"),
    PaperKind.APPLICATION: ("伤残待遇申请表", "待遇申请表"),
    PaperKind.CONSENT: ("知情同意",),
    PaperKind.ID_CARD: ("居民身份证", "公民身份号码"),
    PaperKind.BANK_CARD: ("社会保障卡", "借记卡", "储蓄卡"),
}
WORDS: Final[dict[PaperKind, tuple[str, ...]]] = {
    PaperKind.RECEIPT: ("票据代码", "票据号码", "校验码", "交款人", "金额合计", "收款单位", "医保统筹"),
    PaperKind.FEE_LIST: ("单价", "数量", "金额", "项目编码", "合计"),
    PaperKind.DIAGNOSIS: ("临床诊断", "诊断", "建议", "医师签", "处理意见", "休息"),
    PaperKind.PRESCRIPTION: ("Rp", "用法", "药师", "调配", "发药", "医师", "Sig"),
    PaperKind.RECORD: ("主诉", "现病史", "既往史", "体格检查", "处理"),
    PaperKind.IMAGING: ("影像所见", "检查所见", "影像诊断", "报告医师", "检查部位"),
    PaperKind.LIABILITY: ("当事人", "事故时间", "事故地点", "责任", "交通警察", "公安", "形成原因"),
    PaperKind.SELF_STATEMENT: ("事故时间", "事故地点", "说明人", "本人"),
    PaperKind.PLATFORM_STATEMENT: ("订单", "平台", "核实", "事故时间"),
    PaperKind.INSURER_STATEMENT: ("查勘", "调查", "核实", "事故时间"),
    PaperKind.APPLICATION: ("申请人签名", "身份证号码", "申请事项", "本人声明"),
    PaperKind.CONSENT: ("同意", "签名", "身份证号码"),
    PaperKind.ID_CARD: ("公民身份号码", "出生", "住址", "民族"),
    PaperKind.BANK_CARD: ("银行", "卡号", "UnionPay", "银联"),
}


def classify(source: Source) -> tuple[PaperKind | None, float]:
    """The kind and how sure it is (0 to 1); nothing when no kind's words are there."""
    if any("ticket_number" in record for record in source.records):
        return PaperKind.RECEIPT, 1.0
    lines = lines_of(source.pages)
    head = squeezed("".join(line.text for line in _first_lines(lines)))
    body = squeezed("".join(line.text for line in lines))
    points = {kind: _points(kind, head, body) for kind in TITLES}
    kind, best = max(points.items(), key=lambda item: item[1])
    second = max((value for other, value in points.items() if other is not kind), default=0)
    if best < _TITLE - 1:
        return None, 0.0
    return kind, round(min(1.0, best / _SURE) * (0.6 if best == second else 1.0), 2)


def _first_lines(lines: Sequence[Line]) -> list[Line]:
    """The upper part of what is printed, wherever on a photograph the paper lies."""
    if not lines:
        return []
    first = [line for line in lines if line.page is lines[0].page]
    top, bottom = first[0].top, max(run.y1 for line in first for run in line.runs)
    return [line for line in first if line.top <= top + _HEAD * (bottom - top)]


_HEAD: Final = 0.25


def _points(kind: PaperKind, head: str, body: str) -> int:
    titles = TITLES[kind]
    title = _TITLE if any(word in head for word in titles) else (_WORD if any(word in body for word in titles) else 0)
    return title + sum(_WORD for word in WORDS[kind] if word in body)
