"""What the rules cost: one decision with its trace, and the replay of 100,000 stored ones.

Each figure is printed beside a reference measured in the same run on the same machine. Nothing is left behind: stored
decisions are written in a transaction that is rolled back.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import cycle, islice
from time import process_time
from typing import Any

from django.conf import settings
from django.db import transaction

from anxin.kit.clock import at_time, monotonic
from anxin.kit.statements import in_chunks
from anxin.policy.catalogue import current_catalogue, ready
from anxin.policy.engine.canonical import lines_digest, packed
from anxin.policy.engine.compiling import Compiled
from anxin.policy.engine.golden import cases_from
from anxin.policy.models import Release, StoredDecision
from anxin.policy.services import replay_all

LAW_ON, KNOWN_ON = date(2026, 3, 10), date(2026, 3, 12)
DECISIONS = 40_000
REPLAYS = 100_000
SUBJECT = "benchmark:replay"
_CHUNK = 2_000


@dataclass(frozen=True, slots=True)
class Figure:
    """One measured figure with the bar to reach and the reference of the same run."""

    name: str
    value: float
    unit: str
    bar: str
    reference: str

    @property
    def amount(self) -> str:
        """The value with as many places as tell something, and its unit."""
        return f"{self.value:,.2f} {self.unit}" if self.value < 10 else f"{self.value:,.1f} {self.unit}"

    def __str__(self) -> str:
        return f"{self.name}: {self.amount} (bar: {self.bar}; same run: {self.reference})"


Facts = Mapping[str, Any]


def _pack() -> tuple[Compiled, list[dict[str, Any]]]:
    """The small-injury pack in force, with the facts of its golden cases."""
    release = current_catalogue(fresh=True).choose(
        jurisdiction=settings.ANXIN_JURISDICTION, topic="injury_small", law_on=LAW_ON, known_on=KNOWN_ON
    )
    text = bytes(Release.objects.values_list("cases", flat=True).get(id=release.id)).decode()
    return ready(release.digest), [dict(case.facts) for case in cases_from(text)]


def _per_second(work: Callable[[Facts], object], facts: list[dict[str, Any]], count: int) -> float:
    """How often a core does the work in a second of its own time, whoever else uses the machine."""
    start = process_time()
    for one in islice(cycle(facts), count):
        work(one)
    return count / (process_time() - start)


def decision(count: int = DECISIONS) -> list[Figure]:
    """Decisions with full trace per second on one core: the reported case, and the mix of all golden cases."""
    compiled, cases = _pack()
    reported = [cases[0]]
    _agree(compiled, cases)
    plain = _per_second(_reference(compiled), reported, count)
    figures = []
    for name, facts in (("decision with trace, reported case", reported), ("decision with trace, all cases", cases)):
        rate = _per_second(compiled.evaluate, facts, count)
        reference = f"plain Python without any trace {plain:,.0f}/s"
        figures.append(Figure(name, rate, "decisions/s", "20,000", reference))
    return figures


def replay(count: int = REPLAYS) -> list[Figure]:
    """Seconds to replay stored decisions to identical lines, beside reading and unsealing them without deciding."""
    compiled, cases = _pack()
    with transaction.atomic():
        for chunk in _chunks(compiled, cases, count):
            StoredDecision.objects.bulk_create(chunk)
        start, own = monotonic(), process_time()
        totals = replay_all(subject=SUBJECT)
        seconds, own = monotonic() - start, process_time() - own
        start = monotonic()
        columns: Any = (
            StoredDecision.objects.filter(subject=SUBJECT).order_by("id").values_list("id", "facts", "lines_digest")
        )
        read = sum(map(len, in_chunks(columns, _CHUNK)))
        reading = monotonic() - start
        transaction.set_rollback(True)
    if totals.different:
        raise AssertionError(f"{len(totals.different)} decisions came out differently")
    name = f"replay of {totals.replayed:,} stored decisions, all lines identical"
    reference = f"{own:.1f} s of our CPU; reading {read:,} without deciding {reading:.1f} s"
    return [Figure(name, seconds, "s", "10 s for 100,000", reference)]


def _chunks(compiled: Compiled, cases: list[dict[str, Any]], count: int) -> Iterator[list[StoredDecision]]:
    """Decisions that all differ a little, so that no cache can answer for them."""
    release = current_catalogue().choose(
        jurisdiction=settings.ANXIN_JURISDICTION, topic="injury_small", law_on=LAW_ON, known_on=KNOWN_ON
    )
    at = at_time(KNOWN_ON, 12)
    varied = ({**facts, "cover_note": f"第 {n} 单。"} for n, facts in enumerate(islice(cycle(cases), count)))
    while chunk := list(islice(varied, _CHUNK)):
        outcomes = [compiled.evaluate(facts) for facts in chunk]
        yield [
            StoredDecision(
                release_id=release.id,
                topic="injury_small",
                subject=SUBJECT,
                law_on=LAW_ON,
                known_on=KNOWN_ON,
                decided_at=at,
                outcome=outcome.outcome,
                amount_fen=outcome.amount_fen,
                facts=outcome.facts,
                lines=packed(outcome.lines),
                lines_digest=lines_digest(outcome.lines),
            )
            for outcome in outcomes
        ]


def _agree(compiled: Compiled, cases: list[dict[str, Any]]) -> None:
    """The reference must answer as the pack does, or the comparison says nothing."""
    plain = _reference(compiled)
    for facts in cases:
        if plain(facts) != (compiled.evaluate(facts).outcome == "pay"):
            raise AssertionError("the plain reference and the pack disagree")


def _reference(compiled: Compiled) -> Callable[[Facts], bool]:
    values = {name: row.value for name, row in compiled.pack.parameters.items()}
    window_days, limit_fen = values["visit_window_days"], values["auto_approval_fen"]
    assert isinstance(window_days, int)
    assert isinstance(limit_fen, int)
    return lambda facts: plain_python(facts, window_days, limit_fen)


def plain_python(facts: Facts, window_days: int, limit_fen: int) -> bool:
    """The same conditions as plain code: no trace, no versions, no sentences, no unknown facts told apart."""
    days = _days(facts["happened_on"], facts["visited_on"])
    gates = (
        facts["hospital_city"] in ("北京", "北京市")
        and facts["visit_kind"] in ("门诊", "急诊")
        and facts["inpatient_needed"] is False
        and facts["lasting_effect"] is False
        and facts["facts_clear"] is True
        and facts["platform_answer"] == "confirmed"
        and facts["documents_missing"] == []
        and facts["liability_disputed"] is False
        and _covered(facts)
        and facts["exclusion"] == "none"
        and facts["declared_late"] is False
        and facts["name_matches"] is True
        and facts["id_matches"] is True
        and facts["hospital_known"] is True
        and days is not None
        and 0 <= days <= window_days
        and (_days(facts["visited_on"], facts["issued_on"]) or 0) >= 0
        and facts["receipt_province_ok"] is True
        and facts["receipt_unused"] is True
        and facts["receipt_sums_ok"] is True
        and facts["insurance_paid_fen"] == 0
        and bool(facts["injured_parts"])
        and not {"multiple", "unspecified"} & set(facts["injured_parts"])
    )
    return gates and _payable(facts, limit_fen)


def _covered(facts: Facts) -> bool:
    if facts["situation"] == "ordered_trip":
        return facts["liability_level"] in ("同等", "次要", "无")
    return facts["situation"] in ("on_task_accident", "on_task_violence") and facts["on_order"] is True


def _days(first: str | None, second: str | None) -> int | None:
    if first is None or second is None:
        return None
    return (date.fromisoformat(second) - date.fromisoformat(first)).days


def _payable(facts: Facts, limit_fen: int) -> bool:
    total = 0
    for item in facts["items"] or ():
        parts, side = item["parts"], item["side"]
        right_part = not parts or bool(set(parts) & set(facts["injured_parts"]))
        right_side = not parts or side not in ("左", "右") or facts["injured_side"] in (side, "双")
        if item["amount_fen"] is None or item["in_catalogue"] != "yes" or not right_part or not right_side:
            return False
        total += item["amount_fen"]
    return 0 < total <= limit_fen and total == facts["claimed_fen"]


BENCHMARKS: dict[str, Callable[[], list[Figure]]] = {"decision": decision, "replay": replay}
