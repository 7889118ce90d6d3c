"""What holds for any facts whatever, not only for those somebody thought of."""

import json
from hashlib import sha256
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from anxin.policy.engine.canonical import line_digest, lines_digest, packed, unpacked
from anxin.policy.engine.compiling import Gate, known_facts
from anxin.policy.engine.pack import FactSpec
from anxin.policy.engine.tables import table_of
from anxin.policy.engine.trace import CLEAN, Line
from anxin.policy.formulas.registry import FORMULAS
from tests.given.policy import an_item, injury_facts, shipped

READY = shipped()
EXAMPLES = 100
"""Other ones in every run: drawing so many facts costs more than deciding on them."""
WRITABLE = st.characters(exclude_characters="\x00", exclude_categories=["Cs"])
DAYS = st.dates().map(lambda day: day.isoformat())
AMOUNTS = st.integers(min_value=0, max_value=1_000_000)


def _values(spec: FactSpec) -> st.SearchStrategy[Any]:
    kinds: dict[str, st.SearchStrategy[Any]] = {
        "bool": st.booleans(),
        "choice": st.sampled_from(sorted(spec.choices)) if spec.choices else st.none(),
        "text": st.text(max_size=20, alphabet=WRITABLE) | st.just("北京"),
        "date": DAYS,
        "fen": AMOUNTS,
        "int": st.integers(min_value=-(10**6), max_value=10**6),
        "quantity": st.integers(min_value=0, max_value=99) | st.just("0.5"),
        "list": st.lists(
            st.sampled_from(sorted(spec.choices)) if spec.choices else st.text(WRITABLE, max_size=6), max_size=3
        ),
    }
    if spec.kind == "records":
        fields = {name: _values(field) for name, field in spec.fields.items()}
        return st.none() | st.lists(st.fixed_dictionaries(fields), max_size=4)
    return st.none() | kinds[spec.kind]


ANY_FACTS = st.fixed_dictionaries({name: _values(spec) for name, spec in READY.pack.facts.items()})
KNOWN_ITEMS = st.lists(
    st.builds(
        an_item,
        amount_fen=AMOUNTS,
        in_catalogue=st.sampled_from(["yes", "no", "unknown"]),
        parts=st.none() | st.lists(st.sampled_from(["thorax", "knee_leg", "multiple"]), max_size=2),
        side=st.none() | st.sampled_from(["左", "右", "双", "未注明"]),
    ),
    min_size=1,
    max_size=6,
)


@settings(max_examples=EXAMPLES)
@given(ANY_FACTS)
def test_for_any_facts_each_rule_speaks_and_exactly_one_row_of_each_table_matches(facts: dict[str, Any]) -> None:
    outcome = READY.evaluate(facts)
    working = READY.derive(READY.clean(facts))
    known = known_facts(READY.pack, FORMULAS)

    for gate in (step for step in READY.steps if isinstance(step, Gate)):
        table = table_of(gate.rule, known, READY.pack.parameters)
        values = [working[name] for name in gate.rule.inputs]
        matching = [row for row, cells in enumerate(table.cells) if _all_match(cells, values)]
        said = [line for line in outcome.lines if line.rule_id == gate.rule.id]
        assert len(said) == 1
        if None in values and not matching:
            assert said[0].result == "missing"
        else:
            assert matching == [gate.rows[gate.key(working)]]
            assert said[0].result == gate.rule.rows[matching[0]].then


def _all_match(cells: Any, values: list[Any]) -> bool:
    return all(cell.matches(value) for cell, value in zip(cells, values, strict=True))


@settings(max_examples=EXAMPLES)
@given(ANY_FACTS)
def test_the_engine_pays_only_when_every_line_is_clean_and_never_refuses(facts: dict[str, Any]) -> None:
    outcome = READY.evaluate(facts)

    clean = all(line.result in CLEAN for line in outcome.lines)
    assert outcome.outcome == ("pay" if clean else "refer")
    assert all(line.would_change for line in outcome.open_lines())


@settings(max_examples=EXAMPLES)
@given(ANY_FACTS)
def test_an_amount_is_whole_not_negative_and_never_above_what_was_claimed(facts: dict[str, Any]) -> None:
    outcome = READY.evaluate(facts)

    assert type(outcome.amount_fen) is int
    assert 0 <= outcome.amount_fen <= (facts["claimed_fen"] or 0)


@given(KNOWN_ITEMS)
def test_every_fen_of_the_receipt_is_either_recommended_or_accounted_for(items: list[dict[str, Any]]) -> None:
    claimed = sum(item["amount_fen"] for item in items)

    outcome = READY.evaluate(injury_facts(items=items, claimed_fen=claimed))

    assert outcome.amount_fen + sum(line.cut_fen or 0 for line in outcome.lines) == claimed


@given(KNOWN_ITEMS, AMOUNTS)
def test_a_further_payable_line_never_lowers_the_amount(items: list[dict[str, Any]], more_fen: int) -> None:
    claimed = sum(item["amount_fen"] for item in items)
    before = READY.evaluate(injury_facts(items=items, claimed_fen=claimed))

    after = READY.evaluate(injury_facts(items=[*items, an_item(amount_fen=more_fen)], claimed_fen=claimed + more_fen))

    assert after.amount_fen >= before.amount_fen


@given(KNOWN_ITEMS, st.sampled_from(["hospital_known", "facts_clear", "on_order", "receipt_unused", "name_matches"]))
def test_a_worse_fact_never_turns_a_referral_into_a_payment(items: list[dict[str, Any]], worse: str) -> None:
    claimed = sum(item["amount_fen"] for item in items)

    outcome = READY.evaluate(injury_facts(items=items, claimed_fen=claimed, **{worse: False}))

    assert outcome.outcome == "refer"


@settings(max_examples=EXAMPLES)
@given(ANY_FACTS)
def test_cleaned_facts_decide_again_to_identical_lines(facts: dict[str, Any]) -> None:
    first = READY.evaluate(facts)

    again = READY.evaluate_clean(first.facts)

    assert READY.clean(first.facts) == first.facts
    assert again == first
    assert lines_digest(again.lines) == lines_digest(first.lines)
    assert unpacked(packed(first.lines), READY.pack) == first.lines


CONTROLS = '\x00\x1f"\\/\n\x7f\u2028'
ANY_TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=30) | st.text(CONTROLS, max_size=9)
ANY_FEN = st.none() | st.integers(min_value=-(2**63), max_value=2**63)


@given(st.lists(ANY_TEXT, min_size=6, max_size=6), ANY_FEN, ANY_FEN, st.none() | ANY_TEXT)
@settings(max_examples=EXAMPLES)
def test_a_line_is_digested_as_its_plain_json_so_that_old_digests_hold_for_ever(
    texts: list[str], amount_fen: int | None, cut_fen: int | None, change: str | None
) -> None:
    line = Line(*texts, amount_fen, cut_fen, change)
    plain = json.dumps(line, ensure_ascii=False, separators=(",", ":"))

    assert line_digest(line) == sha256(plain.encode()).digest()
