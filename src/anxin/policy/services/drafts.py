"""From a draft to a release: written by one person, checked, tried on past cases, approved by another (起草到发布)."""

import re
from dataclasses import asdict
from datetime import datetime
from hashlib import sha256
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from anxin.identity.types import Actor, Role
from anxin.kit.chain import digest as sm3
from anxin.kit.clock import day_of
from anxin.kit.errors import NotAllowed, NotFound
from anxin.kit.events import emit
from anxin.kit.text import sentence
from anxin.policy.catalogue import current_catalogue, forget_releases
from anxin.policy.engine.compiling import compiled
from anxin.policy.engine.errors import BadPack, PolicyError
from anxin.policy.engine.pack import Pack
from anxin.policy.events import RulesReleased
from anxin.policy.formulas.registry import FORMULAS
from anxin.policy.models import Draft, Release
from anxin.policy.services.checks import text_findings
from anxin.policy.services.impact import impact_of
from anxin.policy.types import Impact

WRITERS = (Role.POLICY_ANALYST,)
APPROVERS = (Role.POLICY_ANALYST, Role.BUREAU_LEAD)

_REVISION = re.compile(r"^revision:.*$", re.MULTILINE)
_RELEASED = re.compile(r"^released:.*\n", re.MULTILINE)


@transaction.atomic
def draft_start(*, release_id: UUID, actor: Actor, at: datetime) -> UUID:
    """Begin a new version from a released one: the next revision of the same in-force day, to be edited freely.

    Raises:
        NotAllowed: the actor writes no rules.
        NotFound: there is no such release.
    """
    author_id = _need(actor, WRITERS)
    release = Release.objects.filter(id=release_id).first()
    if release is None:
        raise NotFound(_("没有这个规则版本，请从清单里选择。"))
    text = _RELEASED.sub("", bytes(release.pack).decode())
    revision = _next_revision(release.jurisdiction, release.topic, release.in_force.isoformat())
    draft = Draft(
        jurisdiction=release.jurisdiction,
        topic=release.topic,
        title=release.title,
        based_on=release,
        pack_text=_REVISION.sub(f"revision: {revision}", text, count=1),
        cases_text=bytes(release.cases).decode(),
        author_id=author_id,
        author=actor.name,
        created_at=at,
        updated_at=at,
    )
    draft.save(force_insert=True)
    return draft.id


@transaction.atomic
def draft_save(*, draft_id: UUID, pack_text: str, cases_text: str, version: int, actor: Actor, at: datetime) -> None:
    """Keep the text as typed, sound or not; an impact that belonged to other text is forgotten.

    Raises:
        PolicyError: the draft is no longer being written, or somebody else saved it in the meantime.
    """
    draft = _locked(draft_id, Draft.State.WRITING)
    _need_author(draft, actor)
    if draft.version != version:
        raise PolicyError(_("这份草案刚刚被保存过，请刷新页面后再改，您输入的内容请先复制。"))
    draft.pack_text = pack_text.replace("\r\n", "\n")
    draft.cases_text = cases_text.replace("\r\n", "\n")
    draft.impact = None
    draft.version += 1
    draft.updated_at = at
    draft.save()


@transaction.atomic
def draft_try(*, draft_id: UUID, actor: Actor, at: datetime) -> Impact:
    """Try the draft on the cases of the last months and keep the result beside it.

    Raises:
        BadPack: the draft does not pass its checks.
    """
    draft = _locked(draft_id, Draft.State.WRITING)
    _need_author(draft, actor)
    pack = _sound(draft)
    if pack.rules:
        ready = compiled(pack, digest=_digest(draft), formulas=FORMULAS)
        impact = impact_of(ready, at=at)
    else:
        impact = Impact(digest=_digest(draft))
    draft.impact = asdict(impact)
    draft.updated_at = at
    draft.save()
    return impact


@transaction.atomic
def draft_propose(*, draft_id: UUID, actor: Actor, at: datetime) -> None:
    """Hand the draft to a second person.

    Raises:
        BadPack: the checks fail, or this text was not tried on past cases.
    """
    draft = _locked(draft_id, Draft.State.WRITING)
    _need_author(draft, actor)
    _sound(draft)
    if draft.impact is None or draft.impact["digest"] != _digest(draft):
        raise BadPack(_("提交核准之前，请先对这份草案做影响测算。"))
    draft.state = Draft.State.PROPOSED
    draft.returned_for = ""
    draft.updated_at = at
    draft.save()


@transaction.atomic
def draft_return(*, draft_id: UUID, reason: str, actor: Actor, at: datetime) -> None:
    """Give a proposed draft back to its author with a reason.

    Raises:
        PolicyError: no reason was given, or the draft is not proposed.
    """
    draft = _locked(draft_id, Draft.State.PROPOSED)
    _need_second(draft, actor)
    why = sentence(reason, most=300, label=_("退回理由"))
    if not why:
        raise PolicyError(_("请写明退回的理由，起草人要据此修改。"), field="reason")
    draft.state = Draft.State.WRITING
    draft.returned_for = why
    draft.updated_at = at
    draft.save()


