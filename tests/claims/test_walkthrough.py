"""The main job on a folder, by command: to money, again without doubling anything, and never outside a demo."""

from __future__ import annotations

import io
import json

import pytest
from django.core.management import CommandError, call_command

from anxin.claims.models import InjuryClaim
from anxin.claims.walkthrough import told
from anxin.documents.specimens.cases import RIB
from anxin.funds.selectors import payouts_of
from anxin.funds.services import reconcile
from anxin.identity.types import Actor
from anxin.kit.clock import now
from anxin.kit.errors import BadInput
from tests.given.shelf import drawn_cases


@pytest.fixture(scope="session")
def folders():
    """Both cases, drawn once."""
    return drawn_cases()


def walk(folder) -> str:
    out = io.StringIO()
    call_command("claim", str(folder), stdout=out)
    return out.getvalue()


def test_the_rib_fracture_goes_from_report_to_money(folders, settings, tmp_path):
    settings.ANXIN_DEMO, settings.ANXIN_DATA = True, tmp_path

    said = walk(folders / "rib-fracture")

    claim = InjuryClaim.objects.get()
    assert "¥302.00" in said
    assert "已到账" in said
    assert [payment.amount_fen for payment in payouts_of(f"case:{claim.pk}")] == [RIB.total_fen]
    assert reconcile(freeze=False, actor=Actor.system(), at=now()).exit_code == 0

    again = walk(folders / "rib-fracture")

    assert "已到账" in again
    assert InjuryClaim.objects.count() == 1
    assert len(payouts_of(f"case:{claim.pk}")) == 1


def test_the_command_plays_everybodys_part_only_in_a_demo(folders, settings):
    settings.ANXIN_DEMO = False

    with pytest.raises(CommandError, match="演示系统"):
        walk(folders / "rib-fracture")


def test_a_folder_without_a_whole_report_says_what_is_missing(tmp_path):
    with pytest.raises(BadInput, match=r"report\.json"):
        told(tmp_path)
    (tmp_path / "report.json").write_text(json.dumps({"worker": {}}), encoding="utf-8")
    with pytest.raises(BadInput, match="不完整"):
        told(tmp_path)
