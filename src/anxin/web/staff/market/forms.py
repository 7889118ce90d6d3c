"""The forms of employers and market staff."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from anxin.kit.clock import SHANGHAI
from anxin.kit.errors import BadInput
from anxin.kit.money import parse_yuan
from anxin.market.jobs.hours import DAY, WEEK, say_clock
from anxin.market.jobs.places import city, nearest_place, place_named
from anxin.market.jobs.services import CompanyIn
from anxin.market.jobs.trades import trade_list
from anxin.market.jobs.types import (
    INSURANCE_NAMES,
    INTERVIEW_NAMES,
    PAY_UNITS,
    SETTLE_NAMES,
    Insurance,
    InterviewKind,
    PayKind,
    PostIn,
    PostView,
    Settle,
)
from anxin.web.ui.forms import day_input, moment_input, time_input

_SECRET = {"data-secret": "1", "autocomplete": "off"}


class CompanyForm(forms.Form):
    """A firm registers itself."""

    name = forms.CharField(label=gettext_lazy("单位全称"), max_length=100, help_text=gettext_lazy("照营业执照写"))
    credit_code = forms.CharField(label=gettext_lazy("统一社会信用代码"), max_length=30)
    licence = forms.FileField(
        label=gettext_lazy("营业执照照片"),
        required=False,
        widget=forms.FileInput(attrs={"accept": "image/*,application/pdf"}),
    )
    controller_name = forms.CharField(
        label=gettext_lazy("实际控制人姓名"), max_length=50, help_text=gettext_lazy("法定代表人或出资最多、说了算的人")
    )
    controller_id_number = forms.CharField(
        label=gettext_lazy("实际控制人证件号码"),
        max_length=30,
        help_text=gettext_lazy("只用来核对是否有被限制的关联单位，加密保存，不公开"),
        widget=forms.TextInput(attrs=_SECRET),
    )
    contact_name = forms.CharField(label=gettext_lazy("经办人姓名"), max_length=50)
    contact_phone = forms.CharField(
        label=gettext_lazy("经办人手机"), max_length=20, widget=forms.TextInput(attrs={"inputmode": "tel"})
    )
    username = forms.CharField(
        label=gettext_lazy("登录用户名"), max_length=40, help_text=gettext_lazy("小写字母、数字、点或横线，3 至 40 位")
    )
    password = forms.CharField(
        label=gettext_lazy("登录密码"),
        max_length=200,
        strip=False,
        help_text=gettext_lazy("至少 10 位，不要用常见的"),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def said(self) -> CompanyIn:
        """What was typed, as the service takes it."""
        data = dict(self.cleaned_data)
        photo = data.pop("licence")
        return CompanyIn(**data, licence=(photo.name, photo.read()) if photo else None)


class PostForm(forms.Form):
    """A post. Everything the notice of January 2026 asks for is a field of its own."""

    trade = forms.TypedChoiceField(label=gettext_lazy("工种"), coerce=int)
    title = forms.CharField(
        label=gettext_lazy("标题"), max_length=40, required=False, help_text=gettext_lazy("不填就用工种名")
    )
    work = forms.CharField(
        label=gettext_lazy("干什么活"),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("做什么、一天大概做多少、有没有人带"),
    )
    headcount = forms.IntegerField(label=gettext_lazy("招几个人"), required=False, min_value=1, max_value=30_000)
    place = forms.CharField(
        label=gettext_lazy("工作地点"), max_length=80, required=False, help_text=gettext_lazy("写到门牌或路口")
    )
    place_name = forms.CharField(
        label=gettext_lazy("离哪里最近"),
        max_length=60,
        required=False,
        help_text=gettext_lazy("从列表里选，用来算远近"),
        widget=forms.TextInput(attrs={"list": "places", "autocomplete": "off"}),
    )
    directions = forms.CharField(
        label=gettext_lazy("怎么走"),
        max_length=200,
        required=False,
        help_text=gettext_lazy("例如“示范路地铁站B口出来右转200米”"),
    )
    first_day = forms.DateField(label=gettext_lazy("第一天"), widget=day_input())
    last_day = forms.DateField(label=gettext_lazy("最后一天"), widget=day_input())
    day_start = forms.TimeField(label=gettext_lazy("几点开始"), widget=time_input())
    day_end = forms.TimeField(label=gettext_lazy("几点结束"), widget=time_input())
    weekdays = forms.TypedMultipleChoiceField(
        label=gettext_lazy("星期几"),
        coerce=int,
        required=False,
        choices=list(enumerate(WEEK)),
        widget=forms.CheckboxSelectMultiple,
        initial=list(range(7)),
    )
    pay_kind = forms.ChoiceField(
        label=gettext_lazy("工钱按什么算"), choices=[(kind.value, name) for kind, name in PAY_UNITS.items()]
    )
    pay = forms.CharField(
        label=gettext_lazy("多少元"),
        max_length=12,
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "decimal"}),
    )
    pieces_hour = forms.IntegerField(
        label=gettext_lazy("计件：一小时大概几件"), required=False, min_value=0, max_value=100_000
    )
    settle = forms.ChoiceField(
        label=gettext_lazy("什么时候结"), choices=[(kind.value, name) for kind, name in SETTLE_NAMES.items()]
    )
    insurance = forms.ChoiceField(
        label=gettext_lazy("保险"), choices=[(kind.value, name) for kind, name in INSURANCE_NAMES.items()]
    )
    meals = forms.BooleanField(label=gettext_lazy("包饭"), required=False)
    lodging = forms.BooleanField(label=gettext_lazy("包住"), required=False)
    asked = forms.ChoiceField(
        label=gettext_lazy("对人有要求吗"),
        required=False,
        choices=[("none", gettext_lazy("没有特别要求")), ("some", gettext_lazy("有，见下面"))],
        widget=forms.RadioSelect,
    )
    conditions = forms.TypedMultipleChoiceField(
        label=gettext_lazy("上岗条件"),
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("只有干这份活确实需要的；性别、年龄、户籍不能作为条件"),
    )
    skills = forms.TypedMultipleChoiceField(
        label=gettext_lazy("会这些更好"),
        coerce=int,
        required=False,
        help_text=gettext_lazy("最多 5 项，按住 Ctrl 可多选"),
    )
    extra = forms.CharField(
        label=gettext_lazy("补充说明"), max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
    contact_name = forms.CharField(label=gettext_lazy("现场找谁"), max_length=50, required=False)
    contact_phone = forms.CharField(
        label=gettext_lazy("电话"),
        max_length=20,
        required=False,
        help_text=gettext_lazy("录用以后对方才看得到；不填用登记的电话"),
        widget=forms.TextInput(attrs={"inputmode": "tel"}),
    )
    is_repost = forms.BooleanField(label=gettext_lazy("这是转发别处的信息"), required=False)
    repost_of = forms.CharField(label=gettext_lazy("转自哪里"), max_length=200, required=False)
    expires_on = forms.DateField(label=gettext_lazy("信息有效到"), widget=day_input())

    def __init__(self, *args: Any, lenient: bool = False, **kwargs: Any) -> None:
        """``lenient``: still being written, so nothing has to be there yet."""
        super().__init__(*args, **kwargs)
        listed, chosen = trade_list(), self.fields
        for name in ("work", "headcount", "place", "place_name", "pay", "asked"):
            chosen[name].required = not lenient
        any_field: Any = chosen
        any_field["trade"].choices = [
            (group.shown, [(one.code, one.shown) for one in group.trades]) for group in listed.groups
        ]
        any_field["skills"].choices = [
            (group.shown, [(one.code, one.shown) for one in group.skills]) for group in listed.groups
        ]
        any_field["conditions"].choices = [(one.bit, one.shown) for one in listed.conditions]
        self.place_names = sorted(city().places)

    def said(self) -> PostIn:
        """What was typed, as the service and the checker take it.

        Raises:
            BadInput: an unknown place, or an amount that is none.
        """
        data = self.cleaned_data
        near = place_named(data["place_name"]) if data["place_name"].strip() else None
        start, end = _minute(data["day_start"]), _minute(data["day_end"])
        bits = sum(1 << bit for bit in data["conditions"])
        return PostIn(
            trade=data["trade"],
            title=data["title"] or trade_list().trades[data["trade"]].name,
            work=data["work"],
            place=data["place"],
            point=near.point if near else None,
            district=near.district if near else "",
            headcount=data["headcount"] or 0,
            first_day=data["first_day"],
            last_day=data["last_day"],
            day_start=start,
            day_end=end or DAY,
            weekdays=sum(1 << day for day in data["weekdays"]),
            pay_kind=PayKind(data["pay_kind"]),
            pay_fen=_pay(data["pay"]),
            settle=Settle(data["settle"]),
            expires_on=data["expires_on"],
            pieces_hour=data["pieces_hour"] or 0,
            skills=tuple(data["skills"]),
            conditions=bits if bits or data["asked"] == "none" else None,
            insurance=Insurance(data["insurance"]),
            meals=data["meals"],
            lodging=data["lodging"],
            directions=data["directions"],
            extra=data["extra"],
            contact_name=data["contact_name"],
            contact_phone=data["contact_phone"],
            repost_of=data["repost_of"],
            is_repost=data["is_repost"] or bool(data["repost_of"]),
        )


def _minute(at: Any) -> int:
    return int(at.hour * 60 + at.minute)


def _pay(text: str) -> int:
    if not text.strip():
        return 0
    try:
        return parse_yuan(text)
    except BadInput as error:
        raise BadInput(error.sentence, field="pay") from error


def initial_of(post: PostView) -> dict[str, Any]:
    """A post as the form starts with it."""
    same = ("trade", "title", "work", "headcount", "place", "directions", "first_day", "last_day", "meals", "lodging")
    also = ("extra", "contact_name", "contact_phone", "repost_of", "expires_on")
    return {name: getattr(post, name) for name in (*same, *also)} | {
        "place_name": nearest_place(post.point).name,
        "day_start": say_clock(post.day_start).rjust(5, "0"),
        "day_end": say_clock(post.day_end % DAY).rjust(5, "0"),
        "weekdays": [day for day in range(7) if post.weekdays >> day & 1],
        "pay_kind": post.pay_kind.value,
        "pay": f"{post.pay_fen / 100:.2f}".removesuffix(".00"),
        "settle": post.settle.value,
        "insurance": post.insurance.value,
        "asked": "some" if post.conditions else "none",
        "conditions": [bit for bit in range(31) if post.conditions >> bit & 1],
        "skills": list(post.skills),
        "is_repost": bool(post.repost_of),
    }


class SlotForm(forms.Form):
    """A time to meet."""

    slot_at = forms.DateTimeField(label=gettext_lazy("时间"), widget=moment_input())
    minutes = forms.IntegerField(label=gettext_lazy("多长（分钟）"), initial=30, min_value=5, max_value=480)
    kind = forms.ChoiceField(
        label=gettext_lazy("方式"), choices=[(kind.value, name) for kind, name in INTERVIEW_NAMES.items()]
    )
    where = forms.CharField(label=gettext_lazy("地点、电话或链接"), max_length=200)
    seats = forms.IntegerField(label=gettext_lazy("几个人"), initial=5, min_value=1, max_value=200)

    def said(self) -> dict[str, Any]:
        """What was typed, as the service takes it."""
        data = dict(self.cleaned_data)
        data["kind"] = InterviewKind(data["kind"])
        if data["slot_at"].tzinfo is None:
            data["slot_at"] = data["slot_at"].replace(tzinfo=SHANGHAI)
        return data


class ReasonForm(forms.Form):
    """Why: staff say it in words the other side will read."""

    reason = forms.CharField(label=gettext_lazy("理由"), max_length=300, required=False)
