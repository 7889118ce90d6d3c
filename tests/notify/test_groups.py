"""Speaking in groups: the recorded robot, pieces that fit, and never faster than it takes."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from anxin.identity.types import Actor, OrgKind, Role
from anxin.kit.errors import BadInput, NotAllowed, NotFound
from anxin.notify.channels import NoAddress, NotSent
from anxin.notify.channels.group import split
from anxin.notify.channels.group.wecom import WecomRobot
from anxin.notify.models import GroupPart
from anxin.notify.selectors import robots_of
from anxin.notify.services import group_tell, groups_deliver, robot_add, robot_mood, robot_retire
from anxin.notify.services.groups import ATTEMPTS_MOST
from anxin.notify.types import RobotMood
from tests.given.people import NOON, a_staff, an_org

RECORDED = json.loads((Path(__file__).parent / "recorded/wecom.json").read_text(encoding="utf-8"))
MINUTE = timedelta(minutes=1)


class Vendor(HTTPServer):
    """Answers what was recorded and remembers what it was asked."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.answer: bytes = json.dumps(RECORDED["answers"]["ok"]).encode()
        self.asked: list[dict[str, str]] = []

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/cgi-bin/webhook/send?key=KEY"


class Handler(BaseHTTPRequestHandler):
    server: Vendor

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["content-length"])).decode()
        self.server.asked.append({"path": self.path, "content_type": self.headers["content-type"], "body": body})
        self.send_response(200)
        self.end_headers()
        self.wfile.write(self.server.answer)

    def log_message(self, *args: Any) -> None:
        """The test's output stays clean."""


@pytest.fixture
def vendor() -> Iterator[Vendor]:
    server = Vendor()
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


def say(vendor: Vendor, text: str = "今天新增 12 个岗位。") -> None:
    WecomRobot().say(address=vendor.address, text=text, mood=RobotMood.WELL)


def test_a_text_leaves_as_the_recorded_request(vendor: Vendor) -> None:
    say(vendor)

    assert vendor.asked == [RECORDED["request"]]


@pytest.mark.parametrize(("answer", "error"), [("too_fast", NotSent), ("gone", NoAddress)])
def test_recorded_refusals_are_told_apart(vendor: Vendor, answer: str, error: type[Exception]) -> None:
    vendor.answer = json.dumps(RECORDED["answers"][answer]).encode()

    with pytest.raises(error):
        say(vendor)


@pytest.mark.parametrize("answer", [b"", b"<html>", b"[]", b"{}"])
def test_nonsense_counts_as_not_sent(vendor: Vendor, answer: bytes) -> None:
    vendor.answer = answer

    with pytest.raises(NotSent):
        say(vendor)


@pytest.mark.parametrize(
    "address",
    ["", "http://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=1", "https://qyapi.weixin.qq.com/cgi-bin/webhook/send",
     "https://elsewhere.example/cgi-bin/webhook/send?key=1", "file:///etc/passwd"],
)  # fmt: skip
def test_an_address_that_is_not_the_vendors_is_refused(address: str) -> None:
    with pytest.raises(BadInput, match="Webhook"):
        WecomRobot().check_address(address)


@settings(max_examples=80, deadline=None)
@given(st.text(alphabet=st.sampled_from("岗位有a1 ：\n🚚"), max_size=1500), st.integers(60, 2048))
def test_pieces_fit_and_together_say_everything(text: str, most: int) -> None:
    pieces = split(text, bytes_most=most)

    assert all(len(piece.encode()) <= most for piece in pieces)
    bodies = [piece.partition("）\n")[2] for piece in pieces] if len(pieces) > 1 else pieces
    assert "".join(bodies).replace("\n", "") == text.replace("\n", "")


def a_robot(**more: Any) -> tuple[UUID, Actor]:
    market = an_org(OrgKind.MARKET)
    operator = a_staff(Role.MARKET_OPERATOR, org=market)
    told = {"kind": "simulated", "name": "试东零工群", "address": "", "people": 200} | more
    return robot_add(**told, org_id=market.id, actor=operator, at=NOON), operator


@pytest.mark.django_db
def test_telling_twice_tells_once_and_it_leaves() -> None:
    robot_id, operator = a_robot()

    assert group_tell(robot_ids=[robot_id], text="早上好", key="push:1", at=NOON) == 1
    assert group_tell(robot_ids=[robot_id], text="别的话", key="push:1", at=NOON) == 0

    assert groups_deliver(at=NOON) == 1
    (robot,) = robots_of(operator.orgs())
    assert (robot.sent, robot.waiting, robot.last_text, robot.simulated) == (1, 0, "早上好", True)


@pytest.mark.django_db
def test_no_more_than_twenty_a_minute_and_in_order() -> None:
    robot_id, _operator = a_robot()
    for number in range(45):
        group_tell(robot_ids=[robot_id], text=f"第 {number}", key=f"push:{number:02d}", at=NOON)

    assert groups_deliver(at=NOON) == 20
    assert groups_deliver(at=NOON + MINUTE / 2) == 0
    assert groups_deliver(at=NOON + MINUTE) == 20
    assert groups_deliver(at=NOON + 2 * MINUTE) == 5
    left = GroupPart.objects.order_by("done_at", "key").values_list("text", flat=True)
    assert list(left) == [f"第 {number}" for number in range(45)]


@pytest.mark.django_db
def test_a_busy_robot_is_tried_again_later_and_given_up_at_last() -> None:
    robot_id, operator = a_robot()
    robot_mood(robot_id=robot_id, mood=RobotMood.BUSY, actor=operator)
    group_tell(robot_ids=[robot_id], text="早上好", key="push:1", at=NOON)

    for hours in range(ATTEMPTS_MOST):
        assert groups_deliver(at=NOON + timedelta(hours=hours)) == 0

    (robot,) = robots_of(operator.orgs())
    assert (robot.failed, robot.problem) == (1, "模拟：发得太快，被限流")


@pytest.mark.django_db
def test_a_robot_that_is_gone_is_not_asked_again() -> None:
    robot_id, operator = a_robot()
    robot_mood(robot_id=robot_id, mood=RobotMood.GONE, actor=operator)
    group_tell(robot_ids=[robot_id], text="早上好", key="push:1", at=NOON)

    groups_deliver(at=NOON)

    (robot,) = robots_of(operator.orgs())
    assert (robot.failed, robot.waiting) == (1, 0)


@pytest.mark.django_db
def test_a_retired_robot_says_nothing_any_more() -> None:
    robot_id, operator = a_robot()
    group_tell(robot_ids=[robot_id], text="早上好", key="push:1", at=NOON)
    robot_retire(robot_id=robot_id, actor=operator, at=NOON)

    assert groups_deliver(at=NOON) == 0
    assert group_tell(robot_ids=[robot_id], text="再说一次", key="push:2", at=NOON) == 0


@pytest.mark.django_db
def test_people_of_another_market_may_not_touch_it() -> None:
    robot_id, operator = a_robot()
    stranger = a_staff(Role.MARKET_OPERATOR, org=an_org(OrgKind.MARKET))

    with pytest.raises(NotFound):
        robot_retire(robot_id=robot_id, actor=stranger, at=NOON)
    with pytest.raises(NotAllowed):
        robot_add(kind="simulated", name="群", address="", people=1, org_id=operator.orgs()[0], actor=stranger, at=NOON)
    assert robots_of(stranger.orgs()) == ()
