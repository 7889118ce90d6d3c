"""Workers and posts in by file (批量导入): checked line by line, committed piece by piece, errors in a file."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, datetime
from itertools import islice
from typing import Final
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from anxin.identity.services import PersonIn, workers_register_many
from anxin.identity.types import Actor
from anxin.kit.errors import BadInput, NotFound, Refused
from anxin.kit.money import parse_yuan
from anxin.kit.tables import read_rows, write_xlsx
from anxin.market.jobs.hours import ALL_WEEK, DAY, QUARTERS, WEEK
from anxin.market.jobs.models import Employer, MarketImport
from anxin.market.jobs.places import city, place_named
from anxin.market.jobs.rights import require_market_staff
from anxin.market.jobs.services.posts import post_save
from anxin.market.jobs.services.profiles import profile_save
from anxin.market.jobs.trades import Trade, trade_list
from anxin.market.jobs.types import PAY_UNITS, SETTLE_NAMES, Availability, Channel, PayKind, PostIn, ProfileIn, Settle

PIECE: Final = 200
REFUSALS_KEPT: Final = 10_000
WORKER_COLUMNS: Final = ("姓名", "身份证号", "手机号", "工种", "地点", "公里", "期望工钱", "按", "星期", "时段", "证件")
POST_COLUMNS: Final = (
    *("信用代码", "工种", "标题", "工作内容", "地点", "附近", "人数", "第一天", "最后一天", "开始", "结束"),
    *("工钱", "按", "结算", "有效期", "要求", "来源"),
)
COLUMNS: Final = {"workers": WORKER_COLUMNS, "posts": POST_COLUMNS}
_NEEDED: Final = {"workers": ("姓名", "身份证号", "手机号", "工种"), "posts": ("信用代码", "工种", "工作内容", "工钱")}
Line = Mapping[str, str]


def import_keep(*, kind: str, name: str, content: bytes, actor: Actor, at: datetime) -> UUID:
    """Keep a file to be taken in by a job.

    Raises:
        NotAllowed: not market staff. BadInput: no table, too long, or a column is missing.
    """
    require_market_staff(actor)
    if kind not in COLUMNS:
        raise BadInput(_("请选导入劳动者还是岗位。"), field="kind")
    rows = list(read_rows(name, content, rows_max=settings.ANXIN_ROWS_MAX))
    missing = [column for column in _NEEDED[kind] if not rows or column not in rows[0]]
    if missing:
        raise BadInput(_("文件缺少“%(column)s”一列，请用模板填写。") % {"column": "、".join(missing)}, field="file")
    row = MarketImport.objects.create(
        kind=kind, file_name=name[:200], content=content, lines=len(rows), by_id=actor.account_id, made_at=at
    )
    return row.pk


def import_run(*, import_id: UUID, actor: Actor, at: datetime) -> None:
    """Take what is left of a file, piece by piece. Safe to call again after a kill: lines taken are skipped."""
    require_market_staff(actor)
    while _take_piece(import_id, actor, at):
        pass


def _take_piece(import_id: UUID, actor: Actor, at: datetime) -> bool:
    with transaction.atomic():
        row = MarketImport.objects.select_for_update().filter(pk=import_id).first()
        if row is None or row.content is None or row.state in ("done", "cancelled"):
            return False
        done = row.taken + row.same + row.refused
        rows = read_rows(row.file_name, bytes(row.content), rows_max=settings.ANXIN_ROWS_MAX)
        piece = list(islice(rows, done, done + PIECE))
        answers = (_workers if row.kind == "workers" else _posts)(piece, actor, at)
        for number, (line, answer) in enumerate(zip(piece, answers, strict=True), start=done + 2):
            if answer is None or answer == "":
                row.taken += answer is None
                row.same += answer == ""
            else:
                row.refused += 1
                row.refusals = [*row.refusals, {"line": number, "why": answer, "said": dict(line)}][:REFUSALS_KEPT]
        row.state = "running"
        if len(piece) < PIECE:
            row.state, row.done_at, row.content = "done", at, None
        row.save()
        return row.state == "running"


def _workers(piece: Sequence[Line], actor: Actor, at: datetime) -> list[str | None]:
    """One answer a line: None for taken, empty for already registered, else why not."""
    people = [PersonIn(one.get("姓名", ""), one.get("身份证号", ""), one.get("手机号", "")) for one in piece]
    said = [_answer(lambda one=one: profile_of_line(one)) for one in piece]  # type: ignore[misc]
    good = [number for number, one in enumerate(said) if isinstance(one, ProfileIn)]
    registered = workers_register_many(people=[people[number] for number in good], actor=actor, at=at)
    answers: list[str | None] = [one if isinstance(one, str) else None for one in said]
    for number, entered in zip(good, registered, strict=True):
        profile = said[number]
        if entered.worker is None or not isinstance(profile, ProfileIn):
            answers[number] = entered.refusal
            continue
        worker_id = entered.worker.id
        refusal = _answer(
            lambda worker_id=worker_id, profile=profile: profile_save(  # type: ignore[misc]
                worker_id=worker_id, profile=profile, channel=Channel.IMPORT, actor=actor, at=at
            )
        )
        answers[number] = refusal if isinstance(refusal, str) else None if entered.new else ""
    return answers


def _posts(piece: Sequence[Line], actor: Actor, at: datetime) -> list[str | None]:
    return [_post(one, actor, at) for one in piece]


def _post(line: Line, actor: Actor, at: datetime) -> str | None:
    def take() -> object:
        employer = Employer.objects.filter(org__credit_code=line.get("信用代码", "").strip().upper()).first()
        if employer is None:
            raise BadInput(_("这个统一社会信用代码的单位还没有登记。"))
        saved = post_save(employer_id=employer.pk, draft=post_of_line(line), actor=actor, at=at)
        if saved.blocked:
            raise BadInput("；".join(f"{one.name}：{one.found or one.says}" for one in saved.findings if one.blocks))
        return saved

    answer = _answer(take)
    return answer if isinstance(answer, str) else None


def _answer(work: Callable[[], object]) -> object:
    """What the work gives, or the sentence of its refusal; a refused line leaves nothing behind."""
    try:
        with transaction.atomic():
            return work()
    except Refused as refused:
        return refused.sentence


def profile_of_line(line: Line) -> ProfileIn:
    """A line as a registration. What is left out gets an ordinary value.

    Raises:
        BadInput: saying what cannot be understood.
    """
    place = place_named(line["地点"]) if line.get("地点") else place_named(_first_place())
    trades = [_trade(name) for name in _parts(line.get("工种", ""))]
    days = [_index(name.removeprefix("周"), WEEK, "星期") for name in _parts(line.get("星期", ""))] or list(range(7))
    quarters = [_index(name, QUARTERS, "时段") for name in _parts(line.get("时段", ""))] or [1, 2]
    mask = sum(1 << number for number in set(quarters))
    conditions = {one.name: one.mask for one in trade_list().conditions}
    unknown = [name for name in _parts(line.get("证件", "")) if name not in conditions]
    if unknown:
        raise BadInput(_("没有“%(name)s”这种证件或条件。") % {"name": unknown[0]})
    return ProfileIn(
        trades=tuple(one.code for one in trades),
        availability=Availability(sum(mask << day * 4 for day in set(days))),
        place=place.name,
        point=place.point,
        district=place.district,
        radius_km=_number(line.get("公里", "") or "10", "公里"),
        pay_kind=_pay_kind(line.get("按", "") or "天"),
        pay_fen=parse_yuan(line["期望工钱"]) if line.get("期望工钱") else 0,
        conditions=sum({conditions[name] for name in _parts(line.get("证件", ""))}),
    )


def post_of_line(line: Line) -> PostIn:
    """A line as a post. The checker reads it like every other.

    Raises:
        BadInput: saying what cannot be understood.
    """
    near = place_named(line["附近"]) if line.get("附近") else None
    kind = _trade(line.get("工种", ""))
    first = _day(line.get("第一天", ""), "第一天")
    settle = {str(name): key for key, name in SETTLE_NAMES.items()}
    asked = line.get("要求", "")
    conditions = {one.name: one.mask for one in trade_list().conditions}
    return PostIn(
        trade=kind.code,
        title=line.get("标题", "") or kind.name,
        work=line.get("工作内容", ""),
        place=line.get("地点", ""),
        point=near.point if near else None,
        district=near.district if near else "",
        headcount=_number(line.get("人数", "") or "0", "人数"),
        first_day=first,
        last_day=_day(line["最后一天"], "最后一天") if line.get("最后一天") else first,
        day_start=_minute(line.get("开始", "") or "8:00"),
        day_end=_minute(line.get("结束", "") or "17:00") or DAY,
        weekdays=ALL_WEEK,
        pay_kind=_pay_kind(line.get("按", "") or "天"),
        pay_fen=parse_yuan(line.get("工钱", "")),
        settle=settle.get(line.get("结算", ""), Settle.DAILY),
        expires_on=_day(line["有效期"], "有效期") if line.get("有效期") else first,
        conditions=sum({conditions[name] for name in _parts(asked) if name in conditions}) if asked else None,
        repost_of=line.get("来源", ""),
        is_repost=bool(line.get("来源", "")),
    )


def _parts(text: str) -> list[str]:
    plain = text.replace("，", "、").replace(",", "、").replace(";", "、")
    return [part.strip() for part in plain.split("、") if part.strip()]


def _first_place() -> str:
    return next(iter(city().places))


def _trade(name: str) -> Trade:
    found = next((one for one in trade_list().trades.values() if one.name == name.strip()), None)
    if found is None:
        raise BadInput(_("没有“%(name)s”这个工种，请照工种表填写。") % {"name": name.strip()})
    return found


def _index(name: str, names: Sequence[str] | str, label: str) -> int:
    if name not in names:
        raise BadInput(_("“%(label)s”里看不懂“%(name)s”。") % {"label": label, "name": name})
    return list(names).index(name)


def _number(text: str, label: str) -> int:
    if not text.strip().isdecimal() or len(text.strip()) > 6:
        raise BadInput(_("“%(label)s”应是整数。") % {"label": label})
    return int(text)


def _pay_kind(text: str) -> PayKind:
    found = next((kind for kind, name in PAY_UNITS.items() if str(name) == text.strip()), None)
    if found is None:
        raise BadInput(_("“按”请写 小时、天、件 或 月。"))
    return found


def _day(text: str, label: str) -> date:
    try:
        return date.fromisoformat(text.strip()[:10].replace("/", "-"))
    except ValueError as error:
        raise BadInput(_("“%(label)s”请写成 2026-12-01 这样的日期。") % {"label": label}) from error


def _minute(text: str) -> int:
    hours, _colon, minutes = text.strip().partition(":")
    if not hours.isdecimal() or not (minutes or "0").isdecimal() or int(hours) > 24 or int(minutes or 0) > 59:
        raise BadInput(_("时间请写成 8:30 这样。"))
    return int(hours) * 60 + int(minutes or 0)


def import_template(kind: str) -> bytes:
    """An empty table with the columns."""
    return write_xlsx("模板", COLUMNS[kind], [])


def import_errors(*, import_id: UUID, actor: Actor) -> tuple[str, bytes]:
    """Refused lines as a table: as they came, with the reason first, to be corrected and sent again.

    Raises:
        NotAllowed: not market staff. NotFound: no such file.
    """
    require_market_staff(actor)
    row = MarketImport.objects.filter(pk=import_id).first()
    if row is None:
        raise NotFound(_("没有这次导入，请刷新页面再看。"))
    columns = COLUMNS[row.kind]
    lines: Iterator[list[object]] = (
        [one["line"], one["why"], *(one["said"].get(column, "") for column in columns)] for one in row.refusals
    )
    return f"没有导入的行-{row.file_name.rpartition('.')[0]}.xlsx", write_xlsx(
        "没有导入的行", ("行", "原因", *columns), lines
    )


@transaction.atomic
def import_cancel(*, import_id: UUID, actor: Actor, at: datetime) -> None:
    """Stop a file that is being taken in; what was taken stays."""
    require_market_staff(actor)
    MarketImport.objects.filter(pk=import_id, state__in=["waiting", "running"]).update(
        state="cancelled", done_at=at, content=None
    )
