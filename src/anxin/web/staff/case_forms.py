"""Forms of the case page. The form of a move is built from its declaration."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, Final

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from anxin.cases.registry import Ask, AskKind
from anxin.cases.types import AUDIENCE_NAMES, LINK_NAMES, LISTING_NAMES, Audience, LinkKind, ListingLevel, MoveView
from anxin.web.ui.forms import day_input

RADIO_MOST: Final = 6
"""Up to so many choices are shown at once; more become a list to open."""

Choices = Sequence[tuple[str, str]]


class MoveForm(forms.Form):
    """What a move asks for: its questions in order, then the reason."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, move: MoveView, offered: dict[AskKind, Choices], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.move = move
        for ask in move.asks:
            self.fields[ask.key] = _field(ask, offered)
        if move.reason:
            label = _("理由（会告知申请人）") if move.adverse else _("理由")
            self.fields["reason"] = forms.CharField(label=label, widget=forms.Textarea, max_length=2000)

    def answers(self) -> dict[str, Any]:
        """What was answered, without the parts that are not questions."""
        return {key: value for key, value in self.cleaned_data.items() if key not in ("version", "reason")}


def _field(ask: Ask, offered: dict[AskKind, Choices]) -> forms.Field:
    common: dict[str, Any] = {"label": ask.label, "required": ask.required, "help_text": ask.hint}
    match ask.kind:
        case AskKind.DAY:
            return forms.DateField(widget=day_input(), **common)
        case AskKind.NUMBER:
            return forms.IntegerField(min_value=0, **common)
        case AskKind.LONG_TEXT:
            return forms.CharField(widget=forms.Textarea, max_length=2000, **common)
        case AskKind.MONEY:
            common["label"] = _("%(label)s（元）") % {"label": _(ask.label)}
            return forms.CharField(widget=forms.TextInput(attrs={"inputmode": "decimal"}), max_length=20, **common)
        case AskKind.CHOICE:
            return _choice(ask.choices, common)
        case AskKind.YES_NO:
            return _choice((("yes", _("是")), ("no", _("否"))), common)
        case AskKind.STAFF | AskKind.ORG | AskKind.LIMIT:
            return _choice(offered.get(ask.kind, ()), common)
    return forms.CharField(max_length=200, **common)


def _choice(choices: Choices, common: dict[str, Any]) -> forms.ChoiceField:
    if len(choices) <= RADIO_MOST:
        return forms.ChoiceField(choices=choices, widget=forms.RadioSelect, **common)
    return forms.ChoiceField(choices=[("", _("请选择")), *choices], **common)


class NoteForm(forms.Form):
    """A note and who may read it."""

    text = forms.CharField(label=gettext_lazy("备注"), widget=forms.Textarea(attrs={"rows": 3}), max_length=2000)
    audience = forms.ChoiceField(
        label=gettext_lazy("谁能看到"),
        choices=[(item.value, AUDIENCE_NAMES[item]) for item in Audience if item is not Audience.PUBLIC],
        initial=Audience.STAFF.value,
    )


