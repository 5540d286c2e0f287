"""The pages of who sleeps where: a planner acts from them, and they say what was reckoned and when."""

import re
from datetime import timedelta
from uuid import UUID

import pytest
from django.urls import reverse
from tests.web.conftest import SignedIn
from tests.web.small_crossing import AS_OF, actor

from kinward import wiring
from kinward.casework.ports import Outside
from kinward.casework.see_today import see_today
from kinward.casework.see_waiting import see_waiting
from kinward.model.code import code_of
from kinward.model.protection import Purpose


@pytest.fixture(autouse=True)
def _no_thread_beside_a_test(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wiring, "price_soon", lambda _device="": None)


@pytest.fixture
def evening(monkeypatch: pytest.MonkeyPatch) -> None:
    """The evening of the count, for pages that look at days; what is decided in a test happens after what was."""
    monkeypatch.setattr(wiring, "_clocks", [lambda: AS_OF + timedelta(hours=3)])


def text(body: bytes) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", body.decode()))


def waiting(outside: Outside) -> str:
    page = see_waiting(outside, actor("housing_officer"), Purpose.HOUSE)
    return page.waiting[0].line.id


def test_today_and_the_queue_count_the_same_households(as_role: SignedIn, outside: Outside) -> None:
    officer = actor("housing_officer")
    today = {one.what: one.many for one in see_today(outside, officer, Purpose.OPERATE).waiting}
    page = see_waiting(outside, officer, Purpose.HOUSE, wiring.housing_policy().bands)
    assert (today["households"], today["placements"]) == (page.waiting_in_all, page.proposed_in_all)
    assert sum(queue.households for queue in page.queues) == page.waiting_in_all > 0
    assert f"Without a room: {page.waiting_in_all}" in text(
        as_role("housing_officer").get("/households-waiting/").content
    )


@pytest.mark.usefixtures("evening")
def test_the_slider_and_a_date_show_the_same_day(as_role: SignedIn, outside: Outside) -> None:
    site = outside.views.sites()[0].id
    client = as_role("analyst")
    for address in (reverse("sites"), reverse("site", args=[site])):
        ahead, dated = (client.get(address, day) for day in ({"ahead": "4"}, {"on": "2023-09-30"}))
        assert "30 Sept 2023" in text(ahead.content)
        assert ahead.content.count(b"room--") == dated.content.count(b"room--") > 0
    assert client.get(reverse("sites"), {"ahead": "many"}).status_code == 200


def test_the_card_gives_an_offer_once_and_the_rooms_are_held(as_role: SignedIn, outside: Outside) -> None:
    household = waiting(outside)
    address = reverse("household-card", args=[household])
    client = as_role("housing_officer")
    assert "The rooms are being priced" in text(client.get(address).content)
    warm = {room.id for room in outside.views.rooms() if room.winterised and not room.accessible}
    placed = next(
        line
        for line in outside.views.households(state="placed")
        if line.people >= 2 and warm.issuperset(line.rooms)
    )
    gone = {"form_id": str(outside.new_id()), "act": "no_show"}
    client.post(reverse("household-decide", args=[placed.id]), gone)
    sent = {
        "form_id": str(outside.new_id()), "act": "give", "room": placed.rooms[0], "from": wiring.now().date().isoformat(),
    }  # fmt: skip
    for _twice in range(2):
        assert client.post(reverse("household-decide", args=[household]), sent).status_code == 302
    (line,) = outside.views.households(ids=[household])
    assert (line.state, line.rooms) == ("placed", placed.rooms)
    assert "held for them" in text(client.get(address).content)


@pytest.mark.usefixtures("evening")
def test_the_pages_ahead_say_from_what_and_when_they_were_reckoned(
    as_role: SignedIn, outside: Outside
) -> None:
    client = as_role("housing_officer")
    assert "being reckoned" in text(client.get(reverse("occupancy")).content)
    wiring.price_now()
    page = text(client.get(reverse("occupancy")).content)
    assert "Computed 26 Sept, 23:00" in page
    assert "Places missing" in page
    assert "In rooms" in text(client.get(reverse("fairness")).content)
    card = text(client.get(reverse("household-card", args=[waiting(outside)])).content)
    assert "Points belong to a place, never to a person" in card
    assert outside.views.plans(1)


def test_a_change_that_makes_no_sense_is_told_all_at_once(as_role: SignedIn) -> None:
    sent = {"open_rooms": "many", "more_percent": "x"}
    answer = as_role("housing_officer").get(reverse("try-housing"), sent)
    assert answer.status_code == 422
    assert text(answer.content).count("this is not a whole number") == 2
    both = as_role("housing_officer").get(
        reverse("try-housing"), {"open_rooms": "-3", "open_beds": "2", "more_percent": "x"}
    )
    assert "Nothing was tried" in text(both.content)
    assert "rooms to open: from 0 to 500 rooms" in text(both.content)
    assert "more arrivals, in per cent: this is not a whole number" in text(both.content)
    answer = as_role("housing_officer").get(
        reverse("try-housing"), {"open_rooms": "3", "more_percent": "9999"}
    )
    assert "from 1 to" in text(answer.content)
    assert "per cent" in text(answer.content)


