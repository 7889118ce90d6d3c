"""The left rail: at most five entries, chosen by the audiences the routes themselves declare.

An entry shows when the actor may open its route, so that the rail and the doors cannot disagree.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from django.conf import settings
from django.urls import NoReverseMatch, resolve, reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from anxin.identity.types import Actor, Role
from anxin.web.ui.routes import Audience

ENTRIES_MAX = 5


@dataclass(frozen=True, slots=True)
class Entry:
    """One place of the desk: its route, words and drawing. ``within`` are addresses that belong to it too;
    ``says`` is what can be done there, for those who come in without a list of cases."""

    route: str
    label: str
    icon: str
    within: tuple[str, ...] = ()
    says: str = ""
    beside: tuple[Role, ...] = ()
    """Posts that reach it from another page, because their rail is full."""


@dataclass(frozen=True, slots=True)
class Link:
    """An entry as one page shows it."""

    address: str
    label: str
    icon: str
    current: bool
    says: str = ""


SIMULATED = (
    (
        Entry(
            "bank-simulator",
            _("模拟银行"),
            "bank",
            says=_("看模拟银行自己的账，让它出错，看付款台怎样应对。"),
            beside=(Role.FINANCE_MAKER, Role.FINANCE_CHECKER, Role.FINANCE_RELEASER, Role.AUDITOR),
        ),
    )
    if settings.ANXIN_BANK == "simulated"
    else ()
)
"""Where the bank is the simulated one, its own clerk has a place, too."""

RAIL = (
    Entry("desk", _("工作台"), "list", ("/desk/cases/",)),
    Entry(
        "wage-ledger",
        _("欠薪"),
        "wage",
        ("/desk/wages/", "/desk/imports/"),
        _("看欠薪台账，登记投诉，办理案件。"),
        (Role.BUREAU_LEAD,),
    ),
    Entry("platform-checks", _("事故核实"), "scooter", says=_("核对劳动者报告的事故和订单，在期限内答复。")),
    Entry("portal", _("平台门户"), "chart", says=_("看今天的订单和调用，管密钥和推送，做联调测试。")),
    Entry(
        "platforms", _("平台"), "scooter", ("/desk/platform/", "/desk/partners/"), _("看各平台的参保登记、调用和额度。")
    ),
    Entry("review-desk", _("审核台"), "shield", ("/desk/claims/",), _("审核系统不能自己核定的案件。")),
    Entry(
        "projects",
        _("工程项目"),
        "home",
        says=_("看工程的专用账户、保证金和每月发薪，先查哪里。"),
        beside=(Role.BUREAU_LEAD, Role.BUREAU_INTAKE, Role.SUPERVISOR, Role.AUDITOR),
    ),
    Entry(
        "blacklist",
        _("失信名单"),
        "shield",
        says=_("看拟列入、已列入和移出的单位，登记和办理。"),
        beside=(Role.BUREAU_LEAD, Role.SUPERVISOR, Role.AUDITOR),
    ),
    Entry("payouts", _("付款台"), "bank", ("/desk/reconcile/",), _("制单、复核、签发，看银行的回执，对账。")),
    *SIMULATED,
    Entry("hire", _("招工"), "job", says=_("发布岗位，看报名，约面试，确认工时和工钱。")),
    Entry("market-desk", _("零工市场"), "job", ("/desk/imports/",), _("核验单位，审核岗位，早市撮合。")),
    Entry(
        "supervise",
        _("监督"),
        "chart",
        (
            "/desk/premium/",
            "/desk/prevention/",
            "/desk/projects/",
            "/desk/blacklist/",
            "/desk/papers/",
            "/desk/market/",
        ),
        _("看每一步用了多久、哪里超期。"),
    ),
    Entry(
        "prevention",
        _("事故预防"),
        "shield",
        says=_("分派安全课，看谁学完了、哪里容易出事、有没有用。"),
        beside=(Role.SUPERVISOR,),
    ),
    Entry("hall", _("大厅"), "people", ("/desk/hall/",), _("叫号、登记、借工具、答咨询、推送，管一体机和大屏。")),
    Entry("rules", _("政策规则"), "rules", says=_("看现行规则和依据，起草新版本，比较不同，测算影响。")),
    Entry("organisations", _("机构与岗位"), "people", says=_("添加人员，授予和结束岗位。")),
    Entry(
        "premium",
        _("保费"),
        "receipt",
        says=_("看每个平台每个月的订单和保费，结账，核对申报，催缴。"),
        beside=(Role.SUPERVISOR, Role.AUDITOR),
    ),
    Entry("read-log", _("查阅记录"), "eye", ("/desk/audit/",), _("看谁在什么时候、为什么查阅了个人信息。")),
)

ACCOUNT = (
    Entry("account-password", _("修改密码"), "lock"),
    Entry("account-second-factor", _("第二验证"), "shield"),
)

SUPERVISED = (
    Entry("live", _("城市实时"), "bolt"),
    Entry("arrivals", _("订单到达"), "inbox"),
    Entry("prevention", _("事故预防"), "shield"),
    Entry("projects-warning", _("工程欠薪预警"), "home"),
    Entry("blacklist", _("失信名单"), "shield"),
    Entry("papers-first-go", _("材料一次拍清"), "receipt"),
    Entry("market-impact", _("匹配影响报告"), "chart"),
)
"""What whoever supervises looks at besides the cases: it stands on that page and not on the rail."""


def rail_for(actor: Actor, path: str) -> tuple[Link, ...]:
    """The entries this actor may open, with the one marked that ``path`` belongs to."""
    return _links(RAIL, actor, path)[:ENTRIES_MAX]


def account_links_for(actor: Actor, path: str) -> tuple[Link, ...]:
    """What the menu under the name offers besides leaving."""
    return _links(ACCOUNT, actor, path)


def supervised_links_for(actor: Actor, path: str) -> tuple[Link, ...]:
    """What this actor may open from the page of figures."""
    return _links(SUPERVISED, actor, path)


def _links(entries: Iterable[Entry], actor: Actor, path: str) -> tuple[Link, ...]:
    open_to = [
        (entry, door[0]) for entry in entries if (door := _door(entry.route)) and _offered(entry, door[1], actor)
    ]
    current = max(
        (home for entry, address in open_to for home in (address, *entry.within) if path.startswith(home)),
        key=len,
        default="",
    )
    return tuple(
        Link(
            address,
            gettext(entry.label),
            entry.icon,
            current in (address, *entry.within),
            gettext(entry.says) if entry.says else "",
        )
        for entry, address in open_to
    )


def _offered(entry: Entry, audience: Audience, actor: Actor) -> bool:
    return audience.admits(actor) and not actor.has(*entry.beside)


@cache
def _door(route: str) -> tuple[str, Audience] | None:
    """Where a route leads and whom it admits; None for a route this installation does not have."""
    try:
        address = reverse(route)
    except NoReverseMatch:
        return None
    return address, resolve(address).func.audience  # type: ignore[attr-defined]
