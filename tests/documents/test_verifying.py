"""Receipts verified by a platform and by a person: rows of evidence, asked outside any transaction."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.db import connection, transaction
from django.db.utils import DatabaseError

from anxin.documents.models import ReceiptVerification
from anxin.documents.selectors import first_goes, verification
from anxin.documents.services import receipt_verified_by_hand, receipt_verify
from anxin.documents.types import PaperKind
from anxin.documents.verification import Answer, Ticket, Verdict, register
from anxin.documents.verification.http_json import answered, asked
from anxin.kit.errors import BadInput
from tests.given.papers import NOON, REVIEWER, a_confirmed_paper, a_paper

TICKET = {"ticket_code": "11060126", "ticket_number": "0022739009", "check_code": "55e825", "total_fen": 30200}
RECORDED = json.loads((Path(__file__).parent / "recorded" / "receipt_check.json").read_text(encoding="utf-8"))


class Platform:
    key, label, online = "test", "测试平台", True

    def check(self, ticket: Ticket) -> Answer:
        assert not connection.in_atomic_block or ticket.number
        return Answer(Verdict.VOID, f"S-{ticket.number}")


def test_the_recorded_exchange_reads_as_its_verdicts() -> None:
    for exchange in RECORDED:
        ticket = Ticket(**(exchange["ticket"] | {"issued_on": date.fromisoformat(exchange["ticket"]["issued_on"])}))

        assert json.loads(asked(ticket)) == exchange["request"]
        assert answered(exchange["answer"]).verdict == exchange["verdict"]


@pytest.mark.django_db
def test_a_platform_is_asked_and_its_word_is_kept(settings: Any) -> None:
    register(Platform())
    settings.ANXIN_RECEIPT_CHECK = "test"
    paper_id = a_confirmed_paper(PaperKind.RECEIPT, TICKET)

    verdict = receipt_verify(paper_id=paper_id, actor=REVIEWER, at=NOON)

    kept = verification(paper_id)
    assert verdict is Verdict.VOID
    assert kept is not None
    assert (kept.verdict, kept.platform, kept.reference) == ("void", "test", "S-0022739009")


@pytest.mark.django_db
def test_a_person_may_note_what_a_platform_showed() -> None:
    paper_id = a_confirmed_paper(PaperKind.RECEIPT, TICKET)

    receipt_verified_by_hand(paper_id=paper_id, verdict=Verdict.GENUINE, note="省平台", actor=REVIEWER, at=NOON)

    kept = verification(paper_id)
    assert kept is not None
    assert (kept.verdict, kept.by_name, kept.reference) == ("genuine", "王试甲", "省平台")


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("kind", "values", "words"),
    [
        (PaperKind.DIAGNOSIS, {"patient": "张试骑"}, "只有医疗收费票据"),
        (PaperKind.RECEIPT, {"ticket_code": "11060126"}, "都要有"),
    ],
)
def test_what_cannot_be_verified_is_refused_with_a_sentence(
    kind: PaperKind, values: dict[str, Any], words: str
) -> None:
    paper_id = a_confirmed_paper(kind, values)

    with pytest.raises(BadInput, match=words):
        receipt_verified_by_hand(paper_id=paper_id, verdict=Verdict.GENUINE, note="", actor=REVIEWER, at=NOON)


@pytest.mark.django_db
def test_without_a_platform_asking_says_what_to_do() -> None:
    paper_id = a_confirmed_paper(PaperKind.RECEIPT, TICKET)

    with pytest.raises(BadInput, match="登记结果"):
        receipt_verify(paper_id=paper_id, actor=REVIEWER, at=NOON)


@pytest.mark.django_db
def test_a_kept_word_is_never_changed() -> None:
    paper_id = a_confirmed_paper(PaperKind.RECEIPT, TICKET)
    receipt_verified_by_hand(paper_id=paper_id, verdict=Verdict.VOID, note="", actor=REVIEWER, at=NOON)

    with pytest.raises(DatabaseError), transaction.atomic():
        ReceiptVerification.objects.update(verdict="genuine")


@pytest.mark.django_db
def test_only_the_first_paper_of_a_kind_in_a_file_counts_as_first_go() -> None:
    from anxin.documents.models import Paper

    blurred, again, other = a_paper(), a_paper(), a_paper(subject="trial:2")
    Paper.objects.filter(pk=blurred).update(first_complete=False)
    Paper.objects.filter(pk__in=(again, other)).update(first_complete=True)

    (found,) = first_goes(since=NOON)

    assert (found.kind, found.complete, found.papers) == (PaperKind.RECEIPT, 1, 2)
