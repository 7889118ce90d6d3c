"""``anxin bureau NAME --region CODE …``: the first bureau and its two administrators; without a name, how to do it."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from anxin.identity.bootstrap import bureau_open, is_empty
from anxin.identity.types import ROLE_NAMES
from anxin.kit.clock import now
from anxin.kit.errors import Refused

HOW = """
这里还是空的，谁都不能登录。请在另一个终端登记人社部门和两名管理员（两个人，互相制约）：
Nobody can log in yet. In a second terminal enter the bureau and its two administrators:
  script/anxin bureau 某某市人力资源和社会保障局 --region 110000 --system-admin 姓名 --security-admin 姓名
然后用打印出的临时密码登录 /desk/：先登记机构、新建账号，再授予岗位。
Then log in at /desk/ with the printed passwords: register organisations, create accounts, grant posts."""


class Command(BaseCommand):
    """Open an empty installation (初始化)."""

    help = "在空系统里登记第一个人社部门，并生成系统管理员、安全管理员的临时密码"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("name", nargs="?", help="人社部门全称")
        parser.add_argument("--region", default="", help="6 位行政区划代码")
        parser.add_argument("--system-admin", default="", help="系统管理员姓名")
        parser.add_argument("--security-admin", default="", help="安全管理员姓名")

    def handle(self, *args: Any, **options: Any) -> None:
        if not options["name"]:
            if is_empty():
                self.stdout.write(HOW)
            return
        missing = [word for word in ("region", "system_admin", "security_admin") if not options[word]]
        if missing:
            raise CommandError(f"还缺：{'、'.join('--' + word.replace('_', '-') for word in missing)}。{HOW}")
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
