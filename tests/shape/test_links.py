"""What a guide points to exists: the file, and the heading in it."""

import re
from functools import cache
from pathlib import Path

from tests.shape.sources import ROOT, ending

_LINK = re.compile(r"\]\(([^)\s]+)[^)]*\)")
_FENCED = re.compile(r"^```.*?^```", re.MULTILINE | re.DOTALL)
_HEADING = re.compile(r"^#+ (.+)$", re.MULTILINE)
_ELSEWHERE = ("http:", "https:", "mailto:")


def test_every_link_of_a_guide_leads_somewhere() -> None:
    dead = [
        f"{page.relative_to(ROOT)}: {target}"
        for page in ending(".md")
        for target in _LINK.findall(_FENCED.sub("", page.read_text(encoding="utf-8")))
        if not target.startswith(_ELSEWHERE) and not _leads_somewhere(page, target)
    ]

    assert dead == []


def _leads_somewhere(page: Path, target: str) -> bool:
    path, _hash, heading = target.partition("#")
    found = page.parent / path if path else page
    return found.exists() and (not heading or found.suffix != ".md" or heading in _anchors(found))


@cache
def _anchors(page: Path) -> tuple[str, ...]:
    words = _HEADING.findall(_FENCED.sub("", page.read_text(encoding="utf-8")))
    return tuple(re.sub(r"[^\w\- ]", "", word.strip().lower()).replace(" ", "-") for word in words)
