"""A report's page: what is unsure is tinted, background is folded, and marks in planning carry a person's name."""

import re
from uuid import UUID

from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse, reverse_lazy
from tests.web.conftest import SignedIn

from kinward import wiring
from kinward.casework.ports import ClaimLine, Outside
from kinward.casework.read_report import read_report
from kinward.casework.see_ledger import see_actors
from kinward.model.event import Actor
from kinward.model.protection import Purpose
from kinward.model.report import Report

_TEXT = (
    "In the war between 1988 and 1994, about 30,000 people were killed.\n\n"
    "The mayor said on Friday (September 22) that 300 people had arrived.\n\n"
    "He has accused Russian media of fighting an information war against him.\n\n"
    "Turkey, a NATO member, supports Azerbaijan.\n"
)
_ANALYST = Actor("analyst", "Goris 1", "receiving side", frozenset({"analyst"}))


def _read(outside: Outside, text: str = _TEXT) -> str:
    reading = wiring.reading_of(Report("typed.txt", text, None, "A newspaper"))
    return str(read_report(outside, _ANALYST, outside.new_id(), reading))


def _text(body: bytes) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", body.decode()))


def _figure(outside: Outside, report: str, number: str) -> ClaimLine:
    claims = outside.views.claims(report=report)
    return next(one for one in claims if one.content.get("number_text") == number)


def test_history_is_folded_below_what_is_planned_with(as_role: SignedIn, outside: Outside) -> None:
    report = _read(outside)
    body = as_role("analyst").get(reverse("report", args=[report])).content.decode()
    planned, folded = body.split('<details class="background">')
    assert f'id="c-{_figure(outside, report, "300").id}"' in planned
    assert f'id="c-{_figure(outside, report, "30,000").id}"' in folded


def test_an_unsure_day_is_tinted_and_asked_for(as_role: SignedIn, outside: Outside) -> None:
    report = _read(outside)
    body = as_role("analyst").get(reverse("report", args=[report])).content
    assert b'class="unsure"' in body
    assert "Which day was the report published?" in _text(body)


def test_what_is_marked_for_planning_names_who_marked_it(as_role: SignedIn, outside: Outside) -> None:
    report = _read(outside)
    figure = _figure(outside, report, "300")
    client, address = as_role("analyst"), reverse("report", args=[report])
    marks = {
        "claim": figure.id,
        "outcome": "marked",
        "role": "recommended",
        "source_grade": "B",
        "claim_grade": "2",
    }
    refused = client.post(address, marks | {"form_id": str(outside.new_id())})
    assert (refused.status_code, "nobody has accepted this figure" in _text(refused.content)) == (422, True)
    edit = {"claim": figure.id, "outcome": "edited", "value": "310", "form_id": str(outside.new_id())}
    assert client.post(address, edit).status_code == 302
    assert client.post(address, marks | {"form_id": str(outside.new_id())}).status_code == 302
    after = outside.views.claims(ids=[figure.id])[0]
    kept = {key: after.content[key] for key in ("value", "role", "source_grade", "claim_grade")}
    assert kept == {"value": 310, "role": "recommended", "source_grade": "B", "claim_grade": "2"}
    assert after.state == "edited"
    assert {e.actor for e in outside.journal.events_about(UUID(figure.id)) if e.kind == "claim_decided"} == {
        "analyst"
    }
    assert "source B, figure 2" in _text(client.get("/ledger/").content)


def test_a_mark_that_does_not_exist_is_refused(as_role: SignedIn, outside: Outside) -> None:
    report = _read(outside)
    figure = _figure(outside, report, "300")
    client, address = as_role("analyst"), reverse("report", args=[report])
    accept = {"claim": figure.id, "outcome": "accepted", "form_id": str(outside.new_id())}
    assert client.post(address, accept).status_code == 302
    sent = {"claim": figure.id, "outcome": "marked", "source_grade": "Z", "form_id": str(outside.new_id())}
    assert client.post(address, sent).status_code == 422
    assert outside.views.claims(ids=[figure.id])[0].content.get("source_grade") is None


