"""The planner's pages: numbers with their speakers, ranges in words, decisions with a name."""

import re
from dataclasses import asdict, replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from django.urls import reverse
from tests.web.conftest import SignedIn
from tests.web.small_crossing import AS_OF, actor

from kinward import wiring
from kinward.casework import see_forecast
from kinward.casework.decide_placement import decide_placements
from kinward.casework.hold import place_hold
from kinward.casework.opening import NothingHereError
from kinward.casework.ports import Outside
from kinward.casework.see_forecast import RoofsFull
from kinward.casework.see_ledger import pieces_of
from kinward.casework.see_sites import (
    BLOCKED,
    CLOSED,
    FREE,
    HELD,
    OCCUPIED,
    see_site,
    see_sites,
    state_on,
)
from kinward.casework.see_today import see_today
from kinward.casework.see_waiting import see_waiting
from kinward.model.protection import Purpose
from kinward.web.charts import Fan, Wording, fan_chart


def _text(body: bytes) -> str:
    text = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", body.decode()))
    return text.replace("&#x27;", "'").replace(" ,", ",")


def test_today_counts_sum(outside: Outside) -> None:
    page = see_today(outside, actor("analyst"), Purpose.OPERATE)
    totals = page.totals
    assert totals.arrived == totals.registered + page.to_register
    assert page.arrived_by[-1][1] == totals.arrived
    assert page.arrived_anywhere == 28120


def test_today_tells_of_each_queue_only_those_who_work_at_it(outside: Outside) -> None:
    def queues(role: str) -> set[str]:
        return {one.what for one in see_today(outside, actor(role), Purpose.OPERATE).waiting}

    assert queues("child_protection_officer") >= {"restricted", "children", "proposals", "duplicates"}
    assert queues("tracing_caseworker") == {"proposals", "follow_up"}
    assert queues("analyst") == {"claims"}
    assert queues("housing_officer") == {"placements", "households"}
    assert queues("administrator") == queues("auditor") == set()


def test_every_number_on_today_has_a_speaker_or_says_from_what_it_is_computed(as_role: SignedIn) -> None:
    text = _text(as_role("analyst").get("/").content)
    assert text.count("computed from") >= 4
    assert "28,120 arrived Government of Armenia, 26 Sept, 20:00" in text


def test_the_forecast_says_in_a_sentence_when_the_roofs_run_out_and_names_who_announced_them(
    as_role: SignedIn,
) -> None:
    text = _text(as_role("housing_officer").get("/forecast/").content)
    assert re.search(r"The 40,000 places (very likely|may be full)", text)
    assert "40,000 people, at least: Armenian Prime Minister Nikol Pashinyan, 22 Sept 2023" in text
    assert "120,000 people expected to leave The leadership of the breakaway region" in text


def test_the_ledger_counts_independent_speakers_and_folds_what_is_said_again(as_role: SignedIn) -> None:
    text = _text(as_role("auditor").get("/ledger/").content)
    assert "1 independent speaker, 2 mentions" in text
    assert "at most 80,000 places are missing" in text


def test_a_report_put_together_again_is_the_report(outside: Outside) -> None:
    report = outside.views.reports()[0]
    claims = outside.views.claims(report=report.id)
    pieces = pieces_of(report.text, claims)
    assert "".join(piece.text for piece in pieces) == report.text
    assert {claim.id for piece in pieces for claim in piece.begins} == {claim.id for claim in claims}


def test_a_claim_is_decided_by_a_named_person_and_once(as_role: SignedIn, outside: Outside) -> None:
    report = outside.views.reports()[0].id
    claim = next(one for one in outside.views.claims(state="proposed") if one.kind == "figure")
    sent = {"form_id": str(outside.new_id()), "claim": claim.id, "outcome": "accepted"}
    client = as_role("analyst")
    for _twice in range(2):
        assert client.post(reverse("report", args=[report]), sent).status_code == 302
    decided = [e for e in outside.journal.events_about(UUID(claim.id)) if e.kind == "claim_decided"]
    assert [event.actor for event in decided] == ["analyst"]
    assert outside.views.claims(ids=[claim.id])[0].state == "accepted"


def test_changing_a_figure_keeps_only_what_was_changed(as_role: SignedIn, outside: Outside) -> None:
    report = outside.views.reports()[0].id
    claim = next(one for one in outside.views.claims(state="proposed") if one.kind == "figure")
    fields = {"value": "41 000", "unit": claim.content["unit"], "stance": claim.content["stance"]}
    sent = {"form_id": str(outside.new_id()), "claim": claim.id, "outcome": "edited", **fields}
    assert as_role("analyst").post(reverse("report", args=[report]), sent).status_code == 302
    after = outside.views.claims(ids=[claim.id])[0]
    assert (after.state, after.content["value"]) == ("edited", 41000)
    assert {k for k in after.content if after.content[k] != claim.content.get(k)} == {"value"}


