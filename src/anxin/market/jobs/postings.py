"""A post for machines: schema.org JobPosting, and one flat record for the interface (岗位的机器格式). Pure."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, Final

from anxin.kit.clock import at_start_of, at_time
from anxin.market.jobs import hours
from anxin.market.jobs.places import city
from anxin.market.jobs.trades import trade_list
from anxin.market.jobs.types import PayKind, PostView

_UNITS: Final = {PayKind.HOUR: "HOUR", PayKind.DAY: "DAY", PayKind.MONTH: "MONTH"}
_LONG_DAYS: Final = 90


def job_posting(post: PostView, *, address: str) -> dict[str, Any]:
    """A post as schema.org has it. Piece pay is given by the hour, because the vocabulary knows no pieces.

    Args:
        address: the page of the post, absolute.
    """
    lat, lon = city().degrees(post.point)
    pay = post.pay_hour_fen if post.pay_kind is PayKind.PIECE else post.pay_fen
    days = (post.last_day - post.first_day).days
    qualifications = {"qualifications": "、".join(post.condition_names)} if post.condition_names else {}
    return {
        "@context": "https://schema.org/",
        "@type": "JobPosting",
        "url": address,
        "title": post.title,
        "description": post.work,
        "identifier": {"@type": "PropertyValue", "name": "anxin", "value": post.number},
        "datePosted": post.posted_at.isoformat() if post.posted_at else None,
        "validThrough": at_start_of(post.expires_on + timedelta(days=1)).isoformat(),
        "employmentType": "FULL_TIME" if days > _LONG_DAYS else "TEMPORARY",
        "jobStartDate": post.first_day.isoformat(),
        "workHours": post.when_words,
        "totalJobOpenings": post.left,
        "directApply": True,
        "hiringOrganization": {"@type": "Organization", "name": post.employer_name},
        "jobLocation": {
            "@type": "Place",
            "address": {
                "@type": "PostalAddress",
                "streetAddress": post.place,
                "addressLocality": city().districts.get(post.district, ""),
                "addressCountry": "CN",
            },
            "geo": {"@type": "GeoCoordinates", "latitude": lat, "longitude": lon},
        },
        "baseSalary": {
            "@type": "MonetaryAmount",
            "currency": "CNY",
            "value": {
                "@type": "QuantitativeValue",
                "value": f"{pay / 100:.2f}",
                "unitText": _UNITS.get(post.pay_kind, "HOUR"),
            },
        },
        "occupationalCategory": trade_list().trades[post.trade].occupation or post.trade_name,
        "skills": "、".join(post.skill_names),
        **qualifications,
    }


def record(post: PostView) -> dict[str, Any]:
    """A post as one flat record: what other markets copy."""
    lat, lon = city().degrees(post.point)
    return {
        "id": post.id,
        "number": post.number,
        "title": post.title,
        "trade": post.trade_name,
        "trade_code": post.trade,
        "employer": post.employer_name,
        "work": post.work,
        "place": post.place,
        "district": post.district,
        "lat": lat,
        "lon": lon,
        "first_day": post.first_day,
        "last_day": post.last_day,
        "starts": at_time(post.first_day, post.day_start // 60, post.day_start % 60),
        "hours": hours.length(post.day_start, post.day_end) / 60,
        "weekdays": [day + 1 for day in range(7) if post.weekdays >> day & 1],
        "pay_kind": post.pay_kind.value,
        "pay_fen": post.pay_fen,
        "pay_hour_fen": post.pay_hour_fen,
        "settle": post.settle.value,
        "conditions": list(post.condition_names),
        "skills": list(post.skill_names),
        "insurance": post.insurance.value,
        "meals": post.meals,
        "lodging": post.lodging,
        "places_left": post.left,
        "expires_on": post.expires_on,
        "posted_at": post.posted_at,
        "repost_of": post.repost_of,
    }
