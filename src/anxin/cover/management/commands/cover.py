"""``anxin cover WORKER --at TIME``: was this person on an order at that moment."""

import json
from argparse import ArgumentParser
from datetime import datetime
from typing import Any
from uuid import UUID

from django.core.management.base import BaseCommand, CommandError

from anxin.cover.parsing import parse_moment
from anxin.cover.selectors import cover_with_evidence
from anxin.cover.types import CoverAnswer, Evidence, OrderView
from anxin.identity.selectors import worker_by_id, worker_by_id_number, worker_by_phone
from anxin.identity.types import WorkerView
from anxin.kit.clock import local, now
from anxin.kit.errors import BadInput


class Command(BaseCommand):
    """Cover at a moment (保障查询)."""

    help = "查询某人某一刻是否在接单保障内：anxin cover 手机号或身份证号 --at '2026-11-23 15:42:00'"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("worker", help="手机号、身份证件号码或劳动者编号")
        parser.add_argument("--at", default="", help="时间，不写就是现在")
        parser.add_argument("--json", action="store_true", help="输出 JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        worker = _worker(options["worker"])
        if worker is None:
            raise CommandError("没有找到这个人，请核对手机号或身份证件号码。")
        try:
            at = parse_moment(options["at"], "时间") or now()
        except BadInput as error:
            raise CommandError(error.sentence) from error
        answer, seen = cover_with_evidence(worker_id=worker.id, at=at)
        self.stdout.write(_as_json(answer, seen) if options["json"] else _as_text(answer, seen))


def _worker(text: str) -> WorkerView | None:
    try:
        return worker_by_id(UUID(text))
    except ValueError:
        return worker_by_phone(text) or worker_by_id_number(text)


def _as_text(answer: CoverAnswer, seen: tuple[Evidence, ...]) -> str:
    lines = [f"{'在保障内' if answer.covered else '不在保障内'}（{answer.state_name}）", answer.sentence]
    lines += [f"  {_order(order)}" for order in answer.orders]
    lines += [f"  附近的订单 {_order(near.order)}：{near.why_not}" for near in answer.nearest]
    if answer.declared_late:
        lines.append("注意：这一单在事故之后才申报。")
    lines += [f"  证据 {local(one.at):%m-%d %H:%M:%S} {one.what}（{one.source}）" for one in seen]
    lines.append(f"按 {answer.rule} 判定")
    return "\n".join(lines)


def _order(order: OrderView) -> str:
    end = f"{local(order.ended_at):%m-%d %H:%M:%S} 结束" if order.ended_at else "未结束"
    return f"{order.platform_name} {order.order_no} {local(order.accepted_at):%m-%d %H:%M:%S} 接单，{end}"


def _as_json(answer: CoverAnswer, seen: tuple[Evidence, ...]) -> str:
    told = {
        "covered": answer.covered,
        "state": answer.state.value,
        "at": _iso(answer.at),
        "sentence": answer.sentence,
        "rule": answer.rule,
        "declared_late": answer.declared_late,
        "orders": [_plain(order) for order in answer.orders],
        "nearest": [{**_plain(near.order), "why_not": near.why_not} for near in answer.nearest],
        "evidence": [
            {"at": _iso(one.at), "what": one.what, "source": one.source, "declared_at": _iso(one.declared_at)}
            for one in seen
        ],
    }
    return json.dumps(told, ensure_ascii=False, indent=2)


def _plain(order: OrderView) -> dict[str, Any]:
    return {
        "platform": order.platform_name,
        "order_no": order.order_no,
        "industry": order.industry.value,
        "accepted_at": _iso(order.accepted_at),
        "ended_at": _iso(order.ended_at) if order.ended_at else None,
        "declared_at": _iso(order.declared_at),
    }


def _iso(at: datetime) -> str:
    return local(at).isoformat()
