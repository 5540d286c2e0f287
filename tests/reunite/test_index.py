"""The sought person comes first, for reasons that add up, whoever wrote the names."""

from collections.abc import Callable

import pytest
from tests.reunite.conftest import person

from kinward import wiring
from kinward.model.description import Description, Ranked, Relation, Relative
from kinward.model.partial import PartialDate
from kinward.reunite.evidence import sentence
from kinward.reunite.index import Index

IndexOf = Callable[..., Index]
NAREK = person(
    "narek",
    given="Նարեկ",
    family="Սարգսյան",
    father="Արմեն",
    sex="m",
    age=8,
    place="Ստեփանակերտ",
    household="h1",
)
MOTHER = person(
    "mother", given="Անահիտ", family="Սարգսյան", sex="f", age=34, place="Ստեփանակերտ", household="h1"
)
ARAM = person(
    "aram",
    given="Արամ",
    family="Գրիգորյան",
    father="Սուրեն",
    sex="m",
    age=41,
    place="Մարտունի",
    household="h2",
)
RUBIK = person("rubik", home="Рубик", sex="m", age=9, place="Шуша", household="h3")
EVERYONE = (NAREK, MOTHER, ARAM, RUBIK)


def first(index: Index, request: Description) -> Ranked:
    return index.rank(request, 1).ranked[0]


@pytest.mark.parametrize(
    "request_",
    [
        person("q", given="Нарек", family="Саргсян", age=8),
        person("q", given="Narek", family="Sarkissian", sex="m"),
        person("q", given="ნარეკ", family="სარგსიანი"),
        person("q", given="نارک", family="سارگسیان"),
        person("q", given="Саркисян", family="Нарек"),
        Description("q", whole_names=("Саркисян Нарек",)),
        Description("q", whole_names=("Narek Armeni Sargsyan",)),
    ],
)
def test_a_child_is_found_in_any_script_and_order(index_of: IndexOf, request_: Description) -> None:
    assert first(index_of(*EVERYONE), request_).person == "narek"


def test_a_child_known_only_by_a_home_name_is_found_by_the_full_name(index_of: IndexOf) -> None:
    found = first(index_of(*EVERYONE), person("q", given="Ruben", family="Petrosyan", age=9, place="Shushi"))
    assert found.person == "rubik"
    assert any(reason.level == "home name" for reason in found.reasons)


def test_a_full_name_is_found_by_a_home_name_nobody_listed(index_of: IndexOf) -> None:
    assert first(index_of(*EVERYONE), person("q", home="Նարիկ", age=8)).person == "narek"


def test_a_nameless_patient_is_found_by_a_document_and_a_phone(index_of: IndexOf) -> None:
    patient = Description("patient", documents=("passport:arm:AN 0512-33",), phones=("+374 91 234567",))
    request = Description("q", documents=("Passport:ARM:an051233",), phones=("091 23 45 67",))
    found = first(index_of(*EVERYONE, patient), request)
    assert found.person == "patient"
    assert {reason.comparison for reason in found.reasons} == {"document", "phone"}


def test_reasons_sum_to_the_weight_and_name_both_values(index_of: IndexOf) -> None:
    request = person(
        "q", given="Нарек", family="Саркисян", sex="m", age=9, place="Ханкенди", mother="Анаит Саркисян"
    )
    for ranked in index_of(*EVERYONE).rank(request, 4).ranked:
        assert ranked.weight_bits == pytest.approx(sum(reason.weight_bits for reason in ranked.reasons))
        for reason in ranked.reasons:
            said = sentence(
                wiring.evidence_table(),
                reason.comparison,
                reason.level,
                reason.weight_bits,
                reason.mine,
                reason.theirs,
            )
            assert reason.mine in said
            assert reason.theirs in said
            assert f"{reason.weight_bits:+.1f}" in said


def test_an_undivided_name_is_explained_by_its_parts(index_of: IndexOf) -> None:
    found = first(index_of(*EVERYONE), Description("q", whole_names=("Саркисян Нарек",)))
    assert {(reason.mine, reason.theirs) for reason in found.reasons} == {
        ("Нарек", "Նարեկ"),
        ("Саркисян", "Սարգսյան"),
    }


