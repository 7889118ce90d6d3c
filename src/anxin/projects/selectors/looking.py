"""Looking at one project: its account, deposit, months, people and warning, for whoever may see it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from uuid import UUID

from django.conf import settings
from django.db.models import F, Sum
from django.utils.translation import gettext as _

from anxin.identity.types import Actor
from anxin.kit.clock import day_of
from anxin.kit.errors import NotFound
from anxin.kit.text import mask_account, mask_id
from anxin.kit.workdays import current_calendar
from anxin.policy.selectors import evaluate, releases_listed
from anxin.policy.types import Outcome
from anxin.projects import deadlines
from anxin.projects.deposits import TOPIC, Record, Works, facts_of
from anxin.projects.models import MonthSheet, Progress, Project, SheetImport, WageAccount, WorkerMonth
from anxin.projects.rights import hands_in, keeps, project_row
from anxin.projects.selectors.facts import views
from anxin.projects.services.standing import known_of
from anxin.projects.sheets import differences
from anxin.projects.types import (
    SHEET_NAMES,
    AccountView,
    DepositForm,
    DepositMoveKind,
    DepositMoveView,
    DepositView,
    MonthView,
    ProgressKind,
    ProgressView,
    ProjectView,
    SheetKind,
    StandingView,
    WorkerLine,
)
from anxin.projects.warning import count, standing_of

PLACE_NAMES: Mapping[str, str] = {"beijing": "本地（演示值）", "fujian": "福建", "anhui": "安徽"}
WORKERS_MOST = 5_000


@dataclass(frozen=True, slots=True)
class Rights:
    """What an actor may do with a project: its bureau keeps it, its contractor hands papers in."""

    keeps: bool
    hands_in: bool


def project_shown(actor: Actor, project_id: UUID) -> ProjectView:
    """One project.

    Raises:
        NotFound: there is none, or the actor may not know of it.
    """
    row = project_row(actor, project_id)
    return views(Project.objects.filter(pk=row.pk))[0]


def rights_of(actor: Actor, project_id: UUID) -> Rights:
    """What the actor may do with the project."""
    row = project_row(actor, project_id)
    return Rights(keeps=keeps(actor, row), hands_in=hands_in(actor, row))


def standing_shown(actor: Actor, project_id: UUID, *, at: datetime) -> StandingView:
    """The early warning of a project, worked out now."""
    row = project_row(actor, project_id)
    today = day_of(at)
    return standing_of(known_of([row], today)[row.pk], today=today, calendar=current_calendar())


def account_shown(actor: Actor, project_id: UUID) -> tuple[AccountView | None, date]:
    """The special account in use (or the last one), and the last day for opening one."""
    row = project_row(actor, project_id)
    account = WageAccount.objects.filter(project=row).order_by(F("closed_on").desc(nulls_first=True)).first()
    open_due = deadlines.last_day(deadlines.ACCOUNT_OPEN, row.signed_on)
    if account is None:
        return None, open_due
    published = account.published_on
    view = AccountView(
        bank_name=account.bank_name,
        name=account.name,
        number_masked=mask_account(account.number),
        agreement_on=account.agreement_on,
        opened_on=account.opened_on,
        filed_on=account.filed_on,
        file_due=deadlines.last_day(deadlines.ACCOUNT_FILE, account.opened_on),
        published_on=published,
        close_from=deadlines.last_day(deadlines.ACCOUNT_PUBLISH, published) if published else None,
        closed_on=account.closed_on,
    )
    return view, open_due


def deposit_shown(actor: Actor, project_id: UUID) -> tuple[DepositView | None, date]:
    """The wage deposit with its history, and the last day for storing it."""
    row = project_row(actor, project_id)
    store_due = deadlines.last_day(deadlines.DEPOSIT_STORE, row.starts_on)
    found = Project.objects.filter(pk=row.pk).select_related("deposit").get()
    deposit = getattr(found, "deposit", None)
    if deposit is None:
        return None, store_due
    view = DepositView(
        form=DepositForm(deposit.form) if deposit.form else None,
        required_fen=deposit.required_fen,
        exempt=deposit.exempt,
        decision_id=deposit.decision_id,
        bank_name=deposit.bank_name,
        certificate_no=deposit.certificate_no,
        stored_on=deposit.stored_on,
        expires_on=deposit.expires_on,
        balance_fen=deposit.balance_fen,
        refill_due=deadlines.last_day(deadlines.DEPOSIT_REFILL, deposit.drawn_on) if deposit.drawn_on else None,
        released_on=deposit.released_on,
        moves=tuple(
            DepositMoveView(
                DepositMoveKind(move.kind), move.amount_fen, move.balance_fen, move.day, move.reason, move.by_name
            )
            for move in deposit.moves.order_by("-at", "-id")
        ),
    )
    return view, store_due


def deposit_tables() -> list[tuple[str, str]]:
    """The places whose deposit table is entered: key and name, this installation's own first."""
    places = dict.fromkeys(view.ref.jurisdiction for view in releases_listed() if view.ref.topic == TOPIC)
    own = settings.ANXIN_JURISDICTION
    return [(place, PLACE_NAMES.get(place, place)) for place in sorted(places, key=lambda one: (one != own, one))]


