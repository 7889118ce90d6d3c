"""The consent texts as shipped: one YAML file a version under ``rules/consents/<key>/``."""

from __future__ import annotations

import hashlib
from functools import lru_cache
from pathlib import Path

import yaml
from django.conf import settings
from django.utils.translation import gettext as _

from anxin.identity.types import ConsentText
from anxin.kit.errors import NotFound


def consent_text(key: str, version: str | None = None) -> ConsentText:
    """A text, in its newest version when none is named.

    Raises:
        NotFound: no such text or version is shipped.
    """
    texts = _texts(settings.ANXIN_RULES)
    versions = [known for known_key, known in texts if known_key == key]
    wanted = version or max(versions, default="")
    if (key, wanted) not in texts:
        raise NotFound(_("没有找到这份告知书，请刷新页面再试。"))
    return texts[key, wanted]


def consent_keys() -> tuple[str, ...]:
    """The keys of all texts."""
    return tuple(sorted({key for key, _ in _texts(settings.ANXIN_RULES)}))


@lru_cache(maxsize=2)
def _texts(rules: Path) -> dict[tuple[str, str], ConsentText]:
    return {(text.key, text.version): text for text in map(_read, sorted(rules.glob("consents/*/*.yaml")))}


def _read(path: Path) -> ConsentText:
    """Key and version are the path; the digest covers title and body, which is what was agreed to."""
    content = yaml.safe_load(path.read_text(encoding="utf-8"))
    title, body = content["title"].strip(), content["body"].strip()
    return ConsentText(
        key=path.parent.name,
        version=path.stem,
        title=title,
        body=body,
        sha256=hashlib.sha256(f"{title}\n{body}".encode()).hexdigest(),
    )
