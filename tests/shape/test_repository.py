"""What lies in the repository is ours, says what it is, and names no machine."""

import json
import os
import re

import pytest

from tests.shape.sources import ROOT, ending, files, name_of

FOREIGN_NAMES = re.compile(
    r"\.min\.(js|css)$|\.(woff2?|ttf|otf|eot|whl|jar|so|dylib|exe)$|(^|/)node_modules/|(^|/)vendor/"
)
BYTES_MAX = 1_000_000
LEFT_TO_DO = re.compile(r"\b(" + "|".join(("TO" + "DO", "FIX" + "ME", "raise NotImplemented" + "Error")) + r")\b")
LOCKS = sorted((ROOT / "requirements").glob("*.txt"))


def test_no_file_of_others_is_committed() -> None:
    assert [name_of(path) for path in files() if FOREIGN_NAMES.search(name_of(path))] == []


def test_no_file_is_large() -> None:
    assert [name_of(path) for path in files() if path.stat().st_size > BYTES_MAX] == []


def test_nothing_is_left_for_later() -> None:
    left = [
        f"{name_of(path)}:{number}"
        for path in ending(".py", ".html", ".css", ".js", ".sh", ".yaml", ".md", ".sql")
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if LEFT_TO_DO.search(line)
    ]

    assert left == []


@pytest.mark.parametrize("path", LOCKS, ids=name_of)
def test_every_locked_package_has_hashes_and_no_address(path: "os.PathLike[str]") -> None:
    with open(path, encoding="ascii") as lock:
        text = lock.read()

    assert "://" not in text
    for entry in re.split(r"\n(?=\S)", text.strip()):
        assert re.match(r"^[\w.\[\],-]+==\S+", entry), entry
        assert "--hash=sha256:" in entry, entry.partition(" ")[0]


def test_the_front_end_lock_has_digests_and_no_address() -> None:
    packages = json.loads((ROOT / "package-lock.json").read_text(encoding="utf-8"))["packages"]

    assert all("resolved" not in each for each in packages.values())
    assert [name for name, each in packages.items() if name and not each.get("integrity")] == []


def test_every_script_may_be_run_and_says_in_two_languages_what_it_does() -> None:
    for path in (ROOT / "script").iterdir():
        if path.is_file():
            lines = path.read_text(encoding="utf-8").splitlines()
            assert os.access(path, os.X_OK), path.name
            assert re.search(r"[\u4e00-\u9fff]", lines[1]), path.name
            assert re.search(r"[A-Za-z]{3}", lines[2]), path.name


def test_every_document_has_one_title() -> None:
    wrong = []
    for path in ending(".md"):
        text = re.sub(r"^```.*?^```", "", path.read_text(encoding="utf-8"), flags=re.MULTILINE | re.DOTALL)
        if len(re.findall(r"^# ", text, re.MULTILINE)) != 1:
            wrong.append(name_of(path))

    assert wrong == []


def test_every_link_between_documents_leads_somewhere() -> None:
    broken = []
    for path in ending(".md"):
        text = re.sub(r"^```.*?^```", "", path.read_text(encoding="utf-8"), flags=re.MULTILINE | re.DOTALL)
        for target in re.findall(r"\]\(([^)#\s]+)(?:#[^)]*)?\)", text):
            if "://" not in target and not target.startswith("mailto:") and not (path.parent / target).exists():
                broken.append(f"{name_of(path)}: {target}")

    assert broken == []
