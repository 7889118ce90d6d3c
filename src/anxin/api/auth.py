"""Who signs a request: schemes, keys, replays.

A scheme is one entry in ``SCHEMES``; HTTP message signatures (RFC 9421) become a second one beside the simple headers.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final, Protocol
from uuid import UUID

from django.db import IntegrityError, transaction
from django.http import HttpRequest
from django.utils.translation import gettext as _

from anxin.api import signing
from anxin.api.models import ApiKey, SeenNonce
from anxin.identity.selectors import org
from anxin.identity.types import Actor, ActorPost, OrgKind, Role
from anxin.kit.clock import now
from anxin.kit.errors import Refused

CLOCK_SKEW: Final = timedelta(minutes=5)
"""How far the sender's clock may be from ours; nonces are kept twice as long."""


class NotSigned(Refused):
    """A request without a right signature. The sentence says what to look at, never which secret was tried."""

    status = 401


@dataclass(frozen=True, slots=True)
class Sender:
    """The machine behind a request: the platform, and an actor that holds its operator's post."""

    org_id: UUID
    key_id: UUID
    actor: Actor


class Scheme(Protocol):
    """A way of signing requests."""

    def matches(self, request: HttpRequest) -> bool:
        """Does the request use this scheme?"""

    def verify(self, request: HttpRequest, at: datetime) -> ApiKey:
        """The key whose holder signed exactly this request, not long ago and for the first time.

        Raises:
            NotSigned: with the reason.
        """


class SimpleHeaders:
    """``Anxin-Key``, ``Anxin-Time``, ``Anxin-Nonce``, ``Content-Digest``, ``Anxin-Signature``."""

    def matches(self, request: HttpRequest) -> bool:
        return signing.KEY in request.headers

    def verify(self, request: HttpRequest, at: datetime) -> ApiKey:
        signed = signing.read(request.headers)
        if signed is None:
            raise NotSigned(_("签名头不完整，请对照接口文档检查五个请求头。"))
        if abs(datetime.fromtimestamp(signed.time, UTC) - at) > CLOCK_SKEW:
            raise NotSigned(_("请求时间与服务器相差超过五分钟，请校准时钟后重新签名。"))
        key = ApiKey.objects.filter(key_id=signed.key_id, ended_at__isnull=True).first()
        secret = key.secret if key else "no such key"
        right = signing.holds(
            signed, secret=secret, method=request.method or "", path=request.get_full_path(), body=request.body
        )
        if key is None or not right:
            raise NotSigned(_("签名不对：请检查密钥、被签的五行文字和请求体摘要。"))
        _first_time(key, signed.nonce, at)
        return key


SCHEMES: Final[tuple[Scheme, ...]] = (SimpleHeaders(),)


def _first_time(key: ApiKey, nonce: str, at: datetime) -> None:
    """Take the nonce; two who bring it at once: one gets through, by constraint."""
    try:
        with transaction.atomic():
            SeenNonce.objects.create(key=key, nonce=nonce, seen_at=at)
    except IntegrityError as error:
        raise NotSigned(_("这个请求已经收到过。重试时请换一个一次性编号，并带上原来的 Idempotency-Key。")) from error


def sender_of(request: HttpRequest) -> Sender:
    """Who signs a request.

    Raises:
        NotSigned: nobody we know, or not exactly this request.
    """
    at = now()
    scheme = next((one for one in SCHEMES if one.matches(request)), None)
    if scheme is None:
        raise NotSigned(_("请求没有签名，请对照接口文档加上签名头。"))
    key = scheme.verify(request, at)
    home = org(key.org_id)
    if home is None or not home.active or home.kind is not OrgKind.PLATFORM:
        raise NotSigned(_("这个密钥所属的机构已停用，请联系人社部门。"))
    post = ActorPost(Role.PLATFORM_OPERATOR, home.id, home.path, home.kind)
    return Sender(home.id, key.pk, Actor(account_id=None, name=home.short_name, posts=(post,)))


class SignedRequest:
    """What the endpoints ask for: a callable that puts the sender on the request."""

    def __call__(self, request: HttpRequest) -> Sender:
        return sender_of(request)
