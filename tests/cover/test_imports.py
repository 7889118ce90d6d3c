"""Orders by file: progress, per-line reasons, going on after a kill, and the command."""

from __future__ import annotations

import io
import json
import tempfile
from pathlib import Path

import duckdb
import pytest
from django.core.management import CommandError, call_command

from anxin.cover.models import Order, OrderImport
from anxin.cover.selectors import import_refusals, import_view, imports
from anxin.cover.services import imports as importing
from anxin.cover.services import orders_import_file, orders_import_run
from anxin.cover.types import ReadState
from anxin.identity.types import Actor, Role
from anxin.kit.errors import BadInput, NotAllowed, NotFound
from anxin.kit.tables import write_csv, write_xlsx
from tests.given.cover import ACCEPTED, ACCIDENT, id_number_of
from tests.given.jobs import run_jobs
from tests.given.people import NOON, a_city, a_worker

FORMS = ("csv", "xlsx", "parquet")
HEADERS = ["订单号", "身份证件号码", "接单时间", "完成时间", "行业", "区划代码"]


def rows_of(rider, count=3):
    return [[f"F{n}", id_number_of(rider), "2026-11-23 11:38:00", "", "外卖", "990101"] for n in range(count)]


def write_parquet(headers, rows) -> bytes:
    """As a platform's data store would export it, moments as texts."""
    with tempfile.TemporaryDirectory() as folder, duckdb.connect() as duck:
        source, path = Path(folder) / "rows.csv", Path(folder) / "rows.parquet"
        source.write_bytes(write_csv(headers, rows))
        duck.execute(f"COPY (SELECT * FROM read_csv('{source}', all_varchar = true)) TO '{path}' (FORMAT parquet)")
        return path.read_bytes()


@pytest.mark.parametrize(
    "write", [write_csv, lambda headers, rows: write_xlsx("订单", headers, rows), write_parquet], ids=FORMS
)
def test_a_file_is_taken_line_by_line_with_a_reason_for_each_refusal(write):
    city, rider = a_city(), a_worker()
    rows = rows_of(rider)
    rows[1][2] = "十一点"
    operator = city.staff(Role.PLATFORM_OPERATOR)

    import_id = orders_import_file(
        platform_id=city.platform.id, name="订单.xlsx", content=write(HEADERS, rows), actor=operator, at=NOON
    )
    refused = orders_import_run(import_id=import_id, actor=operator, at=NOON)

    assert [(answer.line, answer.order_no) for answer in refused] == [(2, "F1")]
    view = import_view(actor=operator, import_id=import_id)
    assert (view.state, view.lines, view.accepted, view.refused) == ("done", 3, 2, 1)
    assert import_refusals(actor=operator, import_id=import_id)[0][2].startswith("接单时间看不懂")
    assert set(Order.objects.values_list("order_no", "accepted_at")) == {("F0", ACCEPTED), ("F2", ACCEPTED)}


def test_a_killed_import_goes_on_where_it_stopped(monkeypatch):
    city, rider = a_city(), a_worker()
    monkeypatch.setattr(importing, "PIECE", 2)
    content = write_csv(HEADERS, rows_of(rider, 5))
    system = Actor.system()
    import_id = orders_import_file(platform_id=city.platform.id, name="a.csv", content=content, actor=system, at=NOON)
    taken = importing._take_piece
    pieces = []

    def die_after_two(row, piece, done, actor, at):
        if len(pieces) == 2:
            raise KeyboardInterrupt
        pieces.append(done)
        return taken(row, piece, done, actor, at)

    monkeypatch.setattr(importing, "_take_piece", die_after_two)
    with pytest.raises(KeyboardInterrupt):
        orders_import_run(import_id=import_id, actor=system, at=NOON)
    assert import_view(actor=system, import_id=import_id).done == 4

    monkeypatch.setattr(importing, "_take_piece", taken)
    orders_import_run(import_id=import_id, actor=system, at=NOON)

    view = import_view(actor=system, import_id=import_id)
    assert (view.state, view.accepted, Order.objects.count()) == ("done", 5, 5)
    assert OrderImport.objects.get().content is None


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"\xef\xbb\xbf\r\n,,\r\n", "没有列名"),
        (write_csv(HEADERS, []), "没有订单"),
        (write_csv(["订单号", "接单时间"], [["A", "B"]]), "缺少“身份证件号码”"),
        (b"\x89PNG\x00\x00", "不是 Excel、CSV 或 Parquet"),
    ],
)
def test_a_file_that_is_no_list_of_orders_says_so_and_is_kept_no_longer(content, reason):
    city, system = a_city(), Actor.system()
    import_id = orders_import_file(platform_id=city.platform.id, name="a.csv", content=content, actor=system, at=NOON)

    run_jobs()

    view = import_view(actor=system, import_id=import_id)
    assert (view.state, view.done) == (ReadState.REFUSED, 0)
    assert reason in view.problem
    assert OrderImport.objects.get().content is None