def test_what_is_no_number_is_told_and_nothing_is_decided(as_role: SignedIn, outside: Outside) -> None:
    report = outside.views.reports()[0].id
    claim = next(one for one in outside.views.claims(state="proposed") if one.kind == "figure")
    sent = {
        "form_id": str(outside.new_id()),
        "claim": claim.id,
        "outcome": "edited",
        "value": "many",
        "low": "nan",
    }
    answer = as_role("analyst").post(reverse("report", args=[report]), sent)
    assert answer.status_code == 422
    assert _text(answer.content).count("this is not a number") == 2
    assert outside.views.claims(ids=[claim.id])[0].state == "proposed"


def test_who_may_only_look_finds_no_button_and_a_sent_form_finds_nothing(
    as_role: SignedIn, outside: Outside
) -> None:
    report = outside.views.reports()[0].id
    claim = outside.views.claims(state="proposed")[0]
    client = as_role("auditor")
    assert b'value="accepted"' not in client.get(reverse("report", args=[report])).content
    sent = {"form_id": str(outside.new_id()), "claim": claim.id, "outcome": "accepted"}
    assert client.post(reverse("report", args=[report]), sent).status_code == 404
    assert outside.views.claims(ids=[claim.id])[0].state == "proposed"


def test_rooms_by_state_sum_to_the_rooms(outside: Outside) -> None:
    page = see_sites(outside, actor("housing_officer"), Purpose.HOUSE, AS_OF.date())
    assert sum(many for _state, many in page.by_state) == outside.views.totals().rooms
    for region in page.regions:
        assert sum(n for _s, n in region.by_state) == sum(site.site.rooms for site in region.sites)


def test_a_room_is_free_until_the_day_it_is_given(outside: Outside) -> None:
    placed = next(room for room in outside.views.rooms() if room.state == "placed")
    day = AS_OF.date()
    assert state_on(placed, day) == HELD, "given, and nobody has seen them there"
    assert state_on(replace(placed, state="moved_in"), day) == OCCUPIED
    assert state_on(placed, day.replace(day=25)) == FREE
    assert state_on(placed, day.replace(day=1)) == CLOSED
    states = {state_on(room, day) for room in outside.views.rooms()}
    assert states >= {HELD, BLOCKED}


def test_accepting_the_ticked_places_exactly_them(as_role: SignedIn, outside: Outside) -> None:
    first, second, *_others = outside.views.households(state="proposed")
    sent = {"form_id": str(outside.new_id()), "outcome": "placed", "household": [first.id, second.id]}
    before = outside.views.totals().households_placed
    assert as_role("housing_officer").post("/households-waiting/", sent).status_code == 302
    assert outside.views.totals().households_placed == before + 2
    assert outside.views.households(ids=[first.id])[0].state == "placed"


def test_a_refusal_needs_its_reason(as_role: SignedIn, outside: Outside) -> None:
    line = outside.views.households(state="proposed")[0]
    sent = {"form_id": str(outside.new_id()), "outcome": "refused", "household": line.id, "reason": " "}
    client = as_role("housing_officer")
    answer = client.post("/households-waiting/", sent)
    assert answer.status_code == 422
    assert "a refusal needs its reason" in _text(answer.content)
    client.post("/households-waiting/", sent | {"reason": "the school is too far"})
    assert outside.views.households(ids=[line.id])[0].state == "refused"


def test_who_reads_who_sleeps_where_is_written_down(as_role: SignedIn, outside: Outside) -> None:
    from kinward.storage.models import ReadLogEntry  # the test looks behind the pages

    before = ReadLogEntry.objects.count()
    as_role("housing_officer").get("/households-waiting/")
    entries = list(ReadLogEntry.objects.order_by("position")[before:])
    assert {entry.subject_kind for entry in entries} == {"household"}
    assert len(entries) == len({entry.subject for entry in entries}) > 5
    as_role("analyst").get(reverse("site", args=[outside.views.sites()[0].id]))
    assert ReadLogEntry.objects.count() == before + len(entries), "an analyst was shown no household"


def _held_household(outside: Outside) -> str:
    """A household with rooms proposed, with a need and a wish, one of whose people is now under a hold."""
    household = next(
        line.id
        for line in outside.views.households(state="proposed")
        if line.wish_region and outside.views.household_members(line.id)
    )
    person = outside.views.household_members(household)[0]
    officer = actor("child_protection_officer")
    place_hold(outside, officer, outside.new_id(), person, "somebody threatens them", Purpose.PROTECT)
    return household


