"""Routes that say whom they are for.

``page()`` is the only way a route is made: it enforces the audience and gives the view ``request.actor``.
A test walks the address table and fails for a route made in any other way.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any
from urllib.parse import urlsplit

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import URLPattern, path, reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from anxin.identity.selectors import actor_for
from anxin.identity.types import Actor, Role
from anxin.kit.errors import NotAllowed

View = Callable[..., HttpResponse]


@dataclass(frozen=True, slots=True)
class Audience:
    """Who may come to an address.

    Args:
        kind: ``public``, ``member`` (anybody signed in), ``worker``, ``staff`` or ``signed`` (machines with a
            signature).
        roles: for staff, the posts that open the door; empty means any post.
    """

    kind: str
    roles: frozenset[Role] = frozenset()

    def admits(self, actor: Actor) -> bool:
        """May this actor pass the door? What is behind it is filtered again, object by object."""
        if self.kind == "public":
            return True
        if self.kind == "member":
            return actor.is_signed_in
        if self.kind == "worker":
            return actor.worker_id is not None
        if self.kind == "staff":
            return bool(actor.posts) and (not self.roles or actor.has(*self.roles))
        return False

    def __str__(self) -> str:
        names = ", ".join(sorted(self.roles))
        return f"{self.kind}: {names}" if names else self.kind


PUBLIC = Audience("public")
MEMBER = Audience("member")
WORKER = Audience("worker")
SIGNED = Audience("signed")


def staff(*roles: Role) -> Audience:
    """Staff who hold one of these posts."""
    return Audience("staff", frozenset(roles))


def desk() -> Audience:
    """Any member of staff."""
    return Audience("staff")


def page(pattern: str, view: View, *, name: str, audience: Audience) -> URLPattern:
    """A route with its audience."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        actor = actor_of(request)
        if not audience.admits(actor):
            if actor.account_id is None:
                return _stranger(request, audience)
            raise NotAllowed(_("您的账号不能打开这个页面。需要时请联系本单位管理员。"))
        return view(request, *args, **kwargs)

    guarded.audience = audience  # type: ignore[attr-defined]
    return path(pattern, guarded, name=name)


def actor_of(request: HttpRequest) -> Actor:
    """Who is asking; read once per request."""
    actor = getattr(request, "actor", None)
    if actor is None:
        account_id = request.user.pk if request.user.is_authenticated else None
        actor = actor_for(account_id) if account_id else Actor.anonymous()
        request.actor = actor  # type: ignore[attr-defined]
    return actor


def _stranger(request: HttpRequest, audience: Audience) -> HttpResponse:
    """Somebody who is not signed in, or no longer; what he typed waits in his browser (``base.js``)."""
    if request.method == "POST":
        messages.info(request, _("您已退出登录，这一步没有提交。登录后回到刚才的页面，填写的内容还在，再提交一次。"))
    return to_login(request, "staff-login" if audience.kind == "staff" else "login")


def to_login(request: HttpRequest, route: str) -> HttpResponse:
    """To the sign-in, and afterwards to the page that was asked for; for a form, back to the page it stood on."""
    wanted = request.get_full_path()
    if request.method == "POST":
        wanted = urlsplit(request.headers.get("HX-Current-URL") or request.headers.get("Referer") or "").path or "/"
    address = f"{reverse(route)}?{urlencode({'next': wanted})}"
    if request.headers.get("HX-Request"):
        response = HttpResponse(status=204)
        response["HX-Redirect"] = address
        return response
    return HttpResponseRedirect(address)
