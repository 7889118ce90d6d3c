"""Matching: three ways to one answer, and what is shown is still true."""

from __future__ import annotations

from datetime import timedelta

import numpy as np
import pytest
from django.utils.translation import override
from hypothesis import given, settings
from hypothesis import strategies as st

from anxin.kit.errors import NotAllowed, NotFound
from anxin.market.jobs.selectors import posts_by_id
from anxin.market.jobs.services import hold_make, post_close, profile_pause
from anxin.market.jobs.types import Point
from anxin.market.matching import index, live, scoring, sqltext
from anxin.market.matching.columns import POST_FIELDS, WORKER_FIELDS, Columns, arranged
from anxin.market.matching.models import Shown
from anxin.market.matching.selectors import SQL_INDEX, matches_for_post, matches_for_worker
from anxin.market.matching.services import index_build, index_refresh, matches_show
from anxin.market.matching.types import Job, Parts, Seeker, Weights
from tests.given.market import NOON, TODAY, a_post, a_seeker, an_employer, an_engagement

MINUTE = 29_000_000
WEIGHTS = Weights(trade=40, skill=25, pay=15, near=15, fresh=5, fresh_hours=168)

places = st.integers(-3_000, 3_000)
trades = st.sampled_from([101, 102, 201, 202, 301])
jobs = st.builds(
    Job,
    id=st.integers(1, 10**6),
    x=places,
    y=places,
    trade=trades,
    starts=st.integers(MINUTE - 60, MINUTE + 3_000),
    ends=st.integers(MINUTE + 3_001, MINUTE + 6_000),
    shifts=st.integers(0, 15),
    pay=st.integers(0, 5_000),
    conditions=st.integers(0, 3),
    posted=st.integers(MINUTE // 60 - 200, MINUTE // 60 + 1),
    skills=st.lists(st.integers(1, 4), max_size=3, unique=True).map(tuple),
    places=st.integers(0, 2),
)
seekers = st.builds(
    Seeker,
    id=st.integers(1, 10**6),
    x=places,
    y=places,
    radius=st.integers(1, 5_000),
    trades=st.lists(trades, min_size=1, max_size=3, unique=True).map(tuple),
    skills=st.lists(st.integers(1, 4), max_size=4, unique=True).map(tuple),
    conditions=st.integers(0, 3),
    shifts=st.integers(0, 15),
    starts=st.integers(0, MINUTE + 500),
    ends=st.integers(MINUTE + 3_500, MINUTE + 9_000),
    pay=st.integers(0, 3_000),
)
some_weights = st.builds(
    Weights,
    trade=st.integers(0, 60),
    skill=st.integers(0, 60),
    pay=st.integers(0, 60),
    near=st.integers(0, 60),
    fresh=st.integers(0, 60),
    fresh_hours=st.integers(1, 300),
)


def unique_by_id(rows: list[Job] | list[Seeker]) -> list[Job] | list[Seeker]:
    return list({row.id: row for row in rows}.values())


def job_columns(rows: list[Job]) -> Columns:
    made = {name: np.array([getattr(row, name, 0) for row in rows], kept) for name, _s, _w, kept in POST_FIELDS}
    made["asked"] = np.array([len(row.skills) for row in rows], np.uint8)
    for place in range(5):
        made[f"skill{place}"] = np.array([dict(enumerate(row.skills)).get(place, 0) for row in rows], np.uint8)
    return arranged(made)


def seeker_columns(rows: list[Seeker]) -> Columns:
    made = {name: np.array([getattr(row, name, 0) for row in rows], kept) for name, _s, _w, kept in WORKER_FIELDS}
    for place in range(5):
        made[f"trade{place}"] = np.array([dict(enumerate(row.trades)).get(place, 0) for row in rows], np.int16)
    for place in range(12):
        made[f"skill{place}"] = np.array([dict(enumerate(row.skills)).get(place, 0) for row in rows], np.uint8)
    return made


def job_relation(rows: list[Job]) -> str:
    lines = ", ".join(
        f"({r.id}, {r.x}, {r.y}, {r.trade}, {r.starts}, {r.ends}, {r.shifts}, {r.pay}, {r.conditions}, {r.posted}, "
        f"ARRAY[{','.join(map(str, r.skills))}]::int[], {r.places})"
        for r in rows
    )
    return (
        f"SELECT * FROM (VALUES {lines}) AS t"
        "(id, x, y, trade, starts, ends, shifts, pay, conditions, posted, skills, places)"
    )


def seeker_relation(rows: list[Seeker]) -> str:
    lines = ", ".join(
        f"({r.id}, {r.x}, {r.y}, {r.radius}, ARRAY[{','.join(map(str, r.trades))}], "
        f"ARRAY[{','.join(map(str, r.skills))}]::int[], {r.conditions}, {r.shifts}, {r.starts}, {r.ends}, {r.pay})"
        for r in rows
    )
    return (
        f"SELECT * FROM (VALUES {lines}) AS t(id, x, y, radius, trades, skills, conditions, shifts, starts, ends, pay)"
    )


def pairs(parts: list[Parts]) -> list[tuple[int, int]]:
    return [(one.id, one.total) for one in parts]


@settings(max_examples=40, deadline=None)
@given(rows=st.lists(jobs, min_size=1, max_size=40), seeker=seekers, weights=some_weights, most=st.integers(1, 8))
@pytest.mark.django_db
def test_index_sql_and_looking_at_every_post_give_the_same_list(rows, seeker, weights, most):
    market = unique_by_id(rows)

    plain = scoring.best_jobs(seeker, market, weights, minute=MINUTE, most=most)
    found = index.unpack(index.top_posts(job_columns(market), seeker, weights, minute=MINUTE, most=most))
    asked = sqltext.posts_for(seeker, weights, source=job_relation(market), minute=MINUTE, most=most)

    assert list(zip(found.ids, found.totals, strict=True)) == pairs(plain)
    assert asked == plain


@settings(max_examples=40, deadline=None)
@given(rows=st.lists(seekers, min_size=1, max_size=40), job=jobs, weights=some_weights, most=st.integers(1, 8))
@pytest.mark.django_db
def test_index_sql_and_looking_at_every_worker_give_the_same_list(rows, job, weights, most):
    market = unique_by_id(rows)

    plain = [(one, parts.total) for one, parts in scoring.best_seekers(job, market, weights, minute=MINUTE, most=most)]
    found = index.unpack(index.top_seekers(seeker_columns(market), job, weights, minute=MINUTE, most=most))
    asked = sqltext.seekers_for(job, weights, source=seeker_relation(market), minute=MINUTE, most=most)

    assert list(zip(found.ids, found.totals, strict=True)) == plain
    assert pairs(asked) == plain


@settings(max_examples=60, deadline=None)
@given(rows=st.lists(jobs, min_size=1, max_size=40), seeker=seekers)
def test_one_step_more_opens_exactly_the_posts_that_fail_one_filter(rows, seeker):
    market = [row for row in unique_by_id(rows) if row.trade // 100 in seeker.groups and row.starts >= MINUTE]
    if not market:
        return

    counts = index.opened_by_one(job_columns(market), seeker, minute=MINUTE, further=10**6)

    failing = [scoring.fails(seeker, row, minute=MINUTE) for row in market]
    for key in ("distance", "time", "pay"):
        assert counts[key] == sum(fails == {key} for fails in failing)
    lacking = sum(
        fails == {"conditions"} and (row.conditions & ~seeker.conditions).bit_count() == 1
        for fails, row in zip(failing, market, strict=True)
    )
    assert sum(count for key, count in counts.items() if key.startswith("condition:")) == lacking


def test_parts_add_up_to_the_score_and_never_exceed_the_weights():
    seeker = Seeker(1, 0, 0, 5_000, (101,), (1, 2), 0, 15, 0, 2**31 - 1, 2_000)
    job = Job(7, 3_000, 0, 101, MINUTE, MINUTE + 60, 1, 3_000, 0, MINUTE // 60, (1, 2), 1)

    parts = scoring.score(seeker, job, WEIGHTS, hour=MINUTE // 60)

    assert (parts.trade, parts.skill, parts.pay, parts.near, parts.fresh) == (400, 250, 75, 60, 50)
    assert parts.total == 835 <= WEIGHTS.most == 1000


@pytest.mark.usefixtures("market")
class TestOfAWorker:
    def test_best_posts_come_with_their_parts_in_words(self):
        worker, _profile = a_seeker()
        _officer, post = a_post(skills=(57, 58))

        found = matches_for_worker(worker_id=worker.worker_id, actor=worker, at=NOON)

        assert [one.post.id for one in found.rows] == [post.id]
        assert found.rows[0].sentence == (
            "工种一致 +40.0 · 技能 2/2 +25.0 · 工钱高于期望 +4.5 · 1.0 公里 +13.5 · 新发布 +5.0"
        )
        assert found.rows[0].points == "88.0"
        assert found.stamp.weights == "beijing/market/2025-11-01.r1"
        assert found.stamp.index == SQL_INDEX

    def test_the_index_gives_the_same_list_as_sql(self):
        worker, _profile = a_seeker()
        employer = an_employer()
        for number in range(6):
            a_post(employer=employer, point=Point(1000 * number, 0), title=f"服务员{number}")
        by_sql = matches_for_worker(worker_id=worker.worker_id, actor=worker, at=NOON)

        index_build(kind="post", at=NOON)
        by_index = matches_for_worker(worker_id=worker.worker_id, actor=worker, at=NOON)

        assert by_index.stamp.index != SQL_INDEX
        assert [one.post.id for one in by_index.rows] == [one.post.id for one in by_sql.rows]
        assert [one.score for one in by_index.rows] == [one.score for one in by_sql.rows]

    def test_a_post_that_closed_or_came_after_the_build_counts_at_once(self):
        worker, _profile = a_seeker()
        officer, gone = a_post(title="要关的")
        index_build(kind="post", at=NOON)
        _officer, fresh = a_post(title="刚来的")
        post_close(post_id=gone.id, actor=officer, at=NOON)

        found = matches_for_worker(worker_id=worker.worker_id, actor=worker, at=NOON)

        assert [one.post.id for one in found.rows] == [fresh.id]

    def test_what_is_missing_is_counted(self):
        worker, _profile = a_seeker(conditions=0, radius_km=2)
        employer = an_employer()
        a_post(employer=employer, conditions=1 << 1)
        a_post(employer=employer, conditions=1 << 1, title="另一个")
        a_post(employer=employer, point=Point(4_000, 0))
        a_post(employer=employer, pay_fen=1_900)
        index_build(kind="post", at=NOON)

        found = matches_for_worker(worker_id=worker.worker_id, actor=worker, at=NOON)

        assert [one.words for one in found.missing] == [
            "差健康证：可多 2 个岗位",
            "再多走 3 公里：可多 1 个岗位",
            "期望工钱低一点：可多 1 个岗位",
        ]

    def test_places_kept_for_others_are_shown_as_taken(self):
        worker, _profile = a_seeker()
        other, _other = a_seeker()
        _officer, post = a_post(headcount=2)
        hold_make(post_id=post.id, worker_id=other.worker_id, actor=other, at=NOON)

        found = matches_for_worker(worker_id=worker.worker_id, actor=worker, at=NOON)

        assert (found.rows[0].free, found.rows[0].on_the_way) == (1, 1)

    def test_only_the_worker_and_market_staff_see_them(self):
        worker, _profile = a_seeker()
        stranger, _other = a_seeker()

        with pytest.raises(NotAllowed):
            matches_for_worker(worker_id=worker.worker_id, actor=stranger, at=NOON)

    def test_who_pauses_is_matched_to_nothing(self):
        worker, _profile = a_seeker()
        profile_pause(worker_id=worker.worker_id, paused=True, actor=worker, at=NOON)

        with pytest.raises(NotFound):
            matches_for_worker(worker_id=worker.worker_id, actor=worker, at=NOON)

    def test_what_was_shown_is_kept_with_its_versions(self):
        worker, profile = a_seeker()
        _officer, post = a_post()

        found = matches_show(worker_id=worker.worker_id, actor=worker, at=NOON)

        row = Shown.objects.get(pk=found.stamp.id)
        assert (row.profile, row.posts, row.scores) == (profile.id, [post.id], [found.rows[0].score])

    def test_an_index_of_another_machine_is_not_trusted(self, tmp_path, settings):
        worker, _profile = a_seeker()
        _officer, post = a_post()
        index_build(kind="post", at=NOON)
        settings.ANXIN_DATA = tmp_path / "elsewhere"
        live.forget()

        found = matches_for_worker(worker_id=worker.worker_id, actor=worker, at=NOON)

        assert found.stamp.index == SQL_INDEX
        assert [one.post.id for one in found.rows] == [post.id]
        assert index_refresh(at=NOON) == ["post", "profile"]


@pytest.mark.usefixtures("market")
class TestOfAPost:
    def test_best_workers_are_masked_and_the_score_is_the_same_from_both_sides(self):
        worker, _profile = a_seeker()
        officer, post = a_post(skills=(57, 58))
        index_build(kind="profile", at=NOON)

        people = matches_for_post(post_id=post.id, actor=officer, at=NOON)
        jobs_of_worker = matches_for_worker(worker_id=worker.worker_id, actor=worker, at=NOON)

        assert [one.name for one in people.rows] == ["赵**"]
        assert people.rows[0].score == jobs_of_worker.rows[0].score
        assert people.rows[0].parts == jobs_of_worker.rows[0].parts

    def test_another_employer_does_not_see_them(self):
        _officer, post = a_post()
        stranger, _employer = an_employer()

        with pytest.raises(NotFound):
            matches_for_post(post_id=post.id, actor=stranger, at=NOON)

    def test_a_full_post_has_no_candidates(self):
        worker, _profile = a_seeker()
        officer, post = a_post(headcount=1)
        an_engagement(worker, officer, post)

        assert matches_for_post(post_id=post.id, actor=officer, at=NOON).rows == ()
        assert posts_by_id([post.id])[post.id].left == 0


def test_nothing_about_sex_age_or_origin_is_in_the_columns():
    names = {name for name, *_rest in (*POST_FIELDS, *WORKER_FIELDS)}

    assert not names & {"sex", "gender", "age", "born", "birth", "birth_year", "origin", "hukou", "ethnicity", "region"}


@pytest.mark.django_db
@pytest.mark.usefixtures("market")
def test_who_reads_another_language_is_told_the_trade_the_days_and_the_papers_in_it():
    _officer, post = a_post(first_day=TODAY, last_day=TODAY + timedelta(days=1), conditions=2)

    (chinese,) = posts_by_id([post.id]).values()
    with override("en"):
        (english,) = posts_by_id([post.id]).values()

    assert (chinese.trade_abroad, chinese.condition_names) == ("", ("健康证",))
    assert (english.trade_abroad, english.condition_names) == ("Waiter", ("health certificate",))
    assert english.when_words.startswith("23 Nov to 24 Nov")
    assert english.title == chinese.title
