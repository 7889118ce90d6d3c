"""Jobs of taking tables in."""

from uuid import UUID

from anxin.kit.clock import now
from anxin.kit.jobs import job, periodic


@job(retry=3)
def import_go_on(job_id: str) -> None:
    """Do what a table waits for."""
    from anxin.imports.services import go_on

    go_on(job_id=UUID(job_id))


@periodic("*/5 * * * *")
def sweep_imports() -> None:
    """Tables whose job was lost; lines that are kept no longer."""
    from anxin.imports.services import imports_sweep

    imports_sweep(at=now())
