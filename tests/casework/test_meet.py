"""Who is new meets who is sought, once, whoever looked in between."""

from dataclasses import replace
from threading import Event
from uuid import UUID

import pytest

from kinward import wiring
from kinward.casework.correct_value import correct_value
from kinward.casework.meet import rank_now
from kinward.casework.opening import NothingHereError
from kinward.casework.ports import Outside
from kinward.casework.register_household import HouseholdForm, PersonForm, name_members, register_household
from kinward.casework.search_people import search_people
from kinward.casework.see_person import see_person
from kinward.casework.see_proposals import reasons_shown, see_proposal
from kinward.casework.take_tracing_request import SoughtForm, TracingForm, take_tracing_request
from kinward.model.code import code_of
from kinward.model.description import Description
from kinward.model.event import Actor
from kinward.model.problem import BadInputError
from kinward.model.protection import Purpose
from kinward.model.written_name import NameKind

DESK = Actor("registrar", "Goris 1", "receiving side", frozenset({"registrar"}))
CASEWORKER = Actor("caseworker", "Yerevan 1", "receiving side", frozenset({"tracing_caseworker"}))
OFFICER = Actor("officer", "Yerevan 2", "receiving side", frozenset({"child_protection_officer"}))


def somebody(given: str, family: str, **more: object) -> PersonForm:
    named = PersonForm(names=((given, NameKind.GIVEN), (family, NameKind.FAMILY)))
    return replace(named, **more)  # type: ignore[arg-type]  # fields of the form


def arrive(outside: Outside, *persons: PersonForm) -> None:
    form_id = wiring.new_id()
    register_household(outside, DESK, HouseholdForm(form_id, "Goris", wiring.now(), len(persons), persons))


def seek(outside: Outside, person: PersonForm) -> None:
    form = TracingForm(wiring.new_id(), "Anahit Sargsyan", "+374 77 000000", (SoughtForm(person, "mother"),))
    take_tracing_request(outside, CASEWORKER, form)


def crowd(outside: Outside) -> None:
    for number in range(15):
        arrive(outside, somebody(("Davit", "Marina", "Erik")[number % 3], "Hakobyan", age=str(20 + number)))


NAREK = somebody("Նարեկ", "Սարգսյան", age="8", place="Martakert", phones=("+374 91 123456",))


def test_a_search_between_registration_and_meeting_makes_nobody_miss_their_proposal(outside: Outside) -> None:
    crowd(outside)
    seek(outside, somebody("Narek", "Sargsyan", age="8", place="Martakert"))
    arrive(outside, NAREK)
    rank_now(outside, wiring.meeting(), Description("wanted", whole_names=("Davit",)), 5)
    assert wiring.meet_now().proposals >= 1


def test_everyone_meets_once(outside: Outside) -> None:
    crowd(outside)
    seek(outside, somebody("Narek", "Sargsyan", age="8", place="Martakert"))
    arrive(outside, NAREK)
    assert wiring.meet_now().proposals == 1
    again = wiring.meet_now()
    assert (again.proposals, again.duplicates) == (0, 0)


def test_reasons_show_no_value_of_a_person_who_is_hidden(outside: Outside) -> None:
    """A child who seems to be alone is child protection's; to a caseworker it is as if nothing were proposed."""
    crowd(outside)
    seek(outside, somebody("Narek", "Sargsyan", age="8", place="Martakert"))
    arrive(outside, replace(NAREK, seems_alone=True))
    wiring.meet_now()
    line = outside.views.proposals(about="tracing")[0]
    proposal, sought = line.id, outside.views.requests(None, 1)[0].sought
    with pytest.raises(NothingHereError):
        see_proposal(outside, wiring.name_tables(), CASEWORKER, proposal, Purpose.TRACE)
    half = reasons_shown(outside, wiring.name_tables(), line, sought, frozenset({sought}))
    assert not any(reason.theirs for reason in half)
    assert any(reason.mine for reason in half)
    officers = see_proposal(outside, wiring.name_tables(), OFFICER, proposal, Purpose.TRACE)
    assert any("Նարեկ" in reason.theirs for reason in officers.reasons)


def test_a_desk_finds_its_own_day_also_among_many(outside: Outside) -> None:
    arrive(outside, replace(NAREK, age="41"))
    elsewhere = replace(DESK, device="Vayk 2")
    wanted = Description("wanted", whole_names=("Narek Sargsyan",))
    own = search_people(outside, wiring.meeting(), DESK, wanted, Purpose.REGISTER)
    assert [found.person.names[0].text for found in own] == ["Նարեկ"]
    assert search_people(outside, wiring.meeting(), elsewhere, wanted, Purpose.REGISTER) == ()


