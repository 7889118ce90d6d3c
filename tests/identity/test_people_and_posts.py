"""Organisations, posts, workers: who is entered, and who may do what."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from anxin.identity.models import Account, AccountEvent, Worker
from anxin.identity.selectors import (
    actor_for,
    org_by_name,
    orgs_below,
    staff_with,
    worker_by_id_number,
    worker_by_phone,
)
from anxin.identity.services import org_create, post_end, post_grant, staff_create, worker_register
from anxin.identity.types import Actor, OrgKind, Role
from anxin.kit.errors import BadInput, NotAllowed, Refused
from tests.given.people import (
    LONG_AGO,
    NOON,
    PASSWORD,
    a_city,
    a_phone,
    a_staff,
    a_worker,
    an_engaged,
    an_id_number,
    an_org,
)

pytestmark = pytest.mark.django_db
SYSTEM = Actor.system()


def test_a_worker_is_entered_once_whoever_names_him_first():
    number = an_id_number(7)
    first = worker_register(phone=a_phone(71), name="买买提·欧阳", id_number=number, actor=SYSTEM, at=NOON)

    again = worker_register(phone=a_phone(72), name="买买提•欧阳", id_number=number.lower(), actor=SYSTEM, at=NOON)

    assert again.id == first.id
    assert again.phone == a_phone(71)
    assert Worker.objects.count() == 1


def test_a_known_number_with_another_name_tells_nothing_about_the_known_person():
    number = an_id_number(8)
    worker_register(phone=a_phone(81), name="赵试骑", id_number=number, actor=SYSTEM, at=NOON)

    with pytest.raises(Refused) as by_number:
        worker_register(phone=a_phone(82), name="钱试骑", id_number=number, actor=SYSTEM, at=NOON)
    with pytest.raises(Refused) as by_phone:
        worker_register(phone=a_phone(81), name="钱试骑", id_number=an_id_number(9), actor=SYSTEM, at=NOON)

    assert str(by_number.value) == str(by_phone.value)
    assert "赵" not in str(by_number.value)


def test_a_refused_registration_leaves_no_account_behind():
    worker_register(phone=a_phone(83), name="赵试骑", id_number=an_id_number(83), actor=SYSTEM, at=NOON)
    accounts = Account.objects.count()

    with pytest.raises(Refused):
        worker_register(phone=a_phone(83), name="钱试骑", id_number=an_id_number(84), actor=SYSTEM, at=NOON)

    assert Account.objects.count() == accounts


def test_an_auditor_may_not_enter_workers():
    with pytest.raises(NotAllowed, match="本人"):
        worker_register(phone=a_phone(), name="赵试骑", id_number=an_id_number(), actor=a_staff(Role.AUDITOR), at=NOON)


def test_a_worker_is_found_by_phone_and_number_and_the_table_holds_neither():
    actor = a_worker(phone="13900001234", id_number=an_id_number(15))

    assert worker_by_phone("139 0000 1234").id == actor.worker_id
    assert worker_by_id_number(an_id_number(15)).id == actor.worker_id
    assert worker_by_phone("not a phone") is None

    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT identity_worker::text FROM identity_worker")
        stored = cursor.fetchone()[0]
    assert "13900001234" not in stored
    assert an_id_number(15) not in stored
    assert "赵试骑" not in stored


def test_no_view_of_a_worker_shows_who_it_is_when_printed():
    actor = a_worker(phone="13900001235")
    worker = worker_by_phone("13900001235")

    assert "赵试骑" not in repr(actor) + repr(worker)
    assert "13900001235" not in repr(worker)


def test_a_post_counts_only_between_its_days():
    bureau = an_org(OrgKind.BUREAU)
    account_id = staff_create(username="dated", name="王试甲", password=PASSWORD, actor=SYSTEM, at=LONG_AGO)
    post_grant(
        account_id=account_id,
        org_id=bureau.id,
        role=Role.BUREAU_INTAKE,
        starts_on=date(2026, 11, 1),
        ends_on=date(2026, 11, 30),
        actor=SYSTEM,
        at=LONG_AGO,
    )

    held = {day: actor_for(account_id, on=date(2026, 11, day)).has(Role.BUREAU_INTAKE) for day in (1, 30)}
    before = actor_for(account_id, on=date(2026, 10, 31))
    after = actor_for(account_id, on=date(2026, 12, 1))

    assert held == {1: True, 30: True}
    assert not before.is_staff
    assert not after.is_staff


def test_a_post_that_ended_today_is_gone_at_once_and_sessions_with_it():
    actor = a_staff(Role.FINANCE_MAKER)
    account = Account.objects.get(pk=actor.account_id)
    stamp = account.get_session_auth_hash()

    post_end(post_id=account.posts.get().id, actor=SYSTEM, at=NOON)
    post_end(post_id=account.posts.get().id, actor=SYSTEM, at=NOON + timedelta(hours=1))

    account.refresh_from_db()
    assert not actor_for(account.id, on=NOON.date()).is_staff
    assert account.get_session_auth_hash() != stamp
    assert list(AccountEvent.objects.filter(what="post_ended").values_list("at", flat=True)) == [NOON]


@pytest.mark.parametrize(
    ("held", "wanted"),
    [
        (Role.FINANCE_MAKER, Role.FINANCE_CHECKER),
        (Role.FINANCE_RELEASER, Role.FINANCE_MAKER),
        (Role.SYSTEM_ADMIN, Role.AUDITOR),
        (Role.SECURITY_ADMIN, Role.SYSTEM_ADMIN),
    ],
)
def test_roles_that_must_stay_apart_cannot_be_held_by_one_person(held: Role, wanted: Role):
    bureau = an_org(OrgKind.BUREAU)
    actor = a_staff(held, org=bureau)

    with pytest.raises(Refused, match="不能由同一个人担任"):
        post_grant(
            account_id=actor.account_id,
            org_id=an_org(OrgKind.DISTRICT, parent=bureau).id,
            role=wanted,
            starts_on=NOON.date(),
            actor=SYSTEM,
            at=NOON,
        )


def test_which_roles_stay_apart_is_the_bureaus_setting(settings):
    settings.ANXIN_INCOMPATIBLE_ROLES = (frozenset({"bureau_intake", "bureau_reviewer"}),)
    bureau = an_org(OrgKind.BUREAU)

    with pytest.raises(Refused, match="人社审核员和人社受理员"):
        an_engaged(Role.BUREAU_INTAKE, org=bureau, more=(Role.BUREAU_REVIEWER,))
    both = an_engaged(Role.FINANCE_MAKER, org=bureau, more=(Role.FINANCE_CHECKER,))
    assert actor_for(both, on=NOON.date()).has(Role.FINANCE_CHECKER)


def test_one_person_cannot_hold_two_staff_accounts():
    number = an_id_number(21)
    staff_create(username="first", name="王试甲", password=PASSWORD, id_number=number, actor=SYSTEM, at=NOON)

    with pytest.raises(Refused, match="已有账号"):
        staff_create(username="second", name="王试乙", password=PASSWORD, id_number=number, actor=SYSTEM, at=NOON)


def test_a_role_is_only_given_where_it_exists():
    with pytest.raises(BadInput, match="银行"):
        an_engaged(Role.BANK_CLERK, org=an_org(OrgKind.PLATFORM))


def test_nobody_grants_a_post_to_himself():
    admin = a_staff(Role.SECURITY_ADMIN)

    with pytest.raises(NotAllowed, match="不能给自己"):
        post_grant(
            account_id=admin.account_id,
            org_id=admin.orgs()[0],
            role=Role.BUREAU_LEAD,
            starts_on=NOON.date(),
            actor=admin,
            at=NOON,
        )


def test_a_district_administrator_reaches_only_his_district():
    city = a_city()
    admin = a_staff(Role.SECURITY_ADMIN, org=city.east)
    other = a_staff(Role.BUREAU_INTAKE, org=city.west)
    grant = {"account_id": other.account_id, "role": Role.BUREAU_REVIEWER, "starts_on": NOON.date(), "at": NOON}

    with pytest.raises(NotAllowed):
        post_grant(org_id=city.west.id, actor=admin, **grant)
    with pytest.raises(NotAllowed):
        post_grant(org_id=city.platform.id, actor=admin, **grant)
    assert post_grant(org_id=city.east.id, actor=admin, **grant)


def test_the_system_administrator_makes_accounts_but_grants_nothing():
    admin = a_staff(Role.SYSTEM_ADMIN)
    account_id = staff_create(username="fresh", name="孙试甲", password=PASSWORD, actor=admin, at=NOON)

    with pytest.raises(NotAllowed, match="安全管理员"):
        post_grant(
            account_id=account_id,
            org_id=admin.orgs()[0],
            role=Role.BUREAU_INTAKE,
            starts_on=NOON.date(),
            actor=admin,
            at=NOON,
        )
    assert not actor_for(account_id, on=NOON.date()).is_staff


def test_the_tree_says_what_lies_below():
    city = a_city()
    lead = a_staff(Role.BUREAU_LEAD, org=city.bureau)
    district_lead = a_staff(Role.BUREAU_LEAD, org=city.east)

    assert {org.id for org in orgs_below(city.bureau.path)} == {city.bureau.id, city.east.id, city.west.id}
    assert lead.reaches(city.east.path, Role.BUREAU_LEAD)
    assert not district_lead.reaches(city.west.path, Role.BUREAU_LEAD)


def test_an_organisation_is_entered_once():
    org = org_create(kind=OrgKind.PLATFORM, name="快跑外卖（试验）", actor=SYSTEM, at=NOON)

    with pytest.raises(Refused, match="已有同名"):
        org_create(kind=OrgKind.PLATFORM, name="快跑外卖(试验) ", actor=SYSTEM, at=NOON)
    assert org_by_name("快跑外卖（试验）").id == org.id


def test_a_district_needs_its_bureau():
    with pytest.raises(BadInput, match="所属"):
        org_create(kind=OrgKind.DISTRICT, name="试东区", actor=SYSTEM, at=NOON)


def test_staff_are_listed_by_role_and_organisation():
    city = a_city()
    handler = city.staff(Role.INSURER_HANDLER, "孙试丙")

    [found] = staff_with(Role.INSURER_HANDLER, [city.insurer.id], on=NOON.date())

    assert (found.account_id, found.name, found.phone) == (handler.account_id, "孙试丙", "010-00000000")
    assert staff_with(Role.INSURER_HANDLER, [city.bank.id], on=NOON.date()) == []


def test_reading_an_actor_takes_two_queries(django_assert_num_queries):
    actor = a_staff(Role.BUREAU_INTAKE)

    with django_assert_num_queries(2):
        actor_for(actor.account_id, on=NOON.date())


def test_the_history_of_an_account_cannot_be_rewritten():
    account_id = an_engaged(Role.BUREAU_INTAKE, org=an_org(OrgKind.BUREAU))

    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        AccountEvent.objects.filter(account_id=account_id).update(what="nothing")
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        AccountEvent.objects.filter(account_id=account_id).delete()
