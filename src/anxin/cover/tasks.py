"""Work on orders that can wait: files, what was kept, partitions ahead."""

from datetime import timedelta
from uuid import UUID

from anxin.cover import partitions
from anxin.cover.models import OrderImport
from anxin.cover.services import bills_dun, kept_merge, orders_import_run
from anxin.cover.services.archiving import days_archive, recount
from anxin.cover.services.tidying import arrivals_tidy
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


@periodic("20 18 * * *")
def count_again() -> None:
    """At twenty past two in China: count yesterday and the day before independently, and hold it against the books."""
    recount(first=today() - timedelta(days=2), last=today() - timedelta(days=1), at=now())


@periodic("40 18 * * *")
def archive_days() -> None:
    """Take days that are past the time for late orders out of the database."""
    days_archive(at=now())
    arrivals_tidy(at=now())


@periodic("0 1 * * *")
def dun() -> None:
    """At nine in the morning in China: remind platforms of premium that is overdue."""
    bills_dun(at=now())
