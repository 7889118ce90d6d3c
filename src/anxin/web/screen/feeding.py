"""What the wall shows: posts by family of trades, figures of the day, numbers called, announcements."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from anxin.identity.types import OrgView
from anxin.kit.clock import day_of, local
from anxin.kit.text import listed
from anxin.market.hall.selectors import announcements, called_now, waiting_count
from anxin.market.jobs.places import city
from anxin.market.jobs.selectors import Figures, figures_today, posts_search
from anxin.market.jobs.trades import Group, trade_list
from anxin.market.jobs.types import PostView, Search
from anxin.market.slip.codes import code_rows

POSTS_OF_GROUP_MOST: Final = 10
"""Two pages a family: a round of the wall must not take longer than somebody waits."""


def feed_of(market: OrgView, *, site: str, at: datetime) -> dict[str, Any]:
    """Everything on the wall as plain JSON. ``site`` begins the addresses in the codes."""
    base, today = settings.ANXIN_SITE or site, figures_today(at=at)
    return {
        "market": market.name,
        "made": f"{local(at):%H:%M}",
        "groups": [_group(one, *today.by_group[one.code], base, at) for one in _with_posts(today)],
        "figures": _figures(today),
        "called": [{"number": each.number, "window": each.window} for each in called_now(market.id, at=at)],
        "waiting": waiting_count(market.id, at=at),
        "announcements": [each.text for each in announcements(market.id, on=day_of(at))] or _standing(),
        "join": code_rows(f"{base}{reverse('open-jobs')}"),
    }


def _with_posts(today: Figures) -> list[Group]:
    return [group for group in trade_list().groups if group.code in today.by_group]


def _group(group: Group, posts: int, places: int, base: str, at: datetime) -> dict[str, Any]:
    rows = posts_search(Search(group=group.code), at=at).rows
    return {
        "name": group.shown,
        "count": f"{posts:,}",
        "people": f"{places:,}",
        "posts": [_post(post, base) for post in rows[:POSTS_OF_GROUP_MOST]],
    }


def _post(post: PostView, base: str) -> dict[str, Any]:
    pay, _slash, unit = post.pay_words.partition("/")
    given = [word for said, word in ((post.meals, _("管饭")), (post.lodging, _("管住"))) if said]
    asked = [_("要%(what)s") % {"what": listed(post.condition_names[:2])}] if post.condition_names else []
    return {
        "title": post.title,
        "where": f"{city().districts.get(post.district, '')} {post.place} · {post.employer_name}".strip(),
        "more": " · ".join([post.when_words, *given, *asked]),
        "pay": pay.strip().lstrip("¥"),
        "unit": _("元/%(unit)s") % {"unit": unit.strip()},
        "settle": post.settle_words,
        "left": post.left,
        "wanted": post.headcount,
        "code": code_rows(f"{base}{reverse('open-job', args=[post.id])}"),
    }


def _figures(today: Figures) -> list[dict[str, str]]:
    told = [
        (_("在招岗位"), today.posts),
        (_("还缺人"), today.places),
        (_("今天新岗位"), today.new_today),
        (_("今天报名"), today.applied_today),
        (_("今天录用"), today.accepted_today),
    ]
    return [{"name": name, "value": f"{value:,}"} for name, value in told]


def _standing() -> list[str]:
    """What is true on any day, for a hall that has nothing to announce."""
    return [
        _("找活不用交押金、培训费、服装费。有人要您交钱，请打 12333。"),
        _("受伤、欠薪都能在安心上办，扫右边的码。"),
        _("老人、孕妇、残疾人取号时说一声，优先办。"),
    ]
