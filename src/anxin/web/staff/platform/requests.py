"""The log of requests (调用记录): found by number, explained, tried again in the sandbox."""

from __future__ import annotations

import json
from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from anxin.kit import clock
from anxin.kit.errors import Refused
from anxin.platforms.selectors import request_of, requests
from anxin.platforms.services import request_replay
from anxin.platforms.types import Answered
from anxin.web.staff.platform.frame import home_for, shown
from anxin.web.ui.routes import actor_of

ROWS = 50
ANSWER_MOST = 4000


@require_GET
def log(request: HttpRequest) -> HttpResponse:
    """The newest requests, filtered by what the address says."""
    home, asked = home_for(request), request.GET
    number, before = asked.get("q", "").strip(), _moment(asked.get("before", ""))
    rows = requests(
        actor=actor_of(request),
        platform_id=home.id,
        number=number,
        only=asked.get("only", ""),
        test={"test": True, "live": False}.get(asked.get("where", "")),
        before=before,
        most=ROWS + 1,
    )
    facts = {"rows": rows[:ROWS], "older": rows[ROWS - 1].at.isoformat() if len(rows) > ROWS else "", "q": number}
    return shown(request, "requests.html", home, facts)


@require_http_methods(["GET", "POST"])
def one(request: HttpRequest) -> HttpResponse:
    """One request; the button sends it to the sandbox once more."""
    home, actor = home_for(request), actor_of(request)
    found = request_of(actor=actor, number=request.GET.get("no", ""))
    answer, problem = None, ""
    if request.method == "POST":
        try:
            answer = request_replay(number=found.number, actor=actor, at=clock.now())
        except Refused as refusal:
            problem = refusal.sentence
    facts = {"one": found, "facts": _facts(found.facts), "answer": answer, "problem": problem}
    return shown(request, "request.html", home, facts | {"answer_text": _readable(answer)})


def _facts(facts: dict[str, object]) -> list[tuple[str, object]]:
    names = {
        "type": _("格式"),
        "encoding": _("压缩"),
        "digest": _("请求体摘要"),
        "key": _("幂等键摘要"),
        "wait": _("要求等待（秒）"),
    }
    return [(names[name], value) for name, value in facts.items() if name in names]


def _readable(answer: Answered | None) -> str:
    if answer is None:
        return ""
    try:
        return json.dumps(json.loads(answer.body), ensure_ascii=False, indent=2)[:ANSWER_MOST]
    except ValueError:
        return answer.body.decode("utf-8", "replace")[:ANSWER_MOST]


def _moment(text: str) -> datetime | None:
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return None
    return found if found.tzinfo else None
