"""Staff sign in with a password and a second factor; nothing is open before both are shown."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta
from functools import wraps
from typing import Any
from uuid import UUID

import segno
from django import forms
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render, resolve_url
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from anxin.identity.bootstrap import is_empty
from anxin.identity.demo import DEMO_PASSWORD, STAFF, demo_code
from anxin.identity.selectors import sign_in_state
from anxin.identity.services import (
    WrongFactor,
    passkey_ask,
    passkey_check,
    password_check,
    password_replace,
    totp_check,
    totp_confirm,
    totp_enrol,
    totp_offer,
)
from anxin.identity.types import ROLE_NAMES, SignInState
from anxin.kit import clock
from anxin.kit.errors import BadInput
from anxin.web.ui.forms import refusals_in
from anxin.web.ui.routes import actor_of
from anxin.web.ui.sessions import DESK, FACTOR_AT, after_sign_in, client_address, sign_in

_PENDING, _CHALLENGE = "pending_sign_in", "passkey_challenge"
_PENDING_KEPT = timedelta(minutes=10)
SECRET = {"data-secret": "1"}


class PasswordForm(forms.Form):
    """The first factor."""

    username = forms.CharField(
        label=gettext_lazy("用户名"),
        max_length=64,
        widget=forms.TextInput(attrs={"autocomplete": "username", "autofocus": True, "autocapitalize": "none"}),
    )
    password = forms.CharField(
        label=gettext_lazy("密码"),
        max_length=200,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"} | SECRET),
    )


class FactorForm(forms.Form):
    """The second factor: six digits, or what a passkey answered."""

    code = forms.CharField(
        label=gettext_lazy("动态口令"),
        max_length=10,
        help_text=gettext_lazy("打开手机上的验证器应用，输入 6 位数字。"),
        widget=forms.TextInput(
            attrs={"inputmode": "numeric", "autocomplete": "one-time-code", "autofocus": True} | SECRET
        ),
    )
    passkey = forms.CharField(required=False, max_length=20_000, widget=forms.HiddenInput(attrs=SECRET))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].required = not self.data.get("passkey")


class NewPasswordForm(forms.Form):
    """A password of one's own, twice."""

    password = forms.CharField(
        label=gettext_lazy("新密码"),
        max_length=200,
        strip=False,
        help_text=gettext_lazy("至少 10 位，不要用常见密码或自己的名字。"),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"} | SECRET),
    )
    again = forms.CharField(
        label=gettext_lazy("再输一次"),
        max_length=200,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"} | SECRET),
    )

    def clean_again(self) -> str:
        again = str(self.cleaned_data["again"])
        if again != self.cleaned_data.get("password"):
            raise forms.ValidationError(_("两次输入的密码不一样，请重新输入。"))
        return again


Step = Callable[[HttpRequest, SignInState], HttpResponse]


def _after_password(step: Step) -> Callable[[HttpRequest], HttpResponse]:
    """A step that needs the password shown a short while ago."""

    @wraps(step)
    def guarded(request: HttpRequest) -> HttpResponse:
        pending = request.session.get(_PENDING) or {}
        fresh = clock.now().timestamp() - pending.get("at", 0) <= _PENDING_KEPT.total_seconds()
        state = sign_in_state(UUID(pending["account"])) if fresh else None
        return step(request, state) if state else _go(request, "staff-login")

    return guarded


@never_cache
@sensitive_post_parameters("password")
@require_http_methods(["GET", "POST"])
def password(request: HttpRequest) -> HttpResponse:
    """First step: user name and password."""
    if actor_of(request).is_staff:
        return after_sign_in(request, fallback=DESK, at=clock.now())
    form = PasswordForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        at = clock.now()
        with refusals_in(form):
            account_id = password_check(**form.cleaned_data, address=client_address(request), at=at)
            request.session.cycle_key()
            request.session[_PENDING] = {"account": str(account_id), "at": int(at.timestamp()), "factor": False}
            state = sign_in_state(account_id)
            return _go(request, "staff-login-factor" if state and state.has_factor else "staff-login-enrol")
    return render(
        request, "ui/login/password.html", {"form": form, "next": _next(request), "cast": _cast(), "nobody": is_empty()}
    )


@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
@_after_password
def factor(request: HttpRequest, state: SignInState) -> HttpResponse:
    """Second step: an authenticator code or a passkey."""
    if not state.has_factor:
        return _go(request, "staff-login-enrol")
    form = FactorForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            show_factor(request, state.account_id, form.cleaned_data)
            return _both_shown(request, state)
    return render(request, "ui/login/factor.html", factor_page(request, state.account_id, form))


