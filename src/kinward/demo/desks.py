"""Who stands at which desk when, and what its crew types."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from kinward.demo.draws import Draws, Weighted
from kinward.demo.facts import CountCurve, CrossingFacts
from kinward.demo.families import Human
from kinward.demo.road import Seats
from kinward.demo.synthetic import Car, Party, PartyKind, Registration
from kinward.demo.telling import Telling, years_on
from kinward.demo.writing import Hand

# A second registration comes after this share of all rows: from hours to days later.
_SECOND_DESK_LATER = (0.01, 0.25)
# From one form to the next a crew needs at least this long after the car crossed (only matters for tiny crossings,
# where a published count of registered people scales to the very person who just arrived).
_AT_LEAST = timedelta(minutes=1)
_HOSPITALS = ("Գորիսի բժշկական կենտրոն", "Երևանի այրվածքաբանության կենտրոն", "Արտաշատի բժշկական կենտրոն")
_NO_NAME_KNOWN = 0.02  # of patients: unconscious on arrival, nobody with them (our choice)
_WISHES_NOTHING = (
    0.35  # of households; the others name a region as people later lived (our choice of the share)
)


@dataclass(slots=True)
class Form:
    """A form while it is filled: who, from which car, in what order among all forms."""

    place: float
    members: Sequence[Human]
    kind: PartyKind
    car: Car
    second: bool = False
    joins_household: bool = False
    first_row: int = 0
    rows: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Desks:
    """What the desks wrote, and who each row truly is. ``documents`` and ``phones`` by person."""

    parties: tuple[Party, ...]
    registrations: tuple[Registration, ...]
    person_of: Mapping[str, str]
    phones: Mapping[str, str]
    documents: Mapping[str, str]


def queue_of_forms(draws: Draws, ordered: Sequence[Seats], cars: Sequence[Car], twice: float) -> list[Form]:
    """One form for a car, in the order of crossing; some people are written again at another desk later."""
    forms: list[Form] = []
    for place, (seats, car) in enumerate(zip(ordered, cars, strict=True)):
        forms.append(
            Form(place, seats.members, _kind_seen(seats), car, joins_household=seats.joins_household)
        )
        if seats.kind is PartyKind.HOUSEHOLD:
            for members in _written_again(draws, seats.members, twice):
                later = place + draws.between(*_SECOND_DESK_LATER) * len(ordered)
                forms.append(Form(later, members, PartyKind.HOUSEHOLD, car, second=True))
    forms.sort(key=lambda form: form.place)
    row = 0
    for form in forms:
        form.first_row = row
        row += len(form.members)
    return forms


def _kind_seen(seats: Seats) -> PartyKind:
    """A desk that sees children and no adult writes a child alone, whatever the car was."""
    if seats.kind is PartyKind.HOUSEHOLD and all(member.role == "child" for member in seats.members):
        for member in seats.members:
            member.care = ("to_be_assessed",)
        return PartyKind.CHILD_ALONE
    return seats.kind


def _written_again(draws: Draws, members: Sequence[Human], twice: float) -> list[tuple[Human, ...]]:
    """Who of a car goes to a second desk: an adult, or an adult with a child."""
    adult = next((member for member in members if member.role != "child"), None)
    again = [member for member in members if draws.happens(twice)]
    alone: list[tuple[Human, ...]] = [(member,) for member in again if member.role != "child"]
    # An adult counts as a second row too, so a child is taken along half as often.
    taken_along = [
        (adult, member) for member in again if member.role == "child" and adult and draws.happens(0.5)
    ]
    return alone or list(taken_along[:1])


def registration_curve(facts: CrossingFacts, scaled: CountCurve, rows: int) -> CountCurve:
    """The published counts of registered people, then everybody by the day when everybody was registered."""
    return CountCurve((*scaled.moments, facts.all_registered_by), (*scaled.counts, rows))


class Registry:
    """Fills in all the forms."""

    def __init__(
        self, telling: Telling, facts: CrossingFacts, shares: Mapping[str, float], curve: CountCurve
    ) -> None:
        """``shares`` is [desk] of demo/households.toml; ``curve`` says when the n-th row was written."""
        self._telling = telling
        self._draws = telling.draws
        self._shares = shares
        self._curve = curve
        crews = [
            (desk.id, f"{desk.id}-{n}", script)
            for desk in facts.desks
            for n, script in enumerate(desk.crews, 1)
        ]
        self._crews = Weighted(crews, [1.0] * len(crews))
        lived = [region.lived_in_share or _others_share(facts) for region in facts.regions]
        self._regions = Weighted([region.id for region in facts.regions], lived)
        self._phones: dict[str, str] = {}
        self._documents: dict[str, str] = {}

    def fill(self, forms: Sequence[Form]) -> Desks:
        """Every form in the order of writing."""
        parties: list[Party] = []
        rows: list[Registration] = []
        person_of: dict[str, str] = {}
        form_of_household: dict[str, str] = {}
        for number, form in enumerate(forms, start=1):
            party_id = f"f{number:06d}"
            desk, crew, script = self._draws.weighted(self._crews)
            # A crew keeps its script; whoever has the pen for this form has a habit of their own.
            hand = self._telling.writing.hand(self._draws, script, "desk")
            written = self._rows(form, party_id, hand, len(rows))
            rows.extend(written)
            person_of.update((row.id, human.id) for row, human in zip(written, form.members, strict=True))
            household = form.members[0].household
            joins = form_of_household.get(household, "") if form.joins_household and household else ""
            if not form.second and form.kind is PartyKind.HOUSEHOLD:
                form_of_household.setdefault(household, party_id)
            parties.append(self._party(form, party_id, (desk, crew, hand), written, joins))
        return Desks(tuple(parties), tuple(rows), person_of, self._phones, self._documents)

    def _party(
        self, form: Form, party_id: str, crew: tuple[str, str, Hand], rows: Sequence[Registration], joins: str
    ) -> Party:
        household = form.kind is PartyKind.HOUSEHOLD
        wishes = household and not self._draws.happens(_WISHES_NOTHING)
        group = form.kind in {PartyKind.CHILDRENS_HOME, PartyKind.HOSPITAL}
        return Party(
            id=party_id,
            kind=form.kind,
            car="" if form.second else form.car.id,
            desk=crew[0],
            crew=crew[1],
            script=crew[2].script,
            arrived_at=form.car.crossed_at,
            registered_at=rows[-1].registered_at,
            registrations=tuple(row.id for row in rows),
            joins=joins,
            wish_region=self._draws.weighted(self._regions) if wishes else "",
            group_name=_GROUP_NAMES.get(form.kind, ""),
            roll=self._roll(form.members) if group else (),
        )

    def _roll(self, members: Sequence[Human]) -> tuple[str, ...]:
        """The institution's paper: in Armenian, in full, without those whose name nobody knew."""
        return tuple(f"{m.family} {m.given}" for m in members if "no_name_known" not in m.care)

    def _rows(self, form: Form, party: str, hand: Hand, before: int) -> list[Registration]:
        families: dict[str, str] = {}
        rows = []
        first = form.members[0]
        for offset, human in enumerate(form.members):
            number = before + offset + 1
            at = max(self._curve.when(number), form.car.crossed_at + _AT_LEAST)
            relation = (
                "" if human is first or form.kind is not PartyKind.HOUSEHOLD else relation_to(human, first)
            )
            rows.append(self._row(f"r{number:06d}", party, at, hand, human, relation, families))
        return rows

    def _row(
        self,
        row: str,
        party: str,
        at: datetime,
        hand: Hand,
        human: Human,
        relation: str,
        families: dict[str, str],
    ) -> Registration:
        telling, draws, shares = self._telling, self._draws, self._shares
        unknown = "no_name_known" in human.care
        child = years_on(human.born, at.date()) < 18
        age, born = telling.age_and_birth(human, at.date(), shares)
        if unknown:
            age, born = age or f"~{5 * round(years_on(human.born, at.date()) / 5)}", ""
        given, family = ("", "") if unknown else self._names(human, hand, families)
        return Registration(
            id=row,
            party=party,
            registered_at=at,
            script=hand.script,
            given=given,
            family=family,
            father=""
            if unknown or draws.happens(shares["father_missing"])
            else telling.name(human.father_name, hand),
            home=self._home(human, hand, child=child) if not unknown else "",
            sex=self._sex(human.sex),
            age=age,
            born=born,
            place=""
            if unknown or draws.happens(shares["place_missing"])
            else telling.place(human.place, hand),
            phone="" if child or unknown else self._phone(human),
            document="" if unknown else self._document(human, child=child),
            relation_to_first=relation,
            needs=human.needs,
            care=human.care,
            whereabouts=human.whereabouts,
        )

    def _names(self, human: Human, hand: Hand, families: dict[str, str]) -> tuple[str, str]:
        """Given and family name; a crew writes one family one way on one form."""
        telling, draws, shares = self._telling, self._draws, self._shares
        family = human.family
        if human.sex == "f" and human.spouse and draws.happens(shares["married_woman_under_the_other_name"]):
            other = human.spouse.family if family == human.family_at_birth else human.family_at_birth
            family = other or family
        if family not in families:
            families[family] = telling.name(family, hand)
        given, written = telling.name(human.given, hand), families[family]
        if human.sex == "f" and hand.script == "Cyrl" and written.endswith("ов"):
            written += "а"
        if draws.happens(shares["misspelled"]):
            if draws.happens(0.5):
                given = telling.slipped(given, hand)
            else:
                written = telling.slipped(written, hand)
        return given, written

    def _home(self, human: Human, hand: Hand, *, child: bool) -> str:
        share = self._shares["home_name_of_child" if child else "home_name_of_adult"]
        return self._telling.name(human.home, hand) if human.home and self._draws.happens(share) else ""

    def _sex(self, sex: str) -> str:
        coin = self._draws.unit()
        if coin < self._shares["sex_missing"]:
            return ""
        wrong = coin < self._shares["sex_missing"] + self._shares["sex_wrong"]
        return ("m" if sex == "f" else "f") if wrong else sex

    def _phone(self, human: Human) -> str:
        if not self._draws.happens(self._shares["phone_of_adult"]):
            return ""
        if human.id not in self._phones:
            self._phones[human.id] = self._telling.phone()
        return self._phones[human.id]

    def _document(self, human: Human, *, child: bool) -> str:
        if not self._draws.happens(self._shares["document_of_child" if child else "document_of_adult"]):
            return ""
        if human.id not in self._documents:
            kind = "birth-certificate:arm:AB" if child else "passport:arm:AR"
            self._documents[human.id] = f"{kind}{self._draws.whole(0, 9_999_999):07d}"
        return self._documents[human.id]


