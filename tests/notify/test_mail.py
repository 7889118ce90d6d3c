"""Letters: a recorded SMTP dialogue, an address used only when confirmed, and leaving in one tap."""

from __future__ import annotations

import email
import email.policy
import socketserver
import threading
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from anxin.identity.types import Actor
from anxin.kit.errors import BadInput, NotFound, Refused
from anxin.notify.channels import NoAddress, NotSent
from anxin.notify.channels.mail import Letter
from anxin.notify.channels.mail.smtp import SmtpMailer
from anxin.notify.models import Delivery, DemoMail
from anxin.notify.selectors import mail_address, messages_for, topics_left
from anxin.notify.services import deliver, mail_address_confirm, mail_address_set, opt_in, opt_out, tell
from anxin.notify.services.optouts import opt_out_read, opt_out_token
from anxin.notify.types import Audience, Recipient
from tests.given.people import NOON, a_worker

LETTER = Letter(
    to="shi@example.com",
    subject="安心：有您想找的活",
    text="试东区 叉车司机 280 元/天",
    unsubscribe="https://anxin.example/u/t/",
)
MINUTE = timedelta(minutes=1)


class PostOffice(socketserver.ThreadingTCPServer):
    """Speaks the recorded dialogue of a mail server; ``refuses`` replaces its answer to the recipient."""

    allow_reuse_address = True
    daemon_threads = True
    refuses = ""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Counter)
        self.got: list[bytes] = []


class Counter(socketserver.StreamRequestHandler):
    server: PostOffice

    def handle(self) -> None:
        self._say("220 post.example ESMTP")
        while words := self.rfile.readline().decode().strip():
            verb = words.split()[0].upper().split(":")[0]
            if verb == "EHLO":
                self._say("250-post.example\r\n250 SMTPUTF8")
            elif verb == "RCPT" and self.server.refuses:
                self._say(self.server.refuses)
            elif verb == "DATA":
                self._say("354 go on")
                self._take()
            elif verb == "QUIT":
                self._say("221 bye")
                return
            else:
                self._say("250 ok")

    def _take(self) -> None:
        lines = []
        while (line := self.rfile.readline()) != b".\r\n":
            lines.append(line)
        self.server.got.append(b"".join(lines))
        self._say("250 taken")

    def _say(self, words: str) -> None:
        self.wfile.write(f"{words}\r\n".encode())


@pytest.fixture
def post_office(settings: Any) -> Iterator[PostOffice]:
    server = PostOffice()
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    settings.ANXIN_MAIL, settings.ANXIN_MAIL_FROM = "smtp", "anxin@example.com"
    settings.ANXIN_MAIL_URL = f"smtp://127.0.0.1:{server.server_address[1]}"
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