@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
@_after_password
def enrol(request: HttpRequest, state: SignInState) -> HttpResponse:
    """Second step for somebody new: set up an authenticator."""
    if state.has_factor:
        return _go(request, "staff-login-factor")
    at = clock.now()
    form = FactorForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            totp_confirm(account_id=state.account_id, code=form.cleaned_data["code"], at=at)
            return _both_shown(request, state)
    offer = totp_offer(state.account_id) or totp_enrol(account_id=state.account_id, at=at)
    shown = {"form": form, "offer": offer, "picture": qr_picture(offer.address), "next": _next(request)}
    return render(request, "ui/login/enrol.html", shown)


@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
@_after_password
def new_password(request: HttpRequest, state: SignInState) -> HttpResponse:
    """Third step for a temporary password: choose an own one."""
    if not request.session[_PENDING]["factor"]:
        return _go(request, "staff-login-factor")
    form = NewPasswordForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            password_replace(account_id=state.account_id, new=form.cleaned_data["password"], at=clock.now())
            return _enter(request, state)
    return render(request, "ui/login/new_password.html", {"form": form, "next": _next(request)})


@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def confirm(request: HttpRequest) -> HttpResponse:
    """Show the second factor again before a deed that moves money or rights."""
    account_id = actor_of(request).account_id
    assert account_id is not None, "the route admits staff only"
    form = FactorForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        at = clock.now()
        with refusals_in(form):
            show_factor(request, account_id, form.cleaned_data)
            request.session[FACTOR_AT] = int(at.timestamp())
            return after_sign_in(request, fallback=DESK, at=at)
    return render(request, "ui/login/confirm.html", factor_page(request, account_id, form))


def show_factor(request: HttpRequest, account_id: UUID, typed: dict[str, Any]) -> None:
    """Check whichever factor was given. Raises WrongFactor or TooManyTries."""
    address, at = client_address(request), clock.now()
    if not typed["passkey"]:
        totp_check(account_id=account_id, code=typed["code"], address=address, at=at)
        return
    passkey_check(
        account_id=account_id,
        host=host_of(request),
        state=request.session.pop(_CHALLENGE, {}),
        response=passkey_answer(typed["passkey"]),
        address=address,
        at=at,
    )


def passkey_answer(text: str) -> dict[str, Any]:
    """What the browser's passkey said, as it was posted."""
    try:
        answer = json.loads(text)
    except ValueError as error:
        raise BadInput(_("通行密钥没有通过，请重试，或改用动态口令。")) from error
    if not isinstance(answer, dict):
        raise WrongFactor(_("通行密钥没有通过，请重试，或改用动态口令。"))
    return answer


def factor_page(request: HttpRequest, account_id: UUID, form: FactorForm) -> dict[str, Any]:
    """What a page that asks for a factor shows."""
    asked = passkey_ask(account_id=account_id, host=host_of(request))
    if asked is not None:
        request.session[_CHALLENGE] = asked[1]
    return {
        "form": form,
        "passkey_options": asked[0] if asked else None,
        "next": _next(request),
        "demo_code": demo_code(account_id, clock.now()),
    }


def host_of(request: HttpRequest) -> str:
    """The name passkeys are bound to: our host without the port."""
    return request.get_host().rsplit(":", 1)[0].strip("[]")


def qr_picture(address: str) -> str:
    """A QR code as a data address."""
    return str(segno.make(address, error="m").svg_data_uri(scale=5, border=2))


def _both_shown(request: HttpRequest, state: SignInState) -> HttpResponse:
    if not state.password_temporary:
        return _enter(request, state)
    request.session[_PENDING] = request.session[_PENDING] | {"factor": True}
    return _go(request, "staff-login-password")


def _enter(request: HttpRequest, state: SignInState) -> HttpResponse:
    at = clock.now()
    request.session.pop(_PENDING, None)
    sign_in(request, state.account_id, kind="staff", at=at)
    return after_sign_in(request, fallback=DESK, at=at)


def _next(request: HttpRequest) -> str:
    return request.POST.get("next") or request.GET.get("next") or ""


def _go(request: HttpRequest, route: str) -> HttpResponse:
    query = f"?{urlencode({'next': _next(request)})}" if _next(request) else ""
    return HttpResponseRedirect(f"{resolve_url(route)}{query}")


def _cast() -> list[dict[str, str]]:
    """The demo's staff for the fold under the form; templates show it in the demo city only."""
    return [
        {"username": entry.username, "name": entry.name, "role": ROLE_NAMES[entry.role], "password": DEMO_PASSWORD}
        for entry in STAFF
    ]
