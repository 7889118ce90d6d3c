"""News from documents, sent when the change is committed."""

from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True, slots=True)
class PaperAdded:
    """A paper was handed in."""

    paper_id: UUID
    subject: str
    kind: str


@dataclass(frozen=True, slots=True)
class PaperRead:
    """A reader is through with a paper, with or without success."""

    paper_id: UUID
    subject: str
    kind: str
    state: str


@dataclass(frozen=True, slots=True)
class ReceiptVerified:
    """The issuing office's word on a receipt was noted."""

    paper_id: UUID
    subject: str
    verdict: str


@dataclass(frozen=True, slots=True)
class FieldsConfirmed:
    """A person confirmed fields of a paper."""

    paper_id: UUID
    subject: str
    fields: tuple[str, ...]
