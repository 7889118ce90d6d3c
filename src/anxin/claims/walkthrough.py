"""The whole main job on a folder of papers, by the demo city's people: from two taps to money (演示全流程).

Only in a demo installation: here one program plays the rider, the platform, the handler and the finance desk.
Every step goes through the same services the pages use, and may be run again: what is done stays done.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Final
from uuid import UUID

from anxin.cases.engine import do
from anxin.cases.selectors import case_view
from anxin.claims.checklist import to_confirm
from anxin.claims.forms import CONSENT_KEY
from anxin.claims.models import InjuryClaim
from anxin.claims.records import current_record
from anxin.claims.services import Advance, claim_advance, contact, paper_attach, platform_answer, report_make
from anxin.claims.services.catching_up import payments_catch_up
from anxin.claims.services.ground import papers_of_claim
from anxin.claims.services.sheets import sheet_make
from anxin.claims.types import PlatformAnswer, ReportRef
from anxin.cover.selectors import cover_at
from anxin.cover.services import orders_take
from anxin.cover.types import OrderLine
from anxin.documents.services import fields_confirm, paper_read
from anxin.documents.specimens.cases import draw_missing
from anxin.documents.types import PaperView
from anxin.funds.selectors import next_bank_moment, payouts_of
from anxin.funds.services import batch_check, batch_release, batches_send, files_collect, payout_run
from anxin.funds.types import PayoutState
from anxin.identity.consent_texts import consent_text
from anxin.identity.demo import DEMO_BANK_CODE, DemoPeople, seed
from anxin.identity.selectors import org_by_name, staff_with, worker_by_id_number
from anxin.identity.services import consent_give, org_create, payee_set, post_grant, staff_create, worker_register
from anxin.identity.types import Actor, OrgKind, OrgView, PayeeKind, Role, WorkerView
from anxin.kit.clock import day_of, now
from anxin.kit.errors import BadInput, Refused
from anxin.kit.money import yuan_sign

SYSTEM: Final = Actor.system("演示")
ROUNDS: Final = 6
"""How often the payment is looked at before it is left to the people of the desk."""


@dataclass(frozen=True, slots=True)
class Told:
    """What ``report.json`` says."""

    worker: Mapping[str, str]
    platform: str
    order: Mapping[str, str]
    happened_at: datetime
    what: str
    place: str
    narrative: str
    payee: Mapping[str, str]
    documents: Mapping[str, str]
    folder: Path
    key: str


def told(folder: Path) -> Told:
    """Read a folder.

    Raises:
        BadInput: there is no ``report.json``, or it lacks something.
    """
    path = folder / "report.json"
    try:
        text = path.read_bytes()
        data = json.loads(text)
        return Told(
            worker=data["worker"],
            platform=data["platform"],
            order=data["order"],
            happened_at=datetime.fromisoformat(data["happened_at"]),
            what=data["what"],
            place=data["place"],
            narrative=data["narrative"],
            payee=data["payee"],
            documents=data["documents"],
            folder=folder,
            key=hashlib.sha256(text).hexdigest()[:32],
        )
    except OSError as error:
        raise BadInput(f"读不到 {path}。文件夹里要有 report.json 和材料。") from error
    except (ValueError, KeyError, TypeError) as error:
        raise BadInput(f"{path} 的内容不完整：{error}") from error


@dataclass
class Walk:
    """One run through the main job."""

    told: Told
    people: DemoPeople
    platform: OrgView
    operator: Actor
    worker: WorkerView
    rider: Actor
    ref: ReportRef | None = None

    @property
    def case_id(self) -> UUID:
        assert self.ref is not None, "the report is the first step"
        return self.ref.case_id

    @property
    def step(self) -> str:
        return case_view(SYSTEM, self.case_id).step


Step = tuple[str, Callable[[Walk], str]]


def begin(folder: Path) -> Walk:
    """Read the folder, drawing it when it is one of the shipped examples, and put its people in place."""
    draw_missing(folder)
    facts = told(folder)
    people = seed(now())
    platform = _platform(facts.platform, people)
    worker = _worker(facts)
    return Walk(facts, people, platform, _operator(platform), worker, worker.actor())


def _platform(name: str, people: DemoPeople) -> OrgView:
    known = org_by_name(name) or next((one for one in people.orgs.values() if one.name == name), None)
    if known is not None:
        return known
    short = name.partition("（")[0]
    return org_create(kind=OrgKind.PLATFORM, name=name, short_name=short, actor=SYSTEM, at=now())


def _operator(platform: OrgView) -> Actor:
    held = staff_with(Role.PLATFORM_OPERATOR, [platform.id])
    if held:
        return held[0].actor()
    name = f"演示-{platform.short_name}"
    account_id = staff_create(
        username=f"platform-{platform.id.hex[-8:]}", name=name, password=platform.id.hex, actor=SYSTEM, at=now()
    )
    role = Role.PLATFORM_OPERATOR
    post_grant(account_id=account_id, org_id=platform.id, role=role, starts_on=day_of(now()), actor=SYSTEM, at=now())
    return staff_with(role, [platform.id])[0].actor()


def _worker(facts: Told) -> WorkerView:
    given = facts.worker
    found = worker_by_id_number(given["id_number"])
    if found is not None:
        return found
    try:
        return _registered(given, given["phone"])
    except Refused:  # the demo city has given this phone to somebody else
        return _registered(given, f"1399999{given['id_number'][-5:-1]}")


def _registered(given: Mapping[str, str], phone: str) -> WorkerView:
    return worker_register(phone=phone, name=given["name"], id_number=given["id_number"], actor=SYSTEM, at=now())


def send_order(walk: Walk) -> str:
    """The platform sends the order as it was accepted, and again when it is finished."""
    order, number = walk.told.order, walk.worker.id_number
    accepted = datetime.fromisoformat(order["accepted_at"])
    line = OrderLine(order_no=order["number"], worker=number, accepted_at=order["accepted_at"], region="110108")
    first = orders_take(
        platform_id=walk.platform.id, lines=[line], actor=walk.operator, at=accepted + timedelta(seconds=20)
    )
    if order.get("finished_at"):
        ended = OrderLine(
            order_no=line.order_no, worker=number, accepted_at=line.accepted_at, finished_at=order["finished_at"]
        )
        at = datetime.fromisoformat(order["finished_at"]) + timedelta(seconds=20)
        orders_take(platform_id=walk.platform.id, lines=[ended], actor=walk.operator, at=at)
    return f"{walk.platform.short_name} 的订单 {order['number']}：{first[0].reason or '已接收'}"


def report(walk: Walk) -> str:
    """Two taps."""
    facts = walk.told
    walk.ref = report_make(
        actor=walk.rider,
        worker_id=walk.worker.id,
        client_key=facts.key,
        happened_at=facts.happened_at,
        place=facts.place,
        what=facts.what,
        narrative=facts.narrative,
        at=now(),
    )
    return f"{walk.ref.number}：{walk.ref.sentence}"


def cover(walk: Walk) -> str:
    """Was he on an order?"""
    return cover_at(worker_id=walk.worker.id, at=walk.told.happened_at).sentence


def call(walk: Walk) -> str:
    """The handler rings."""
    handler = _handler(walk)
    if walk.step == "reported":
        contact(actor=handler, case_id=walk.case_id, at=now(), note="已电话联系，告知五份材料")
    return f"经办员 {handler.name} 已联系劳动者"


def _handler(walk: Walk) -> Actor:
    handler_id = case_view(SYSTEM, walk.case_id).handler_id
    return next(person for person in walk.people.staff.values() if person.account_id == handler_id)


def platform_says(walk: Walk) -> str:
    """The platform confirms the facts."""
    with suppress(Refused):
        platform_answer(actor=walk.operator, case_id=walk.case_id, answer=PlatformAnswer.CONFIRMED, at=now())
    return f"{walk.platform.short_name} 确认事故经过"


def account(walk: Walk) -> str:
    """The rider enters his account."""
    payee = walk.told.payee
    payee_set(
        worker_id=walk.worker.id,
        kind=PayeeKind.SOCIAL_CARD,
        bank_name=payee["bank_name"],
        number=payee["number"],
        bank_code=payee.get("bank_code", DEMO_BANK_CODE),
        holder=payee.get("holder", ""),
        actor=walk.rider,
        at=now(),
    )
    return f"{payee['bank_name']} 尾号 {payee['number'][-4:]}"


def hand_in(walk: Walk) -> str:
    """The rider hands in the papers of the folder, and applies."""
    if _closed_to_papers(walk):
        return "材料已经交过"
    there = {card.kind for slot in papers_of_claim(walk.case_id).slots for card in slot.papers}
    for kind, name in walk.told.documents.items():
        if kind not in there:
            content = (walk.told.folder / name).read_bytes()
            paper_attach(actor=walk.rider, case_id=walk.case_id, kind=kind, name=name, content=content, at=now())
    text = consent_text(CONSENT_KEY)
    consent_give(
        worker_id=walk.worker.id, key=text.key, version=text.version, sha256=text.sha256, actor=walk.rider, at=now()
    )
    _apply(walk)
    return f"{len(walk.told.documents)} 份：{'、'.join(walk.told.documents.values())}"


def _closed_to_papers(walk: Walk) -> bool:
    return walk.step not in ("reported", "collecting", "reviewing")


def _apply(walk: Walk) -> None:
    """What the application form has ticked, told by the rider who signed it."""
    if walk.step in ("reported", "collecting"):
        data = {"assessment_wanted": False}
        do(case_id=walk.case_id, move="apply", actor=walk.rider, at=now(), data=data)


def read(walk: Walk) -> str:
    """The machine reads."""
    for paper in papers_of_claim(walk.case_id).papers:
        paper_read(paper_id=paper.id, at=now())
    papers = papers_of_claim(walk.case_id)
    said = [f"{card.label} {card.read}".strip() for slot in papers.slots for card in slot.papers if card.read]
    return "；".join(said) or "没有读出内容"


def confirm(walk: Walk) -> str:
    """The handler looks at what the machine was not sure of, beside the picture."""
    if _closed_to_papers(walk):
        return "不用再核对"
    handler, looked = _handler(walk), 0
    for paper in papers_of_claim(walk.case_id).papers:
        values = _looked_at(paper)
        if values:
            fields_confirm(paper_id=paper.id, values=values, actor=handler, at=now())
            looked += len(values)
    return f"{handler.name} 对照原件核对 {looked} 项" if looked else "全部来自文件自带的数据，不用人工核对"


def _looked_at(paper: PaperView) -> dict[str, Any]:
    return {item.name: item.read for item in to_confirm(paper)}


def decide(walk: Walk) -> str:
    """The rules speak."""
    with suppress(Refused):
        if claim_advance(case_id=walk.case_id, at=now()) is Advance.WAITS_FOR_PAPERS:
            raise BadInput("材料不齐，核定不了。")
    record = current_record(walk.case_id)
    if record is None or record.approved_fen is None:
        raise BadInput(f"系统没有自动核定，需要人工审核：请打开 /desk/claims/{walk.case_id}/")
    sheet_make(record_id=record.pk, at=now())
    return f"核定 {yuan_sign(record.approved_fen)}，应付已记账，决定书已生成"


def pay(walk: Walk) -> str:
    """Maker, checker and releaser; the file to the bank; the bank's answer and statement."""
    at = next_bank_moment(now())
    subject = f"case:{walk.case_id}"
    for _round in range(ROUNDS):
        last = payouts_of(subject)[-1]
        if last.state in (PayoutState.PAID, PayoutState.FAILED, PayoutState.RETURNED):
            break
        for act in _acts(walk, last.batch_id, at):
            with suppress(Refused):
                act()
    last = payouts_of(subject)[-1]
    return f"批次 {last.batch_number}，端到端标识 {last.end_to_end_id}：{last.state_name}"


