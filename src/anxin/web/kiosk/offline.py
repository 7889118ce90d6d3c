"""An hour without the server: the list a kiosk keeps, and what becomes of the slips it printed from it."""

from __future__ import annotations

from collections import Counter
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from django.db import transaction
from django.urls import reverse

from anxin.identity.names import same_name
from anxin.identity.selectors import worker_by_id_number
from anxin.identity.types import WorkerView
from anxin.kit.clock import day_of, local
from anxin.kit.errors import BadInput, NotFound
from anxin.market.hall.selectors import announcements
from anxin.market.hall.services import slip_enter, slip_known
from anxin.market.hall.types import DeviceView, SlipOutcome, SlipView
from anxin.market.jobs import hours
from anxin.market.jobs.places import distance_m
from anxin.market.jobs.selectors import figures_today, places_kept, posts_by_id
from anxin.market.jobs.selectors.opened import posts_opened
from anxin.market.jobs.services import NoPlaceLeft, hold_make
from anxin.market.jobs.trades import adult_mask, trade_list
from anxin.market.jobs.types import Point, PostView
from anxin.market.matching.weights import weights
from anxin.market.slip.codes import code_rows
from anxin.notify.services import tell
from anxin.notify.types import Audience, Recipient
from anxin.web.kiosk.showing import address_of, pay_shown
from anxin.web.kiosk.signing_keys import unsealed
from anxin.web.kiosk.wishes import RADIUS_KM, home_of

KEPT_MINUTES: Final = 60
"""How long a kiosk may go on without the server."""
POSTS_MOST: Final = 300
_COMMON_TRADES: Final = 24
_OLDEST: Final = timedelta(days=2)
_NUMBER_LENGTH_MOST: Final = 24


def snapshot_of(machine: DeviceView, *, base: str, at: datetime) -> dict[str, Any]:
    """The open posts nearest to a kiosk, with everything a slip needs, and the list of trades."""
    home, weighing, today = home_of(machine), weights(day_of(at)), figures_today(at=at)
    posts = posts_opened(at=at)
    near = sorted(posts, key=lambda post: (distance_m(home.point, post.point), post.id))[:POSTS_MOST]
    kept = places_kept([post.id for post in near], at=at)
    common = {code for code, _count in Counter(post.trade for post in posts).most_common(_COMMON_TRADES)}
    said = announcements(machine.org_id, on=day_of(at))
    return {
        "made_at": at.isoformat(),
        "made": f"{local(at):%H:%M}",
        "day": f"{local(at):%m%d}",
        "version": f"{weighing.version} · {local(at):%m%d%H%M}",
        "weights": {"trade": weighing.trade, "near": weighing.near},
        "radius_m": RADIUS_KM * 1000,
        "figures": {"posts": f"{today.posts:,}", "places": f"{today.places:,}"},
        "announcement": said[0].text if said else "",
        "trades": [
            {
                "code": one.code,
                "name": one.name,
                "initials": one.initials,
                "english": one.english,
                "common": one.code in common,
            }
            for one in trade_list().trades.values()
        ],
        "posts": [_kept_post(post, home.point, kept.get(post.id, 0), base) for post in near],
    }


def _kept_post(post: PostView, home: Point, kept: int, base: str) -> dict[str, Any]:
    away = distance_m(home, post.point)
    shown = pay_shown(post)
    return {
        "id": post.id,
        "trade": post.trade,
        "title": post.title,
        "employer": post.employer_name,
        **shown,
        "settle": post.settle_words,
        "distance": f"{away / 1000:.1f} 公里",
        "when": post.when_words,
        "starts": hours.minute_of(post.first_day, post.day_start),
        "shifts": hours.shifts_of(post.first_day, post.last_day, post.weekdays, post.day_start, post.day_end),
        "place": address_of(post),
        "way": post.directions,
        "contact": f"{post.contact_name or post.employer_name} {post.contact_phone}".strip(),
        "left": max(post.left - kept, 0),
        "away_m": away,
        "why": "",
        "adult": bool(post.conditions & adult_mask()),
        "conditions": post.conditions & ~adult_mask(),
        "code": code_rows(f"{base}{reverse('open-job', args=[post.id])}"),
    }


def settle(told: Any, machine: DeviceView, *, at: datetime) -> str:
    """Settle one slip that was printed without the server; the same slip twice is settled once.

    The place is kept if it is still free, and the worker is told honestly when it is not.

    Returns:
        The slip's number; empty when not even that could be read.
    """
    number = str(told.get("number", ""))[:_NUMBER_LENGTH_MOST] if isinstance(told, dict) else ""
    if not number.startswith(f"{machine.short}-") or slip_known(device_id=machine.id, number=number):
        return number
    post_id, printed_at = _post_id(told), _moment(told, at)
    with transaction.atomic():
        worker = _worker(told)
        outcome = _outcome(worker, post_id, at)
        slip_enter(
            device_id=machine.id,
            number=number,
            post_id=post_id,
            worker_id=worker.id if worker else None,
            outcome=outcome,
            printed_at=printed_at,
            at=at,
            offline=True,
        )
        if worker is not None:
            made = SlipView(number, post_id, machine.name, True, outcome, printed_at, at)
            _tell(worker.id, made, machine.id, at)
    return number


def _post_id(told: dict[str, Any]) -> int:
    post_id = told.get("post_id")
    return post_id if isinstance(post_id, int) and 0 < post_id < 2**31 else 0


def _moment(told: dict[str, Any], at: datetime) -> datetime:
    """When it was printed, as the kiosk's clock says, within reason."""
    try:
        printed_at = datetime.fromisoformat(str(told.get("at", "")))
    except ValueError:
        return at
    sound = printed_at.tzinfo is not None and at - _OLDEST <= printed_at <= at
    return printed_at if sound else at


def _worker(told: dict[str, Any]) -> WorkerView | None:
    try:
        person = unsealed(told.get("person"))
        known = worker_by_id_number(person.get("number", ""))
    except BadInput:
        return None
    name = person.get("name", "")
    return known if known and (not name or same_name(known.name, name)) else None


def _outcome(worker: WorkerView | None, post_id: int, at: datetime) -> SlipOutcome:
    if worker is None:
        return SlipOutcome.UNKNOWN
    try:
        hold_make(post_id=post_id, worker_id=worker.id, actor=worker.actor(), at=at)
    except NoPlaceLeft:
        return SlipOutcome.FULL
    except NotFound:
        return SlipOutcome.CLOSED
    return SlipOutcome.HELD


def _tell(worker_id: UUID, slip: SlipView, device_id: UUID, at: datetime) -> None:
    post = posts_by_id([slip.post_id]).get(slip.post_id)
    tell(
        event="slip_settled",
        audience=Audience.WORKER,
        recipients=[Recipient(worker_id=worker_id)],
        data={
            "time": f"{local(slip.printed_at):%H:%M}",
            "number": slip.number,
            "job": post.title if post else "",
            "outcome": slip.outcome_words,
        },
        key=f"slip:{device_id.hex}:{slip.number}",
        at=at,
    )
