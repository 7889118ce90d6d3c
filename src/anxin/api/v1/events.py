"""Events in (订单事件): accepted, picked up, finished, cancelled, online, offline."""

from __future__ import annotations

import msgspec
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja import Router

from anxin.api.auth import Sender
from anxin.api.v1.orders import NDJSON, Batch, OrdersOut, answered, unpacked
from anxin.cover.services import events_take
from anxin.cover.types import EventLine
from anxin.kit.clock import now
from anxin.kit.errors import BadInput

router = Router(tags=["订单"])

_quick = msgspec.json.Decoder(EventLine)


@router.post(
    "/events",
    response=OrdersOut,
    summary="发送事件",
    description=(
        "NDJSON，每行一个事件，最多 10,000 行；可用 gzip 压缩。"
        "字段：event（accepted 接单、picked_up 取货、finished 完成、cancelled 取消、online 上线、offline 下线）、"
        "worker（身份证件号码）、at（时间）、order_no（订单事件必填）、接单时可带 industry、region。"
        "同一事件再发一次无害。"
    ),
    openapi_extra={"requestBody": {"required": True, "content": {NDJSON: {"schema": {"type": "string"}}}}},
)
def events(request: HttpRequest) -> HttpResponse:
    """Take events."""
    sender: Sender = request.auth  # type: ignore[attr-defined]
    try:
        lines = _quick.decode_lines(unpacked(request))
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise BadInput(_("请求体应是 NDJSON，每行一个事件，字段都是文字。")) from error
    if not lines:
        raise BadInput(_("请求体里没有事件。"))
    taken = events_take(platform_id=sender.org_id, events=lines, actor=sender.actor, at=now())
    return answered(Batch(()), taken)
