"""From papers, orders, the platform's answer and people's judgements to the facts of a decision (核定事实). Pure.

Every fact says where it comes from. What nobody knows is ``None`` and stays so: the rules then name it as missing,
and a person looks. Nothing is guessed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from anxin.claims import checklist, matching
from anxin.claims.charges import Catalogue
from anxin.claims.types import Fact, FactSource, PlatformAnswer, SlotView, What
from anxin.documents.types import PaperKind, PaperView
from anxin.kit.clock import day_of

LABELS: Final[Mapping[str, Any]] = {
    "visit_kind": lazy("就诊方式"),
    "hospital_city": lazy("就医城市"),
    "hospital_known": lazy("定点医院"),
    "inpatient_needed": lazy("需要住院"),
    "lasting_effect": lazy("影响劳动能力"),
    "documents_missing": lazy("缺少的材料"),
    "facts_clear": lazy("事实清楚"),
    "liability_disputed": lazy("责任有争议"),
    "platform_answer": lazy("平台答复"),
    "situation": lazy("伤害情形"),
    "exclusion": lazy("排除情形"),
    "liability_level": lazy("事故责任"),
    "on_order": lazy("在接单保障内"),
    "cover_note": lazy("订单核对"),
    "happened_on": lazy("事故日期"),
    "visited_on": lazy("就诊日期"),
    "issued_on": lazy("开票日期"),
    "name_matches": lazy("姓名一致"),
    "id_matches": lazy("证件号一致"),
    "receipt_unused": lazy("票据未用过"),
    "receipt_sums_ok": lazy("票据各项合计相符"),
    "receipt_province_ok": lazy("票据地区相符"),
    "insurance_paid_fen": lazy("医保已付"),
    "injured_parts": lazy("受伤部位"),
    "injured_side": lazy("受伤侧"),
    "items": lazy("收费项目"),
    "claimed_fen": lazy("申报金额"),
    "declared_late": lazy("事故后才申报订单"),
}

SITUATIONS: Final[Mapping[What, str | None]] = {
    What.FALL: "on_task_accident",
    What.COLLISION: "on_task_accident",
    What.VIOLENCE: "on_task_violence",
    What.ILLNESS: "on_task_illness",
    What.BRAVE: "brave_act",
    What.OTHER: None,
}
"""What a tap on the report page means in the rules; "other" is for a person to say."""

JUDGED: Final = (
    "lasting_effect",
    "facts_clear",
    "liability_disputed",
    "situation",
    "exclusion",
    "liability_level",
    "visit_kind",
    "hospital_city",
    "hospital_known",
    "inpatient_needed",
    "injured_parts",
    "injured_side",
    "name_matches",
    "id_matches",
    "receipt_province_ok",
)
"""Facts a person may settle, with a reason. Sums, dates and receipts are corrected on the paper instead."""


BESIDE: Final = (PaperKind.RECORD, PaperKind.PRESCRIPTION, PaperKind.FEE_LIST, PaperKind.IMAGING)
"""Papers nobody must hand in: one that names nobody says nothing, one that names somebody else is a question."""


@dataclass(frozen=True, slots=True)
class JudgementFact:
    """What a named person said of a fact."""

    value: Any
    by_name: str
    reason: str = field(repr=False)
    at: datetime


@dataclass(frozen=True, slots=True)
class Ground:
    """Everything the facts are gathered from."""

    worker_name: str = field(repr=False)
    worker_id_number: str = field(repr=False)
    happened_at: datetime
    what: What
    covered: bool
    cover_sentence: str
    declared_late: bool
    platform_answer: PlatformAnswer
    applied: bool
    assessment_wanted: bool | None
    papers: tuple[PaperView, ...]
    slots: tuple[SlotView, ...]
    receipts_unused: Mapping[UUID, bool | None]
    judgements: Mapping[str, JudgementFact]
    catalogue: Catalogue
    on: date
    """The day of the look: a paper cannot be dated later."""

    def of(self, *kinds: PaperKind) -> tuple[PaperView, ...]:
        """The papers of these kinds that can be looked at: a broken upload beside a good paper says nothing."""
        return tuple(paper for paper in self.papers if paper.kind in kinds and checklist.opens(paper))


def gather(ground: Ground) -> tuple[Fact, ...]:
    """All facts of a decision, each with its origin; a person's judgement stands before what papers say."""
    found = [make(ground) for make in _MAKERS]
    facts = [one for group in found for one in group]
    return tuple(_judged(fact, ground.judgements) for fact in facts)


