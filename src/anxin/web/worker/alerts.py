"""What I want to hear of, my code for the kiosk, and questions to a person."""

from __future__ import annotations

from io import BytesIO
from uuid import UUID

import segno
from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from anxin.identity.consent_texts import consent_text
from anxin.identity.selectors import consent_standing, orgs
from anxin.identity.services import consent_give
from anxin.identity.types import OrgKind
from anxin.kit import clock
from anxin.kit.errors import Refused
from anxin.kit.money import parse_yuan
from anxin.market.hall.passes import SECONDS, pass_made
from anxin.market.hall.selectors import own_questions
from anxin.market.hall.services import question_ask
from anxin.market.hall.types import PURPOSE_NAMES, Purpose
from anxin.market.jobs.places import city
from anxin.market.jobs.selectors import profile_of
from anxin.market.jobs.trades import trade_list
from anxin.market.outreach.selectors import own_subscriptions
from anxin.market.outreach.services import subscription_end, subscription_save
from anxin.market.outreach.types import CONSENT_KEY, PACE_NAMES, TOPIC, WAYS, Pace, SubscriptionIn
from anxin.notify.selectors import demo_letters, mail_address, topics_left
from anxin.notify.services import mail_address_confirm, mail_address_forget, mail_address_set, opt_in, opt_out
from anxin.notify.services.optouts import opt_out_read
from anxin.web.ui.forms import refusals_in, refusals_said
from anxin.web.ui.routes import actor_of


