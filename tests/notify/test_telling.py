"""Messages: told once, seen only by their recipient, sent until they have left."""

from dataclasses import dataclass, field
from datetime import timedelta
from uuid import UUID

import pytest
from django.db import connection

from anxin.identity.types import Actor
from anxin.notify import selectors
from anxin.notify.channels import NoAddress, NotSent, base
from anxin.notify.models import Delivery, Message
from anxin.notify.services import deliver, messages_mark_read, tell
from anxin.notify.services.telling import ATTEMPTS_MOST
from anxin.notify.texts import TEXTS, names_in, text_of
from anxin.notify.types import Audience, Outgoing, Recipient
from tests.given.papers import NOON

pytestmark = pytest.mark.django_db

RIDER = Actor(account_id=UUID(int=1), name="赵试骑", worker_id=UUID(int=2))
STRANGER = Actor(account_id=UUID(int=3), name="钱试路", worker_id=UUID(int=4))
HANDLER = Actor(account_id=UUID(int=5), name="王试甲")


@dataclass
class Letterbox:
    """A channel that keeps what it gets, or fails as told."""

    key: str = "letterbox"
    label: str = "信箱"
    simulated: bool = True
    audiences: frozenset[Audience] = frozenset({Audience.WORKER})
    on_request: bool = False
    per_minute: int | None = None
    failing: Exception | None = None
    got: list[str] = field(default_factory=list)

    def send(self, message: Outgoing, *, at: object) -> None:
        if self.failing:
            raise self.failing
        self.got.append(message.text)


@pytest.fixture
def letterbox(monkeypatch: pytest.MonkeyPatch) -> Letterbox:
    box = Letterbox()
    monkeypatch.setattr(base, "_channels", {box.key: box})
    return box


def tell_approved(key: str = "case:1:approved", amount: str = "¥302.00") -> int:
    return tell(
        event="claim_approved",
        audience=Audience.WORKER,
        recipients=[Recipient(worker_id=RIDER.worker_id)],
        data={"number": "SH20261123-7KQ4M9", "amount": amount, "account_tail": "4567"},
        key=key,
        subject="case:1",
        at=NOON,
    )


def test_telling_twice_tells_once(letterbox: Letterbox) -> None:
    assert tell_approved() == 1
    assert tell_approved(amount="¥999.00") == 0

    deliver(at=NOON)
    (message,) = selectors.messages_for(RIDER)
    assert "已核定，支付 ¥302.00" in message.text
    assert letterbox.got == [message.text]


def test_a_message_is_seen_by_its_recipient_only(letterbox: Letterbox) -> None:
    tell_approved()

    assert selectors.messages_for(STRANGER) == ()
    assert selectors.messages_for(Actor.anonymous()) == ()
    assert selectors.unread_count(RIDER) == 1
    assert messages_mark_read(actor=STRANGER, at=NOON) == 0
    assert messages_mark_read(actor=RIDER, at=NOON) == 1
    assert selectors.unread_count(RIDER) == 0


def test_staff_messages_stay_on_the_page(letterbox: Letterbox) -> None:
    tell(
        event="claim_submitted",
        audience=Audience.HANDLER,
        recipients=[Recipient(account_id=HANDLER.account_id)],
        data={"number": "SH20261123-7KQ4M9"},
        key="case:1:submitted",
        at=NOON,
    )

    assert len(selectors.messages_for(HANDLER)) == 1
    assert not Delivery.objects.exists()


def test_a_channel_that_fails_is_tried_again_later_and_at_last_given_up(letterbox: Letterbox) -> None:
    tell_approved()
    letterbox.failing = NotSent("gateway away")

    at = NOON
    assert deliver(at=at) == 0
    assert deliver(at=at) == 0
    assert Delivery.objects.get().attempts == 1, "not due yet"
    for _ in range(ATTEMPTS_MOST - 1):
        at += timedelta(hours=2)
        deliver(at=at)

    assert Delivery.objects.get().state == "failed"
    assert len(selectors.messages_for(RIDER)) == 1, "the page still shows it"


def test_a_channel_that_comes_back_delivers(letterbox: Letterbox) -> None:
    tell_approved()
    letterbox.failing = NotSent("gateway away")
    deliver(at=NOON)
    letterbox.failing = None

    assert deliver(at=NOON + timedelta(hours=1)) == 1
    assert len(letterbox.got) == 1


def test_nobody_without_an_address_is_tried_twice(letterbox: Letterbox) -> None:
    tell_approved()
    letterbox.failing = NoAddress("no phone number")
    deliver(at=NOON)

    assert Delivery.objects.get().state == "failed"


def test_the_text_is_sealed_in_the_database(letterbox: Letterbox) -> None:
    tell_approved()

    with connection.cursor() as cursor:
        cursor.execute("SELECT text FROM notify_message")
        assert b"302.00" not in bytes(cursor.fetchone()[0])
    assert "302.00" in Message.objects.get().text


def test_a_missing_value_is_a_mistake_of_the_caller_and_not_a_half_sentence() -> None:
    with pytest.raises(LookupError, match="lacks account_tail, amount"):
        text_of("claim_approved", Audience.WORKER, {"number": "1"})


def test_braces_in_a_value_stay_braces() -> None:
    data = {"number": "{amount}", "amount": "¥1.00", "account_tail": "{0.__class__}"}

    assert text_of("claim_approved", Audience.WORKER, data).count("{") == 2


@pytest.mark.parametrize("key", TEXTS, ids=lambda key: f"{key[0]}-{key[1]}")
def test_every_wording_fills_in_and_speaks_plainly(key: tuple[str, Audience]) -> None:
    text = text_of(*key, dict.fromkeys(names_in(*key), "某"))

    assert "{" not in text
    assert "!" not in text
    assert "！" not in text
    assert text.endswith(("。", "某"))
    if key[1] is not Audience.WORKER:
        assert "拒" not in text


def test_a_refusal_names_reason_article_and_the_way_to_object() -> None:
    assert {"reason", "article", "objection_due"} <= names_in("claim_refused", Audience.WORKER)
    assert {"reason", "article", "objection_due"} <= names_in("claim_approved_part", Audience.WORKER)
