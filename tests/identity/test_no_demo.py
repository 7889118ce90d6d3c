"""Where no demo is wanted there are no demo people."""

import pytest

from anxin.identity.demo import seed
from anxin.identity.models import Account, Organisation, Post, Worker
from anxin.kit.errors import NotAllowed
from tests.given.people import NOON


@pytest.mark.django_db
def test_known_secrets_stay_out_of_a_real_system(settings):
    settings.ANXIN_DEMO = False

    with pytest.raises(NotAllowed, match="ANXIN_DEMO"):
        seed(NOON)
    assert not any(model.objects.exists() for model in (Account, Organisation, Post, Worker))
