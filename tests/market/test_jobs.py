"""The market from registering to being paid, and what goes wrong on the way."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.urls import reverse

from anxin.identity.services import RestrictionIn, restriction_lift, restriction_put
from anxin.identity.services.workers_many import PersonIn, workers_register_many
from anxin.identity.types import Actor, RestrictionKind, Role
from anxin.kit import events
from anxin.kit.clock import at_time
from anxin.kit.errors import BadInput, NotAllowed, NotFound, Refused
from anxin.market.jobs import services
from anxin.market.jobs.events import GigUnpaid
from anxin.market.jobs.models import Application, Change, Cohort, Hardship, JobPost, Profile
from anxin.market.jobs.selectors import (
    application_for,
    applications_of_post,
    applications_of_worker,
    certificates_ending,
    changes_since,
    cohorts,
    employer_for,
    hardships_of,
    post_for,
    posts_search,
    profile_of,
    proof_picture,
    proofs_waiting,
    reliability,
    slots_of_post,
)
from anxin.market.jobs.services import stopping
from anxin.market.jobs.services.employers import CompanyIn
from anxin.market.jobs.services.sweeping import changes_forget
from anxin.market.jobs.trades import trades_typed
from anxin.market.jobs.types import ApplicationState, EmployerState, InterviewKind, PostState, Search
from anxin.notify.models import Message
from tests.given.market import (
    CLEANER,
    NOON,
    TODAY,
    a_day,
    a_draft,
    a_post,
    a_profile_in,
    a_seeker,
    an_application,
    an_employer,
    an_engagement,
)
from tests.given.people import a_credit_code, a_phone, a_staff, a_worker, an_id_number, signed_in
from tests.given.pictures import a_photo

pytestmark = pytest.mark.usefixtures("market")
S = ApplicationState
TOMORROW_9 = at_time(TODAY + timedelta(days=1), 9)


def state_of(application_id):
    return S(Application.objects.get(pk=application_id).state)


class TestProfiles:
    def test_registering_again_changes_the_one_profile(self):
        worker, first = a_seeker()
        _worker, second = a_seeker(worker=worker, trades=(CLEANER,))

        assert first.id == second.id
        assert profile_of(worker).trade_names == ("日常保洁",)

    @pytest.mark.parametrize(
        ("changes", "field"),
        [
            ({"trades": ()}, "trades"),
            ({"trades": (801, 802, 803, 804, 805, 806)}, "trades"),
            ({"trades": (9999,)}, "trade"),
            ({"radius_km": 0}, "radius_km"),
            ({"availability": replace(a_profile_in().availability, shifts=0)}, "days"),
            ({"point": replace(a_profile_in().point, x_m=99_000)}, "place_name"),
            ({"pay_fen": -1}, "pay"),
        ],
    )
    def test_what_cannot_be_is_refused_at_its_field(self, changes, field):
        with pytest.raises(BadInput) as refused:
            a_seeker(**changes)

        assert refused.value.field == field

    def test_being_eighteen_comes_from_the_id_number_and_is_never_ticked(self):
        young = a_worker(id_number=an_id_number(born=date(2009, 11, 24)))
        grown = a_worker(id_number=an_id_number(born=date(2008, 11, 23)))

        assert "年满18周岁" not in a_seeker(worker=young, conditions=1)[1].condition_names
        assert "年满18周岁" in a_seeker(worker=grown)[1].condition_names

    def test_a_certificate_that_ran_out_no_longer_counts(self):
        worker, _profile = a_seeker(conditions=0)
        services.certificate_add(worker_id=worker.worker_id, bit=3, expires_on=TODAY, actor=worker, at=NOON)
        assert "焊工证" in profile_of(worker).condition_names

        services.sweep(at=NOON + timedelta(days=1))

        assert "焊工证" not in profile_of(worker).condition_names

    def test_leaving_erases_everything_but_the_ledger(self):
        worker, profile = a_seeker(about="干过五年")
        services.hardship_note(worker_id=worker.worker_id, kind="disabled", note="听力", actor=worker, at=NOON)
        _officer, post = a_post()
        application_id = an_application(worker, post)

        services.profile_leave(worker_id=worker.worker_id, actor=worker, at=NOON)

        row = Profile.objects.get(pk=profile.id)
        assert (row.trades, row.about, row.place, row.conditions, row.radius_m) == ([], "", "", 0, 1)
        assert not Hardship.objects.exists()
        assert not Cohort.objects.exists()
        assert state_of(application_id) is S.WITHDRAWN
        assert profile_of(worker) is None

    def test_who_has_promised_work_cannot_leave(self):
        worker, _profile = a_seeker()
        officer, post = a_post()
        an_engagement(worker, officer, post)

        with pytest.raises(Refused, match="还有已录用"):
            services.profile_leave(worker_id=worker.worker_id, actor=worker, at=NOON)

    def test_hardships_and_cohorts_are_for_their_readers_only(self):
        worker, profile = a_seeker()
        services.hardship_note(worker_id=worker.worker_id, kind="older", actor=worker, at=NOON)
        officer, _employer = an_employer()
        runner, supervisor = a_staff(Role.MARKET_OPERATOR), a_staff(Role.SUPERVISOR)

        rows = hardships_of(runner, worker_id=worker.worker_id, purpose="办理援助", at=NOON)

        assert [one.kind_name for one in rows] == ["大龄"]
        with pytest.raises(NotAllowed):
            hardships_of(officer, worker_id=worker.worker_id, purpose="看看", at=NOON)
        with pytest.raises(NotAllowed):
            cohorts(runner, [profile.id])
        assert set(cohorts(supervisor, [profile.id])) == {profile.id}
        with connection.cursor() as cursor:
            cursor.execute("SELECT kind FROM market_jobs_hardship")
            assert b"older" not in bytes(cursor.fetchone()[0])

    def test_trades_are_found_by_pinyin_initials(self):
        assert next(one.name for one in trades_typed("byg")) == "搬运工"
        assert [one.name for one in trades_typed("月嫂")] == ["月嫂"]


class TestEmployers:
    def a_company(self, **changes):
        said = CompanyIn(
            name="试验样板餐饮有限公司",
            credit_code=a_credit_code(),
            contact_name="何试雇",
            contact_phone=a_phone(),
            controller_name="钱试控",
            controller_id_number=an_id_number(),
            username="canyin-1",
            password="cheng-shi-gu-zhu-2026",
        )
        return replace(said, **changes)

    def test_a_firm_registers_itself_and_publishes_after_staff_looked(self):
        employer = services.company_register(company=self.a_company(), at=NOON)
        runner = a_staff(Role.MARKET_OPERATOR)
        saved = services.post_save(employer_id=employer.id, draft=a_draft(), actor=runner, at=NOON)
        assert saved.post.state is PostState.REVIEW
        with pytest.raises(Refused, match="先核验"):
            services.post_review(post_id=saved.post.id, publish=True, reason="", actor=runner, at=NOON)

        services.employer_verify(employer_id=employer.id, verified=True, actor=runner, at=NOON)
        post = services.post_review(post_id=saved.post.id, publish=True, reason="", actor=runner, at=NOON)

        assert post.state is PostState.LIVE

    def test_a_wrong_credit_code_or_a_second_registration_is_refused(self):
        company = self.a_company()
        services.company_register(company=company, at=NOON)

        with pytest.raises(Refused, match="已经登记过"):
            services.company_register(company=replace(company, username="canyin-2"), at=NOON)
        with pytest.raises(BadInput, match="校验位"):
            services.company_register(company=self.a_company(credit_code="91990199MA0000000A"), at=NOON)

    def test_a_person_may_offer_work_at_home_under_the_real_name(self):
        person = a_worker(name="孙试家")

        employer = services.individual_register(actor=person, at=NOON)
        again = services.individual_register(actor=person, at=NOON)

        assert employer.id == again.id
        assert employer.name == "孙先生/女士家"

    def a_restriction(self, org_id, actor):
        return restriction_put(
            restriction=RestrictionIn(
                kind=RestrictionKind.BLACKLISTED,
                reason="拖欠工资列入名单",
                basis="《拖欠农民工工资失信联合惩戒对象名单管理暂行办法》",
                source="case:test",
                starts_on=TODAY,
                org_id=org_id,
            ),
            actor=actor,
            at=NOON,
        )

    def test_blacklisting_pulls_live_posts_and_lifting_asks_for_a_new_look(self, django_capture_on_commit_callbacks):
        events.listen(stopping.RestrictionPut, stopping.restriction_put)
        events.listen(stopping.RestrictionLifted, stopping.restriction_lifted)
        lead, runner = a_staff(Role.BUREAU_LEAD), a_staff(Role.MARKET_OPERATOR)
        employer = an_employer()
        officer, post = a_post(employer=employer)
        worker, _profile = a_seeker()
        application_id = an_application(worker, post)
        org_id = employer_for(officer, employer[1]).org_id

        with django_capture_on_commit_callbacks(execute=True):
            put = self.a_restriction(org_id, lead)

        assert post_for(officer, post.id).state is PostState.PULLED
        assert state_of(application_id) is S.CLOSED
        assert posts_search(Search(), at=NOON).rows == ()
        with pytest.raises(Refused, match="拖欠工资列入名单"):
            services.post_save(employer_id=employer[1], draft=a_draft(), actor=officer, at=NOON)
        with django_capture_on_commit_callbacks(execute=True):
            restriction_lift(restriction_id=put.id, reason="已付清", actor=lead, at=NOON)
        assert employer_for(runner, employer[1]).state is EmployerState.WAITING

    def test_a_sister_firm_of_the_same_controller_waits_for_review(self):
        lead, runner = a_staff(Role.BUREAU_LEAD), a_staff(Role.MARKET_OPERATOR)
        banned = an_employer(controller="c" * 32)
        officer, sister = an_employer(controller="c" * 32)
        self.a_restriction(employer_for(banned[0], banned[1]).org_id, lead)

        saved = services.post_save(employer_id=sister, draft=a_draft(), actor=officer, at=NOON)

        assert saved.post.state is PostState.REVIEW
        assert "同一实际控制人" in employer_for(runner, sister).flagged
        assert employer_for(officer, sister).flagged == ""


class TestPosts:
    def test_a_bad_text_is_kept_as_a_draft_with_what_to_change(self):
        officer, employer_id = an_employer()

        saved = services.post_save(
            employer_id=employer_id, draft=a_draft(work="只招女工，手脚麻利，有人带"), actor=officer, at=NOON
        )

        assert saved.blocked
        assert saved.post.state is PostState.DRAFT
        assert [(one.key, one.found) for one in saved.post.findings] == [("sex", "只招女工")]

    def test_a_live_post_is_not_replaced_by_a_bad_text(self):
        officer, post = a_post()

        saved = services.post_save(
            employer_id=post.employer_id,
            draft=a_draft(extra="交押金300元"),
            post_id=post.id,
            actor=officer,
            at=NOON,
        )

        assert saved.post is None
        assert post_for(officer, post.id).extra == ""

    def test_staff_override_with_a_reason_only(self):
        officer, employer_id = an_employer()
        runner = a_staff(Role.MARKET_OPERATOR)
        bad = a_draft(work="女演员一名，话剧女一号，有人带")
        bad = replace(bad, work="招女 1 名，演话剧女一号，有台词")
        post = services.post_save(employer_id=employer_id, draft=bad, actor=officer, at=NOON).post
        services.post_ask_review(post_id=post.id, actor=officer, at=NOON)

        with pytest.raises(BadInput, match="理由"):
            services.post_review(post_id=post.id, publish=True, reason="", actor=runner, at=NOON)
        with pytest.raises(NotAllowed):
            services.post_review(post_id=post.id, publish=True, reason="角色需要", actor=officer, at=NOON)
        done = services.post_review(post_id=post.id, publish=True, reason="角色需要", actor=runner, at=NOON)

        assert (done.state, done.override_reason) == (PostState.LIVE, "角色需要")

    def test_posts_are_found_by_pairs_initials_and_filters(self):
        employer = an_employer()
        a_post(employer=employer, title="陪诊师", work="陪老人看病取药，有人带", trade=206)
        a_post(employer=employer, title="餐厅服务员")

        def found(**said):
            return [row.title for row in posts_search(Search(**said), at=NOON).rows]

        assert found(words="陪诊") == ["陪诊师"]
        assert found(words="fwy") == ["餐厅服务员"]
        assert found(words="看病 取药") == ["陪诊师"]
        assert found(words="陪酒") == []
        assert found(group=8) == ["餐厅服务员"]
        assert found(pay_hour_fen=2_700) == []
        assert found(words="' OR 1=1 --") == []

    def test_time_ends_posts_and_tells_who_waited(self):
        worker, _profile = a_seeker()
        _officer, post = a_post()
        application_id = an_application(worker, post)

        services.sweep(at=NOON + timedelta(days=2))

        assert JobPost.objects.get(pk=post.id).state == PostState.EXPIRED
        assert state_of(application_id) is S.CLOSED

    def test_emoji_and_long_names_are_no_trouble(self):
        officer, employer_id = an_employer()

        saved = services.post_save(
            employer_id=employer_id,
            draft=a_draft(title="服务员😀", work="点单上菜😀，有人带，很好学"),
            actor=officer,
            at=NOON,
        )

        assert saved.post.state is PostState.LIVE
        with pytest.raises(BadInput, match="太长"):
            services.post_save(employer_id=employer_id, draft=a_draft(title="长" * 41), actor=officer, at=NOON)

    def test_every_change_is_noted_by_the_database_itself(self):
        horizon = changes_since("post", 2**62).horizon
        _officer, post = a_post()

        assert post.id in changes_since("post", horizon).rows

    def test_who_stayed_away_too_long_is_told_to_copy_anew(self, client):
        a_post()
        early = changes_since("post", 2**62).horizon
        a_post()
        Change.objects.update(at=NOON - timedelta(days=31))
        _officer, fresh = a_post()

        assert changes_forget(at=NOON) > 0

        lost = client.get("/api/v1/jobs/changes", {"since": early})
        assert (lost.status_code, "snapshot" in lost.json()["detail"]) == (410, True)
        since = Change.objects.filter(row=fresh.id).latest("id").transaction
        assert changes_since("post", since).rows in {(fresh.id,), ()}

    def test_changes_stay_as_long_as_promised(self):
        a_post()
        Change.objects.update(at=NOON - timedelta(days=29))

        assert changes_forget(at=NOON) == 0


class TestApplications:
    def test_applying_twice_is_applying_once(self):
        worker, _profile = a_seeker()
        _officer, post = a_post()

        assert an_application(worker, post) == an_application(worker, post)

    def test_a_missing_certificate_is_named(self):
        worker, _profile = a_seeker(conditions=0)
        _officer, post = a_post(conditions=1 << 1)

        with pytest.raises(Refused, match="健康证"):
            an_application(worker, post)

    def test_accepting_makes_other_applications_for_the_same_hours_obsolete(self):
        worker, _profile = a_seeker()
        officer, post = a_post()
        _other, same_hours = a_post(title="同一时间")
        _third, evening = a_post(title="晚上", day_start=18 * 60, day_end=21 * 60)
        first = an_application(worker, post)
        clash, fine = an_application(worker, same_hours), an_application(worker, evening)

        services.application_accept(application_id=first, actor=officer, at=NOON)

        assert (state_of(clash), state_of(fine)) == (S.OBSOLETE, S.APPLIED)
        assert Application.objects.get(pk=clash).reason == "hired_elsewhere"
        with pytest.raises(Refused, match="时间冲突"):
            an_application(worker, same_hours)

    def test_places_never_exceed_the_head_count(self):
        officer, post = a_post(headcount=1)
        first, second = a_seeker()[0], a_seeker()[0]
        one, two = an_application(first, post), an_application(second, post)
        services.application_accept(application_id=one, actor=officer, at=NOON)

        with pytest.raises(Refused, match="招满"):
            services.application_accept(application_id=two, actor=officer, at=NOON)
        assert post_for(officer, post.id).state is PostState.FILLED
        with pytest.raises(IntegrityError), transaction.atomic():
            JobPost.objects.filter(pk=post.id).update(taken=2)

        services.application_withdraw(application_id=one, reason="changed_mind", actor=first, at=NOON)
        assert post_for(officer, post.id).state is PostState.LIVE
        services.application_accept(application_id=two, actor=officer, at=NOON)

    def test_an_invited_worker_says_yes_himself(self):
        worker, profile = a_seeker()
        officer, post = a_post()
        application_id = services.application_invite(post_id=post.id, profile_id=profile.id, actor=officer, at=NOON)

        with pytest.raises(NotFound):
            services.application_accept(application_id=application_id, actor=officer, at=NOON)
        services.application_accept(application_id=application_id, actor=worker, at=NOON)

        assert state_of(application_id) is S.ACCEPTED

    def test_another_employer_or_worker_finds_nothing(self):
        worker, _profile = a_seeker()
        stranger, _other = a_seeker()
        _officer, post = a_post()
        other_officer, _employer = an_employer()
        application_id = an_application(worker, post)

        for actor in (stranger, other_officer):
            with pytest.raises(NotFound):
                application_for(actor, application_id)
        with pytest.raises(NotFound):
            services.application_refuse(application_id=application_id, reason="skills", actor=other_officer, at=NOON)
        with pytest.raises(NotFound):
            services.application_withdraw(application_id=application_id, reason="pay", actor=stranger, at=NOON)

    def test_a_refusal_needs_a_coded_reason_and_is_final(self):
        worker, _profile = a_seeker()
        officer, post = a_post()
        application_id = an_application(worker, post)

        with pytest.raises(BadInput):
            services.application_refuse(application_id=application_id, reason="ugly", actor=officer, at=NOON)
        services.application_refuse(application_id=application_id, reason="skills", actor=officer, at=NOON)
        with pytest.raises(Refused, match="没有录用"):
            services.application_accept(application_id=application_id, actor=officer, at=NOON)

    def test_a_newcomer_is_listed_like_everybody_and_facts_are_counted(self):
        worker, profile = a_seeker()
        officer, post = a_post()
        application_id = an_engagement(worker, officer, post)
        services.application_no_show(application_id=application_id, actor=officer, at=TOMORROW_9)

        facts = reliability([profile.id, 999_999])

        assert (facts[profile.id].accepted, facts[profile.id].no_show) == (1, 1)
        assert facts[profile.id].words == "答应 1 次，到岗 0 次，没来 1 次"
        assert facts[999_999].words == "第一次在这里干活"
        assert "没来 1 次" in signed_in(officer).get(reverse("hire-post", args=[post.id])).content.decode()
        assert "没来 1 次" in signed_in(worker).get(reverse("market-applications")).content.decode()
        assert [one.reason for one in applications_of_post(officer, post.id)] == ["no_show"]


class TestHolds:
    def test_one_job_is_never_promised_to_more_than_it_has_places(self):
        _officer, post = a_post(headcount=2)
        people = [a_seeker()[0] for _n in range(3)]
        for one in people[:2]:
            services.hold_make(post_id=post.id, worker_id=one.worker_id, actor=one, at=NOON)

        with pytest.raises(services.NoPlaceLeft):
            services.hold_make(post_id=post.id, worker_id=people[2].worker_id, actor=people[2], at=NOON)
        with pytest.raises(Refused, match="占满"):
            an_application(people[2], post)
        assert an_application(people[0], post)

    def test_a_hold_ends_after_twenty_minutes_and_asking_again_gives_the_same(self):
        _officer, post = a_post(headcount=1)
        first, second = a_seeker()[0], a_seeker()[0]
        hold = services.hold_make(post_id=post.id, worker_id=first.worker_id, actor=first, at=NOON)
        again = services.hold_make(post_id=post.id, worker_id=first.worker_id, actor=first, at=NOON)
        later = NOON + timedelta(minutes=20)

        assert hold == again
        assert hold.until == later
        assert services.hold_make(post_id=post.id, worker_id=second.worker_id, actor=second, at=later)


class TestInterviews:
    def test_who_comes_late_waits_and_moves_up(self):
        officer, post = a_post(headcount=2)
        slot_id = services.slot_add(
            post_id=post.id,
            slot_at=TOMORROW_9,
            minutes=30,
            kind=InterviewKind.PLACE,
            where="样板街 12 号二楼",
            seats=1,
            actor=officer,
            at=NOON,
        )
        people = [a_seeker()[0] for _n in range(2)]
        ids = [an_application(one, post) for one in people]

        seats = [
            services.slot_book(application_id=each, slot_id=slot_id, actor=one, at=NOON)
            for each, one in zip(ids, people, strict=True)
        ]
        assert seats == [True, False]
        assert applications_of_worker(people[1])[0].waiting_place == 1
        services.application_withdraw(application_id=ids[0], reason="pay", actor=people[0], at=NOON)

        assert applications_of_worker(people[1])[0].waiting_place == 0
        assert slots_of_post(post.id, at=NOON)[0].left == 0

    def test_a_cancelled_time_leaves_everybody_an_applicant(self):
        officer, post = a_post()
        worker, _profile = a_seeker()
        slot_id = services.slot_add(
            post_id=post.id,
            slot_at=TOMORROW_9,
            minutes=30,
            kind=InterviewKind.PHONE,
            where="010-00000000",
            seats=5,
            actor=officer,
            at=NOON,
        )
        application_id = an_application(worker, post)
        services.slot_book(application_id=application_id, slot_id=slot_id, actor=worker, at=NOON)

        assert services.slot_cancel(slot_id=slot_id, actor=officer, at=NOON) == 1
        assert state_of(application_id) is S.APPLIED


class TestWork:
    def started(self):
        worker, _profile = a_seeker()
        officer, post = a_post()
        application_id = an_engagement(worker, officer, post)
        code = services.start_code(post_id=post.id, actor=officer, on=TOMORROW_9.date())
        services.work_start(code=code, actor=worker, at=TOMORROW_9)
        return worker, officer, application_id

    def test_from_the_code_to_the_money(self):
        worker, officer, application_id = self.started()
        evening = TOMORROW_9 + timedelta(hours=8)

        services.work_finish(application_id=application_id, minutes=480, fen=20_800, actor=worker, at=evening)
        services.hours_confirm(application_id=application_id, minutes=480, fen=20_800, actor=officer, at=evening)
        services.pay_received(application_id=application_id, actor=worker, at=evening)

        assert state_of(application_id) is S.PAID

    def test_a_code_of_another_day_or_of_nobody_starts_nothing(self):
        worker, _profile = a_seeker()
        officer, post = a_post()
        code = services.start_code(post_id=post.id, actor=officer, on=TODAY)

        with pytest.raises(NotFound, match="还没有被这个岗位录用"):
            services.work_start(code=code, actor=worker, at=NOON)
        with pytest.raises(BadInput, match="请扫今天的"):
            services.work_start(code=code, actor=worker, at=TOMORROW_9)
        with pytest.raises(BadInput, match="不是上岗码"):
            services.work_start(code="guessed", actor=worker, at=NOON)

    @pytest.mark.parametrize(("minutes", "fen"), [(300 * 60, 100), (0, 100), (480, 0), (-5, 100)])
    def test_hours_and_pay_that_cannot_be_are_refused(self, minutes, fen):
        worker, _officer, application_id = self.started()

        with pytest.raises(BadInput):
            services.work_finish(
                application_id=application_id,
                minutes=minutes,
                fen=fen,
                actor=worker,
                at=TOMORROW_9 + timedelta(hours=8),
            )

    def test_not_paid_sends_everything_a_complaint_needs(self, django_capture_on_commit_callbacks):
        heard = []
        events.listen(GigUnpaid, heard.append)
        worker, _officer, application_id = self.started()
        evening = TOMORROW_9 + timedelta(hours=8)
        services.work_finish(application_id=application_id, minutes=480, fen=20_800, actor=worker, at=evening)

        with django_capture_on_commit_callbacks(execute=True):
            services.pay_missing(application_id=application_id, actor=worker, at=evening)

        news = heard[0]
        assert (news.worker_id, news.minutes, news.owed_fen, news.work) == (worker.worker_id, 480, 20_800, "餐厅服务员")
        assert news.first_day == news.last_day == a_day(1)
        assert news.org_id is not None

    def test_both_sides_hear_what_concerns_them(self, django_capture_on_commit_callbacks):
        from anxin.market.jobs.events import ApplicationMoved
        from anxin.market.jobs.services.telling import application_moved

        events.listen(ApplicationMoved, application_moved)
        worker, _profile = a_seeker()
        officer, post = a_post()

        with django_capture_on_commit_callbacks(execute=True):
            an_engagement(worker, officer, post)

        assert set(Message.objects.filter(worker_id=worker.worker_id).values_list("event", flat=True)) == {
            "job_accepted"
        }
        assert set(Message.objects.filter(account_id=officer.account_id).values_list("event", flat=True)) == {
            "applicant_new"
        }


def test_many_workers_are_entered_with_one_answer_a_line():
    known = an_id_number()
    people = [
        PersonIn("赵试多", known, a_phone()),
        PersonIn("赵试多😀", an_id_number(), a_phone()),
        PersonIn("钱试多", "990101199005170002", a_phone()),
        PersonIn("别人", known, a_phone()),
    ]

    answers = workers_register_many(people=people, actor=Actor.system(), at=NOON)

    assert [one.new for one in answers] == [True, False, False, False]
    assert [bool(one.refusal) for one in answers] == [False, True, True, True]
    assert "符号" in answers[1].refusal


class TestProofs:
    """What somebody shows, looked at by market staff."""

    def a_shown(self):
        worker, _profile = a_seeker(conditions=0)
        services.certificate_add(
            worker_id=worker.worker_id,
            bit=1,
            expires_on=TODAY + timedelta(days=20),
            photo=("证.png", a_photo()),
            actor=worker,
            at=NOON,
        )
        services.hardship_note(
            worker_id=worker.worker_id, kind="older", actor=worker, at=NOON, proof=("x.png", a_photo())
        )
        return worker, Profile.objects.get(worker_id=worker.worker_id)

    def test_pictures_wait_for_a_look_and_hardships_are_not_named_in_lists(self):
        _worker, profile = self.a_shown()
        runner = a_staff(Role.MARKET_OPERATOR)

        waiting = proofs_waiting(runner)

        assert [one.what for one in waiting] == ["健康证", "困难情况的证明"]
        assert [one.profile_id for one in certificates_ending(runner, at=NOON)] == [profile.pk]
        page = signed_in(runner).get(reverse("market-seekers")).content.decode()
        assert "健康证" in page
        assert "大龄" not in page
        with pytest.raises(NotAllowed):
            proofs_waiting(a_staff(Role.EMPLOYER_OFFICER))

    def test_what_is_refused_does_not_count_until_it_is_added_again(self, django_capture_on_commit_callbacks):
        worker, profile = self.a_shown()
        held = profile.certificates.get()
        client = signed_in(a_staff(Role.MARKET_OPERATOR))
        address = reverse("market-proof-judge", args=[profile.pk, "certificate", held.pk])
        assert profile.conditions & 1 << 1

        with django_capture_on_commit_callbacks(execute=True):
            client.post(address, {"problem": "照片看不清，请重拍"})

        profile.refresh_from_db()
        assert not profile.conditions & 1 << 1
        assert "照片看不清" in signed_in(worker).get(reverse("market-certificates")).content.decode()
        services.certificate_add(worker_id=worker.worker_id, bit=1, photo=("证.png", a_photo()), actor=worker, at=NOON)
        client.post(address, {"good": "1"})
        profile.refresh_from_db()
        assert profile.conditions & 1 << 1
        assert profile_of(worker).certificates[0].checked

    def test_a_picture_is_for_market_staff_only(self):
        _worker, profile = self.a_shown()
        _other, another = self.a_shown()
        runner, paper_id = a_staff(Role.MARKET_OPERATOR), profile.certificates.get().paper_id
        asked = {"paper_id": paper_id, "purpose": "核验", "at": NOON}

        proof_picture(runner, profile_id=profile.pk, **asked)

        with pytest.raises(NotFound):
            proof_picture(runner, profile_id=another.pk, **asked)
        with pytest.raises(NotAllowed):
            proof_picture(a_staff(Role.EMPLOYER_OFFICER), profile_id=profile.pk, **asked)


def test_an_employer_finds_a_post_among_many_by_name_and_state():
    employer = an_employer()
    officer, _washing = a_post(employer=employer, title="洗碗工")
    _, waiting = a_post(employer=employer, title="传菜员")
    services.post_pause(post_id=waiting.id, paused=True, actor=officer, at=NOON)
    browser = signed_in(officer)

    by_name = browser.get("/desk/hire/", {"q": "洗碗"}).content.decode()
    by_state = browser.get("/desk/hire/", {"state": "paused"}).content.decode()
    nothing = browser.get("/desk/hire/", {"q": "电焊", "state": "nonsense"}).content.decode()

    assert ("洗碗工" in by_name, "传菜员" in by_name) == (True, False)
    assert ("洗碗工" in by_state, "传菜员" in by_state) == (False, True)
    assert "没有这样的岗位" in nothing
