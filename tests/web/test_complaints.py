"""What forms say about bad input, in words people use."""

from __future__ import annotations

import pytest
from django import forms
from django.utils.translation import override


class AForm(forms.Form):
    name = forms.CharField(max_length=3)
    count = forms.IntegerField(min_value=1, max_value=5)
    at = forms.TimeField()
    on = forms.DateField()
    share = forms.DecimalField(max_digits=5, decimal_places=2)
    kind = forms.ChoiceField(choices=[("a", "甲")])


@pytest.mark.parametrize(
    ("field", "typed", "said"),
    [
        ("name", "", "请填写这一项。"),
        ("name", "赵试试试", "最多 3 个字，现在有 4 个。"),
        ("count", "六", "请填整数。"),
        ("count", "6", "最大是 5，请改小。"),
        ("count", "0", "最小是 1，请改大。"),
        ("at", "308:00", "时间请写成 8:00 这样，最晚 23:59。"),
        ("on", "2026-02-30", "没有这一天，请重新选日期。"),
        ("kind", "b", "请从列表里选。"),
        ("name", "赵\0", "里面有看不见的符号，请删掉再输入一次。"),
        ("share", "1e400", "数字太长，最多 5 位。"),
        ("share", "1234", "数字太大，整数部分最多 3 位。"),
    ],
)
def test_a_field_that_cannot_be_taken_says_what_to_do(field: str, typed: str, said: str) -> None:
    with override("zh-hans"):
        assert AForm({field: typed}).errors[field] == [said]
    with override("en"):
        assert "Ensure" not in AForm({field: typed}).errors[field][0]
