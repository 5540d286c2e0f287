"""The casework pages in a real browser, by keyboard: a household at the desk, a call, a proposal, a decision."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Page, expect
from tests.browser.conftest import Opened, kept, ready
from tests.browser.test_planners_pages import TOO_FAINT, TOO_SMALL, TOO_WIDE

pytestmark = pytest.mark.browser

FORMS = {
    "register": ("/register/", "registrar"),
    "desk": ("/desk/", "registrar"),
    "group": ("/groups/new/", "registrar"),
    "call": ("/call/", "tracing_caseworker"),
    "requests": ("/requests/", "tracing_caseworker"),
    "proposals": ("/proposals/", "tracing_caseworker"),
    "follow-up": ("/proposals/follow-up/", "child_protection_officer"),
    "people": ("/people/", "tracing_caseworker"),
    "children": ("/children/", "child_protection_officer"),
    "holds": ("/holds/", "child_protection_officer"),
    "duplicates": ("/duplicates/", "data_steward"),
}
LOOKS = [
    (320, "light", "en"),
    (768, "dark", "hy"),
    (1440, "light", "hy"),
    (1440, "dark", "en"),
    (320, "light", "ar"),
]


@pytest.fixture
def troubled(browser: Browser, address: str, opened: Opened) -> Iterator[Callable[..., Page]]:
    """As ``opened``, for a page on which something is meant to go wrong: the console may complain."""
    contexts = []

    def opening(path: str, role: str, width: int = 1440) -> Page:
        session = opened("/", role).context.cookies()
        context = browser.new_context(viewport={"width": width, "height": 900}, base_url=address)
        contexts.append(context)
        context.add_cookies([{"name": one["name"], "value": one["value"], "url": address} for one in session])
        page = context.new_page()
        page.goto(path)
        ready(page)
        return page

    yield opening
    for context in contexts:
        context.close()


def is_legible(page: Page, name: str) -> None:
    kept(page, name)
    assert page.evaluate(TOO_WIDE) <= 0, name
    assert page.evaluate(TOO_FAINT) == [], name
    assert page.evaluate(TOO_SMALL) == [], name


@pytest.mark.parametrize(("width", "scheme", "language"), LOOKS)
def test_every_page_is_legible_and_fits(opened: Opened, width: int, scheme: str, language: str) -> None:
    for name, (path, role) in FORMS.items():
        if (width, language) == (1440, "en") and name not in {"register", "call", "desk"}:
            continue  # the other looks cover what is wide, dark and English
        page = opened(path, role, width=width, scheme=scheme, language=language)
        is_legible(page, f"casework-{name}-{width}-{scheme}-{language}")


def typed(page: Page, *words: str) -> None:
    """Type into one question after another; Enter moves on."""
    for word in words:
        page.keyboard.type(word)
        page.keyboard.press("Enter")


def test_a_household_is_registered_by_keyboard_alone(opened: Opened) -> None:
    page = opened("/register/", "registrar")
    expect(page.locator("#people")).to_be_focused()
    typed(page, "3", "1", "Goris")
    expect(page.locator("input[name=needs]").first).to_be_focused()
    page.keyboard.press("Control+Enter")
    page.wait_for_url("**/names/")
    page.locator("#p0-given").focus()
    typed(page, "Гаяне", "Саркисян", "", "", "f", "61", "Мардакерт", "")
    expect(page.locator("#p0-alone")).to_be_focused()
    page.locator("#p1-given").focus()
    typed(page, "Нарек", "Саркисян", "Армен", "Нарик", "m", "8", "Мардакерт", "g")
    is_legible(page, "casework-names-1440-light-en")
    page.keyboard.press("Control+Enter")
    page.wait_for_url("**/slip/")
    is_legible(page, "casework-slip-1440-light-en")
    expect(page.locator(".slip__code")).to_be_visible()
    expect(page.locator("article")).to_contain_text("Narek")
    page.emulate_media(media="print")
    kept(page, "casework-slip-print")
    page.emulate_media(media="screen")


def test_what_is_wrong_is_said_at_once_and_what_was_typed_stays(troubled: Callable[..., Page]) -> None:
    page = troubled("/register/", "registrar", width=320)
    typed(page, "some", "2", "Goris")
    page.keyboard.press("Control+Enter")
    expect(page.get_by_role("alert")).to_be_focused()
    expect(page.locator("#people")).to_have_value("some")
    expect(page.locator("#crossing")).to_have_value("Goris")
    is_legible(page, "casework-register-wrong-320-light-en")
    page.get_by_role("alert").get_by_role("link").first.click()
    expect(page.locator("#people")).to_be_focused()


def test_a_dropped_line_loses_nothing_and_sending_again_makes_one(troubled: Callable[..., Page]) -> None:
    page = troubled("/register/", "registrar")
    typed(page, "2", "2", "Vayk")
    page.context.set_offline(offline=True)
    page.keyboard.press("Control+Enter")
    expect(page.get_by_text("The line dropped")).to_be_visible()
    expect(page.locator("#crossing")).to_have_value("Vayk")
    page.context.set_offline(offline=False)
    page.get_by_role("button", name="Save, then the names").click()
    page.wait_for_url("**/names/")


def test_who_is_signed_out_meanwhile_keeps_what_was_typed(troubled: Callable[..., Page]) -> None:
    page = troubled("/register/", "registrar")
    typed(page, "2", "2", "Vayk")
    session = page.context.cookies()
    page.context.clear_cookies(name="sessionid")
    page.keyboard.press("Control+Enter")
    expect(page.get_by_text("You are signed out")).to_be_visible()
    expect(page.locator("#crossing")).to_have_value("Vayk")
    page.context.add_cookies(
        [{"name": one["name"], "value": one["value"], "url": page.url} for one in session]
    )
    page.get_by_role("button", name="Save, then the names").click()
    page.wait_for_url("**/names/")


def test_a_call_becomes_a_proposal_and_a_named_decision(opened: Opened) -> None:
    desk = opened("/register/", "registrar")
    typed(desk, "1", "1", "Goris")
    desk.keyboard.press("Control+Enter")
    desk.wait_for_url("**/names/")
    desk.locator("#p0-given").focus()
    typed(desk, "Сирануш", "Мелкумян", "Ваган", "", "f", "68", "Мартуни", "+37477123123")
    desk.keyboard.press("Control+Enter")
    desk.wait_for_url("**/slip/")

    page = opened("/call/", "tracing_caseworker")
    typed(page, "Արմեն Մելքումյան", "+374 91 123456", "")
    expect(page.locator("#p0-given")).to_be_focused()
    typed(page, "Սիրանուշ", "Մելքումյան", "Վահան", "", "f", "~70", "Մարտունի", "their ch")
    is_legible(page, "casework-call-filled-1440-light-en")
    page.keyboard.press("Control+Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Received")
    is_legible(page, "casework-received-1440-light-en")

    page.goto("/requests/")
    for _ in range(50):  # the meeting runs beside the answer
        page.goto("/proposals/")
        if page.locator(".pair", has_text="Սիրանուշ").count():
            break
        page.wait_for_timeout(200)
    is_legible(page, "casework-proposals-filled-1440-light-en")
    page.locator(".pair", has_text="Սիրանուշ").first.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Is this the person")
    is_legible(page, "casework-proposal-1440-light-en")
    page.get_by_label("Yes, it is").focus()
    page.keyboard.press("Space")
    page.keyboard.press("Control+Enter")
    expect(page.get_by_text("Decided so far")).to_be_visible()
    is_legible(page, "casework-decided-1440-light-en")
    address = page.url
    for width, scheme, language in ((320, "dark", "en"), (768, "light", "hy"), (1440, "light", "ar")):
        narrow = opened(address, "tracing_caseworker", width=width, scheme=scheme, language=language)
        is_legible(narrow, f"casework-proposal-{width}-{scheme}-{language}")
    page.get_by_role("link", name="open the record").click()
    is_legible(page, "casework-person-1440-light-en")


def test_registration_runs_from_right_to_left(opened: Opened) -> None:
    page = opened("/register/", "registrar", language="ar", width=768)
    assert page.evaluate("document.documentElement.dir") == "rtl"
    first, second = page.locator("#people").bounding_box(), page.locator("#adults").bounding_box()
    assert first
    assert second
    assert first["x"] > second["x"], "the first question stands at the right"
    is_legible(page, "casework-register-768-light-ar")


def test_enter_looks_for_somebody(opened: Opened) -> None:
    page = opened("/people/", "child_protection_officer")
    page.keyboard.type("Hakobyan Davit")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Who fits best, as far as you may see")).to_be_visible()
    page = opened("/requests/", "child_protection_officer")
    page.keyboard.press("Tab")
    page.keyboard.type("Hakobyan")
    page.keyboard.press("Enter")
    expect(
        page.get_by_role("heading", name="Requests that fit, open or closed, as far as you may see")
    ).to_be_visible()
