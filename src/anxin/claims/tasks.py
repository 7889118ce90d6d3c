"""Jobs of claims. Each reads the state again; what a lost job left behind is found by a sweep."""

from uuid import UUID

from anxin.kit.clock import now
from anxin.kit.jobs import job, periodic


@job(retry=5)
def advance_claim(case_id: str) -> None:
    """Do with a claim what needs no person."""
    from anxin.claims.services.deciding import claim_advance

    claim_advance(case_id=UUID(case_id), at=now())


@job()
def advance_claims_of(worker_id: str) -> None:
    """The same for every open claim of a worker."""
    from anxin.claims.services.sweeping import open_claims_of

    for case_id in open_claims_of(UUID(worker_id)):
        advance_claim(case_id=str(case_id))


@job()
def decision_made(record_id: str) -> None:
    """Tell the worker what was decided, then make the PDF and put it into the file."""
    from anxin.claims.services.sheets import sheet_make
    from anxin.claims.services.telling import decision_told

    decision_told(record_id=UUID(record_id))
    sheet_make(record_id=UUID(record_id), at=now())


@job()
def tell_of_objection(case_id: str) -> None:
    """Tell everybody concerned that the worker objects."""
    from anxin.claims.services.telling import objection_told

    objection_told(case_id=UUID(case_id))


@job()
def objection_kept(case_id: str) -> None:
    """Make the PDF that says why an objection changed nothing, and put it into the file."""
    from anxin.claims.services.kept_sheets import kept_sheet_make

    kept_sheet_make(case_id=UUID(case_id), at=now())


@job()
def look_at_late_order(case_id: str, order_no: str) -> None:
    """Look the cover of an accident up again: an order for it was told only afterwards."""
    from anxin.claims.services.late_orders import late_order_look

    late_order_look(case_id=UUID(case_id), order_no=order_no, at=now())


@periodic("*/10 * * * *")
def sweep_claims() -> None:
    """Claims that no job woke, platforms that let their time pass, sheets that were never made, payments we missed."""
    from anxin.claims.services.sweeping import claims_sweep

    claims_sweep(at=now())
