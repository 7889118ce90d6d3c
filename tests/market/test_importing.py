"""Files in: good lines are taken, bad ones come back with the reason, a kill loses nothing."""

from __future__ import annotations

import io

import pytest
from openpyxl import load_workbook

from anxin.identity.types import Role
from anxin.kit.errors import BadInput, NotAllowed
from anxin.kit.tables import write_csv
from anxin.market.jobs import services
from anxin.market.jobs.models import JobPost, MarketImport, Profile
from anxin.market.jobs.selectors import employer_for, imports_listed
from anxin.market.jobs.services import importing
from anxin.market.jobs.services.importing import POST_COLUMNS, WORKER_COLUMNS
from tests.given.market import NOON, an_employer
from tests.given.people import a_phone, a_staff, an_id_number

pytestmark = pytest.mark.usefixtures("market")


def a_line(**changes):
    line = dict.fromkeys(WORKER_COLUMNS, "") | {
        "姓名": "赵试导",
        "身份证号": an_id_number(),
        "手机号": a_phone(),
        "工种": "搬运工、装卸工",
        "地点": "样板街口",
    }
    return list((line | changes).values())


def taken_in(rows, columns=WORKER_COLUMNS, kind="workers"):
    runner = a_staff(Role.MARKET_OPERATOR)
    content = write_csv(columns, rows)
    import_id = services.import_keep(kind=kind, name="名单.csv", content=content, actor=runner, at=NOON)
    services.import_run(import_id=import_id, actor=runner, at=NOON)
    return runner, import_id


def test_bad_lines_come_back_with_the_reason_and_the_rest_is_in():
    same = a_line()
    rows = [
        same,
        a_line(姓名="赵试😀"),
        a_line(身份证号="123"),
        a_line(工种="宇航员"),
        a_line(公里="三百"),
        a_line(期望工钱="=1+1"),
        a_line(地点="火星"),
        same,
    ]

    runner, import_id = taken_in(rows)

    found = imports_listed(runner)[0]
    assert (found.state, found.taken, found.same, found.refused) == ("done", 1, 1, 6)
    _name, content = services.import_errors(import_id=import_id, actor=runner)
    lines = list(load_workbook(io.BytesIO(content)).worksheets[0].iter_rows(values_only=True))
    assert [line[0] for line in lines[1:]] == [3, 4, 5, 6, 7, 8]
    assert "符号" in lines[1][1]
    assert "宇航员" in lines[3][1]
    assert lines[3][2] == "赵试导"
    assert Profile.objects.get().trades == [301, 302]


def test_a_killed_import_goes_on_where_it_stopped(monkeypatch):
    monkeypatch.setattr(importing, "PIECE", 2)
    runner = a_staff(Role.MARKET_OPERATOR)
    content = write_csv(WORKER_COLUMNS, [a_line() for _n in range(5)])
    import_id = services.import_keep(kind="workers", name="名单.csv", content=content, actor=runner, at=NOON)
    assert importing._take_piece(import_id, runner, NOON)
    assert imports_listed(runner)[0].done == 2

    services.import_run(import_id=import_id, actor=runner, at=NOON)

    assert (imports_listed(runner)[0].taken, Profile.objects.count()) == (5, 5)
    assert MarketImport.objects.get().content is None


def test_posts_are_read_by_the_checker_like_every_other():
    officer, employer_id = an_employer()
    code = employer_for(officer, employer_id).credit_code
    line = dict.fromkeys(POST_COLUMNS, "") | {
        "信用代码": code,
        "工种": "餐厅服务员",
        "工作内容": "午市晚市点单上菜，有人带",
        "地点": "样板街12号",
        "附近": "样板街口",
        "人数": "2",
        "第一天": "2026-11-25",
        "工钱": "200",
        "要求": "健康证",
    }
    bad = [
        line | {"工作内容": "只招女工，手脚麻利点"},
        line | {"结束": "8:00"},
        line | {"工钱": "0"},
        line | {"信用代码": "没有"},
        line | {"第一天": "昨天"},
    ]

    _runner, _import = taken_in([list(one.values()) for one in (line, *bad)], POST_COLUMNS, "posts")

    assert [post.state for post in JobPost.objects.filter(state="live")] == ["live"]
    assert MarketImport.objects.get().refused == 5


def test_only_market_staff_import_and_only_tables():
    runner = a_staff(Role.MARKET_OPERATOR)

    with pytest.raises(NotAllowed):
        services.import_keep(kind="workers", name="a.csv", content=b"x", actor=a_staff(Role.AUDITOR), at=NOON)
    with pytest.raises(BadInput):
        services.import_keep(kind="workers", name="a.csv", content=b"\x00\x01", actor=runner, at=NOON)
    with pytest.raises(BadInput, match="身份证号"):
        services.import_keep(kind="workers", name="a.csv", content="姓名\n赵\n".encode(), actor=runner, at=NOON)
