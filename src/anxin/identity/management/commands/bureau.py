"""``anxin bureau NAME --region CODE``: the first bureau and its two administrators."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from anxin.identity.bootstrap import bureau_open
from anxin.identity.types import ROLE_NAMES
from anxin.kit.clock import now
from anxin.kit.errors import Refused


class Command(BaseCommand):
    """Open an empty installation (初始化)."""

    help = "在空系统里登记第一个人社部门，并生成系统管理员、安全管理员的临时密码"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("name", help="人社部门全称")
        parser.add_argument("--region", required=True, help="6 位行政区划代码")
        parser.add_argument("--system-admin", required=True, help="系统管理员姓名")
        parser.add_argument("--security-admin", required=True, help="安全管理员姓名")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            logins = bureau_open(
                name=options["name"],
                region_code=options["region"],
                system_admin=options["system_admin"],
                security_admin=options["security_admin"],
                at=now(),
            )
        except Refused as refused:
            raise CommandError(refused.sentence) from refused
        for login in logins:
            self.stdout.write(f"{ROLE_NAMES[login.role]}  用户名 {login.username}  临时密码 {login.password}")
        self.stdout.write("第一次登录时设置动态口令并换成自己的密码。这些临时密码只显示这一次。")
