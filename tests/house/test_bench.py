"""The page of figures, and the search for what can be measured."""

from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from anxin.config.management.commands.bench import BEGIN, END, benchmarks, write
from anxin.policy.benchmarks import Figure

NAMED_IN_THE_ISSUE = {"claim", "decision", "replay", "worklist", "weight", "latency"}


def test_every_figure_we_promised_can_be_measured() -> None:
    assert set(benchmarks()) >= NAMED_IN_THE_ISSUE


@pytest.mark.django_db
def test_new_figures_take_the_place_of_old_ones_and_leave_the_words(tmp_path: Path) -> None:
    page = tmp_path / "benchmarks.md"
    page.write_text(f"# Benchmarks\n\nBefore.\n{BEGIN}\nold\n{END}\nAfter.\n")

    write(page, [("decision", Figure("with trace", 21000.4, "decisions/s", "20,000", "plain 90,000/s"))])

    text = page.read_text()
    assert text.startswith("# Benchmarks\n\nBefore.\n")
    assert text.endswith(f"{END}\nAfter.\n")
    assert "old" not in text
    assert "| `decision` | with trace | **21,000.4 decisions/s** | 20,000 | plain 90,000/s |" in text


def test_an_unknown_name_is_answered_with_the_known_ones() -> None:
    with pytest.raises(CommandError, match=r"没有 speed。可测：.*decision"):
        call_command("bench", "speed")
