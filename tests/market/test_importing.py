"""Tables in: good lines are taken, bad ones come back with the reason, the same table again is harmless."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import pytest
import time_machine

from anxin.identity.types import Actor, Role
from anxin.imports.models import ImportJob
from anxin.imports.selectors import bad_lines
from anxin.imports.services import import_upload
from anxin.kit.errors import NotFound
from anxin.market.jobs.importers import posts, workers
from anxin.market.jobs.models import JobPost, Profile
from anxin.market.jobs.selectors import employer_for
from tests.given.market import NOON, an_employer
from tests.given.people import a_phone, a_staff, an_id_number
from tests.given.tables import a_workbook, checked, imported

pytestmark = pytest.mark.usefixtures("market")
WORKER_HEADERS = [one.label for one in workers.columns]
POST_HEADERS = [one.label for one in posts.columns]


@pytest.fixture(autouse=True)
def _noon() -> Iterator[None]:
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.fixture
def runner() -> Actor:
    return a_staff(Role.MARKET_OPERATOR)


def a_line(headers: Sequence[str], usual: dict[str, str], **changes: str) -> list[str]:
    said = usual | changes
    assert said.keys() <= set(headers)
    return [said.get(header, "") for header in headers]


def a_worker_line(**changes: str) -> list[str]:
    usual = {
        "姓名": "赵试导",
        "身份证号": an_id_number(),
        "手机号": a_phone(),
        "工种": "搬运工、装卸工",
        "地点": "样板街口",
    }
    return a_line(WORKER_HEADERS, usual, **changes)


def a_post_line(code: str, **changes: str) -> list[str]:
    usual = {
        "信用代码": code,
        "工种": "餐厅服务员",
        "工作内容": "午市晚市点单上菜，有人带",
        "地点": "样板街12号",
        "附近": "样板街口",
        "人数": "2",
        "第一天": "2026/11/25",
        "工钱": "200",
        "要求": "健康证",
    }
    return a_line(POST_HEADERS, usual, **changes)


def counts(job: ImportJob) -> tuple[int, int, int]:
    return job.new_count, job.known_count, job.bad_count


def test_bad_lines_come_back_with_the_reason_and_the_rest_is_in(runner: Actor) -> None:
    same = a_worker_line()
    wrong = {
        "姓名": "赵试😀",
        "身份证号": "123",
        "工种": "宇航员",
        "公里": "三百",
        "期望工钱": "很多",
        "地点": "火星",
        "按": "年",
        "证件": "飞行证",
    }
    rows = [same, *(a_worker_line(**{column: text}) for column, text in wrong.items()), same]

    job = imported(runner, a_workbook(WORKER_HEADERS, rows), importer="market-workers")

    assert counts(job) == (1, 0, len(wrong) + 1)
    said = [line.reason for line in bad_lines(runner, job.pk)]
    assert "符号" in said[0]
    assert "宇航员" in said[2]
    assert "飞行证" in said[7]
    assert "第 2 行重复" in said[8]
    assert Profile.objects.get().trades == [301, 302]


def test_nothing_is_kept_before_somebody_confirms(runner: Actor) -> None:
    job = checked(runner, a_workbook(WORKER_HEADERS, [a_worker_line()]), importer="market-workers")

    assert (job.state, job.bad_count) == ("checked", 0)
    assert not Profile.objects.exists()


def test_the_same_workers_again_are_brought_up_to_date(runner: Actor) -> None:
    line = a_worker_line()
    imported(runner, a_workbook(WORKER_HEADERS, [line]), importer="market-workers")
    line[WORKER_HEADERS.index("公里")] = "25"

    job = imported(runner, a_workbook(WORKER_HEADERS, [line]), importer="market-workers")

    assert counts(job) == (0, 1, 0)
    assert Profile.objects.get().radius_m == 25_000


def test_posts_are_read_by_the_checker_like_every_other(runner: Actor) -> None:
    officer, employer_id = an_employer()
    code = employer_for(officer, employer_id).credit_code
    wrong = {
        "工作内容": "只招女工，手脚麻利点",
        "结束": "8:00",
        "最后一天": "2026-11-01",
        "工钱": "0",
        "附近": "外地某处",
        "信用代码": "没有",
        "第一天": "昨天",
        "要求": "长得好看",
        "结算": "以后再说",
    }
    table = a_workbook(
        POST_HEADERS, [a_post_line(code), *(a_post_line(code, **{one: text}) for one, text in wrong.items())]
    )

    job = imported(runner, table, importer="market-posts")

    assert counts(job) == (1, 0, len(wrong))
    assert [post.state for post in JobPost.objects.all()] == ["live"]
    assert counts(imported(runner, table, importer="market-posts")) == (0, 1, len(wrong))


def test_only_market_staff_bring_tables() -> None:
    for key in ("market-workers", "market-posts"):
        with pytest.raises(NotFound):
            import_upload(
                importer=key, source="default", name="a.csv", content=b"x", actor=a_staff(Role.AUDITOR), at=NOON
            )
