"""What-ifs, the record of earlier forecasts and the hours as a file."""

import re
from datetime import timedelta
from uuid import UUID

import pytest
from django.urls import reverse
from tests.web.conftest import SignedIn
from tests.web.small_crossing import AS_OF, actor

from kinward import wiring
from kinward.casework.make_forecast import forecast_again, make_forecast
from kinward.casework.ports import Outside
from kinward.casework.see_record import see_record
from kinward.casework.state_count import CountForm, state_counts
from kinward.casework.suppose import suppose
from kinward.foresee.scenario import AS_IT_IS, Scenario
from kinward.model.forecast import Spread
from kinward.model.protection import Purpose
from kinward.web.drawing import _from_last_count
from kinward.web.pages.supposing import _ranges

ZONE = AS_OF.tzinfo


def test_a_shut_road_brings_fewer_and_nothing_is_written(outside: Outside) -> None:
    assert ZONE is not None
    before = outside.journal.count() if hasattr(outside.journal, "count") else None
    shut = Scenario(closed_from_hours=0, closed_until_hours=48)
    answer = suppose(outside, actor("analyst"), wiring.priors_of_crossing(), shut, zone=ZONE)
    assert answer.supposed.hours[48].arrivals.p50 < answer.as_it_is.hours[48].arrivals.p50
    after = outside.journal.count() if hasattr(outside.journal, "count") else None
    assert before == after


def test_as_it_is_is_the_forecast_and_what_is_supposed_starts_from_what_it_knew(outside: Outside) -> None:
    assert ZONE is not None
    form = UUID("01890000-0000-7000-8000-0000000000f2")
    priors = wiring.priors_of_crossing()
    made = make_forecast(outside, actor("analyst"), form, AS_OF, priors, zone=ZONE)
    late = CountForm(
        wiring.new_id(), "arrived", AS_OF - timedelta(hours=1), 60_000, "somebody else", checked=True
    )
    state_counts(outside, actor("analyst"), [late])
    again = forecast_again(outside, made, priors, ZONE, AS_IT_IS)
    assert again.hours == made.hours
    shown = suppose(
        outside, actor("analyst"), priors, Scenario(closed_from_hours=24, closed_until_hours=48), zone=ZONE
    )
    assert [hour.arrivals for hour in shown.as_it_is.hours] == [hour.arrivals for hour in made.hours]
    assert [hour.arrivals for hour in shown.supposed.hours[:25]] == [
        hour.arrivals for hour in made.hours[:25]
    ]


def test_the_page_shows_what_was_moved(as_role: SignedIn) -> None:
    client = as_role("analyst")
    answer = client.get(reverse("suppose"), {"road_times": "2", "places_times": "1.5"})
    assert answer.status_code == 200
    assert b'name="road_times"' in answer.content
    assert b'value="1.5"' in answer.content


@pytest.mark.parametrize("sent", [{"road_times": "fast"}, {"road_times": "99"}, {"buses_per_hour": "nan"}])
def test_what_no_slider_sends_is_refused(as_role: SignedIn, sent: dict[str, str]) -> None:
    assert as_role("analyst").get(reverse("suppose"), sent).status_code == 422


@pytest.mark.parametrize("sent", [{"scenario": "nope"}, {"pool": "abc"}, {"everybody_comes": "5000"}])
def test_a_supposition_that_means_nothing_is_said(as_role: SignedIn, sent: dict[str, str]) -> None:
    answer = as_role("analyst").get(reverse("suppose"), sent)
    assert answer.status_code == 422
    assert b'role="alert"' in answer.content


def test_twice_the_places_are_shown_as_so_many_and_little_changes_move_a_digit(as_role: SignedIn) -> None:
    page = as_role("analyst").get(reverse("suppose"), {"scenario": "hotels-double"}).content.decode()
    assert "80,000 places" in page
    before = Spread(*(72_000.0 + 1000 * step for step in (-3, -2, -1, 0, 1, 2, 3)))
    after = Spread(*(72_240.0 + 1000 * step for step in (-3, -2, -1, 0, 1, 2, 3)))
    assert _ranges(before, after) == ("72,000 (69,000–75,000)", "72,200 (69,200–75,200)")


def test_every_named_scenario_opens(as_role: SignedIn) -> None:
    client = as_role("analyst")
    for name in wiring.scenarios():
        assert client.get(reverse("suppose"), {"scenario": name}).status_code == 200


def test_an_earlier_forecast_stands_beside_what_came(outside: Outside, as_role: SignedIn) -> None:
    assert ZONE is not None
    form = UUID("01890000-0000-7000-8000-0000000000f1")
    make_forecast(
        outside, actor("analyst"), form, AS_OF - timedelta(hours=26), wiring.priors_of_crossing(), zone=ZONE
    )
    record = see_record(outside, actor("analyst"), Purpose.FORESEE)
    assert [one.hours_ahead for one in record.by_horizon] == [12, 24]
    assert all(one.came > 0 and 0 <= one.off < 3 for one in record.fared)
    text = as_role("analyst").get(reverse("forecast-record")).content.decode()
    assert text.count('<th scope="row">') == 4
    assert "Better so far" in text
    assert text.count("between two counts") == sum(not one.counted for one in record.fared)
    assert not re.search(r"\d\.\d{3,}", text), "a raw float"


def test_the_hours_come_as_csv_with_tags(as_role: SignedIn) -> None:
    answer = as_role("analyst").get(reverse("forecast-hours"))
    lines = answer.content.decode().splitlines()
    assert answer.headers["Content-Type"].startswith("text/csv")
    assert lines[1].startswith("#date+forecast,#reached+arrived+forecast+p025")
    assert len(lines) == 2 + 337


def test_the_rooms_asked_for_by_region_stand_on_the_page_and_come_as_a_file(as_role: SignedIn) -> None:
    page = as_role("analyst").get(reverse("forecast")).content.decode()
    lines = as_role("analyst").get(reverse("forecast-regions")).content.decode().splitlines()
    assert lines[1].startswith("#date+forecast,#adm1+name,#population+asking+state_rooms+forecast+p025")
    regions = {line.split(",")[1] for line in lines[2:]}
    assert len(lines) == 2 + 337 * len(regions)
    section = page.split('id="regions"')[1].split("</section>")[0]
    assert section.count('<th scope="row">') == len(regions) > 1


def test_the_road_the_desks_and_all_fourteen_days_stand_on_the_page(as_role: SignedIn) -> None:
    page = as_role("analyst").get(reverse("forecast")).content.decode()
    table = page.split('id="road"')[1].split("</details>")[0]
    assert table.count('<th scope="row">') == 15, "each day with both its ends"
    assert "seven of the fourteen days" in page


def test_the_fan_opens_at_the_last_count_however_old() -> None:
    later = [(AS_OF, {"p05": 60.0, "p50": 64.0}), (AS_OF + timedelta(hours=3), {"p05": 61.0, "p50": 66.0})]
    opened = _from_last_count([(AS_OF - timedelta(days=2), 48.0)], later)
    assert opened == [(AS_OF - timedelta(days=2), {"p05": 48.0, "p50": 48.0}), *later]
    assert _from_last_count([(AS_OF, 48.0)], later) == later
