"""Real-name checks: the recorded exchanges of the example provider, and what registration makes of a verdict."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

from anxin.identity.realname import RealNameVerdict, provider
from anxin.identity.services import real_name_check, worker_phone_change, worker_register_self
from anxin.identity.types import RealNameState, Role
from anxin.kit.errors import NotAllowed, Refused
from tests.given.people import NOON, a_staff, a_worker, an_id_number, signed_in

RECORDED = json.loads((Path(__file__).parent / "recordings" / "http_json.json").read_text(encoding="utf-8"))
NUMBER = an_id_number(31)
KEY = "test-key"


class _Replay(BaseHTTPRequestHandler):
    """Answers what was recorded for exactly this request, and nothing else."""

    seen: list[str]

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.seen.append(self.headers["Authorization"])
        exchange = next(e for e in RECORDED if e["request"] | {"idNumber": NUMBER} == body)
        self.send_response(exchange["status"])
        if exchange["status"] == 302:
            self.send_header("Location", "http://127.0.0.1:9/")
        self.end_headers()
        self.wfile.write(json.dumps(exchange["answer"]).encode())

    def log_message(self, *args: object) -> None:
        return


@pytest.fixture
def replay(settings) -> Iterator[list[str]]:
    seen: list[str] = []
    server = HTTPServer(("127.0.0.1", 0), type("Replay", (_Replay,), {"seen": seen}))
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    settings.ANXIN_REAL_NAME = "http_json"
    settings.ANXIN_REAL_NAME_URL = f"http://127.0.0.1:{server.server_port}/check"
    settings.ANXIN_REAL_NAME_KEY = KEY
    yield seen
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.mark.parametrize(
    ("name", "verdict"),
    [
        ("赵试骑", RealNameVerdict.MATCH),
        ("钱试骑", RealNameVerdict.MISMATCH),
        ("孙试骑", RealNameVerdict.UNKNOWN),
        ("李试骑", RealNameVerdict.UNKNOWN),
        ("周试骑", RealNameVerdict.UNKNOWN),
    ],
)
def test_the_recorded_exchanges_are_understood(replay: list[str], name: str, verdict: RealNameVerdict):
    answer = provider().check(name=name, id_number=NUMBER, phone="13900000001")

    assert answer.verdict is verdict
    assert replay == [f"Bearer {KEY}"]


def test_a_provider_that_is_away_answers_unknown_and_logs_no_person(settings, caplog):
    settings.ANXIN_REAL_NAME = "http_json"
    settings.ANXIN_REAL_NAME_URL = "http://127.0.0.1:9/check"

    answer = provider().check(name="赵试骑", id_number=NUMBER, phone="13900000001")

    assert answer.verdict is RealNameVerdict.UNKNOWN
    assert "did not answer" in caplog.text
    assert NUMBER not in caplog.text
    assert "赵试骑" not in caplog.text


def test_an_unknown_provider_is_named_in_the_error(settings):
    settings.ANXIN_REAL_NAME = "nobody"

    with pytest.raises(LookupError, match="http_json, simulator"):
        provider()


@pytest.mark.django_db
def test_a_silent_provider_stops_nobody_and_is_asked_again():
    worker = worker_register_self(phone="13900000051", name="赵不明", id_number=an_id_number(51), at=NOON)

    assert worker.real_name_state is RealNameState.UNCHECKED
    assert real_name_check(worker_id=worker.id, at=NOON).real_name_state is RealNameState.UNCHECKED


@pytest.mark.django_db
def test_a_known_number_with_a_new_phone_goes_to_the_window_not_into_the_record():
    worker = a_worker(phone="13900000052", id_number=an_id_number(52))

    with pytest.raises(Refused, match="人社窗口"):
        worker_register_self(phone="13900000053", name="赵试骑", id_number=an_id_number(52), at=NOON)

    clerk = a_staff(Role.BUREAU_INTAKE)
    browser = signed_in(worker)
    with pytest.raises(NotAllowed):
        worker_phone_change(worker_id=worker.worker_id, phone="13900000053", actor=worker, at=NOON)
    changed = worker_phone_change(worker_id=worker.worker_id, phone="13900000053", actor=clerk, at=NOON)

    assert changed.phone == "13900000053"
    assert browser.get("/login/held/").status_code == 302
    assert browser.get("/login/held/")["Location"].startswith("/login/?")


@pytest.mark.django_db
def test_two_workers_cannot_share_a_phone():
    a_worker(phone="13900000054")
    other = a_worker(phone="13900000055")

    with pytest.raises(Refused, match="另一位"):
        worker_phone_change(worker_id=other.worker_id, phone="13900000054", actor=a_staff(Role.BUREAU_INTAKE), at=NOON)
