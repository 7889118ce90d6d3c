"""Body regions and the list of charges: exact or unknown, never guessed."""

from pathlib import Path

import pytest

from anxin.documents.body_parts import regions_of_icd, regions_of_text, side_of_text
from anxin.documents.catalogue import BadCatalogue, catalogue, catalogue_lookup, catalogue_read, parts_of_item
from anxin.documents.fields import REGIONS


@pytest.mark.parametrize(
    ("code", "regions"),
    [
        ("S22.300", ("thorax",)),
        ("S82.800", ("ankle_foot",)),
        ("S82.100", ("knee_leg",)),
        ("S93.4", ("ankle_foot",)),
        ("S32.000x011", ("abdomen_back",)),
        ("T14.000", ("unspecified",)),
        ("M47.900", ()),
        ("I10", ()),
        ("S2", ()),
        ("rib", ()),
    ],
)
def test_a_code_names_its_region_and_an_illness_names_none(code: str, regions: tuple[str, ...]) -> None:
    assert regions_of_icd(code) == regions


@pytest.mark.parametrize(
    ("text", "regions", "side"),
    [
        ("右侧第6肋骨不全骨折", ("thorax",), "右"),
        ("左踝关节骨折", ("ankle_foot",), "左"),
        ("左股骨颈骨折", ("hip_thigh",), "左"),
        ("双手皮肤擦伤", (), "双"),
        ("左膝、右肘软组织挫伤", ("forearm_elbow", "knee_leg"), "双"),
        ("软组织损伤", (), "未注明"),
    ],
)
def test_a_diagnosis_names_regions_and_side(text: str, regions: tuple[str, ...], side: str) -> None:
    assert regions_of_text(text) == regions
    assert side_of_text(text) == side


def test_the_regions_of_the_list_are_those_of_the_fields() -> None:
    from anxin.documents.body_parts import body_map

    named = {region for _, _, group in body_map().blocks for region in group}
    named |= {region for _, group in body_map().exact for region in group} | {region for _, region in body_map().words}
    assert named <= REGIONS.keys()


@pytest.mark.parametrize(
    ("name", "listed"),
    [
        ("CT平扫（胸部）", "yes"),
        ("ｃｔ 平扫", "yes"),
        ("复合维生素片", "no"),
        ("CT增强", "unknown"),
        ("布洛芬", "unknown"),
    ],
)
def test_a_charge_is_listed_by_its_whole_name_or_unknown(name: str, listed: str) -> None:
    assert catalogue_lookup(name, None, 2026) == listed


def test_a_code_stands_before_a_name_and_a_year_without_list_knows_nothing() -> None:
    assert catalogue_lookup("随便什么", "demo-d008", 2026) == "no"
    assert catalogue_lookup("换药", None, 2019) == "unknown"


def test_the_shipped_list_says_that_it_is_a_demonstration() -> None:
    shipped = catalogue(2026)

    assert shipped is not None
    assert shipped.demo
    assert len(shipped.sha256) == 64


def test_a_charge_speaks_of_a_part_or_of_none() -> None:
    assert parts_of_item("DR（左踝关节）") == ("ankle_foot",)
    assert parts_of_item("急诊医事服务费") is None


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("code,name\n1,换药\n", "a column is missing"),
        ("code,name,kind,fee_class,listed,parts\n1,换药,service,治疗费,maybe,\n", "listed is yes or no"),
        (
            "code,name,kind,fee_class,listed,parts\n1,换药,service,治疗费,yes,\n2,换 药,service,治疗费,no,\n",
            "twice with different answers",
        ),
    ],
)
def test_a_list_that_contradicts_itself_is_refused_with_its_line(text: str, reason: str, tmp_path: Path) -> None:
    path = tmp_path / "2027.csv"
    path.write_text(text, encoding="utf-8")

    with pytest.raises(BadCatalogue, match=reason):
        catalogue_read(path)
