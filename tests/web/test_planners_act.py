"""A planner acts from the pages: forecasts, counts, reports and plans, each once however often the form is sent."""

import re
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from tests.web.conftest import SignedIn
from tests.web.small_crossing import AS_OF, REPORT, actor

from kinward import wiring
from kinward.casework.decide_placement import decide_placements
from kinward.casework.ports import Outside

COUNT = {
    "measure": "arrived", "at": "2023-09-26T22:00", "value": "30 150", "speaker": "Government of Armenia", "source": "",
}  # fmt: skip


@pytest.fixture(autouse=True)
def _at_the_evening_of_the_count(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wiring, "_clocks", [lambda: AS_OF + timedelta(hours=3)])


def _sentences(body: bytes) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", body.decode()))


def _events(kind: str) -> int:
    from kinward.storage.models import JournalEvent  # the test looks behind the pages

    return int(JournalEvent.objects.filter(kind=kind).count())


def _apart() -> int:
    from kinward.storage.models import JournalQuarantine

    return int(JournalQuarantine.objects.count())


def test_a_forecast_is_made_as_of_now_and_once(as_role: SignedIn, outside: Outside) -> None:
    client, sent, before = as_role("analyst"), {"form_id": str(outside.new_id())}, _events("forecast_made")
    for _twice in range(2):
        answer = client.post(reverse("make-forecast"), sent)
        assert (answer.status_code, answer.headers["Location"]) == (302, reverse("forecast"))
    assert (_events("forecast_made"), _apart()) == (before + 1, 0)
    newest = outside.views.forecasts(1)[0]
    assert newest.as_of.startswith("2023-09-26T19:00")
    assert _sentences(client.get("/forecast/").content).count("Make a forecast now") == 1


def test_that_nobody_counted_is_a_sentence(
    as_role: SignedIn, outside: Outside, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(wiring, "_clocks", [lambda: AS_OF - timedelta(days=30)])
    answer = as_role("analyst").post(reverse("make-forecast"), {"form_id": str(outside.new_id())})
    assert answer.status_code == 422
    assert "nobody has stated lately how many have arrived" in _sentences(answer.content)
    assert as_role("analyst").post(reverse("make-forecast"), {}).status_code == 422


def test_a_count_is_stated_in_local_time_with_its_speaker_and_once(
    as_role: SignedIn, outside: Outside
) -> None:
    client, sent = as_role("housing_officer"), COUNT | {"form": str(outside.new_id())}
    for _twice in range(2):
        assert client.post(reverse("state-count"), sent).status_code == 302
    found = [one for one in outside.views.counts("arrived") if one.value == 30150]
    assert [(one.at[:16], one.speaker) for one in found] == [("2023-09-26T18:00", "Government of Armenia")]
    assert _apart() == 0


def test_a_slip_of_a_count_is_asked_about_on_the_page(as_role: SignedIn, outside: Outside) -> None:
    client, sent = as_role("analyst"), COUNT | {"value": "1000000000", "form": str(outside.new_id())}
    asked = client.post(reverse("state-count"), sent)
    assert asked.status_code == 422
    assert b'name="checked"' in asked.content
    assert client.post(reverse("state-count"), sent | {"checked": "yes"}).status_code == 302


def test_every_problem_of_a_count_is_told_at_once_and_what_was_typed_stays(
    as_role: SignedIn, outside: Outside
) -> None:
    sent = {"measure": "arrived", "at": "", "value": "many", "speaker": " ", "source": "a call"}
    answer = as_role("analyst").post(reverse("state-count"), sent | {"form": str(outside.new_id())})
    text = _sentences(answer.content)
    assert answer.status_code == 422
    for words in ("Nobody said when it was so", "This is not a whole number", "Nobody is named who said it"):
        assert words in text
    assert b'value="a call"' in answer.content
    later = COUNT | {"at": "2023-10-26T22:00", "form": str(outside.new_id())}
    assert "still to come" in _sentences(as_role("analyst").post(reverse("state-count"), later).content)


def test_a_report_is_read_from_pasted_text_and_once(as_role: SignedIn, outside: Outside) -> None:
    client, before = as_role("analyst"), len(outside.views.reports())
    pasted = f"{REPORT}\nRain had turned the road to mud.\n"  # the crossing of this test has read the report itself
    sent = {
        "form": str(outside.new_id()),
        "text": pasted.replace("\n", "\r\n"),
        "published": "",
        "outlet": "A paper",
    }
    addresses = {client.post(reverse("read-report"), sent).headers["Location"] for _twice in range(2)}
    assert len(addresses) == 1
    assert (len(outside.views.reports()), _apart()) == (before + 1, 0)
    report = outside.views.reports()[0]
    assert (report.text, report.outlet, report.published) == (pasted, "A paper", "--09-22")
    page = client.get(addresses.pop())
    assert page.status_code == 200
    assert {claim.state for claim in outside.views.claims(report=report.id)} == {"proposed"}


def test_a_report_is_read_from_a_web_page(as_role: SignedIn, outside: Outside) -> None:
    page = f"<html><body><nav>Menu</nav><article><p>{REPORT}</p></article></body></html>"
    sent = {
        "form": str(outside.new_id()),
        "file": SimpleUploadedFile("news.html", page.encode()),
        "published": "2023-09-25",
    }
    answer = as_role("analyst").post(reverse("read-report"), sent)
    assert answer.status_code == 302
    report = outside.views.reports()[0]
    assert "Menu" not in report.text
    assert report.published == "2023-09-25"


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("news.docx", b"PK", "neither text, web page, letter, feed nor PDF"),
        ("news.txt", b"%PDF-1.7", "this is a PDF file that cannot be read"),
        ("news.txt", b"word " * 210_000, "more than 1,000,000"),
        ("news.txt", b"word " * 600_000, "more than 1,000,000"),
        ("news.txt", b"\xff\xfe\x00a", "not UTF-8"),
    ],
)
def test_a_file_that_is_no_report_is_told_why(
    as_role: SignedIn, outside: Outside, name: str, content: bytes, words: str
) -> None:
    before = len(outside.views.reports())
    sent = {"form": str(outside.new_id()), "file": SimpleUploadedFile(name, content), "published": "soon"}
    answer = as_role("analyst").post(reverse("read-report"), sent)
    assert answer.status_code == 422
    assert words.lower() in _sentences(answer.content).lower()
    assert len(outside.views.reports()) == before


