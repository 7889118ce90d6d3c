"""English: complete where it is promised, compiled from what is written, and never in what is stored."""

from io import BytesIO
from pathlib import Path

import pytest
import time_machine
from babel.messages.pofile import read_po
from django.conf import settings
from django.test import Client
from django.urls import reverse

from anxin.claims.models import InjuryClaim
from anxin.identity.types import Role
from anxin.web.ui.catalogue import merged, mo_bytes
from tests.given.cover import an_order
from tests.given.people import NOON, a_city, a_staff, a_worker, signed_in

PO = Path(settings.LOCALE_PATHS[0], "en", "LC_MESSAGES", "django.po")
HOW = "run: script/anxin translations, then fill in locale/en"


def test_every_text_of_the_promised_pages_is_translated():
    catalogue = merged(PO.read_bytes(), settings.SOURCE, "en")

    missing = [message.id for message in catalogue if message.id and not message.string]

    assert not missing, HOW


def test_what_django_reads_is_what_is_written():
    written = read_po(BytesIO(PO.read_bytes()), locale="en")

    assert PO.with_suffix(".mo").read_bytes() == mo_bytes(written), HOW


def test_a_translation_keeps_every_placeholder():
    for message in read_po(BytesIO(PO.read_bytes()), locale="en"):
        wanted = {part.split(")")[0] for part in str(message.id).split("%(")[1:]}
        given = {part.split(")")[0] for part in str(message.string).split("%(")[1:]}
        assert wanted == given, message.id


@pytest.mark.django_db
def test_an_english_reader_reads_english_and_writes_chinese_records():
    city, rider = a_city(), a_worker()
    a_staff(Role.INSURER_HANDLER, org=city.insurer)
    an_order(rider, city.platform.id, region="990101")
    browser: Client = signed_in(rider)
    browser.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    with time_machine.travel(NOON, tick=False):
        form = browser.get(reverse("report")).content.decode()
        answer = browser.post(reverse("report"), {"client_key": "k-1", "what": "fall"})
        case = browser.get(answer["Location"].replace("received/", "")).content.decode()

    assert "When and where" in form
    assert "Mon 23 Nov, 12:00" in case
    assert "接单" in InjuryClaim.objects.get().cover["sentence"]
