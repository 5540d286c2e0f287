"""Replays the Lachin crossing through the journal: step by step as the counts were published, with synthetic people."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from kinward import wiring
from kinward.casework.make_forecast import make_forecast
from kinward.casework.meet import Meeting, Met, meet
from kinward.casework.open_site import open_sites
from kinward.casework.plan_housing import Planned, plan_housing
from kinward.casework.ports import Outside
from kinward.casework.read_report import read_report
from kinward.casework.state_count import CountForm, state_counts
from kinward.casework.take_tracing_request import request_of, sought_of, tracing_drafts
from kinward.demo.answers import Answers
from kinward.demo.cast import TRACING, Cast, simulated_cast
from kinward.demo.forms import Identities, Paper, site_forms
from kinward.demo.happening import Step, steps_of
from kinward.demo.material import Material
from kinward.demo.officers import Officers
from kinward.demo.stopwatch import Stopwatch
from kinward.demo.sums import Auditor, Offices, Sums
from kinward.foresee.priors import crossing_priors
from kinward.house.policy import read_policy
from kinward.house.recount import Breach, recount
from kinward.model.event import Draft
from kinward.model.forecast import CrossingForecast
from kinward.model.report import Reading, Report
from kinward.resources.tables import table, text

REPORT = "lachin/situation-2023-09-25.txt"
REPORT_PUBLISHED = "2023-09-25"
# One append is one transaction: larger ones gain nothing and hold the writer's lock longer.
_DRAFTS_AT_ONCE = 2_000
_SITES_OPENED_BEFORE = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Wave:
    """One day's plan with every rule it breaks by an independent recount, and what was offered and taken of it."""

    at: datetime
    planned: Planned
    breaches: tuple[Breach, ...]
    placed: int
    refused: int


@dataclass(slots=True)
class Told:
    """What the replay brought, step by step."""

    sums: list[Sums] = field(default_factory=list)
    met: list[Met] = field(default_factory=list)
    waves: list[Wave] = field(default_factory=list)
    forecasts: dict[datetime, CrossingForecast] = field(default_factory=dict)
    reading: Reading | None = None
    decided: int = 0
    restored: int = 0
    assessed: int = 0
    stayed_behind: int = 0


