"""Imports that run in the background."""

from uuid import UUID

from anxin.cover.models import OrderImport
from anxin.cover.services import orders_import_run
from anxin.identity.types import Actor
from anxin.kit.clock import now
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
