"""What a machine read never replaces what a person confirmed."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from anxin.documents import selectors
from anxin.documents.models import FieldConfirmation, Paper, Reading
from anxin.documents.services import (
    fields_confirm,
    file_store,
    paper_add,
    paper_kind_set,
    receipt_use_claim,
    receipt_use_release,
)
from anxin.documents.types import PaperKind
from anxin.identity.types import Actor
from anxin.kit.errors import BadInput, NotAllowed
from anxin.kit.ids import uuid7
from tests.given.papers import NOON, REVIEWER, a_jpeg, a_paper

pytestmark = pytest.mark.django_db


def a_reading(paper_id: object, **values: object) -> None:
    fields = {
        name: {"value": value, "confidence": 0.9, "boxes": [[0, 0.1, 0.1, 0.2, 0.2]]} for name, value in values.items()
    }
    Reading.objects.create(paper_id=paper_id, reader="test 1", kind="receipt", fields=fields, problems=[], at=NOON)


def test_a_confirmed_value_stands_over_a_read_one_even_when_read_again_later() -> None:
    paper_id = a_paper()
    a_reading(paper_id, payer="赵试黃", total_fen=30200)

    fields_confirm(paper_id=paper_id, values={"payer": "赵试黄"}, actor=REVIEWER, at=NOON)
    a_reading(paper_id, payer="赵试横", total_fen=30200)

    assert selectors.values(paper_id)["payer"] == "赵试黄"
    view = {field.name: field for field in selectors.paper(paper_id).fields}
    assert view["payer"].differs
    assert view["payer"].confirmed_by == "王试甲"
    assert not view["total_fen"].is_confirmed


def test_values_hold_every_field_of_the_kind_and_missing_is_none() -> None:
    paper_id = a_paper(kind=PaperKind.RECEIPT)

    values = selectors.values(paper_id)

    assert list(values)[:3] == ["ticket_code", "ticket_number", "check_code"]
    assert set(values.values()) == {None}


def test_a_person_may_say_that_a_paper_does_not_have_what_was_read() -> None:
    paper_id = a_paper()
    a_reading(paper_id, payer="赵试黃", check_code="830114")

    fields_confirm(paper_id=paper_id, values={"payer": "赵试骑", "check_code": ""}, actor=REVIEWER, at=NOON)

    view = {field.name: field for field in selectors.paper(paper_id).fields}
    assert selectors.values(paper_id)["check_code"] is None
    assert view["check_code"].is_confirmed


def test_a_later_confirmation_counts_and_the_earlier_one_is_kept() -> None:
    paper_id = a_paper()
    fields_confirm(paper_id=paper_id, values={"total_fen": 30100}, actor=REVIEWER, at=NOON)
    fields_confirm(paper_id=paper_id, values={"total_fen": "302.00"}, actor=REVIEWER, at=NOON + timedelta(minutes=1))

    assert selectors.values(paper_id)["total_fen"] == 30200
    assert FieldConfirmation.objects.count() == 2


def test_a_confirmation_cannot_be_changed_or_removed() -> None:
    paper_id = a_paper()
    fields_confirm(paper_id=paper_id, values={"payer": "赵试骑"}, actor=REVIEWER, at=NOON)

    for change in (lambda rows: rows.update(field="x"), lambda rows: rows.delete()):
        with pytest.raises(IntegrityError, match="never changed"), transaction.atomic():
            change(FieldConfirmation.objects.all())


@pytest.mark.parametrize(
    "values",
    [
        {"total_fen": "302.295"},
        {"total_fen": "1e400"},
        {"total_fen": -1},
        {"issued_on": "2026-02-30"},
        {"items": "x"},
        {"items": [{"name": "胸片", "quantity": "NaN"}]},
        {"level": "全部"},
    ],
)
def test_a_value_that_does_not_fit_its_field_is_refused(values: dict[str, object]) -> None:
    with pytest.raises(BadInput):
        fields_confirm(paper_id=a_paper(), values=values, actor=REVIEWER, at=NOON)

    assert not FieldConfirmation.objects.exists()


def test_full_width_digits_and_rows_are_understood() -> None:
    paper_id = a_paper()
    rows = [{"name": "胸部X线摄影", "quantity": "１", "amount_fen": "１２０.００"}, {"name": " "}]

    fields_confirm(paper_id=paper_id, values={"items": rows}, actor=REVIEWER, at=NOON)

    assert selectors.values(paper_id)["items"] == [
        {"name": "胸部X线摄影", "quantity": 1, "unit": None, "amount_fen": 12000, "category": None}
    ]


def test_personal_values_are_sealed_in_the_database() -> None:
    paper_id = a_paper()
    fields_confirm(paper_id=paper_id, values={"payer": "赵试骑"}, actor=REVIEWER, at=NOON)

    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT value FROM documents_fieldconfirmation")
        assert "赵试骑".encode() not in bytes(cursor.fetchone()[0])


def test_a_receipt_is_used_once_and_can_be_given_back() -> None:
    use = {"code": "11060126", "number": "0022739009", "actor": REVIEWER, "at": NOON}

    assert receipt_use_claim(subject="trial:1", **use).taken
    assert receipt_use_claim(subject="trial:1", **use).taken
    refused = receipt_use_claim(subject="trial:2", **use)
    assert (refused.taken, refused.used_by) == (False, "trial:1")

    receipt_use_release(subject="trial:1", actor=REVIEWER, at=NOON)
    assert receipt_use_claim(subject="trial:2", **use).taken
    assert selectors.receipt_use("11060126", "0022739009").used_by == "trial:2"  # type: ignore[union-attr]


def test_a_receipt_without_a_number_cannot_be_taken() -> None:
    with pytest.raises(BadInput, match="票据号码"):
        receipt_use_claim(code="11060126", number="", subject="trial:1", actor=REVIEWER, at=NOON)


def test_the_same_file_in_another_case_is_found() -> None:
    first, second = a_paper(subject="trial:1"), a_paper(subject="trial:2")

    assert selectors.same_file_elsewhere(second) == ("trial:1",)
    assert Paper.objects.filter(pk=first).exists()


def test_papers_of_a_subject_take_three_queries(django_assert_num_queries: object) -> None:
    for _ in range(5):
        a_paper()

    with django_assert_num_queries(3):  # type: ignore[operator]
        assert len(selectors.papers_of("trial:1")) == 5


def test_only_who_keeps_the_file_says_what_a_paper_says() -> None:
    kept, nobodys = a_paper(), a_paper(subject="elsewhere:1")
    values = {"payer": "赵试骑"}

    fields_confirm(paper_id=kept, values=values, actor=REVIEWER, at=NOON)
    for paper_id, actor in ((kept, Actor(account_id=uuid7(), name="路甲")), (nobodys, REVIEWER)):
        with pytest.raises(NotAllowed):
            fields_confirm(paper_id=paper_id, values=values, actor=actor, at=NOON)
        with pytest.raises(NotAllowed):
            paper_kind_set(paper_id=paper_id, kind=PaperKind.DIAGNOSIS, actor=actor, at=NOON)


def test_a_form_made_of_a_persons_own_words_is_confirmed_by_that_person_and_nobody_else() -> None:
    signer, other = (Actor(account_id=uuid7(), name=name) for name in ("赵试骑", "路甲"))
    file = file_store(name="", content=a_jpeg(), actor=signer, at=NOON)
    paper_id = paper_add(
        file_id=file.id, kind=PaperKind.CONSENT, subject="elsewhere:1", actor=signer, at=NOON, read=False
    )

    fields_confirm(paper_id=paper_id, values={"signed": True}, actor=signer, at=NOON)
    with pytest.raises(NotAllowed):
        fields_confirm(paper_id=paper_id, values={"signed": False}, actor=other, at=NOON)

    assert selectors.values(paper_id)["signed"] is True
