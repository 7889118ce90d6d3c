"""An example of a real provider: one HTTPS call, JSON both ways. Copy this module for a vendor's own dialect.

Request: ``POST {url}`` with ``{"name", "idNumber", "phone"}`` and ``Authorization: Bearer {key}``.
Answer: ``{"result": "1" | "2" | "3", "serial": "…"}``: 1 match, 2 mismatch, everything else unknown.
"""

from __future__ import annotations

import json
import logging
from http.client import HTTPException
from typing import Any
from urllib.error import URLError
from urllib.request import HTTPRedirectHandler, Request, build_opener

from django.conf import settings

from anxin.identity.realname.base import RealNameAnswer, RealNameVerdict

TIMEOUT_SECONDS = 5
ANSWER_BYTES_MOST = 64 * 1024
_VERDICTS = {"1": RealNameVerdict.MATCH, "2": RealNameVerdict.MISMATCH}
log = logging.getLogger(__name__)


class _NoRedirects(HTTPRedirectHandler):
    """Personal data goes to the configured address and nowhere else."""

    def redirect_request(self, *args: Any, **kwargs: Any) -> None:
        return None


class HttpJsonRegister:
    """Set ``ANXIN_REAL_NAME=http_json`` with ``ANXIN_REAL_NAME_URL`` and ``ANXIN_REAL_NAME_KEY``."""

    key = "http_json"
    label = "实名核验接口"
    simulated = False

    def check(self, *, name: str, id_number: str, phone: str) -> RealNameAnswer:
        body = json.dumps({"name": name, "idNumber": id_number, "phone": phone}, ensure_ascii=False).encode()
        request = Request(  # noqa: S310 - the address is the operator's setting, checked at start-up
            settings.ANXIN_REAL_NAME_URL,
            data=body,
            headers={
                "Content-Type": "application/json; charset=utf-8",
                "Authorization": f"Bearer {settings.ANXIN_REAL_NAME_KEY}",
            },
        )
        try:
            with build_opener(_NoRedirects).open(request, timeout=TIMEOUT_SECONDS) as response:
                return _answer(json.loads(response.read(ANSWER_BYTES_MOST)))
        except (URLError, HTTPException, OSError, ValueError) as error:
            # Only the kind of failure: the message of some errors repeats what was sent.
            log.warning("real-name provider did not answer: %s", type(error).__name__)
            return RealNameAnswer(RealNameVerdict.UNKNOWN)


def _answer(payload: Any) -> RealNameAnswer:
    if not isinstance(payload, dict):
        return RealNameAnswer(RealNameVerdict.UNKNOWN)
    verdict = _VERDICTS.get(str(payload.get("result")), RealNameVerdict.UNKNOWN)
    return RealNameAnswer(verdict, str(payload.get("serial", ""))[:80])
