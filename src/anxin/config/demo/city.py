"""Building the demo city: people, orders of today, and the past weeks' accidents, one after the other."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any, Final
from uuid import UUID

from django.conf import settings
from django.db import transaction

from anxin.cases.engine import do
from anxin.claims import services as claims
from anxin.claims.forms import CONSENT_KEY
from anxin.claims.objecting import object_until
from anxin.claims.services.papers import stored_attach
from anxin.claims.types import PlatformAnswer
from anxin.config.demo.cover import build_cover, build_log, build_platforms, crowd_rides
from anxin.config.demo.platform import order_around, orders_of_today
from anxin.config.demo.sites import build_blacklist, build_sites
from anxin.config.demo.stories import STORIES, Demo, Ending
from anxin.config.demo.wages import build_wages
from anxin.config.tasks import photographed_papers
from anxin.cover.types import OrderLine
from anxin.documents.services import fields_confirm, file_store
from anxin.documents.specimens.cases import CASES, draw_missing
from anxin.documents.specimens.papers import Item, Story, diagnosis, own_statement, receipt
from anxin.documents.specimens.sheets import Fonts, ofd, pdf
from anxin.documents.types import PaperKind
from anxin.funds.services import demonstration_day, reconcile
from anxin.identity import demo
from anxin.identity.consent_texts import consent_text
from anxin.identity.demo import DemoPeople
from anxin.identity.types import Actor, WorkerView
from anxin.kit.clock import at_time, day_of
from anxin.kit.jobs import defer
from anxin.kit.text import mask_id
from anxin.kit.workdays import Calendar, current_calendar

SEEDED_BEFORE: Final = timedelta(days=100)
"""Demo people join that long before today: before the oldest story, so that posts were held and accounts cooled."""

EXAMPLES: Final = Path(settings.ROOT) / "examples"
"""Where a visitor finds five papers to hand in by himself."""

PHOTOGRAPHS_AFTER: Final = timedelta(seconds=45)
"""The first pages are looked at before anything is read."""

LATE_BY: Final = timedelta(days=4)
"""How long after the last day the late objection comes."""

_OBJECTED: Final = (Ending.OBJECTED, Ending.OBJECTED_LATE, Ending.KEPT)
_ADVERSE: Final = (Ending.SECOND_REVIEW, Ending.REFUSED, *_OBJECTED)

WITH_PAPERS: Final = frozenset(Ending) - {Ending.REPORTED, Ending.COLLECTING, Ending.WITHDRAWN, Ending.ORDINARY}


@dataclass(frozen=True, slots=True)
class Scene:
    """One story on its day."""

    people: DemoPeople
    story: Demo
    number: int
    worker: WorkerView
    happened_at: datetime
    case_id: UUID
    handler: Actor

    def after(self, minutes: int) -> datetime:
        return self.happened_at + timedelta(minutes=minutes)


def build(at: datetime, *, say: Callable[[str], None]) -> None:
    """Make the demo city as it would stand at ``at``. Stories run in the order of their days."""
    people = demo.seed(at - SEEDED_BEFORE)
    build_platforms(people, at - SEEDED_BEFORE)
    orders_of_today(people, at)
    calendar, fonts = current_calendar(), Fonts(Path(settings.ANXIN_NODE_MODULES))
    for name in CASES:
        draw_missing(EXAMPLES / name)
    told = crowd_rides(people, at)
    for number, story in enumerate(STORIES, start=1):
        with transaction.atomic():
            told += _play(people, story, number, _workday_before(calendar, day_of(at), story.workdays_ago), fonts)
        say(f"演示案件 {number}/{len(STORIES)}")
    with transaction.atomic():
        build_cover(people, told, at)
    reconcile(freeze=False, actor=Actor.system(), at=at)
    build_log(people, at)
    demo.opened(people, at - timedelta(days=1))
    with transaction.atomic():
        build_sites(people, at)
        build_wages(people, at)
        build_blacklist(people, at)


def _workday_before(calendar: Calendar, day: date, count: int) -> date:
    while count:
        day -= timedelta(days=1)
        count -= calendar.is_workday(day)
    return day


def _play(people: DemoPeople, story: Demo, number: int, day: date, fonts: Fonts) -> list[OrderLine]:
    """Play a story to its ending; returns the order it happened on."""
    worker = people.worker(demo.demo_phone(story.worker))
    happened_at = at_time(day, story.hour, 7 + number)
    orders = [order_around(people, worker, happened_at)] if story.on_order else []
    ref = claims.report_make(
        actor=worker.actor(),
        worker_id=worker.id,
        client_key=f"demo-{number}",
        happened_at=happened_at,
        place=story.place,
        what=story.what,
        narrative=story.narrative,
        at=happened_at + timedelta(minutes=6),
    )
    assert ref.handler is not None, "the demo city has handlers"
    handler = next(actor for actor in people.staff.values() if actor.name == ref.handler.name)
    scene = Scene(people, story, number, worker, happened_at, ref.case_id, handler)
    if story.ending is Ending.REPORTED:
        return orders
    claims.contact(
        actor=scene.handler, case_id=scene.case_id, at=scene.after(35), note="已电话联系，说明需要的五份材料。"
    )
    if story.on_order:
        _platform(scene)
    if story.ending is Ending.COLLECTING:
        defer(photographed_papers, after=PHOTOGRAPHS_AFTER, case_id=str(scene.case_id), number=number)
    elif story.ending is Ending.WITHDRAWN:
        claims.withdraw(actor=worker.actor(), case_id=scene.case_id, at=scene.after(90))
    elif story.ending is Ending.ORDINARY:
        why = "可能需要住院，转普通程序。"
        claims.leave_fast(actor=scene.handler, case_id=scene.case_id, at=scene.after(60), why=why)
        papers_hand_in(scene, fonts)
    elif story.ending in WITH_PAPERS:
        papers_hand_in(scene, fonts)
        claims.claim_advance(case_id=scene.case_id, at=scene.after(200))
        _finish(scene)
    return orders


def _platform(scene: Scene) -> None:
    operator, disputed = scene.people.actor("platform"), scene.story.ending is Ending.DISPUTED
    claims.platform_answer(
        actor=operator,
        case_id=scene.case_id,
        answer=PlatformAnswer.DISPUTED if disputed else PlatformAnswer.CONFIRMED,
        reason="定位显示事发时车辆停在站点，请核实事故地点。" if disputed else "",
        at=scene.after(50),
    )


def papers_hand_in(scene: Scene, fonts: Fonts) -> None:
    """Sign the application and hand in the papers of a story, two hours after the accident."""
    told = told_of(scene)
    claims.application_sign(
        actor=scene.worker.actor(),
        case_id=scene.case_id,
        consent_sha256=consent_text(CONSENT_KEY).sha256,
        typed_name=scene.worker.name,
        at=scene.after(70),
    )
    _hand_in(scene, PaperKind.DIAGNOSIS, "诊断书.pdf", pdf(diagnosis(told), fonts), _diagnosis_values(scene, told))
    _hand_in(scene, PaperKind.RECEIPT, "电子票据.ofd", ofd(receipt(told)), _receipt_values(told))
    _hand_in(scene, PaperKind.SELF_STATEMENT, "事故说明.pdf", pdf(own_statement(told), fonts), {"place": told.place})


def _hand_in(scene: Scene, kind: PaperKind, name: str, content: bytes, values: dict[str, Any]) -> None:
    file = file_store(name=name, content=content, actor=scene.worker.actor(), at=scene.after(120))
    paper_id = stored_attach(
        actor=scene.worker.actor(),
        case_id=scene.case_id,
        kind=kind,
        name=name,
        file_id=file.id,
        at=scene.after(120),
        read=False,
    )
    fields_confirm(paper_id=paper_id, values=values, actor=scene.handler, at=scene.after(190))


def told_of(scene: Scene) -> Story:
    """What the papers of a story say."""
    story, worker = scene.story, scene.worker
    return Story(
        name=worker.name,
        id_number=worker.id_number,
        phone=worker.phone,
        platform="快跑外卖（演示）",
        order=f"KP-{scene.number:04d}",
        accepted_at=scene.after(-18),
        happened_at=scene.happened_at,
        finished_at=scene.after(15),
        what=story.what.value,
        place=story.place,
        narrative=story.narrative,
        hospital=story.hospital,
        department="急诊科",
        visited_on=day_of(scene.happened_at),
        diagnosis=story.diagnosis,
        icd=story.icd,
        advice="无需住院，休息一周，不适随诊。",
        ticket_code=f"110601{scene.happened_at:%y}",
        ticket_number=f"{990_000 + scene.number:010d}",
        check_code=f"{scene.number:02d}a5e9",
        items=tuple(Item(charge.name, 1, "次", charge.fen, charge.category) for charge in story.charges),
        drugs=(),
        liability="self_statement",
        level="",
        other_party=None,
        bank="示范银行（演示）",
        account="",
    )


def _diagnosis_values(scene: Scene, told: Story) -> dict[str, Any]:
    return {
        "patient": told.name,
        "hospital": told.hospital,
        "diagnosis": told.diagnosis,
        "icd": told.icd,
        "body_parts": list(scene.story.parts),
        "side": scene.story.side,
        "issued_on": told.visited_on.isoformat(),
        "inpatient_needed": False,
    }


def _receipt_values(told: Story) -> dict[str, Any]:
    items = [
        {"name": item.name, "quantity": 1, "unit": "次", "amount_fen": item.fen, "category": item.category}
        for item in told.items
    ]
    return {
        "ticket_code": told.ticket_code,
        "ticket_number": told.ticket_number,
        "check_code": told.check_code,
        "payer": told.name,
        "payer_id": mask_id(told.id_number),
        "issued_on": told.visited_on.isoformat(),
        "visited_on": told.visited_on.isoformat(),
        "hospital": told.hospital,
        "total_fen": told.total_fen,
        "insurance_paid_fen": 0,
        "account_paid_fen": 0,
        "cash_paid_fen": told.total_fen,
        "items": items,
    }


def _finish(scene: Scene) -> None:
    ending, people = scene.story.ending, scene.people
    reviewer, second = people.actor("reviewer"), people.actor("reviewer2")
    if ending is Ending.PAID:
        demonstration_day(at=at_time(day_of(scene.happened_at), 23, 10))
    elif ending in _ADVERSE:
        unrelated = ("票据所列项目与本次受伤无关，依据现有材料不能支付。", "小伤快赔规则：诊疗部位与用药目录")
        no_order = ("事故发生时没有接单，不在保障时间内。", "小伤快赔规则：事故时正在接单")
        reason, article = unrelated if scene.story.on_order else no_order
        claims.adverse_propose(
            actor=reviewer, case_id=scene.case_id, at=scene.after(260), amount_fen=0, reason=reason, article=article
        )
        if ending is not Ending.SECOND_REVIEW:
            claims.adverse_confirm(
                actor=second, case_id=scene.case_id, at=scene.after(300), reason="复核意见一致。", refuse=True
            )
        if ending in _OBJECTED:
            _object(scene)


def _object(scene: Scene) -> None:
    """The worker objects, in time or late; one objection is looked at and changes nothing."""
    ending, at, late = scene.story.ending, scene.after(600), ""
    if ending is Ending.OBJECTED_LATE:
        at = at_time(object_until(day_of(scene.after(300))) + LATE_BY, 10)
        late = "摔伤以后回老家养伤，没有看到决定。"
    why = "当时已经接了单，是平台没有报上去。" if late else "检查和治疗都是医生为这次受伤开的，请重新核对。"
    actor = scene.worker.actor()
    raised = claims.objection_raise(actor=actor, case_id=scene.case_id, reason=why, late_reason=late, at=at)
    if ending is Ending.KEPT:
        first, second = scene.people.actor("reviewer3"), scene.people.actor("lead")
        looked = "重新核对了处方和票据：诊察费和复合维生素片都不是为左手挫伤开的。"
        steps = (("take_up", first, ""), ("propose_keep", first, looked), ("confirm_keep", second, "复核意见一致。"))
        for hours, (move, actor, reason) in enumerate(steps, start=15):
            do(case_id=raised.case_id, move=move, actor=actor, at=scene.after(60 * hours), reason=reason)
