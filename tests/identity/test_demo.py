"""The demo city's people."""

from __future__ import annotations

import pytest

from anxin.identity.demo import DEMO_PASSWORD, STAFF, demo_code, demo_logins, seed
from anxin.identity.models import Account, Organisation, Post, Worker
from anxin.identity.selectors import payee_account
from anxin.identity.services import password_check, totp_check
from anxin.identity.types import STAFF_ROLES, Role
from anxin.kit.errors import NotAllowed
from tests.given.people import LONG_AGO, NOON

pytestmark = pytest.mark.django_db


def _counts() -> tuple[int, ...]:
    return tuple(model.objects.count() for model in (Account, Organisation, Post, Worker))


def test_every_staff_role_has_somebody_and_seeding_again_changes_nothing(settings):
    settings.ANXIN_DEMO = True
    first = seed(LONG_AGO)
    counted = _counts()

    again = seed(NOON)

    assert {entry.role for entry in STAFF} == set(STAFF_ROLES)
    assert _counts() == counted
    assert again.worker("13900000001") == first.worker("13900000001")
    assert first.actor("handler").has(Role.INSURER_HANDLER)


def test_the_first_rider_is_real_named_and_can_be_paid_at_once(settings):
    settings.ANXIN_DEMO = True
    rider = seed(LONG_AGO).worker("13900000001")

    payee = payee_account(rider.id)

    assert rider.real_name_confirmed
    assert payee is not None
    assert (payee.holder, payee.cooling(LONG_AGO)) == ("赵试骑", False)


def test_the_printed_logins_work(settings):
    settings.ANXIN_DEMO = True
    seed(LONG_AGO)

    account_id = password_check(username="reviewer", password=DEMO_PASSWORD, address="127.0.0.1", at=NOON)
    for _ in range(2):  # a second sign-in within the same half minute still finds an unused code
        code = demo_code(account_id, NOON)
        assert code is not None
        totp_check(account_id=account_id, code=code, address="127.0.0.1", at=NOON)

    assert len(demo_logins()) == len(STAFF) + 2


def test_known_secrets_stay_out_of_a_real_system(settings):
    settings.ANXIN_DEMO = False

    with pytest.raises(NotAllowed, match="ANXIN_DEMO"):
        seed(NOON)
    assert _counts() == (0, 0, 0, 0)
