"""``anxin orders import FILE``: take a file of orders and say what became of each line."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from anxin.cover.selectors import import_view
from anxin.cover.services import orders_import_file, orders_import_run
from anxin.identity.selectors import org_by_name, orgs
from anxin.identity.types import Actor, OrgKind
from anxin.kit.clock import now
from anxin.kit.errors import Refused


class Command(BaseCommand):
    """Orders in by file (订单文件导入)."""

    help = "导入订单文件（CSV、XLSX 或 Parquet）：anxin orders import 文件 --platform 平台简称"

    def add_arguments(self, parser: ArgumentParser) -> None:
        actions = parser.add_subparsers(dest="action", required=True)
        taking = actions.add_parser("import", help="导入一个文件")
        taking.add_argument("file", type=Path, help="CSV、XLSX 或 Parquet，第一行是列名")
        taking.add_argument("--platform", default="", help="平台名称或简称；只有一个平台时可以不写")

    def handle(self, *args: Any, **options: Any) -> None:
        platform = org_by_name(options["platform"]) if options["platform"] else _only_platform()
        if platform is None or platform.kind is not OrgKind.PLATFORM:
            raise CommandError("没有找到这个平台，请用 --platform 写出平台简称。")
        actor, path = Actor.system(), options["file"]
        try:
            content = path.read_bytes()
            import_id = orders_import_file(
                platform_id=platform.id, name=path.name, content=content, actor=actor, at=now(), later=False
            )
        except OSError as error:
            raise CommandError(f"读不到文件 {path}：{error.strerror}") from error
        except Refused as refusal:
            raise CommandError(refusal.sentence) from refusal
        refused = orders_import_run(import_id=import_id, actor=actor, at=now())
        done = import_view(actor=actor, import_id=import_id)
        if done.problem:
            raise CommandError(done.problem)
        self.stdout.write(
            f"{platform.short_name}：共 {done.lines} 行，接收 {done.accepted}，相同 {done.same}，"
            f"更正 {done.corrected}，未接收 {done.refused}"
        )
        for answer in refused:
            self.stdout.write(f"  第 {answer.line + 1} 行 {answer.order_no}：{answer.reason}")
        if refused:
            raise SystemExit(1)


def _only_platform() -> Any:
    platforms = orgs(OrgKind.PLATFORM)
    return platforms[0] if len(platforms) == 1 else None
