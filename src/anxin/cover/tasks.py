"""Work on orders that can wait: files, what was kept, partitions ahead."""

from datetime import timedelta
from uuid import UUID

from anxin.cover import partitions
from anxin.cover.models import OrderImport
from anxin.cover.services import kept_merge, orders_import_run
from anxin.identity.types import Actor
from anxin.kit.clock import now, today
from anxin.kit.jobs import job, periodic


@job()
def import_file(import_id: str) -> None:
    """Take the lines of one kept file."""
    orders_import_run(import_id=UUID(import_id), actor=Actor.system(), at=now())


@periodic("*/10 * * * *")
def import_left_over() -> None:
    """Go on with files whose worker was killed."""
    for import_id in OrderImport.objects.exclude(content=None).values_list("pk", flat=True):
        orders_import_run(import_id=import_id, actor=Actor.system(), at=now())


@periodic("* * * * *")
def catch_up() -> None:
    """Merge batches that were kept while a part of the store was away."""
    kept_merge(at=now())


@periodic("5 */6 * * *")
def days_ahead() -> None:
    """Make the partitions of the coming days."""
    partitions.ensure(today() + timedelta(days=number) for number in range(partitions.DAYS_AHEAD + 1))
