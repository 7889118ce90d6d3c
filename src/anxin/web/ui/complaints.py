"""What forms say of a field they cannot take, in our own words: Django's Chinese speaks of variables and options."""

from __future__ import annotations

from typing import Any, Final

from django import forms
from django.core import validators
from django.utils.translation import gettext_lazy as lazy

_FIELDS: Final[tuple[tuple[type[forms.Field], str, Any], ...]] = (
    (forms.Field, "required", lazy("请填写这一项。")),
    (forms.ChoiceField, "invalid_choice", lazy("请从列表里选。")),
    (forms.MultipleChoiceField, "invalid_choice", lazy("请从列表里选。")),
    (forms.MultipleChoiceField, "invalid_list", lazy("请从列表里选。")),
    (forms.IntegerField, "invalid", lazy("请填整数。")),
    (forms.DecimalField, "invalid", lazy("请填数字。")),
    (forms.DateField, "invalid", lazy("没有这一天，请重新选日期。")),
    (forms.TimeField, "invalid", lazy("时间请写成 8:00 这样，最晚 23:59。")),
    (forms.DateTimeField, "invalid", lazy("请重新选日期和时间。")),
    (forms.EmailField, "invalid", lazy("邮箱地址不对，请检查。")),
    (forms.FileField, "required", lazy("请选择文件。")),
    (forms.FileField, "empty", lazy("文件是空的，请重新选择。")),
)
_LIMITS: Final[tuple[tuple[type[validators.BaseValidator], Any], ...]] = (
    (validators.MaxValueValidator, lazy("最大是 %(limit_value)s，请改小。")),
    (validators.MinValueValidator, lazy("最小是 %(limit_value)s，请改大。")),
    (validators.MaxLengthValidator, lazy("最多 %(limit_value)s 个字，现在有 %(show_value)s 个。")),
)


_DIGITS: Final[dict[str, Any]] = {
    "invalid": lazy("请填数字。"),
    "max_digits": lazy("数字太长，最多 %(max)s 位。"),
    "max_decimal_places": lazy("小数太长，最多 %(max)s 位小数。"),
    "max_whole_digits": lazy("数字太大，整数部分最多 %(max)s 位。"),
}


def say_plainly() -> None:
    """Let every form of this process say so; a form's own words still come first."""
    for field, code, words in _FIELDS:
        field.default_error_messages = {**field.default_error_messages, code: words}
    for limit, words in _LIMITS:
        limit.message = words
    validators.DecimalValidator.messages = _DIGITS
    validators.ProhibitNullCharactersValidator.message = lazy("里面有看不见的符号，请删掉再输入一次。")
    validators.EmailValidator.message = lazy("邮箱地址不对，请检查。")
