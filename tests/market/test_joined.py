"""What the market sets going elsewhere."""

from __future__ import annotations

from datetime import timedelta

import pytest

from anxin.config.wiring import _an_unpaid_gig_is_complained_about
from anxin.identity.types import OrgKind
from anxin.kit.clock import at_time
from anxin.market.jobs import services
from anxin.wages.models import Complaint
from tests.given.market import TODAY, a_post, a_seeker, an_engagement
from tests.given.people import an_org

pytestmark = pytest.mark.usefixtures("market")


def test_an_unpaid_gig_becomes_one_complaint_with_everything_filled():
    bureau = an_org(OrgKind.BUREAU, region="110000")
    an_org(OrgKind.DISTRICT, parent=bureau, region="110191")
    worker, _profile = a_seeker()
    officer, post = a_post()
    application_id = an_engagement(worker, officer, post)
    nine = at_time(TODAY + timedelta(days=1), 9)
    services.work_start_by_employer(application_id=application_id, actor=officer, at=nine)
    evening = nine + timedelta(hours=8)
    services.work_finish(application_id=application_id, minutes=480, fen=20_800, actor=worker, at=evening)

    news = services.pay_missing(application_id=application_id, actor=worker, at=evening)
    _an_unpaid_gig_is_complained_about(news)
    _an_unpaid_gig_is_complained_about(news)

    assert Complaint.objects.count() == 1
