import math
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from anxin.kit.fields import SealedJSONField, SealedTextField


def test_a_sealed_field_without_a_default_starts_empty() -> None:
    assert SealedTextField(purpose="test.text").get_default() == ""
    assert SealedJSONField(purpose="test.json").get_default() == {}


def test_a_sealed_field_starts_with_the_default_it_was_given() -> None:
    assert SealedTextField(purpose="test.text", default="无").get_default() == "无"
    assert SealedJSONField(purpose="test.json", default=list).get_default() == []


def test_a_sealed_field_that_may_be_null_starts_as_null_when_told_so() -> None:
    assert SealedTextField(purpose="test.text", null=True, default=None).get_default() is None


TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
NUMBERS = st.integers() | st.floats(allow_nan=False)
JSON = st.recursive(
    st.none() | st.booleans() | NUMBERS | TEXTS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXTS, inner, max_size=4),
    max_leaves=12,
)


@given(JSON)
@settings(max_examples=100)
def test_whatever_json_is_sealed_is_opened_again_value_by_value(value: Any) -> None:
    field = SealedJSONField(purpose="test.json")

    opened = field._opened(field._sealed(value))

    assert (opened, repr(opened)) == (value, repr(_sorted(value)))


def test_what_is_no_number_stays_no_number() -> None:
    field = SealedJSONField(purpose="test.json")

    assert math.isnan(field._opened(field._sealed({"x": math.nan}))["x"])


def _sorted(value: Any) -> Any:
    """As sealed: the keys of every object in order."""
    if isinstance(value, dict):
        return {key: _sorted(value[key]) for key in sorted(value)}
    return [_sorted(one) for one in value] if isinstance(value, list) else value
