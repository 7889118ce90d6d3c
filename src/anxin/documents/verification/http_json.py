"""An example of a platform with an interface: one HTTPS call, JSON both ways. Copy it for a province's own dialect.

Request: ``POST {url}`` with ``{"billCode", "billNo", "checkCode", "issueDate", "amount"}`` and
``Authorization: Bearer {key}``. Answer: ``{"state": "1" | "2" | "3" | "0", "serial": "…"}``: 1 genuine, 2 void or
red-inked, 3 other data, 0 no such ticket; everything else is no answer.
"""

from __future__ import annotations

import json
import logging
from http.client import HTTPException
from typing import Any, Final
from urllib.error import URLError
from urllib.request import HTTPRedirectHandler, Request, build_opener

from django.conf import settings

from anxin.documents.verification.base import Answer, Ticket, Verdict
from anxin.kit.money import yuan

TIMEOUT_SECONDS: Final = 8
ANSWER_BYTES_MOST: Final = 64 * 1024
_VERDICTS: Final = {"1": Verdict.GENUINE, "2": Verdict.VOID, "3": Verdict.DIFFERENT, "0": Verdict.NOT_FOUND}
log = logging.getLogger(__name__)


class _NoRedirects(HTTPRedirectHandler):
    """The key goes to the configured address and nowhere else."""

    def redirect_request(self, *args: Any, **kwargs: Any) -> None:
        return None


class HttpJsonPlatform:
    """Set ``ANXIN_RECEIPT_CHECK=http_json`` with ``ANXIN_RECEIPT_CHECK_URL`` and ``ANXIN_RECEIPT_CHECK_KEY``."""

    key = "http_json"
    label = "财政电子票据查验接口"
    online = True

    def check(self, ticket: Ticket) -> Answer:
        request = Request(  # noqa: S310 - the address is the operator's setting, checked at start-up
            settings.ANXIN_RECEIPT_CHECK_URL,
            data=asked(ticket),
            headers={
                "Content-Type": "application/json; charset=utf-8",
                "Authorization": f"Bearer {settings.ANXIN_RECEIPT_CHECK_KEY}",
            },
        )
        try:
            with build_opener(_NoRedirects).open(request, timeout=TIMEOUT_SECONDS) as response:
                return answered(json.loads(response.read(ANSWER_BYTES_MOST)))
        except (URLError, HTTPException, OSError, ValueError) as error:
            log.warning("the receipt platform did not answer: %s", type(error).__name__)
            return Answer(Verdict.UNANSWERED)


def asked(ticket: Ticket) -> bytes:
    """The body of a request."""
    body = {
        "billCode": ticket.code,
        "billNo": ticket.number,
        "checkCode": ticket.check,
        "issueDate": ticket.issued_on.isoformat() if ticket.issued_on else "",
        "amount": yuan(ticket.total_fen).replace(",", "") if ticket.total_fen is not None else "",
    }
    return json.dumps(body, ensure_ascii=False, sort_keys=True).encode()


def answered(payload: Any) -> Answer:
    """A verdict from the body of an answer; whatever is not understood is no answer."""
    if not isinstance(payload, dict):
        return Answer(Verdict.UNANSWERED)
    verdict = _VERDICTS.get(str(payload.get("state")), Verdict.UNANSWERED)
    return Answer(verdict, str(payload.get("serial", ""))[:80])
