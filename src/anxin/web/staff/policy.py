"""The rules: what is in force, how certain each row is, what changes; drafting, trying, approving (政策规则)."""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from itertools import groupby
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from anxin.cases.selectors import case_view
from anxin.identity.types import Actor, Role
from anxin.kit.clock import now
from anxin.policy import selectors, services
from anxin.policy.types import (
    CLEAN,
    MARK_NAMES,
    RESULT_NAMES,
    VERDICT_NAMES,
    DraftView,
    Line,
    Mark,
    Pack,
    ReleaseView,
    Rule,
    Sentence,
)
from anxin.web.ui.forms import refusals_said
from anxin.web.ui.routes import actor_of, page, staff

READERS = staff(Role.POLICY_ANALYST, Role.BUREAU_LEAD, Role.BUREAU_REVIEWER, Role.SUPERVISOR, Role.AUDITOR)
WRITERS = staff(Role.POLICY_ANALYST)
DECIDERS = staff(*selectors.DECISION_READERS)
WORKERS_ON_DRAFTS = staff(Role.POLICY_ANALYST, Role.BUREAU_LEAD)
CASE = "case:"
"""Before the id, where a decision is about a case."""

_MARK_TONES = {Mark.SEEN: "ok", Mark.SECONDARY: "info", Mark.MEMORY: "warn", Mark.SETTING: "quiet"}
_RESULT_TONES = {"pass": "ok", "pay": "ok", "info": "info", "refer": "warn", "missing": "warn"}
_VERDICT_TONES = {"pay": "ok", "refer": "warn", "refuse": "danger"}


@dataclass(frozen=True, slots=True)
class Tag:
    """A badge: its words and its tone."""

    words: str
    tone: str


@dataclass(frozen=True, slots=True)
class LineRow:
    """One line of a decision with its badges."""

    line: Line
    result: Tag
    mark: Tag
    open: bool


@dataclass(frozen=True, slots=True)
class RuleRow:
    """One row of a rule: conditions, result, and the sentences with the names of facts in words."""

    cells: tuple[str, ...]
    result: Tag
    worker: str
    staff: str
    change: str


@dataclass(frozen=True, slots=True)
class RuleCard:
    """One rule with the words of its columns."""

    rule: Rule
    mark: Tag
    source: str
    columns: tuple[str, ...]
    rows: tuple[RuleRow, ...]


def mark_tag(mark: Mark | str) -> Tag:
    """How certain a row is, in words."""
    return Tag(MARK_NAMES[Mark(mark)], _MARK_TONES[Mark(mark)])


def result_tag(result: str) -> Tag:
    """What a line says, in words."""
    return Tag(RESULT_NAMES[result], _RESULT_TONES.get(result, "danger"))


def verdict_tag(outcome: str) -> Tag:
    """How a decision ends, in words."""
    return Tag(VERDICT_NAMES[outcome], _VERDICT_TONES[outcome])


def _topic_of(release: ReleaseView) -> tuple[str, str]:
    return release.ref.jurisdiction, release.ref.topic


@require_GET
def index(request: HttpRequest) -> HttpResponse:
    """Every pack by topic, drafts in work, and whether last night's replay agreed."""
    topics = [
        (first, [(release, [(mark_tag(m), count) for m, count in release.marks.items()]) for release in releases])
        for first, releases in _by_topic(selectors.releases_listed())
    ]
    groups = [
        (_("作出结论的规则"), [topic for topic in topics if topic[0].rules]),
        (_("只有参数和时限的"), [topic for topic in topics if not topic[0].rules]),
    ]
    shown = {
        "groups": [group for group in groups if group[1]],
        "drafts": selectors.drafts_listed(),
        "replay": selectors.last_replay(),
        "may_import": actor_of(request).has(Role.POLICY_ANALYST, Role.BUREAU_LEAD),
    }
    return render(request, "staff/policy/index.html", shown)


def _by_topic(releases: Iterable[ReleaseView]) -> list[tuple[ReleaseView, list[ReleaseView]]]:
    """Releases of each topic together."""
    found = [list(group) for _topic, group in groupby(releases, key=_topic_of)]
    return [(group[0], group) for group in found]


