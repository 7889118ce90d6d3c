"""Play the first five minutes of the README in a running demo city and draw its picture again.

    script/server                                        # in one terminal
    .venv/bin/python -m tests.journeys.main_job          # in another; writes docs/images/main-job.png

It reports, signs and hands in papers as the rider, confirms as the platform, and photographs the rider's home, the
decision and the reviewer's desk. A rider who has reported today already cannot fall again: start a fresh city.
"""

from __future__ import annotations

import argparse
import re
from io import BytesIO
from pathlib import Path
from typing import Any, Final

from PIL import Image, ImageDraw
from playwright.sync_api import Browser, Page, expect, sync_playwright

from tests.journeys.hands import chromium_found, draw

PICTURE: Final = Path(__file__).resolve().parents[2] / "docs" / "images" / "main-job.png"
PASSWORD: Final = "anxin-demo-2026"
DESK: Final = {"viewport": {"width": 1440, "height": 889}}
PHONE: Final = {
    "viewport": {"width": 390, "height": 838},
    "device_scale_factor": 2,
    "has_touch": True,
    "is_mobile": True,
}
GROUND: Final = "#dfe2e7"
HEIGHT, GAP, ROUND, COLOURS = 640, 28, 16, 250


def main() -> None:
    """From the report to the picture."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--base", default="http://127.0.0.1:8000", help="address of the demo")
    parser.add_argument("--rider", default="13900000001", help="phone of the demo worker who falls")
    parser.add_argument("--to", type=Path, default=PICTURE, help="where the picture goes")
    told = parser.parse_args()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium_found(), args=["--no-sandbox"])
        shots = play(browser, told.base, told.rider)
        browser.close()
    side_by_side([Image.open(BytesIO(shot)) for shot in shots]).save(told.to, optimize=True)


def play(browser: Browser, base: str, rider: str) -> list[bytes]:
    """The main job with everybody's part but the bank's; the three pages as pictures."""
    me = _page(browser, base, PHONE)
    _sign_in_rider(me, rider)
    case = _report(me)
    _hand_in(me, case)
    _confirm(_page(browser, base, DESK), case)
    decided = _decision(me, case)
    me.goto("/")
    expect(me.get_by_role("link", name="我受伤了")).to_be_visible()
    home = me.screenshot()
    desk = _page(browser, base, DESK | {"device_scale_factor": 2})
    _sign_in_staff(desk, "reviewer")
    desk.goto(f"/desk/cases/{case}/")
    return [home, decided, desk.screenshot()]


def _page(browser: Browser, base: str, look: dict[str, Any]) -> Page:
    context = browser.new_context(base_url=base, locale="zh-CN", timezone_id="Asia/Shanghai", **look)
    context.set_default_timeout(20_000)
    return context.new_page()


def _sign_in_rider(me: Page, phone: str) -> None:
    me.goto("/login/")
    me.get_by_label("手机号码").fill(phone)
    me.get_by_role("button", name="获取验证码").click()
    me.get_by_label("验证码").fill(_six_digits(me))
    me.get_by_role("button", name="登录").click()
    expect(me.get_by_role("link", name="我受伤了")).to_be_visible()


def _sign_in_staff(page: Page, username: str) -> None:
    page.goto("/desk/")
    page.get_by_label("用户名").fill(username)
    page.get_by_label("密码").fill(PASSWORD)
    page.get_by_label("密码").press("Enter")
    page.get_by_label("动态口令").fill(_six_digits(page))
    page.get_by_label("动态口令").press("Enter")
    page.wait_for_url("**/desk/")


def _six_digits(page: Page) -> str:
    """The code that a demo shows on its own page."""
    page.wait_for_load_state()
    found = re.search(r"(?<!\d)\d{6}(?!\d)", page.locator("body").inner_text())
    assert found, "only a demo city shows its codes"
    return found.group()


def _report(me: Page) -> str:
    me.get_by_role("link", name="我受伤了").click()
    me.get_by_role("button", name="下一步").click()
    me.get_by_role("button", name="摔倒").click()
    me.wait_for_url("**/received/")
    return me.url.split("/")[-3]


def _hand_in(me: Page, case: str) -> None:
    me.goto(f"/cases/{case}/sign/")
    me.get_by_label("我看过申请表").check()
    draw(me)
    me.get_by_role("button", name="确认并签名").click()
    expect(me.get_by_text("已签名")).to_be_visible()
    for slot in ("diagnosis", "receipt", "liability"):
        me.goto(f"/cases/{case}/papers/{slot}/")
        me.get_by_role("button", name="用示例材料").click()
        expect(me.locator("#slot-papers")).to_be_visible()
        expect(me.locator("#slot-papers .spinner")).to_have_count(0, timeout=60_000)


def _confirm(clerk: Page, case: str) -> None:
    _sign_in_staff(clerk, "platform")
    clerk.goto(f"/desk/claims/checks/{case}/")
    clerk.get_by_label("事实属实").check()
    clerk.get_by_role("button", name="答复").click()
    expect(clerk.get_by_text("已答复，谢谢配合")).to_be_visible()


def _decision(me: Page, case: str) -> bytes:
    """The decision as soon as it is there: the page sends who comes too early back to the case."""
    for _attempt in range(30):
        me.goto(f"/cases/{case}/decision/")
        if me.locator("#verdict").count():
            return me.screenshot()
        me.wait_for_timeout(1000)
    raise SystemExit("no decision after half a minute: is the worker process running?")


def side_by_side(shots: list[Image.Image]) -> Image.Image:
    """The pages in a row on a grey ground, corners rounded, in few colours: the picture loads with the README."""
    scaled = [shot.resize((shot.width * HEIGHT // shot.height, HEIGHT), Image.Resampling.LANCZOS) for shot in shots]
    width = sum(shot.width for shot in scaled) + GAP * (len(scaled) + 1)
    sheet = Image.new("RGB", (width, HEIGHT + 2 * GAP), GROUND)
    left = GAP
    for shot in scaled:
        corners = Image.new("L", shot.size, 0)
        ImageDraw.Draw(corners).rounded_rectangle((0, 0, *shot.size), ROUND, fill=255)
        sheet.paste(shot, (left, GAP), corners)
        left += shot.width + GAP
    return sheet.quantize(COLOURS, dither=Image.Dither.NONE)


if __name__ == "__main__":
    main()