def test_a_letter_arrives_whole_with_the_button_that_leaves(post_office: PostOffice) -> None:
    SmtpMailer().send(LETTER, at=NOON)

    (raw,) = post_office.got
    got = email.message_from_bytes(raw, policy=email.policy.default)
    assert (got["To"], got["Subject"]) == ("shi@example.com", "安心：有您想找的活")
    assert got["List-Unsubscribe"] == "<https://anxin.example/u/t/>"
    assert got["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert got.get_content().strip() == "试东区 叉车司机 280 元/天"


@pytest.mark.parametrize(("answer", "error"), [("550 no such mailbox", NoAddress), ("451 later", NotSent)])
def test_a_missing_mailbox_and_a_busy_one_are_told_apart(
    post_office: PostOffice, answer: str, error: type[Exception]
) -> None:
    post_office.refuses = answer

    with pytest.raises(error):
        SmtpMailer().send(LETTER, at=NOON)


def test_a_subject_cannot_smuggle_headers(post_office: PostOffice) -> None:
    with pytest.raises(ValueError, match="linefeed"):
        SmtpMailer().send(Letter(to="a@example.com", subject="x\r\nBcc: b@example.com", text=""), at=NOON)


def a_reader(address: str = "shi@example.com") -> Actor:
    worker = a_worker()
    assert worker.worker_id
    mail_address_set(worker_id=worker.worker_id, address=address, link="https://anxin.example/m/TOKEN/", at=NOON)
    return worker


def confirm_link() -> str:
    return DemoMail.objects.order_by("-at", "-id")[0].text.rpartition("/m/")[2].rstrip("/")


def push(worker: Actor, key: str = "push:1") -> int:
    return tell(
        event="note_from_handler",
        audience=Audience.WORKER,
        recipients=[Recipient(worker_id=worker.worker_id)],
        data={"handler": "零工市场", "number": "1", "phone": "12333"},
        key=key,
        topic="jobs",
        through=("mail",),
        at=NOON,
    )


@pytest.mark.django_db
def test_an_address_is_written_to_only_after_it_was_confirmed() -> None:
    worker = a_reader()
    push(worker, "push:1")
    deliver(at=NOON)
    assert Delivery.objects.get().problem == "no confirmed mail address"

    mail_address_confirm(token=confirm_link(), at=NOON)
    push(worker, "push:2")
    deliver(at=NOON)

    assert worker.worker_id
    assert mail_address(worker.worker_id).confirmed  # type: ignore[union-attr]
    assert "零工市场" in DemoMail.objects.order_by("-at", "-id")[0].text


@pytest.mark.django_db
def test_a_link_for_an_address_since_changed_confirms_nothing() -> None:
    worker = a_reader()
    old = confirm_link()
    assert worker.worker_id
    later = NOON + 2 * MINUTE
    mail_address_set(worker_id=worker.worker_id, address="neu@example.com", link="TOKEN", at=later)

    with pytest.raises(NotFound, match="失效"):
        mail_address_confirm(token=old, at=later)


@pytest.mark.django_db
def test_letters_of_confirmation_cannot_be_used_to_flood_a_mailbox() -> None:
    worker = a_reader()
    assert worker.worker_id

    with pytest.raises(Refused, match="过一分钟"):
        mail_address_set(worker_id=worker.worker_id, address="b@example.com", link="TOKEN", at=NOON + MINUTE / 2)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "address", ["", "shi", "shi@", "a b@example.com", "a@example.com\r\nBcc:x@example.com", "试@例"]
)
def test_what_is_no_address_is_refused(address: str) -> None:
    with pytest.raises(BadInput, match="邮箱"):
        a_reader(address)


@pytest.mark.django_db
def test_who_left_a_topic_is_not_told_and_may_come_back() -> None:
    worker = a_worker()
    assert worker.worker_id
    token = opt_out_token(worker.worker_id, "jobs")

    assert opt_out_read(token) == (worker.worker_id, "jobs")
    opt_out(worker_id=worker.worker_id, topic="jobs", at=NOON)
    assert push(worker) == 0
    assert topics_left(worker.worker_id) == {"jobs"}
    assert messages_for(worker) == ()

    opt_in(worker_id=worker.worker_id, topic="jobs")
    assert push(worker) == 1


def test_a_changed_link_leaves_nothing() -> None:
    with pytest.raises(NotFound, match="退订链接"):
        opt_out_read(opt_out_token(a_worker_id(), "jobs")[:-2])


def a_worker_id() -> Any:
    from uuid import UUID

    return UUID(int=7)


@pytest.mark.django_db
def test_a_channel_with_a_limit_sends_no_faster(settings: Any) -> None:
    settings.ANXIN_MAIL_PER_MINUTE = 2
    worker = a_reader()
    mail_address_confirm(token=confirm_link(), at=NOON)
    for number in range(5):
        push(worker, f"push:{number}")

    assert deliver(at=NOON) == 2
    assert deliver(at=NOON + MINUTE) == 2
    assert deliver(at=NOON + 2 * MINUTE) == 1
