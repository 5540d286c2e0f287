"""The Lachin crossing from an empty database to the account, small: nobody is lost, and everything can be told again."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest
from django.db import connection
from pytest_django.plugin import DjangoDbBlocker
from tests.storage.databases import everything_in

from kinward import wiring
from kinward.demo.account import COLUMNS, LINES, account
from kinward.demo.facts import crossing_facts
from kinward.demo.run import ACCOUNT_AT, Clock, Lived, run
from kinward.demo.stopwatch import Stopwatch
from kinward.storage import views
from kinward.storage.database import sqlite_at

PEOPLE, SEED = 600, 11


def live(
    folder: Path, migrated: Path, seed: int = SEED, people: int = PEOPLE, until: datetime | None = None
) -> Lived:
    """One replay in a copy of the migrated database; the caller is inside it."""
    clock = Clock(datetime(2023, 9, 24).astimezone())
    with wiring.clock_of(clock.now):
        end = until or crossing_facts().replay_until
        return run(people, end, seed, clock, Stopwatch(), lambda _done, _of: None)


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("lachin")


@pytest.fixture(scope="module")
def lived(home: Path, migrated_sqlite: Path, django_db_blocker: DjangoDbBlocker) -> Iterator[Lived]:
    """The replay that most tests look at, with its database open."""
    file = home / "kinward.sqlite3"
    file.write_bytes(migrated_sqlite.read_bytes())
    with django_db_blocker.unblock(), everything_in(sqlite_at(file)):
        yield live(home, migrated_sqlite)


def rows_of_all_views() -> dict[str, list[str]]:
    """Every row of every view, in an order of its own."""
    found = {}
    with connection.cursor() as cursor:
        for model in views.all_view_tables():
            cursor.execute(f'SELECT * FROM "{model._meta.db_table}"')
            found[model.__name__] = sorted(map(repr, cursor.fetchall()))
    return found


def test_every_sum_holds_after_every_published_count(lived: Lived) -> None:
    sums = lived.replay.told.sums
    facts = crossing_facts()
    assert len(sums) == sum(facts.arrived.moments[0] < at <= facts.replay_until for at in published())
    assert [one.faults for one in sums] == [()] * len(sums)
    assert sums[-1].totals.arrived == PEOPLE


def published() -> set[datetime]:
    facts = crossing_facts()
    return {*facts.arrived.moments, *facts.registered.moments, *facts.state_housed.moments}


def test_a_lost_person_would_be_seen(lived: Lived) -> None:
    """The audit of sums can fail: it does when the views count one person less."""
    from dataclasses import replace

    from kinward.demo.sums import Auditor, Offices

    class OneLess:
        def __init__(self) -> None:
            self.views = lived.replay.outside.views

        def totals(self) -> object:
            totals = self.views.totals()
            return replace(totals, arrived=totals.arrived - 1)

        def pairs_proposed(self, about: str) -> set[tuple[str, str]]:
            return self.views.pairs_proposed(about)

    told = lived.replay.told
    did = Offices(
        len(lived.replay.answers.request_of), sum(m.proposals for m in told.met),
        sum(m.duplicates for m in told.met), told.decided,
    )  # fmt: skip
    at = told.sums[-1].at
    assert Auditor(lived.replay.made).check(lived.replay.outside.views, at, did).faults == ()
    faults = Auditor(lived.replay.made).check(OneLess(), at, did).faults  # type: ignore[arg-type]
    assert any("people who arrived" in fault for fault in faults)


def test_the_sought_are_found_and_the_truth_is_told(lived: Lived) -> None:
    found = lived.outcome.found
    requests = len(lived.replay.answers.request_of)
    assert found.first.of + lived.outcome.not_here.requests == requests
    assert found.first.value >= 0.75
    assert found.among_ten.value >= 0.90


def test_no_rule_is_broken_and_no_household_split(lived: Lived) -> None:
    roofs = lived.outcome.roofs
    assert roofs.breaches == 0
    assert lived.then.split == 0
    assert roofs.in_rooms >= roofs.first_come * 0.97  # a few decline on the last evening
    assert roofs.gap <= 0.10


def test_the_forecast_of_the_third_evening_holds(lived: Lived) -> None:
    forecast = lived.then.forecast
    assert forecast is not None
    facts = crossing_facts()
    arrivals = next(one for one in forecast.arrivals_pass if one.number == facts.planned_places)
    rooms = next(one for one in forecast.state_rooms_pass if one.number == facts.planned_places)
    assert arrivals.p05 is not None
    assert arrivals.p95 is not None
    assert arrivals.p05 <= facts.arrived.when(facts.planned_places) <= arrivals.p95
    until = datetime(2023, 10, 1, 15, tzinfo=facts.zone)
    since = datetime(2023, 9, 30, tzinfo=facts.zone)
    assert rooms.p05 is not None
    assert rooms.p05 <= until
    assert rooms.p95 is None or rooms.p95 >= since


def test_the_account_fits_one_screen_and_reads_the_report(lived: Lived) -> None:
    lines = account(lived.replay, lived.then, lived.outcome)
    assert len(lines) <= LINES
    assert max(map(len, lines)) <= COLUMNS
    whole = "\n".join(lines)
    assert "120,000 coming: 1 speaker, 4 mentions, a party to the conflict" in whole
    assert "40,000 places: families (21st) or people (22nd)? ASK" in whole
    assert "28,120   registered 20,800   waiting 7,320" in whole
    assert "…" not in whole


def test_simulated_officers_say_so(lived: Lived) -> None:
    from kinward.storage.models import JournalEvent

    deciders = set(JournalEvent.objects.filter(kind__endswith="_decided").values_list("actor", flat=True))
    assert deciders
    assert all(decider.startswith("simulated ") for decider in deciders)


def test_nobody_under_a_hold_is_proposed_to_an_ordinary_queue(lived: Lived) -> None:
    views_ = lived.replay.outside.views
    proposals = views_.proposals(about="tracing", most=100_000)
    people = views_.people([line.person for line in proposals])
    assert all(line.restricted for line in proposals if people[line.person].restricted)


def test_a_rebuild_gives_the_same_views(lived: Lived) -> None:
    before = rows_of_all_views()
    assert before["Person"]
    wiring.journal().rebuild()
    assert rows_of_all_views() == before


def test_the_same_seed_tells_the_same_story(
    tmp_path: Path, migrated_sqlite: Path, django_db_blocker: DjangoDbBlocker, kinward_home: Path
) -> None:
    until = datetime.fromisoformat(ACCOUNT_AT).replace(tzinfo=crossing_facts().zone)
    told = []
    for name in ("first", "second"):
        file = tmp_path / f"{name}.sqlite3"
        file.write_bytes(migrated_sqlite.read_bytes())
        with django_db_blocker.unblock(), everything_in(sqlite_at(file)):
            one = live(tmp_path, migrated_sqlite, people=400, until=until)
            told.append((account(one.replay, one.then, one.outcome), rows_of_all_views()))
    assert told[0] == told[1]