def deposit_tried(works: Works, record: Record, *, law_on: date, place: str | None = None) -> Outcome:
    """What a table says to some works (试算); nothing is stored.

    Raises:
        NoRules: that place's table is not entered for that day.
    """
    return evaluate(topic=TOPIC, facts=facts_of(works, record), law_on=law_on, jurisdiction=place)


def progress_shown(actor: Actor, project_id: UUID) -> tuple[list[ProgressView], dict[ProgressKind, int]]:
    """What the owner owes and paid, the newest due day first, and what is open of each kind."""
    row = project_row(actor, project_id)
    rows = Progress.objects.filter(project=row).order_by("-due_on", "kind")
    open_of = dict(
        Progress.objects.filter(project=row).values_list("kind").annotate(open=Sum(F("due_fen") - F("paid_fen")))
    )
    shown = [
        ProgressView(one.pk, ProgressKind(one.kind), one.due_on, one.due_fen, one.paid_fen, one.paid_on) for one in rows
    ]
    return shown, {kind: open_of.get(kind.value, 0) for kind in ProgressKind}


def months_shown(actor: Actor, project_id: UUID) -> list[MonthView]:
    """The months of a project, the newest first."""
    row = project_row(actor, project_id)
    sheets = list(MonthSheet.objects.filter(project=row).order_by("-month"))
    people: dict[UUID, list[WorkerMonth]] = {sheet.pk: [] for sheet in sheets}
    for one in WorkerMonth.objects.filter(sheet__in=sheets).defer("name", "id_number", "account"):
        people[one.sheet_id].append(one)
    return [_month(row, sheet, people[sheet.pk]) for sheet in sheets]


def month_shown(actor: Actor, project_id: UUID, month: date) -> MonthView:
    """One month.

    Raises:
        NotFound: no such project for the actor, or nothing was handed in for that month.
    """
    found = next((view for view in months_shown(actor, project_id) if view.month == month), None)
    if found is None:
        raise NotFound("这个月还没有资料。")
    return found


def _month(project: Project, sheet: MonthSheet, people: list[WorkerMonth]) -> MonthView:
    counts = count(people)
    return MonthView(
        month=sheet.month,
        pay_on=deadlines.pay_on(sheet.month, project.pay_day, current_calendar()),
        roster_at=sheet.roster_at,
        attendance_at=sheet.attendance_at,
        pay_at=sheet.pay_at,
        workers=len(people),
        due_fen=sum(one.due_fen or 0 for one in people),
        paid_fen=sum(one.paid_fen or 0 for one in people),
        unpaid=counts["unpaid"],
        underpaid=counts["underpaid"],
        strays=counts["strays"],
    )


def sheet_of(actor: Actor, sheet_id: UUID) -> tuple[UUID, date]:
    """The project and the month of a month's files.

    Raises:
        NotFound: there is none, or the actor may not know of it.
    """
    row = MonthSheet.objects.filter(pk=sheet_id).first()
    if row is None:
        raise NotFound(_("没有找到这个月份。"))
    return project_row(actor, row.project_id).pk, row.month


def workers_shown(actor: Actor, project_id: UUID, month: date, *, only_different: bool = False) -> list[WorkerLine]:
    """The people of a month, those with differences first; ID and account numbers masked."""
    row = project_row(actor, project_id)
    sheet = MonthSheet.objects.filter(project=row, month=month).first()
    if sheet is None:
        return []
    rows = WorkerMonth.objects.filter(sheet=sheet).order_by("employer", "pk")[:WORKERS_MOST]
    lines = [_line(one, pay_handed_in=sheet.pay_at is not None) for one in rows]
    shown = [line for line in lines if line.differences or not only_different]
    return sorted(shown, key=lambda line: not line.differences)


def _line(row: WorkerMonth, *, pay_handed_in: bool) -> WorkerLine:
    line = WorkerLine(
        name=row.name,
        id_number=mask_id(row.id_number),
        employer=row.employer,
        trade=row.trade,
        on_roster=row.on_roster,
        half_days=row.half_days,
        due_fen=row.due_fen,
        paid_fen=row.paid_fen,
        paid_on=row.paid_on,
        account=mask_account(row.account) if row.account else "",
    )
    return replace(
        line,
        differences=differences(
            on_roster=row.on_roster,
            half_days=row.half_days,
            due_fen=row.due_fen,
            paid_fen=row.paid_fen,
            pay_handed_in=pay_handed_in,
        ),
    )


@dataclass(frozen=True, slots=True)
class ImportView:
    """A file that was handed in, with the rows that were not taken."""

    id: UUID
    kind_name: str
    month: date
    file_name: str
    taken: int
    refused: tuple[tuple[int, str], ...]
    at: datetime
    by_name: str


def imports_shown(actor: Actor, project_id: UUID, *, most: int = 20) -> list[ImportView]:
    """The files handed in for a project, the newest first."""
    row = project_row(actor, project_id)
    rows = SheetImport.objects.filter(sheet__project=row).select_related("sheet").order_by("-at", "-id")
    return [
        ImportView(
            id=one.pk,
            kind_name=SHEET_NAMES[SheetKind(one.kind)],
            month=one.sheet.month,
            file_name=one.file_name,
            taken=one.taken,
            refused=tuple((refusal["line"], refusal["reason"]) for refusal in one.refused),
            at=one.at,
            by_name=one.by_name,
        )
        for one in rows[:most]
    ]
