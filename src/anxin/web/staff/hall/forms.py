"""Forms of the hall desk."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy

from anxin.market.hall.types import PURPOSE_NAMES, Purpose
from anxin.market.jobs.places import city
from anxin.market.jobs.trades import trade_list
from anxin.market.outreach.types import WAYS
from anxin.notify.channels.group import ways
from anxin.web.ui.forms import day_input, time_input

SECRET = {"autocomplete": "off", "data-secret": "1"}


def day_field(label: Any, *, required: bool = True) -> forms.DateField:
    """A day from the browser's own calendar."""
    return forms.DateField(label=label, required=required, widget=day_input())


def time_field(label: Any) -> forms.TimeField:
    """A time of day."""
    return forms.TimeField(label=label, widget=time_input(step="900"))


def trade_choices() -> list[tuple[str, list[tuple[int, str]]]]:
    """Trades by family."""
    return [(group.shown, [(one.code, one.shown) for one in group.trades]) for group in trade_list().groups]


class TicketForm(forms.Form):
    """A number drawn at the desk."""

    purpose = forms.TypedChoiceField(
        label=gettext_lazy("来办什么"),
        coerce=Purpose,
        choices=[(key.value, name) for key, name in PURPOSE_NAMES.items()],
    )
    first = forms.BooleanField(label=gettext_lazy("优先"), required=False)


