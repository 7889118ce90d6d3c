"""What the rule pages show: releases with their packs, drafts, the nightly replay (规则页面)."""

from collections import Counter
from uuid import UUID

from django.utils.translation import gettext as _

from anxin.kit.errors import NotFound
from anxin.policy.catalogue import source_of
from anxin.policy.engine.difference import Change, differences
from anxin.policy.engine.pack import Pack
from anxin.policy.engine.trace import Mark, PackRef
from anxin.policy.models import Draft, Release, ReplayRun
from anxin.policy.types import DraftView, Impact, ReleaseView, ReplayRunView


def releases_listed() -> tuple[ReleaseView, ...]:
    """Every release: by jurisdiction and topic, the newest law first."""
    rows = Release.objects.defer("pack", "cases").order_by(
        "jurisdiction", "topic", "-in_force", "-released_on", "-revision"
    )
    return tuple(_release_view(row) for row in rows)


def release_shown(release_id: UUID) -> tuple[ReleaseView, Pack]:
    """A release with its pack, read from the bytes as released.

    Raises:
        NotFound: there is no such release.
    """
    row = Release.objects.defer("pack", "cases").filter(id=release_id).first()
    if row is None:
        raise NotFound(_("没有这个规则版本，请从清单里选择。"))
    return _release_view(row), source_of(row.sha256)


def release_before(release: ReleaseView) -> ReleaseView | None:
    """The release of the same topic that was published before this one, if any."""
    earlier = [
        one
        for one in releases_listed()
        if (one.ref.jurisdiction, one.ref.topic) == (release.ref.jurisdiction, release.ref.topic)
        and (one.released_on, one.ref.revision) < (release.released_on, release.ref.revision)
    ]
    return max(earlier, key=lambda one: (one.released_on, one.ref.revision), default=None)


def release_changes(before_id: UUID, after_id: UUID) -> tuple[Change, ...]:
    """What changed from one release to another."""
    return differences(release_shown(before_id)[1], release_shown(after_id)[1])


def draft_changes(draft: DraftView, pack: Pack) -> tuple[Change, ...]:
    """What a draft changes in the release it was made from."""
    return differences(release_shown(draft.based_on)[1], pack)


def drafts_listed() -> tuple[DraftView, ...]:
    """Drafts that are not finished, the last changed first."""
    rows = Draft.objects.filter(state__in=(Draft.State.WRITING, Draft.State.PROPOSED)).order_by("-updated_at")
    return tuple(_draft_view(row) for row in rows)


def draft_shown(draft_id: UUID) -> DraftView:
    """One draft.

    Raises:
        NotFound: there is no such draft.
    """
    row = Draft.objects.filter(id=draft_id).first()
    if row is None:
        raise NotFound(_("没有这份草案，请从清单里选择。"))
    return _draft_view(row)


def last_replay() -> ReplayRunView | None:
    """The newest nightly replay."""
    row = ReplayRun.objects.order_by("-at").first()
    return None if row is None else ReplayRunView(row.at, row.replayed, tuple(row.different))


def _release_view(row: Release) -> ReleaseView:
    pack = source_of(row.sha256)
    counts = Counter(rule.mark for rule in pack.rules)
    counts.update(one.mark for one in pack.parameters.values())
    counts.update(one.mark for one in pack.limits.values())
    return ReleaseView(
        id=row.id,
        ref=PackRef(row.jurisdiction, row.topic, row.in_force, row.revision, row.sha256),
        title=row.title,
        released_on=row.released_on,
        origin=row.get_origin_display(),
        drafted_by=row.drafted_by,
        approved_by=row.approved_by,
        sm3=row.sm3,
        marks={mark: counts[mark] for mark in Mark if counts[mark]},
        rules=len(pack.rules),
        parameters=len(pack.parameters),
        limits=len(pack.limits),
    )


def _draft_view(row: Draft) -> DraftView:
    return DraftView(
        id=row.id,
        title=row.title,
        jurisdiction=row.jurisdiction,
        topic=row.topic,
        based_on=row.based_on_id,
        pack_text=row.pack_text,
        cases_text=row.cases_text,
        state=row.state,
        state_name=row.get_state_display(),
        version=row.version,
        author_id=row.author_id,
        author=row.author,
        approver=row.approver,
        returned_for=row.returned_for,
        impact=None if row.impact is None else Impact.from_json(row.impact),
        release_id=row.release_id,
        updated_at=row.updated_at,
    )
