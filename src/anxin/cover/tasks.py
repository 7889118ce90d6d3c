"""Work on orders that can wait: files, declarations, what was kept, partitions ahead."""

from datetime import timedelta
from uuid import UUID

from anxin.cover.models import Declaration, OrderImport
from anxin.identity.types import Actor
from anxin.kit.clock import now, today
from anxin.kit.jobs import job, periodic


@job(queue="reading")
def import_file(import_id: str) -> None:
    """Take the lines of one kept file."""
    from anxin.cover.services import orders_import_run

    orders_import_run(import_id=UUID(import_id), actor=Actor.system(), at=now())


@job(queue="reading")
def declaration_read(declaration_id: str) -> None:
    """Read one kept declaration and compare it."""
    from anxin.cover.services import declaration_compare

    declaration_compare(declaration_id=UUID(declaration_id))


@periodic("*/10 * * * *")
def files_left_over() -> None:
    """Go on with files whose worker was killed."""
    old = now() - timedelta(minutes=10)
    for import_id in OrderImport.objects.filter(content__isnull=False, created_at__lt=old).values_list("pk", flat=True):
        import_file(str(import_id))
    waiting = Declaration.objects.filter(content__isnull=False, declared_at__lt=old)
    for declaration_id in waiting.values_list("pk", flat=True):
        declaration_read(str(declaration_id))


@periodic("* * * * *")
def catch_up() -> None:
    """Merge batches that were kept while a part of the store was away."""
    from anxin.cover.services import kept_merge

    kept_merge(at=now())


@periodic("5 */6 * * *")
def days_ahead() -> None:
    """Make the partitions of the coming days."""
    from anxin.cover import partitions

    partitions.ensure(today() + timedelta(days=number) for number in range(partitions.DAYS_AHEAD + 1))


@periodic("20 18 * * *")
def count_again() -> None:
    """At twenty past two in China: count yesterday and the day before independently, and hold it against the books."""
    from anxin.cover.services.archiving import recount

    recount(first=today() - timedelta(days=2), last=today() - timedelta(days=1), at=now())


@periodic("40 18 * * *")
def archive_days() -> None:
    """Take days that are past the time for late orders out of the database."""
    from anxin.cover.services.archiving import days_archive
    from anxin.cover.services.tidying import arrivals_tidy

    days_archive(at=now())
    arrivals_tidy(at=now())


@periodic("0 1 * * *")
def dun() -> None:
    """At nine in the morning in China: remind platforms of premium that is overdue."""
    from anxin.cover.services import bills_dun

    bills_dun(at=now())