class SeatForm(forms.Form):
    """A seat taken for some time of a day."""

    seat = forms.TypedChoiceField(label=gettext_lazy("洽谈席"), coerce=int)
    day = day_field(gettext_lazy("日期"))
    since = time_field(gettext_lazy("从"))
    until = time_field(gettext_lazy("到"))
    who = forms.CharField(label=gettext_lazy("谁来用"), max_length=40, widget=forms.TextInput(attrs=SECRET))
    about = forms.CharField(label=gettext_lazy("事由"), max_length=60, required=False)

    def __init__(self, *args: Any, seats: list[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["seat"].choices = seats  # type: ignore[attr-defined]


class LoanForm(forms.Form):
    """A tool lent."""

    borrower = forms.CharField(label=gettext_lazy("借用人"), max_length=40, widget=forms.TextInput(attrs=SECRET))
    phone = forms.CharField(label=gettext_lazy("电话"), max_length=20, widget=forms.TextInput(attrs=SECRET))
    day = day_field(gettext_lazy("哪天还"))
    due = time_field(gettext_lazy("几点前还"))


class ToolForm(forms.Form):
    """A new tool."""

    label = forms.CharField(label=gettext_lazy("编号"), max_length=20)
    name = forms.CharField(label=gettext_lazy("名称"), max_length=40)


class NameForm(forms.Form):
    """A new seat or list."""

    name = forms.CharField(label=gettext_lazy("名称"), max_length=30)


class DeviceForm(forms.Form):
    """A new kiosk."""

    name = forms.CharField(label=gettext_lazy("名称"), max_length=40, help_text=gettext_lazy("例如“大门口 1 号机”"))
    place = forms.ChoiceField(label=gettext_lazy("放在哪里"), help_text=gettext_lazy("岗位的远近从这里算"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["place"].choices = [(name, name) for name in city().places]  # type: ignore[attr-defined]


class AnnouncementForm(forms.Form):
    """A sentence for screen and kiosks."""

    text = forms.CharField(label=gettext_lazy("通知"), max_length=60)
    until = day_field(gettext_lazy("显示到"))


class WalkInForm(forms.Form):
    """A worker at the desk, in one screen."""

    name = forms.CharField(label=gettext_lazy("姓名"), max_length=50, widget=forms.TextInput(attrs=SECRET))
    id_number = forms.CharField(label=gettext_lazy("身份证号码"), max_length=30, widget=forms.TextInput(attrs=SECRET))
    phone = forms.CharField(label=gettext_lazy("手机号码"), max_length=20, widget=forms.TextInput(attrs=SECRET))
    trades = forms.TypedMultipleChoiceField(label=gettext_lazy("想干的工种（最多 5 个）"), coerce=int)
    place = forms.ChoiceField(label=gettext_lazy("住在哪里附近"))
    radius_km = forms.TypedChoiceField(
        label=gettext_lazy("愿意走多远"),
        coerce=int,
        choices=[(km, f"{km} 公里") for km in (3, 5, 10, 15, 30)],
        initial=10,
    )
    when = forms.ChoiceField(
        label=gettext_lazy("什么时候能干"),
        choices=[("any", gettext_lazy("白天晚上都可以")), ("daytime", gettext_lazy("只干白天"))],
        widget=forms.RadioSelect,
        initial="any",
    )
    pay = forms.CharField(label=gettext_lazy("一小时最少多少元"), max_length=12, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["trades"].choices = trade_choices()  # type: ignore[attr-defined]
        self.fields["place"].choices = [(name, name) for name in city().places]  # type: ignore[attr-defined]


class PushForm(forms.Form):
    """A push that staff write."""

    text = forms.CharField(label=gettext_lazy("内容"), max_length=300, widget=forms.Textarea(attrs={"rows": 4}))
    groups = forms.TypedMultipleChoiceField(
        label=gettext_lazy("帮扶名单"), coerce=UUID, required=False, widget=forms.CheckboxSelectMultiple
    )
    trades = forms.TypedMultipleChoiceField(
        label=gettext_lazy("订了这些工种提醒的人"), coerce=int, required=False, widget=forms.CheckboxSelectMultiple
    )
    robots = forms.TypedMultipleChoiceField(
        label=gettext_lazy("群"), coerce=UUID, required=False, widget=forms.CheckboxSelectMultiple
    )
    network = forms.BooleanField(label=gettext_lazy("请零工代表口头转告"), required=False)
    ways = forms.MultipleChoiceField(
        label=gettext_lazy("除了站内消息，还用"),
        choices=list(WAYS.items()),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    key = forms.CharField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, groups: list[Any], robots: list[Any], subscribed: list[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["groups"].choices = [(one.id, f"{one.name}（{one.people} 人）") for one in groups]  # type: ignore[attr-defined]
        self.fields["robots"].choices = [(one.id, f"{one.name}（{one.people} 人）") for one in robots]  # type: ignore[attr-defined]
        self.fields["trades"].choices = [(code, f"{name}（{people} 人）") for code, name, people in subscribed]  # type: ignore[attr-defined]


class RobotForm(forms.Form):
    """A robot of a group chat."""

    kind = forms.ChoiceField(label=gettext_lazy("类型"), choices=lambda: [(one.key, one.label) for one in ways()])
    name = forms.CharField(label=gettext_lazy("群名"), max_length=60)
    people = forms.IntegerField(label=gettext_lazy("群里多少人"), min_value=0, max_value=100_000)
    address = forms.CharField(
        label=gettext_lazy("Webhook 地址"), max_length=300, required=False, widget=forms.TextInput(attrs=SECRET)
    )


class PersonForm(forms.Form):
    """A volunteer."""

    name = forms.CharField(label=gettext_lazy("姓名"), max_length=40, widget=forms.TextInput(attrs=SECRET))
    phone = forms.CharField(label=gettext_lazy("电话"), max_length=20, widget=forms.TextInput(attrs=SECRET))


class RepresentativeForm(PersonForm):
    """A representative and his circle."""

    where = forms.CharField(label=gettext_lazy("联系的地方"), max_length=40, required=False)
    circle = forms.IntegerField(label=gettext_lazy("联系多少人"), min_value=0, max_value=1000)


class VisitForm(forms.Form):
    """A visit."""

    day = day_field(gettext_lazy("走访日期"))
    note = forms.CharField(label=gettext_lazy("了解到的情况"), max_length=500, widget=forms.Textarea(attrs={"rows": 3}))
    next_on = day_field(gettext_lazy("下次"), required=False)
