"""What the officers and overseers of a wage case see."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime
from uuid import UUID

from django.utils.translation import gettext as _

from anxin.cases.types import Sight
from anxin.documents.selectors import original
from anxin.identity.types import Actor
from anxin.kit.text import mask_id, mask_name, mask_phone
from anxin.policy.selectors import decision, parameter
from anxin.wages.crime import CrimeStandard
from anxin.wages.errors import NoSuchWageCase
from anxin.wages.models import (
    Complaint,
    Evidence,
    Letter,
    Payment,
    Responsible,
    Served,
    Statement,
    WageCase,
    WageLine,
    WageWorker,
)
from anxin.wages.selectors.access import wage_inside
from anxin.wages.selectors.arrears import arrears_facts
from anxin.wages.selectors.clearing import advanced_fen
from anxin.wages.types import (
    Basis,
    ComplaintView,
    DeskView,
    Door,
    EvidenceKind,
    EvidenceState,
    EvidenceView,
    LetterKind,
    LetterView,
    LineView,
    PaymentView,
    PaySource,
    ResponsibleView,
    Sector,
    ServedView,
    ServeMethod,
    StatementView,
    WorkerRow,
)


def desk_view(*, actor: Actor, case_id: UUID) -> DeskView:
    """A wage case with its workers and complaints; names masked for those who oversee.

    Raises:
        NoSuchWageCase
    """
    case, sight = wage_inside(actor, case_id)
    return DeskView(
        case_id=case.pk,
        number=case.number,
        type=case.case.type,
        employer_name=case.employer_name,
        employer_code=case.employer_code,
        employer_org_id=case.employer_id,
        project_name=case.project_name,
        project_id=case.project_id,
        place=case.place,
        sector=Sector(case.sector),
        door=Door(case.door),
        second_id=case.second_id,
        second_name=case.second_name,
        grave_incident=case.grave_incident,
        claimed_fen=case.claimed_fen,
        owed_fen=case.owed_fen,
        extra_fen=case.extra_fen,
        paid_fen=case.paid_fen,
        ordered_at=case.ordered_at,
        ordered_fen=case.ordered_fen,
        pay_by=case.pay_by,
        served_on=case.served_on,
        unpaid_since=case.unpaid_since,
        decided_at=case.decided_at,
        conclusion=case.conclusion,
        workers=_workers(case, sight),
        complaints=_complaints(case, sight),
        version=case.case.version,
    )


def worker_row_of(*, actor: Actor, case_id: UUID, wage_worker_id: UUID) -> WorkerRow | None:
    """One worker of a case with the lines of his sheet; None when he is not in it."""
    rows = desk_view(actor=actor, case_id=case_id).workers
    return next((row for row in rows if row.id == wage_worker_id), None)


def _workers(case: WageCase, sight: Sight) -> tuple[WorkerRow, ...]:
    rows = list(WageWorker.objects.filter(case=case).order_by("id"))
    lines = _lines(rows)
    return tuple(_worker(row, tuple(lines[row.pk]), sight is Sight.FULL) for row in rows)


def _lines(rows: Iterable[WageWorker]) -> dict[UUID, list[LineView]]:
    found: dict[UUID, list[LineView]] = defaultdict(list)
    live = WageLine.objects.filter(worker__in=[row.pk for row in rows], replaced_at=None)
    for line in live.order_by("period_from", "id"):
        found[line.worker_id].append(
            LineView(
                id=line.pk,
                period_from=line.period_from,
                period_to=line.period_to,
                basis=Basis(line.basis),
                price_fen=line.price_fen,
                quantity_milli=line.quantity_milli,
                agreed_fen=line.agreed_fen,
                paid_fen=line.paid_fen,
                owed_fen=line.owed_fen,
                note=line.note,
            )
        )
    return found


def _worker(row: WageWorker, lines: tuple[LineView, ...], clear: bool) -> WorkerRow:
    return WorkerRow(
        id=row.pk,
        worker_id=row.worker_id,
        name=row.name if clear else mask_name(row.name),
        id_number=mask_id(row.id_number),
        phone=row.phone if clear else mask_phone(row.phone),
        work=row.work,
        period_from=row.period_from,
        period_to=row.period_to,
        claimed_fen=row.claimed_fen,
        owed_fen=row.owed_fen,
        extra_fen=row.extra_fen,
        paid_fen=row.paid_fen,
        keep_secret=row.keep_secret,
        over_age=row.over_age,
        withdrawn=row.withdrawn_at is not None,
        lines=lines,
    )


def _complaints(case: WageCase, sight: Sight) -> tuple[ComplaintView, ...]:
    rows = Complaint.objects.filter(case=case).order_by("made_at", "id")
    clear = sight is Sight.FULL
    return tuple(
        ComplaintView(
            id=row.pk,
            door=Door(row.door),
            source_ref=row.source_ref,
            made_at=row.made_at,
            joined=row.joined,
            narrative=row.narrative if clear else "",
            place=row.place,
            by_name=row.by_name,
        )
        for row in rows
    )


def payments_of(*, actor: Actor, case_id: UUID) -> tuple[PaymentView, ...]:
    """Every payment of a case, newest first, withdrawn ones too.

    Raises:
        NoSuchWageCase
    """
    case, sight = wage_inside(actor, case_id)
    rows = Payment.objects.filter(case=case).select_related("worker").order_by("-made_at", "-id")
    return tuple(
        PaymentView(
            id=row.pk,
            worker_id=row.worker_id,
            worker_name=row.worker.name if sight is Sight.FULL else mask_name(row.worker.name),
            source=PaySource(row.source),
            amount_fen=row.amount_fen,
            paid_on=row.paid_on,
            made_by=row.made_by_name,
            note=row.note,
            withdrawn=row.withdrawn_at is not None,
            withdrawn_why=row.withdrawn_why,
            proof_paper=row.proof_paper,
        )
        for row in rows
    )


def evidence_of(*, actor: Actor, case_id: UUID) -> tuple[EvidenceView, ...]:
    """Evidence asked for and in hand, in the order it came.

    Raises:
        NoSuchWageCase
    """
    case, sight = wage_inside(actor, case_id)
    return tuple(_evidence(row, sight) for row in Evidence.objects.filter(case=case).order_by("id"))


def _not_given(on: date) -> str:
    """What follows for the employer from keeping back what the law has it keep, with the article."""
    said = parameter("wages_evidence", "not_given", on=on)
    return f"{said.value}（{said.article}）。"


def _evidence(row: Evidence, sight: Sight) -> EvidenceView:
    state = EvidenceState(row.state)
    against = _not_given(row.asked_on) if state is EvidenceState.NOT_GIVEN and row.asked_on else ""
    return EvidenceView(
        id=row.pk,
        kind=EvidenceKind(row.kind),
        label=row.label,
        state=state,
        asked_on=row.asked_on,
        due_on=row.due_on,
        given_on=row.given_on,
        document_id=row.paper_id,
        note=row.note if sight is Sight.FULL else "",
        against=against,
    )


def statements_of(*, actor: Actor, case_id: UUID) -> tuple[StatementView, ...]:
    """Statements taken down, oldest first; their words for the officers only.

    Raises:
        NoSuchWageCase
    """
    case, sight = wage_inside(actor, case_id)
    clear = sight is Sight.FULL
    return tuple(
        StatementView(
            id=row.pk,
            name=row.name if clear else mask_name(row.name),
            role=row.role,
            taken_at=row.taken_at,
            officers=row.officers,
            text=row.text if clear else "",
            recorded=row.recorded,
        )
        for row in Statement.objects.filter(case=case).order_by("taken_at", "id")
    )


def responsible_of(*, actor: Actor, case_id: UUID) -> tuple[ResponsibleView, ...]:
    """Who has to pay, in the order of the law, as confirmed.

    Raises:
        NoSuchWageCase
    """
    case, _sight = wage_inside(actor, case_id)
    rows = Responsible.objects.filter(case=case, replaced_at=None).order_by("rule_id")
    return tuple(_responsible(row) for row in rows)


def _responsible(row: Responsible) -> ResponsibleView:
    """One line of the confirmed order, in the words of the decision it was confirmed by."""
    line = next((one for one in decision(row.decision_id).lines if one.rule_id == row.rule_id), None)
    return ResponsibleView(
        id=row.pk,
        rule_id=row.rule_id,
        name=row.name,
        article=line.article if line else "",
        sentence=line.sentence_staff if line else "",
        most_fen=row.most_fen,
        most_basis=row.most_basis,
        most_paper=row.most_paper,
        advanced_fen=advanced_fen(row.case_id) if row.most_fen is not None else 0,
        confirmed_by=row.confirmed_by_name,
        confirmed_at=row.confirmed_at,
    )


def letters_of(*, actor: Actor, case_id: UUID) -> tuple[LetterView, ...]:
    """Letters of a case and how they were served, newest first.

    Raises:
        NoSuchWageCase
    """
    case, _sight = wage_inside(actor, case_id)
    rows = list(Letter.objects.filter(case=case).order_by("-made_at", "-id"))
    served: dict[UUID, list[ServedView]] = defaultdict(list)
    for one in Served.objects.filter(letter__in=rows).order_by("served_on", "id"):
        served[one.letter_id].append(
            ServedView(ServeMethod(one.method), one.served_on, one.to_name, one.place, one.by_name, one.paper_id)
        )
    return tuple(
        LetterView(
            id=row.pk,
            kind=LetterKind(row.kind),
            number=row.number,
            made_at=row.made_at,
            made_by=row.made_by_name,
            paper_id=row.paper_id,
            served=tuple(served[row.pk]),
        )
        for row in rows
    )


def letter_file(*, actor: Actor, case_id: UUID, letter_id: UUID) -> tuple[str, bytes]:
    """Number and PDF of a letter.

    Raises:
        NoSuchWageCase: no such case or letter, or it is still being written.
    """
    case, sight = wage_inside(actor, case_id)
    row = Letter.objects.filter(case=case, pk=letter_id, paper_id__isnull=False).first()
    if row is None or row.paper_id is None or sight is not Sight.FULL:
        raise NoSuchWageCase(_("没有找到这份文书，可能还在生成。"))
    return row.number, original(row.paper_id)[1]


def crime_of(*, actor: Actor, case_id: UUID, at: datetime) -> CrimeStandard | None:
    """Whether the open wages reach the standard of the crime, by the thresholds of the day.

    Raises:
        NoSuchWageCase, MissingRow
    """
    wage_inside(actor, case_id)
    facts = arrears_facts(case_id, at=at)
    return facts.crime if facts else None