def test_the_list_for_the_bus_names_nobody_and_frees_what_nobody_came_for(
    as_role: SignedIn, outside: Outside
) -> None:
    placed = outside.views.households(state="placed")[0]
    address = reverse("expected", args=[placed.site])
    client = as_role("housing_officer")
    page = client.get(address).content.decode()
    names = [
        name.text
        for one in outside.views.household_members(placed.id)
        for name in outside.views.people([one])[one].names
    ]
    assert not [name for name in names if name in page]
    sent = {"form_id": str(outside.new_id()), "outcome": "no_show", "household": placed.id}
    assert client.post(address, sent).status_code == 302
    assert outside.views.households(ids=[placed.id])[0].state == "no_show"
    assert not [room for room in outside.views.rooms(ids=placed.rooms) if room.household]
    assert as_role("analyst").get(address).status_code == 404


def test_never_with_is_written_by_who_hears_it_and_read_by_child_protection(
    as_role: SignedIn, outside: Outside
) -> None:

    one, other = (line.id for line in outside.views.households()[:2])
    sent = {"form": str(outside.new_id()), "other": code_of(UUID(other)), "reason": "said to nobody else"}
    address = reverse("household-apart", args=[one])
    assert as_role("housing_officer").post(address, sent).status_code == 302
    card = reverse("household-card", args=[one])
    assert b"said to nobody else" not in as_role("housing_officer").get(card).content
    seen = as_role("child_protection_officer").get(card).content
    assert b"said to nobody else" in seen


def test_a_plan_that_finds_nothing_says_so_and_a_day_that_is_none_too(
    as_role: SignedIn, outside: Outside
) -> None:
    client = as_role("housing_officer")
    for _twice in range(2):
        sent = {"form_id": str(outside.new_id())}
        answer = client.post(reverse("plan-housing"), sent, follow=True)
    assert re.search(r"Planned last [^.]+: rooms proposed for 0 households, none found", text(answer.content))
    assert "No room that is free now may lawfully be given" in text(answer.content)
    said = "The address names a day that is none"
    assert said in text(client.get(reverse("sites"), {"on": "1999-99-99"}).content)
    assert said not in text(client.get(reverse("sites"), {"on": "2023-10-05"}).content)


def test_a_page_that_waits_for_a_reckoning_comes_again_without_a_script(as_role: SignedIn) -> None:
    client = as_role("housing_officer")
    wiring._housing_desk.cache_clear()
    waits = [client.get(reverse(name)) for name in ("occupancy", "fairness")]
    waits.append(client.get(reverse("try-housing"), {"more_percent": "20"}))
    assert [answer.headers.get("Refresh") for answer in waits] == ["3", "3", "3"]
    wiring.price_now()
    assert "Refresh" not in client.get(reverse("occupancy")).headers


def test_rooms_are_freed_only_after_a_question(as_role: SignedIn, outside: Outside) -> None:
    placed = outside.views.households(state="placed")[0]
    client = as_role("housing_officer")
    for address in (reverse("household-card", args=[placed.id]), reverse("expected", args=[placed.site])):
        page = client.get(address).content.decode()
        button = page.index('value="no_show"')
        opened, closed = (
            page.rindex("<details", 0, button),
            page.rindex("</details>", 0, button) if "</details>" in page[:button] else -1,
        )
        assert opened > closed, "the button is inside a part that is closed until somebody opens it"
        assert "To undo it" in page


def test_the_list_of_who_waits_goes_on_and_keeps_its_queue(
    as_role: SignedIn, outside: Outside, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kinward.casework.see_waiting.HOUSEHOLDS_A_PAGE", 2)
    bands = wiring.housing_policy().bands
    page = see_waiting(outside, actor("housing_officer"), Purpose.HOUSE, bands)
    band = max(page.queues, key=lambda queue: queue.households)
    assert band.households > 2, "the crossing has a queue of more than a page"
    client = as_role("housing_officer")
    first = client.get(reverse("waiting-households"), {"band": band.name}).content.decode()
    assert f"1 to 2 of {band.households}" in text(first.encode())
    (further,) = re.findall(r'rel="next" href="([^"#]+)', first)
    second = text(client.get(reverse("waiting-households") + further.replace("&amp;", "&")).content)
    assert re.search(rf"3 to \d+ of {band.households}", second)
    assert "number 3 in its queue" in second
    for nonsense in ("0", "-1", "many", "99999999"):
        assert client.get(reverse("waiting-households"), {"page": nonsense}).status_code == 200
