"""Making a backup, while people work."""

import shutil
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.db import connection

from anxin import __version__
from anxin.config.backup import tools
from anxin.config.backup.manifest import DUMP, FOLDERS, LAYOUT, BadBackup, Entry, Manifest, entry, keys_mark


def backup(folder: Path, *, at: datetime) -> Manifest:
    """Write a backup into a new folder. A broken-off one never stands there under its name.

    Raises:
        BadBackup: the folder exists, or PostgreSQL's program failed.
    """
    if folder.exists():
        raise BadBackup(f"{folder} 已经存在。请换一个新目录。")
    partial = folder.with_name(f"{folder.name}.partial")
    shutil.rmtree(partial, ignore_errors=True)
    partial.mkdir(mode=0o700, parents=True)
    dump = partial / DUMP
    tools.run([tools.tool("pg_dump"), "--format=custom", "--no-owner", "--no-privileges", f"--file={dump}"])
    entries = {DUMP: entry(dump), **_copy_files(partial)}
    manifest = Manifest(
        layout=LAYOUT,
        made_at=at.isoformat(),
        version=__version__,
        server=tools.server_version(),
        migrations=_migrations(),
        keys=keys_mark(),
        entries=entries,
    )
    manifest.write(partial)
    partial.rename(folder)
    return manifest


def _copy_files(target: Path) -> dict[str, Entry]:
    """Copy the originals; what is being written at this moment has a name that begins with a dot and is passed over."""
    source = Path(settings.ANXIN_DATA)
    entries = {}
    for path in sorted(path for name in FOLDERS for path in (source / name).rglob("*")):
        if path.is_file() and not path.name.startswith("."):
            name = str(path.relative_to(source))
            (target / name).parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            shutil.copy2(path, target / name)
            entries[name] = entry(target / name)
    return entries


def _migrations() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM django_migrations")
        row = cursor.fetchone()
    assert row is not None
    return int(row[0])
