from anxin.claims.services import Advance, claim_advance
from tests.given.claims import a_complete
from tests.given.people import NOON


def test_a_complete_claim_is_approved_in_one_look():
    given = a_complete()

    assert claim_advance(case_id=given.case_id, at=NOON) is Advance.APPROVED
