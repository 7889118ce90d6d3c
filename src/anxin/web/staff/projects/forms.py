"""What people type about a project."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from anxin.projects.types import (
    DEPOSIT_FORM_NAMES,
    INDUSTRY_NAMES,
    PARTY_NAMES,
    PROGRESS_NAMES,
    SHEET_NAMES,
    PartyKind,
)
from anxin.web.staff.projects.words import day_field, yes_no
from anxin.web.ui.forms import YuanField, month_input


class ProjectForm(forms.Form):
    """A new project."""

    name = forms.CharField(label=_("项目名称"), max_length=120)
    site = forms.CharField(label=_("工程地点"), max_length=200, help_text=_("写到门牌或路口，检查的人照着能找到。"))
    org_id = forms.ChoiceField(label=_("所在地人社部门"))
    industry = forms.ChoiceField(
        label=_("行业"), choices=[(industry.value, name) for industry, name in INDUSTRY_NAMES.items()]
    )
    contractor = forms.CharField(label=_("施工总承包单位"), max_length=100)
    contractor_code = forms.CharField(label=_("总承包统一社会信用代码"), max_length=18)
    owner = forms.CharField(label=_("建设单位"), max_length=100)
    owner_code = forms.CharField(label=_("建设单位统一社会信用代码"), max_length=18, required=False)
    permit_no = forms.CharField(label=_("施工许可证号"), max_length=60, required=False)
    contract_fen = YuanField(label=_("合同总额（元）"))
    labour_percent = forms.DecimalField(
        label=_("人工费用比例（%）"), max_digits=5, decimal_places=2, min_value=0, max_value=100, required=False
    )
    signed_on = day_field(_("合同签订日期"))
    starts_on = day_field(_("取得施工许可或开工日期"))
    ends_on = day_field(_("计划完工日期"))
    pay_day = forms.IntegerField(
        label=_("每月发薪日"), min_value=1, max_value=31, help_text=_("上月工资在本月几号发，写 1 到 31。")
    )
    officer_name = forms.CharField(label=_("劳资专管员"), max_length=50, required=False)
    officer_phone = forms.CharField(label=_("劳资专管员电话"), max_length=30, required=False)

    def __init__(self, *args: Any, orgs: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["org_id"].choices = orgs  # type: ignore[attr-defined]


class PartyForm(forms.Form):
    """Another company in the project."""

    kind = forms.ChoiceField(
        label=_("类别"),
        choices=[(kind.value, name) for kind, name in PARTY_NAMES.items() if kind is not PartyKind.MAIN_CONTRACTOR],
        initial=PartyKind.LABOUR_COMPANY.value,
    )
    name = forms.CharField(label=_("单位名称"), max_length=100)
    credit_code = forms.CharField(label=_("统一社会信用代码"), max_length=18, required=False)
    scope = forms.CharField(label=_("承包内容"), max_length=100, required=False)


class AccountForm(forms.Form):
    """The special account that was opened."""

    bank_name = forms.CharField(label=_("开户银行"), max_length=100)
    number = forms.CharField(label=_("账号"), max_length=40)
    opened_on = day_field(_("开户日期"))
    agreement_on = day_field(_("三方协议日期"), required=False)


class DayForm(forms.Form):
    """One day."""

    day = day_field(_("日期"))


class ProgressForm(forms.Form):
    """A payment the owner owes."""

    kind = forms.ChoiceField(label=_("款项"), choices=[(kind.value, name) for kind, name in PROGRESS_NAMES.items()])
    due_on = day_field(_("应付日期"))
    due_fen = YuanField(label=_("应付金额（元）"))


class PaidForm(forms.Form):
    """How much of it was paid in all."""

    progress_id = forms.UUIDField(widget=forms.HiddenInput)
    paid_fen = YuanField(label=_("累计已付（元）"))
    paid_on = day_field(_("付款日期"))


class DepositForm(forms.Form):
    """The certificate of a deposit."""

    form = forms.ChoiceField(label=_("形式"), choices=[(kind.value, name) for kind, name in DEPOSIT_FORM_NAMES.items()])
    amount_fen = YuanField(label=_("金额（元）"))
    bank_name = forms.CharField(label=_("银行或保险公司"), max_length=100)
    certificate_no = forms.CharField(label=_("存单、保函或保单号"), max_length=60)
    stored_on = day_field(_("存储日期"))
    expires_on = day_field(_("到期日期"), required=False, help_text=_("保函和保险必填。"))


class ExtendForm(forms.Form):
    """A guarantee that runs on."""

    certificate_no = forms.CharField(label=_("新的保函或保单号"), max_length=60, required=False)
    expires_on = day_field(_("新的到期日期"))


class RefillForm(forms.Form):
    """Money that fills a deposit up again."""

    amount_fen = YuanField(label=_("补足金额（元）"))
    day = day_field(_("补足日期"))


class ReleaseForm(forms.Form):
    """Why a deposit goes back."""

    reason = forms.CharField(label=_("事由"), max_length=200, initial=_("工程完工，工资结清"))


class RecordForm(forms.Form):
    """The contractor's record, as the bureau found it."""

    clean_months = forms.IntegerField(
        label=_("连续未欠薪的月数"), min_value=0, max_value=600, required=False, help_text=_("签订合同之日往前数。")
    )
    recent_arrears = yes_no(_("近两年内有过欠薪"))
    dishonest_listed = yes_no(_("在拖欠工资失信名单上"))
    real_name_and_account = yes_no(_("已落实实名制和专用账户"))
    several_projects = yes_no(_("同一地区有多个在建工程"))


class CalculatorForm(RecordForm):
    """Works to try a table on."""

    place = forms.ChoiceField(label=_("哪里的规定"))
    contract_fen = YuanField(label=_("合同总额（元）"))
    signed_on = day_field(_("合同签订日期"))
    starts_on = day_field(_("开工日期"))
    ends_on = day_field(_("计划完工日期"))

    field_order = ("place", "contract_fen", "signed_on", "starts_on", "ends_on")

    def __init__(self, *args: Any, places: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["place"].choices = places  # type: ignore[attr-defined]


class SheetForm(forms.Form):
    """A month's file."""

    kind = forms.ChoiceField(label=_("资料"), choices=[(kind.value, name) for kind, name in SHEET_NAMES.items()])
    month = forms.DateField(
        label=_("月份"),
        input_formats=["%Y-%m"],
        widget=month_input(),
    )
    file = forms.FileField(label=_("Excel 或 CSV 文件"))
