"""Back into the fast lane (转回快赔), by a named person: the fact was wrong that made the claim leave it."""

from __future__ import annotations

from django.utils.translation import gettext as _

from anxin.cases.selectors import moves_made
from anxin.cases.types import GuardFacts
from anxin.claims.facts import as_json, gather
from anxin.claims.models import InjuryClaim
from anxin.claims.services.ground import ground_of, judgements_of, papers_of_claim
from anxin.claims.services.leaving import leaves_because
from anxin.claims.types import PlatformAnswer
from anxin.kit.clock import day_of

REJOINS = ("rejoin_fast_uncalled", "rejoin_fast")


def rejoining_move(step: str) -> str:
    """The move that brings a claim back into the fast lane from a step of the ordinary procedure."""
    return REJOINS[0] if step == "reported" else REJOINS[1]


def rejoin_guard(facts: GuardFacts) -> str | None:
    """The rules must let it stay there now, and it comes back once: the ordinary limits would begin anew each time."""
    claim = InjuryClaim.objects.select_related("platform_check").get(pk=facts.case_id)
    if claim.left_fast_at is None:
        return _("这个案件没有走过小伤快赔。")
    if moves_made(claim.pk, *REJOINS):
        return _("这个案件已经转回过一次，请在普通程序里办完。")
    check = getattr(claim, "platform_check", None)
    answer = PlatformAnswer(check.answer) if check else PlatformAnswer.SILENT
    ground = ground_of(claim, answer, papers_of_claim(claim.pk), {}, judgements_of(claim.pk), facts.at)
    on, known_on = day_of(claim.happened_at), day_of(facts.at)
    why = leaves_because(as_json(gather(ground)), law_on=on, known_on=known_on)
    return _("按现在的事实还不能走小伤快赔：%(why)s。事实更正以后再转回。") % {"why": why} if why else None
