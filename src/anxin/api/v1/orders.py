"""Orders in (接单数据)."""

from __future__ import annotations

import json
import zlib
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from operator import attrgetter
from typing import Any, Final

import msgspec
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja import Field, Router, Schema

from anxin.api.auth import Sender
from anxin.cover.services import orders_take
from anxin.cover.services.orders import LINES_MAX
from anxin.cover.types import LineAnswer, LineState, OrderLine
from anxin.kit.clock import now
from anxin.kit.errors import BadInput, Refused

router = Router(tags=["订单"])

NDJSON: Final = "application/x-ndjson"
_TEXTS: Final = ("order_no", "accepted_at", "picked_at", "finished_at", "cancelled_at", "industry", "region")


class TooMuch(Refused):
    """More than one request may carry."""

    status = 413


class AnswerOut(Schema):
    """What became of one line."""

    line: int = Field(description="行号，从 1 起")
    order_no: str
    state: str = Field(
        description="accepted 已接收 / same 与已有记录相同 / corrected 已更正 / refused 未接收 / kept 已收存，稍后入库"
    )
    reason: str = Field(description="未接收的原因")


class OrdersOut(Schema):
    """The answer to a batch: counts, then one answer a line."""

    accepted: int
    same: int
    corrected: int
    refused: int
    kept: int = Field(description="已收存，稍后入库；不用重发")
    answers: list[AnswerOut]


@router.post(
    "/orders",
    response=OrdersOut,
    summary="发送订单",
    description=(
        "一批最多 10,000 行。请求体可以是 NDJSON（每行一单，Content-Type: application/x-ndjson）、JSON 数组，"
        '或 {"orders": [...]}；可用 gzip 压缩（Content-Encoding: gzip）。每单的字段：order_no、worker（身份证件号码）、'
        "accepted_at、picked_at、finished_at、cancelled_at、industry（delivery/ride/freight）、region。"
        "时间写 ISO 8601，不带时区的按北京时间。同一单再发一次无害；先发接单、后补完成，是同一单的进展；"
        "改动已说过的内容算更正并留痕。"
        "答复 200 时已经落库（kept 为已收存、稍后自动入库）；某一行不对只影响那一行，并进入隔离清单等平台处理。"
    ),
    openapi_extra={
        "requestBody": {
            "required": True,
            "content": {
                "application/json": {"schema": {"type": "array", "items": {"type": "object"}}},
                NDJSON: {"schema": {"type": "string"}},
            },
        }
    },
)
def orders(request: HttpRequest) -> HttpResponse:
    """Take a batch."""
    sender: Sender = request.auth  # type: ignore[attr-defined]
    batch = read_orders(unpacked(request))
    taken = orders_take(platform_id=sender.org_id, lines=batch.lines, actor=sender.actor, at=now())
    return answered(batch, taken)


def answered(batch: Batch, taken: Sequence[LineAnswer]) -> HttpResponse:
    """One answer a line, in the order of the lines. Written without a schema: ten thousand lines are a megabyte."""
    if batch.numbers:
        taken = [replace(one, line=batch.numbers[one.line - 1]) for one in taken]
    answers = sorted([*taken, *batch.broken], key=attrgetter("line")) if batch.broken else taken
    counts = Counter(one.state for one in answers)
    body = {state.value: counts[state] for state in LineState} | {"answers": answers}
    return HttpResponse(msgspec.json.encode(body), content_type="application/json")


def unpacked(request: HttpRequest) -> bytes:
    """The body, unpacked; a small body that unpacks to a flood is refused before it does."""
    body = request.body
    if request.headers.get("Content-Encoding", "").lower() != "gzip":
        return body
    most = settings.ANXIN_API_UNPACKED_MAX
    try:
        unpacker = zlib.decompressobj(wbits=zlib.MAX_WBITS | 16)
        plain = unpacker.decompress(body, most + 1)
    except zlib.error as error:
        raise BadInput(_("请求体标着 gzip 却解不开，请检查。")) from error
    if len(plain) > most:
        raise TooMuch(_("解压后太大，请分批发送。"))
    if not unpacker.eof:
        raise BadInput(_("gzip 内容不完整，请重发。"))
    return plain


@dataclass(frozen=True, slots=True)
class Batch:
    """The lines of a body that can be looked at, and answers to those that cannot.

    Args:
        numbers: the line numbers of ``lines`` in the body; empty when every line could be read.
    """

    lines: Sequence[OrderLine]
    numbers: Sequence[int] = ()
    broken: Sequence[LineAnswer] = ()


_quick = msgspec.json.Decoder(OrderLine)


def read_orders(body: bytes) -> Batch:
    """The orders of a body, whichever of the three forms it has.

    Raises:
        BadInput: it is no batch. TooMuch: it has too many lines.
    """
    if not body.lstrip().startswith(b"["):
        with suppress(msgspec.DecodeError, RecursionError):
            lines = _quick.decode_lines(body)
            if lines:
                _not_too_many(len(lines))
                return Batch(lines)
    good: dict[int, OrderLine] = {}
    broken: list[LineAnswer] = []
    for number, item in enumerate(_items(body), start=1):
        _not_too_many(number)
        if isinstance(item, dict) and _is_text(item):
            good[number] = _line(item)
        else:
            broken.append(
                LineAnswer(number, "", LineState.REFUSED, _("这一行不是 JSON 对象，或有无法识别的字符，请检查格式。"))
            )
    return Batch(list(good.values()), list(good), broken)


def _not_too_many(count: int) -> None:
    if count > LINES_MAX:
        raise TooMuch(_("一批最多 %(most)s 行，请分批发送。") % {"most": LINES_MAX})


def _items(body: bytes) -> Iterator[Any]:
    """The orders of a body, whichever of the three forms it has; what cannot be parsed is ``None``."""
    try:
        text = body.decode()
    except UnicodeDecodeError as error:
        raise BadInput(_("请求体不是 UTF-8 文本。")) from error
    if text.lstrip().startswith("["):
        yield from _array(text)
        return
    whole = _parsed(text)
    if isinstance(whole, dict) and isinstance(whole.get("orders"), list):
        yield from whole["orders"]
        return
    rows = [row for row in text.splitlines() if row.strip()]
    if not rows:
        raise BadInput(_("请求体里没有订单。"))
    yield from (_parsed(row) for row in rows)


def _array(text: str) -> Iterator[Any]:
    whole = _parsed(text)
    if not isinstance(whole, list):
        raise BadInput(_("请求体不是正确的 JSON 数组。"))
    yield from whole


def _parsed(text: str) -> Any:
    try:
        return json.loads(text, parse_constant=lambda _name: None)
    except (ValueError, RecursionError):
        return None


def _is_text(item: dict[str, Any]) -> bool:
    """JSON can name half a character, which nothing can keep or send back."""
    try:
        json.dumps(item, ensure_ascii=False).encode()
    except UnicodeEncodeError:
        return False
    return True


def _line(item: dict[str, Any]) -> OrderLine:
    told = {name: _text(item.get(name)) for name in _TEXTS if item.get(name) not in (None, "")}
    told.setdefault("order_no", "")
    told.setdefault("accepted_at", "")
    return OrderLine(worker=_text(item.get("worker")), **told)


def _text(value: Any) -> str:
    return str(value)[:200] if isinstance(value, str | int) and not isinstance(value, bool) else ""