class Replay:
    """Lives through the crossing once. Start it on an empty database and under its own clock (``now``)."""

    def __init__(self, outside: Outside, meeting: Meeting, made: Material, watch: Stopwatch) -> None:
        """Nothing has happened yet."""
        self.made = made
        self.outside = outside
        self.meeting = meeting
        self.watch = watch
        self.told = Told()
        self.cast: Cast = simulated_cast(made.facts.desks)
        self._ids = Identities(made.seed)
        self.paper = Paper(made.crossing, self._ids)
        self._parties = {party.id: party for party in made.crossing.parties}
        self.answers = Answers(made.crossing.truth, self.paper.row_of_person, {})
        self._officers = Officers(outside, self.cast, self.answers, self._ids, wiring.chance(made.seed + 2))
        self.sought_in: dict[str, str] = {}
        self._auditor = Auditor(made)
        self.policy = read_policy(table("policies/lachin-2023.toml"))
        self._priors = crossing_priors(table("foresee/crossing.toml"))

    def steps(self, also: Sequence[datetime], until: datetime) -> list[Step]:
        """The steps to take, in the order of time."""
        return steps_of(self.made.crossing, self.made.facts, also, until)

    def begin(self, manager: str) -> None:
        """Before the first car crosses: the sites that the state has announced. ``manager`` runs the first of them."""
        with self.watch.timing("sites"):
            opened_at = self.made.facts.arrived.moments[0] - _SITES_OPENED_BEFORE
            open_sites(
                self.outside, self.cast.housing, site_forms(self.made.sites, self._ids, opened_at, manager)
            )

    def take(self, step: Step) -> None:
        """Everything of one step, in the order in which offices work; the clock stands at the step's moment."""
        clauses: Sequence[tuple[str, Callable[[Step], None]]] = (
            ("counts", self._hear_counts),
            ("report", self._read_the_report),
            ("decisions", self._decide_what_waits),
            ("registration", self._register),
            ("requests", self._take_requests),
            ("matching", self._meet),
            ("rooms", self._house),
            ("forecasts", self._foresee),
            ("sums", self._check_sums),
        )
        for name, clause in clauses:
            with self.watch.timing(name):
                clause(step)

    # --------------------------------------------------------------------------------------------------- clauses

    def _hear_counts(self, step: Step) -> None:
        forms = [
            CountForm(
                self._ids.of(f"count {said.measure} {said.at} {said.value} {said.speaker}", said.at),
                said.measure, said.at, said.value, said.speaker, said.url, checked=True,
            )
            for said in step.counts
        ]  # fmt: skip
        if forms:
            state_counts(self.outside, self.cast.analyst, forms)

    def _read_the_report(self, step: Step) -> None:
        if self.told.reading is not None or step.at.date().isoformat() < REPORT_PUBLISHED:
            return
        self.told.reading = wiring.reading_of(Report(REPORT, text(REPORT), REPORT_PUBLISHED, "Kinward"))
        form = self._ids.of("report", step.at)
        report = read_report(self.outside, self.cast.analyst, form, self.told.reading)
        self._officers.accept_figures(report)

    def _decide_what_waits(self, step: Step) -> None:
        """What was proposed before this step; what this step proposes waits for the next."""
        self.told.restored += self._officers.follow_up()
        for about in ("tracing", "duplicate"):
            self.told.decided += self._officers.decide_proposals(about)
        if step.last_of_day:
            self.told.assessed += self._officers.assess_children()

    def _register(self, step: Step) -> None:
        by_desk: dict[str, list[Draft]] = {desk: [] for desk in self.cast.desks}
        for party in step.crossed:
            by_desk[party.desk].append(self.paper.headcount(party, step.at))
        for party_id, rows in step.rows.items():
            party = self._parties[party_id]
            by_desk[party.desk] += self.paper.registration(party, rows, step.at)
        for desk, drafts in by_desk.items():
            for start in range(0, len(drafts), _DRAFTS_AT_ONCE):
                self.outside.journal.append(drafts[start : start + _DRAFTS_AT_ONCE], self.cast.desks[desk])

    def _take_requests(self, step: Step) -> None:
        drafts: list[Draft] = []
        sought: list[tuple[str, UUID]] = []
        for request in step.requests:
            form = self.paper.request(request)
            drafts += tracing_drafts(form, step.at)
            self.answers.request_of[str(request_of(form, 0))] = request.id
            self.sought_in[str(request_of(form, 0))] = str(sought_of(form, 0))
            sought.append((request.id, sought_of(form, 0)))
        for start in range(0, len(drafts), _DRAFTS_AT_ONCE):
            self.outside.journal.append(drafts[start : start + _DRAFTS_AT_ONCE], self.cast.hotline)
        self.told.stayed_behind += self._officers.hear_of_those_who_stayed(sought)

    def _meet(self, step: Step) -> None:
        """Requests and people meet every few hours; who stands twice is looked for in the evening."""
        if not step.meets:
            self.told.met.append(Met())
            return
        machine = wiring.machine(TRACING)
        self.told.met.append(meet(self.outside, self.meeting, machine, propose_duplicates=step.compares))

    def _house(self, step: Step) -> None:
        if not step.last_of_day:
            return
        day = step.at.astimezone(self.made.facts.zone).date()
        self._officers.check_in(day.isoformat())
        form = self._ids.of(f"plan {day}", step.at)
        planned = plan_housing(self.outside, self.cast.housing, form, self.policy, day)
        asked = planned.asked
        breaches = recount(
            planned.plan, asked.households, asked.rooms, self.policy, as_of=day, taken=asked.taken
        )
        offered = self._officers.offer_rooms(day.isoformat(), self.policy)
        self.told.waves.append(Wave(step.at, planned, breaches, *offered))

    def _foresee(self, step: Step) -> None:
        if not step.forecast:
            return
        self.told.forecasts[step.at] = make_forecast(
            self.outside, self.cast.analyst, self._ids.of(f"forecast {step.at}", step.at), step.at, self._priors,
            zone=self.made.facts.zone, seed=self.made.seed,
        )  # fmt: skip

    def _check_sums(self, step: Step) -> None:
        did = Offices(
            len(self.answers.request_of),
            sum(met.proposals for met in self.told.met),
            sum(met.duplicates for met in self.told.met),
            self.told.decided,
        )
        self.told.sums.append(self._auditor.check(self.outside.views, step.at, did))
