"""Open posts (岗位): search, a whole snapshot, and what changed since. Public, without a signature."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja import Field, Query, Router, Schema

from anxin.kit.clock import now
from anxin.kit.errors import NotFound, Refused
from anxin.market.jobs.postings import record
from anxin.market.jobs.selectors import changes_since, post_public, post_rows, posts_search, snapshot
from anxin.market.jobs.types import Search

router = Router(tags=["岗位"], auth=None)
ROWS_MOST = 1000


class TooOld(Refused):
    """A reader stayed away longer than changes are kept: it copies everything anew."""

    status = 410


class JobOut(Schema):
    """One open post."""

    id: int
    number: str
    title: str
    trade: str
    trade_code: int
    employer: str
    work: str
    place: str
    district: str = Field(description="行政区划代码")
    lat: float
    lon: float
    first_day: date
    last_day: date
    starts: datetime
    hours: float = Field(description="一天几小时")
    weekdays: list[int] = Field(description="星期几，1 是周一")
    pay_kind: str = Field(description="hour 小时 / day 天 / piece 件 / month 月")
    pay_fen: int
    pay_hour_fen: int = Field(description="折合每小时，分")
    settle: str
    conditions: list[str]
    skills: list[str]
    insurance: str
    meals: bool
    lodging: bool
    places_left: int
    expires_on: date
    posted_at: datetime | None
    repost_of: str


class JobsOut(Schema):
    """One page of posts."""

    page: int
    has_next: bool
    total: int = Field(description="最多数到 1000")
    jobs: list[JobOut]


class SearchIn(Schema):
    """Free words and filters. There is none for age, sex or origin."""

    q: str = Field("", max_length=60, description="文字或拼音首字母，空格分开")
    trade: int = 0
    group: int = 0
    district: str = Field("", max_length=6)
    pay_hour_fen: int = Field(0, ge=0, description="折合每小时至少多少分")
    settle: str = Field("", max_length=10)
    meals: bool = False
    lodging: bool = False
    first_day: date | None = None
    order: str = Field("new", description="new 新发布 / pay 工钱高 / soon 开工早")
    page: int = Field(1, ge=1, le=500)


class SnapshotOut(Schema):
    """Some of the open posts in the order of their numbers; ask on with ``after`` until ``jobs`` is empty."""

    jobs: list[JobOut]
    after: int = Field(description="下一页从这个编号之后开始")
    since: int = Field(description="取完快照后，从这里开始取变更")


class ChangesOut(Schema):
    """What changed: posts as they are now, and the numbers of those that are gone."""

    jobs: list[JobOut]
    gone: list[int]
    since: int


@router.get("/jobs", response=JobsOut, summary="搜索岗位", auth=None)
def search(request: HttpRequest, wanted: Query[SearchIn]) -> dict[str, Any]:
    """Open posts by words and filters."""
    said = wanted.dict()
    found = posts_search(Search(words=said.pop("q"), **said), at=now())
    return {
        "page": found.number,
        "has_next": found.has_next,
        "total": found.total,
        "jobs": [record(row) for row in found.rows],
    }


@router.get(
    "/jobs/snapshot", response=SnapshotOut, summary="全部岗位", description="按编号分页，每页最多 1000 个。", auth=None
)
def whole(request: HttpRequest, after: int = 0, most: int = ROWS_MOST) -> dict[str, Any]:
    """Every open post, page by page."""
    rows, since = snapshot(at=now(), after=max(after, 0), most=min(max(most, 1), ROWS_MOST))
    return {"jobs": [record(row) for row in rows], "after": rows[-1].id if rows else after, "since": since}


@router.get(
    "/jobs/changes",
    response=ChangesOut,
    summary="岗位变更",
    description="上次的 since 之后变过的岗位；同一个岗位可能出现两次，不会漏。变更保留 30 天：since 更早时回答 410，"
    "请重新取一次全部岗位（/jobs/snapshot），再从它给的 since 继续。",
    auth=None,
)
def changes(request: HttpRequest, since: int) -> dict[str, Any]:
    """What changed since the last answer."""
    changed = changes_since("post", max(since, 0))
    if not changed.complete:
        raise TooOld(_("since 早于我们还留着的变更，请重新取一次全部岗位：/api/v1/jobs/snapshot。"))
    rows, gone = post_rows(changed.rows, at=now())
    return {"jobs": [record(row) for row in rows], "gone": gone, "since": changed.horizon}


@router.get("/jobs/{int:job_id}", response=JobOut, summary="一个岗位", auth=None)
def one(request: HttpRequest, job_id: int) -> dict[str, Any]:
    """One open post."""
    post = post_public(job_id, at=now())
    if post is None or not post.is_open:
        raise NotFound(_("没有这个岗位，或者不招了。"))
    return record(post)
