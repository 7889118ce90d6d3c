"""People and posts, the audit desk, and one's own account."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern, reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from anxin.identity.selectors import (
    EXPORT_ROWS_MOST,
    ReadFilter,
    account_history,
    event_kinds,
    events_audit,
    factors,
    orgs,
    reads_audit,
    staff_directory,
    staff_entry,
)
from anxin.identity.services import (
    authenticator_remove,
    org_create,
    passkey_add,
    passkey_begin,
    password_change,
    post_end,
    post_grant,
    staff_close,
    staff_create,
    staff_reset,
    staff_unlock,
    temporary_password,
    totp_confirm,
    totp_enrol,
    totp_offer,
)
from anxin.identity.types import EVENT_NAMES, ORG_KIND_NAMES, ROLE_NAMES, STAFF_ROLES, AuditLine, OrgKind, Role
from anxin.kit import clock
from anxin.kit.addresses import words_opened, words_sealed
from anxin.kit.errors import Refused
from anxin.web.staff.files import xlsx
from anxin.web.ui.forms import day_input, refusals_in, refusals_said
from anxin.web.ui.login_staff import (
    SECRET,
    FactorForm,
    NewPasswordForm,
    host_of,
    passkey_answer,
    qr_picture,
)
from anxin.web.ui.routes import actor_of, desk, page, staff
from anxin.web.ui.sessions import fresh_factor, keep_signed_in

PAGE_ROWS = 50
DEFAULT_DAYS = 7
ADMINS = staff(Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN)
_CHALLENGE = "passkey_to_add"


class StaffForm(forms.Form):
    """A new member of staff."""

    name = forms.CharField(label=gettext_lazy("姓名"), max_length=50)
    username = forms.CharField(
        label=gettext_lazy("用户名"), max_length=40, help_text=gettext_lazy("小写字母、数字、点或横线，3 至 40 位")
    )
    id_number = forms.CharField(
        label=gettext_lazy("身份证号码"),
        max_length=30,
        required=False,
        help_text=gettext_lazy("只保存密文摘要，用来防止一个人有两个账号。"),
        widget=forms.TextInput(attrs={"autocomplete": "off"} | SECRET),
    )


class PostForm(forms.Form):
    """A role in an organisation, from a day on."""

    org_id = forms.TypedChoiceField(label=gettext_lazy("机构"), coerce=UUID)
    role = forms.TypedChoiceField(
        label=gettext_lazy("岗位"), coerce=Role, choices=[(role.value, ROLE_NAMES[role]) for role in STAFF_ROLES]
    )
    starts_on = forms.DateField(label=gettext_lazy("开始日期"), widget=day_input())
    ends_on = forms.DateField(label=gettext_lazy("结束日期"), required=False, widget=day_input())

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(str(org.id), f"{org.short_name}（{org.kind_name}）") for org in orgs()]
        self.fields["org_id"].choices = choices  # type: ignore[attr-defined]


class OrgForm(forms.Form):
    """A new organisation."""

    kind = forms.TypedChoiceField(
        label=gettext_lazy("类别"),
        coerce=OrgKind,
        choices=[(kind.value, ORG_KIND_NAMES[kind]) for kind in OrgKind if kind is not OrgKind.SANDBOX],
    )
    name = forms.CharField(label=gettext_lazy("全称"), max_length=100)
    short_name = forms.CharField(label=gettext_lazy("简称"), max_length=40)
    parent_id = forms.TypedChoiceField(label=gettext_lazy("上级机构"), coerce=UUID, empty_value=None, required=False)
    credit_code = forms.CharField(label=gettext_lazy("统一社会信用代码"), max_length=30, required=False)
    region_code = forms.CharField(label=gettext_lazy("行政区划代码"), max_length=6, required=False)
    phone = forms.CharField(label=gettext_lazy("对外电话"), max_length=30, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        parents = [(str(org.id), org.short_name) for org in orgs(OrgKind.BUREAU)]
        self.fields["parent_id"].choices = [("", "—"), *parents]  # type: ignore[attr-defined]


class PeriodForm(forms.Form):
    """The days a log is shown for; a week when nothing is said."""

    first = forms.DateField(label=gettext_lazy("从"), required=False, widget=day_input())
    last = forms.DateField(label=gettext_lazy("到"), required=False, widget=day_input())

    def days(self) -> tuple[date, date]:
        """First and last day, also when what was typed makes no sense."""
        data = self.cleaned_data if self.is_valid() else {}
        last = data.get("last") or clock.today()
        return data.get("first") or last - timedelta(days=DEFAULT_DAYS), last

    def said(self, name: str) -> Any:
        """What was typed into a field, or nothing."""
        return self.cleaned_data.get(name, "") if self.is_valid() else ""


class ReadsForm(PeriodForm):
    """Which looks to show."""

    reader = forms.CharField(label=gettext_lazy("查阅人或单位"), max_length=50, required=False)
    purpose = forms.CharField(label=gettext_lazy("目的里有"), max_length=50, required=False)
    worker = forms.CharField(
        label=gettext_lazy("被查阅人"),
        max_length=30,
        required=False,
        widget=forms.TextInput(attrs={"placeholder": gettext_lazy("完整证件号或手机号")}),
    )
    refused_only = forms.BooleanField(label=gettext_lazy("只看被拒绝的"), required=False)

    def wanted(self) -> ReadFilter:
        first, last = self.days()
        reader, purpose, worker = (self.said(name) for name in ("reader", "purpose", "worker"))
        return ReadFilter(first, last, reader, purpose, worker, refused_only=bool(self.said("refused_only")))


class EventsForm(PeriodForm):
    """Which account events to show."""

    text = forms.CharField(label=gettext_lazy("用户名或经办人"), max_length=50, required=False)
    what = forms.ChoiceField(label=gettext_lazy("事项"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kinds = [(kind, EVENT_NAMES.get(kind, kind)) for kind in event_kinds()]
        self.fields["what"].choices = [("", "—"), *kinds]  # type: ignore[attr-defined]


class ChangePasswordForm(NewPasswordForm):
    """The old password and a new one, twice."""

    old = forms.CharField(
        label=gettext_lazy("原密码"),
        max_length=200,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"} | SECRET),
    )
    field_order = ("old", "password", "again")


class PasskeyForm(forms.Form):
    """What the browser made, and what to call it."""

    label = forms.CharField(label=gettext_lazy("名称"), max_length=60, initial=gettext_lazy("办公电脑"))
    passkey = forms.CharField(max_length=20_000, widget=forms.HiddenInput(attrs=SECRET))


# --- people and posts ---


@require_GET
def people(request: HttpRequest) -> HttpResponse:
    """Staff accounts with their posts."""
    text, offset = request.GET.get("q", "").strip(), _offset(request)
    rows = staff_directory(actor_of(request), at=clock.now(), text=text, offset=offset)
    shown = {
        "people": rows[:PAGE_ROWS],
        "text": text,
        "pages": Pages(offset, len(rows)),
        "may_create": actor_of(request).has(Role.SYSTEM_ADMIN),
    }
    return render(request, "staff/identity/people.html", shown)


@require_http_methods(["GET", "POST"])
def person_new(request: HttpRequest) -> HttpResponse:
    """Open an account; the temporary password is shown once."""
    form = StaffForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        password = temporary_password()
        with refusals_in(form):
            account_id = staff_create(**form.cleaned_data, password=password, actor=actor_of(request), at=clock.now())
            return _hand_over(request, form.cleaned_data["username"], password, account_id)
    return render(request, "staff/identity/person_new.html", {"form": form})


@require_GET
def person(request: HttpRequest, account_id: UUID) -> HttpResponse:
    """One account: posts, state, history."""
    return _person_page(request, account_id, PostForm(initial={"starts_on": clock.today()}))


@fresh_factor
@require_POST
def post_new(request: HttpRequest, account_id: UUID) -> HttpResponse:
    """Grant a post."""
    form = PostForm(request.POST)
    if form.is_valid():
        with refusals_in(form):
            post_grant(account_id=account_id, **form.cleaned_data, actor=actor_of(request), at=clock.now())
            messages.success(request, _("岗位已授予。这位人员需要重新登录。"))
            return redirect("staff-record", account_id)
    return _person_page(request, account_id, form)


@fresh_factor
@require_POST
def post_remove(request: HttpRequest, account_id: UUID, post_id: UUID) -> HttpResponse:
    """Take a post back."""
    with refusals_said(request):
        post_end(post_id=post_id, actor=actor_of(request), at=clock.now())
        messages.success(request, _("岗位已免去，立即生效。"))
    return redirect("staff-record", account_id)


@fresh_factor
@require_POST
def person_reset(request: HttpRequest, account_id: UUID) -> HttpResponse:
    """Give a temporary password and forget the second factors."""
    entry = staff_entry(actor_of(request), account_id, at=clock.now())
    if entry is None:
        raise Http404
    password = temporary_password()
    try:
        staff_reset(account_id=account_id, password=password, actor=actor_of(request), at=clock.now())
    except Refused as refused:
        messages.error(request, refused.sentence)
        return redirect("staff-record", account_id)
    return _hand_over(request, entry.username, password, account_id)


@require_POST
def person_unlock(request: HttpRequest, account_id: UUID) -> HttpResponse:
    """Let somebody try again at once."""
    with refusals_said(request):
        staff_unlock(account_id=account_id, actor=actor_of(request), at=clock.now())
        messages.success(request, _("已解锁，可以重新登录。"))
    return redirect("staff-record", account_id)


@fresh_factor
@require_POST
def person_close(request: HttpRequest, account_id: UUID) -> HttpResponse:
    """Close an account for good."""
    with refusals_said(request):
        staff_close(account_id=account_id, actor=actor_of(request), at=clock.now())
        messages.success(request, _("账号已停用，岗位已全部免去。"))
    return redirect("staff-record", account_id)


@require_http_methods(["GET", "POST"])
def organisations(request: HttpRequest) -> HttpResponse:
    """The organisations, and a form for a new one."""
    form = OrgForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            made = org_create(**form.cleaned_data, actor=actor_of(request), at=clock.now())
            messages.success(request, _("%(name)s 已登记。") % {"name": made.name})
            return redirect("organisation-list")
    text = request.GET.get("q", "").strip()[:50]
    shown = {"form": form, "orgs": orgs(text=text), "text": text}
    return render(request, "staff/identity/organisations.html", shown)


def _person_page(request: HttpRequest, account_id: UUID, form: PostForm) -> HttpResponse:
    actor = actor_of(request)
    entry = staff_entry(actor, account_id, at=clock.now())
    if entry is None:
        raise Http404
    shown = {
        "person": entry,
        "form": form,
        "history": account_history(actor, account_id),
        "may_grant": actor.has(Role.SECURITY_ADMIN) and actor.account_id != account_id,
    }
    return render(request, "staff/identity/person.html", shown)


@never_cache
def _hand_over(request: HttpRequest, username: str, password: str, account_id: UUID) -> HttpResponse:
    shown = {"username": username, "password": password, "account_id": account_id}
    return render(request, "staff/identity/hand_over.html", shown)


# --- audit ---


@require_http_methods(["GET", "POST"])
def reads(request: HttpRequest) -> HttpResponse:
    """Who looked at whose record, and why. What was asked comes back as an address, the person's number sealed."""
    if request.method == "POST":
        asked = {name: request.POST.get(name, "") for name in ReadsForm.base_fields}
        asked["worker"] = words_sealed(asked["worker"].strip()[:30])
        return redirect(f"{reverse('read-log')}?{urlencode({name: text for name, text in asked.items() if text})}")
    form, offset = _reads_form(request), _offset(request)
    rows = reads_audit(actor_of(request), form.wanted(), offset=offset)
    shown = {"form": form, "lines": rows[:PAGE_ROWS], "pages": Pages(offset, len(rows))}
    return render(request, "staff/identity/reads.html", shown)


