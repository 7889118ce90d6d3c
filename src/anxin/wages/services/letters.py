"""Letters (文书): issued with the move, written by a job, served and recorded."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from anxin.cases.selectors import case_view, entry_words
from anxin.cases.services import document_attach, entry_add
from anxin.cases.types import Audience, CaseView, EffectFacts
from anxin.documents.letters import render
from anxin.documents.services import file_store, paper_add
from anxin.documents.types import PaperKind
from anxin.identity.names import org_name_parse
from anxin.identity.selectors import org
from anxin.identity.types import Actor
from anxin.kit.clock import day_of
from anxin.kit.dates import formal_day
from anxin.kit.errors import BadInput
from anxin.kit.jobs import defer
from anxin.kit.money import in_words, yuan_sign
from anxin.kit.text import sentence
from anxin.policy.selectors import limit
from anxin.wages import tasks
from anxin.wages.models import Letter, Payment, Served, WageCase, WageWorker
from anxin.wages.services.working import officer_case
from anxin.wages.types import LETTER_NAMES, NEEDS_PHOTO, LetterKind, ServeMethod
from anxin.wages.wording import Wording, wordings

FOR_THE_EMPLOYER: Final = (LetterKind.EVIDENCE, LetterKind.ORDER, LetterKind.DECISION, LetterKind.URGE)
NO_TABLE: Final[dict[str, Any]] = {
    "list_title": "拖欠工资明细",
    "headers": ["姓名", "时段", "核定", "已付", "未付"],
    "rows": [],
    "widths": [3, 5, 3, 3, 3],
    "sums": 3,
}
_WORDS_KEPT: Final = ("reason", "article", "finding")


def letter_issue(facts: EffectFacts, kind: LetterKind, words: Mapping[str, Any]) -> Letter:
    """Issue a letter in the move's own transaction; its PDF follows by a job."""
    return letter_make(case_id=facts.case_id, kind=kind, words=words, actor=facts.actor, at=facts.at, seq=facts.seq)


def letter_make(
    *, case_id: UUID, kind: LetterKind, words: Mapping[str, Any], actor: Actor, at: datetime, seq: int
) -> Letter:
    """A letter of a case, once for each entry that issues it. Words about people stay in the history, not here."""
    number = WageCase.objects.values_list("number", flat=True).get(pk=case_id)
    letter, made = Letter.objects.get_or_create(
        case_id=case_id,
        kind=kind.value,
        seq=seq,
        defaults={
            "number": f"{number}-{kind.value[:3].upper()}{seq}",
            "facts": dict(words),
            "made_at": at,
            "made_by": actor.account_id,
            "made_by_name": actor.public_name,
        },
    )
    if made:
        defer(tasks.letter_written, letter_id=str(letter.pk))
    return letter


def letter_write(*, letter_id: UUID, at: datetime) -> UUID | None:
    """Write the PDF of a letter and put it into the file. Written once; again gives the same paper."""
    letter = Letter.objects.select_related("case").filter(pk=letter_id).first()
    if letter is None or letter.paper_id is not None:
        return letter.paper_id if letter else None
    kind, system = LetterKind(letter.kind), Actor.system()
    pdf = render("wage_letter", _data(letter), at=letter.made_at)
    name = f"{LETTER_NAMES[kind]}-{letter.number}.pdf"
    file = file_store(name=name, content=pdf, actor=system, at=at)
    with transaction.atomic():
        locked = Letter.objects.select_for_update().get(pk=letter_id)
        if locked.paper_id is not None:
            return locked.paper_id
        paper_id = paper_add(
            file_id=file.id,
            kind=PaperKind.OTHER,
            subject=f"case:{letter.case_id}",
            actor=system,
            at=at,
            name=name,
            read=False,
        )
        document_attach(
            case_id=letter.case_id,
            kind="letter",
            paper_id=paper_id,
            actor=system,
            at=at,
            label=LETTER_NAMES[kind],
            audience=Audience.STAFF,
        )
        locked.paper_id = paper_id
        locked.save(update_fields=["paper_id"])
    return paper_id


def _data(letter: Letter) -> dict[str, Any]:
    kind, case = LetterKind(letter.kind), letter.case
    texts = wordings(day_of(letter.made_at))
    wording = texts.letters[kind]
    view = case_view(Actor.system(), case.pk)
    bureau = org(view.org_id)
    words = _words(letter, case, view)
    table = _table(letter, case) if wording.with_list else {}
    return {
        "title": LETTER_NAMES[kind],
        "number": letter.number,
        "case_number": case.number,
        "to": _to(wording, case, bureau=bureau.name if bureau else "", bank=str(letter.facts.get("bank", ""))),
        "paragraphs": [one.format_map(_Blank(words)) for one in wording.paragraphs],
        **NO_TABLE,
        **table,
        "remedies": _remedies(texts.remedies, day_of(letter.made_at)) if wording.with_remedies else "",
        "org": bureau.name if bureau else "",
        "decided_on": formal_day(day_of(letter.made_at)),
        "officers": words["officers"],
    }


class _Blank(dict[str, str]):
    """Words of a letter; what nobody has entered reads as a line to fill in."""

    def __missing__(self, key: str) -> str:
        return "____"


