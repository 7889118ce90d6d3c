"""What every page has: preferences, language, error pages, forms, money and days in one voice."""

import gzip
from datetime import date

import pytest
from django import forms
from django.db import OperationalError
from django.template import Context, Template
from django.test import Client, RequestFactory

from anxin.identity.types import Role
from anxin.kit.errors import Refused
from anxin.web.ui import errors
from anxin.web.ui.forms import refusals_in
from tests.given.people import NOON, a_staff, a_worker, signed_in


class NameForm(forms.Form):
    """A form with every kind of field the templates know."""

    name = forms.CharField(label="姓名", help_text="写身份证上的名字")
    kind = forms.ChoiceField(label="哪一种", choices=[("a", "甲"), ("b", "乙")], widget=forms.RadioSelect)
    agreed = forms.BooleanField(label="同意", required=False)


@pytest.mark.django_db
def test_large_type_is_kept_by_the_browser_and_the_way_back_is_ours():
    browser = Client()

    answer = browser.post("/preferences/", {"large_type": "1", "next": "https://elsewhere.example/"})

    assert answer["Location"] == "/"
    assert browser.cookies["large_type"].value == "1"
    assert 'data-type="large"' in browser.get("/offline/").content.decode()


@pytest.mark.django_db
def test_an_english_browser_still_gets_chinese_until_it_asks():
    browser = Client(headers={"Accept-Language": "en-US,en;q=0.9"})

    before = browser.get("/offline/")
    browser.post("/preferences/", {"language": "en"})
    after = browser.get("/offline/")

    assert before["Content-Language"] == "zh-hans"
    assert "现在没有网络" in before.content.decode()
    assert after["Content-Language"] == "en"


@pytest.mark.django_db
@pytest.mark.parametrize("language", ["xx", "../../etc", ""])
def test_an_unknown_language_changes_nothing(language: str):
    browser = Client()

    browser.post("/preferences/", {"language": language})

    assert "django_language" not in browser.cookies


@pytest.mark.django_db
@pytest.mark.parametrize("header", [{}, {"HX-Request": "true"}])
def test_a_form_from_before_a_login_elsewhere_is_refused_in_a_sentence(header: dict[str, str]):
    browser = Client(enforce_csrf_checks=True)

    answer = browser.post("/login/", {"phone": "13900000001"}, headers=header)

    page = answer.content.decode()
    assert answer.status_code == 403
    assert "没有提交" in page
    assert "CSRF" not in page.replace("X-CSRFToken", "")


@pytest.mark.django_db
def test_a_missing_page_says_what_to_do_and_has_a_number():
    answer = Client().get("/no-such-page/")

    text = answer.content.decode()
    assert answer.status_code == 404
    assert "没有找到这个页面" in text
    assert answer["X-Request-Number"] in text


@pytest.mark.django_db
def test_who_may_not_come_in_is_led_to_a_place_of_his_own():
    worker = signed_in(a_worker()).get("/desk/").content.decode()
    officer = signed_in(a_staff(Role.AUDITOR)).get("/me/").content.decode()

    assert "回到首页" in worker
    assert "回到工作台" not in worker, "that door is shut to him"
    assert "回到工作台" in officer


def test_the_error_page_needs_no_database(rf: RequestFactory):
    answer = errors.broken(rf.get("/"))

    assert answer.status_code == 500
    assert "您已经提交的内容没有丢失" in answer.content.decode()


def test_while_the_database_is_away_a_page_asks_to_come_back(rf: RequestFactory):
    try:
        raise OperationalError("the connection is lost")
    except OperationalError:
        page = errors.broken(rf.get("/"))

    assert (page.status_code, page["Retry-After"]) == (503, "5")
    assert "系统正在恢复" in page.content.decode()


def test_a_field_shows_label_help_and_error_and_ties_them_together():
    form = NameForm({"name": ""})

    text = str(form)

    assert '<label for="id_name">姓名' in text
    assert 'id="id_name_helptext"' in text
    assert 'id="id_name_error"' in text
    assert 'aria-invalid="true"' in text
    assert 'aria-describedby="id_name_helptext id_name_error"' in text


def test_choices_are_a_group_with_a_legend():
    text = str(NameForm())

    assert "<legend>哪一种" in text
    assert text.count('class="chip"') == 2


def test_a_refusal_stands_beside_the_field_it_names():
    form = NameForm({"name": "赵试骑", "kind": "a"})
    assert form.is_valid()

    with refusals_in(form):
        raise Refused("这个名字用过了。", field="name")

    assert form.errors["name"] == ["这个名字用过了。"]


def test_a_refusal_of_the_whole_form_stands_above_it():
    form = NameForm({"name": "赵试骑", "kind": "a"})
    assert form.is_valid()

    with refusals_in(form):
        raise Refused("现在还不能提交。", field="unknown")

    assert form.non_field_errors() == ["现在还不能提交。"]
    assert 'role="alert"' in str(form)


@pytest.mark.parametrize(
    ("template", "value", "said"),
    [
        ("{{ v|money }}", 30200, "¥302.00"),
        ("{{ v|money }}", None, "—"),
        ("{{ v|day }}", date(2026, 11, 23), "11月23日 周一"),
        ("{{ v|moment }}", NOON, "11月23日 周一 12:00"),
        ("{{ v|clock_time }}", NOON, "12:00"),
        ("{{ v|mask_name }}", "赵试骑", "赵**"),
        ("{{ v|count }}", 10937, "10,937"),
        ("{{ v|count }}", "10,937", "10,937"),
        ("{{ v|count }}", None, "—"),
        ("{{ v|listed }}", ["甲", "乙"], "甲、乙"),
    ],
)
def test_money_and_days_are_said_one_way(template: str, value: object, said: str):
    assert Template(template).render(Context({"v": value})) == said


def test_an_icon_without_words_is_decoration_and_with_words_an_image():
    plain = Template('{% icon "home" %}').render(Context())
    said = Template('{% icon "home" words %}').render(Context({"words": '"><script>'}))

    assert 'aria-hidden="true"' in plain
    assert 'role="img"' in said
    assert "<script>" not in said


@pytest.mark.django_db
def test_a_page_goes_packed_to_whoever_can_unpack_it():
    plain = Client().get("/login/")
    packed = Client().get("/login/", headers={"accept-encoding": "gzip"})

    assert "Content-Encoding" not in plain
    assert packed["Content-Encoding"] == "gzip"
    assert "登录" in gzip.decompress(packed.content).decode()
    assert len(packed.content) < len(plain.content) * 2 / 3  # up to a hundred random bytes keep lengths from telling


def _posts_without_proof(browser: Client):
    """A form of ours from a page that this browser was not given."""
    browser.handler.enforce_csrf_checks = True
    came_from = {"HTTP_ACCEPT": "text/html", "HTTP_REFERER": "http://testserver/me/payee/"}
    return browser.post("/me/payee/", {}, **came_from)


@pytest.mark.django_db
def test_a_form_of_somebody_no_longer_signed_in_leads_to_the_sign_in_and_back():
    assert _posts_without_proof(Client())["Location"] == "/login/?next=%2Fme%2Fpayee%2F"


@pytest.mark.django_db
def test_a_form_drawn_before_another_sign_in_leads_back_to_its_page():
    answer = _posts_without_proof(signed_in(a_worker()))
    assert answer.status_code == 403
    assert 'href="/me/payee/" data-owing' in answer.content.decode()
