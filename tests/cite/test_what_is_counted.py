"""What a number counts, by the words of ordinary reports: nouns made of verbs, passives, parts, labels, capacity."""

import pytest
from tests.cite.conftest import Read

# The sentence, and for each number in it its unit and what it counts.
_COUNTED: list[tuple[str, list[tuple[str, str, str]]]] = [
    (
        "The displacement of 40,000 people in a week has emptied the valley.",
        [("40,000", "people", "displaced")],
    ),
    ("Arrivals rose to 12,400 on Thursday.", [("12,400", "people", "arrived")]),
    ("ARRIVALS CLIMB TO 850 ON MONDAY", [("850", "people", "arrived")]),
    ("DEATH TOLL FROM QUAKE RISES TO 850", [("850", "people", "killed")]),
    ("The evacuation of 3,200 residents was completed overnight.", [("3,200", "people", "relocated")]),
    ("The death of 14 miners was confirmed by the company.", [("14", "people", "killed")]),
    ("The arrival of 900 families has strained the wells.", [("900", "households", "arrived")]),
    ("The women enrolled so far are 1,290.", [("1,290", "people", "registered")]),
    ("The children who fled are 12.", []),
    ("The families displaced are 4,000, half of them in Vayk.", [("4,000", "households", "displaced")]),
    ("The wages of 300 teachers were not paid.", [("300", "people", "affected")]),
    ("The mayor put the dead at 670.", [("670", "people", "killed")]),
    (
        "Some 340, not 430, families lost their homes.",
        [("340", "households", "homeless"), ("430", "households", "homeless")],
    ),
    (
        "Buses have moved 2,180 people to Vayk, a camp designed for 9,000.",
        [("2,180", "people", "relocated"), ("9,000", "people", "capacity")],
    ),
    ("Lorries at the border: 780", [("780", "vehicles", "present")]),
    ("Pre-registration of 500 families has ended.", [("500", "households", "registered")]),
    ("The registration of 5,600 households began on Monday.", [("5,600", "households", "registered")]),
    ("The loss of 48 lives is a tragedy.", [("48", "people", "killed")]),
    ("The return of 22,000 people to Aleppo was recorded in April.", [("22,000", "people", "arrived")]),
    ("The flight of 6,000 villagers from Bilal went unnoticed.", [("6,000", "people", "fled")]),
    ("An influx of 30,000 people overwhelmed the town.", [("30,000", "people", "arrived")]),
    ("The reception centre has a capacity of 1,200.", [("1,200", "people", "capacity")]),
    (
        "The site, which can hold 800, is sheltering 2,300 people.",
        [("800", "people", "capacity"), ("2,300", "people", "present")],
    ),
    (
        "There are 4,500 people in Goris and 1,200 in Sisian.",
        [("4,500", "people", "present"), ("1,200", "people", "present")],
    ),
    (
        "Some 2,000 were taken to Vayk, 800 to Jermuk and 350 to Sisian.",
        [("2,000", "people", "relocated"), ("800", "people", "relocated"), ("350", "people", "relocated")],
    ),
    (
        "Of the 18,000 who crossed, 7,000 are children.",
        [("18,000", "people", "arrived"), ("7,000", "people", "arrived")],
    ),
    (
        "Of 18,000 new arrivals, 7,000 were registered.",
        [("18,000", "people", "arrived"), ("7,000", "people", "registered")],
    ),
    (
        "Floods swept away 1,400 homes and killed 31.",
        [("1,400", "dwellings", "affected"), ("31", "people", "killed")],
    ),
    ("The quake left 60,000 without shelter.", [("60,000", "people", "homeless")]),
    (
        "The storm left 120 dead and 600 injured.",
        [("120", "people", "killed"), ("600", "people", "affected")],
    ),
    ("Host families have taken in 15,000 people.", [("15,000", "people", "arrived")]),
    ("15,000 people are staying with relatives.", [("15,000", "people", "present")]),
    ("15,000 people have found refuge with relatives.", [("15,000", "people", "arrived")]),
    ("Schools are being used as shelters by 3,000 people.", [("3,000", "people", "present")]),
    ("3,000 people spent the night in schools.", [("3,000", "people", "present")]),
    ("3,000 people sleep in schools.", [("3,000", "people", "present")]),
    ("10,000 people have been uprooted by the fighting.", [("10,000", "people", "displaced")]),
    ("10,000 people were forced to flee.", [("10,000", "people", "displaced")]),
    ("10,000 people were forced to flee their homes.", [("10,000", "people", "displaced")]),
    ("10,000 people have fled their homes.", [("10,000", "people", "displaced")]),
    ("Fighting has displaced 10,000 people.", [("10,000", "people", "displaced")]),
    ("Fighting drove 10,000 people from their homes.", [("10,000", "people", "displaced")]),
    ("The fighting sent 10,000 people fleeing.", [("10,000", "people", "fled")]),
    ("The fighting has caused 10,000 people to flee.", [("10,000", "people", "fled")]),
    ("10,000 people escaped to the hills.", [("10,000", "people", "fled")]),
    ("10,000 people left for the capital.", [("10,000", "people", "fled")]),
    ("10,000 people crossed into Armenia.", [("10,000", "people", "arrived")]),
    ("10,000 people sought safety in Chad.", [("10,000", "people", "arrived")]),
    ("10,000 people took shelter in a church.", [("10,000", "people", "arrived")]),
    ("10,000 people are sheltering in a church.", [("10,000", "people", "present")]),
    ("10,000 people are trapped in the city.", [("10,000", "people", "remaining")]),
    ("10,000 people remain in the city.", [("10,000", "people", "remaining")]),
    ("10,000 people could not leave.", [("10,000", "people", "remaining")]),
    ("10,000 people are unable to leave.", [("10,000", "people", "remaining")]),
    ("10,000 people are cut off by snow.", [("10,000", "people", "affected")]),
    ("10,000 people are still inside the enclave.", [("10,000", "people", "remaining")]),
    ("10,000 people were evacuated.", [("10,000", "people", "relocated")]),
    ("10,000 people were moved to safer areas.", [("10,000", "people", "relocated")]),
    ("10,000 people were bused to Yerevan.", [("10,000", "people", "relocated")]),
    ("10,000 people were transferred to Mile 26.", [("10,000", "people", "relocated")]),
    ("10,000 people were brought to safety.", [("10,000", "people", "relocated")]),
    ("10,000 people were deported.", [("10,000", "people", "relocated")]),
    ("10,000 people have been repatriated.", [("10,000", "people", "relocated")]),
    ("10,000 people have gone home.", [("10,000", "people", "arrived")]),
    ("10,000 people have returned home.", [("10,000", "people", "arrived")]),
    ("10,000 people have been registered.", [("10,000", "people", "registered")]),
    ("10,000 people have received wristbands.", [("10,000", "people", "registered")]),
    ("10,000 people have been issued documents.", [("10,000", "people", "registered")]),
    ("10,000 people are waiting to be registered.", [("10,000", "people", "not_registered")]),
    ("10,000 people have yet to be registered.", [("10,000", "people", "not_registered")]),
    ("10,000 people still need a place to stay.", [("10,000", "people", "need_housing")]),
    ("10,000 people need shelter.", [("10,000", "people", "need_housing")]),
    ("10,000 people need food.", [("10,000", "people", "affected")]),
    ("10,000 people are in need of assistance.", [("10,000", "people", "affected")]),
    ("10,000 people received blankets.", [("10,000", "people", "affected")]),
    ("10,000 people were given hot meals.", [("10,000", "people", "affected")]),
    ("10,000 people are expected.", [("10,000", "people", "expected_to_arrive")]),
    ("10,000 people are expected to arrive by Friday.", [("10,000", "people", "expected_to_arrive")]),
    ("10,000 people may flee.", [("10,000", "people", "expected_to_leave")]),
    ("10,000 people could be displaced.", [("10,000", "people", "displaced")]),
    ("10,000 people are likely to leave.", [("10,000", "people", "expected_to_leave")]),
    ("10,000 people plan to leave.", [("10,000", "people", "expected_to_leave")]),
    ("10,000 people are on the road.", [("10,000", "people", "leaving")]),
    ("10,000 people are on the move.", [("10,000", "people", "leaving")]),
    ("10,000 people are queuing at the bridge.", [("10,000", "people", "leaving")]),
    ("10,000 people were killed.", [("10,000", "people", "killed")]),
    ("10,000 people lost their lives.", [("10,000", "people", "killed")]),
    ("10,000 people perished.", [("10,000", "people", "killed")]),
    ("10,000 people are missing.", [("10,000", "people", "affected")]),
    ("10,000 people have lost their homes.", [("10,000", "people", "homeless")]),
    ("10,000 people are sleeping in the open.", [("10,000", "people", "homeless")]),
    ("10,000 people were made homeless.", [("10,000", "people", "homeless")]),
    ("10,000 people live in the town.", [("10,000", "people", "population")]),
    ("The town has 10,000 inhabitants.", [("10,000", "people", "population")]),
    ("The town of 10,000 people is empty.", [("10,000", "people", "population")]),
    ("A town of 10,000 is empty.", [("10,000", "people", "population")]),
    ("The region's population of 120,000 has left.", [("120,000", "people", "population")]),
    ("Its 10,000 residents have left.", [("10,000", "people", "fled")]),
    ("The school can sleep 200.", [("200", "people", "capacity")]),
    ("We have beds for 200.", [("200", "people", "capacity")]),
    ("We have room for another 200 people.", [("200", "people", "capacity")]),
    ("There is space for 200 people.", [("200", "people", "capacity")]),
    ("500 places are free.", [("500", "places", "capacity")]),
    ("500 beds are occupied.", [("500", "places", "present")]),
    ("500 beds are available.", [("500", "places", "capacity")]),
    ("The hotel offers 500 beds.", [("500", "places", "capacity")]),
    ("500 beds are needed.", [("500", "places", "need_housing")]),
    ("Another 500 beds will be added.", [("500", "places", "capacity")]),
    ("500 tents were pitched.", [("500", "dwellings", "capacity")]),
    ("500 tents arrived on Sunday.", [("500", "dwellings", "capacity")]),
    ("500 houses were damaged.", [("500", "dwellings", "affected")]),
    ("500 houses were burnt down.", [("500", "dwellings", "affected")]),
    ("500 houses have been repaired.", [("500", "dwellings", "capacity")]),
    ("500 families are living in tents.", [("500", "households", "present")]),
    ("500 homes were destroyed.", [("500", "dwellings", "affected")]),
    ("12 schools have been turned into shelters.", [("12", "sites", "present")]),
    ("12 schools were closed.", [("12", "sites", "affected")]),
    ("12 schools were hit.", [("12", "sites", "affected")]),
    ("12 camps have been set up.", [("12", "sites", "present")]),
    ("The town opened 12 collective centres.", [("12", "sites", "present")]),
    ("12 villages were abandoned.", [("12", "sites", "affected")]),
    ("12 villages were flooded.", [("12", "sites", "affected")]),
    (
        "UNHCR says the number of refugees in the camp has doubled to 24,000.",
        [("24,000", "people", "present")],
    ),
    (
        "The number of displaced has climbed to 1.3 million, OCHA said.",
        [("1.3 million", "people", "displaced")],
    ),
    (
        "The death toll climbed to 212 on Sunday as rescuers dug through the mud, the civil protection agency said.",
        [("212", "people", "killed")],
    ),
    ("A further 64 are unaccounted for.", [("64", "people", "affected")]),
    ("Sixty-four people remain missing.", [("Sixty-four", "people", "affected")]),
    ("As many as 300 a day are crossing at Joda, according to IOM.", [("300", "people", "arrived")]),
    (
        "Some 1,500 people a day are arriving at Renk, the UN refugee agency's representative in South Sudan, Marie-Hélène Verney, said.",
        [("1,500", "people", "arrived")],
    ),
    ("Daily arrivals average 1,800.", [("1,800", "people", "arrived")]),
    ("At its peak the border post saw 6,000 arrivals a day.", [("6,000", "people", "arrived")]),
    ('"There were 4,000 of us on the hill," he said.', [("4,000", "people", "present")]),
    (
        "The governor, who visited the site, put the number of homeless at 12,000.",
        [("12,000", "people", "homeless")],
    ),
    (
        "Governor Ali Tehan told state television that 340 families had been moved to higher ground.",
        [("340", "households", "relocated")],
    ),
    (
        "In an interview with Al Jazeera, the mayor said 2,000 people were still under the rubble.",
        [("2,000", "people", "remaining")],
    ),
    (
        "More than 7,000 buildings collapsed and 40,000 were damaged.",
        [("7,000", "dwellings", "affected"), ("40,000", "dwellings", "affected")],
    ),
    (
        "The ministry of health said 5,200 had been killed and 11,000 wounded since October.",
        [("5,200", "people", "killed"), ("11,000", "people", "affected")],
    ),
    ("Local media, quoting police, said 23 migrants drowned.", [("23", "people", "killed")]),
    (
        "A spokesman for the coastguard said that 71 people had been rescued and that 15 bodies had been recovered.",
        [("71", "people", "relocated"), ("15", "people", "killed")],
    ),
    (
        "The coastguard rescued 71 people and recovered 15 bodies.",
        [("71", "people", "relocated"), ("15", "people", "killed")],
    ),
    ("Fifteen bodies were recovered.", [("Fifteen", "people", "killed")]),
    ("Save the Children estimates 60,000 children are out of school.", [("60,000", "people", "affected")]),
    ("60,000 children are out of school.", [("60,000", "people", "affected")]),
    ("3,200 pregnant women need care.", [("3,200", "people", "affected")]),
    ("UNICEF: 3,200 children separated from their families.", [("3,200", "people", "present")]),
    ("2,100 children have been reunited with their parents.", [("2,100", "people", "affected")]),
    ("2,100 unaccompanied minors were identified.", [("2,100", "people", "present")]),
    (
        "Civil protection teams evacuated 1,200 people, 300 of them by helicopter.",
        [("1,200", "people", "relocated"), ("300", "people", "relocated")],
    ),
    ("Authorities have ordered the evacuation of 25,000 people.", [("25,000", "people", "leaving")]),
    ("Authorities ordered 25,000 people to leave.", [("25,000", "people", "leaving")]),
    ("About 25,000 residents were ordered to evacuate.", [("25,000", "people", "leaving")]),
    ("Evacuation orders cover 25,000 people.", [("25,000", "people", "leaving")]),
    (
        "Aid groups fear half a million people could be forced from their homes.",
        [("half a million", "people", "displaced")],
    ),
    ("Half a million people face famine.", [("Half a million", "people", "affected")]),
    ("Half a million people face eviction.", [("Half a million", "people", "affected")]),
    ("3 million people are at risk of famine, WFP warned.", [("3 million", "people", "affected")]),
    ("3 million people live in areas controlled by the group.", [("3 million", "people", "population")]),
    ("Camp residents number 8,000.", [("8,000", "people", "present")]),
    ("The camp houses 8,000.", [("8,000", "people", "present")]),
    (
        "The camp now shelters 8,000 people, twice the 4,000 it was built for.",
        [("8,000", "people", "present"), ("4,000", "people", "capacity")],
    ),
    (
        "8,000 people are crammed into a stadium built for 2,000.",
        [("8,000", "people", "present"), ("2,000", "people", "capacity")],
    ),
    ("8,000 people have been accommodated in hotels.", [("8,000", "people", "present")]),
    ("Hotels have taken 8,000 people.", [("8,000", "people", "arrived")]),
    ("Private hosts offered 3,400 beds.", [("3,400", "places", "capacity")]),
    ("The mayor offered rooms for 60 families.", [("60", "households", "capacity")]),
    ("The ministry has 1,100 vacant apartments.", [("1,100", "dwellings", "capacity")]),
    ("1,100 apartments stand empty.", [("1,100", "dwellings", "capacity")]),
    ("The shortfall is 14,000 tents.", [("14,000", "dwellings", "need_housing")]),
    ("We need 14,000 tents.", [("14,000", "dwellings", "need_housing")]),
    ("IFRC dispatched 14,000 tents.", [("14,000", "dwellings", "capacity")]),
    ("Some 14,000 shelters were washed away.", [("14,000", "dwellings", "affected")]),
    ("14,000 households lost their shelters.", [("14,000", "households", "homeless")]),
    ("14,000 households have had their shelters damaged.", [("14,000", "households", "affected")]),
    ("14,000 households have received tents.", [("14,000", "households", "affected")]),
    ("14,000 households received cash.", [("14,000", "households", "affected")]),
    ("14,000 households have been relocated to Kumer.", [("14,000", "households", "relocated")]),
    ("14,000 households settled along the river.", [("14,000", "households", "present")]),
    ("14,000 households from Kanyabayonga settled in Lubero.", [("14,000", "households", "present")]),
    ("14,000 people have applied for asylum.", [("14,000", "people", "registered")]),
    ("14,000 people hold temporary protection.", [("14,000", "people", "registered")]),
    ("14,000 people were granted temporary protection.", [("14,000", "people", "registered")]),
    ("14,000 people were turned back at the border.", [("14,000", "people", "relocated")]),
    ("14,000 people are being held in detention centres.", [("14,000", "people", "affected")]),
    ("14,000 people are stuck at the border.", [("14,000", "people", "remaining")]),
    ("14,000 people are camped at the border.", [("14,000", "people", "present")]),
    ("14,000 people have gathered at the border.", [("14,000", "people", "present")]),
    ("14,000 people are massed at the border.", [("14,000", "people", "present")]),
    ("14,000 people have nowhere to go.", [("14,000", "people", "need_housing")]),
    ("14,000 people boarded trains to the west.", [("14,000", "people", "fled")]),
    ("14,000 people headed north.", [("14,000", "people", "fled")]),
    ("14,000 people moved north.", [("14,000", "people", "fled")]),
    ("14,000 people were on the move.", [("14,000", "people", "leaving")]),
    ("14,000 people have moved into the school compound.", [("14,000", "people", "arrived")]),
    ("14,000 people, mostly women, have reached Goz Beida.", [("14,000", "people", "arrived")]),
    ("14,000 people made it across.", [("14,000", "people", "arrived")]),
    ("14,000 people spilled over the border.", [("14,000", "people", "arrived")]),
    ("14,000 people poured over the border.", [("14,000", "people", "arrived")]),
    ("14,000 refugees are hosted in Uganda.", [("14,000", "people", "present")]),
    ("Uganda hosts 1.7 million refugees.", [("1.7 million", "people", "present")]),
    ("14,000 refugees live in five camps.", [("14,000", "people", "present"), ("five", "sites", "present")]),
    ("Some 14,000 inhabitants stayed.", [("14,000", "people", "remaining")]),
    ("Only 50 people chose to stay.", [("50", "people", "remaining")]),
    ("Those remaining number about 50.", [("50", "people", "remaining")]),
    ("The remaining 50 will leave tomorrow.", [("50", "people", "expected_to_leave")]),
    ("He estimated that 95 per cent of the 2,300 inhabitants had left.", [("2,300", "people", "population")]),
    (
        "Five members of one family, including three children, were killed when a shell hit their house, police said.",
        [("Five", "people", "killed"), ("three", "people", "killed")],
    ),
    ("Two paramedics were among the dead.", [("Two", "people", "killed")]),
    ("Police detained 45 protesters.", [("45", "people", "affected")]),
    ("At least 12 aid workers have been abducted this year.", [("12", "people", "affected")]),
    ("200 soldiers were deployed.", [("200", "people", "present")]),
    ("The army said it had killed 40 militants.", [("40", "people", "killed")]),
    ("A roadside bomb wounded 8 people.", [("8", "people", "affected")]),
    ("1,200 volunteers are helping.", [("1,200", "people", "present")]),
    ("Eighteen firefighters battled the blaze.", [("Eighteen", "people", "present")]),
    ("14 trucks with food crossed at Rafah.", [("14", "vehicles", "arrived")]),
    ("There are 38 makeshift sites in Goma.", [("38", "sites", "present")]),
    ("UNHCR manages 38 sites.", [("38", "sites", "present")]),
    ("38 sites host 200,000 people.", [("38", "sites", "present"), ("200,000", "people", "present")]),
    ("38 sites hosting 200,000 people", [("38", "sites", "present"), ("200,000", "people", "present")]),
    ("Access to 38 sites is limited.", [("38", "sites", "affected")]),
]


