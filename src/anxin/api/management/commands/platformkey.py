"""``anxin platformkey issue|end``: keys platforms sign with."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from anxin.identity.selectors import org_by_name
from anxin.identity.types import Actor
from anxin.kit.clock import now
from anxin.kit.errors import Refused
from anxin.platforms.services import key_end, key_issue


class Command(BaseCommand):
    """Keys of platforms (接口密钥)."""

    help = "平台接口密钥：anxin platformkey issue 平台简称 | end 密钥编号"

    def add_arguments(self, parser: ArgumentParser) -> None:
        actions = parser.add_subparsers(dest="action", required=True)
        issue = actions.add_parser("issue", help="发一个密钥，只显示这一次")
        issue.add_argument("platform", help="平台名称或简称")
        issue.add_argument("--note", default="", help="用途")
        issue.add_argument("--test", action="store_true", help="沙箱密钥，只能碰测试数据")
        actions.add_parser("end", help="立即停用一个密钥").add_argument("key_id")

    def handle(self, *args: Any, **options: Any) -> None:
        actor = Actor.system()
        try:
            if options["action"] == "end":
                key_end(key_id=options["key_id"], actor=actor, at=now())
                self.stdout.write("已停用。")
                return
            platform = org_by_name(options["platform"])
            if platform is None:
                raise CommandError("没有找到这个平台，请核对名称。")
            key = key_issue(org_id=platform.id, actor=actor, at=now(), note=options["note"], test=options["test"])
        except Refused as refusal:
            raise CommandError(refusal.sentence) from refusal
        self.stdout.write(f"密钥编号 {key.key_id}\n密钥     {key.secret}\n请马上保存，以后不再显示。")