def test_actors_are_told_by_their_deeds_each_with_its_words(as_role: SignedIn, outside: Outside) -> None:
    _read(outside)
    text = _text(as_role("analyst").get(reverse("actors")).content)
    assert "supports Azerbaijan" in text
    assert "Turkey, a NATO member, supports Azerbaijan" in text
    deeds = {
        (one.name, deed.does, deed.toward)
        for one in see_actors(outside, _ANALYST, Purpose.CITE)
        for deed in one.deeds
    }
    assert ("Turkey", "supports", "Azerbaijan") in deeds
    assert any(does == "accuses" and toward == "Russian media" for _, does, toward in deeds)


def test_one_speaker_under_two_names_is_counted_once(as_role: SignedIn, outside: Outside) -> None:
    _read(
        outside,
        "Baku said 4,111 people had left Karabakh.\n\nThe government of Azerbaijan said 4,111 people had left Karabakh.\n",
    )
    text = _text(as_role("analyst").get("/ledger/").content)
    assert "1 independent speaker, 2 mentions" in text


def test_every_entry_of_a_feed_becomes_a_report_once(as_role: SignedIn, outside: Outside) -> None:
    entry = "<item><title>Count {n}</title><pubDate>Tue, 26 Sep 2023 20:00:00 +0400</pubDate><description>UNHCR said {n} people fled.</description></item>"
    feed = f"<rss><channel><title>Desk</title>{entry.format(n=310)}{entry.format(n=320)}</channel></rss>"
    form = str(outside.new_id())
    before = len(outside.views.reports())
    for _twice in range(2):
        file = SimpleUploadedFile("feed.xml", feed.encode())
        answer = as_role("analyst").post(reverse("read-report"), {"form": form, "file": file})
        assert (answer.status_code, answer.headers["Location"]) == (302, reverse("ledger"))
    assert len(outside.views.reports()) == before + 2


def test_what_is_to_be_checked_leads_to_its_card_until_it_is_decided(
    as_role: SignedIn, outside: Outside
) -> None:
    report = _read(
        outside, "Refugees\n\nIn the valley, 4,200 people, said a shepherd.\n\nAlso 300 persons.\n"
    )
    client, address = as_role("analyst"), reverse("report", args=[report])
    asked = [
        one for one in outside.views.claims(report=report) if "ask" in one.content["confidence"].values()
    ]
    assert asked
    body = client.get(address).content.decode()
    assert all(f'<li><a href="#c-{one.id}">' in body for one in asked)
    client.post(address, {"claim": asked[0].id, "form_id": str(outside.new_id()), "outcome": "rejected"})
    assert f'<li><a href="#c-{asked[0].id}">' not in client.get(address).content.decode()


def test_an_actor_is_shown_as_the_report_writes_it(outside: Outside) -> None:
    _read(outside, "The head nurse of Goris denied that 17 children had vanished.\n")
    assert "The head nurse of Goris" in [one.name for one in see_actors(outside, _ANALYST, Purpose.CITE)]


def test_places_are_missing_only_by_what_a_person_accepted(as_role: SignedIn, outside: Outside) -> None:
    report = _read(
        outside,
        "UNHCR said 777,000 people will arrive in Armenia. Pashinyan said there was space for 40,000 people.\n",
    )
    client, address = as_role("analyst"), reverse("report", args=[report])
    figures = [_figure(outside, report, number) for number in ("777,000", "40,000")]
    assert "737,000" not in _text(client.get("/ledger/").content)
    for figure in figures:
        sent = {"claim": figure.id, "outcome": "accepted", "form_id": str(outside.new_id())}
        assert client.post(address, sent).status_code == 302
    assert "By what was said and accepted, about 737,000 places" in _text(client.get("/ledger/").content)


