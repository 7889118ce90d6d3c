"""Official lists become the list of a year: heads by many names, checksums, the old one kept, nothing guessed."""

from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from anxin.documents.catalogue import catalogue, catalogue_lookup
from anxin.documents.catalogue_lists import kept, prepare
from anxin.kit.errors import BadInput
from anxin.kit.tables import write_xlsx

HEADS = ("药品代码", "药品名称", "剂型", "甲乙类")
ROWS = [("XA01", "布洛芬", "缓释胶囊", "乙"), ("XA02", "布洛芬", "颗粒剂", "丙"), ("XA03", "三七", "", "甲")]


@pytest.fixture
def official(tmp_path: Path) -> Path:
    path = tmp_path / "drugs.xlsx"
    path.write_bytes(write_xlsx("目录", HEADS, ROWS))
    return path


def run(*words: Any) -> str:
    out = StringIO()
    call_command("catalogue", *map(str, words), stdout=out, stderr=StringIO())
    return out.getvalue()


def test_a_drug_is_found_by_code_and_by_name_with_its_form_only(official: Path) -> None:
    run("import", official, "--year", 2031)

    assert catalogue_lookup("布洛芬缓释胶囊", None, 2031) == "yes"
    assert catalogue_lookup("布洛芬颗粒剂", None, 2031) == "no"
    assert catalogue_lookup("布洛芬", None, 2031) == "unknown"
    assert catalogue_lookup("随便", "xa03", 2031) == "yes"


def test_the_list_before_stays_under_its_checksum(official: Path, tmp_path: Path) -> None:
    run("import", official, "--year", 2031)
    newer = tmp_path / "newer.csv"
    newer.write_text("编码,名称,甲乙类\nXA01,布洛芬,甲\n", encoding="gb18030")

    said = run("import", newer, "--year", 2031)

    assert catalogue_lookup("布洛芬", None, 2031) == "yes"
    names = [name for name, _, _ in kept()]
    current = catalogue(2031)
    assert current is not None
    assert current.sha256 in said
    assert len(names) == 2
    assert {len(checksum) for _, checksum, _ in kept()} == {64}


def test_a_line_that_cannot_be_told_stops_the_import_until_somebody_says_so(tmp_path: Path) -> None:
    path = tmp_path / "odd.csv"
    path.write_text("编码,名称,甲乙类\nA1,换药,甲\nA2,怪药,看情况\n", encoding="utf-8")

    with pytest.raises(CommandError, match="第 3 行：看不出是否在目录内：看情况"):
        run("import", path, "--year", 2032)
    assert catalogue_lookup("换药", None, 2032) == "unknown"

    run("import", path, "--year", 2032, "--partly")
    assert catalogue_lookup("换药", None, 2032) == "yes"


def test_trying_keeps_nothing(official: Path) -> None:
    assert "没有保存" in run("import", official, "--year", 2033, "--try")
    assert catalogue(2033) is None


def test_a_list_without_the_columns_is_refused_and_progress_is_told() -> None:
    with pytest.raises(BadInput, match="缺少"):
        prepare("a.csv", "甲,乙\n1,2\n".encode())
    told: list[int] = []
    rows = "".join(f"A{n},药{n},甲\n" for n in range(4500))
    prepare("a.csv", f"编码,名称,甲乙类\n{rows}".encode(), progress=told.append)

    assert told == [2000, 4000]