def _reads_form(request: HttpRequest) -> ReadsForm:
    asked = request.GET.copy()
    asked["worker"] = words_opened(asked.get("worker", ""))
    return ReadsForm(asked)


@require_GET
def reads_xlsx(request: HttpRequest) -> HttpResponse:
    """The same lines as a workbook."""
    rows = reads_audit(actor_of(request), _reads_form(request).wanted(), rows=EXPORT_ROWS_MOST)
    headers = [_("时间"), _("查阅人"), _("单位"), _("被查阅人"), _("证件号码"), _("目的"), _("内容"), _("结果")]
    return xlsx(_("查阅记录"), headers, map(_read_row, rows[:EXPORT_ROWS_MOST]))


@require_GET
def events(request: HttpRequest) -> HttpResponse:
    """What happened to accounts."""
    form, offset = EventsForm(request.GET), _offset(request)
    first, last = form.days()
    rows = events_audit(
        actor_of(request), first=first, last=last, text=form.said("text"), what=form.said("what"), offset=offset
    )
    shown = {"form": form, "events": rows[:PAGE_ROWS], "pages": Pages(offset, len(rows))}
    return render(request, "staff/identity/events.html", shown)


def _read_row(line: AuditLine) -> list[str]:
    read = line.read
    return [
        f"{clock.local(read.at):%Y-%m-%d %H:%M:%S}",
        read.by_name,
        read.by_org,
        line.worker.name,
        line.worker.id_number,
        read.purpose,
        "、".join(read.fields),
        _("已查阅") if read.granted else _("被拒绝"),
    ]


