"""Which kinds of tables can be taken in."""

from __future__ import annotations

from django.utils.translation import gettext as _

from anxin.identity.types import Actor
from anxin.imports.types import Importer
from anxin.kit.errors import NotFound

_importers: dict[str, Importer] = {}


def register(importer: Importer) -> Importer:
    """Make a kind known.

    Raises:
        ValueError: another one has its key.
    """
    known = _importers.get(importer.key)
    if known is not None and known is not importer:
        raise ValueError(f"importer {importer.key} is declared twice")
    _importers[importer.key] = importer
    return importer


def importer_for(key: str, actor: Actor) -> Importer:
    """The kind of that key, for somebody who may use it.

    Raises:
        NotFound: no such kind, or not for this actor: both look the same.
    """
    found = _importers.get(key)
    if found is None or not actor.has(*found.roles):
        raise NotFound(_("没有这种导入，或者您的岗位不能使用。"))
    return found


def known_importer(key: str) -> Importer:
    """The kind of that key, whoever asks. KeyError when there is none."""
    return _importers[key]


def importers_of(actor: Actor) -> tuple[Importer, ...]:
    """Kinds that somebody may use from the list of imports; those that belong to something have their own door."""
    return tuple(one for one in _importers.values() if not one.scoped and actor.has(*one.roles))