def as_json(facts: Iterable[Fact]) -> dict[str, Any]:
    """Facts as the rules take them."""
    return {fact.name: fact.value for fact in facts}


def _judged(fact: Fact, judgements: Mapping[str, JudgementFact]) -> Fact:
    said = judgements.get(fact.name)
    if said is None:
        return fact
    return Fact(fact.name, fact.label, said.value, FactSource.JUDGEMENT, _("%(who)s 判断") % {"who": said.by_name})


def _fact(name: str, value: Any, source: FactSource, note: str = "") -> Fact:
    return Fact(name, LABELS[name], value, source, note)


def _visit(ground: Ground) -> list[Fact]:
    receipts = ground.of(PaperKind.RECEIPT)
    codes = [str(paper.values().get("ticket_code") or "") for paper in receipts]
    hospitals = [str(paper.values().get("hospital") or "") for paper in receipts]
    cities = {ground.catalogue.city_of(hospital, code) for hospital, code in zip(hospitals, codes, strict=True)}
    known = [ground.catalogue.hospital_known(hospital) for hospital in hospitals if hospital]
    note = "、".join(dict.fromkeys(hospitals))
    return [
        _fact("visit_kind", matching.visit_kind(codes), FactSource.PAPER, _("票据种类")),
        _fact("hospital_city", cities.pop() if len(cities) == 1 else None, FactSource.PAPER, note),
        _fact("hospital_known", all(known) if known else None, FactSource.REGISTER, note),
        _fact(
            "receipt_province_ok",
            _all(
                ground.catalogue.province_fits(hospital, code) for hospital, code in zip(hospitals, codes, strict=True)
            ),
            FactSource.PAPER,
        ),
    ]


def _injury(ground: Ground) -> list[Fact]:
    said = [paper.values() for paper in ground.of(PaperKind.DIAGNOSIS)]
    parts = sorted({part for values in said for part in values.get("body_parts") or ()})
    sides = {values.get("side") for values in said if values.get("side")}
    needed = [values.get("inpatient_needed") for values in said]
    note = "、".join(str(values["icd"]) for values in said if values.get("icd"))
    return [
        _fact("inpatient_needed", _any(needed), FactSource.PAPER, _("诊断证明书")),
        _fact("lasting_effect", ground.assessment_wanted, FactSource.WORKER, _("申请表：是否申请劳动能力鉴定")),
        _fact("injured_parts", parts or None, FactSource.PAPER, note),
        _fact("injured_side", _side(sides), FactSource.PAPER, _("诊断证明书")),
    ]


def _side(sides: set[Any]) -> str | None:
    return sides.pop() if len(sides) == 1 else ("双" if sides == {"左", "右"} else None)


def _accident(ground: Ground) -> list[Fact]:
    proof = checklist.liability_kind(ground.of(*checklist.LIABILITY_KINDS))
    level = matching.liability_level(ground.of(*checklist.LIABILITY_KINDS), ground.worker_name, ground.worker_id_number)
    disputed = ground.platform_answer is PlatformAnswer.DISPUTED or level == "未定"
    clear = {PlatformAnswer.CONFIRMED: True, PlatformAnswer.DISPUTED: False}.get(ground.platform_answer)
    proof_name = str(checklist.LIABILITY_KINDS[proof]) if proof else ""
    situation = SITUATIONS[ground.what] if ground.covered else "none"
    return [
        _fact("facts_clear", clear if proof else None, FactSource.PLATFORM, proof_name),
        _fact("liability_disputed", disputed if proof else None, FactSource.PAPER, proof_name),
        _fact("platform_answer", ground.platform_answer.value, FactSource.PLATFORM),
        _fact("situation", situation, FactSource.COVER, ground.cover_sentence),
        _fact("exclusion", "none" if ground.applied else None, FactSource.WORKER, _("申请表中本人声明")),
        _fact("liability_level", level or _level_without_police(proof), FactSource.PAPER, proof_name),
        _fact("on_order", ground.covered, FactSource.COVER, ground.cover_sentence),
        _fact("cover_note", ground.cover_sentence, FactSource.COVER),
        _fact("happened_on", day_of(ground.happened_at), FactSource.WORKER),
        _fact("declared_late", ground.declared_late, FactSource.COVER),
    ]


