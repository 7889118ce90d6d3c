"""An accident of the simulated city (模拟案件): reported, answered, applied for, decided, each in its time."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from anxin.cases.types import Channel
from anxin.claims import services as claims
from anxin.claims.types import PlatformAnswer
from anxin.config.demo.city import Scene, papers_hand_in
from anxin.config.demo.day import Running
from anxin.config.demo.stories import STORIES, Demo
from anxin.documents.specimens.sheets import Fonts
from anxin.identity.demo import DEMO_BANK_CODE, DemoPeople, demo_account_number
from anxin.identity.selectors import payee_account
from anxin.identity.services import payee_set, payee_verified, real_name_check
from anxin.identity.types import Actor, ActorPost, PayeeKind, Role
from anxin.kit.errors import Refused

PLACES: Final = ("试东区示范路与样板街交叉口", "试西区试验大街路口", "试东区演示桥南口", "试西区样板街路口")
APPLIES: Final = 0.7
"""Share of the hurt who hand in their papers the same day."""

_SYSTEM: Final = Actor.system("模拟城市")
_PAID_FOR: Final = tuple(story for story in STORIES if story.charges and story.parts)

Step = tuple[datetime, str, Callable[[], object]]
"""When, how it is counted, what is done."""


@dataclass(frozen=True, slots=True)
class Accident:
    """Somebody hurt on an order."""

    people: DemoPeople
    order: Running
    happened_at: datetime
    number: int
    chance: random.Random
    fonts: Fonts

    def steps(self) -> Iterator[Step]:
        """What happens to it, one thing after the other. Each is done only when its time has come."""
        scene: list[Scene] = []

        def reported() -> Scene:
            if not scene:
                raise Refused("报案没有做成，后面的事不做了。")
            return scene[0]

        story = self.chance.choice(_PAID_FOR)
        yield self._after(4), "报案", lambda: scene.append(self._reported(story))
        yield self._after(25), "联系", lambda: self._contact(reported())
        yield self._after(40), "平台核实", lambda: self._answer(reported())
        if self.chance.random() < APPLIES:
            yield self._after(125), "申请", lambda: papers_hand_in(reported(), self.fonts)
            yield (
                self._after(200),
                "核定",
                lambda: claims.claim_advance(case_id=reported().case_id, at=self._after(200)),
            )

    def _after(self, minutes: int) -> datetime:
        return self.happened_at + timedelta(minutes=minutes)

    def _reported(self, story: Demo) -> Scene:
        worker, at = self.order.worker, self._after(4)
        ref = claims.report_make(
            actor=worker.actor(),
            worker_id=worker.id,
            client_key=f"sim-{self.order.order_no}",
            happened_at=self.happened_at,
            place=self.chance.choice(PLACES),
            what=story.what,
            narrative="模拟：" + story.narrative,
            channel=Channel.WORKER,
            at=at,
        )
        if ref.handler is None:
            raise Refused("没有经办员接这件模拟案件。")
        handler = next(actor for actor in self.people.staff.values() if actor.name == ref.handler.name)
        self._payee(at)
        return Scene(self.people, story, self.number, worker, self.happened_at, ref.case_id, handler)

    def _payee(self, at: datetime) -> None:
        worker_id = self.order.worker.id
        if payee_account(worker_id) is not None:
            return
        real_name_check(worker_id=worker_id, at=at)
        payee = payee_set(
            worker_id=worker_id,
            kind=PayeeKind.SOCIAL_CARD,
            bank_name="示范银行（演示）",
            bank_code=DEMO_BANK_CODE,
            number=demo_account_number(int(self.order.worker.phone[-4:])),
            actor=_SYSTEM,
            at=at,
        )
        payee_verified(payee_id=payee.id, at=at)

    def _contact(self, scene: Scene) -> None:
        claims.contact(
            actor=scene.handler, case_id=scene.case_id, at=self._after(25), note="已电话联系，说明需要的五份材料。"
        )

    def _answer(self, scene: Scene) -> None:
        home = self.people.orgs[self.order.platform.key]
        post = ActorPost(Role.PLATFORM_OPERATOR, home.id, home.path, home.kind)
        claims.platform_answer(
            actor=Actor(account_id=None, name=home.short_name, posts=(post,)),
            case_id=scene.case_id,
            answer=PlatformAnswer.CONFIRMED,
            reason="",
            at=self._after(40),
        )
