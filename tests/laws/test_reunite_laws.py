"""What must hold for any register: nobody is left out, order of work does not matter, bounds lose nothing."""

from datetime import date
from typing import TypeVar

from hypothesis import given, settings
from hypothesis import strategies as st

from kinward import wiring
from kinward.model.description import Description, Relation, Relative, Sex
from kinward.model.partial import PartialDate
from kinward.reunite.duplicates import DuplicateSearch
from kinward.reunite.index import Index
from kinward.reunite.scan import scan

T = TypeVar("T")
TODAY = date(2023, 9, 26)
GIVEN = ("Նարեկ", "Нарек", "Narek", "Արամ", "Арам", "Անի", "Рубик", "Ռուբեն", "محمد", "გიორგი")
FAMILY = ("Սարգսյան", "Саркисян", "Sarkissian", "Գրիգորյան", "Григорян", "Բալայան", "Əliyev", "Алиев")
PLACES = ("Ստեփանակերտ", "Ханкенди", "Goris", "Մարտունի", "Нигде")
DATES = tuple(
    PartialDate.parse(text) for text in ("2015", "2015-03-09", "2015-09-03", "1980", "1981-05", "1950")
)


def some(values: tuple[T, ...]) -> st.SearchStrategy[tuple[T, ...]]:
    return st.lists(st.sampled_from(values), max_size=2, unique=True).map(tuple)


@st.composite
def descriptions(draw: st.DrawFn, name: str) -> Description:
    return Description(
        name,
        whole_names=draw(st.sampled_from([(), ("Սարգսյան Նարեկ",), ("Ruben Grigoryan",)])),
        given_names=draw(some(GIVEN)), family_names=draw(some(FAMILY)), father_names=draw(some(GIVEN)),
        home_names=draw(some(GIVEN)), sexes=draw(some(tuple(Sex))), born=draw(some(DATES)), places=draw(some(PLACES)),
        phones=draw(some(("+37491234567", "091 99 88 77"))), documents=draw(some(("passport:arm:A1", "passport:arm:B2"))),
        identifiers=draw(some(("icrc:7", "unhcr:9"))),
        relatives=draw(some((Relative(Relation.MOTHER, "Անի Բալայան"), Relative(Relation.FATHER, "Арам")))),
        companions=draw(some(GIVEN)), household=draw(st.sampled_from(["", "h1", "h2"])),
        restricted=draw(st.booleans()),
    )  # fmt: skip


@st.composite
def registers(draw: st.DrawFn) -> list[Description]:
    return [draw(descriptions(f"p{number}")) for number in range(draw(st.integers(1, 14)))]


def index_of(people: list[Description]) -> Index:
    index = Index(wiring.name_tables(), wiring.evidence_table(), TODAY)
    for person in people:
        index.add(person)
    return index


@settings(max_examples=40, deadline=None)
@given(registers(), descriptions("q"))
def test_everyone_is_ranked_once_and_chances_are_chances(
    people: list[Description], request: Description
) -> None:
    ranking = index_of(people).rank(request, len(people) + 3)
    assert sorted(one.person for one in ranking.ranked) == sorted(person.id for person in people)
    assert abs(sum(one.probability for one in ranking.ranked) + ranking.not_registered - 1) < 1e-4
    assert [one.weight_bits for one in ranking.ranked] == sorted(
        (o.weight_bits for o in ranking.ranked), reverse=True
    )
    for one in ranking.ranked:
        assert abs(one.weight_bits - sum(reason.weight_bits for reason in one.reasons)) < 1e-3


@settings(max_examples=30, deadline=None)
@given(registers(), registers(), descriptions("q"))
def test_adding_replacing_and_removing_leaves_what_a_fresh_register_has(
    before: list[Description], after: list[Description], request: Description
) -> None:
    index = index_of(before)
    for person in after:
        index.replace(person)
    for person in before[len(after) :]:
        index.remove(person.id)
    fresh = index_of(after)
    assert weights(index, request) == weights(fresh, request)


def weights(index: Index, request: Description) -> dict[str, float]:
    return {one.person: one.weight_bits for one in index.rank(request, 50).ranked}


@settings(max_examples=40, deadline=None)
@given(registers(), st.sampled_from([-5.0, 0.0, 4.0, 9.0, 15.0, 22.0]))
def test_the_bound_of_the_duplicate_search_loses_no_pair(people: list[Description], threshold: float) -> None:
    index = index_of(people)
    inside, weigh = index._people, index._weights_counted_once()
    found = set(DuplicateSearch(inside, weigh, index._spoken_at).search(range(len(people)), threshold))
    step = inside.evidence.bits_per_step
    expected = set()
    for row in range(len(people)):
        totals = scan(index._spoken_at(row), inside, weigh).totals
        expected |= {
            (row, o, float(t) * step) for o, t in enumerate(totals) if o != row and t * step >= threshold
        }
    assert found == expected


@settings(max_examples=25, deadline=None)
@given(registers(), descriptions("q"))
def test_a_wave_weighs_as_the_whole_does(people: list[Description], request: Description) -> None:
    index = index_of(people)
    whole = weights(index, request)
    (wave,) = index.rank_among([request], [person.id for person in people], len(people))
    assert {one.person: one.weight_bits for one in wave.ranked} == whole


@settings(max_examples=40, deadline=None)
@given(
    registers(), st.lists(descriptions("q"), min_size=1, max_size=3), st.sampled_from([0.02, 0.1, 0.5, 0.9])
)
def test_a_wave_leaves_out_nobody_who_is_probable(
    people: list[Description], requests: list[Description], least: float
) -> None:
    index = index_of(people)
    ids = [person.id for person in people]
    everyone = index.rank_among(requests, ids, len(people))
    probable = index.rank_among(requests, ids, len(people), probability_least=least)
    for whole, some in zip(everyone, probable, strict=True):
        expected = {one.person for one in whole.ranked if one.probability >= least}
        assert expected <= {one.person for one in some.ranked}
