"""Papers for tests: small files of every format, and stored papers."""

from datetime import UTC, datetime
from io import BytesIO
from typing import Any
from uuid import UUID

from PIL import Image

from anxin.documents.services import fields_confirm, file_store, paper_add
from anxin.documents.types import PaperKind
from anxin.identity.types import Actor

NOON = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)
REVIEWER = Actor(account_id=UUID(int=7), name="王试甲")


def a_jpeg(colour: str = "white", size: tuple[int, int] = (60, 80), **options: Any) -> bytes:
    """A small JPEG of one colour."""
    out = BytesIO()
    Image.new("RGB", size, colour).save(out, "JPEG", **options)
    return out.getvalue()


def a_paper(
    content: bytes | None = None,
    *,
    kind: PaperKind | None = PaperKind.RECEIPT,
    subject: str = "trial:1",
    at: datetime = NOON,
) -> UUID:
    """A stored paper that was not read yet."""
    file = file_store(name="票据.jpg", content=content or a_jpeg(), actor=REVIEWER, at=at)
    return paper_add(file_id=file.id, kind=kind, subject=subject, actor=REVIEWER, at=at, name="票据.jpg")


def a_confirmed_paper(
    kind: PaperKind, values: dict[str, Any], *, subject: str = "trial:1", at: datetime = NOON
) -> UUID:
    """A paper whose fields a person confirmed; its content differs from that of every other."""
    file = file_store(name="材料.xml", content=f"<?xml version='1.0'?><x>{values}</x>".encode(), actor=REVIEWER, at=at)
    paper_id = paper_add(file_id=file.id, kind=kind, subject=subject, actor=REVIEWER, at=at, read=False)
    fields_confirm(paper_id=paper_id, values=values, actor=Actor.system(), at=at)
    return paper_id