@require_GET
def release(request: HttpRequest, release_id: UUID) -> HttpResponse:
    """One release: articles, tables, numbers, and the text as it was approved."""
    view, pack = selectors.release_shown(release_id)
    unsure = view.marks.get(Mark.MEMORY, 0) + view.marks.get(Mark.SECONDARY, 0)
    shown = {
        "release": view,
        "before": selectors.release_before(view),
        "unsure": unsure,
        "may_write": actor_of(request).has(Role.POLICY_ANALYST),
        **_pack_shown(pack),
    }
    return render(request, "staff/policy/release.html", shown)


def _pack_shown(pack: Pack) -> dict[str, Any]:
    return {
        "pack": pack,
        "rules": [_card(pack, rule) for rule in pack.rules],
        "parameters": [(row, selectors.value_words(row), mark_tag(row.mark)) for row in pack.parameters.values()],
        "limits": [(row, selectors.length_words(row), mark_tag(row.mark)) for row in pack.limits.values()],
        "sources": [(source, mark_tag(source.mark)) for source in pack.sources.values()],
    }


def _card(pack: Pack, rule: Rule) -> RuleCard:
    labels = {fact.name: _(fact.label) for fact in pack.facts.values()}
    labels |= {name: _(derived.label) for name, derived in pack.derived.items()}
    rows = [_row(_cells(pack, rule, row.when), result_tag(row.then), row.sentence, labels) for row in rule.rows]
    computed = Tag(_("公式"), "info")
    places = {**labels, **_PLACE_WORDS}
    sentences = [_row((key,), computed, sentence, places) for key, sentence in rule.sentences.items()]
    return RuleCard(
        rule=rule,
        mark=mark_tag(rule.mark),
        source=pack.sources[rule.source].title,
        columns=tuple(labels[name] for name in rule.inputs) or (_("情形"),),
        rows=tuple(rows or sentences),
    )


_PLACE_WORDS = {
    "name": gettext_lazy("项目"),
    "category": gettext_lazy("类别"),
    "amount_fen": gettext_lazy("金额"),
    "cut_fen": gettext_lazy("未计入的金额"),
    "claimed_fen": gettext_lazy("申报金额"),
    "items_fen": gettext_lazy("各项合计"),
    "gap_fen": gettext_lazy("相差金额"),
    "total_fen": gettext_lazy("合计"),
    "cap_fen": gettext_lazy("快赔限额"),
    "limit_fen": gettext_lazy("自动核定限额"),
    "proposed_fen": gettext_lazy("提出的金额"),
    "reason": gettext_lazy("理由"),
    "contract_fen": gettext_lazy("合同额"),
    "percent": gettext_lazy("比例"),
    "sum_fen": gettext_lazy("算得的金额"),
    "most_fen": gettext_lazy("上限"),
}
_COMPARED = {
    ">=": gettext_lazy("不低于"),
    "<=": gettext_lazy("不超过"),
    ">": gettext_lazy("高于"),
    "<": gettext_lazy("低于"),
}


def _row(cells: tuple[str, ...], result: Tag, sentence: Sentence, words: Mapping[str, Any]) -> RuleRow:
    worker, staff_text = _in_words(sentence.worker, words), _in_words(sentence.staff, words)
    return RuleRow(cells, result, worker, staff_text, _in_words(sentence.change or "", words))


def _in_words(template: str, words: Mapping[str, Any]) -> str:
    """A template with 〔the name of the fact〕 in place of ``{its_code}``."""
    said = _(template) if template else ""
    return re.sub(r"\{([a-z0-9_]+)\}", lambda place: f"〔{words.get(place[1], place[1])}〕", said)


def _cells(pack: Pack, rule: Rule, when: tuple[str, ...]) -> tuple[str, ...]:
    """The cells with the words of choices in place of their codes."""
    return tuple(_cell_words(pack, name, cell) for name, cell in zip(rule.inputs, when, strict=True))


