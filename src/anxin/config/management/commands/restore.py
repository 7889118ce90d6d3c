"""``script/anxin restore FOLDER``: put a backup back. Payments stay stopped until the books agree with the bank."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from anxin.config.backup import BadBackup, restore
from anxin.kit import clock


class Command(BaseCommand):
    help = "从备份恢复，恢复后付款保持停止，直到对账通过。 Restore; payments stay stopped until the books agree."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", type=Path, help="what script/anxin backup has written")
        parser.add_argument("--replace", action="store_true", help="delete what is in the database now")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            manifest = restore(options["folder"].absolute(), replace=options["replace"], at=clock.now())
        except BadBackup as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"已恢复到 {manifest.made_at}，共 {len(manifest.entries)} 个文件。")
        self.stdout.write("付款已停。请导入银行流水，运行 script/anxin reconcile，对账通过后由签发员恢复付款。")
