"""The planner's pages in a real browser: by keyboard, at three widths, light and dark, in three languages."""

import re

import pytest
from playwright.sync_api import expect
from tests.browser.conftest import Opened, kept

pytestmark = pytest.mark.browser

PLANNERS = {
    "today": ("/", "analyst"),
    "forecast": ("/forecast/", "analyst"),
    "ledger": ("/ledger/", "analyst"),
    "sites": ("/sites/", "housing_officer"),
    "households-waiting": ("/households-waiting/", "housing_officer"),
}
LOOKS = [
    (320, "light", "en"), (768, "light", "hy"), (1440, "light", "en"), (1440, "dark", "hy"), (320, "dark", "ar"),
]  # fmt: skip

# What makes a page unreadable: text thinner than 4.5:1 against what is behind it, and targets below 24 pixels.
TOO_FAINT = """() => {
  const light = (c) => { const f = (v) => (v /= 255) <= .03928 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4;
    return .2126 * f(c[0]) + .7152 * f(c[1]) + .0722 * f(c[2]); };
  const colour = (text) => (text.match(/[\\d.]+/g) || []).map(Number);
  const behind = (element) => { for (let e = element; e; e = e.parentElement) {
    const c = colour(getComputedStyle(e).backgroundColor); if (c.length === 3 || c[3] === 1) return c; } return [255, 255, 255]; };
  const faint = [];
  for (const element of document.querySelectorAll("main *, header *, footer *")) {
    if (element.closest("svg, .hidden-words") || !element.checkVisibility()) continue;
    if (![...element.childNodes].some((n) => n.nodeType === 3 && n.textContent.trim())) continue;
    const a = light(colour(getComputedStyle(element).color)), b = light(behind(element));
    const ratio = (Math.max(a, b) + .05) / (Math.min(a, b) + .05);
    if (ratio < 4.5) faint.push(ratio.toFixed(2) + " " + element.className + ": " + element.textContent.trim().slice(0, 40));
  }
  return faint; }"""
TOO_SMALL = """() => [...document.querySelectorAll("button, .button, input:not([type=hidden]), select, summary, nav a")]
  .filter((e) => e.checkVisibility()).map((e) => [e.getBoundingClientRect(), e])
  .filter(([box]) => box.height < 24 || box.width < 24).map(([box, e]) => e.outerHTML.slice(0, 80))"""
TOO_WIDE = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"


@pytest.mark.parametrize(("width", "scheme", "language"), LOOKS)
def test_every_page_is_legible_and_fits(opened: Opened, width: int, scheme: str, language: str) -> None:
    for name, (path, role) in PLANNERS.items():
        page = opened(path, role, width=width, scheme=scheme, language=language)
        kept(page, f"{name}-{width}-{scheme}-{language}")
        assert page.evaluate(TOO_WIDE) <= 0, name
        assert page.evaluate(TOO_FAINT) == [], name
        assert page.evaluate(TOO_SMALL) == [], name


@pytest.mark.parametrize(("width", "scheme", "language"), LOOKS)
def test_signing_in_looks_right(opened: Opened, width: int, scheme: str, language: str) -> None:
    page = opened("/sign-in/", width=width, scheme=scheme, language=language)
    kept(page, f"sign-in-{width}-{scheme}-{language}")
    assert page.evaluate(TOO_WIDE) <= 0
    assert page.evaluate(TOO_FAINT) == []
    if language == "ar":
        box = page.locator(".brand").bounding_box()
        assert box is not None
        assert box["x"] > width / 2, "the brand stands where reading begins"


def test_the_report_is_decided_by_keyboard_alone(opened: Opened) -> None:
    page = opened("/ledger/", "analyst")
    page.locator("a[href^='/reports/']").last.press("Enter")
    page.wait_for_url("**/reports/**")
    kept(page, "report-1440-light-en")
    page.reload()  # a screenshot leaves an empty style attribute on every input, and a copy of one is refused
    waiting = page.locator(".claim[data-state=proposed]")
    before = waiting.count()
    assert before >= 3
    page.evaluate("window.thisVeryPage = true")
    expect(waiting.first).to_be_focused()
    expect(page.locator("mark.span--in-hand")).to_be_in_viewport()
    page.keyboard.press("a")
    expect(waiting).to_have_count(before - 1)
    page.keyboard.press("u")
    expect(waiting).to_have_count(before)
    expect(waiting.first).to_be_focused()
    page.keyboard.press("a")
    expect(waiting).to_have_count(before - 1)
    expect(waiting.first).to_be_focused()
    page.keyboard.press("r")
    expect(waiting).to_have_count(before - 2)
    expect(waiting.first).to_be_focused()
    expect(page.locator("#waiting")).to_contain_text(f"{before - 2} figures")
    assert page.evaluate("window.thisVeryPage"), "a decision swaps its card, the page stays"
    page.goto(re.sub("#.*", "", page.url))
    expect(page.locator(".claim .tag--decided")).to_have_count(4)  # two accepted at the start, two now


def test_the_report_is_decided_without_scripts(opened: Opened) -> None:
    page = opened("/ledger/", "analyst")
    page.route("**/*.js*", lambda route: route.fulfill(status=200, content_type="text/javascript", body=""))
    page.locator("a[href^='/reports/']").last.click()
    page.wait_for_url("**/reports/**")
    waiting = page.locator(".claim[data-state=proposed]")
    before = waiting.count()
    waiting.first.locator("button[value=accepted]").click()
    expect(waiting).to_have_count(before - 1)


def test_a_count_and_a_report_are_typed_in(opened: Opened) -> None:
    for name, path in (("state-count", "/forecast/count/"), ("read-report", "/reports/read/")):
        for width, scheme in ((320, "dark"), (1440, "light")):
            page = opened(path, "analyst", width=width, scheme=scheme)
            kept(page, f"{name}-{width}-{scheme}-en")
            assert page.evaluate(TOO_WIDE) <= 0, name
            assert page.evaluate(TOO_FAINT) == [], name
            assert page.evaluate(TOO_SMALL) == [], name


def test_rooms_are_accepted_by_keyboard_alone(opened: Opened) -> None:
    page = opened("/households-waiting/", "housing_officer")
    boxes = page.locator("input[name=household][type=checkbox]")
    before = boxes.count()
    boxes.first.focus()
    page.keyboard.press("Space")
    page.locator("#accept button").press("Enter")
    expect(boxes).to_have_count(before - 1)


def test_the_menu_opens_by_keyboard_on_a_telephone(opened: Opened) -> None:
    page = opened("/", "analyst", width=320)
    button = page.locator(".menu-button")
    button.press("Enter")
    expect(page.locator("#menu a").first).to_be_visible()
    kept(page, "menu-320-light-en")
    page.keyboard.press("Escape")
    expect(page.locator("#menu a").first).not_to_be_visible()


def test_the_first_tab_skips_to_the_page_and_focus_is_seen(opened: Opened) -> None:
    page = opened("/", "analyst")
    page.keyboard.press("Tab")
    expect(page.locator(".skip")).to_be_focused()
    assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()


def test_the_forecast_prints_on_a4(opened: Opened) -> None:
    page = opened("/forecast/", "analyst")
    page.emulate_media(media="print")
    expect(page.locator(".chart--wide").first).to_be_visible()
    expect(page.locator(".bottom form")).not_to_be_visible()
    assert len(page.pdf(format="A4")) > 10_000
    kept(page, "forecast-print")
