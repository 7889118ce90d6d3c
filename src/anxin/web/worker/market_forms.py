"""The forms of looking for work."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from anxin.kit.money import parse_yuan
from anxin.market.jobs.hours import QUARTERS, WEEK
from anxin.market.jobs.places import city, place_named
from anxin.market.jobs.services import HARDSHIPS
from anxin.market.jobs.trades import Group, trade_list
from anxin.market.jobs.types import (
    PAY_UNITS,
    REASONS,
    WORKER_REASONS,
    Availability,
    PayKind,
    ProfileIn,
    ProfileView,
)
from anxin.web.ui.forms import day_input

RADII = (3, 5, 10, 20, 50)
_DAYS = [(str(number), name) for number, name in enumerate(WEEK)]
_QUARTERS = [(str(number), name) for number, name in enumerate(QUARTERS)]
CONTACT = [("app", gettext_lazy("这里的消息")), ("sms", gettext_lazy("短信")), ("phone", gettext_lazy("打电话"))]


class ProfileForm(forms.Form):
    """Everything asked once."""

    trades = forms.TypedMultipleChoiceField(
        coerce=int, error_messages={"required": gettext_lazy("请选 1 至 5 个工种。")}
    )
    skills = forms.TypedMultipleChoiceField(coerce=int, required=False)
    days = forms.TypedMultipleChoiceField(
        label=gettext_lazy("哪几天可以"),
        coerce=int,
        choices=_DAYS,
        widget=forms.CheckboxSelectMultiple,
        initial=[str(number) for number in range(7)],
        error_messages={"required": gettext_lazy("请选哪几天可以干活。")},
    )
    quarters = forms.TypedMultipleChoiceField(
        label=gettext_lazy("什么时段可以"),
        coerce=int,
        choices=_QUARTERS,
        widget=forms.CheckboxSelectMultiple,
        initial=["1", "2"],
        error_messages={"required": gettext_lazy("请选什么时段可以干活。")},
    )
    first_day = forms.DateField(label=gettext_lazy("从哪天起"), required=False, widget=day_input())
    last_day = forms.DateField(label=gettext_lazy("到哪天为止"), required=False, widget=day_input())
    place_name = forms.CharField(
        label=gettext_lazy("从哪里出发"),
        max_length=60,
        help_text=gettext_lazy("选一个离您最近的地点，用来算远近"),
        widget=forms.TextInput(attrs={"list": "places", "autocomplete": "off"}),
    )
    radius_km = forms.TypedChoiceField(
        label=gettext_lazy("愿意去多远"), coerce=int, widget=forms.RadioSelect, initial="10"
    )
    pay = forms.CharField(
        label=gettext_lazy("最少想要多少钱"),
        required=False,
        max_length=12,
        help_text=gettext_lazy("不填就是都可以谈"),
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
    )
    pay_kind = forms.ChoiceField(
        label=gettext_lazy("按什么算"),
        choices=[(kind.value, lazy) for kind, lazy in PAY_UNITS.items() if kind is not PayKind.PIECE],
        widget=forms.RadioSelect,
        initial=PayKind.DAY.value,
    )
    own = forms.TypedMultipleChoiceField(
        label=gettext_lazy("我有、我能"), coerce=int, required=False, widget=forms.CheckboxSelectMultiple
    )
    certificates = forms.TypedMultipleChoiceField(
        label=gettext_lazy("我有这些证"),
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("先勾上就行，照片以后再补"),
    )
    contact_by = forms.MultipleChoiceField(
        label=gettext_lazy("有活怎么告诉您"),
        choices=CONTACT,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        initial=["app", "sms"],
    )
    about = forms.CharField(
        label=gettext_lazy("自我介绍"),
        required=False,
        max_length=600,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("干过什么、干了几年，写简历时用得上"),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        listed = trade_list()
        self.groups: tuple[Group, ...] = listed.groups
        chosen: Any = self.fields
        chosen["trades"].choices = [(code, one.name) for code, one in listed.trades.items()]
        chosen["skills"].choices = [(code, one.shown) for code, one in listed.skills.items()]
        chosen["radius_km"].choices = [(str(km), _("%(km)s 公里") % {"km": km}) for km in RADII]
        chosen["own"].choices = [(one.bit, one.shown) for one in listed.conditions if one.kind in ("own", "able")]
        chosen["certificates"].choices = [
            (one.bit, one.shown) for one in listed.conditions if one.kind == "certificate"
        ]
        self.place_names = sorted(city().places)

    @property
    def picked(self) -> tuple[set[str], set[str]]:
        """Trades and skills that are ticked now, as the form shows them."""
        return {str(one) for one in self["trades"].value() or ()}, {str(one) for one in self["skills"].value() or ()}

    def said(self) -> ProfileIn:
        """What was typed, as the service takes it.

        Raises:
            BadInput: an unknown place or an amount that is none.
        """
        data = self.cleaned_data
        place = place_named(data["place_name"])
        quarters = sum(1 << number for number in data["quarters"])
        return ProfileIn(
            trades=tuple(data["trades"]),
            skills=tuple(data["skills"]),
            availability=Availability(
                sum(quarters << day * 4 for day in data["days"]), data["first_day"], data["last_day"]
            ),
            place=place.name,
            point=place.point,
            district=place.district,
            radius_km=data["radius_km"],
            pay_kind=PayKind(data["pay_kind"]),
            pay_fen=parse_yuan(data["pay"]) if data["pay"].strip() else 0,
            conditions=sum(1 << bit for bit in {*data["own"], *data["certificates"]}),
            about=data["about"],
            contact_by=tuple(data["contact_by"]),
        )


def initial_of(profile: ProfileView) -> dict[str, Any]:
    """A profile as the form starts with it."""
    shifts = profile.availability.shifts
    days = [day for day in range(7) if shifts >> day * 4 & 15]
    quarters = {bit for day in days for bit in range(4) if shifts >> day * 4 + bit & 1}
    bits = [bit for bit in range(31) if profile.conditions >> bit & 1]
    nearest = min(RADII, key=lambda km: abs(km - profile.radius_km))
    return {
        "trades": [str(code) for code in profile.trades],
        "skills": [str(code) for code in profile.skills],
        "days": [str(day) for day in days],
        "quarters": [str(bit) for bit in sorted(quarters)],
        "first_day": profile.availability.first_day,
        "last_day": profile.availability.last_day,
        "place_name": profile.place,
        "radius_km": str(nearest),
        "pay": f"{profile.pay_fen / 100:.2f}".removesuffix(".00") if profile.pay_fen else "",
        "pay_kind": profile.pay_kind.value,
        "own": bits,
        "certificates": bits,
        "contact_by": list(profile.contact_by),
        "about": profile.about,
    }


class CertificateForm(forms.Form):
    """One certificate with its photo."""

    bit = forms.TypedChoiceField(label=gettext_lazy("哪种证"), coerce=int)
    number = forms.CharField(
        label=gettext_lazy("证件编号"),
        max_length=40,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    expires_on = forms.DateField(label=gettext_lazy("有效期到"), required=False, widget=day_input())
    photo = forms.FileField(
        label=gettext_lazy("照片"),
        required=False,
        widget=forms.FileInput(attrs={"accept": "image/*,application/pdf", "capture": "environment"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chosen: Any = self.fields["bit"]
        chosen.choices = [(one.bit, one.shown) for one in trade_list().conditions if one.kind == "certificate"]


class HardshipForm(forms.Form):
    """A hardship with its proof."""

    kind = forms.ChoiceField(
        label=gettext_lazy("哪种情况"), choices=[(key, gettext_lazy(name)) for key, name in HARDSHIPS.items()]
    )
    note = forms.CharField(
        label=gettext_lazy("简单说明"), required=False, max_length=300, widget=forms.Textarea(attrs={"rows": 3})
    )
    proof = forms.FileField(
        label=gettext_lazy("证明的照片"),
        required=False,
        widget=forms.FileInput(attrs={"accept": "image/*,application/pdf"}),
    )


class WithdrawForm(forms.Form):
    """Why somebody takes an application back."""

    reason = forms.ChoiceField(
        label=gettext_lazy("为什么"),
        choices=[(key, REASONS[key]) for key in WORKER_REASONS],
        widget=forms.RadioSelect,
        initial="changed_mind",
    )


class FinishForm(forms.Form):
    """How long it took and what is due."""

    hours = forms.DecimalField(
        label=gettext_lazy("一共干了几小时"),
        min_value=0,
        max_digits=6,
        decimal_places=1,
        widget=forms.NumberInput(attrs={"inputmode": "decimal", "step": "0.5"}),
    )
    pay = forms.CharField(
        label=gettext_lazy("应该拿多少钱"), max_length=12, widget=forms.TextInput(attrs={"inputmode": "decimal"})
    )

    def said(self) -> tuple[int, int]:
        """Minutes and fen.

        Raises:
            BadAmount: the pay is no amount.
        """
        return int(self.cleaned_data["hours"] * 60), parse_yuan(self.cleaned_data["pay"])