def test_a_decision_can_be_taken_back_and_says_who_gave_it(as_role: SignedIn, outside: Outside) -> None:
    report = _read(outside)
    figure = _figure(outside, report, "300")
    client, address = as_role("analyst"), reverse("report", args=[report])

    def post(outcome: str, shown_as: str) -> int:
        sent = {"claim": figure.id, "outcome": outcome, "shown_as": shown_as}
        return client.post(address, sent | {"form_id": str(outside.new_id())}).status_code

    assert post("accepted", "proposed") == 302
    for role in ("analyst", "auditor"):
        for page in (address, "/ledger/"):
            assert "by analyst, " in _text(as_role(role).get(page).content)
    assert post("rejected", "proposed") == 422
    assert post("proposed", "accepted") == 302
    assert outside.views.claims(ids=[figure.id]) == [figure]


_READ = reverse_lazy("read-report")


def _given(outside: Outside, text: str, **more: str) -> dict[str, str]:
    return {"form": str(outside.new_id()), "text": text, **more}


def test_a_text_given_again_is_the_report_it_was(as_role: SignedIn, outside: Outside) -> None:
    client, text = (
        as_role("analyst"),
        "UNHCR said on 3 March 2021 that 3,217 people had fled to Goris.\n\nMore.",
    )
    first = client.post(_READ, _given(outside, text)).headers["Location"]
    many = len(outside.views.reports()), len(outside.views.claims())
    again = client.post(_READ, _given(outside, text.replace(" ", "  "), outlet="Another")).headers["Location"]
    assert again == f"{first}?again=1"
    assert (len(outside.views.reports()), len(outside.views.claims())) == many
    assert "This text was read already on" in _text(client.get(again).content)


def test_a_day_to_come_is_refused_and_a_length_is_said_in_full(as_role: SignedIn, outside: Outside) -> None:
    client = as_role("analyst")
    later = client.post(_READ, _given(outside, "UNHCR said 318 people fled.", published="2931-01-01"))
    assert (later.status_code, "still to come" in _text(later.content)) == (422, True)
    long = client.post(_READ, _given(outside, "UNHCR said 319 people fled.\n" * 30_000))
    assert "characters, more than 500,000" in _text(long.content)
    assert "840,000" in _text(long.content)
    assert (
        b"maxlength" not in client.get(reverse("read-report")).content.split(b"<textarea")[1].split(b">")[0]
    )


def test_a_paragraph_is_no_title_and_an_unknown_outlet_leaves_no_comma(
    as_role: SignedIn, outside: Outside
) -> None:
    text = "The shepherds of the upper valley said on Sunday that 320 people " + "walked on and on " * 9
    address = (
        as_role("analyst").post(_READ, _given(outside, text, published="2021-01-01")).headers["Location"]
    )
    body = as_role("analyst").get(address).content
    title = "The shepherds of the upper valley said on Sunday that 320 people walked on and…"
    assert outside.views.reports()[0].title == title
    assert b'<p class="by">1 Jan' in body


def test_what_a_speaker_does_agrees_with_one_and_with_many(as_role: SignedIn, outside: Outside) -> None:
    report = _read(outside)
    text = _text(as_role("analyst").get(reverse("report", args=[report])).content)
    assert "accuses: " in text
    assert "accuses Russian media" not in text


def test_the_day_in_a_heading_is_put_to_a_person_once(as_role: SignedIn, outside: Outside) -> None:
    client = as_role("analyst")
    text = "Situation report 4, Cox's Bazar, 12 September 2017\n\nUNHCR said 321 people fled on Monday.\n"
    sent = _given(outside, text)
    asked = client.post(_READ, sent)
    assert (asked.status_code, 'value="2017-09-12"' in asked.content.decode()) == (422, True)
    assert client.post(_READ, sent | {"day_asked": "yes", "published": "2017-09-12"}).status_code == 302
    assert outside.views.reports()[0].published == "2017-09-12"
    emptied = _given(outside, text.replace("321", "322"), day_asked="yes")
    assert client.post(_READ, emptied).status_code == 302
    assert outside.views.reports()[0].published == ""