@pytest.mark.parametrize(("text", "typed"), _COUNTED)
def test_what_a_number_counts_is_read_from_ordinary_words(
    text: str, typed: list[tuple[str, str, str]], read: Read
) -> None:
    found = [(f.number_text, f.unit, f.counts) for f in read(text, "2024-05-14").figures]
    assert found == typed


def test_shelter_given_is_stay_and_room_for_families_is_room(read: Read) -> None:
    (figure,) = read("Կառավարությունը կացարանով է ապահովել 5.900 անձի։").figures
    assert figure.counts == "present"
    (figure,) = read("Մինչև 40 հազար ընտանիքի համար տեղեր կան։").figures
    assert (figure.counts, figure.unit, figure.high) == ("capacity", "households", 40_000)


def test_a_status_is_not_what_is_told(read: Read) -> None:
    text = "UNHCR warned that half a million Syrians under temporary protection could be displaced again."
    (figure,) = read(text).figures
    assert (figure.counts, figure.stance) == ("displaced", "predicts")


def test_who_claims_a_number_kills_nobody(read: Read) -> None:
    text = "Israel said 40,000 people had been displaced. Hezbollah claimed the number was closer to 52,000."
    assert [f.counts for f in read(text).figures] == ["displaced", "displaced"]


def test_the_part_did_what_the_whole_was_expected_to(read: Read) -> None:
    part, whole = read("No more than 700 of the 2,000 families expected actually arrived.").figures
    assert (part.value, part.qualifier, part.counts, part.modality) == (700, "at_most", "arrived", "realis")
    assert (whole.value, whole.counts) == (2_000, "expected_to_arrive")


def test_a_row_of_a_table_counts_in_its_place_and_nobody_says_it(read: Read) -> None:
    (figure,) = read("Armenia: Refugees arrived: 4,000\n", "2023-10-01").figures
    assert (figure.counts, figure.place.place, figure.speaker.text) == ("arrived", "Armenia", None)
    (figure,) = read("Total: Refugees arrived: 4,000\n", "2023-10-01").figures
    assert figure.place.place is None
    (figure,) = read("UNHCR: Refugees arrived: 4,000\n", "2023-10-01").figures
    assert figure.speaker.text == "UNHCR"
    assert read("Total: Funds (USD): 4,000\n", "2023-10-01").figures == ()
