"""Forms of the wage pages."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from anxin.wages.types import (
    BASIS_NAMES,
    DOOR_NAMES,
    EVIDENCE_NAMES,
    SECTOR_NAMES,
    SERVE_NAMES,
    SOURCE_NAMES,
    Door,
    ServeMethod,
)
from anxin.web.ui.forms import YuanField, day_input, moment_input

Choices = Sequence[tuple[str, str]]
HALL_DOORS = (Door.HALL, Door.PETITION, Door.ON_SITE, Door.HOTLINE, Door.WEBSITE)


def named(names: Mapping[Any, str]) -> list[tuple[str, Any]]:
    """A table of names as choices, translated when they are drawn."""
    return [(str(key.value), lazy(name)) for key, name in names.items()]


class QuantityField(forms.DecimalField):
    """Days, hours, pieces or months with up to three decimals; gives thousandths."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(min_value=0, max_digits=12, decimal_places=3, **kwargs)

    def clean(self, value: Any) -> Any:
        number = super().clean(value)
        return None if number is None else int(number * 1000)


class ComplaintForm(forms.Form):
    """A complaint taken down at the hall desk, on site, by telephone or from the petition office."""

    client_key = forms.CharField(widget=forms.HiddenInput, max_length=64)
    door = forms.ChoiceField(
        label=lazy("渠道"),
        choices=named({door: DOOR_NAMES[door] for door in HALL_DOORS}),
        initial=Door.HALL.value,
    )
    source_ref = forms.CharField(label=lazy("来源编号"), max_length=80, required=False)
    employer_name = forms.CharField(label=lazy("被投诉单位"), max_length=100)
    employer_code = forms.CharField(label=lazy("统一社会信用代码"), max_length=18, required=False)
    project_name = forms.CharField(label=lazy("工程项目"), max_length=100, required=False)
    place = forms.CharField(
        label=lazy("地点"), max_length=200, required=False, help_text=lazy("门牌、路口、标志物，说得清就行")
    )
    sector = forms.ChoiceField(
        label=lazy("行业"),
        choices=named(SECTOR_NAMES),
        widget=forms.RadioSelect,
        initial="other",
    )
    narrative = forms.CharField(
        label=lazy("经过"), max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 4})
    )
    keep_secret = forms.BooleanField(label=lazy("对单位保密投诉人身份"), required=False)


class PersonForm(forms.Form):
    """One person who is owed wages."""

    name = forms.CharField(label=lazy("姓名"), max_length=50, required=False)
    id_number = forms.CharField(label=lazy("身份证号"), max_length=20, required=False)
    phone = forms.CharField(label=lazy("手机号"), max_length=20, required=False)
    work = forms.CharField(label=lazy("工种"), max_length=40, required=False)
    period_from = forms.DateField(label=lazy("欠薪起"), required=False, widget=day_input())
    period_to = forms.DateField(label=lazy("欠薪止"), required=False, widget=day_input())
    amount = YuanField(label=lazy("金额（元）"), required=False)


People = forms.formset_factory(PersonForm, extra=3, max_num=60, absolute_max=60)


class EmployerForm(forms.Form):
    """Which registered employer it is."""

    name = forms.CharField(label=lazy("登记名称"), max_length=100)
    credit_code = forms.CharField(
        label=lazy("统一社会信用代码"),
        max_length=18,
        required=False,
        help_text=lazy("对照营业执照；没有的可以不填"),
    )


class SiteForm(forms.Form):
    """Which registered project it is."""

    project = forms.CharField(
        label=lazy("登记项目的名称或编号"),
        max_length=100,
        help_text=lazy("对应以后，可以用它的工资保证金支付，投诉也计入它的预警"),
    )


class LineForm(forms.Form):
    """One line of a wage sheet."""

    period_from = forms.DateField(label=lazy("起"), required=False, widget=day_input())
    period_to = forms.DateField(label=lazy("止"), required=False, widget=day_input())
    basis = forms.ChoiceField(label=lazy("计薪"), choices=named(BASIS_NAMES))
    price = YuanField(label=lazy("单价（元）"), required=False)
    quantity = QuantityField(label=lazy("数量"), required=False)
    paid = YuanField(label=lazy("已付（元）"), required=False)
    note = forms.CharField(label=lazy("说明"), max_length=200, required=False)

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        wanted = ("period_from", "period_to", "price", "quantity")
        if any(given.get(key) is not None for key in wanted):
            for key in wanted:
                if given.get(key) is None and key not in self.errors:
                    self.add_error(key, _("请填写这一项。"))
        return given