def _level_without_police(proof: PaperKind | None) -> str | None:
    """A statement instead of a police document names no level; that is a known "not determined", not a gap."""
    return (
        "未定"
        if proof in (PaperKind.SELF_STATEMENT, PaperKind.PLATFORM_STATEMENT, PaperKind.INSURER_STATEMENT)
        else None
    )


def _documents(ground: Ground) -> list[Fact]:
    return [_fact("documents_missing", list(checklist.missing(ground.slots)), FactSource.PAPER)]


def _receipts(ground: Ground) -> list[Fact]:
    papers = ground.of(PaperKind.RECEIPT)
    said = [paper.values() for paper in papers]
    names = [values.get("payer") for values in said]
    names += [paper.values().get("patient") for paper in ground.of(PaperKind.DIAGNOSIS)]
    names += [paper.values().get("name") for paper in ground.of(*checklist.SIGNED_KINDS)]
    names += list(filter(None, (paper.values().get("patient") for paper in ground.of(*BESIDE))))
    ids = [values.get("payer_id") for values in said]
    totals = [values.get("total_fen") for values in said]
    visited, issued = _days(said, "visited_on", ground.on), _days(said, "issued_on", ground.on)
    paid = [values.get(name) for values in said for name in ("insurance_paid_fen", "account_paid_fen")]
    return [
        _fact("visited_on", min(visited) if visited else None, FactSource.PAPER),
        _fact("issued_on", max(issued) if issued else None, FactSource.PAPER),
        _fact("name_matches", _all(matching.name_fits(name, ground.worker_name) for name in names), FactSource.PAPER),
        _fact(
            "id_matches", _all(matching.id_fits(number, ground.worker_id_number) for number in ids), FactSource.PAPER
        ),
        _fact("receipt_unused", _all(ground.receipts_unused.get(paper.id) for paper in papers), FactSource.REGISTER),
        _fact("receipt_sums_ok", _all(matching.sums_fit(values) for values in said), FactSource.PAPER),
        _fact("insurance_paid_fen", _sum(paid), FactSource.PAPER),
        _fact("claimed_fen", _sum(totals), FactSource.PAPER),
    ]


def _items(ground: Ground) -> list[Fact]:
    rows = [row for paper in ground.of(PaperKind.RECEIPT) for row in paper.values().get("items") or ()]
    return [_fact("items", [ground.catalogue.item(row) for row in rows] or None, FactSource.PAPER)]


def _days(said: Sequence[Mapping[str, Any]], name: str, latest: date) -> list[date]:
    """The days printed; none at all when one lies in the future, for then it is misread or made up."""
    days = [date.fromisoformat(values[name]) for values in said if values.get(name)]
    return days if all(day <= latest for day in days) else []


def _all(values: Iterable[bool | None]) -> bool | None:
    """True when all are; False when one is not; None when nothing is known or something is missing."""
    known = list(values)
    if any(value is False for value in known):
        return False
    return True if known and all(known) else None


def _any(values: Sequence[bool | None]) -> bool | None:
    """True when one is; None when nothing is known or something is missing."""
    if any(values):
        return True
    return False if values and all(value is False for value in values) else None


def _sum(amounts: Sequence[int | None]) -> int | None:
    return sum(amount for amount in amounts if amount is not None) if amounts and None not in amounts else None


_MAKERS: Final[tuple[Callable[[Ground], list[Fact]], ...]] = (_accident, _visit, _injury, _documents, _receipts, _items)
