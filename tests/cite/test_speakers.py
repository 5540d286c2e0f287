"""Who said it: left out, pointed at, nested, denied - and never the outlet by mistake."""

import pytest
from tests.cite.conftest import Read

_SPEAKERS = {
    "A ferry sank, killing 40 people, the coast guard said.": "the coast guard",
    "According to Caritas, 300 families have arrived.": "Caritas",
    "300 families have arrived, according to Caritas.": "Caritas",
    '"We sheltered 300 families," said Maria Petrosyan, the town\'s mayor.': "Maria Petrosyan, the town's mayor",
    "Maria Petrosyan, the mayor, said 300 families had arrived.": "Maria Petrosyan, the mayor",
    "On Monday, UNHCR said 300 families had arrived.": "UNHCR",
    "IOM figures show that 300 families have arrived.": "IOM",
    "300 families have arrived (OCHA, 12 September).": "OCHA",
    "300 families displaced: UN": "UN",
    "The International Organization for Migration (IOM) said 300 families had arrived.": "The International Organization for Migration (IOM)",
    "UNHCR, which said 300 families had arrived, closed its desk.": "UNHCR",
    "300 families have arrived in Goris.": None,
    "WHO warned that 300 people could fall ill.": "WHO",
    "Aid workers and residents said 300 families had arrived.": "Aid workers and residents",
    "A medic who asked not to be named said 300 people had arrived.": "A medic who asked not to be named",
    "Government data seen by AFP showed 300 had died.": "Government",
    "The UN said more had died than the ministry's estimate of 300.": "the ministry",
    "Of those displaced, 300 sleep in schools, OCHA said in an update; another 200 are with relatives.": "OCHA",
    "Some 300 sleep there, said a spokeswoman for the UNHCR, Melita Sunjic.": "a spokeswoman for the UNHCR, Melita Sunjic",
    "While IOM says 200 families left, the mayor puts the number at 300.": "the mayor",
    "The dam's caretaker, Musa Bello, said 300 people had fled.": "The dam's caretaker, Musa Bello",
    "The sheriff had earlier spoken of 300 dead.": "The sheriff",
    "IOM revised its estimate of displaced people to 300.": "IOM",
    "IOM raised its flag over 300 people.": None,
    "Cpl. Ana Ruiz said 300 people had fled.": "Cpl. Ana Ruiz",
    "The parish has compiled a list of 300 homes that burned.": "The parish",
    "Deaths reported: 300": None,
}


@pytest.mark.parametrize("sentence", _SPEAKERS)
def test_the_speaker_is_found(sentence: str, read: Read) -> None:
    assert read(sentence, "2023-09-25").figures[-1].speaker.text == _SPEAKERS[sentence]


def test_a_left_out_subject_goes_on_with_the_same_speaker(read: Read) -> None:
    claims = read("President Anna Smith said the war was over. And claims that all are safe.").claims
    assert [c.speaker.text for c in claims] == ["President Anna Smith", "President Anna Smith"]
    assert claims[1].speaker.elided


def test_a_left_out_subject_in_the_present_goes_on_with_the_one_inside(read: Read) -> None:
    text = "Spokesman Jan Novak said on Monday that Poland considers the border safe. But rejects all blame."
    assert read(text).claims[1].speaker.text == "Poland"


def test_he_is_resolved_to_the_last_person(read: Read) -> None:
    claims = read(
        "Minister Jan Novak said the camp was full. UNHCR said it was not. He has accused the press of lying."
    ).claims
    assert (claims[-1].speaker.text, claims[-1].speaker.resolved) == ("He", "Jan Novak")


def test_a_denied_number_is_never_asserted(read: Read) -> None:
    for text in (
        "The ministry denied that 5,000 people had fled.",
        "The ministry said it was not true that 5,000 people had fled.",
        "The ministry said there was no evidence that 5,000 people had fled.",
    ):
        (figure,) = read(text).figures
        assert figure.stance == "denies"
        assert not figure.planning_relevant