# --- one's own account ---


@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def password(request: HttpRequest) -> HttpResponse:
    """Change one's own password."""
    actor = actor_of(request)
    assert actor.account_id is not None, "the route admits staff only"
    form = ChangePasswordForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        with refusals_in(form):
            password_change(
                account_id=actor.account_id, old=data["old"], new=data["password"], actor=actor, at=clock.now()
            )
            keep_signed_in(request)
            messages.success(request, _("密码已修改，其他地方的登录已全部退出。"))
            return redirect("account-password")
    return render(request, "staff/identity/password.html", {"form": form})


@never_cache
@require_GET
def second_factor(request: HttpRequest) -> HttpResponse:
    """One's own second factors."""
    return _factor_page(request, FactorForm(), PasskeyForm())


@fresh_factor
@require_POST
def totp_new(request: HttpRequest) -> HttpResponse:
    """Offer a new authenticator secret; the old one counts until the new one is proved."""
    totp_enrol(account_id=_own_id(request), at=clock.now())
    return redirect("account-second-factor")


@sensitive_post_parameters()
@require_POST
def totp_prove(request: HttpRequest) -> HttpResponse:
    """Prove the new authenticator."""
    form = FactorForm(request.POST)
    if form.is_valid():
        with refusals_in(form):
            totp_confirm(account_id=_own_id(request), code=form.cleaned_data["code"], at=clock.now())
            messages.success(request, _("动态口令已更换。"))
            return redirect("account-second-factor")
    return _factor_page(request, form, PasskeyForm())


