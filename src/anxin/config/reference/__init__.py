"""The reference pages that are made from the code, so that they cannot be wrong: ``script/anxin docs`` writes them."""

from collections.abc import Callable, Mapping
from pathlib import Path

from anxin.config.reference import case_types, commands, endpoints, events, routes, settings

__all__ = ["NOTE", "PAGES", "differing", "write"]

NOTE = "<!-- Made from the code by `script/anxin docs`. Change the code, then run it again. -->\n"

PAGES: Mapping[str, Callable[[], str]] = {
    "settings.md": settings.page,
    "commands.md": commands.page,
    "events.md": events.page,
    "endpoints.md": endpoints.page,
    "routes.md": routes.page,
    "case-types.md": case_types.page,
}


def write(folder: Path) -> list[str]:
    """Write every page that is not as it should be. Returns their names."""
    folder.mkdir(parents=True, exist_ok=True)
    names = differing(folder)
    texts = _texts()
    for name in names:
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(texts[name], encoding="utf-8")
    return names


def differing(folder: Path) -> list[str]:
    """The pages that are missing or say something else than the code."""
    return [name for name, text in _texts().items() if _read(folder / name) != text]


def _texts() -> dict[str, str]:
    """What every page and picture should hold."""
    return {name: _text(name) for name in PAGES} | case_types.pictures()


def _text(name: str) -> str:
    title, _, rest = PAGES[name]().partition("\n")
    return f"{title}\n\n{NOTE}{rest}"


def _read(path: Path) -> str:
    return path.read_text(encoding="utf-8") if path.is_file() else ""
