"""Installing the packs that come with the software (随软件提供的规则包)."""

from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from hashlib import sha256
from pathlib import Path

from django.conf import settings
from django.db import transaction

from anxin.kit.chain import digest as sm3
from anxin.policy.catalogue import forget_releases
from anxin.policy.engine.errors import BadPack
from anxin.policy.engine.pack import Pack
from anxin.policy.engine.schema import pack_from
from anxin.policy.models import Release

SHIPPED_BY = "安心项目"
SHIPPED_APPROVED_BY = "安心项目（随软件核对，启用前由本单位确认）"


@dataclass(frozen=True, slots=True)
class ShippedPack:
    """A pack in the rules folder."""

    folder: Path
    pack: Pack
    released: date
    pack_bytes: bytes
    case_bytes: bytes

    @property
    def digest(self) -> str:
        """SHA-256 of the pack's bytes."""
        return sha256(self.pack_bytes).hexdigest()


def shipped_packs(folder: Path | None = None) -> tuple[ShippedPack, ...]:
    """Read every pack under the rules folder.

    Raises:
        BadPack: when a pack cannot be read, or stands in a folder of another name.
    """
    root = folder or Path(settings.ANXIN_RULES)
    return tuple(_shipped(path.parent, root) for path in sorted(root.glob("*/*/*/pack.yaml")))


def _shipped(folder: Path, root: Path) -> ShippedPack:
    pack_bytes = (folder / "pack.yaml").read_bytes()
    cases = folder / "cases.yaml"
    pack = _read(pack_bytes, str(folder))
    if pack.name != folder.relative_to(root).as_posix():
        raise BadPack(f"{folder} 里的规则包自称 {pack.name}，请改正文件夹或文件头。")
    if pack.released is None:
        raise BadPack(f"{pack.name} 没有写发布日期 released。")
    return ShippedPack(folder, pack, pack.released, pack_bytes, cases.read_bytes() if cases.exists() else b"")


@lru_cache(maxsize=256)
def _read(pack_bytes: bytes, where: str) -> Pack:
    try:
        return pack_from(pack_bytes.decode())
    except BadPack as error:
        raise BadPack(f"{where}：{error}") from error


@transaction.atomic
def shipped_install(*, at: datetime, folder: Path | None = None) -> list[str]:
    """Store every shipped pack that is not stored yet; return their names. Doing it again changes nothing.

    Raises:
        BadPack: when a stored release has other bytes: a change needs a new revision.
    """
    stored = {
        (row.jurisdiction, row.topic, row.in_force, row.revision): row.sha256
        for row in Release.objects.only("jurisdiction", "topic", "in_force", "revision", "sha256")
    }
    new: list[Release] = []
    for shipped in shipped_packs(folder):
        pack = shipped.pack
        known = stored.get((pack.jurisdiction, pack.topic, pack.in_force, pack.revision))
        if known is None:
            new.append(_release(shipped, at))
        elif known != shipped.digest:
            raise BadPack(f"{pack.name} 已经发布过，内容不能再改。请提高修订号后作为新版本发布。")
    Release.objects.bulk_create(new)
    transaction.on_commit(forget_releases)
    forget_releases()
    return [str(release) for release in new]


def _release(shipped: ShippedPack, at: datetime) -> Release:
    pack = shipped.pack
    return Release(
        jurisdiction=pack.jurisdiction,
        topic=pack.topic,
        title=pack.title,
        in_force=pack.in_force,
        revision=pack.revision,
        released_on=shipped.released,
        pack=shipped.pack_bytes,
        cases=shipped.case_bytes,
        sha256=shipped.digest,
        sm3=sm3(shipped.pack_bytes).hex(),
        origin=Release.Origin.SHIPPED,
        drafted_by=SHIPPED_BY,
        approved_by=SHIPPED_APPROVED_BY,
        stored_at=at,
    )
