"""Pages hold the strict content policy, and speak through gettext."""

import re

import pytest

from tests.shape.sources import PRODUCT, ending, name_of

TEMPLATES = ending(".html", under=PRODUCT)
INLINE = {
    "a script in the page": re.compile(
        r"<script(?![^>]*\bsrc=)(?![^>]*type=\"application/(json|ld\+json)\")[^>]*>", re.I
    ),
    "a style element": re.compile(r"<style\b", re.I),
    "a style attribute": re.compile(r"<[^>]*\sstyle\s*=", re.I),
    "an event attribute": re.compile(r"<[^>]*\son[a-z]+\s*=", re.I),
    "a javascript address": re.compile(r"javascript:", re.I),
    "markup taken as safe": re.compile(r"\|\s*safe\b|\{%\s*autoescape\s+off"),
}
SILENT = re.compile(r"\{#.*?#\}|\{%\s*comment.*?endcomment\s*%\}|<!--.*?-->", re.DOTALL)
TRANSLATED = re.compile(
    r"\{%\s*blocktrans(late)?\b.*?\{%\s*endblocktrans(late)?\s*%\}|\{%.*?%\}|\{\{.*?\}\}", re.DOTALL
)
OWN_LANGUAGE = re.compile(r"<[^>]*\slang=\"zh-hans\"[^>]*>[^<]*<")
"""The name of a language, written in that language."""
CHINESE = re.compile(r"[\u4e00-\u9fff]+")


@pytest.mark.parametrize("what", INLINE)
def test_no_page_holds(what: str) -> None:
    wrong = [
        f"{name_of(path)}: {found.group(0)[:60]}"
        for path in TEMPLATES
        if (found := INLINE[what].search(SILENT.sub("", path.read_text(encoding="utf-8"))))
    ]

    assert wrong == []


def test_every_chinese_text_can_be_translated() -> None:
    wrong = [
        f"{name_of(path)}: {found.group(0)}"
        for path in TEMPLATES
        for found in CHINESE.finditer(_not_translated(path.read_text(encoding="utf-8")))
    ]

    assert wrong == []


def _not_translated(text: str) -> str:
    for known in (SILENT, OWN_LANGUAGE, TRANSLATED):
        text = known.sub("", text)
    return text