def test_a_search_that_finds_nobody_is_written_down_too(outside: Outside) -> None:
    from kinward.storage.models import ReadLogEntry

    wanted = Description("wanted", given_names=("Nobody",), phones=("77 000000",))
    assert search_people(outside, wiring.meeting(), CASEWORKER, wanted, Purpose.TRACE) == ()
    (entry,) = ReadLogEntry.objects.filter(actor="caseworker")
    assert (entry.action, entry.subject_kind, entry.fields) == ("search_people", "page", "name phone")


def test_the_read_log_names_everyone_shown_on_a_page(outside: Outside) -> None:
    from kinward.storage.models import ReadLogEntry

    arrive(outside, somebody("Գայանե", "Սարգսյան", age="61"), somebody("Armen", "Sargsyan", age="30"))
    people = [person.id for person in outside.views.people_of_desk("Goris 1", "", 10)]
    see_person(outside, OFFICER, people[0], Purpose.PROTECT)
    shown = set(
        ReadLogEntry.objects.filter(actor="officer", answer="shown").values_list("subject", flat=True)
    )
    assert set(people) <= shown


def test_a_grown_son_is_an_adult_when_nobody_counted(outside: Outside) -> None:
    arrive(
        outside,
        somebody("Գայանե", "Սարգսյան", age="61"),
        somebody("Armen", "Sargsyan", age="30", relation_to_first="child"),
        somebody("Ani", "Sargsyan", age="4", relation_to_first="grandchild"),
    )
    household = outside.views.households()[0]
    assert (household.adults, household.children) == (2, 1)


def test_names_are_added_only_as_far_as_people_were_counted(outside: Outside) -> None:
    form_id = wiring.new_id()
    counted = register_household(outside, DESK, HouseholdForm(form_id, "Goris", wiring.now(), 1))
    two = HouseholdForm(
        wiring.new_id(),
        "Goris",
        wiring.now(),
        2,
        (NAREK, somebody("Ani", "Sargsyan")),
        joins=counted.household,
    )
    with pytest.raises(BadInputError):
        name_members(outside, DESK, two)
    with pytest.raises(NothingHereError):
        name_members(outside, replace(DESK, device="Vayk 2"), replace(two, persons=(NAREK,)))


@pytest.mark.parametrize(
    "wrong",
    [
        {"relatives": (("aunt", "Ani"),)}, {"relatives": (("sibling", "a\u202eb"),)}, {"born": "3000"},
        {"born": "1850"}, {"age": "9" * 5000}, {"place": "x" * 400}, {"phones": ("1\x00",)},
    ],
)  # fmt: skip
def test_what_no_view_could_keep_is_refused_before_it_is_written(
    outside: Outside, wrong: dict[str, object]
) -> None:
    with pytest.raises(BadInputError):
        arrive(outside, replace(NAREK, **wrong))  # type: ignore[arg-type]  # fields of the form
    assert outside.views.totals().registered == 0


def test_a_correction_sent_twice_says_it_once(outside: Outside) -> None:
    arrive(outside, NAREK)
    person = outside.views.people_of_desk("Goris 1", "", 10)[0].id
    form_id = wiring.new_id()
    for _ in range(2):
        correct_value(outside, OFFICER, form_id, person, PersonForm(age="9"), Purpose.PROTECT)
    assert outside.views.people([person])[person].ages == ("8", "9")


def test_a_look_that_broke_off_is_taken_again_by_itself(
    outside: Outside, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On a quiet night nobody else calls for the next one."""
    del outside
    tried = Event()
    left = ["the database is locked"]

    def meet_now(_organisation: str) -> None:
        if left:
            raise OSError(left.pop())
        tried.set()

    monkeypatch.setattr(wiring, "RETRY_SECONDS", (0.01,))
    monkeypatch.setattr(wiring, "meet_now", meet_now)
    wiring.meet_soon()
    assert tried.wait(5)


def test_a_household_is_found_by_the_code_of_its_slip(outside: Outside) -> None:
    persons = (NAREK, replace(NAREK, tell_nobody=True), replace(NAREK, age="61"))
    form = HouseholdForm(wiring.new_id(), "Goris", wiring.now(), 3, persons)
    people = register_household(outside, DESK, form).people
    household = outside.views.people([str(people[0])])[str(people[0])].household
    code = code_of(UUID(household))
    nobody = Description("wanted")
    found = search_people(outside, wiring.meeting(), DESK, nobody, Purpose.REGISTER, code)
    assert {one.person.id for one in found} == {str(people[0]), str(people[2])}, "not who said tell nobody"
    everyone = search_people(outside, wiring.meeting(), OFFICER, nobody, Purpose.PROTECT, code)
    assert {one.person.id for one in everyone} == set(map(str, people))
    elsewhere = replace(DESK, device="Vayk 2")
    assert search_people(outside, wiring.meeting(), elsewhere, nobody, Purpose.REGISTER, code) == ()