def _acts(walk: Walk, batch_id: UUID | None, at: datetime) -> Iterator[Callable[[], object]]:
    """What the desk can do next; what is not possible now refuses, and the round goes on."""
    staff = walk.people.staff
    yield lambda: files_collect(at=at)
    if batch_id is None:
        yield lambda: payout_run(actor=staff["maker"], at=at)
        return
    yield lambda: batch_check(batch_id=batch_id, actor=staff["checker"], at=at)
    yield lambda: batch_release(batch_id=batch_id, actor=staff["releaser"], at=at)
    yield lambda: batches_send(at=at)
    yield lambda: files_collect(at=at)


def arrived(walk: Walk) -> str:
    """The worker's page says so."""
    payments_catch_up(at=now())
    claim = InjuryClaim.objects.get(pk=walk.case_id)
    if walk.step not in ("paid", "closed"):
        raise BadInput(f"款项还没有到账，案件在“{case_view(SYSTEM, walk.case_id).step_label}”。")
    return f"{claim.number} 已到账"


STEPS: Final[tuple[Step, ...]] = (
    ("平台发来订单", send_order),
    ("一键报案", report),
    ("核对保障", cover),
    ("经办员联系", call),
    ("平台核实", platform_says),
    ("填收款账户", account),
    ("交材料", hand_in),
    ("机器识读", read),
    ("人工核对", confirm),
    ("核定", decide),
    ("付款", pay),
    ("到账", arrived),
)
