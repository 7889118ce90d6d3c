"""Who signs a request: schemes, keys, scopes, quotas, replays."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final, Protocol
from uuid import UUID

from django.http import HttpRequest
from django.utils.translation import gettext as _

from anxin.api.models import SeenNonce
from anxin.identity.selectors import org
from anxin.identity.types import Actor, ActorPost, OrgKind, Role
from anxin.kit.clock import now
from anxin.kit.errors import NotAllowed, Refused
from anxin.kit.statements import insert
from anxin.platforms.selectors import live_key
from anxin.platforms.services import key_used, known_empty, quota_take
from anxin.platforms.services.keys import USED_STEP
from anxin.platforms.signing import messages, simple
from anxin.platforms.types import SCOPE_NAMES, LiveKey, Scope

CLOCK_SKEW: Final = timedelta(minutes=5)
"""How far the sender's clock may be from ours; nonces are kept twice as long."""

ROLES_OF: Final = {
    OrgKind.PLATFORM: Role.PLATFORM_OPERATOR,
    OrgKind.SANDBOX: Role.PLATFORM_OPERATOR,
    OrgKind.JOINT: Role.JOINT_OFFICER,
}
"""In which part the machine of an organisation acts."""

NDJSON: Final = "application/x-ndjson"
JSON: Final = "application/json"
_WITH_BODY: Final = frozenset({"POST", "PUT", "PATCH"})


class NotSigned(Refused):
    """A request without a right signature. The sentence says what to look at, never which secret was tried."""

    status = 401


class WrongFormat(Refused):
    """A body in a form the endpoint does not read."""

    status = 415


@dataclass(frozen=True, slots=True)
class Sender:
    """The machine behind a request: a platform (or its sandbox) or another office, and an actor that holds its post."""

    org_id: UUID
    key_id: UUID
    actor: Actor
    test: bool = False


class Scheme(Protocol):
    """A way of signing requests."""

    name: str

    def matches(self, request: HttpRequest) -> bool:
        """Does the request use this scheme?"""

    def key_id(self, request: HttpRequest) -> str:
        """The key a request names; nothing in it is proved yet."""

    def verify(self, request: HttpRequest, key: LiveKey | None, at: datetime) -> str:
        """The nonce of a request that the holder of ``key`` signed exactly so, not long ago.

        Raises:
            NotSigned: with the reason.
        """


class SimpleHeaders:
    """``Anxin-Key``, ``Anxin-Time``, ``Anxin-Nonce``, ``Content-Digest``, ``Anxin-Signature``."""

    name = "simple"

    def matches(self, request: HttpRequest) -> bool:
        return simple.KEY in request.headers

    def key_id(self, request: HttpRequest) -> str:
        return request.headers.get(simple.KEY, "")

    def verify(self, request: HttpRequest, key: LiveKey | None, at: datetime) -> str:
        signed = simple.read(request.headers)
        if signed is None:
            raise NotSigned(_("签名头不完整，请对照接口文档检查五个请求头。"))
        if abs(datetime.fromtimestamp(signed.time, UTC) - at) > CLOCK_SKEW:
            raise NotSigned(_("请求时间与服务器相差超过五分钟，请校准时钟后重新签名。"))
        secret = key.secret if key else "no such key"
        right = simple.holds(
            signed, secret=secret, method=request.method or "", path=request.get_full_path(), body=request.body
        )
        if key is None or not right:
            raise NotSigned(_("签名不对：请检查密钥、被签的五行文字和请求体摘要。"))
        return signed.nonce


_UNSIGNED: Final = {
    "headers": "签名头不完整或有两份，请对照接口文档检查 Signature-Input 和 Signature。",
    "time": "请求时间与服务器相差超过五分钟，请校准时钟后重新签名。",
    "covered": "签名没有包括要求的部分：@method、@authority、@path、@query，有请求体时还有正确的 content-digest。",
    "nonce": "签名参数里没有合格的 nonce：8 到 64 位字母、数字、横线或下划线。",
    "signature": "签名不对：请检查密钥、算法（hmac-sha256）和签名基串。",
}


