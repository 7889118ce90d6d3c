"""Rows turned into the frozen views others see."""

from __future__ import annotations

from collections.abc import Iterable

from anxin.identity.models import Account, Consent, Organisation, PayeeAccount, Post, ReadLog, Restriction, Worker
from anxin.identity.types import (
    ActorPost,
    ConsentView,
    OrgKind,
    OrgView,
    PayeeKind,
    PayeeView,
    ReadEntry,
    RealNameState,
    RestrictionKind,
    RestrictionView,
    Role,
    StaffView,
    WorkerCard,
    WorkerView,
)
from anxin.kit.text import mask_id, mask_name, mask_phone


def org_view(org: Organisation) -> OrgView:
    """An organisation as everybody may see it."""
    return OrgView(
        id=org.id,
        kind=OrgKind(org.kind),
        name=org.name,
        short_name=org.short_name,
        path=org.path,
        parent_id=org.parent_id,
        region_code=org.region_code,
        credit_code=org.credit_code,
        phone=org.phone,
        active=org.active,
    )


def actor_post(post: Post) -> ActorPost:
    """A post row with its organisation loaded."""
    return ActorPost(role=Role(post.role), org_id=post.org_id, org_path=post.org.path, org_kind=OrgKind(post.org.kind))


def staff_view(account: Account, posts: Iterable[Post]) -> StaffView:
    """A staff account with posts already filtered to a day."""
    rows = tuple(posts)
    return StaffView(
        account_id=account.id,
        username=account.username,
        name=account.display_name,
        posts=tuple(actor_post(post) for post in rows),
        phone=next((post.org.phone for post in rows if post.org.phone), ""),
    )


def worker_in_clear(worker: Worker) -> WorkerView:
    """A worker with everything opened."""
    return WorkerView(
        id=worker.id,
        account_id=worker.account_id,
        name=worker.name,
        id_number=worker.id_number,
        phone=worker.phone,
        real_name_state=RealNameState(worker.real_name_state),
        registered_at=worker.registered_at,
    )


def worker_card(worker: Worker) -> WorkerCard:
    """A worker masked."""
    return WorkerCard(
        id=worker.id,
        name=mask_name(worker.name),
        id_number=mask_id(worker.id_number),
        phone=mask_phone(worker.phone),
    )


def payee_view(row: PayeeAccount) -> PayeeView:
    """A receiving account in clear."""
    return PayeeView(
        id=row.id,
        worker_id=row.worker_id,
        kind=PayeeKind(row.kind),
        bank_name=row.bank_name,
        bank_code=row.bank_code,
        number=row.number,
        holder=row.holder,
        verified_at=row.verified_at,
        changed_at=row.changed_at,
        usable_from=row.usable_from,
    )


def restriction_view(row: Restriction) -> RestrictionView:
    """A restriction with the subject named by kind and id; a person without an account has no id."""
    subject_kind = "org" if row.org_id else "worker" if row.worker_id else "person"
    return RestrictionView(
        id=row.id,
        kind=RestrictionKind(row.kind),
        subject_kind=subject_kind,
        subject_id=row.org_id or row.worker_id,
        reason=row.reason,
        basis=row.basis,
        source=row.source,
        starts_on=row.starts_on,
        ends_on=row.ends_on,
    )


def consent_view(row: Consent) -> ConsentView:
    """A consent with its state."""
    return ConsentView(
        id=row.id,
        key=row.key,
        version=row.version,
        title=row.title,
        sha256=row.sha256,
        given_at=row.given_at,
        withdrawn_at=row.withdrawn_at,
    )


def read_entry(row: ReadLog) -> ReadEntry:
    """A line of the read log with its organisation loaded."""
    return ReadEntry(
        at=row.at,
        by_account_id=row.account_id,
        by_name=row.by_name,
        by_org=row.org.short_name if row.org else "",
        worker_id=row.worker_id,
        purpose=row.purpose,
        fields=tuple(row.fields),
        granted=row.granted,
    )
