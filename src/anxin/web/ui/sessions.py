"""Sessions: opened fresh at sign-in, closed when nobody is there, and nothing typed is lost when that happens."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import wraps
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import HASH_SESSION_KEY, SESSION_KEY, login, logout
from django.contrib.auth.models import AnonymousUser
from django.contrib.sessions.backends import db
from django.contrib.sessions.middleware import SessionMiddleware
from django.contrib.sessions.models import Session
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import resolve_url
from django.utils.http import url_has_allowed_host_and_scheme, urlencode
from django.utils.translation import gettext as _

from anxin.identity.accounts import Accounts
from anxin.identity.services import account_event, form_forget, form_held, form_hold
from anxin.kit import clock
from anxin.kit.statements import Prepared
from anxin.web.ui.routes import View, actor_of, to_login

SEEN_AT = "seen_at"
KIND = "kind"
FACTOR_AT = "factor_at"
HELD_FIELD = "_held"
CLOSED = "session_closed"
"""Set on a request that ends its session."""
DESK = "/desk/"
TOUCH_SECONDS = 60
"""The session row is written at most this often, not at every request."""

_BACKEND = "anxin.identity.accounts.Accounts"
_KEPT = timedelta(days=1)
"""How long a session row outlives its idle time, so that a late form still finds its owner."""


def client_address(request: HttpRequest) -> str:
    """Where a request comes from; behind our own proxy, what the proxy saw (the last entry, which nobody can forge)."""
    if settings.SECURE_PROXY_SSL_HEADER:
        forwarded = request.headers.get("X-Forwarded-For", "").rsplit(",", 1)[-1].strip()
        if forwarded:
            return forwarded
    return str(request.META.get("REMOTE_ADDR") or "127.0.0.1")


def sign_in(request: HttpRequest, account_id: UUID, *, kind: str, at: datetime) -> None:
    """Open a session with a new id for somebody who has just proved who he is."""
    user = Accounts().get_user(account_id)
    assert user is not None, "the account was checked a moment ago"
    login(request, user, backend=_BACKEND)
    request.__dict__.pop("actor", None)
    request.session.set_expiry(_idle_limit(kind) + _KEPT)
    request.session[KIND] = kind
    request.session[SEEN_AT] = int(at.timestamp())
    request.session[FACTOR_AT] = int(at.timestamp())
    account_event(
        account_id=account_id, what="signed_in", actor=actor_of(request), at=at, address=client_address(request)
    )


def sign_out(request: HttpRequest, *, at: datetime) -> None:
    """Close the session here and on the server: its row is deleted, so a copied cookie opens nothing."""
    actor = actor_of(request)
    if actor.account_id is not None:
        account_event(
            account_id=actor.account_id, what="signed_out", actor=actor, at=at, address=client_address(request)
        )
    _close(request)


def keep_signed_in(request: HttpRequest) -> None:
    """After a change of the own password: this session goes on under a new id, all others end."""
    user = Accounts().get_user(actor_of(request).account_id)
    assert user is not None, "somebody signed in is asking"
    request.session.cycle_key()
    request.session[HASH_SESSION_KEY] = user.get_session_auth_hash()


def safe_address(request: HttpRequest, target: str, fallback: str) -> str:
    """``target`` when it is an address of ours, else ``fallback``."""
    known = url_has_allowed_host_and_scheme(target, {request.get_host()}, request.is_secure())
    return target if known else fallback


def after_sign_in(request: HttpRequest, *, fallback: str, at: datetime) -> HttpResponse:
    """Where to go now: to the form that was kept, to the page that was asked for, or home."""
    account_id = actor_of(request).account_id
    target = safe_address(request, request.POST.get("next") or request.GET.get("next") or "", fallback)
    if account_id and form_held(account_id=account_id, at=at):
        query = f"?{urlencode({'next': target})}" if target != fallback else ""
        return HttpResponseRedirect(f"{resolve_url('held-form')}{query}")
    return HttpResponseRedirect(target)


class SessionStore(db.SessionStore):
    """Django's sessions in the database, looked for by a kept statement: every request of somebody begins with it.

    It bears the name of Django's, because the name goes into the signature of what is stored.
    """

    def _get_session_from_db(self) -> Session | None:
        found = _sessions.first(key=self.session_key, at=clock.now())
        if found is None:
            self._session_key = None
        return found


_sessions = Prepared(lambda key, at: Session.objects.filter(session_key=key, expire_date__gt=at))


class Sessions(SessionMiddleware):
    """Django's sessions, except that only a request that closes its session takes the cookie away.

    A signing-in changes the session's key. A request that was sent before it with the old key and answered after it
    (the phone looking for a newer service worker, say) finds no session; Django would then delete the cookie, which by
    now is the new one, and sign somebody out who has just signed in. An old key opens nothing, so it may stay.
    """

    def process_request(self, request: HttpRequest) -> None:
        request.session = SessionStore(request.COOKIES.get(settings.SESSION_COOKIE_NAME))

    def process_response(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        answer = super().process_response(request, response)
        cookie = answer.cookies.get(settings.SESSION_COOKIE_NAME)
        if cookie is not None and not cookie.value and CLOSED not in request.__dict__:
            del answer.cookies[settings.SESSION_COOKIE_NAME]
        return answer


class SessionClock:
    """End a session that stood idle too long; keep the form that arrives too late.

    It stands behind the CSRF check (``process_view`` runs in the order of the settings), so nobody else's page can
    plant a form here.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> HttpResponse | None:
        account_id = request.session.get(SESSION_KEY)
        if account_id is None:
            return None
        kind, at = _kind(request), clock.now()
        if not _idle(request, kind, at) and request.user.is_authenticated:
            _touch(request, at)
            _forget_resent(request, UUID(account_id))
            return None
        audience = getattr(view, "audience", None)
        public = audience is None or audience.kind == "public"
        if public and request.method != "POST":
            _see_a_stranger(request)
            return None
        _close(request)
        if public or request.method != "POST":
            return None
        _hold(request, UUID(account_id), at)
        messages.info(request, _("很久没有操作，已自动退出。请重新登录，刚才填写的内容还在。"))
        return to_login(request, "staff-login" if kind == "staff" else "login")