class MessageSignatures:
    """HTTP message signatures (RFC 9421)."""

    name = "rfc9421"

    def matches(self, request: HttpRequest) -> bool:
        return messages.INPUT in request.headers or messages.SIGNATURE in request.headers

    def key_id(self, request: HttpRequest) -> str:
        return messages.named_key(request.headers.get(messages.INPUT, ""))

    def verify(self, request: HttpRequest, key: LiveKey | None, at: datetime) -> str:
        sent = messages.Message(
            method=request.method or "",
            url=request.build_absolute_uri(),
            headers=dict(request.headers),
            body=request.body,
        )
        known = {key.key_id: key.secret} if key else {}
        try:
            return messages.verify(sent, secret_of=known.get, window=CLOCK_SKEW).nonce
        except messages.Unsigned as error:
            raise NotSigned(_(_UNSIGNED[error.reason])) from error


SCHEMES: Final[tuple[Scheme, ...]] = (SimpleHeaders(), MessageSignatures())


def _first_time(key: LiveKey, nonce: str, at: datetime) -> None:
    """Take the nonce; two who bring it at once: one gets through, by constraint."""
    if not insert(SeenNonce(key_id=key.id, nonce=nonce, seen_at=at), skip_known=True):
        raise NotSigned(_("这个请求已经收到过。重试时请换一个一次性编号，并带上原来的 Idempotency-Key。"))


def sender_of(request: HttpRequest) -> Sender:
    """Who signs a request. What is known of the sender is left on the request for the log.

    Raises:
        NotSigned: nobody we know, or not exactly this request. OverQuota: too many requests.
    """
    at = now()
    used = [one for one in SCHEMES if one.matches(request)]
    if not used:
        raise NotSigned(_("请求没有签名，请对照接口文档加上签名头。"))
    if len(used) > 1:
        raise NotSigned(_("请求里有两种签名。请只用一种。"))
    key = live_key(used[0].key_id(request))
    request.api_key, request.api_scheme = key, used[0].name  # type: ignore[attr-defined]
    if key is not None:
        known_empty(org_id=key.org_id, at=at)
    nonce = used[0].verify(request, key, at)
    assert key is not None, "no key, no right signature"
    quota_take(org_id=key.org_id, at=at)
    _first_time(key, nonce, at)
    if key.used_at is None or at - key.used_at > USED_STEP:
        key_used(key_id=key.key_id, at=at)
    return _sender(key)


def _sender(key: LiveKey) -> Sender:
    home = org(key.org_id)
    role = None if home is None else ROLES_OF.get(home.kind)
    if home is None or role is None or not home.active or key.test is not (home.kind is OrgKind.SANDBOX):
        raise NotSigned(_("这个密钥所属的机构已停用，请联系人社部门。"))
    post = ActorPost(role, home.id, home.path, home.kind)
    return Sender(home.id, key.id, Actor(account_id=None, name=home.short_name, posts=(post,)), key.test)


class SignedRequest:
    """What the endpoints ask for: a callable that checks the form and the right, and names the sender."""

    def __init__(self, scope: Scope | None = None, *, forms: tuple[str, ...] = (JSON,)) -> None:
        self._scope = scope
        self._forms = forms

    def __call__(self, request: HttpRequest) -> Sender:
        sender = sender_of(request)
        if self._scope is not None and self._scope.value not in request.api_key.scopes:  # type: ignore[attr-defined]
            raise NotAllowed(
                _("这个密钥没有“%(scope)s”的权限，请换一个密钥，或由平台负责人重新发放。")
                % {"scope": SCOPE_NAMES[self._scope]}
            )
        if request.method in _WITH_BODY and request.body and request.content_type not in self._forms:
            raise WrongFormat(_("请求体的格式不支持，请用：%(forms)s。") % {"forms": "、".join(self._forms)})
        return sender
