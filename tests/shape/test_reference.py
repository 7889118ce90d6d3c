"""What people have to look up is written, and written by the code itself."""

from anxin.config.commands import load, ours
from anxin.config.reference import differing
from anxin.config.reference.events import events
from anxin.config.reference.meanings import MEANINGS
from anxin.config.reference.settings import settings
from tests.shape.sources import ROOT

FOLDER = ROOT / "docs" / "reference"


def test_every_setting_says_what_it_means() -> None:
    assert [each.name for each in settings() if not MEANINGS.get(each.name)] == []


def test_no_setting_is_explained_that_nobody_reads() -> None:
    assert sorted(set(MEANINGS) - {each.name for each in settings()} - {"ANXIN_CHROMIUM"}) == []


def test_every_command_says_what_it_does() -> None:
    assert [name for name, app in ours().items() if not load(app, name).help] == []


def test_every_event_says_what_happened() -> None:
    silent = [
        f"{context}.{kind.__name__}"
        for context, kinds in events().items()
        for kind in kinds
        if not kind.__doc__ or kind.__doc__.startswith(f"{kind.__name__}(")
    ]

    assert silent == []


def test_the_reference_pages_say_what_the_code_says() -> None:
    assert differing(FOLDER) == [], "run script/anxin docs"
