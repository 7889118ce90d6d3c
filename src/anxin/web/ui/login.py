"""Workers sign in with a phone and a code; whoever is new says his name and ID number once."""

from __future__ import annotations

from datetime import timedelta

from django import forms
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render, resolve_url
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from anxin.identity.channels import channel
from anxin.identity.consent_texts import consent_text
from anxin.identity.realname import provider
from anxin.identity.selectors import demo_message, worker_by_phone
from anxin.identity.services import (
    code_check,
    code_send,
    consent_give,
    form_forget,
    form_held,
    second_answer_check,
    second_question_due,
    worker_register_self,
)
from anxin.identity.types import ID_KIND_NAMES, IdKind, WorkerView
from anxin.kit import clock
from anxin.kit.crypto import CannotOpen, keyring
from anxin.kit.text import mask_phone
from anxin.web.ui.forms import refusals_in
from anxin.web.ui.routes import actor_of
from anxin.web.ui.sessions import DESK, HELD_FIELD, after_sign_in, client_address, safe_address, sign_in, sign_out

PRIVACY = "privacy"
_ASKED, _PROVED = "asked_phone", "proved_phone"
_PROOF_KEPT = timedelta(minutes=15)


class PhoneForm(forms.Form):
    """Where to send the code."""

    phone = forms.CharField(
        label=_("手机号码"),
        max_length=20,
        widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "tel-national", "autofocus": True}),
    )


class CodeForm(forms.Form):
    """The code that was sent."""

    code = forms.CharField(
        label=_("验证码"),
        max_length=10,
        widget=forms.TextInput(
            attrs={"inputmode": "numeric", "autocomplete": "one-time-code", "autofocus": True, "data-secret": "1"}
        ),
    )


class QuestionForm(forms.Form):
    """What only the person knows who registered with this phone."""

    answer = forms.CharField(
        label=_("证件号码的最后 6 位"),
        max_length=10,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autofocus": True, "data-secret": "1"}),
    )


class RegisterForm(forms.Form):
    """Who a new worker is."""

    name = forms.CharField(
        label=_("姓名"), max_length=100, widget=forms.TextInput(attrs={"autocomplete": "name", "autofocus": True})
    )
    id_kind = forms.ChoiceField(
        label=_("证件"), choices=[(kind.value, _(name)) for kind, name in ID_KIND_NAMES.items()], required=False
    )
    id_number = forms.CharField(
        label=_("证件号码"),
        max_length=30,
        help_text=_("用来确认您的参保身份，加密保存。"),
        widget=forms.TextInput(attrs={"autocomplete": "off", "data-secret": "1"}),
    )
    agreed = forms.BooleanField(label=_("我已阅读并同意个人信息告知书"))


@never_cache
@sensitive_post_parameters("phone")
@require_http_methods(["GET", "POST"])
def phone(request: HttpRequest) -> HttpResponse:
    """First step: the phone."""
    if actor_of(request).is_worker:
        return after_sign_in(request, fallback="/", at=clock.now())
    form = PhoneForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        at = clock.now()
        with refusals_in(form):
            code_send(phone=form.cleaned_data["phone"], address=client_address(request), at=at)
            _keep(request, _ASKED, form.cleaned_data["phone"])
            return _next_step(request, "login-code")
    return render(request, "ui/login/phone.html", _about(request) | {"form": form})


@never_cache
@sensitive_post_parameters("code")
@require_http_methods(["GET", "POST"])
def code(request: HttpRequest) -> HttpResponse:
    """Second step: the code."""
    asked = _kept(request, _ASKED)
    if asked is None:
        return _next_step(request, "login")
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        at = clock.now()
        with refusals_in(form):
            proved = code_check(phone=asked, code=form.cleaned_data["code"], at=at)
            request.session.pop(_ASKED)
            worker = worker_by_phone(proved)
            if worker is not None and not second_question_due(worker_id=worker.id, at=at):
                return _enter(request, worker)
            _keep(request, _PROVED, proved)
            return _next_step(request, "login-question" if worker else "login-register")
    shown = {"form": form, "asked": mask_phone(asked), "phone": asked, "demo_message": demo_message(asked)}
    return render(request, "ui/login/code.html", _about(request) | shown)


