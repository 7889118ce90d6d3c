"""The released packs as this process knows them.

Bytes of a release never change, so a compiled pack is kept for ever under its digest; only the list of releases can
grow. It is read again when a decision is made, and otherwise every few seconds: asking for a limit costs no query.
"""

from dataclasses import dataclass
from datetime import date
from functools import cached_property, lru_cache
from hashlib import sha256
from uuid import UUID

from django.utils.translation import gettext as _

from anxin.kit.clock import monotonic, today
from anxin.kit.statements import Prepared
from anxin.kit.workdays import Unit
from anxin.policy.engine.choosing import release_for
from anxin.policy.engine.compiling import Compiled, compiled
from anxin.policy.engine.errors import BadPack, MissingRow, NoRules
from anxin.policy.engine.pack import Pack
from anxin.policy.engine.schema import pack_from
from anxin.policy.engine.trace import PackRef
from anxin.policy.formulas.registry import FORMULAS
from anxin.policy.models import Release
from anxin.policy.types import Limit, Parameter

NATION = "cn"
LIMITS = "limits"
"""The topic of the deadline registry; ``limits_wages`` and the like are parts of it."""
_LIST_TRUSTED_SECONDS = 5.0
"""How long limits and parameters may come from the list as last read; decisions always look again."""

_COLUMNS = ("id", "jurisdiction", "topic", "title", "in_force", "revision", "released_on", "sha256")


_release_rows = Prepared(lambda: Release.objects.order_by("id").values_list(*_COLUMNS))
_release_ids = Prepared(lambda: Release.objects.order_by("id").values_list("id"), binary=True)


@dataclass(frozen=True)
class Known:
    """One release, without its bytes."""

    id: UUID
    jurisdiction: str
    topic: str
    title: str
    in_force: date
    revision: int
    released_on: date
    digest: str

    @cached_property
    def ref(self) -> PackRef:
        """How a decision names it."""
        return PackRef(self.jurisdiction, self.topic, self.in_force, self.revision, self.digest)


@dataclass(frozen=True)
class Catalogue:
    """Every release at the moment of reading."""

    releases: tuple[Known, ...]

    @cached_property
    def limit_topics(self) -> tuple[str, ...]:
        """Topics that hold rows of the deadline registry."""
        topics = {release.topic for release in self.releases}
        return tuple(sorted(topic for topic in topics if topic == LIMITS or topic.startswith(f"{LIMITS}_")))

    def choose(self, *, jurisdiction: str, topic: str, law_on: date, known_on: date) -> Known:
        """The release of a topic for the two days; see :func:`release_for`."""
        mine = [r for r in self.releases if r.topic == topic and r.jurisdiction == jurisdiction]
        title = mine[0].title if mine else f"{jurisdiction}/{topic}"
        return release_for(mine, law_on=law_on, known_on=known_on, title=title)

    def by_id(self, release_id: UUID) -> Known:
        """The release with that id."""
        for release in self.releases:
            if release.id == release_id:
                return release
        raise NoRules(_("这个规则版本不在发布清单里，请系统管理员检查数据库。"))


class _LastLook:
    catalogue: Catalogue | None = None
    at = float("-inf")


def current_catalogue(*, fresh: bool = False) -> Catalogue:
    """The releases as they stand; one query when ``fresh`` or when the last look is some seconds old.

    It asks for their identifiers only: a release never changes, so others are read when there are others.
    """
    known = _LastLook.catalogue
    if known is None or fresh or monotonic() - _LastLook.at > _LIST_TRUSTED_SECONDS:
        if known is None or [release.id for release in known.releases] != [row[0] for row in _release_ids()]:
            known = _LastLook.catalogue = Catalogue(tuple(Known(*row) for row in _release_rows()))
            _rows_of.cache_clear()
        _LastLook.at = monotonic()
    return known


def forget_releases() -> None:
    """Read the list again at the next question."""
    _LastLook.catalogue = None
    _LastLook.at = float("-inf")
    _rows_of.cache_clear()


