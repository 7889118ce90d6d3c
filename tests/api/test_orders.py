"""Orders by API: three forms of body, an answer a line, nobody else's workers."""

from __future__ import annotations

import gzip
import json

import pytest

from anxin.cover.models import Order
from tests.given.api import a_machine
from tests.given.cover import id_number_of
from tests.given.people import a_city, a_worker

NDJSON = "application/x-ndjson"


def an_item(rider, number="K1", **change):
    item = {"order_no": number, "worker": id_number_of(rider), "accepted_at": "2026-11-23T11:38:00+08:00"}
    return item | change


def lines(*items) -> bytes:
    return "\n".join(json.dumps(item, ensure_ascii=False) for item in items).encode()


def test_lines_arrays_and_objects_are_all_understood():
    city, rider = a_city(), a_worker()
    machine = a_machine(city.platform)

    answers = [
        machine.send("POST", "/orders", raw=lines(an_item(rider, "A"), an_item(rider, "B")), content_type=NDJSON),
        machine.send("POST", "/orders", [an_item(rider, "C")]),
        machine.send("POST", "/orders", {"orders": [an_item(rider, "D"), an_item(rider, "A")]}),
        machine.send("POST", "/orders", an_item(rider, "E")),
    ]

    assert [answer.status_code for answer in answers] == [200] * 4
    assert [answer.json()["accepted"] for answer in answers] == [2, 1, 1, 1]
    assert answers[2].json()["same"] == 1
    assert set(Order.objects.values_list("order_no", flat=True)) == set("ABCDE")


def test_a_bad_line_gets_its_own_answer_and_costs_the_others_nothing():
    city, rider = a_city(), a_worker()
    raw = (
        lines(an_item(rider, "A"), an_item(rider, "B", accepted_at="昨天"))
        + b"\nnot json\n"
        + lines(an_item(rider, "C"))
    )

    answer = a_machine(city.platform).send("POST", "/orders", raw=raw, content_type=NDJSON).json()

    assert [one["state"] for one in answer["answers"]] == ["accepted", "refused", "refused", "accepted"]
    assert [one["line"] for one in answer["answers"]] == [1, 2, 3, 4]
    assert "看不懂" in answer["answers"][1]["reason"]
    assert "不是 JSON" in answer["answers"][2]["reason"]
    assert Order.objects.count() == 2


def test_a_compressed_body_is_unpacked():
    city, rider = a_city(), a_worker()
    raw = gzip.compress(lines(an_item(rider)))

    response = a_machine(city.platform).send(
        "POST", "/orders", raw=raw, content_type=NDJSON, headers={"Content-Encoding": "gzip"}
    )

    assert response.json()["accepted"] == 1


@pytest.mark.parametrize(
    ("raw", "headers", "status"),
    [
        (b"", {}, 422),
        (b"\xff\xfe", {}, 422),
        (b"[1,", {}, 422),
        (b"not gzip", {"Content-Encoding": "gzip"}, 422),
        (gzip.compress(b"x" * 100, mtime=0)[:-9], {"Content-Encoding": "gzip"}, 422),
        (gzip.compress(b" " * 20_000_000, mtime=0), {"Content-Encoding": "gzip"}, 413),
        (b'{"a":1}\n' * 10_001, {}, 413),
        (b"x" * 3_000_000, {}, 413),
    ],
)
def test_a_body_that_is_no_batch_is_refused_whole_with_a_sentence(raw, headers, status):
    response = a_machine(a_city().platform).send("POST", "/orders", raw=raw, content_type=NDJSON, headers=headers)

    assert response.status_code == status
    assert response.json()["detail"]
    assert not Order.objects.exists()


@pytest.mark.parametrize("value", [None, 1e400, [1], {"a": 1}, True, 12, "\x00", "\ud800", "长" * 5000])
def test_no_value_of_any_kind_breaks_the_endpoint(value):
    _city, rider = a_city(), a_worker()
    for field in ("order_no", "worker", "accepted_at", "finished_at", "industry", "region"):
        body = json.dumps([an_item(rider, "A", **{field: value})]).encode()

        response = a_machine(a_city().platform).send("POST", "/orders", raw=body)

        assert response.status_code == 200
        assert len(response.json()["answers"]) == 1


def test_orders_go_to_the_platform_that_signs_and_to_no_other():
    city, rider = a_city(), a_worker()

    a_machine(city.other_platform).send("POST", "/orders", [an_item(rider)])

    assert list(Order.objects.values_list("platform_id", flat=True)) == [city.other_platform.id]


def test_cover_is_answered_from_the_platforms_own_orders_only():
    city, rider = a_city(), a_worker()
    mine, other = a_machine(city.platform), a_machine(city.other_platform)
    mine.send("POST", "/orders", [an_item(rider, "MINE")])
    question = {"worker": id_number_of(rider), "at": "2026-11-23T11:50:00"}

    covered, not_covered = mine.send("POST", "/cover", question), other.send("POST", "/cover", question)

    assert covered.json()["covered"]
    assert covered.json()["orders"][0]["order_no"] == "MINE"
    assert not not_covered.json()["covered"]
    assert "MINE" not in not_covered.content.decode()
    assert mine.send("POST", "/cover", {**question, "worker": "110105194912310021"}).status_code == 422


def test_cover_is_asked_again_by_a_number_that_names_nobody():
    city, rider = a_city(), a_worker()
    mine, other = a_machine(city.platform), a_machine(city.other_platform)
    mine.send("POST", "/orders", [an_item(rider, "MINE")])
    first = mine.send("POST", "/cover", {"worker": id_number_of(rider), "at": "2026-11-23T11:50:00"}).json()

    again = mine.send("GET", f"/cover?worker_id={first['worker_id']}&at=2026-11-23T11:50:00")
    theirs = other.send("GET", f"/cover?worker_id={first['worker_id']}&at=2026-11-23T11:50:00").json()

    assert again.json() == first
    assert [one["what"] for one in first["evidence"]] == ["接单"]
    assert first["rule"].startswith("beijing/cover/")
    assert (theirs["covered"], theirs["evidence"]) == (False, [])
    assert mine.send("GET", f"/cover?worker_id={first['worker_id']}&at=0001-01-01T00:00:00").status_code == 422