def test_an_empty_file_is_refused_at_once():
    with pytest.raises(BadInput, match="文件是空的"):
        orders_import_file(platform_id=a_city().platform.id, name="a.csv", content=b"", actor=Actor.system(), at=NOON)


def test_a_file_broken_at_its_end_changes_nothing():
    city, rider, system = a_city(), a_worker(), Actor.system()
    content = write_csv(HEADERS, rows_of(rider)) + b'"never closed' + b"x" * 30_000
    import_id = orders_import_file(platform_id=city.platform.id, name="a.csv", content=content, actor=system, at=NOON)

    run_jobs()

    assert import_view(actor=system, import_id=import_id).state is ReadState.REFUSED
    assert not Order.objects.exists()


def test_of_two_runs_at_once_one_gives_way(monkeypatch):
    city, rider, system = a_city(), a_worker(), Actor.system()
    content = write_csv(HEADERS, rows_of(rider))
    import_id = orders_import_file(platform_id=city.platform.id, name="a.csv", content=content, actor=system, at=NOON)
    taken = importing._take_piece

    def overtaken(*args):
        monkeypatch.setattr(importing, "_take_piece", taken)
        orders_import_run(import_id=import_id, actor=system, at=NOON)
        return taken(*args)

    monkeypatch.setattr(importing, "_take_piece", overtaken)
    orders_import_run(import_id=import_id, actor=system, at=NOON)

    view = import_view(actor=system, import_id=import_id)
    assert (view.state, view.lines, view.done) == (ReadState.DONE, 3, 3)


def test_files_of_one_platform_are_nothing_to_another():
    city, rider = a_city(), a_worker()
    mine, stranger = city.staff(Role.PLATFORM_OPERATOR), a_city().staff(Role.PLATFORM_OPERATOR)
    content = write_csv(HEADERS, rows_of(rider))
    import_id = orders_import_file(platform_id=city.platform.id, name="a.csv", content=content, actor=mine, at=NOON)

    assert [view.id for view in imports(actor=mine, platform_id=city.platform.id)] == [import_id]
    with pytest.raises(NotFound):
        import_view(actor=stranger, import_id=import_id)
    with pytest.raises(NotAllowed):
        orders_import_file(platform_id=city.platform.id, name="a.csv", content=content, actor=stranger, at=NOON)


def test_the_commands_import_a_file_and_answer_for_a_moment(tmp_path):
    city, rider = a_city(), a_worker()
    path = tmp_path / "orders.csv"
    path.write_bytes(write_csv(HEADERS, rows_of(rider, 1)))
    out = io.StringIO()

    call_command("orders", "import", str(path), platform=city.platform.name, stdout=out)
    assert "接收 1" in out.getvalue()

    out = io.StringIO()
    call_command("cover", id_number_of(rider), at=ACCIDENT.isoformat(), json=True, stdout=out)
    answer = json.loads(out.getvalue())
    assert answer["covered"]
    assert answer["orders"][0]["order_no"] == "F0"
    assert answer["declared_late"]

    out = io.StringIO()
    call_command("cover", id_number_of(rider), at="2026-11-23 11:37:59", stdout=out)
    assert out.getvalue().startswith("不在保障内")
    with pytest.raises(CommandError, match="没有找到这个人"):
        call_command("cover", "13900009999")


def test_the_import_command_fails_when_a_line_is_refused(tmp_path):
    city, rider = a_city(), a_worker()
    path = tmp_path / "orders.csv"
    path.write_bytes(write_csv(HEADERS, [["X1", "123", "2026-11-23 11:38:00", "", "", ""], *rows_of(rider, 1)]))
    out = io.StringIO()

    with pytest.raises(SystemExit) as stop:
        call_command("orders", "import", str(path), platform=city.platform.name, stdout=out)

    assert stop.value.code == 1
    assert "第 2 行 X1" in out.getvalue()
    assert Order.objects.count() == 1
