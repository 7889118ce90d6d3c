"""The form of work at home: few questions, everything else as the trade usually has it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from anxin.kit.errors import BadInput
from anxin.kit.money import parse_yuan
from anxin.market.jobs.hours import ALL_WEEK, DAY, say_clock
from anxin.market.jobs.places import city, nearest_place, place_named
from anxin.market.jobs.trades import trade_list
from anxin.market.jobs.types import (
    INSURANCE_NAMES,
    PAY_UNITS,
    EmployerView,
    Insurance,
    PayKind,
    PostIn,
    PostView,
    Settle,
)
from anxin.web.ui.forms import day_input, time_input

_KINDS = (PayKind.HOUR, PayKind.DAY, PayKind.MONTH)
_COVERS = (Insurance.NONE, Insurance.ACCIDENT)


class OfferForm(forms.Form):
    """What has to be done, where, when, for how much."""

    trade = forms.TypedChoiceField(label=gettext_lazy("要请谁"), coerce=int)
    work = forms.CharField(
        label=gettext_lazy("要干什么"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("例如“三居室打扫一遍，擦窗，工具家里有”"),
    )
    first_day = forms.DateField(label=gettext_lazy("哪天"), widget=day_input())
    last_day = forms.DateField(
        label=gettext_lazy("到哪天"), required=False, help_text=gettext_lazy("只干一天就不填"), widget=day_input()
    )
    day_start = forms.TimeField(label=gettext_lazy("几点来"), initial="09:00", widget=time_input())
    day_end = forms.TimeField(label=gettext_lazy("几点走"), initial="12:00", widget=time_input())
    place = forms.CharField(
        label=gettext_lazy("在哪"), max_length=80, help_text=gettext_lazy("写到小区门口就行，门牌录用以后再告诉对方")
    )
    place_name = forms.CharField(
        label=gettext_lazy("离哪里最近"),
        max_length=60,
        help_text=gettext_lazy("从列表里选，用来算远近"),
        widget=forms.TextInput(attrs={"list": "places", "autocomplete": "off"}),
    )
    headcount = forms.IntegerField(label=gettext_lazy("请几个人"), min_value=1, max_value=20, initial=1)
    pay = forms.CharField(
        label=gettext_lazy("给多少钱（元）"), max_length=12, widget=forms.TextInput(attrs={"inputmode": "decimal"})
    )
    pay_kind = forms.ChoiceField(
        label=gettext_lazy("按什么算"),
        choices=[(kind.value, PAY_UNITS[kind]) for kind in _KINDS],
        widget=forms.RadioSelect,
        initial=PayKind.HOUR.value,
    )
    insurance = forms.ChoiceField(
        label=gettext_lazy("保险"),
        choices=[(Insurance.NONE.value, INSURANCE_NAMES[Insurance.NONE]), ("accident", gettext_lazy("我买意外险"))],
        widget=forms.RadioSelect,
        initial=Insurance.NONE.value,
    )
    meals = forms.BooleanField(label=gettext_lazy("管饭"), required=False)
    lodging = forms.BooleanField(label=gettext_lazy("管住"), required=False)
    conditions = forms.TypedMultipleChoiceField(
        label=gettext_lazy("一定要有的证"),
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("没有就不勾；性别、年龄、户籍不能作为条件"),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        listed, chosen = trade_list(), self.fields
        any_field: Any = chosen
        at_home = [listed.trades[code] for code in listed.household]
        usual = 0
        for one in at_home:
            usual |= one.usual
        any_field["trade"].choices = [(one.code, one.shown) for one in at_home]
        any_field["conditions"].choices = [
            (one.bit, _(one.name)) for one in listed.conditions if one.kind == "certificate" and usual & one.mask
        ]
        self.place_names = sorted(city().places)

    def said(self, household: EmployerView) -> PostIn:
        """What was typed, as the service and the checker take it.

        Raises:
            BadInput: an unknown place, or an amount that is none.
        """
        data = self.cleaned_data
        near = place_named(data["place_name"])
        last = data["last_day"] or data["first_day"]
        return PostIn(
            trade=data["trade"],
            title=trade_list().trades[data["trade"]].name,
            work=data["work"],
            place=data["place"],
            point=near.point,
            district=near.district,
            headcount=data["headcount"],
            first_day=data["first_day"],
            last_day=last,
            day_start=data["day_start"].hour * 60 + data["day_start"].minute,
            day_end=data["day_end"].hour * 60 + data["day_end"].minute or DAY,
            weekdays=ALL_WEEK,
            pay_kind=PayKind(data["pay_kind"]),
            pay_fen=_fen(data["pay"]),
            settle=Settle.MONTHLY if data["pay_kind"] == PayKind.MONTH else Settle.DAILY,
            expires_on=data["first_day"],
            conditions=sum(1 << bit for bit in data["conditions"]),
            insurance=Insurance(data["insurance"]),
            meals=data["meals"],
            lodging=data["lodging"],
            contact_name=household.contact_name,
            contact_phone=household.contact_phone,
        )


def _fen(text: str) -> int:
    try:
        return parse_yuan(text)
    except BadInput as error:
        raise BadInput(error.sentence, field="pay") from error


def initial_of(post: PostView) -> dict[str, Any]:
    """An offer as the form starts with it."""
    same = ("trade", "work", "first_day", "last_day", "place", "headcount", "meals", "lodging")
    return {name: getattr(post, name) for name in same} | {
        "day_start": say_clock(post.day_start).rjust(5, "0"),
        "day_end": say_clock(post.day_end % DAY).rjust(5, "0"),
        "place_name": nearest_place(post.point).name,
        "pay": f"{post.pay_fen / 100:.2f}".removesuffix(".00"),
        "pay_kind": post.pay_kind.value,
        "insurance": post.insurance.value,
        "conditions": [bit for bit in range(31) if post.conditions >> bit & 1],
    }