@lru_cache(maxsize=512)
def source_of(digest: str) -> Pack:
    """The pack with that digest, read from its stored bytes.

    Raises:
        BadPack: when the bytes no longer have the digest under which they were released.
    """
    stored = bytes(Release.objects.values_list("pack", flat=True).get(sha256=digest))
    if sha256(stored).hexdigest() != digest:
        raise BadPack(_("规则原文与发布时的摘要不一致，数据库可能被改动，请立即联系安全审计员。"))
    return pack_from(stored.decode())


@lru_cache(maxsize=128)
def ready(digest: str) -> Compiled:
    """The pack with that digest, ready to decide."""
    return compiled(source_of(digest), digest=digest, formulas=FORMULAS)


@dataclass(frozen=True)
class Rows:
    """Limits and parameters of one release, ready to hand out."""

    release: Known
    limits: dict[str, Limit]
    parameters: dict[str, Parameter]
    empty: frozenset[str]


@lru_cache(maxsize=2048)
def _rows_of(jurisdiction: str, topic: str, law_on: date, known_on: date) -> Rows | None:
    catalogue = current_catalogue()
    try:
        release = catalogue.choose(jurisdiction=jurisdiction, topic=topic, law_on=law_on, known_on=known_on)
    except NoRules:
        return None
    pack, ref = source_of(release.digest), release.ref
    limits = {
        row.key: Limit(
            key=row.key,
            starts=row.starts,
            length=row.length,
            unit=Unit(row.unit),
            extension=row.extension,
            basis=row.article,
            mark=row.mark,
            note=row.note,
            kind=row.kind,
            not_before=row.not_before,
            pack=ref,
        )
        for row in pack.limits.values()
        if row.length is not None
    }
    parameters = {
        row.name: Parameter(row.name, row.value, row.unit, row.article, row.mark, row.note, ref)
        for row in pack.parameters.values()
        if row.value is not None
    }
    empty = frozenset({*pack.limits, *pack.parameters} - {*limits, *parameters})
    return Rows(release, limits, parameters, empty)


def limit_row(key: str, *, on: date, known_on: date | None, jurisdiction: str) -> Limit:
    """A row of the deadline registry: the jurisdiction's own first, then the nation's.

    The registry of a place is its topic ``limits`` and every topic ``limits_…``: one small pack for each field of law.

    Raises:
        MissingRow: when neither has the row, or it was never filled in.
    """
    catalogue = current_catalogue()
    for place in dict.fromkeys((jurisdiction, NATION)):
        for topic in catalogue.limit_topics:
            rows = _rows_of(place, topic, on, known_on or today())
            if rows is not None and key in rows.limits:
                return rows.limits[key]
            if rows is not None and key in rows.empty:
                raise MissingRow(
                    _("时限“%(row)s”还没有填写长度（%(pack)s），请政策分析员核对依据后填写并发布。")
                    % {"row": key, "pack": rows.release.ref.name}
                )
    raise MissingRow(
        _("时限表里没有“%(row)s”这一行（%(place)s，%(day)s），请政策分析员补充并发布后再办理。")
        % {"row": key, "place": jurisdiction, "day": on}
    )


def parameter_row(topic: str, name: str, *, on: date, known_on: date | None, jurisdiction: str) -> Parameter:
    """A parameter of a topic: the jurisdiction's own first, then the nation's.

    Raises:
        MissingRow: when neither has the row, or it was never filled in.
    """
    current_catalogue()
    for place in dict.fromkeys((jurisdiction, NATION)):
        rows = _rows_of(place, topic, on, known_on or today())
        if rows is not None and name in rows.parameters:
            return rows.parameters[name]
        if rows is not None and name in rows.empty:
            raise MissingRow(
                _("参数“%(row)s”还没有填写（%(pack)s），请政策分析员核对依据后填写并发布。")
                % {"row": name, "pack": rows.release.ref.name}
            )
    raise MissingRow(
        _("规则“%(topic)s”里没有参数“%(row)s”（%(place)s，%(day)s），请政策分析员补充并发布后再办理。")
        % {"topic": topic, "row": name, "place": jurisdiction, "day": on}
    )
