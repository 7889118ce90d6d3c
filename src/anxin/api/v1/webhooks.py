"""Where news go, what was sent, and the same again (推送)."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Field, Router, Schema, Status

from anxin.api.auth import Sender
from anxin.kit.clock import now
from anxin.kit.ids import uuid7
from anxin.notify.types import DeliveryState
from anxin.notify.webhooks import selectors, services
from anxin.notify.webhooks.types import EVENT_NAMES, DeliveryView, HookEvent, NewEndpoint

router = Router(tags=["推送"])

EVENT_WORDS = "、".join(f"{event.value} {name}" for event, name in EVENT_NAMES.items())


class EndpointIn(Schema):
    """An address that takes news."""

    url: str = Field(description="https 地址；沙箱里可以是 http 和内网地址", max_length=500)
    events: list[HookEvent] = Field([], description=f"要哪些事件，空着是全部：{EVENT_WORDS}", max_length=20)


class EndpointOut(Schema):
    """An address as it stands."""

    id: UUID
    url: str
    events: list[str]
    active: bool
    problem: str = Field(description="被停用的原因")
    made_at: datetime


class SecretOut(Schema):
    """An address with the secret to check signatures with. Shown this once."""

    id: UUID
    url: str
    secret: str = Field(description="whsec_ 开头，按 Standard Webhooks 验签")


class TryOut(Schema):
    """One try to deliver."""

    at: datetime
    status: int = Field(description="对方答复的状态码，没有连上是 0")
    milliseconds: int
    problem: str


class DeliveryOut(Schema):
    """A piece of news on its way."""

    id: UUID
    message_id: str = Field(description="webhook-id 请求头里的编号，重试和重放都不变")
    type: str
    state: DeliveryState
    url: str
    at: datetime
    next_at: datetime
    tries: list[TryOut]


class Accepted(Schema):
    """It is under way."""

    sentence: str


@router.get("/webhooks", response=list[EndpointOut], summary="推送地址")
def endpoints(request: HttpRequest) -> list[dict[str, Any]]:
    """The platform's addresses."""
    sender: Sender = request.auth  # type: ignore[attr-defined]
    return [
        {
            "id": one.id,
            "url": one.url,
            "events": list(one.events),
            "active": one.active,
            "problem": one.problem,
            "made_at": one.made_at,
        }
        for one in selectors.endpoints(sender.org_id)
    ]


@router.post(
    "/webhooks",
    response={201: SecretOut},
    summary="登记推送地址",
    description="同一个地址再登记一次，会改它的事件并重新启用。推送按 Standard Webhooks 签名，失败后三天内重试十次。",
)
def endpoint_add(request: HttpRequest, body: EndpointIn) -> Status[dict[str, Any]]:
    """Enter an address."""
    sender: Sender = request.auth  # type: ignore[attr-defined]
    made = services.endpoint_add(
        org_id=sender.org_id, url=body.url, events=[one.value for one in body.events], at=now()
    )
    return Status(201, _secret(made))


@router.post("/webhooks/{uuid:endpoint_id}/secret", response=SecretOut, summary="换签名密钥")
def endpoint_secret(request: HttpRequest, endpoint_id: UUID) -> dict[str, Any]:
    """A new secret; for a day both sign."""
    sender: Sender = request.auth  # type: ignore[attr-defined]
    return _secret(services.endpoint_secret_change(org_id=sender.org_id, endpoint_id=endpoint_id, at=now()))


def _secret(made: NewEndpoint) -> dict[str, Any]:
    return {"id": made.id, "url": made.url, "secret": made.secret}


@router.delete("/webhooks/{uuid:endpoint_id}", response={204: None}, summary="删去推送地址")
def endpoint_remove(request: HttpRequest, endpoint_id: UUID) -> Status[None]:
    """Take an address out."""
    sender: Sender = request.auth  # type: ignore[attr-defined]
    services.endpoint_remove(org_id=sender.org_id, endpoint_id=endpoint_id)
    return Status(204, None)


@router.post("/webhooks/ping", response={202: Accepted}, summary="请发一条测试推送")
def ping(request: HttpRequest) -> Status[dict[str, str]]:
    """A test message to every active address."""
    sender: Sender = request.auth  # type: ignore[attr-defined]
    services.hook_tell(
        org_id=sender.org_id, event=HookEvent.PING, data={"hello": "安心"}, key=f"ping:{uuid7()}", at=now()
    )
    return Status(202, {"sentence": "测试推送已在路上。"})


@router.get(
    "/webhooks/deliveries", response=list[DeliveryOut], summary="发出的推送", description="最新的在前，最多 100 条。"
)
def deliveries(request: HttpRequest, state: DeliveryState | None = None) -> list[dict[str, Any]]:
    """What was sent, with every try."""
    sender: Sender = request.auth  # type: ignore[attr-defined]
    return [_delivery(one) for one in selectors.deliveries(sender.org_id, state=state)]


@router.post("/webhooks/deliveries/{uuid:delivery_id}/replay", response={202: Accepted}, summary="再发一次")
def replay(request: HttpRequest, delivery_id: UUID) -> Status[dict[str, str]]:
    """The same news once more, under the same id."""
    sender: Sender = request.auth  # type: ignore[attr-defined]
    services.delivery_replay(org_id=sender.org_id, delivery_id=delivery_id, at=now())
    return Status(202, {"sentence": "已安排再发一次。"})


def _delivery(one: DeliveryView) -> dict[str, Any]:
    return {
        "id": one.id,
        "message_id": f"msg_{one.message_id.hex}",
        "type": one.type,
        "state": one.state,
        "url": one.url,
        "at": one.at,
        "next_at": one.next_at,
        "tries": [
            {"at": each.at, "status": each.status, "milliseconds": each.milliseconds, "problem": each.problem}
            for each in one.tries
        ],
    }
