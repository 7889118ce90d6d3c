"""The conformance run: do every thing on the list against the sandbox, then ask it what it has seen."""

from __future__ import annotations

import gzip
import json
import secrets
import time
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from threading import Event
from typing import Any

from anxin_client.client import Client
from anxin_client.webhooks import Receiver

NDJSON = {"Content-Type": "application/x-ndjson"}
FLOOD = 400
THREADS = 6
PATIENCE_SECONDS = 90.0


@dataclass
class Run:
    """One run with its client, a second key, and what was made on the way."""

    client: Client
    second: Client | None
    say: Callable[[str], None]
    mark: str
    people: list[dict[str, str]]
    now: datetime

    def item(self, number: str, person: int = 0, **change: str) -> dict[str, str]:
        """An order of a test person that is under way."""
        told = {
            "order_no": f"{self.mark}-{number}",
            "worker": self.people[person]["worker"],
            "accepted_at": (self.now - timedelta(minutes=30)).isoformat(timespec="seconds"),
        }
        return told | change


def conform(
    client: Client, second: Client | None, *, say: Callable[[str], None] = print, hook_port: int = 0
) -> dict[str, Any]:
    """Run all checks; the answer is the run as the sandbox sees it."""
    started: dict[str, Any] = client.call("POST", "/sandbox/runs")
    people = client.call("GET", "/sandbox/people")
    run = Run(client, second, say, secrets.token_hex(3), people, datetime.now(UTC))
    with Receiver(lambda message: say(f"  推送 {message['type']}"), port=hook_port, fail_first=1) as receiver:
        for title, part in (("签名", _signing), ("订单", _orders), ("保障", _cover)):
            say(f"→ {title}")
            part(run)
        say("→ 推送")
        receiver.trust(client.webhook_add(receiver.url)["secret"])
        say("→ 报案与核实")
        _reports(run)
        client.call("POST", "/webhooks/ping")
        _replay(run)
        say("→ 额度")
        _quota(run)
        finished = _until_green(run, started["id"])
    client.call("POST", f"/sandbox/runs/{started['id']}/finish")
    return finished


def _signing(run: Run) -> None:
    client, nonce = run.client, secrets.token_hex(12)
    client.once("GET", "/checks", signed={"path": "/api/v1/reports"})
    client.once("GET", "/checks", signed={"nonce": nonce})
    client.once("GET", "/checks", signed={"nonce": nonce})
    client.once("GET", "/checks", signed={"time": int(time.time()) - 360})
    if run.second is not None:
        run.second.call("GET", "/checks")


def _orders(run: Run) -> None:
    client = run.client
    lines = _lines([run.item("A"), run.item("B", 1)])
    client.call("POST", "/orders", raw=lines, headers=NDJSON)
    client.call("POST", "/orders", raw=lines, headers=NDJSON)
    client.call("POST", "/orders", [run.item("C", 2)])
    packed = gzip.compress(_lines([run.item("D", 3)]))
    client.call("POST", "/orders", raw=packed, headers=NDJSON | {"Content-Encoding": "gzip"})
    earlier = (run.now - timedelta(minutes=31)).isoformat(timespec="seconds")
    client.call("POST", "/orders", [run.item("A", accepted_at=earlier)])
    client.call("POST", "/orders", [run.item("E", 4), run.item("F", 4, accepted_at="昨天")])
    many = [run.item(f"M{number}", number % len(run.people)) for number in range(1000)]
    client.call("POST", "/orders", raw=_lines(many), headers=NDJSON)
    client.once("POST", "/orders", raw=b" ", headers=NDJSON)
    client.once("POST", "/orders", raw=b"{}\n" * 10_001, headers=NDJSON)
    client.once("POST", "/orders", raw=b"order_no,worker\n", headers={"Content-Type": "text/csv"})


def _lines(items: list[dict[str, str]]) -> bytes:
    return "\n".join(json.dumps(item, ensure_ascii=False) for item in items).encode()