def _cell_words(pack: Pack, name: str, cell: str) -> str:
    spec = pack.facts.get(name)
    choices = {code: _(said) for code, said in spec.choices.items()} if spec else {}
    words: Mapping[str, str] = {"true": _("是"), "false": _("否"), "-": _("不限"), **choices}
    negated = cell.startswith("!")
    parts = (part.strip() for part in cell.removeprefix("!").split("|"))
    said = " | ".join(words.get(part) or _compared(pack, part) for part in parts)
    return _("不是 %(said)s") % {"said": said} if negated else said


def _compared(pack: Pack, part: str) -> str:
    """``>= $visit_window_days`` as ``不低于 7 天``."""
    sign = next((sign for sign in _COMPARED if part.startswith(sign)), "")
    value = part.removeprefix(sign).strip()
    row = pack.parameters.get(value.removeprefix("$")) if value.startswith("$") else None
    return f"{_COMPARED[sign] if sign else ''} {selectors.value_words(row) if row else value}".strip()


@require_GET
def difference(request: HttpRequest, before_id: UUID, after_id: UUID) -> HttpResponse:
    """What changed between two releases."""
    before, after = selectors.release_shown(before_id)[0], selectors.release_shown(after_id)[0]
    shown = {"before": before, "after": after, "changes": selectors.release_changes(before_id, after_id)}
    return render(request, "staff/policy/difference.html", shown)


@require_POST
def draft_start(request: HttpRequest, release_id: UUID) -> HttpResponse:
    """Begin a new version from this one."""
    draft_id = services.draft_start(release_id=release_id, actor=actor_of(request), at=now())
    return redirect("rules-draft", draft_id)


class DraftForm(forms.Form):
    """The text of a draft; the version guards against two people saving over each other."""

    pack_text = forms.CharField(
        label=gettext_lazy("规则"),
        strip=False,
        widget=forms.Textarea(attrs={"class": "pack-text", "spellcheck": "false", "wrap": "off"}),
    )
    cases_text = forms.CharField(
        label=gettext_lazy("样例"),
        strip=False,
        required=False,
        widget=forms.Textarea(attrs={"class": "pack-text pack-text-short", "spellcheck": "false", "wrap": "off"}),
    )
    version = forms.IntegerField(widget=forms.HiddenInput)


@require_http_methods(["GET", "POST"])
def draft(request: HttpRequest, draft_id: UUID) -> HttpResponse:
    """The draft: text, what the checks say, what it would change, who goes next. POST saves the text."""
    view = selectors.draft_shown(draft_id)
    typed = {"pack_text": view.pack_text, "cases_text": view.cases_text, "version": view.version}
    form = DraftForm(request.POST if request.method == "POST" else None, initial=typed)
    if request.method == "POST" and form.is_valid():
        with refusals_said(request):
            services.draft_save(draft_id=draft_id, actor=actor_of(request), at=now(), **form.cleaned_data)
            messages.success(request, _("已保存。"))
            return redirect("rules-draft", draft_id)
    return render(request, "staff/policy/draft.html", _draft_page(view, form, actor_of(request)))


def _draft_page(view: DraftView, form: DraftForm, actor: Actor) -> dict[str, Any]:
    pack, findings = services.text_findings(view.pack_text, view.cases_text)
    examples = view.impact.examples if view.impact else ()
    mine = actor.account_id == view.author_id
    return {
        "draft": view,
        "form": form,
        "findings": findings,
        "sound": _sound(findings),
        "examples": [(one, verdict_tag(one.outcome_before), verdict_tag(one.outcome_after)) for one in examples],
        "changes": selectors.draft_changes(view, pack) if pack else (),
        "mine": mine and view.state == "writing",
        "may_approve": not mine and view.state == "proposed" and actor.has(Role.POLICY_ANALYST, Role.BUREAU_LEAD),
    }


def _sound(findings: Iterable[Any]) -> bool:
    return not any(finding.blocks for finding in findings)


@require_POST
def draft_check(request: HttpRequest, draft_id: UUID) -> HttpResponse:
    """What the checks say about the text as typed, without saving it."""
    selectors.draft_shown(draft_id)
    _pack, findings = services.text_findings(request.POST.get("pack_text", ""), request.POST.get("cases_text", ""))
    return render(request, "staff/policy/findings.html", {"findings": findings, "sound": _sound(findings)})