@never_cache
@sensitive_post_parameters("answer")
@require_http_methods(["GET", "POST"])
def question(request: HttpRequest) -> HttpResponse:
    """After a long time: is the phone still the same person's?"""
    proved = _kept(request, _PROVED)
    worker = worker_by_phone(proved) if proved else None
    if worker is None:
        return _next_step(request, "login")
    form = QuestionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            answer, at = form.cleaned_data["answer"], clock.now()
            second_answer_check(worker_id=worker.id, answer=answer, address=client_address(request), at=at)
            request.session.pop(_PROVED)
            return _enter(request, worker)
    return render(request, "ui/login/question.html", _about(request) | {"form": form})


@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def register(request: HttpRequest) -> HttpResponse:
    """Third step, once in a lifetime: name, ID number, privacy notice."""
    proved = _kept(request, _PROVED)
    if proved is None:
        return _next_step(request, "login")
    form, text, at = RegisterForm(request.POST or None), consent_text(PRIVACY), clock.now()
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            worker = worker_register_self(
                phone=proved,
                name=form.cleaned_data["name"],
                id_number=form.cleaned_data["id_number"],
                id_kind=IdKind(form.cleaned_data["id_kind"] or IdKind.RESIDENT),
                at=at,
            )
            consent_give(
                worker_id=worker.id,
                key=text.key,
                version=text.version,
                sha256=text.sha256,
                actor=worker.actor(),
                at=at,
                device=request.headers.get("User-Agent", ""),
            )
            request.session.pop(_PROVED)
            return _enter(request, worker)
    shown = {"form": form, "text": text, "provider": provider()}
    return render(request, "ui/login/register.html", _about(request) | shown)


@require_POST
def leave(request: HttpRequest) -> HttpResponse:
    """Sign out."""
    route = "staff-login" if actor_of(request).is_staff else "login"
    sign_out(request, at=clock.now())
    return redirect(route)


@never_cache
@require_http_methods(["GET", "POST"])
def held(request: HttpRequest) -> HttpResponse:
    """Offer the form that was kept while its owner signed in again."""
    actor, at = actor_of(request), clock.now()
    assert actor.account_id is not None, "the route admits members only"
    home = "/" if actor.is_worker else DESK
    kept = form_held(account_id=actor.account_id, at=at)
    if kept is None:
        return HttpResponseRedirect(home)
    if request.method == "POST":
        form_forget(account_id=actor.account_id, held_id=kept.id)
        return HttpResponseRedirect(home)
    came_from = safe_address(request, request.GET.get("next", ""), home)
    facts = {"held": kept, "held_field": HELD_FIELD, "came_from": came_from if came_from != home else ""}
    return render(request, "ui/login/held.html", facts)


def _enter(request: HttpRequest, worker: WorkerView) -> HttpResponse:
    at = clock.now()
    sign_in(request, worker.account_id, kind="worker", at=at)
    return after_sign_in(request, fallback="/", at=at)


def _about(request: HttpRequest) -> dict[str, object]:
    return {"next": request.POST.get("next") or request.GET.get("next") or "", "channel": channel()}


def _next_step(request: HttpRequest, route: str) -> HttpResponse:
    target = request.POST.get("next") or request.GET.get("next") or ""
    query = f"?{urlencode({'next': target})}" if target else ""
    return HttpResponseRedirect(f"{resolve_url(route)}{query}")


def _keep(request: HttpRequest, key: str, number: str) -> None:
    """Phones are personal data: the session table holds them sealed, with the time."""
    text = f"{int(clock.now().timestamp())} {number}"
    request.session[key] = keyring().seal(text, purpose=f"session.{key}").hex()


def _kept(request: HttpRequest, key: str) -> str | None:
    try:
        sealed = bytes.fromhex(request.session.get(key, ""))
        kept_at, number = keyring().open(sealed, purpose=f"session.{key}").split(" ", 1)
    except (ValueError, CannotOpen):
        return None
    fresh = clock.now().timestamp() - int(kept_at) <= _PROOF_KEPT.total_seconds()
    return number if fresh else None
