"""What others may ask of documents."""

from anxin.documents.services.destroying import papers_destroy
from anxin.documents.services.files import file_store, files_sweep
from anxin.documents.services.papers import fields_confirm, paper_add, paper_kind_set
from anxin.documents.services.reading import paper_glance, paper_read, papers_unstick, reader_keep_warm
from anxin.documents.services.receipts import receipt_use_claim, receipt_use_release
from anxin.documents.services.verifying import receipt_verified_by_hand, receipt_verify

__all__ = [
    "fields_confirm",
    "file_store",
    "files_sweep",
    "paper_add",
    "paper_glance",
    "paper_kind_set",
    "paper_read",
    "papers_destroy",
    "papers_unstick",
    "reader_keep_warm",
    "receipt_use_claim",
    "receipt_use_release",
    "receipt_verified_by_hand",
    "receipt_verify",
]
