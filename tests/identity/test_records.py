"""Receiving accounts, consents, restrictions, looks at records, keys."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest
from django.db import IntegrityError, connection, transaction

from anxin.identity.consent_texts import consent_keys, consent_text
from anxin.identity.events import ConsentWithdrawn, PayeeChanged, RestrictionLifted, RestrictionPut
from anxin.identity.models import AccountEvent, Consent, PayeeAccount, ReadLog, Restriction, Worker
from anxin.identity.selectors import (
    consent_standing,
    consents,
    payee_account,
    payee_history,
    payees_sharing,
    reads_of,
    restrictions,
    worker_view,
)
from anxin.identity.services import (
    RestrictionIn,
    account_event,
    consent_give,
    consent_withdraw,
    keys_old_count,
    keys_rotate,
    payee_set,
    restriction_lift,
    restriction_put,
)
from anxin.identity.services.records import entry_payload
from anxin.identity.types import Actor, OrgKind, PayeeKind, RestrictionKind, Role
from anxin.kit import chain, crypto
from anxin.kit.errors import BadInput, NotAllowed, NotFound, Refused
from anxin.kit.events import joined, listen
from tests.given.people import NOON, a_staff, a_worker, an_engaged, an_id_number, an_org

pytestmark = pytest.mark.django_db
CARD, OTHER_CARD = "6209990000000000013", "6209990000000000021"


def _set(worker: Actor, *, actor: Actor | None = None, number: str = CARD, at=NOON, holder: str = ""):
    return payee_set(
        worker_id=worker.worker_id,
        kind=PayeeKind.SOCIAL_CARD,
        bank_name="示范银行",
        number=number,
        holder=holder,
        actor=actor or worker,
        at=at,
    )


# --- receiving accounts ---


def test_the_first_account_can_be_paid_to_at_once_a_change_waits():
    worker = a_worker()
    first = _set(worker)
    changed = _set(worker, number=OTHER_CARD, at=NOON + timedelta(days=30))

    assert not first.cooling(NOON)
    assert changed.cooling(NOON + timedelta(days=30, hours=23))
    assert not changed.cooling(NOON + timedelta(days=31))
    assert payee_account(worker.worker_id).number == OTHER_CARD


def test_the_same_account_again_changes_nothing():
    worker = a_worker()
    first = _set(worker)

    again = _set(worker, number=f"{CARD[:4]} {CARD[4:]}", at=NOON + timedelta(days=1))

    assert again == first
    assert PayeeAccount.objects.count() == 1


def test_going_back_to_the_old_account_waits_as_well():
    worker = a_worker()
    _set(worker)
    _set(worker, number=OTHER_CARD, at=NOON + timedelta(hours=1))

    back = _set(worker, at=NOON + timedelta(hours=2))

    assert back.cooling(NOON + timedelta(hours=25))


def test_money_goes_to_nobody_elses_account():
    worker = a_worker("赵试骑")

    with pytest.raises(BadInput, match="本人"):
        _set(worker, holder="钱试骑")
    assert payee_account(worker.worker_id) is None


@pytest.mark.parametrize("role", [Role.PLATFORM_OPERATOR, Role.FINANCE_MAKER, Role.SYSTEM_ADMIN])
def test_neither_platform_nor_finance_enters_an_account(role: Role):
    with pytest.raises(NotAllowed):
        _set(a_worker(), actor=a_staff(role))


def test_another_worker_cannot_redirect_the_money():
    with pytest.raises(NotAllowed):
        _set(a_worker(), actor=a_worker())


def test_a_change_tells_the_worker_and_keeps_its_history_masked(django_capture_on_commit_callbacks):
    heard: list[PayeeChanged] = []
    listen(PayeeChanged, heard.append)
    worker, clerk = a_worker(), a_staff(Role.BUREAU_INTAKE, name="陈试受")
    with django_capture_on_commit_callbacks(execute=True):
        _set(worker)
        changed = _set(worker, actor=clerk, number=OTHER_CARD, at=NOON + timedelta(hours=1))

    mine = [event for event in heard if event.worker_id == worker.worker_id]
    assert [(event.first, event.usable_from) for event in mine] == [(True, NOON), (False, changed.usable_from)]
    assert [(entry.by_name, entry.number_masked) for entry in payee_history(worker.worker_id)] == [
        ("陈试受", "**** 0021"),
        ("本人", "**** 0013"),
    ]
    assert PayeeChanged in joined()


def test_the_database_allows_one_current_account():
    worker = a_worker()
    _set(worker)
    row = PayeeAccount.objects.get()
    row.pk = UUID(int=1)

    with pytest.raises(IntegrityError), transaction.atomic():
        row.save(force_insert=True)


def sandbox_people_who_share_a_card_are_found():
    one, other = a_worker(), a_worker()
    _set(one)
    _set(other)

    assert set(payees_sharing(CARD)) == {one.worker_id, other.worker_id}
    assert payees_sharing(OTHER_CARD) == []
    assert payees_sharing("no number") == []


# --- consents ---


def _give(worker: Actor, key: str = "medical_data", **more):
    text = consent_text(key)
    return consent_give(
        **{
            "worker_id": worker.worker_id,
            "key": key,
            "version": text.version,
            "sha256": text.sha256,
            "actor": worker,
            "at": NOON,
            "device": "TestPhone/1",
        }
        | more
    )


def test_every_shipped_text_can_be_agreed_to_and_taken_back(django_capture_on_commit_callbacks):
    heard: list[ConsentWithdrawn] = []
    listen(ConsentWithdrawn, heard.append)
    worker = a_worker()
    with django_capture_on_commit_callbacks(execute=True):
        for key in consent_keys():
            given = _give(worker, key)
            assert consent_standing(worker.worker_id, key) == given
            consent_withdraw(consent_id=given.id, actor=worker, at=NOON + timedelta(days=1))
            consent_withdraw(consent_id=given.id, actor=worker, at=NOON + timedelta(days=2))
            assert consent_standing(worker.worker_id, key) is None

    assert set(consent_keys()) == {"help_push", "location", "medical_data", "privacy"}
    assert [event.key for event in heard if event.worker_id == worker.worker_id] == list(consent_keys())
    assert {consent.withdrawn_at for consent in consents(worker.worker_id)} == {NOON + timedelta(days=1)}


def test_agreeing_twice_is_agreeing_once_and_agreeing_after_taking_back_is_new():
    worker = a_worker()
    first = _give(worker)

    assert _give(worker, at=NOON + timedelta(hours=1)) == first
    consent_withdraw(consent_id=first.id, actor=worker, at=NOON + timedelta(hours=2))
    assert _give(worker, at=NOON + timedelta(hours=3)).id != first.id
    assert Consent.objects.count() == 2


def test_nobody_agrees_or_takes_back_for_somebody_else():
    worker, other = a_worker(), a_worker()
    given = _give(worker)

    with pytest.raises(NotAllowed, match="本人"):
        _give(worker, actor=other)
    with pytest.raises(NotAllowed):
        _give(worker, actor=a_staff(Role.BUREAU_INTAKE))
    for stranger in (other, a_staff(Role.BUREAU_INTAKE), Actor.anonymous()):
        with pytest.raises(NotFound):
            consent_withdraw(consent_id=given.id, actor=stranger, at=NOON)


def test_agreeing_to_a_text_that_was_not_on_the_page_is_refused():
    with pytest.raises(Refused, match="重新阅读"):
        _give(a_worker(), sha256="0" * 64)
    with pytest.raises(NotFound):
        _give(a_worker(), version="1999-01")


# --- restrictions ---


def _restriction(**more) -> RestrictionIn:
    return replace(
        RestrictionIn(
            kind=RestrictionKind.BLACKLISTED,
            reason="拖欠工资经责令仍不支付",
            basis="第五条",
            source="case:1",
            starts_on=NOON.date(),
        ),
        **more,
    )


def test_a_restriction_runs_between_its_days_and_is_lifted_with_a_reason(django_capture_on_commit_callbacks):
    heard: list[object] = []
    listen(RestrictionPut, heard.append)
    listen(RestrictionLifted, heard.append)
    org, lead = an_org(OrgKind.PLATFORM), a_staff(Role.BUREAU_LEAD)
    put = _restriction(org_id=org.id, ends_on=NOON.date() + timedelta(days=30))
    with django_capture_on_commit_callbacks(execute=True):
        standing = restriction_put(restriction=put, actor=lead, at=NOON)
        assert restriction_put(restriction=put, actor=lead, at=NOON + timedelta(days=1)) == standing

        days = {
            offset: len(restrictions(org_id=org.id, on=NOON.date() + timedelta(days=offset)))
            for offset in (-1, 0, 30, 31)
        }
        assert days == {-1: 0, 0: 1, 30: 1, 31: 0}
        with pytest.raises(BadInput):
            restriction_lift(restriction_id=standing.id, reason=" ", actor=lead, at=NOON)
        for _ in range(2):
            restriction_lift(restriction_id=standing.id, reason="已支付", actor=lead, at=NOON + timedelta(days=2))

    assert restrictions(kind=RestrictionKind.BLACKLISTED, on=NOON.date() + timedelta(days=3)) == []
    assert [type(event) for event in heard if event.subject_id == org.id] == [RestrictionPut, RestrictionLifted]


def test_a_person_without_an_account_is_found_by_id_number_only():
    number, lead = an_id_number(), a_staff(Role.BUREAU_LEAD)

    put = restriction_put(restriction=_restriction(id_number=number), actor=lead, at=NOON)

    assert (put.subject_kind, put.subject_id) == ("person", None)
    assert restrictions(id_number=number, on=NOON.date()) == [put]
    assert restrictions(id_number=an_id_number(), on=NOON.date()) == []
    assert not Restriction.objects.filter(person_blind__contains=number).exists()


def test_only_a_named_person_of_the_bureau_restricts():
    put = _restriction(worker_id=a_worker().worker_id)
    for actor in (Actor.system(), a_staff(Role.INSURER_HANDLER), a_staff(Role.BUREAU_INTAKE)):
        with pytest.raises(NotAllowed):
            restriction_put(restriction=put, actor=actor, at=NOON)


@pytest.mark.parametrize("gap", [{"reason": " "}, {"basis": ""}, {}])
def test_a_restriction_names_subject_reason_and_article(gap: dict[str, str]):
    subject = {"org_id": an_org(OrgKind.PLATFORM).id} if gap else {}

    with pytest.raises(BadInput):
        restriction_put(restriction=_restriction(**gap, **subject), actor=a_staff(Role.BUREAU_LEAD), at=NOON)
    assert not Restriction.objects.exists()


# --- looks ---


def test_every_look_leaves_a_line_that_the_worker_can_see():
    worker, handler = a_worker(), a_staff(Role.INSURER_HANDLER, name="王试甲")

    seen = worker_view(handler, worker.worker_id, "核对票据 case:1", fields=("name", "phone"), at=NOON)

    [entry] = reads_of(worker.worker_id)
    assert seen.name == "赵试骑"
    assert (entry.by_name, entry.purpose, entry.fields, entry.granted) == (
        "王试甲",
        "核对票据 case:1",
        ("name", "phone"),
        True,
    )
    assert entry.by_org


@pytest.mark.parametrize("role", [Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN, Role.AUDITOR, Role.POLICY_ANALYST])
def test_posts_that_have_no_reason_to_look_are_refused_and_noted(role: Role):
    worker = a_worker()

    with pytest.raises(NotAllowed, match="已记录"):
        worker_view(a_staff(role), worker.worker_id, "好奇", at=NOON)

    assert [entry.granted for entry in reads_of(worker.worker_id)] == [False]


def test_a_worker_sees_himself_and_no_other():
    worker, other = a_worker(), a_worker()

    assert worker_view(worker, worker.worker_id, "本人查看", at=NOON).id == worker.worker_id
    with pytest.raises(NotAllowed):
        worker_view(other, worker.worker_id, "邻居", at=NOON)
    with pytest.raises(NotAllowed):
        worker_view(Actor.anonymous(), worker.worker_id, "路过", at=NOON)


def test_nobody_looks_without_a_purpose():
    worker = a_worker()

    with pytest.raises(BadInput, match="目的"):
        worker_view(a_staff(Role.BUREAU_INTAKE), worker.worker_id, " \u200b", at=NOON)
    assert not ReadLog.objects.exists()


def test_the_read_log_cannot_be_rewritten():
    worker = a_worker()
    worker_view(a_staff(Role.BUREAU_INTAKE), worker.worker_id, "核对", at=NOON)

    for change in ("UPDATE identity_readlog SET purpose = 'x'", "DELETE FROM identity_readlog"):
        _refused_by_the_database(change)


@pytest.mark.parametrize("table", ["identity_readlog", "identity_accountevent"])
def test_the_logs_cannot_be_emptied_at_one_stroke(table: str):
    _refused_by_the_database(f"TRUNCATE {table}")


def _refused_by_the_database(change: str) -> None:
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(change)


def test_the_logs_hold_no_workers_name():
    worker = a_worker("赵试骑")
    worker_view(worker, worker.worker_id, "本人查看", at=NOON)
    _set(worker)

    assert ReadLog.objects.get().by_name == "本人"
    assert AccountEvent.objects.get(account_id=worker.account_id).by_name == "本人"


def test_the_history_of_an_account_is_chained():
    account_id = an_engaged(Role.BUREAU_INTAKE, org=an_org(OrgKind.BUREAU))
    account_event(
        account_id=account_id, what="signed_in", actor=Actor(account_id, "王试甲"), at=NOON, address="192.0.2.1"
    )

    previous = None
    entries = list(AccountEvent.objects.filter(account_id=account_id).order_by("number"))
    for entry in entries:
        previous = chain.link(previous, entry_payload(entry))
        assert bytes(entry.digest) == previous
    assert [entry.what for entry in entries] == ["created", "post_granted", "signed_in"]


# --- keys ---


@pytest.fixture
def second_key(settings):
    """The ring of the installation with one more key; the sealed columns of every context are in reach."""
    settings.ANXIN_FIELD_KEYS = settings.ANXIN_FIELD_KEYS | {"9": "ab" * 32}
    crypto.keyring.cache_clear()
    yield
    crypto.keyring.cache_clear()


def _key_ids(column: str, table: str) -> set[int]:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT get_byte({column}, 1) FROM {table}")
        return {row[0] for row in cursor.fetchall()}


def test_rotation_seals_everything_again_and_nothing_is_lost(request):
    workers = [a_worker(phone=f"1390000{number:04d}") for number in range(5001, 5008)]
    _set(workers[0])
    request.getfixturevalue("second_key")
    before = keys_old_count()

    done = keys_rotate(bite=3)

    assert before == sum(done.values()) == 7 * 3 + 2
    assert done["identity_worker.id_number"] == 7
    assert _key_ids("id_number", "identity_worker") == {9}
    assert keys_old_count() == 0
    assert keys_rotate() == {}
    assert Worker.objects.get(pk=workers[0].worker_id).phone == "13900005001"
    assert payee_account(workers[0].worker_id).number == CARD


def test_changing_the_cipher_is_a_rotation_too(settings):
    worker = a_worker(phone="13900005009")
    settings.ANXIN_FIELD_CIPHER = "aes"
    crypto.keyring.cache_clear()
    try:
        assert keys_rotate()["identity_worker.phone"] == 1
        assert Worker.objects.get(pk=worker.worker_id).phone == "13900005009"
    finally:
        crypto.keyring.cache_clear()
