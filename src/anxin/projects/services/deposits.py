"""The wage deposit (工资保证金): computed by the province's table, stored, drawn, refilled, released."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Sum
from django.utils.translation import gettext as _

from anxin.identity.types import Actor, Role
from anxin.kit.clock import day_of
from anxin.kit.errors import BadInput, NotAllowed, Refused
from anxin.kit.money import yuan_sign
from anxin.kit.text import line, sentence
from anxin.policy.services import decide
from anxin.policy.types import Decision
from anxin.projects.deadlines import must_have_happened
from anxin.projects.deposits import TOPIC, Record, facts_of
from anxin.projects.models import Deposit, DepositMove, Project
from anxin.projects.rights import project_row, require_hand_in, require_keeper
from anxin.projects.types import DepositForm, DepositMoveKind
from anxin.projects.waking import standing_wake

DRAWERS = (Role.WAGE_INSPECTOR, Role.BUREAU_LEAD)
"""Only the bureau draws on a deposit, by a named person."""


@transaction.atomic
def deposit_require(
    *, project_id: UUID, record: Record, actor: Actor, at: datetime, agreed_fen: int | None = None
) -> Decision:
    """Work out what has to be stored, and keep the decision with its lines (核定应存金额).

    Args:
        record: the contractor's record, as the bureau found it.
        agreed_fen: what a person sets when the table leaves the answer to a person; with a clear answer it must agree.

    Raises:
        NoRules: the province's table is not entered for the contract's day.
        Refused: the table leaves the answer to a person and none was given; or the deposit was already stored.
    """
    row = project_row(actor, project_id, lock=True)
    require_keeper(actor, row)
    if Deposit.objects.filter(project=row, stored_on__isnull=False).exists():
        raise Refused(_("保证金已经存储，不能重新核定；金额有误请先办理返还。"))
    made = decide(
        topic=TOPIC, facts=facts_of(row, record), law_on=row.signed_on, subject=f"project:{row.pk}:deposit", at=at
    )
    if made.outcome != "pay" and agreed_fen is None:
        raise Refused(_("有需要人工核定的事项，请看过每一条后填写核定金额。"), field="agreed_fen")
    required_fen = made.amount_fen if made.outcome == "pay" else agreed_fen
    assert required_fen is not None
    if not 0 <= required_fen <= row.contract_fen:
        raise BadInput(_("核定金额应在零和合同总额之间。"), field="agreed_fen")
    Deposit.objects.update_or_create(
        project=row, defaults={"required_fen": required_fen, "exempt": required_fen == 0, "decision_id": made.id}
    )
    standing_wake(row.pk)
    return made


@transaction.atomic
def deposit_store(
    *,
    project_id: UUID,
    form: DepositForm,
    amount_fen: int,
    bank_name: str,
    certificate_no: str,
    stored_on: date,
    actor: Actor,
    at: datetime,
    expires_on: date | None = None,
) -> None:
    """Enter the certificate of a deposit (存储、保函或保单).

    Raises:
        Refused: not computed yet, exempt, already stored, or less than required.
        BadInput: a guarantee without an end, or one that ended.
    """
    row, deposit = _locked(actor, project_id)
    require_hand_in(actor, row)
    if deposit.exempt:
        raise Refused(_("这个项目免于存储工资保证金。"))
    if deposit.stored_on is not None:
        raise Refused(_("保证金已经登记过。续办保函请用“登记续期”。"))
    must_have_happened(stored_on, "stored_on", at=at)
    if amount_fen < deposit.required_fen:
        raise BadInput(
            _("金额不足：应存 %(sum)s。") % {"sum": yuan_sign(deposit.required_fen)},
            field="amount_fen",
        )
    _check_end(form, expires_on, stored_on)
    deposit.form, deposit.bank_name = form.value, line(bank_name, most=100, label=_("银行或保险公司"))
    deposit.certificate_no = line(certificate_no, most=60, label=_("编号"))
    if not deposit.bank_name or not deposit.certificate_no:
        raise BadInput(_("请填写银行或保险公司的名称和存单、保函或保单的编号。"), field="certificate_no")
    deposit.stored_on, deposit.expires_on = stored_on, expires_on
    _move(
        deposit,
        DepositMoveKind.STORED,
        amount_fen,
        stored_on,
        _("按核定金额存储"),
        f"store:{row.pk}:{deposit.certificate_no}",
        actor,
        at,
    )
    standing_wake(row.pk)


def _check_end(form: DepositForm, expires_on: date | None, from_day: date) -> None:
    if form is DepositForm.CASH:
        return
    if expires_on is None or expires_on <= from_day:
        raise BadInput(_("保函和保险要填写到期日期，且晚于存储日期。"), field="expires_on")


@transaction.atomic
def deposit_extend(*, project_id: UUID, certificate_no: str, expires_on: date, actor: Actor, at: datetime) -> None:
    """Enter that a guarantee or insurance runs on (续期)."""
    row, deposit = _locked(actor, project_id)
    require_hand_in(actor, row)
    if deposit.expires_on is None:
        raise Refused(_("只有保函和保险需要续期。"))
    if expires_on <= deposit.expires_on:
        raise BadInput(_("新的到期日期应晚于原来的到期日期。"), field="expires_on")
    deposit.expires_on = expires_on
    deposit.certificate_no = line(certificate_no, most=60, label=_("编号")) or deposit.certificate_no
    deposit.save(update_fields=["expires_on", "certificate_no"])
    standing_wake(row.pk)


@transaction.atomic
def deposit_draw(*, project_id: UUID, amount_fen: int, key: str, reason: str, actor: Actor, at: datetime) -> int:
    """Use the deposit to pay wages that are owed (动用). The same ``key`` again changes nothing.

    Args:
        key: business key of the act, e.g. ``case:<id>:deposit:<n>``.

    Returns:
        What is left, in fen.

    Raises:
        NotAllowed: only a named person of the bureau draws.
        Refused: more than there is.
    """
    row, deposit = _locked(actor, project_id)
    require_keeper(actor, row)
    if actor.account_id is None or not actor.has(*DRAWERS):
        raise NotAllowed(_("动用工资保证金须由劳动保障监察员或人社负责人办理。"))
    done = DepositMove.objects.filter(key=key).first()
    if done is not None:
        return done.balance_fen
    if amount_fen <= 0 or amount_fen > deposit.balance_fen:
        raise Refused(_("保证金余额 %(sum)s，不够这次动用。") % {"sum": yuan_sign(deposit.balance_fen)})
    deposit.drawn_on = deposit.drawn_on or day_of(at)
    left = _move(deposit, DepositMoveKind.DRAWN, amount_fen, day_of(at), reason, key, actor, at)
    standing_wake(row.pk)
    return left


@transaction.atomic
def deposit_return(*, project_id: UUID, amount_fen: int, key: str, reason: str, actor: Actor, at: datetime) -> None:
    """Money that was drawn did not reach its worker and comes back (退回). The same ``key`` again changes nothing.

    Raises:
        NotAllowed: only the bureau that draws. Refused: more than was drawn.
    """
    row, deposit = _locked(actor, project_id)
    require_keeper(actor, row)
    if DepositMove.objects.filter(key=key).exists():
        return
    if not 0 < amount_fen <= _drawn_fen(deposit):
        raise Refused(_("退回的金额比动用过的还多，请核对。"))
    if deposit.balance_fen + amount_fen >= deposit.required_fen:
        deposit.drawn_on = None
    _move(deposit, DepositMoveKind.RETURNED, amount_fen, day_of(at), reason, key, actor, at)
    standing_wake(row.pk)


def _drawn_fen(deposit: Deposit) -> int:
    """What was drawn and has not come back."""
    moved = dict(deposit.moves.values_list("kind").annotate(fen=Sum("amount_fen")))
    return int(moved.get(DepositMoveKind.DRAWN, 0) - moved.get(DepositMoveKind.RETURNED, 0))


@transaction.atomic
def deposit_refill(*, project_id: UUID, amount_fen: int, day: date, key: str, actor: Actor, at: datetime) -> None:
    """Enter money that fills a drawn deposit up again (补足). The same ``key`` again changes nothing."""
    row, deposit = _locked(actor, project_id)
    require_hand_in(actor, row)
    if DepositMove.objects.filter(key=key).exists():
        return
    must_have_happened(day, "day", at=at)
    if not 0 < amount_fen <= deposit.required_fen - deposit.balance_fen:
        raise BadInput(_("补足金额应大于零，且不超过缺少的金额。"), field="amount_fen")
    if deposit.balance_fen + amount_fen >= deposit.required_fen:
        deposit.drawn_on = None
    _move(deposit, DepositMoveKind.REFILLED, amount_fen, day, _("动用后补足"), key, actor, at)
    standing_wake(row.pk)


@transaction.atomic
def deposit_release(*, project_id: UUID, reason: str, actor: Actor, at: datetime) -> None:
    """Give a deposit back after the works are finished and everybody is paid (返还)."""
    row, deposit = _locked(actor, project_id)
    require_keeper(actor, row)
    if row.completed_on is None:
        raise Refused(_("工程完工、工资结清后才能返还保证金。"))
    if deposit.released_on is not None:
        return
    deposit.released_on = day_of(at)
    if deposit.balance_fen:
        _move(
            deposit,
            DepositMoveKind.RELEASED,
            deposit.balance_fen,
            day_of(at),
            reason,
            f"release:{row.pk}",
            actor,
            at,
        )
    else:
        deposit.save()
    standing_wake(row.pk)


def _locked(actor: Actor, project_id: UUID) -> tuple[Project, Deposit]:
    row = project_row(actor, project_id, lock=True)
    deposit = Deposit.objects.select_for_update().filter(project=row).first()
    if deposit is None:
        raise Refused(_("还没有核定应存金额，请先在保证金计算里核定。"))
    return row, deposit


def _move(
    deposit: Deposit,
    kind: DepositMoveKind,
    amount_fen: int,
    day: date,
    reason: str,
    key: str,
    actor: Actor,
    at: datetime,
) -> int:
    words = sentence(reason, most=200, label=_("事由"))
    if not words:
        raise BadInput(_("请写明事由。"), field="reason")
    adds = kind in (DepositMoveKind.STORED, DepositMoveKind.RETURNED, DepositMoveKind.REFILLED)
    deposit.balance_fen += amount_fen if adds else -amount_fen
    deposit.save()
    DepositMove.objects.create(
        deposit=deposit,
        kind=kind.value,
        amount_fen=amount_fen,
        balance_fen=deposit.balance_fen,
        day=day,
        reason=words,
        key=key,
        by_account=actor.account_id,
        by_name=actor.public_name,
        at=at,
    )
    return deposit.balance_fen