_GROUP_NAMES = {
    PartyKind.CHILDRENS_HOME: "Ստեփանակերտի մանկատուն",
    PartyKind.HOSPITAL: "Ստեփանակերտի հանրապետական հիվանդանոց",
}


def relation_to(human: Human, first: Human) -> str:
    """What ``human`` is to ``first``, in the words of the files; ``other`` when it is further than those reach."""
    parents = [parent for parent in (first.mother, first.father) if parent]
    shared = {id(parent) for parent in parents} & {id(p) for p in (human.mother, human.father) if p}
    clauses = (
        ("spouse", human.spouse is first),
        ("mother", human is first.mother),
        ("father", human is first.father),
        ("child", first in (human.mother, human.father)),
        ("sibling", bool(shared)),
        ("grandparent", any(human in (parent.mother, parent.father) for parent in parents)),
    )
    return next((relation for relation, holds in clauses if holds), "other")


def into_hospital(draws: Draws, patient: Human) -> None:
    """Somebody brought by ambulance: needs a ward, perhaps unable to say who they are."""
    patient.needs = ("hospital",)
    patient.whereabouts = draws.one_of(_HOSPITALS)
    if draws.happens(_NO_NAME_KNOWN):
        patient.care = ("no_name_known",)


def _others_share(facts: CrossingFacts) -> float:
    """What the published shares leave, spread evenly over the regions that are not broken down."""
    rest = 1.0 - sum(region.lived_in_share for region in facts.regions)
    return rest / sum(1 for region in facts.regions if not region.lived_in_share)