def test_neither_text_nor_file_is_told(as_role: SignedIn, outside: Outside) -> None:
    answer = as_role("analyst").post(reverse("read-report"), {"form": str(outside.new_id()), "text": " "})
    assert answer.status_code == 422
    assert "There is no text and no file" in _sentences(answer.content)


def test_rooms_are_planned_now_and_once(as_role: SignedIn, outside: Outside) -> None:
    officer = actor("housing_officer")
    refused = [line.id for line in outside.views.households(state="proposed")]
    policy = wiring.housing_policy()
    decide_placements(outside, officer, outside.new_id(), refused, "refused", "too far", policy=policy)
    client, sent, before = (
        as_role("housing_officer"),
        {"form_id": str(outside.new_id())},
        _events("housing_planned"),
    )
    for _twice in range(2):
        assert client.post(reverse("plan-housing"), sent).status_code == 302
    assert (_events("housing_planned"), _apart()) == (before + 1, 0)
    assert client.post(reverse("plan-housing"), {}).status_code == 422
    assert client.get(reverse("plan-housing")).status_code == 405


def test_who_may_only_look_finds_no_form_and_a_sent_one_finds_nothing(
    as_role: SignedIn, outside: Outside
) -> None:
    client = as_role("site_manager")
    assert b"make/" not in client.get("/forecast/").content
    assert b"reports/read" not in as_role("auditor").get("/ledger/").content
    for name in ("make-forecast", "state-count", "read-report", "plan-housing"):
        assert client.post(reverse(name), {"form_id": str(outside.new_id())}).status_code == 404, name


def test_a_planners_page_has_one_filled_button(as_role: SignedIn) -> None:
    for role, path in (
        ("analyst", "/forecast/"), ("analyst", "/ledger/"), ("analyst", "/forecast/count/"),
        ("analyst", "/reports/read/"), ("housing_officer", "/households-waiting/"),
    ):  # fmt: skip
        body = as_role(role).get(path).content.decode()
        assert len(re.findall(r'class="(?:button )?primary"', body)) == 1, path


def test_of_very_many_sites_one_region_is_opened_at_a_time(
    as_role: SignedIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    from kinward.web.pages import sites

    client = as_role("housing_officer")
    assert b"Hotel Mirhav" in client.get("/sites/").content
    monkeypatch.setattr(sites, "_SITES_AT_ONCE", 3)
    board = client.get("/sites/").content
    assert b"Hotel Mirhav" not in board
    assert b"region=Syunik" in board
    opened = client.get("/sites/?region=Syunik").content
    assert (b"Hotel Mirhav" in opened, b"Sanatorium, Arzni" in opened) == (True, False)
