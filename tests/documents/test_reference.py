"""The reference page names every kind, field and letter."""

from pathlib import Path

from anxin.documents.fields import FIELDS
from anxin.documents.letters import LETTERS

PAGE = (Path(__file__).resolve().parents[2] / "docs/reference/documents.md").read_text(encoding="utf-8")


def test_every_kind_and_field_is_documented() -> None:
    rows = {line.split("`")[1]: line for line in PAGE.splitlines() if line.startswith("| `")}

    for kind, specs in FIELDS.items():
        names = [spec.name for spec in specs] + [column.name for spec in specs for column in spec.columns]
        assert [name for name in names if name not in rows[kind.value]] == []


def test_every_letter_is_documented() -> None:
    assert [name for name in LETTERS if f"`{name}`" not in PAGE] == []