def test_the_unknown_is_never_a_mismatch(index_of: IndexOf) -> None:
    blank, full = person("blank", given="Նարեկ"), person("other", given="Նարեկ", family="Բալայան")
    request = person("q", given="Нарек", family="Саркисян")
    ranked = index_of(blank, full).rank(request, 2).ranked
    assert [one.person for one in ranked] == ["blank", "other"]
    assert not any(reason.comparison == "family" for reason in ranked[0].reasons)


def test_a_wrong_sex_is_no_veto(index_of: IndexOf) -> None:
    request = person(
        "q", given="Нарек", family="Саргсян", father="Армен", sex="f", age=8, place="Степанакерт"
    )
    assert first(index_of(*EVERYONE), request).person == "narek"


def test_a_married_name_counts_less_against_a_woman_than_against_a_man(index_of: IndexOf) -> None:
    index = index_of(
        person("woman", given="Նունե", family="Բալայան", sex="f", age=30),
        person("man", given="Նունե", family="Բալայան", sex="m", age=30),
    )
    ranked = index.rank(person("q", given="Нуне", family="Мкртчян"), 2).ranked
    assert [one.person for one in ranked] == ["woman", "man"]
    assert "family_of_woman" in {reason.comparison for reason in ranked[0].reasons}


def test_a_rare_name_weighs_more_than_a_common_one(index_of: IndexOf) -> None:
    common = [person(f"a{number}", given="Արմեն", family="Սարգսյան") for number in range(400)]
    index = index_of(*common, person("rare", given="Գեղամ", family="Փարաջանով"))
    weights = [first(index, person("q", given=given)).weight_bits for given in ("Армен", "Гегам")]
    assert weights[0] < weights[1]


def test_relatives_in_the_household_lift_the_right_namesake(index_of: IndexOf) -> None:
    twin_name = person("other", given="Նարեկ", family="Սարգսյան", sex="m", household="h9")
    stranger = person("stranger", given="Գայանե", family="Սարգսյան", household="h9")
    request = person("q", given="Нарек", family="Саргсян", mother="Анаит Саргсян")
    index = index_of(
        twin_name, stranger, person("real", given="Նարեկ", family="Սարգսյան", sex="m", household="h1"), MOTHER
    )
    assert first(index, request).person == "real"


def test_a_household_is_not_counted_over_and_over(index_of: IndexOf) -> None:
    names = ("Անի", "Գոռ", "Դավիթ", "Էլեն", "Լիլիթ", "Մանե")
    others = [person(f"o{name}", given=name, family="Սարգսյան", household="h1") for name in names]
    request = person("q", given="Нарек")
    with_kin = Description(**{**{f: getattr(request, f) for f in request.__slots__},
                              "relatives": tuple(Relative(Relation.SIBLING, name) for name in names)})  # fmt: skip
    index = index_of(NAREK, *others)
    most = wiring.evidence_table().comparisons["relative"].figures["bits_most"]
    gain = first(index, with_kin).weight_bits - first(index, request).weight_bits
    assert 0 < gain <= most + 1e-6


def test_twins_are_said_to_be_twins_and_never_merged(index_of: IndexOf) -> None:
    born = (PartialDate.parse("2015-03-09"),)
    first_twin = person("t1", given="Արեն", family="Բալայան", household="h5", born=born)
    second_twin = person("t2", given="Արամ", family="Բալայան", household="h5", born=born)
    ranked = (
        index_of(first_twin, second_twin)
        .rank(person("q", given="Арам", family="Балаян", born=born), 2)
        .ranked
    )
    assert [one.person for one in ranked] == ["t2", "t1"]
    close = index_of(first_twin, second_twin).rank(person("q", family="Балаян", born=born), 2).ranked
    assert all(any(reason.level == "perhaps a twin" for reason in one.reasons) for one in close)