Lines = forms.formset_factory(LineForm, extra=2, max_num=40, absolute_max=40)


class PaymentForm(forms.Form):
    """What was paid to which workers, one source and one proof."""

    client_key = forms.CharField(widget=forms.HiddenInput, max_length=64)
    source = forms.ChoiceField(label=lazy("钱从哪里来"), choices=named(SOURCE_NAMES))
    paid_on = forms.DateField(label=lazy("支付日期"), widget=day_input())
    proof = forms.FileField(label=lazy("支付凭证"), required=False, help_text=lazy("银行回单、转账截图、签收单"))
    note = forms.CharField(label=lazy("说明"), max_length=200, required=False)


class WhyForm(forms.Form):
    """A reason and nothing else."""

    reason = forms.CharField(label=lazy("理由"), max_length=500, widget=forms.Textarea(attrs={"rows": 2}))


class EvidenceAskForm(forms.Form):
    """What the employer has to hand over, and by when."""

    kinds = forms.MultipleChoiceField(
        label=lazy("要单位提供"),
        choices=named(EVIDENCE_NAMES),
        widget=forms.CheckboxSelectMultiple,
    )
    due_on = forms.DateField(label=lazy("提供期限"), widget=day_input())


class EvidenceTakeForm(forms.Form):
    """Evidence that came in."""

    kind = forms.ChoiceField(label=lazy("种类"), choices=named(EVIDENCE_NAMES))
    label = forms.CharField(label=lazy("名称"), max_length=100, required=False)
    file = forms.FileField(label=lazy("文件"), required=False)
    note = forms.CharField(
        label=lazy("说明"), max_length=1000, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )


class StatementForm(forms.Form):
    """A statement taken down."""

    name = forms.CharField(label=lazy("被询问人"), max_length=50)
    role = forms.CharField(label=lazy("身份"), max_length=40, help_text=lazy("例如：投诉人、单位负责人、工友"))
    taken_at = forms.DateTimeField(
        label=lazy("询问时间"),
        widget=moment_input(),
    )
    text = forms.CharField(label=lazy("笔录"), max_length=10_000, widget=forms.Textarea(attrs={"rows": 8}))
    recorded = forms.BooleanField(label=lazy("同步录音录像"), required=False)


class ServedForm(forms.Form):
    """How a letter was served."""

    method = forms.ChoiceField(label=lazy("送达方式"), choices=named(SERVE_NAMES))
    served_on = forms.DateField(label=lazy("送达日期"), widget=day_input())
    to_name = forms.CharField(label=lazy("受送达人"), max_length=100)
    place = forms.CharField(label=lazy("地点"), max_length=200, required=False)
    photo = forms.FileField(label=lazy("照片或回证"), required=False, help_text=lazy("张贴、留置送达必须附照片"))

    def way(self) -> ServeMethod:
        return ServeMethod(self.cleaned_data["method"])


class SecondForm(forms.Form):
    """Another second officer."""

    second = forms.ChoiceField(label=lazy("协办监察员"))

    def __init__(self, *args: Any, officers: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["second"] = forms.ChoiceField(label=_("协办监察员"), choices=[("", _("请选择")), *officers])


class HandoverForm(forms.Form):
    """Proposing to hand a case over to the police."""

    reason = forms.CharField(label=lazy("移送理由"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3}))
    fled = forms.BooleanField(label=lazy("视为逃匿（通知后不来、拒绝配合）"), required=False)
    fled_why = forms.CharField(
        label=lazy("逃匿情况"), max_length=1000, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )


class IncidentForm(forms.Form):
    """What happened."""

    what = forms.CharField(label=lazy("事件情况"), max_length=500, widget=forms.Textarea(attrs={"rows": 2}))