class AlertForm(forms.Form):
    """What somebody wants to hear of."""

    trades = forms.TypedMultipleChoiceField(
        label=gettext_lazy("工种"), coerce=int, help_text=gettext_lazy("可以选几个"), widget=forms.SelectMultiple
    )
    district = forms.ChoiceField(label=gettext_lazy("区县"), required=False)
    pay = forms.CharField(
        label=gettext_lazy("一小时最少多少元"),
        required=False,
        max_length=12,
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
    )
    pace = forms.ChoiceField(
        label=gettext_lazy("多久收一次"),
        choices=[(key.value, name) for key, name in PACE_NAMES.items()],
        widget=forms.RadioSelect,
        initial=Pace.DAILY.value,
    )
    ways = forms.MultipleChoiceField(
        label=gettext_lazy("除了站内消息，还用"),
        choices=list(WAYS.items()),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        groups = [(group.shown, [(one.code, one.shown) for one in group.trades]) for group in trade_list().groups]
        self.fields["trades"].choices = groups  # type: ignore[attr-defined]
        districts = [("", _("全市")), *city().districts.items()]
        self.fields["district"].choices = districts  # type: ignore[attr-defined]


@require_http_methods(["GET", "POST"])
def alerts(request: HttpRequest) -> HttpResponse:
    """My alerts, and a new one."""
    actor, at = actor_of(request), clock.now()
    assert actor.worker_id is not None, "the route admits workers only"
    profile = profile_of(actor)
    known = {"trades": list(profile.trades) if profile else []}
    form = AlertForm(request.POST) if request.method == "POST" else AlertForm(initial=known)
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            said = form.cleaned_data
            wanted = SubscriptionIn(
                trades=tuple(said["trades"]),
                districts=(said["district"],) if said["district"] else (),
                pay_hour_fen=parse_yuan(said["pay"]) if said["pay"] else 0,
                shifts=profile.availability.shifts if profile else 0,
                pace=Pace(said["pace"]),
                ways=tuple(said["ways"]),
            )
            subscription_save(wanted=wanted, actor=actor, at=at)
            messages.success(request, _("已订好。有合适的活会告诉您，随时可以退订。"))
            return redirect("my-alerts")
    shown = {
        "form": form,
        "subscriptions": own_subscriptions(actor.worker_id),
        "left": TOPIC in topics_left(actor.worker_id),
        "mail": mail_address(actor.worker_id),
        "letters": demo_letters(actor.worker_id),
        "consent": consent_standing(actor.worker_id, CONSENT_KEY),
        "consent_text": consent_text(CONSENT_KEY),
        "tab": "me",
    }
    return render(request, "worker/alerts.html", shown, status=422 if form.errors else 200)


@require_POST
def alert_end(request: HttpRequest, subscription_id: UUID) -> HttpResponse:
    """Unsubscribe in one tap."""
    with refusals_said(request):
        subscription_end(subscription_id=subscription_id, actor=actor_of(request))
        messages.success(request, _("已退订。"))
    return redirect("my-alerts")


@require_POST
def topic(request: HttpRequest) -> HttpResponse:
    """Hear nothing of work any more, or hear again."""
    worker_id = actor_of(request).worker_id
    assert worker_id is not None, "the route admits workers only"
    if request.POST.get("again"):
        opt_in(worker_id=worker_id, topic=TOPIC)
        messages.success(request, _("又可以收到找活消息了。"))
    else:
        opt_out(worker_id=worker_id, topic=TOPIC, at=clock.now())
        messages.success(request, _("已全部退订，不会再收到找活消息。"))
    return redirect("my-alerts")


@require_POST
def mail(request: HttpRequest) -> HttpResponse:
    """Set or forget a mail address."""
    worker_id = actor_of(request).worker_id
    assert worker_id is not None, "the route admits workers only"
    with refusals_said(request):
        if request.POST.get("remove"):
            mail_address_forget(worker_id=worker_id)
            messages.success(request, _("邮箱已删除。"))
        else:
            base = settings.ANXIN_SITE or f"{request.scheme}://{request.get_host()}"
            link = base + reverse("mail-confirm", args=["TOKEN"])
            typed = request.POST.get("address", "")
            mail_address_set(worker_id=worker_id, address=typed, link=link, at=clock.now())
            messages.success(request, _("确认邮件已发出，请打开邮件里的链接。"))
    return redirect("my-alerts")


@require_POST
def help_consent(request: HttpRequest) -> HttpResponse:
    """Agree to be put on a list of people the market looks after."""
    actor, text = actor_of(request), consent_text(CONSENT_KEY)
    assert actor.worker_id is not None, "the route admits workers only"
    with refusals_said(request):
        consent_give(
            worker_id=actor.worker_id,
            key=text.key,
            version=text.version,
            sha256=request.POST.get("sha256", ""),
            actor=actor,
            at=clock.now(),
        )
        messages.success(request, _("已同意。可以随时在“我同意过的”里撤回。"))
    return redirect("my-alerts")


@csrf_exempt
@require_http_methods(["GET", "POST"])
def unsubscribe(request: HttpRequest, token: str) -> HttpResponse:
    """Leave a topic from a link, without logging in: the link itself proves whose it is.

    The page sends its form by itself, so that it is one tap; a mail program's own button posts here too (RFC 8058).
    Looking alone changes nothing, because programs look at links before people do.
    """
    worker_id, left = opt_out_read(token)
    if request.method == "POST" and request.POST.get("again"):
        opt_in(worker_id=worker_id, topic=left)
        return render(request, "worker/unsubscribe.html", {"token": token, "state": "again"})
    if request.method == "POST":
        opt_out(worker_id=worker_id, topic=left, at=clock.now())
        return render(request, "worker/unsubscribe.html", {"token": token, "state": "done"})
    return render(request, "worker/unsubscribe.html", {"token": token, "state": "ask"})


@require_http_methods(["GET", "POST"])
def mail_confirm(request: HttpRequest, token: str) -> HttpResponse:
    """Confirm a mail address from its letter."""
    problem = ""
    if request.method == "POST":
        try:
            mail_address_confirm(token=token, at=clock.now())
        except Refused as refused:
            problem = refused.sentence
    done = request.method == "POST" and not problem
    return render(request, "worker/mail_confirm.html", {"done": done, "problem": problem})


@require_GET
def code(request: HttpRequest) -> HttpResponse:
    """My code, for the kiosk to read. It is made anew before it ends."""
    return render(request, "worker/code.html", {"seconds": SECONDS - 15, "made": clock.now(), "tab": "me"})


@require_GET
def code_picture(request: HttpRequest) -> HttpResponse:
    """The code itself."""
    worker_id = actor_of(request).worker_id
    assert worker_id is not None, "the route admits workers only"
    out = BytesIO()
    segno.make(pass_made(worker_id), error="m").save(out, kind="svg", scale=8, border=4)
    return HttpResponse(out.getvalue(), content_type="image/svg+xml", headers={"Cache-Control": "no-store"})


class QuestionForm(forms.Form):
    """A question to a person."""

    topic = forms.TypedChoiceField(
        label=gettext_lazy("哪方面"),
        coerce=Purpose,
        choices=[(key.value, name) for key, name in PURPOSE_NAMES.items()],
        widget=forms.RadioSelect,
        initial=Purpose.POLICY.value,
    )
    text = forms.CharField(label=gettext_lazy("想问什么"), max_length=500, widget=forms.Textarea(attrs={"rows": 4}))


@require_http_methods(["GET", "POST"])
def ask(request: HttpRequest) -> HttpResponse:
    """Ask a person of the market; see what one asked and what was answered."""
    actor, market = actor_of(request), next(iter(orgs(OrgKind.MARKET)), None)
    assert actor.worker_id is not None, "the route admits workers only"
    form = QuestionForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid() and market is not None:
        with refusals_in(form):
            question_ask(
                org_id=market.id, who="", phone="", worker_id=actor.worker_id, at=clock.now(), **form.cleaned_data
            )
            messages.success(request, _("已收到。工作人员答复后会给您发消息。"))
            return redirect("my-questions")
    shown = {"form": form, "questions": own_questions(actor.worker_id), "market": market, "tab": "me"}
    return render(request, "worker/ask.html", shown, status=422 if form.errors else 200)
