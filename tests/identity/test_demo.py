"""The demo city's people."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.test import override_settings

from anxin.identity.demo import DEMO_PASSWORD, STAFF, DemoPeople, demo_code, demo_logins, seed
from anxin.identity.models import Account, Organisation, Post, Worker
from anxin.identity.selectors import payee_account
from anxin.identity.services import password_check, totp_check
from anxin.identity.types import STAFF_ROLES, Role
from tests.given.people import LONG_AGO, NOON

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def first(one_city_for_all: None) -> Iterator[DemoPeople]:
    """The people as they are entered first."""
    with override_settings(ANXIN_DEMO=True):
        yield seed(LONG_AGO)


def _counts() -> tuple[int, ...]:
    return tuple(model.objects.count() for model in (Account, Organisation, Post, Worker))


def test_every_staff_role_has_somebody_and_seeding_again_changes_nothing(first):
    counted = _counts()

    again = seed(NOON)

    assert {entry.role for entry in STAFF} == set(STAFF_ROLES)
    assert _counts() == counted
    assert again.worker("13900000001") == first.worker("13900000001")
    assert first.actor("handler").has(Role.INSURER_HANDLER)


def test_the_first_rider_is_real_named_and_can_be_paid_at_once(first):
    rider = first.worker("13900000001")

    payee = payee_account(rider.id)

    assert rider.real_name_confirmed
    assert payee is not None
    assert (payee.holder, payee.cooling(LONG_AGO)) == ("赵试骑", False)


@pytest.mark.usefixtures("first")
def test_the_printed_logins_work():
    account_id = password_check(username="reviewer", password=DEMO_PASSWORD, address="127.0.0.1", at=NOON)
    for _ in range(2):  # a second sign-in within the same half minute still finds an unused code
        code = demo_code(account_id, NOON)
        assert code is not None
        totp_check(account_id=account_id, code=code, address="127.0.0.1", at=NOON)

    assert len(demo_logins()) == len(STAFF) + 2
