"""The résumé as JSON Résumé, which other job sites read (jsonresume.org, schema 1.0.0)."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from anxin.kit.money import yuan
from anxin.market.resume.drafting import draft
from anxin.market.resume.types import PastWork, ResumeFacts


def json_resume(facts: ResumeFacts, *, at: datetime) -> dict[str, Any]:
    """The same facts for machines. ``meta.generated`` tells when a language model worded the summary."""
    told = draft(facts)
    return {
        "$schema": "https://raw.githubusercontent.com/jsonresume/resume-schema/v1.0.0/schema.json",
        "basics": {
            "name": facts.name,
            "label": told.headline,
            "phone": facts.phone,
            "summary": told.about,
            "location": {"countryCode": "CN", "region": facts.district},
        },
        "work": [_work(each) for each in facts.past],
        "skills": [
            {"name": trade, "keywords": list(facts.skills) if trade == facts.trades[0] else []}
            for trade in facts.trades
        ],
        "certificates": [
            {"name": each.name} | ({"date": each.until.isoformat()} if each.until else {})
            for each in facts.certificates
        ],
        "meta": {
            "version": "v1.0.0",
            "lastModified": at.isoformat(timespec="seconds"),
            "generated": bool(facts.polished),
            "expects": {
                "pay": yuan(facts.pay_fen) if facts.pay_fen else None,
                "currency": "CNY",
                "per": facts.pay_unit,
                "when": facts.free_when,
                "radius_km": facts.radius_km,
            },
        },
    }


def _work(each: PastWork) -> dict[str, str]:
    told = {
        "name": each.where,
        "position": each.what,
        "startDate": each.since,
        "endDate": each.until,
        "summary": each.words,
    }
    return {key: value for key, value in told.items() if value}
