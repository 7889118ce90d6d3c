"""What the frame of the desk needs: the rail, the account menu, the line under the name."""

from django import template
from django.template import Context
from django.utils.translation import get_language, gettext

from anxin.cases.selectors import sees_cases
from anxin.cover.types import UNRATED
from anxin.cover.types import yuan4 as in_yuan
from anxin.identity.types import ROLE_NAMES, Actor
from anxin.kit.money import yuan_sign
from anxin.web.staff.nav import Link, account_links_for, rail_for
from anxin.web.ui.retelling import retold

register = template.Library()


@register.filter
def yuan4(hao: int | None) -> str:
    """``700`` (1/10000 yuan) as ``0.0700``; a dash for none, words while no rate is published."""
    if hao is None:
        return "—"
    return gettext("未定费率") if hao == UNRATED else in_yuan(hao)


@register.filter
def booked(fen: int, account: str = "") -> str:
    """A side of an entry or a balance as bookkeepers write it: ``借 银行存款 ¥302.00``, ``贷 ¥302.00``, ``平``."""
    if not fen:
        return gettext("平")
    side = gettext("借") if fen > 0 else gettext("贷")
    return " ".join(part for part in (side, retold(account), yuan_sign(abs(fen))) if part)


@register.simple_tag(takes_context=True)
def rail(context: Context) -> tuple[Link, ...]:
    """The entries of the left rail."""
    return rail_for(context["actor"], context["request"].path)


@register.simple_tag(takes_context=True)
def account_links(context: Context) -> tuple[Link, ...]:
    """The entries under the person's name."""
    return account_links_for(context["actor"], context["request"].path)


@register.simple_tag(takes_context=True)
def post_line(context: Context) -> str:
    """``人社审核员、财务复核员``: in which posts somebody is here."""
    actor: Actor = context["actor"]
    return ("、" if get_language() != "en" else ", ").join(
        dict.fromkeys(gettext(ROLE_NAMES[post.role]) for post in actor.posts)
    )


@register.simple_tag(takes_context=True)
def searches(context: Context) -> bool:
    """Is there anything the search field could find for this person?"""
    return sees_cases(context["actor"])