def _tried(draft_id: UUID, request: HttpRequest) -> str:
    impact = services.draft_try(draft_id=draft_id, actor=actor_of(request), at=now())
    return _("已用过去 90 天的 %(count)s 件案件测算。") % {"count": f"{impact.replayed:,}"}


def _proposed(draft_id: UUID, request: HttpRequest) -> str:
    services.draft_propose(draft_id=draft_id, actor=actor_of(request), at=now())
    return _("已提交，请另一位同事核准。")


def _returned(draft_id: UUID, request: HttpRequest) -> str:
    reason = request.POST.get("reason", "")
    services.draft_return(draft_id=draft_id, reason=reason, actor=actor_of(request), at=now())
    return _("已退回起草人。")


def _dropped(draft_id: UUID, request: HttpRequest) -> str:
    services.draft_drop(draft_id=draft_id, actor=actor_of(request), at=now())
    return _("已放弃这份草案。")


def _released(draft_id: UUID, request: HttpRequest) -> str:
    services.draft_release(draft_id=draft_id, actor=actor_of(request), at=now())
    return _("已发布。已经作出的决定不变，从现在起按新版本核算。")


_ACTS: dict[str, Callable[[UUID, HttpRequest], str]] = {
    "try": _tried,
    "propose": _proposed,
    "return": _returned,
    "drop": _dropped,
    "release": _released,
}


@require_POST
def draft_act(request: HttpRequest, draft_id: UUID, act: str) -> HttpResponse:
    """One step of a draft on its way to a release."""
    if act not in _ACTS:
        raise Http404
    with refusals_said(request):
        messages.success(request, _ACTS[act](draft_id, request))
    view = selectors.draft_shown(draft_id)
    if view.release_id is not None:
        return redirect("rules-release", view.release_id)
    return redirect("rules") if view.state == "dropped" else redirect("rules-draft", draft_id)


@require_http_methods(["GET", "POST"])
def decision(request: HttpRequest, decision_id: UUID) -> HttpResponse:
    """A stored decision with its trace; POST works it out again and compares."""
    actor = actor_of(request)
    view = selectors.decision_for(actor, decision_id)
    if not actor.has(Role.POLICY_ANALYST):
        _must_see_its_case(actor, view.subject)
    shown = {
        "decision": view,
        "verdict": verdict_tag(view.outcome),
        "lines": sorted(map(_line_row, view.lines), key=lambda row: not row.open),
        "facts": selectors.facts_in_words(view),
        "replay": services.replay(decision_id) if request.method == "POST" else None,
        "case_id": UUID(view.subject.removeprefix(CASE)) if view.subject.startswith(CASE) else None,
    }
    return render(request, "staff/policy/decision.html", shown)


def _must_see_its_case(actor: Actor, subject: str) -> None:
    """Who is no analyst opens decisions of the cases he may see; 404 for any other."""
    if subject.startswith(CASE):
        case_view(actor, UUID(subject.removeprefix(CASE)))


def _line_row(line: Line) -> LineRow:
    return LineRow(line, result_tag(line.result), mark_tag(line.mark), line.result not in CLEAN)


urlpatterns: list[URLPattern] = [
    page("policy/", index, name="rules", audience=READERS),
    page("policy/releases/<uuid:release_id>/", release, name="rules-release", audience=READERS),
    page("policy/releases/<uuid:before_id>/to/<uuid:after_id>/", difference, name="rules-difference", audience=READERS),
    page("policy/releases/<uuid:release_id>/draft/", draft_start, name="rules-draft-start", audience=WRITERS),
    page("policy/drafts/<uuid:draft_id>/", draft, name="rules-draft", audience=WORKERS_ON_DRAFTS),
    page("policy/drafts/<uuid:draft_id>/check/", draft_check, name="rules-draft-check", audience=WORKERS_ON_DRAFTS),
    page("policy/drafts/<uuid:draft_id>/<slug:act>/", draft_act, name="rules-draft-act", audience=WORKERS_ON_DRAFTS),
    page(
        "policy/decisions/<uuid:decision_id>/",
        decision,
        name="rules-decision",
        audience=DECIDERS,
    ),
]
