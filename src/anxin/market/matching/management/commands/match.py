"""``script/anxin match``: the best jobs of a worker, the morning's plan, or a new index."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from anxin.identity.selectors import worker_by_phone
from anxin.kit import clock
from anxin.kit.errors import Refused
from anxin.market.matching.morning import morning_pairs
from anxin.market.matching.selectors import index_state, matches_for_worker
from anxin.market.matching.services import index_build
from anxin.market.matching.services.building import KINDS


class Command(BaseCommand):
    help = "匹配：某人的岗位、早市撮合、重建索引。 Match: a worker's jobs, the morning's plan, a new index."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("phone", nargs="?", help="the worker's phone")
        parser.add_argument("--morning", action="store_true", help="plan everybody at once, beside first come")
        parser.add_argument("--build", action="store_true", help="make the indexes anew")

    def handle(self, *args: Any, **options: Any) -> None:
        at = clock.now()
        if options["build"]:
            for kind in KINDS:
                index_build(kind=kind, at=at)
            for row in index_state():
                self.stdout.write(f"{row.kind}: {row.rows} rows, {row.bytes / 1e6:.1f} MB, {row.milliseconds} ms")
        elif options["morning"]:
            plan, _pairs = morning_pairs(at=at)
            self.stdout.write(f"人 workers {plan.workers}, 名额 places {plan.places}")
            for name, one in (("稳定撮合 stable", plan.outcome), ("先到先得 first come", plan.first_come)):
                said = f"配上 placed {one.placed}, 平均分 mean {one.mean_points}, 互相更想要 envious {one.envious}"
                self.stdout.write(f"{name}: {said}")
        elif options["phone"]:
            self._of(options["phone"], at)
        else:
            raise CommandError("请写手机号码，或者 --morning、--build。")

    def _of(self, phone: str, at: Any) -> None:
        worker = worker_by_phone(phone)
        if worker is None:
            raise CommandError("没有找到这位劳动者。")
        try:
            found = matches_for_worker(worker_id=worker.id, actor=worker.actor(), at=at)
        except Refused as refused:
            raise CommandError(refused.sentence) from refused
        for one in found.rows:
            self.stdout.write(f"{one.points:>5}  {one.post.title} {one.post.pay_words}  {one.sentence}")
        for missing in found.missing:
            self.stdout.write(missing.words)
        self.stdout.write(f"权重 weights {found.stamp.weights} · 索引 index {found.stamp.index}")