def fresh_factor(view: View) -> View:
    """Ask for the second factor once more before a deed that moves money or rights.

    A form that comes without a factor shown in the last ``ANXIN_FRESH_FACTOR_MINUTES`` is kept, the factor is asked
    for, and the form is offered again.
    """

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        at, shown_at = clock.now(), int(request.session.get(FACTOR_AT, 0))
        account_id = actor_of(request).account_id
        if account_id is None or at.timestamp() - shown_at <= settings.ANXIN_FRESH_FACTOR_MINUTES * 60:
            return view(request, *args, **kwargs)
        if request.method == "POST":
            _hold(request, account_id, at)
        return to_login(request, "staff-confirm")

    return guarded


def _idle_limit(kind: str) -> timedelta:
    if kind == "staff":
        return timedelta(minutes=settings.ANXIN_IDLE_MINUTES)
    return timedelta(days=settings.ANXIN_WORKER_IDLE_DAYS)


def _kind(request: HttpRequest) -> str:
    return request.session.get(KIND) or ("worker" if actor_of(request).is_worker else "staff")


def _idle(request: HttpRequest, kind: str, at: datetime) -> bool:
    seen_at = int(request.session.get(SEEN_AT, at.timestamp()))
    return at.timestamp() - seen_at > _idle_limit(kind).total_seconds()


def _touch(request: HttpRequest, at: datetime) -> None:
    if at.timestamp() - int(request.session.get(SEEN_AT, 0)) >= TOUCH_SECONDS:
        request.session[SEEN_AT] = int(at.timestamp())


def _close(request: HttpRequest) -> None:
    logout(request)
    request.__dict__[CLOSED] = True
    request.__dict__.pop("actor", None)


def _see_a_stranger(request: HttpRequest) -> None:
    """Answer as if nobody were signed in. The session stays, and stays idle: its owner's next form finds him by it.

    A browser asks for public things by itself (the phone looks for a newer service worker); if that closed the
    session, the form that is sent a moment later would belong to nobody and be lost.
    """
    request.user = AnonymousUser()
    request.__dict__.pop("actor", None)


def _hold(request: HttpRequest, account_id: UUID, at: datetime) -> None:
    left_out = {"csrfmiddlewaretoken", HELD_FIELD}
    names = [name for name in request.POST if name not in left_out]
    fields = tuple((name, value) for name in names for value in request.POST.getlist(name))
    files = tuple((name, str(upload.name)) for name in request.FILES for upload in request.FILES.getlist(name))
    form_hold(account_id=account_id, path=request.get_full_path(), fields=fields, files=files, at=at)


def _forget_resent(request: HttpRequest, account_id: UUID) -> None:
    held = request.POST.get(HELD_FIELD) if request.method == "POST" else None
    if held:
        try:
            form_forget(account_id=account_id, held_id=UUID(held))
        except ValueError:
            return