@transaction.atomic
def draft_drop(*, draft_id: UUID, actor: Actor, at: datetime) -> None:
    """Give a draft up; it stays readable."""
    draft = _locked(draft_id, Draft.State.WRITING)
    _need_author(draft, actor)
    draft.state = Draft.State.DROPPED
    draft.updated_at = at
    draft.save()


@transaction.atomic
def draft_release(*, draft_id: UUID, actor: Actor, at: datetime) -> UUID:
    """Publish a proposed draft: from today on it is what we know, for the days of law its in-force date says.

    Decisions already made keep the pack they were made with.

    Raises:
        NotAllowed: the actor may not approve, or wrote it.
        BadPack: the checks fail now, or its revision is taken.
    """
    draft = _locked(draft_id, Draft.State.PROPOSED)
    _need_second(draft, actor)
    pack = _sound(draft)
    release = _publish(draft, pack, actor, at)
    draft.state = Draft.State.RELEASED
    draft.approver_id, draft.approver = actor.account_id, actor.name
    draft.release = release
    draft.updated_at = at
    draft.save()
    transaction.on_commit(forget_releases)
    emit(RulesReleased(release.id, release.jurisdiction, release.topic, release.in_force))
    return release.id


def _publish(draft: Draft, pack: Pack, actor: Actor, at: datetime) -> Release:
    text = draft.pack_text.encode()
    release = Release(
        jurisdiction=pack.jurisdiction,
        topic=pack.topic,
        title=pack.title,
        in_force=pack.in_force,
        revision=pack.revision,
        released_on=day_of(at),
        pack=text,
        cases=draft.cases_text.encode(),
        sha256=sha256(text).hexdigest(),
        sm3=sm3(text).hex(),
        origin=Release.Origin.DESK,
        drafted_by=draft.author,
        drafted_by_id=draft.author_id,
        approved_by=actor.name,
        approved_by_id=actor.account_id,
        stored_at=at,
    )
    try:
        with transaction.atomic():
            release.save(force_insert=True)
    except IntegrityError as error:
        raise BadPack(_("这个修订号刚刚由别人发布了，请退回草案，提高修订号后再提交。")) from error
    return release


def _sound(draft: Draft) -> Pack:
    """The draft as a pack that may be released.

    Raises:
        BadPack: the first finding that blocks.
    """
    pack, findings = text_findings(draft.pack_text, draft.cases_text)
    for finding in findings:
        if finding.blocks:
            raise BadPack(finding.message, line=finding.line)
    assert pack is not None
    if (pack.jurisdiction, pack.topic) != (draft.jurisdiction, draft.topic):
        raise BadPack(_("草案的地区和主题不能改，请另起草案。"))
    if pack.released is not None:
        raise BadPack(_("发布日期由系统在核准时记录，请删去 released 一行。"))
    if pack.revision != _next_revision(pack.jurisdiction, pack.topic, pack.in_force.isoformat()):
        raise BadPack(_("修订号应比同一施行日期的上一版大 1；施行日期是新的，修订号写 1。"))
    return pack


def _next_revision(jurisdiction: str, topic: str, in_force: str) -> int:
    releases = current_catalogue(fresh=True).releases
    taken = [
        r.revision for r in releases if (r.jurisdiction, r.topic, str(r.in_force)) == (jurisdiction, topic, in_force)
    ]
    return max(taken, default=0) + 1


def _digest(draft: Draft) -> str:
    return sha256(draft.pack_text.encode()).hexdigest()


def _locked(draft_id: UUID, state: str) -> Draft:
    draft = Draft.objects.select_for_update().filter(id=draft_id).first()
    if draft is None:
        raise NotFound(_("没有这份草案。"))
    if draft.state != state:
        raise PolicyError(
            _("这份草案现在是“%(state)s”，不能这样办理，请刷新页面。") % {"state": Draft.State(draft.state).label}
        )
    return draft


def _need(actor: Actor, roles: tuple[Role, ...]) -> UUID:
    """The account of somebody who holds one of the roles."""
    if actor.account_id is None or not actor.has(*roles):
        raise NotAllowed(_("只有政策分析员可以起草规则，政策分析员或者人社负责人可以核准。"))
    return actor.account_id


def _need_author(draft: Draft, actor: Actor) -> None:
    _need(actor, WRITERS)
    if actor.account_id != draft.author_id:
        raise NotAllowed(_("这份草案由 %(name)s 起草，请由本人修改。") % {"name": draft.author})


def _need_second(draft: Draft, actor: Actor) -> None:
    _need(actor, APPROVERS)
    if actor.account_id == draft.author_id:
        raise NotAllowed(_("起草人不能核准自己的草案，请另一位同事办理。"))
