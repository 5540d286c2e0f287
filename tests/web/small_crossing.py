"""A small crossing for the tests of the pages: invented people, the true counts of 26 September 2023, one report."""

import csv
import io
from datetime import UTC, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from kinward import wiring
from kinward.casework.decide_placement import decide_placements
from kinward.casework.make_forecast import make_forecast
from kinward.casework.plan_housing import plan_housing
from kinward.casework.ports import Outside
from kinward.casework.register_household import HouseholdForm, PersonForm, register_household
from kinward.casework.state_count import CountForm, state_counts
from kinward.cite.listing import listing
from kinward.foresee.priors import crossing_priors
from kinward.model.event import Actor, Draft
from kinward.model.protection import Role
from kinward.model.report import Report
from kinward.model.written_name import NameKind
from kinward.resources import tables

PASSWORD = "four calm words here"
ORGANISATION = "receiving side"
ZONE = ZoneInfo("Asia/Yerevan")
AS_OF = datetime(2023, 9, 26, 20, 0, tzinfo=ZONE)

# Our own words about true figures, so that no agency's text rests in the repository.
REPORT = (
    "The leadership of the breakaway region says 120,000 ethnic Armenians will leave Nagorno-Karabakh.\n\n"
    "Armenian Prime Minister Nikol Pashinyan said on Friday (September 22) that space had been allocated for at "
    "least 40,000 people. A day earlier he spoke of 40,000 families.\n\n"
    "If all 120,000 people go down the Lachin corridor to Armenia, the country could face a humanitarian crisis. "
    "Baku says it will guarantee their rights. The Armenians say they fear repression.\n"
)


def actor(role: str, account: str = "") -> Actor:
    """Somebody of the receiving side with one role."""
    return Actor(account or role, "Goris 1", ORGANISATION, frozenset({role}))


def make_accounts() -> None:
    """One account per role, named after it, all with the same password."""
    from django.contrib.auth import get_user_model
    from django.contrib.auth.hashers import make_password

    accounts = get_user_model()
    password = make_password(PASSWORD)
    for role in Role:
        accounts._default_manager.update_or_create(
            name=role.value,
            defaults={
                "roles": role.value, "desk": "Goris 1", "organisation": ORGANISATION, "language": "",
                "password": password,
            },
        )  # fmt: skip


def write_small_crossing(outside: Outside) -> None:
    """Everything the pages can show, small: it takes about a second."""
    _write_sites(outside)
    _write_households(outside)
    _write_counts(outside)
    _write_report(outside)
    _accept(outside, {"120,000": "expected_to_leave", "40,000": "capacity"})
    analyst = actor("analyst")
    priors = crossing_priors(tables.table("foresee/crossing.toml"))
    make_forecast(outside, analyst, wiring.new_id(), AS_OF, priors, zone=ZONE, seed=1)
    _write_plan(outside)


_FAMILIES = (
    ("Սարգսյան", (("Անահիտ", "f", "34"), ("Նարեկ", "m", "~8"), ("Լիլիթ", "f", "5"))),
    ("Саркисян", (("Гаяне", "f", "61"),)),
    ("Hakobyan", (("Davit", "m", "41"), ("Mariam", "f", "39"), ("Tigran", "m", "12"), ("Ani", "f", "9"))),
    ("Գրիգորյան", (("Արմեն", "m", "70"), ("Սիրանուշ", "f", "68"))),
    ("Мовсесян", (("Рубен", "m", "29"), ("Кристина", "f", "27"), ("Эрик", "m", "1"))),
)


def _write_households(outside: Outside) -> None:
    registrar = actor("registrar")
    chance = wiring.chance(20230926)
    for number in range(40):
        family, persons = _FAMILIES[number % len(_FAMILIES)]
        arrived = datetime(2023, 9, 24, 18, 0, tzinfo=UTC) + timedelta(hours=float(chance.uniform(0, 46)))
        by_name = number % 4 != 3  # every fourth household is a headcount so far
        register_household(
            outside, registrar,
            HouseholdForm(
                form_id=wiring.new_id(), crossing="Kornidzor", arrived_at=arrived, people=len(persons),
                persons=tuple(_person(family, *one) for one in persons) if by_name else (),
                adults=sum(int(age.strip("~")) >= 18 for _name, _sex, age in persons),
                needs=("mobility",) if number % 7 == 0 else ("winter",) if number % 5 == 0 else (),
                wish_region=("Syunik", "Kotayk", "")[number % 3], wants_roof=number % 3 != 2, happened_at=arrived,
            ),
        )  # fmt: skip


