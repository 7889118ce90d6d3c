"""How a match looks on the kiosk and on the slip."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, Final

from django.urls import reverse
from django.utils.translation import gettext as _

from anxin.identity.selectors import org
from anxin.kit.clock import at_start_of
from anxin.market.hall.selectors import slips_out
from anxin.market.hall.types import DeviceView
from anxin.market.jobs.places import city
from anxin.market.jobs.trades import trade_list
from anxin.market.jobs.types import HoldView, PostView
from anxin.market.matching.types import Match, Stamp
from anxin.market.slip import Slip

WHY_MOST: Final = 3
_METRES: Final = 1000


def pay_shown(post: PostView) -> dict[str, str]:
    """The amount and its unit apart, so that the amount can be large."""
    pay, _slash, unit = post.pay_words.partition("/")
    return {"pay": pay.strip().lstrip("¥"), "unit": _("元/%(unit)s") % {"unit": unit.strip()}}


def address_of(post: PostView) -> str:
    """District and place in one line."""
    return f"{city().districts.get(post.district, '')} {post.place}".strip()


def job_shown(match: Match) -> dict[str, Any]:
    """A match as the kiosk's list shows it."""
    post, away = match.post, match.distance_m / _METRES
    given = [word for said, word in ((post.meals, _("管饭")), (post.lodging, _("管住"))) if said]
    distance = _("%(away)s 公里") % {"away": f"{away:.1f}"}
    return {
        "id": post.id,
        "title": f"{post.trade_abroad} {post.title}".strip(),
        "when": post.when_words,
        "place": address_of(post),
        "distance": distance,
        "why": match.sentence,
        **pay_shown(post),
        "settle": " · ".join([post.settle_words, *given]),
        "left": match.free,
        "away": match.on_the_way,
    }


def slip_of(match: Match, hold: HoldView, machine: DeviceView, *, site: str, stamp: Stamp, at: datetime) -> Slip:
    """The slip of a match whose place is kept."""
    post, market, shown = match.post, org(machine.org_id), pay_shown(match.post)
    counting = [f"{part.words} {part.points}" for part in match.parts if part.tenths]
    return Slip(
        number=hold.code,
        title=post.title,
        trade=post.trade_abroad,
        employer=post.employer_name,
        pay=f"{shown['pay']} {shown['unit']}",
        paid_how=post.settle_words,
        when=post.when_words + (_("，管饭") if post.meals else "") + (_("，管住") if post.lodging else ""),
        place=address_of(post),
        way=post.directions,
        contact=post.contact_name or post.employer_name,
        phone=post.contact_phone,
        slots_left=match.free,
        ahead=slips_out([post.id], at=at).get(post.id, 0),
        why=tuple(counting[:WHY_MOST]),
        missing=(),
        bring=(_("身份证"), *_papers(post)),
        url=f"{site}{reverse('open-job', args=[post.id])}",
        market=market.name if market else "",
        printed_at=at,
        held_until=hold.until,
        valid_until=at_start_of(post.expires_on) + timedelta(days=1, seconds=-60),
        version=f"{stamp.weights} · {stamp.index}",
    )


def _papers(post: PostView) -> tuple[str, ...]:
    wanted = (one for one in trade_list().conditions if post.conditions & one.mask)
    return tuple(one.shown for one in wanted if one.kind in ("certificate", "own"))
