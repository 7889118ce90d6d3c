"""Destroying papers at the end of their retention (到期销毁)."""

from __future__ import annotations

from django.db import connection, transaction

from anxin.documents import storage
from anxin.documents.models import FieldConfirmation, Paper, Reading, ReceiptVerification, StoredFile


def papers_destroy(*, subject: str) -> int:
    """Destroy the papers of a subject with all that was read and confirmed, and originals that no other paper needs.

    Two reviewers have agreed to it before; this only carries it out. Doing it again destroys what is left. That a
    receipt was used stays known by its keyed hash, so that destroying papers never makes a receipt payable again.

    Returns:
        How many papers were destroyed.
    """
    with transaction.atomic():
        papers = Paper.objects.select_for_update().filter(subject=subject)
        ids, files = list(papers.values_list("pk", flat=True)), set(papers.values_list("file_id", flat=True))
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL anxin.destroy_papers = 'on'")
        Reading.objects.filter(paper_id__in=ids).delete()
        FieldConfirmation.objects.filter(paper_id__in=ids).delete()
        ReceiptVerification.objects.filter(paper_id__in=ids).delete()
        Paper.objects.filter(pk__in=ids).delete()
        gone = StoredFile.objects.filter(pk__in=files, papers=None)
        names = list(gone.values_list("sha256", flat=True))
        gone.delete()
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL anxin.destroy_papers = ''")
        transaction.on_commit(lambda: storage.remove(names))
    return len(ids)