def _person(family: str, given: str, sex: str, age: str) -> PersonForm:
    return PersonForm(
        names=((family, NameKind.FAMILY), (given, NameKind.GIVEN)), sex=sex, age=age, place="Martakert"
    )


def _write_sites(outside: Outside) -> None:
    officer = actor("housing_officer")
    for region, sites in {
        "Syunik": (("Hotel Mirhav", "hotel", 6), ("School 3, Goris", "school", 8)),
        "Kotayk": (("Sanatorium, Arzni", "sanatorium", 9),),
        "Yerevan": (("Student home", "dormitory", 4),),
    }.items():
        for name, site_type, rooms in sites:
            site = wiring.new_id()
            _write(
                outside,
                officer,
                "site_opened",
                site,
                "house",
                name=name,
                site_type=site_type,
                region=region,
                place=region,
            )
            for number in range(1, rooms + 1):
                room = wiring.new_id()
                described = {
                    "site": str(site), "number": str(100 + number), "tier": site_type, "beds": 2 + number % 4, "m2": 12.0 + 3 * (number % 4),
                    "accessible": number <= 2, "winterised": site_type != "school", "available_from": "2023-09-24",
                    "available_until": "",
                }  # fmt: skip
                _write(outside, officer, "room_described", room, "house", room=described)
                if number == rooms and rooms > 5:
                    _write(outside, officer, "room_stated", room, "house", blocked="the window is broken")


def _write_counts(outside: Outside) -> None:
    rows = csv.DictReader(io.StringIO(tables.text("lachin/arrivals.csv")))
    columns = {
        "arrived": "cum_arrivals",
        "registered": "cum_registered",
        "in_state_rooms": "state_accommodated",
    }
    forms = [
        CountForm(wiring.new_id(), measure, at, int(row[column]), row["who"], row["url"], checked=True)
        for row in rows
        if (at := datetime.fromisoformat(row["local_time"]).replace(tzinfo=ZONE)) <= AS_OF
        for measure, column in columns.items()
        if row[column]
    ]
    state_counts(outside, actor("analyst"), forms)


def _write_report(outside: Outside) -> None:
    analyst = actor("analyst")
    report = wiring.new_id()
    read = listing(wiring.reading_of(Report("crossing.txt", REPORT, "2023-09-25", "Kinward's own words")))
    document = {
        "title": "Why are 120,000 people leaving?", "outlet": read["document"]["outlet"] or "a news agency",
        "published": "2023-09-25", "language": "en", "text": REPORT,
    }  # fmt: skip
    _write(outside, analyst, "report_read", report, "cite", report=document)
    for kind in ("figure", "claim"):
        for content in read[f"{kind}s"]:
            said = {kind: {"report": str(report), "content": content}}
            _write(outside, analyst, f"{kind}_proposed", wiring.new_id(), "cite", **said)


def _accept(outside: Outside, wanted: dict[str, str]) -> None:
    for claim in outside.views.claims(state="proposed"):
        content = claim.content
        number = content.get("number_text")
        if number in wanted and wanted[number] == content["counts"] and not content["restates"]:
            decision = {"outcome": "accepted", "reason": ""}
            _write(outside, actor("analyst"), "claim_decided", UUID(claim.id), "cite", decision=decision)


def _write_plan(outside: Outside) -> None:
    officer = actor("housing_officer")
    policy = wiring.housing_policy()
    plan_housing(outside, officer, wiring.new_id(), policy, AS_OF.date())
    proposed = [line.id for line in outside.views.households(state="proposed")]
    two_thirds = proposed[: len(proposed) * 2 // 3]
    decide_placements(outside, officer, wiring.new_id(), two_thirds, "placed", policy=policy)


def _write(outside: Outside, by: Actor, kind: str, subject: UUID, purpose: str, **said: object) -> None:
    body = {"said": [{"field": field, "value": value} for field, value in said.items()]}
    outside.journal.append([Draft(wiring.new_id(), kind, subject, body, purpose, AS_OF)], by)
