"""Tables of the market that can be taken in: workers who look for work, and posts of registered employers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final
from uuid import UUID

from django.utils.translation import gettext as _

from anxin.identity.names import person_name_parse
from anxin.identity.numbers import id_birth_date, id_number_parse, phone_parse
from anxin.identity.services import PersonIn, workers_register_many
from anxin.imports.checking import reasons
from anxin.imports.registry import register
from anxin.imports.types import Column, Context, Importer, Line, Taken
from anxin.kit.clock import day_of
from anxin.kit.errors import BadInput
from anxin.market.jobs.lines import post_of, profile_of
from anxin.market.jobs.models import Employer, JobPost, Profile
from anxin.market.jobs.rights import STAFF
from anxin.market.jobs.services.many import Offer, Registration, posts_put_many, profiles_put_many
from anxin.market.jobs.services.posts import draft_check, refuse_serious
from anxin.market.jobs.services.profiles import fill, profile_save
from anxin.market.jobs.types import Channel, PostState

_GONE: Final = (PostState.CLOSED.value, PostState.EXPIRED.value, PostState.PULLED.value)


def _check_workers(lines: Sequence[Line], context: Context) -> list[str]:
    def check(line: Line) -> None:
        person_name_parse(line.get("name"))
        phone_parse(line.get("phone"))
        number = id_number_parse(line.get("id_number"), on=day_of(context.at))
        fill(Profile(), profile_of(line), born=id_birth_date(number), at=context.at)

    return reasons(lines, check)


def _take_workers(lines: Sequence[Line], context: Context) -> list[Taken]:
    """People not yet known are entered in a handful of statements; who is known has his wishes brought up to date."""
    people = [PersonIn(one.get("name"), one.get("id_number"), one.get("phone")) for one in lines]
    entered = workers_register_many(people=people, actor=context.actor, at=context.at)
    fresh = [
        Registration(one.worker, profile_of(line), context.at)
        for one, line in zip(entered, lines, strict=True)
        if one.worker is not None and one.new
    ]
    profiles_put_many(registrations=fresh, channel=Channel.IMPORT, actor=context.actor, at=context.at)
    answers = []
    for one, line in zip(entered, lines, strict=True):
        if one.worker is None:
            answers.append(Taken.bad(one.refusal))
        elif one.new:
            answers.append(Taken.new())
        else:
            answers.append(_changed(one.worker.id, line, context))
    return answers


def _changed(worker_id: UUID, line: Line, context: Context) -> Taken:
    profile_save(
        worker_id=worker_id, profile=profile_of(line), channel=Channel.IMPORT, actor=context.actor, at=context.at
    )
    return Taken.known(_("以前已经登记过，求职意向已更新。"))


def _employer_id(line: Line, known: dict[str, UUID]) -> UUID:
    found = known.get(line.get("code").upper())
    if found is None:
        raise BadInput(_("这个统一社会信用代码的单位还没有登记。"))
    return found


def _employers(lines: Sequence[Line]) -> dict[str, UUID]:
    codes = {line.get("code").upper() for line in lines}
    return dict(Employer.objects.filter(org__credit_code__in=codes).values_list("org__credit_code", "pk"))


def _check_posts(lines: Sequence[Line], context: Context) -> list[str]:
    """The posting checker reads every line before anything is kept: what would only become a draft is no good line."""
    known = _employers(lines)

    def check(line: Line) -> None:
        _employer_id(line, known)
        refuse_serious(draft_check(draft=post_of(line), at=context.at))

    return reasons(lines, check)


def _take_posts(lines: Sequence[Line], context: Context) -> list[Taken]:
    """The new ones in a handful of statements; a table sent twice makes no second post."""
    known = _employers(lines)
    offers = [Offer(_employer_id(line, known), post_of(line), context.at) for line in lines]
    keys, standing = [_key(one) for one in offers], _standing(offers)
    fresh = [place for place, key in enumerate(keys) if key not in standing and keys.index(key) == place]
    put = posts_put_many(offers=[offers[place] for place in fresh], actor=context.actor, at=context.at)
    refusals = dict(zip(fresh, put, strict=True))
    return [_post_taken(refusals.get(place)) for place in range(len(offers))]


def _post_taken(refusal: str | None) -> Taken:
    if refusal is None:
        return Taken.known(_("同样的岗位已经有了。"))
    return Taken.bad(refusal) if refusal else Taken.new()


def _key(offer: Offer) -> tuple[Any, ...]:
    """What makes two posts of an employer the very same."""
    said = offer.draft
    return offer.employer_id, said.trade, said.title, said.place, said.first_day, said.last_day, said.day_start


def _standing(offers: Sequence[Offer]) -> set[tuple[Any, ...]]:
    """What these employers offer for these days already."""
    rows = JobPost.objects.filter(
        employer_id__in={one.employer_id for one in offers}, first_day__in={one.draft.first_day for one in offers}
    )
    kept = ("employer_id", "trade", "title", "place", "first_day", "last_day", "day_start")
    return set(rows.exclude(state__in=_GONE).values_list(*kept))


_TRADE: Final = Column("trades", "工种", required=True, aliases=("岗位类别", "职业"), example="搬运工")
_PLACE: Final = Column("place", "地点", aliases=("工作地点", "居住地", "地址"), example="样板街口")
_PER: Final = Column("per", "按", aliases=("计薪方式", "单位"), example="天")
_ASKED: Final = Column("conditions", "证件", aliases=("证书", "持有证件", "要求", "条件"), example="健康证")

workers = register(
    Importer(
        key="market-workers",
        label="找活的劳动者",
        help="一行一人。工种、证件可以写几个，用顿号分开；没填的按平常的补上。已经登记过的更新求职意向。",
        roles=STAFF,
        back="market-desk",
        check=_check_workers,
        take=_take_workers,
        same=lambda line: line.get("id_number").upper(),
        columns=(
            Column("name", "姓名", required=True, example="赵试导"),
            Column("id_number", "身份证号", required=True, aliases=("证件号码", "身份证号码", "身份证"), example=""),
            Column("phone", "手机号", required=True, aliases=("联系电话", "电话", "手机号码"), example=""),
            _TRADE,
            _PLACE,
            Column("radius", "公里", aliases=("最远公里", "愿意去多远"), example="10"),
            Column("pay", "期望工钱", aliases=("期望薪资", "期望工资"), example="180"),
            _PER,
            Column("weekdays", "星期", aliases=("哪几天",), example="周一、周二、周三"),
            Column("quarters", "时段", aliases=("哪些时段",), example="上午、下午"),
            _ASKED,
        ),
    )
)

posts = register(
    Importer(
        key="market-posts",
        label="岗位",
        help="单位要先登记。每一行都按发布规范检查，要改的会写明；一样的岗位不会重复发布。",
        roles=STAFF,
        back="market-desk",
        check=_check_posts,
        take=_take_posts,
        columns=(
            Column("code", "信用代码", required=True, aliases=("统一社会信用代码",), example=""),
            _TRADE,
            Column("title", "标题", aliases=("岗位名称", "岗位"), example="餐厅服务员", prose=True),
            Column(
                "work",
                "工作内容",
                required=True,
                aliases=("岗位职责", "内容"),
                example="午市晚市点单上菜，有人带",
                prose=True,
            ),
            _PLACE,
            Column("near", "附近", required=True, aliases=("附近地点",), example="样板街口"),
            Column("headcount", "人数", required=True, aliases=("招聘人数",), example="2"),
            Column("first_day", "第一天", required=True, aliases=("开始日期",), example="2026-12-01"),
            Column("last_day", "最后一天", aliases=("结束日期",), example="2026-12-03"),
            Column("day_start", "开始", aliases=("上班时间",), example="8:00"),
            Column("day_end", "结束", aliases=("下班时间",), example="17:00"),
            Column("pay", "工钱", required=True, aliases=("薪资", "工资"), example="200"),
            _PER,
            Column("pieces_hour", "一小时几件", aliases=("每小时件数",)),
            Column("settle", "结算", aliases=("结算方式",), example="当天结"),
            Column("conditions", "要求", aliases=("证件", "条件"), example="健康证"),
            Column("insurance", "保险", example="单位买意外险"),
            Column("meals", "管饭", aliases=("包吃",), example="是"),
            Column("lodging", "管住", aliases=("包住",), example="否"),
            Column("expires_on", "有效期", aliases=("截止日期",), example="2026-12-01"),
            Column("source", "来源", aliases=("转发来源",), prose=True),
        ),
    )
)
