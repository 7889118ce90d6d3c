"""``anxin keys status|add|rotate``: the keys that seal personal data."""

import json
import os
import secrets
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from anxin.identity.services import keys_old_count, keys_rotate
from anxin.kit.crypto import keyring

KEYS_MOST = 255
"""A key id is one byte of every sealed value."""


class Command(BaseCommand):
    """Key rotation in three steps: add a key, restart every process, rotate (密钥轮换)."""

    help = "status 查看；add 在密钥文件里增加一把新密钥（之后重启全部进程）；rotate 用最新密钥重新加密"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("action", choices=["status", "add", "rotate"])

    def handle(self, *args: Any, action: str, **options: Any) -> None:
        {"status": self._status, "add": self._add, "rotate": self._rotate}[action]()

    def _status(self) -> None:
        ring = keyring()
        self.stdout.write(f"最新密钥 {ring.newest}，共 {len(ring.roots)} 把，算法 {ring.cipher}")
        self.stdout.write(f"还有 {keys_old_count()} 个值由旧密钥保护")

    def _add(self) -> None:
        number = key_add(settings.ANXIN_SECRETS_FILE)
        self.stdout.write(f"已增加密钥 {number}。请重启全部进程，再运行 anxin keys rotate。")

    def _rotate(self) -> None:
        for column, count in keys_rotate().items():
            self.stdout.write(f"{column}: {count}")
        self.stdout.write("全部值都由最新密钥保护。")


def key_add(path: Path) -> int:
    """Put a fresh key into the secrets file, in one step; returns its number.

    Raises:
        CommandError: 255 keys are there already.
    """
    held = json.loads(path.read_text(encoding="utf-8"))
    number = max(map(int, held["field_keys"])) + 1
    if number > KEYS_MOST:
        raise CommandError("密钥编号已用完（255），请先清理旧密钥。")
    held["field_keys"][str(number)] = secrets.token_hex(32)
    fresh = path.with_name(f".{path.name}.{os.getpid()}")
    fresh.touch(mode=0o600)
    fresh.write_text(json.dumps(held, indent=1), encoding="utf-8")
    fresh.replace(path)
    return number
