"""``rules/releases.lock``: the digests of everything released, so that nobody edits it unnoticed.

A released pack and a released formula version must give the same answer for ever. The lock names the SHA-256 of each;
a test and ``script/anxin rules check`` compare. New entries are added by ``script/anxin rules lock``; an existing
entry is never rewritten by it.
"""

from pathlib import Path

from django.conf import settings

from anxin.policy.engine.errors import BadPack
from anxin.policy.formulas.registry import formula_digests
from anxin.policy.services.shipped import shipped_packs

_NAME = "releases.lock"


def _path(folder: Path | None) -> Path:
    return (folder or Path(settings.ANXIN_RULES)) / _NAME


def _now(folder: Path | None) -> dict[str, str]:
    packs = {f"pack {shipped.pack.name}": shipped.digest for shipped in shipped_packs(folder)}
    return packs | {f"formula {name}": digest for name, digest in formula_digests().items()}


def _locked(folder: Path | None) -> dict[str, str]:
    path = _path(folder)
    if not path.exists():
        return {}
    lines = path.read_text(encoding="utf-8").splitlines()
    return dict(line.rsplit(" ", 1) for line in lines if line and not line.startswith("#"))


def lock_differences(folder: Path | None = None) -> list[str]:
    """What does not agree with the lock, in sentences; empty when everything does."""
    now, locked = _now(folder), _locked(folder)
    changed = [
        f"{name} 与 releases.lock 不一致：已发布的不能再改，请作为新版本发布。"
        for name in locked
        if name in now and now[name] != locked[name]
    ]
    gone = [f"{name} 在 releases.lock 里，但文件不见了：已发布的要永久保留。" for name in locked if name not in now]
    new = [f"{name} 还没有写进 releases.lock，请运行 script/anxin rules lock。" for name in now if name not in locked]
    return [*changed, *gone, *new]


def lock_write(folder: Path | None = None) -> int:
    """Add new entries to the lock; return how many entries it has.

    Raises:
        BadPack: when a locked entry has changed or is gone.
    """
    now, locked = _now(folder), _locked(folder)
    broken = [name for name, digest in locked.items() if now.get(name) != digest]
    if broken:
        raise BadPack(f"{'、'.join(broken)} 与 releases.lock 不一致：已发布的不能再改，请作为新版本发布。")
    entries = sorted((now | locked).items())
    head = "# SHA-256 of every released pack and formula version. Entries are added, never changed.\n"
    _path(folder).write_text(head + "".join(f"{name} {digest}\n" for name, digest in entries), encoding="utf-8")
    return len(entries)
