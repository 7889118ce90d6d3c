"""``script/anxin demo``: build, rebuild or describe the demo city."""

import shutil
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import connection

from anxin.config.demo.city import build
from anxin.config.server.rest import at_rest
from anxin.config.server.trouble import Trouble
from anxin.config.tasks import market_city
from anxin.identity.demo import DEMO_PASSWORD, demo_logins
from anxin.identity.selectors import orgs
from anxin.kit import clock
from anxin.kit.jobs import defer


class Command(BaseCommand):
    help = "演示城市：建立、重建、显示登录方式。 Build, rebuild or describe the demo city."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--if-empty", action="store_true", help="only when there are no organisations yet")
        parser.add_argument("--reset", action="store_true", help="delete everything first (demo installations only)")
        parser.add_argument("--logins", action="store_true", help="print the demo logins and do nothing else")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["logins"]:
            return self._logins()
        if not settings.ANXIN_DEMO:
            raise CommandError("这个安装不是演示环境；演示数据只能放进演示系统（ANXIN_DEMO=1）。")
        if options["reset"]:
            return self._reset()
        if options["if_empty"] and orgs():
            return None
        return self._build()

    def _reset(self) -> None:
        """A server that runs on these data rests meanwhile: its jobs would work on half a city."""
        try:
            with at_rest(Path(settings.ANXIN_DATA)):
                self._empty()
                call_command("prepare", stdout=self.stdout)
                self._build()
        except Trouble as trouble:
            raise CommandError(str(trouble)) from trouble

    def _build(self) -> None:
        self._forget_files()
        build(clock.now(), say=self.stdout.write)
        defer(market_city)

    def _logins(self) -> None:
        self.stdout.write(f"\n演示账号（密码都是 {DEMO_PASSWORD}，动态码和验证码显示在登录页上）：")
        for typed, who, post in demo_logins():
            self.stdout.write(f"  {typed:<18}{who}  {post}")

    def _empty(self) -> None:
        with connection.cursor() as cursor:
            cursor.execute("DROP SCHEMA public CASCADE")
            cursor.execute("CREATE SCHEMA public")

    def _forget_files(self) -> None:
        """Originals and the books of the simulated bank and tax office of an earlier city would not fit the new one."""
        for folder in (Path(settings.ANXIN_DATA, name) for name in ("files", "bank", "tax")):
            shutil.rmtree(folder, ignore_errors=True)