def test_whoever_is_cited_speaks_and_whoever_cites_passes_it_on(read: Read) -> None:
    (figure,) = read("UNICEF said 300 children had arrived, citing the Red Cross.").figures
    assert figure.speaker.text == "the Red Cross"
    assert figure.speaker.chain == ("UNICEF",)


def test_what_a_spokesman_does_not_say_is_uncertain(read: Read) -> None:
    (figure,) = read("The spokesman did not say how many of the 800 patients had been moved.").figures
    assert figure.stance == "uncertain"


def test_people_in_schools_are_not_schools(read: Read) -> None:
    figures = read(
        "OCHA said 57,000 people sleep in 76 schools; another 10,000 are staying with relatives."
    ).figures
    assert [f.unit.value for f in figures] == ["people", "sites", "people"]


def test_a_number_of_a_total_is_one_figure(read: Read) -> None:
    (figure,) = read("The ministry said 1,100 of the 4,000 beds were taken.").figures
    assert (figure.number_text, figure.unit) == ("1,100", "places")


def test_families_and_the_people_in_them_are_one_group(read: Read) -> None:
    families, people = read("The mayor said 500 families (about 2,500 people) had arrived.").figures
    assert people.equivalent_of == families.id
    assert people.counts == families.counts == "arrived"


def test_a_part_is_tied_to_its_whole(read: Read) -> None:
    whole, part = read(
        "Poland's border guard said 1.067 million people had entered, including 142,300 on Sunday."
    ).figures
    assert part.part_of == whole.id


def test_a_list_speaks_with_the_voice_of_its_lead_in(read: Read) -> None:
    figures = read(
        "According to IOM, figures are:\n\n- New arrivals: 370,000\n- Families relocated: 3,200\n"
    ).figures
    assert [(f.speaker.text, f.counts) for f in figures] == [("IOM", "arrived"), ("IOM", "relocated")]


def test_a_label_in_capitals_takes_its_turn(read: Read) -> None:
    text = "HEAD OF OFFICE: Good day. We counted 300 new arrivals.\n\nREPORTER: And?\n\nHEAD OF OFFICE: Then 500 died."
    assert [f.speaker.text for f in read(text).figures] == ["HEAD OF OFFICE", "HEAD OF OFFICE"]


def test_one_headline_in_capitals_takes_no_turn(read: Read) -> None:
    (figure,) = read("PRESIDENT VISITS CAMP: 300 people fled").figures
    assert figure.speaker.text is None


def test_an_outlet_passes_on_and_never_speaks(read: Read) -> None:
    reading = read("GENEVA, Sept 12 (Reuters) - UNHCR said 300 people fled.")
    assert reading.outlet == "Reuters"
    assert reading.figures[0].speaker.via == "Reuters"
    assert reading.figures[0].speaker.text == "UNHCR"


def test_the_same_words_make_the_same_proposals(read: Read) -> None:
    text = "UNHCR said on Monday (September 25) that 300 people fled. He denied it."
    assert read(text) == read(text)


def test_the_government_is_no_agency_named_before(read: Read) -> None:
    text = "IOM said 500,000 people were homeless. The Government reported that 400,000 had been housed."
    assert read(text).figures[1].speaker.resolved is None
    text = "The health ministry said 3,000 were hurt. The government said 300 had died."
    assert read(text).figures[1].speaker.resolved == "The health ministry"


def test_a_bracket_after_a_statement_is_its_source(read: Read) -> None:
    for text in ("At least 41,020 people were killed (AFAD).", "At least 41,020 people were killed. (DGPC)"):
        assert read(text).figures[0].speaker.text in {"AFAD", "DGPC"}
    text = "They sheltered 300 members of the armed forces (FARDC)."
    assert read(text).figures[0].speaker.text is None


def test_the_marks_of_a_quoted_letter_are_nobodys_name(read: Read) -> None:
    text = "We counted 300 people at the school.\n\n> The Red Cross said 900 people\n> had arrived.\n"
    assert [f.speaker.text for f in read(text).figures] == [None, "The Red Cross"]