class AssignForm(forms.Form):
    """Another handler, and why."""

    handler = forms.ChoiceField(label=gettext_lazy("经办员"))
    reason = forms.CharField(label=gettext_lazy("说明"), required=False, max_length=500)

    def __init__(self, *args: Any, handlers: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["handler"] = forms.ChoiceField(label=_("经办员"), choices=[("", _("请选择")), *handlers])


class JointForm(forms.Form):
    """A question to another department."""

    org = forms.ChoiceField(label=gettext_lazy("部门"))
    question = forms.CharField(label=gettext_lazy("请对方答复什么"), widget=forms.Textarea, max_length=2000)
    due_on = forms.DateField(label=gettext_lazy("答复期限"), widget=day_input())
    papers = forms.MultipleChoiceField(
        label=gettext_lazy("给对方看的材料"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("对方只看得到问题和这里勾选的材料"),
    )

    def __init__(self, *args: Any, orgs: Choices, papers: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["org"] = forms.ChoiceField(label=_("部门"), choices=[("", _("请选择")), *orgs])
        if papers:
            self.fields["papers"].choices = papers  # type: ignore[attr-defined]
        else:
            self.fields["papers"].widget = forms.MultipleHiddenInput()


class AnswerForm(forms.Form):
    """The answer of a department."""

    answer = forms.CharField(label=gettext_lazy("答复"), widget=forms.Textarea, max_length=2000)
    file = forms.FileField(label=gettext_lazy("答复材料"), required=False)


class ListingForm(forms.Form):
    """A listing at one of the actor's own levels."""

    level = forms.TypedChoiceField(label=gettext_lazy("层级"), coerce=int)
    reason = forms.CharField(label=gettext_lazy("挂牌原因"), widget=forms.Textarea(attrs={"rows": 3}), max_length=500)
    leader = forms.ChoiceField(label=gettext_lazy("包案领导"), required=False)
    until = forms.DateField(label=gettext_lazy("督办期限"), required=False, widget=day_input())

    def __init__(self, *args: Any, levels: Iterable[ListingLevel], leads: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices_of_leads = [("", _("由系统指定包案最少的负责人")), *leads]
        self.fields["leader"] = forms.ChoiceField(label=_("包案领导"), required=False, choices=choices_of_leads)
        choices = [(str(level.value), LISTING_NAMES[level]) for level in sorted(levels)]
        self.fields["level"] = forms.TypedChoiceField(label=_("层级"), choices=choices, coerce=int)


class LeaderForm(forms.Form):
    """Who answers for a listed case."""

    leader = forms.ChoiceField(label=gettext_lazy("包案领导"))

    def __init__(self, *args: Any, leads: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["leader"] = forms.ChoiceField(label=_("包案领导"), choices=[("", _("请选择")), *leads])


class ListingReportForm(forms.Form):
    """The week's report on a listed case."""

    done = forms.CharField(label=gettext_lazy("本周进展"), widget=forms.Textarea(attrs={"rows": 3}), max_length=2000)
    plan = forms.CharField(
        label=gettext_lazy("下步措施"), required=False, widget=forms.Textarea(attrs={"rows": 2}), max_length=2000
    )


class LiftForm(forms.Form):
    """Why a listing ends, and the paper that proves it."""

    reason = forms.CharField(label=gettext_lazy("销号说明"), widget=forms.Textarea(attrs={"rows": 3}), max_length=500)
    proof = forms.ChoiceField(
        label=gettext_lazy("销号凭证"), help_text=gettext_lazy("从卷内文件里选；还没有的先添加材料")
    )

    def __init__(self, *args: Any, papers: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["proof"].choices = [("", _("请选择")), *papers]  # type: ignore[attr-defined]


class ReasonForm(forms.Form):
    """A reason and nothing else: for a hold, voiding a paper."""

    reason = forms.CharField(label=gettext_lazy("理由"), widget=forms.Textarea(attrs={"rows": 3}), max_length=500)


class LinkForm(forms.Form):
    """Another case by its number."""

    number = forms.CharField(label=gettext_lazy("案件编号"), max_length=24)
    kind = forms.ChoiceField(
        label=gettext_lazy("关联原因"), choices=[(kind.value, LINK_NAMES[kind]) for kind in LinkKind]
    )


class PaperForm(forms.Form):
    """A paper to put into the file."""

    kind = forms.ChoiceField(label=gettext_lazy("材料种类"))
    file = forms.FileField(label=gettext_lazy("文件"))
    label = forms.CharField(label=gettext_lazy("说明"), required=False, max_length=100)

    def __init__(self, *args: Any, kinds: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"] = forms.ChoiceField(label=_("材料种类"), choices=[("", _("请选择")), *kinds])


class FilterNameForm(forms.Form):
    """The name of a filter to keep."""

    name = forms.CharField(label=gettext_lazy("名称"), max_length=30)
    query = forms.CharField(widget=forms.HiddenInput, required=False, max_length=500)


class CutoffForm(forms.Form):
    """Up to which day cases are to be destroyed."""

    cutoff = forms.DateField(label=gettext_lazy("到哪一天为止"), widget=day_input())
