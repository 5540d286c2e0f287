"""The pages of who sleeps where in a real browser: legible at any width, by keyboard, and without scripts."""

import pytest
from playwright.sync_api import Page, expect
from tests.browser.conftest import Opened, kept
from tests.browser.test_planners_pages import TOO_FAINT, TOO_SMALL, TOO_WIDE

pytestmark = pytest.mark.browser

OFFICER = "housing_officer"


def looked_at(page: Page, name: str) -> None:
    kept(page, name)
    assert page.evaluate(TOO_WIDE) <= 0, name
    assert page.evaluate(TOO_FAINT) == [], name
    assert page.evaluate(TOO_SMALL) == [], name


@pytest.mark.parametrize(("width", "scheme", "language"), [(320, "dark", "hy"), (1440, "light", "en")])
def test_the_board_the_card_and_the_list_for_the_bus_are_legible_and_fit(
    opened: Opened, width: int, scheme: str, language: str
) -> None:
    page = opened("/sites/", OFFICER, width=width, scheme=scheme, language=language)
    page.locator(".sites h3 a").first.click()
    page.wait_for_load_state()
    looked_at(page, f"site-{width}-{scheme}-{language}")
    page.locator("a[href*=expected]").click()
    page.wait_for_load_state()
    looked_at(page, f"expected-{width}-{scheme}-{language}")
    for path in ("/occupancy/", "/occupancy/try/", "/occupancy/fairness/"):
        page.goto(path)
        looked_at(page, f"{path.strip('/').replace('/', '-')}-{width}-{scheme}-{language}")
    page.goto("/households-waiting/")
    page.locator("#waiting a.strong").first.click()
    page.wait_for_load_state()
    looked_at(page, f"household-card-{width}-{scheme}-{language}")
    for form in ("wishes", "apart", "rooms"):
        page.goto(f"{page.url.split('roof/')[0]}roof/{form}/")
        looked_at(page, f"household-{form}-{width}-{scheme}-{language}")


def test_the_slider_says_its_day_while_it_moves_and_shows_it(opened: Opened) -> None:
    page = opened("/sites/", OFFICER)
    slider, shown = page.locator("#ahead"), page.locator(".days__day")
    before = shown.text_content()
    slider.focus()
    with page.expect_navigation():
        page.keyboard.press("ArrowRight")
    assert "ahead=1" in page.url
    assert page.locator(".days__day").text_content() != before


def test_the_slider_needs_no_script(opened: Opened) -> None:
    page = opened("/sites/", OFFICER)
    page.route("**/*.js*", lambda route: route.fulfill(status=200, content_type="text/javascript", body=""))
    page.goto("/sites/")
    page.locator("#ahead").focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    page.locator("form.days button").press("Enter")
    page.wait_for_url("**/sites/?ahead=2")
    expect(page.locator("#ahead")).to_have_value("2")
