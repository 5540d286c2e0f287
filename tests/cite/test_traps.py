"""What counts nobody is no figure, and what is denied, doubted or supposed is never told as so."""

import pytest
from tests.cite.conftest import Read

_NOBODY = [
    "The appeal asks for $71.4 million, of which 10 per cent has come in.",
    "Each family will get SYP 15,000 in cash.",
    "Crossing brings a fine of up to 25 base units.",
    'The guard counts 501 "attempts" a day.',
    "We dug 45 wells, against a need of 600.",
    "Returnees may take out 50,000 Pakistani rupees each.",
    "The plan needs US$ 630.2 million; EUR 40,000 was given on Monday.",
    "Call 0800 520 520 or +374 10 54 68 12 for help.",
    "Donate: text AID to 70 123.",
    "Some 88 per cent are women and children, and 52% are under 18.",
    "Two out of five households have no stove, and one in three lost a relative.",
    "Nine out of ten families eat once a day.",
    "COVID-19 and H5N1 cases were not found; Covid-19 wards stayed open.",
    "The Boeing 747 flew at 10,000 metres for 12 hours.",
    "On 12 September 2023 at 14:30 the 6.8-magnitude quake struck; it lasted 45 seconds.",
    "Resolution 1325 and Article 33 of the 1951 Convention apply since 1967.",
    "The 12-year-old walked 40 km along Highway 7.",
    "Situation report no. 14, page 3 of 8, operation MDRBD028.",
    "The bridge is 1,200 metres long and carries 40 tonnes.",
    "Room 412 is on floor 3; bus 28 leaves at 6 p.m.",
    "Ahmed, 40, and his wife, 38, walked for 3 days.",
    "Prices rose by 300 per cent to 2,500 pounds a sack.",
    "WFP gave out 1,400 tonnes of food, 900,000 litres of water and 12,000 blankets.",
    "The 2018 Global Compact and the 2030 Agenda say so.",
    "The flight QR 286 landed with 40 tonnes of aid.",
    "Coordinates 39.51 N, 46.34 E.",
    "The IFRC is seeking 3.5 million Swiss francs.",
    "Twitter: 12.6K followers, 311 comments.",
    "Decree 542 of 2018 were signed.",
    "Needs: 3,000 family kits and cholera treatment for 600 cases.",
    "We were 12 in the family. We are nine now.",
]


@pytest.mark.parametrize("text", _NOBODY)
def test_money_shares_lines_labels_and_measures_count_nobody(text: str, read: Read) -> None:
    assert [f.number_text for f in read(text, "2024-03-10").figures] == []


_NOT_SAID = [
    ("The ministry denied that 5,000 people had been turned back.", "denies"),
    ("Baku has denied reports that 300 civilians were killed.", "denies"),
    ("The army rejected claims that its men had shot 12 villagers.", "rejects"),
    ("The governor dismissed as false a report that 700 people had drowned.", "rejects"),
    ("There is no truth in the claim that 20,000 foreigners were settled there.", "denies"),
    ("The minister said it was not true that 300 people had died.", "denies"),
    ("UNHCR said 40,000 people had not arrived.", "denies"),
    ("The mayor said there was no evidence that 50 people were missing.", "denies"),
    ("The coast guard could not confirm that 36 passengers had drowned.", "uncertain"),
    ("Officials did not confirm reports that 300 people had fled.", "uncertain"),
    ("It was not clear whether 300 people had survived.", "uncertain"),
    ("If all 120,000 people leave, the country could face a crisis.", "hypothetical"),
    ("The spokesman denied, as he had on Monday, that 90 people were detained.", "denies"),
    ("Moscow accuses Kyiv of killing 40 prisoners.", "accuses"),
    ("The rebels claimed they had captured 200 soldiers.", "claims"),
    ("The agency fears that 3,000 children may be alone.", "fears"),
    ("The premier promised that 5,000 families would be housed.", "guarantees"),
    ("The government vowed to house 3,000 families.", "guarantees"),
    ("There were never 5,000 people in the camp, the mayor said.", "denies"),
    ("The ministry called the figure of 9,000 dead a fabrication.", "denies"),
    ("The story of 12 dead is a lie, the governor said.", "denies"),
    ("Police said claims that 70 children had disappeared were baseless.", "denies"),
    ("Tehran has denied expelling 20,000 Afghans.", "denies"),
    ("We could not verify that 600 people were killed.", "uncertain"),
    ("Unconfirmed reports speak of 600 dead.", "uncertain"),
    ("The number of 600 dead has not been confirmed.", "uncertain"),
    ("Authorities neither confirmed nor denied that 600 people had died.", "uncertain"),
    ("At least 80 people are feared drowned.", "fears"),
    ("In case of renewed fighting, 50,000 people could flee.", "hypothetical"),
    ("Were the front to move, 30,000 people would have to go.", "hypothetical"),
    ("It is not known how many of the 600 passengers survived.", "uncertain"),
    ("She said nobody had told them where the 1.1 million people who slept there should go.", "asserts"),
    ("The governor said his state could not feed more than 30,000 newcomers.", "asserts"),
    ('A spokesman for the rebels said the figure of 12,000 was "pure invention".', "denies"),
    ("Neither the army nor UNIFIL confirmed that 900 villagers had fled.", "uncertain"),
    ("Officials could not say whether 300 people had crossed.", "uncertain"),
    ("Sərhəd bağlansa, 5 min nəfər qala bilər.", "hypothetical"),
    ("The minister, asked whether the camp was full, said 5,000 people had crossed.", "asserts"),
    ("No. 10 said that 900 villagers had fled.", "asserts"),
    ("No official confirmed that 900 villagers had fled.", "uncertain"),
    ("Asked whether 80,000 had crossed, the minister declined to comment.", "uncertain"),
    ('"There are no 20,000 displaced persons in Kassala," the governor told local radio.', "denies"),
    ("Arrivals are not expected to exceed 90,000.", "predicts"),
    ("Bakı 120 min nəfərin köçdüyünü təkzib edib.", "denies"),
    ("Sınır kapanırsa 5 bin kişi mahsur kalabilir.", "hypothetical"),
    ("Bursa'da 5 bin kişi kalıyor.", "asserts"),
    ("Ни один из 600 детей не пострадал.", "denies"),
    ("Армия не подтвердила, что 900 жителей бежали.", "uncertain"),
    ("Authorities have denied entry to 2,300 people stuck at the crossing.", "asserts"),
]


