"""``anxin distribute``: spread the orders over the nodes of a Citus cluster, and say what was done.

Idempotent. On an ordinary PostgreSQL server it says so and changes nothing.
"""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import connection, transaction

from anxin.cover import distribution


class Command(BaseCommand):
    """From one server to several (分布式部署)."""

    help = "把订单分布到多个数据节点（Citus）：anxin distribute；普通 PostgreSQL 上什么也不改"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--shards", type=int, default=distribution.SHARDS, help="分片数，每个节点 4 到 8 片为宜")
        parser.add_argument("--dry-run", action="store_true", help="只说要做什么")

    def handle(self, *args: Any, **options: Any) -> None:
        if not distribution.available():
            self.stdout.write("这是普通的 PostgreSQL，没有 Citus 扩展：不用分布，什么也没有改。")
            return
        nodes = distribution.nodes()
        if not nodes:
            raise CommandError("Citus 里还没有数据节点。请先用 citus_add_node 加入节点，再运行一次。")
        self.stdout.write(f"数据节点 {len(nodes)} 个：{'、'.join(nodes)}")
        waiting = distribution.waiting()
        for table in distribution.TABLES:
            self.stdout.write(f"{table}：{'待分布' if table in waiting else '已经分布'}")
        if options["dry_run"] or not waiting:
            return
        with transaction.atomic(), connection.cursor() as cursor:
            for table in waiting:
                distribution.distribute(cursor, table, shards=options["shards"])
                self.stdout.write(f"{table}：按劳动者分成 {options['shards']} 片，原有数据已随表移动")