@fresh_factor
@require_POST
def passkey_new(request: HttpRequest) -> HttpResponse:
    """Keep the passkey the browser has just made."""
    form = PasskeyForm(request.POST)
    if form.is_valid():
        with refusals_in(form):
            passkey_add(
                account_id=_own_id(request),
                host=host_of(request),
                state=request.session.pop(_CHALLENGE, {}),
                response=passkey_answer(form.cleaned_data["passkey"]),
                label=form.cleaned_data["label"],
                at=clock.now(),
            )
            messages.success(request, _("通行密钥已添加。"))
            return redirect("account-second-factor")
    return _factor_page(request, FactorForm(), form)


@fresh_factor
@require_POST
def factor_remove(request: HttpRequest, authenticator_id: UUID) -> HttpResponse:
    """Take one of one's own factors away."""
    with refusals_said(request):
        authenticator_remove(account_id=_own_id(request), authenticator_id=authenticator_id, at=clock.now())
        messages.success(request, _("已删除。"))
    return redirect("account-second-factor")


def _factor_page(request: HttpRequest, form: FactorForm, passkey_form: PasskeyForm) -> HttpResponse:
    account_id = _own_id(request)
    options, request.session[_CHALLENGE] = passkey_begin(account_id=account_id, host=host_of(request))
    offer = totp_offer(account_id)
    shown = {
        "factors": factors(account_id),
        "offer": offer,
        "picture": qr_picture(offer.address) if offer else "",
        "form": form,
        "passkey_form": passkey_form,
        "passkey_options": options,
        "history": account_history(actor_of(request), account_id, most=20),
    }
    return render(request, "staff/identity/second_factor.html", shown)