def _cover(run: Run) -> None:
    worker = run.people[0]["worker"]
    run.client.cover(worker, (run.now - timedelta(minutes=5)).isoformat(timespec="seconds"))
    run.client.cover(worker, (run.now - timedelta(days=3)).isoformat(timespec="seconds"))


def _reports(run: Run) -> None:
    client = run.client
    first, other = (_accident(run, person) for person in (0, 1))
    key = f"{run.mark}-first"
    client.orders([_order_of(run, 0, first), _order_of(run, 1, other)])
    case_id = client.report(first, idempotency_key=key)["case_id"]
    client.report(first, idempotency_key=key)
    client.once("POST", "/reports", first | {"what": "collision"}, headers={"Idempotency-Key": key})
    client.report(first, idempotency_key=f"{run.mark}-again")
    other_id = client.report(other, idempotency_key=f"{run.mark}-other")["case_id"]
    client.reports()
    client.checks()
    client.call("GET", f"/checks/{case_id}")
    client.answer_check(case_id, "confirmed")
    client.answer_check(other_id, "disputed", "定位显示车辆停在站点。")
    client.once("POST", f"/checks/{case_id}/answer", {"answer": "disputed", "reason": "看错了"})
    client.call("POST", f"/sandbox/reports/{case_id}/advance")


def _accident(run: Run, person: int) -> dict[str, str]:
    """An accident at a moment of the past days that is this run's own: another run's would be joined to it."""
    happened = run.now - timedelta(minutes=int(run.mark, 16) % 7200)
    return {
        "worker": run.people[person]["worker"],
        "happened_at": happened.isoformat(timespec="seconds"),
        "what": "fall",
        "place": "示范路与试验街路口",
    }


def _order_of(run: Run, person: int, accident: Mapping[str, str]) -> dict[str, str]:
    """The order the accident happened on."""
    accepted = datetime.fromisoformat(accident["happened_at"]) - timedelta(minutes=5)
    return run.item(f"R{person}", person, accepted_at=accepted.isoformat(timespec="seconds"))


def _replay(run: Run) -> None:
    """Ask for one delivery again, once one has come through."""

    def sent() -> Any:
        found = run.client.call("GET", "/webhooks/deliveries", query={"state": "sent"})
        return found[0] if found else None

    delivery = _wait(sent)
    if delivery:
        run.client.call("POST", f"/webhooks/deliveries/{delivery['id']}/replay")


def _quota(run: Run) -> None:
    """Ask faster than is allowed, then wait as long as we are told."""
    waits: list[float] = []

    def ask(_turn: int) -> None:
        if not waits:
            answer = run.client.once("GET", "/checks")
            if answer.status == 429:
                waits.append(float(answer.headers.get("retry-after", "1")))

    with ThreadPoolExecutor(THREADS) as pool:
        list(pool.map(ask, range(FLOOD)))
    Event().wait(max(waits, default=0.0) + 1)
    run.client.call("GET", "/checks")


def _until_green(run: Run, run_id: str) -> dict[str, Any]:
    """The result once everything has been seen, or as far as it got."""

    def green() -> dict[str, Any] | None:
        found: dict[str, Any] = run.client.call("GET", f"/sandbox/runs/{run_id}")
        return found if found["passed"] == found["total"] else None

    found = _wait(green)
    return found or run.client.call("GET", f"/sandbox/runs/{run_id}")


def _wait(look: Callable[[], Any]) -> Any:
    end, pause = time.monotonic() + PATIENCE_SECONDS, Event()
    while time.monotonic() < end:
        found = look()
        if found:
            return found
        pause.wait(1.5)
    return None


def say_result(result: Mapping[str, Any], say: Callable[[str], None] = print) -> None:
    """Print a result as a list of what passed and what is still to do."""
    group = ""
    for check in result["checks"]:
        if check["group"] != group:
            group = check["group"]
            say(f"\n{group}")
        say(f"  {'✓' if check['passed'] else '✗'} {check['title']}" + ("" if check["passed"] else f"：{check['why']}"))
    say(f"\n{result['sentence']}")