def test_of_a_household_with_somebody_under_a_hold_a_housing_officer_sees_its_size_alone(
    outside: Outside,
) -> None:
    officer = actor("housing_officer")
    household = _held_household(outside)
    seen = {one.line.id: one for one in see_waiting(outside, officer, Purpose.HOUSE).proposed}[household]
    shown = {name for name, value in asdict(seen.line).items() if value}
    assert shown <= {
        "id", "people", "adults", "children", "desk", "organisation", "state", "wants_roof", "wants_roof_from", "held",
        "decided_at",
    }  # fmt: skip
    assert (seen.site, seen.rooms, seen.reasons, seen.only_a_bed) == ("", (), (), True)
    assert seen.may_decide, "it needs a roof too"
    others = [one for one in see_waiting(outside, officer, Purpose.HOUSE).proposed if one is not seen]
    assert any(one.rooms and one.reasons and not one.only_a_bed for one in others)


def test_a_held_households_room_says_that_it_is_taken_and_nothing_else(outside: Outside) -> None:
    officer = actor("housing_officer")
    household = _held_household(outside)
    line = outside.views.households(ids=[household])[0]
    decide_placements(
        outside, officer, outside.new_id(), [household], "placed", policy=wiring.housing_policy()
    )
    page = see_site(outside, officer, Purpose.HOUSE, line.site, AS_OF.date().replace(day=30))
    room = next(seen for seen in page.rooms if seen.household and seen.household.id == household)
    assert room.state == HELD
    assert room.household
    assert (room.household.from_day, room.household.reasons, room.household.needs) == ("", (), ())


def test_another_organisations_household_is_refused_and_not_even_counted(outside: Outside) -> None:
    stranger = replace(actor("housing_officer"), organisation="somebody else")
    page = see_waiting(outside, stranger, Purpose.HOUSE)
    assert (page.proposed, page.waiting, page.proposed_in_all, page.waiting_in_all) == ((), (), 0, 0)
    line = outside.views.households(state="proposed")[0]
    with pytest.raises(NothingHereError):
        decide_placements(
            outside, stranger, outside.new_id(), [line.id], "placed", policy=wiring.housing_policy()
        )
    site = see_site(outside, stranger, Purpose.HOUSE, line.site, AS_OF.date())
    assert all(seen.household is None for seen in site.rooms)
    assert outside.views.households(ids=[line.id])[0].state == "proposed"


def test_a_decision_in_place_answers_with_its_card_and_how_many_wait(
    as_role: SignedIn, outside: Outside
) -> None:
    report = outside.views.reports()[0].id
    waiting = [one for one in outside.views.claims(state="proposed") if one.kind == "figure"]
    client, in_place = as_role("analyst"), {"HX-Request": "true"}
    sent = {"form_id": str(outside.new_id()), "claim": waiting[0].id, "outcome": "accepted"}
    answer = client.post(reverse("report", args=[report]), sent, headers=in_place)
    body = answer.content.decode()
    assert answer.status_code == 200
    assert "<html" not in body
    assert re.findall(r'id="c-([^"]+)"', body) == [waiting[0].id]
    assert 'data-state="accepted"' in body
    assert f"{len(outside.views.claims(state='proposed'))} figures and claims wait" in body
    wrong = sent | {"claim": waiting[1].id, "outcome": "edited", "value": "many"}
    answer = client.post(
        reverse("report", args=[report]), wrong | {"form_id": str(outside.new_id())}, headers=in_place
    )
    assert answer.status_code == 422
    assert "this is not a number" in _text(answer.content)
    assert outside.views.claims(ids=[waiting[1].id])[0].state == "proposed"


def test_places_that_are_full_are_not_foreseen_to_be(
    as_role: SignedIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "it was passed" not in as_role("analyst").get("/forecast/").content.decode()
    before = see_forecast.roofs_full

    def full(*asked: Any) -> tuple[RoofsFull, ...]:
        return tuple(
            replace(one, passes=replace(one.passes, already=True, p05=AS_OF, p50=AS_OF, p95=AS_OF))
            for one in before(*asked)
        )

    monkeypatch.setattr(see_forecast, "roofs_full", full)
    page = as_role("analyst").get("/forecast/").content.decode()
    assert re.search(r"were full at.*<td>it was passed</td>", page, re.DOTALL)


def test_a_low_end_that_reads_as_the_middle_is_said_once() -> None:
    now = datetime(2023, 10, 4, tzinfo=UTC)
    spread = {"p05": 100_664, "p25": 100_666, "p50": 100_670, "p75": 100_800, "p95": 101_050}
    fan = Fan(
        now=now, past=[(now, 100_632.0)], ahead=[(now, spread), (now + timedelta(days=3), spread)], persistence=()
    )  # fmt: skip
    wording = Wording(
        number=lambda value: f"{round(value, -2):,.0f}", day=str, now="now", persistence="", zone=UTC,
        shares={"90": "(90 %)", "50": "(50 %)"},
    )  # fmt: skip
    words = [label.text for label in fan_chart(fan, wording, width=660, height=300).labels]
    assert words == ["101,000 (90 %)", "100,800 (50 %)", "100,700"]
