"""Keeping a résumé: own words, a small photo, and a model's wording only when it was taken."""

from __future__ import annotations

import io

import pytest
from PIL import Image

from anxin.identity.types import Actor
from anxin.kit.errors import BadInput, NotFound
from anxin.market.resume.models import Resume
from anxin.market.resume.selectors import own_resume
from anxin.market.resume.services import photo_forget, photo_set, polish_ask, polish_take, resume_save
from tests.given.market import a_seeker
from tests.given.people import NOON, a_worker

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("market")]


def saved(actor: Actor, words: str = "我干活踏实。") -> None:
    past = [{"what": "保洁", "where": "试东医院", "since": "2019", "until": "2021"}, {"what": " "}]
    resume_save(words=words, years=5, past=past, actor=actor, at=NOON)


def test_the_registration_and_what_was_added_make_one_resume() -> None:
    worker, _profile = a_seeker()
    saved(worker)

    own = own_resume(worker)

    assert own.facts.trades == ("餐厅服务员",) or own.facts.trades
    assert own.facts.years == 5
    assert [each.what for each in own.past] == ["保洁"]
    assert own.facts.words == "我干活踏实。"
    assert own.has_profile


def test_somebody_not_registered_for_work_has_a_resume_all_the_same() -> None:
    own = own_resume(a_worker())

    assert not own.has_profile
    assert own.facts.trades == ()


def test_a_photo_becomes_small_and_forgets_where_it_was_taken() -> None:
    worker = a_worker()
    out = io.BytesIO()
    exif = Image.Exif()
    exif[0x010F] = "试验相机"
    Image.new("RGB", (1600, 1200), (200, 180, 160)).save(out, "JPEG", exif=exif)

    photo_set(content=out.getvalue(), actor=worker, at=NOON)

    photo = own_resume(worker).facts.photo
    assert photo is not None
    with Image.open(io.BytesIO(photo)) as opened:
        assert opened.size == (300, 392)
        assert not opened.getexif()
    photo_forget(actor=worker, at=NOON)
    assert own_resume(worker).facts.photo is None


@pytest.mark.parametrize("content", [b"", b"not a picture", b"\x89PNG\r\n\x1a\nbroken"])
def test_what_is_no_picture_is_refused(content: bytes) -> None:
    with pytest.raises(BadInput, match="照片"):
        photo_set(content=content, actor=a_worker(), at=NOON)


def test_without_a_model_nothing_can_be_polished() -> None:
    worker = a_worker()
    saved(worker)

    with pytest.raises(NotFound, match="没有启用"):
        polish_ask(trade="保洁", actor=worker, at=NOON)


def test_a_proposal_counts_only_when_taken_and_goes_with_the_words_it_was_made_from() -> None:
    worker = a_worker()
    saved(worker)
    Resume.objects.filter(worker_id=worker.worker_id).update(proposed="我踏实肯干。")

    assert own_resume(worker).facts.polished == ""
    polish_take(taken=True, actor=worker, at=NOON)
    assert own_resume(worker).facts.polished == "我踏实肯干。"

    saved(worker, words="我还会开叉车。")
    own = own_resume(worker)
    assert (own.facts.polished, own.proposed) == ("", "")