def test_the_number_denied_stands_beside_the_one_that_is_said(read: Read) -> None:
    for text in (
        "Police said that not 300 but 450 prisoners had escaped.",
        "The dead number 450, not 300, police said.",
    ):
        told = {f.value: f.stance for f in read(text, "2024-03-10").figures}
        assert told == {300: "denies", 450: "asserts"}


@pytest.mark.parametrize(("text", "stance"), _NOT_SAID)
def test_what_is_denied_doubted_or_supposed_is_never_asserted(text: str, stance: str, read: Read) -> None:
    (figure,) = read(text, "2024-03-10").figures
    assert figure.stance == stance


_AHEAD = [
    "If the dam breaks, 50,000 people would have to leave, the governor said.",
    "Unless aid arrives, 30,000 families could flee, Oxfam warned.",
    "In the worst case 200,000 people could cross the border, UNHCR said.",
    "UNHCR said up to 100,000 people may arrive by December.",
    "The government expects 60,000 people to cross.",
]


@pytest.mark.parametrize("text", _AHEAD)
def test_what_has_not_happened_is_not_told_as_happened(text: str, read: Read) -> None:
    (figure,) = read(text, "2024-03-10").figures
    assert figure.modality != "realis"
    assert figure.counts not in {"arrived", "fled"}


def test_the_speaker_stands_before_what_is_told_of_it(read: Read) -> None:
    text = "The Red Cross, which arrived on Monday, said it feared that 12 children were alone."
    (figure,) = read(text, "2024-03-10").figures
    assert (figure.speaker.text, figure.stance, figure.said_on) == ("The Red Cross", "fears", None)
    assert (figure.value, figure.counts) == (12, "affected")


def test_what_is_not_to_exceed_a_number_is_at_most_that(read: Read) -> None:
    for text in (
        "Arrivals are not expected to exceed 90,000.",
        "The arrivals did not exceed 90,000.",
        "Arrivals are unlikely to exceed 90,000.",
    ):
        (figure,) = read(text, "2024-03-10").figures
        assert (figure.qualifier, figure.low, figure.high) == ("at_most", None, 90_000)


def test_where_it_was_told_is_not_where_they_went(read: Read) -> None:
    (figure,) = read("UNHCR told reporters in Goma that 30,000 refugees had arrived in Kenya.").figures
    assert figure.place.destination == "Kenya"
    (figure,) = read("UNHCR told reporters in Goma on Monday 30,000 refugees had arrived.").figures
    assert figure.place.destination is None
    (figure,) = read("The governor told reporters in Goma that 30,000 people had crossed.").figures
    assert figure.place.destination is None
