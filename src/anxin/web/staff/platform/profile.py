"""Whom to call at a platform, and where it has joined."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from anxin.cover.types import INDUSTRY_NAMES, Industry
from anxin.platforms.selectors import contacts as contacts_of
from anxin.platforms.selectors import joinings
from anxin.platforms.services import contact_add, contact_remove
from anxin.platforms.types import CONTACT_NAMES, ContactKind, JoiningView
from anxin.web.staff.platform.frame import acted, chosen, home_for, shown
from anxin.web.ui.forms import refusals_in
from anxin.web.ui.routes import actor_of


class ContactForm(forms.Form):
    """Somebody to call."""

    kind = forms.TypedChoiceField(
        label=gettext_lazy("类别"),
        coerce=ContactKind,
        choices=[(kind.value, CONTACT_NAMES[kind]) for kind in ContactKind],
    )
    name = forms.CharField(label=gettext_lazy("姓名"), max_length=50)
    phone = forms.CharField(label=gettext_lazy("电话"), max_length=30)
    email = forms.CharField(label=gettext_lazy("邮箱"), max_length=100, required=False)


@require_http_methods(["GET", "POST"])
def contacts(request: HttpRequest) -> HttpResponse:
    """Contacts, and joinings to look at."""
    home, actor = home_for(request), actor_of(request)
    if request.POST.get("act") == "remove":
        return acted(request, home, {"remove": lambda: _removed(request)})
    form = ContactForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            contact_add(org_id=home.id, actor=actor, **form.cleaned_data)
            messages.success(request, _("联系人已加上。"))
            return HttpResponseRedirect(request.path + home.query)
    facts = {
        "contacts": contacts_of(actor=actor, platform_id=home.id),
        "joinings": [(row, industry_name(row)) for row in joinings(platform_id=home.id)],
        "form": form,
    }
    return shown(request, "contacts.html", home, facts, status=422 if form.errors else 200)


def industry_name(row: JoiningView) -> str:
    """The industry in words; as entered when it is none we know."""
    return next((name for key, name in INDUSTRY_NAMES.items() if key == Industry(row.industry)), row.industry)


def _removed(request: HttpRequest) -> str:
    contact_remove(contact_id=chosen(request, "contact_id"), actor=actor_of(request))
    return _("联系人已删去。")