def _words(letter: Letter, case: WageCase, view: CaseView) -> dict[str, str]:
    said = entry_words(letter.case_id, letter.seq)
    amount = int(letter.facts.get("amount_fen", case.owed_fen - case.paid_fen))
    days = {
        key: formal_day(date.fromisoformat(str(letter.facts[key])))
        for key in ("pay_by", "due_on")
        if key in letter.facts
    }
    return {
        **{key: str(value) for key, value in letter.facts.items()},
        **{key: said[key] for key in _WORDS_KEPT if key in said},
        **days,
        "employer": case.employer_name,
        "case_number": case.number,
        "day": formal_day(day_of(letter.made_at)),
        "officers": "、".join(name for name in (view.handler_name, case.second_name) if name),
        "workers": str(case.workers.filter(withdrawn_at=None).count()),
        "amount": yuan_sign(amount),
        "amount_words": in_words(amount),
        "extra": yuan_sign(int(letter.facts.get("extra_fen", 0))),
        "ordered_on": formal_day(day_of(case.ordered_at)) if case.ordered_at else "____",
        "accepted_on": formal_day(day_of(view.opened_at)),
    }


def _to(wording: Wording, case: WageCase, *, bureau: str, bank: str) -> str:
    if wording.to == "employer":
        return case.employer_name
    if wording.to == "bureau":
        return bureau
    if wording.to == "bank":
        return bank
    if wording.to == "complainant":
        return "、".join(row.name for row in case.workers.filter(withdrawn_at=None).order_by("id")[:3])
    return ""


def worker_rows(case: WageCase, *, secret_hidden: bool) -> list[list[str]]:
    """Each worker with sums; who asked for secrecy is not named to the employer."""
    rows = [
        [
            _("（姓名保密）") if secret_hidden and row.keep_secret else row.name,
            period_words(row),
            yuan_sign(row.owed_fen),
            yuan_sign(row.paid_fen),
            yuan_sign(row.owed_fen - row.paid_fen),
        ]
        for row in case.workers.filter(withdrawn_at=None).order_by("id")
    ]
    totals = [yuan_sign(case.owed_fen), yuan_sign(case.paid_fen), yuan_sign(case.owed_fen - case.paid_fen)]
    return [*rows, [_("合计"), "", *totals]]


def _table(letter: Letter, case: WageCase) -> dict[str, Any]:
    """What the letter lists: what is owed to whom, or whom the deposit's bank has to pay."""
    if letter.kind == LetterKind.DEPOSIT:
        paid = Payment.objects.filter(pk__in=letter.facts["payments"]).select_related("worker").order_by("id")
        rows = [[one.worker.name, one.worker.id_number, yuan_sign(one.amount_fen)] for one in paid]
        total = [_("合计"), "", yuan_sign(sum(one.amount_fen for one in paid))]
        return {
            "list_title": _("支付名单"),
            "headers": [_("姓名"), _("证件号码"), _("支付金额")],
            "rows": [*rows, total],
            "widths": [3, 6, 4],
            "sums": 1,
        }
    return NO_TABLE | {"rows": worker_rows(case, secret_hidden=letter.kind in FOR_THE_EMPLOYER)}


def period_words(row: WageWorker) -> str:
    """``2026-03-01—2026-06-30``."""
    if row.period_from is None and row.period_to is None:
        return ""
    return f"{row.period_from or ''}—{row.period_to or ''}"


def _remedies(text: str, on: date) -> str:
    return text.format(review=limit("review", on=on).length, suit=limit("suit", on=on).length)


@transaction.atomic
def served_add(
    *,
    letter_id: UUID,
    method: ServeMethod,
    served_on: date,
    to_name: str,
    actor: Actor,
    at: datetime,
    place: str = "",
    paper_id: UUID | None = None,
) -> UUID:
    """Record that a letter was served (送达). Posting at home or on the site counts only with its picture.

    Raises:
        BadInput: no picture where one is needed, or a day that cannot be right. NotYours, MoveBlocked.
    """
    letter = Letter.objects.filter(pk=letter_id).first()
    if letter is None:
        raise BadInput(_("没有找到这份文书，请刷新页面。"))
    case = officer_case(letter.case_id, actor, at)
    if method in NEEDS_PHOTO and paper_id is None:
        raise BadInput(_("张贴或者留置送达要附照片，请上传。"), field="photo")
    if not day_of(letter.made_at) <= served_on <= day_of(at):
        raise BadInput(_("送达日期须在文书出具之后、今天以前，请核对。"), field="served_on")
    row = Served.objects.create(
        letter=letter,
        method=method.value,
        served_on=served_on,
        to_name=org_name_parse(to_name or case.employer_name, most=100, label=_("受送达人")),
        place=sentence(place, most=200, label=_("地点")),
        paper_id=paper_id,
        by_account=actor.account_id,
        by_name=actor.public_name,
        at=at,
    )
    if letter.kind == LetterKind.ORDER:
        WageCase.objects.filter(pk=case.pk).update(served_on=served_on)
    entry_add(
        case_id=case.pk,
        key="wage.served",
        data={"letter": letter.pk, "method": method.value, "served_on": served_on},
        actor=actor,
        at=at,
    )
    return row.pk