def test_people_under_a_hold_are_scored_and_marked(index_of: IndexOf) -> None:
    held = person("held", given="Մարինե", family="Դավթյան", restricted=True)
    found = first(index_of(*EVERYONE, held), person("q", given="Марине", family="Давтян"))
    assert (found.person, found.restricted) == ("held", True)


def test_always_so_many_rows_as_asked_or_as_there_are_people(index_of: IndexOf) -> None:
    index = index_of(*EVERYONE)
    for top in (1, 3, 4, 10):
        ranked = index.rank(person("q", place="Горис"), top).ranked
        assert len(ranked) == min(top, len(EVERYONE))
        assert [one.rank for one in ranked] == list(range(1, len(ranked) + 1))
    assert index_of().rank(person("q", given="Նարեկ"), 10).ranked == ()


def test_nobody_registered_means_surely_not_registered(index_of: IndexOf) -> None:
    assert index_of().rank(person("q", given="Նարեկ"), 3).not_registered == 1.0


def test_a_stranger_is_probably_not_registered(index_of: IndexOf) -> None:
    ranking = index_of(*EVERYONE).rank(person("q", given="Վարդուհի", family="Խալաթյան", age=70), 3)
    assert ranking.not_registered > 0.9


def test_forgetting_somebody_leaves_nothing_of_them(index_of: IndexOf) -> None:
    index = index_of(*EVERYONE)
    index.remove("narek")
    assert "narek" not in index
    ranked = index.rank(person("q", given="Նարեկ", family="Սարգսյան"), 10).ranked
    assert sorted(one.person for one in ranked) == ["aram", "mother", "rubik"]


def test_a_correction_replaces_what_was_known(index_of: IndexOf) -> None:
    index = index_of(*EVERYONE)
    index.replace(person("aram", given="Տիգրան", family="Գրիգորյան"))
    assert first(index, person("q", given="Тигран")).person == "aram"
    assert len(index) == len(EVERYONE)


def test_a_wave_gives_the_weights_of_the_whole(index_of: IndexOf) -> None:
    index = index_of(*EVERYONE)
    request = person("q", given="Нарек", family="Саркисян", mother="Анаит")
    whole = {one.person: one.weight_bits for one in index.rank(request, 4).ranked}
    (wave,) = index.rank_among([request], ["aram", "narek"], 2)
    assert [one.person for one in wave.ranked] == ["narek", "aram"]
    assert {one.person: one.weight_bits for one in wave.ranked} == pytest.approx(
        {k: whole[k] for k in ("narek", "aram")}
    )


def test_a_wave_sees_who_becomes_probable_by_relatives_alone(index_of: IndexOf) -> None:
    crowd = [
        person(f"c{number}", given="Արամ", family="Բալայան", household=f"c{number}") for number in range(60)
    ]
    index = index_of(*crowd, NAREK, MOTHER)
    request = Description(
        "q",
        given_names=("Նարեկ",),
        relatives=(Relative(Relation.MOTHER, "Անահիտ Սարգսյան"),),
        family_names=("Խաչատրյան",),
    )
    (wave,) = index.rank_among([request], ["c1", "narek"], 2)
    chance = next(one.probability for one in wave.ranked if one.person == "narek")
    alone = Description("q", given_names=("Նարեկ",), family_names=("Խաչատրյան",))
    (without,) = index.rank_among([alone], ["c1", "narek"], 2)
    assert chance > without.ranked[0].probability
    (probable,) = index.rank_among([request], ["c1", "narek"], 2, probability_least=chance * 0.99)
    assert [one.person for one in probable.ranked] == ["narek"]


@pytest.mark.parametrize(
    "request_", [person("q", documents=("passport:AM:AN1234567",)), person("q", given="Զորավար")]
)
def test_a_crowd_that_fits_equally_hides_nobody_who_fits_better(
    index_of: IndexOf, request_: Description
) -> None:
    crowd = [person(f"p{number}", given="Կարեն", sex="m") for number in range(5_200)]
    target = person("target", given="Զորավար", sex="m", documents=("passport:AM:AN1234567",))
    assert first(index_of(*crowd, target), request_).person == "target"
