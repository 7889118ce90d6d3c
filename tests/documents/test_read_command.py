"""``script/anxin read``: the documented shape on standard output, nothing stored."""

import json
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from anxin.documents.fields import FIELDS
from anxin.documents.types import PaperKind


def said(*arguments: str) -> str:
    out = StringIO()
    call_command("read", *arguments, stdout=out)
    return out.getvalue()


def test_json_holds_every_field_and_missing_ones_are_null(drawn: Path) -> None:
    answer = json.loads(said(str(drawn / "rib-fracture/prescription.pdf"), "--kind", "record", "--json"))

    assert list(answer["fields"]) == [spec.name for spec in FIELDS[PaperKind.RECORD]]
    assert answer["fields"]["icd"] is None
    assert answer["fields"]["side"] == "右"
    assert [problem["code"] for problem in answer["problems"]] == ["other_kind"]


def test_several_files_are_a_list_and_people_get_lines(drawn: Path) -> None:
    receipt = str(drawn / "rib-fracture/receipt.ofd")

    assert [answer["kind"] for answer in json.loads(said(receipt, receipt, "--json"))] == ["receipt", "receipt"]
    assert "¥302.00" in said(receipt)


def test_a_file_that_cannot_be_read_is_said_and_ends_with_one(tmp_path: Path) -> None:
    bad = tmp_path / "a.jpg"
    bad.write_bytes(b"<html>")
    out = StringIO()

    with pytest.raises(CommandError) as error:
        call_command("read", str(bad), "--json", stdout=out)

    assert error.value.returncode == 1
    assert json.loads(out.getvalue())["problems"][0]["code"] == "unknown_type"


def test_a_path_that_is_not_there_is_said() -> None:
    with pytest.raises(CommandError, match="请检查路径"):
        call_command("read", "/nowhere/a.pdf")
