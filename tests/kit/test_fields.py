from anxin.kit.fields import SealedJSONField, SealedTextField


def test_a_sealed_field_without_a_default_starts_empty() -> None:
    assert SealedTextField(purpose="test.text").get_default() == ""
    assert SealedJSONField(purpose="test.json").get_default() == {}


def test_a_sealed_field_starts_with_the_default_it_was_given() -> None:
    assert SealedTextField(purpose="test.text", default="无").get_default() == "无"
    assert SealedJSONField(purpose="test.json", default=list).get_default() == []


def test_a_sealed_field_that_may_be_null_starts_as_null_when_told_so() -> None:
    assert SealedTextField(purpose="test.text", null=True, default=None).get_default() is None