def _own_id(request: HttpRequest) -> UUID:
    account_id = actor_of(request).account_id
    assert account_id is not None, "the route admits staff only"
    return account_id


def _offset(request: HttpRequest) -> int:
    number = request.GET.get("page", "1")
    return (int(number) - 1) * PAGE_ROWS if number.isascii() and number.isdigit() and 0 < int(number) < 10_000 else 0


class Pages:
    """What the pagination needs to know of a list that is never counted."""

    def __init__(self, offset: int, rows: int) -> None:
        self.number = offset // PAGE_ROWS + 1
        self.has_previous, self.has_next = offset > 0, rows > PAGE_ROWS
        self.previous_page_number, self.next_page_number = self.number - 1, self.number + 1


urlpatterns: list[URLPattern] = [
    page("people/", people, name="organisations", audience=ADMINS),
    page("people/new/", person_new, name="staff-new", audience=staff(Role.SYSTEM_ADMIN)),
    page("people/organisations/", organisations, name="organisation-list", audience=staff(Role.SYSTEM_ADMIN)),
    page("people/<uuid:account_id>/", person, name="staff-record", audience=ADMINS),
    page("people/<uuid:account_id>/posts/", post_new, name="post-new", audience=staff(Role.SECURITY_ADMIN)),
    page(
        "people/<uuid:account_id>/posts/<uuid:post_id>/end/",
        post_remove,
        name="post-end",
        audience=staff(Role.SECURITY_ADMIN),
    ),
    page("people/<uuid:account_id>/reset/", person_reset, name="staff-reset", audience=staff(Role.SECURITY_ADMIN)),
    page("people/<uuid:account_id>/unlock/", person_unlock, name="staff-unlock", audience=staff(Role.SECURITY_ADMIN)),
    page("people/<uuid:account_id>/close/", person_close, name="staff-close", audience=staff(Role.SECURITY_ADMIN)),
    page("audit/reads/", reads, name="read-log", audience=staff(Role.AUDITOR)),
    page("audit/reads.xlsx", reads_xlsx, name="read-log-xlsx", audience=staff(Role.AUDITOR)),
    page("audit/accounts/", events, name="account-log", audience=staff(Role.AUDITOR)),
    page("account/password/", password, name="account-password", audience=desk()),
    page("account/second-factor/", second_factor, name="account-second-factor", audience=desk()),
    page("account/second-factor/totp/", totp_new, name="account-totp-new", audience=desk()),
    page("account/second-factor/totp/prove/", totp_prove, name="account-totp-prove", audience=desk()),
    page("account/second-factor/passkey/", passkey_new, name="account-passkey-new", audience=desk()),
    page(
        "account/second-factor/<uuid:authenticator_id>/remove/",
        factor_remove,
        name="account-factor-remove",
        audience=desk(),
    ),
]
