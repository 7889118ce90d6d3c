"""``script/anxin backup FOLDER``: the database and the originals, with digests."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from anxin.config.backup import BadBackup, backup, verify
from anxin.kit import clock


class Command(BaseCommand):
    help = "备份数据库和原件，带校验值；不含密钥。 Back up the database and the originals; never the keys."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", type=Path, nargs="?", help="a new folder (default: one under the data folder)")
        parser.add_argument("--verify", action="store_true", help="read an existing backup again instead")

    def handle(self, *args: Any, **options: Any) -> None:
        at = clock.now()
        default = Path(settings.ANXIN_DATA) / "backups" / f"{clock.local(at):%Y%m%d-%H%M%S}"
        folder = options["folder"] or default
        try:
            manifest = verify(folder) if options["verify"] else backup(folder.absolute(), at=at)
        except BadBackup as error:
            raise CommandError(str(error)) from error
        size = sum(entry.size for entry in manifest.entries.values())
        self.stdout.write(f"{folder}：{len(manifest.entries)} 个文件，{size / 1_000_000:.1f} MB，校验通过")
        self.stdout.write(f"密钥不在备份里，请另外保存 {settings.ANXIN_SECRETS_FILE}。")
