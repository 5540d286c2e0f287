"""Whole journeys through the pages: from a call before the arrival to restored contact, and who never learns of it."""

import re

import pytest
from django.contrib.auth import get_user_model
from tests.web.casework.conftest import Desk, SignedIn
from tests.web.small_crossing import actor

from kinward import wiring
from kinward.casework import paging, see_proposals, see_today
from kinward.casework.ports import Outside
from kinward.model.code import code_of
from kinward.model.protection import Purpose
from kinward.web.casework_pages import PAGES
from kinward.web.templatetags.casework import document_words

SOUGHT = {
    "p0__given": "Նարեկ", "p0__family": "Սարգսյան", "p0__father": "Արմեն", "p0__sex": "m", "p0__age": "~8",
    "p0__place": "Մարտակերտ", "p0__relation": "mother", "p0__contact_place": "Ասկերան",
    "p0__relative_name": "Լիլիթ", "p0__relative_relation": "sibling",
}  # fmt: skip
REGISTERED = {
    "p0__given": "Гаяне", "p0__family": "Саркисян", "p0__sex": "f", "p0__age": "61",
    "p1__given": "Нарек", "p1__family": "Саркисян", "p1__father": "Армен", "p1__sex": "m", "p1__age": "8",
    "p1__place": "Мардакерт", "p1__relation": "grandchild",
    "p2__given": "Лилит", "p2__family": "Саркисян", "p2__sex": "f", "p2__age": "5", "p2__relation": "grandchild",
}  # fmt: skip


def registered(desk: Desk, **more: str) -> str:
    household = desk.household(people="3", adults="1")
    desk.names(household, **(REGISTERED | more))
    return household


def test_what_is_said_of_somebody_later_meets_whom_it_fits(at: SignedIn, outside: Outside) -> None:
    """A correction, and a search that is opened again: each brings a look of its own."""
    registrar, caseworker = at("registrar"), at("tracing_caseworker")
    bystanders(registrar)
    household = registrar.household(people="1", adults="1")
    registrar.names(household, p0__given="Xyzq", p0__age="41")
    person = outside.views.household_members(household)[0]
    registrar.call(p0__given="Zhirayr", p0__family="Ohanjanyan", p0__age="41", p0__phone="+37491123456")
    assert not outside.views.proposals(about="tracing")
    (request,) = outside.views.requests(None, 9)
    closed = {"status": "withdrawn", "reason": "found"}
    assert caseworker.post(f"/requests/{request.id}/close/", follow=False, **closed).status_code == 302
    said = {"given": "Zhirayr", "family": "Ohanjanyan", "phone": "+37491123456"}
    for what, value in said.items():
        answer = registrar.post(f"/people/{person}/say/", follow=False, what=what, value=value)
        assert answer.status_code == 302
    opened = {"status": "open", "reason": "still looks"}
    assert caseworker.post(f"/requests/{request.id}/close/", follow=False, **opened).status_code == 302
    assert outside.views.proposals(about="tracing", request=request.id)


def test_another_decision_under_the_same_form_is_told_that_the_first_one_stands(
    at: SignedIn, outside: Outside
) -> None:
    registrar, caseworker = at("registrar"), at("tracing_caseworker")
    registrar.call(p0__given="Zhirayr", p0__age="41")
    (request,) = outside.views.requests(None, 9)
    form, address = str(wiring.new_id()), f"/requests/{request.id}/close/"
    first = {"status": "withdrawn", "reason": "no longer", "form": form}
    for _twice in range(2):
        assert caseworker.post(address, follow=False, **first).status_code == 302
    again = caseworker.post(address, follow=False, **(first | {"status": "contact_restored"}))
    assert (again.status_code, "sent before, with other words" in again.content.decode()) == (409, True)
    assert outside.views.requests(None, 9)[0].status == "withdrawn"


def test_a_desk_sees_the_requests_it_took_for_the_tracing_service(
    at: SignedIn, outside: Outside, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KINWARD_TRACING_SERVICE", "tracing service")
    registrar = at("registrar")
    registrar.call(p0__given="Narek", p0__age="41", p0__relation="mother")
    (request,) = outside.views.requests(None, 9)
    assert request.organisation == "tracing service"
    assert "Narek" in registrar.get("/requests/").content.decode()
    assert registrar.get(f"/requests/{request.id}/").status_code == 200


def bystanders(desk: Desk) -> None:
    """Enough strangers that a name says something."""
    for number in range(12):
        household = desk.household(people="1", adults="1")
        desk.names(
            household, p0__given=("Давид", "Марина", "Эрик", "Анна")[number % 4], p0__age=str(20 + number),
            p0__family=("Акопян", "Григорян", "Мовсесян")[number % 3], p0__place="Степанакерт",
        )  # fmt: skip


def only_proposal(outside: Outside, about: str = "tracing") -> str:
    found = outside.views.proposals(about=about)
    assert found, "nothing was proposed"
    return found[0].id


def test_a_slip_counts_one_person_as_one(at: SignedIn) -> None:
    registrar = at("registrar")
    for people, words in (("1", ("1 person", "1 մարդ")), ("3", ("3 people", "3 մարդ"))):
        household = registrar.household(people=people, adults="1")
        slip = registrar.get(f"/households/{household}/slip/").content.decode()
        assert all(word in slip for word in words), people


def test_a_mother_who_calls_before_her_son_arrives_is_brought_together_with_him(
    at: SignedIn, outside: Outside
) -> None:
    registrar, caseworker, officer = at("registrar"), at("tracing_caseworker"), at("child_protection_officer")
    bystanders(registrar)
    told = registrar.get(registrar.call(**SOUGHT)).content.decode()
    assert re.search(r'slip__code" dir="ltr">[0-9A-Z]{9}', told)
    assert "registered" not in told

    registered(registrar)

    proposal = only_proposal(outside)
    page = caseworker.get(f"/proposals/{proposal}/").content.decode()
    assert "Նարեկ" in page
    assert "Нарек" in page
    assert "likely" in page
    assert "given name: Նարեկ / Нарек" in page
    assert "child-protection officer decides" in page, "a child is not decided by a caseworker"
    assert caseworker.post(f"/proposals/{proposal}/decide/", outcome="confirmed").status_code == 404

    decided = officer.post(
        f"/proposals/{proposal}/decide/", outcome="confirmed", reason="the sister is with him"
    )
    assert decided.status_code == 200
    assert "+374 91 123456" in decided.content.decode(), "whoever restores contact must be able to call back"
    too_early = officer.post(f"/proposals/{proposal}/contact/", step="restored_contact")
    assert too_early.status_code == 422
    assert "has not agreed" in too_early.content.decode()
    for step in ("asked", "agreed", "verified", "restored_contact"):
        assert officer.post(f"/proposals/{proposal}/contact/", step=step).status_code == 200
    line = outside.views.proposals(ids=[proposal])[0]
    assert (line.outcome, line.contact_step) == ("confirmed", "restored_contact")


def test_a_refused_pair_is_never_proposed_again(at: SignedIn, outside: Outside) -> None:
    registrar, officer = at("registrar"), at("child_protection_officer")
    bystanders(registrar)
    registrar.call(**SOUGHT)
    registered(registrar)
    proposal = only_proposal(outside)
    without_reason = officer.post(f"/proposals/{proposal}/decide/", outcome="refused")
    assert without_reason.status_code == 422
    assert "refusal has no reason" in without_reason.content.decode()
    officer.post(f"/proposals/{proposal}/decide/", outcome="refused", reason="another father")
    before = len(outside.views.proposals(about="tracing"))
    person = outside.views.proposals(ids=[proposal])[0].person
    officer.post(f"/people/{person}/say/", what="phone", value="+374 55 001122")
    wiring.meet_now()
    assert len(outside.views.proposals(about="tracing")) == before


def test_a_registrar_cannot_learn_who_is_present(at: SignedIn, outside: Outside) -> None:
    """Whether the sought person is here or not, every page of a registrar of another desk says the same."""
    registrar = at("registrar")
    household = registered(registrar)
    person = outside.views.household_members(household)[0]
    proposal_before = registrar.get("/requests/").content.decode()
    path = registrar.call(**SOUGHT)
    assert outside.views.proposals(about="tracing"), "he is here, and the registrar must not see it"
    told = registrar.get(path).content.decode()
    other = registrar.get(registrar.call(**{**SOUGHT, "p0__given": "Վազգեն", "p0__family": "Զոհրաբյան"}))
    assert _same(told) == _same(other.content.decode())
    request = next(line for line in outside.views.requests("open", 5) if line.id)
    page = registrar.get(f"/requests/{request.id}/").content.decode()
    assert "Who it may be" not in page
    assert "Нарек" not in page
    assert registrar.get("/proposals/").status_code == 404
    assert registrar.get(f"/proposals/{only_proposal(outside)}/").status_code == 404
    assert "Who it may be" not in proposal_before
    elsewhere = at_another_desk("registrar")
    assert elsewhere.get(f"/people/{person}/").status_code == 404
    assert elsewhere.get(f"/households/{household}/slip/").status_code == 404
    searched = elsewhere.post("/people/", name="Саркисян Нарек").content.decode()
    nobody = elsewhere.post("/people/", name="Зограбян Вазген").content.decode()
    assert _same(searched) == _same(nobody)


def at_another_desk(role: str) -> Desk:
    """The same account, moved to another desk."""
    get_user_model()._default_manager.filter(name=role).update(desk="Vayk 2")
    return Desk(role)


def _same(page: str) -> str:
    """A page without what differs anyway: secrets, identities, codes and what was typed."""
    page = re.sub(r'(name="csrfmiddlewaretoken"|name="form") value="[^"]*"', "", page)
    page = re.sub(r'value="[^"]*"', "", page)
    return re.sub(r'slip__code" dir="ltr">[^<]*<', "", page)


def test_somebody_under_a_hold_is_proposed_in_the_restricted_queue_only(
    at: SignedIn, outside: Outside
) -> None:
    registrar, caseworker, officer = at("registrar"), at("tracing_caseworker"), at("child_protection_officer")
    bystanders(registrar)
    registrar.call(**SOUGHT)
    registered(registrar, p1__tell_nobody="yes")
    held = [one for one in outside.views.proposals(about="tracing") if one.restricted]
    assert held
    assert "Нарек" not in caseworker.get("/proposals/").content.decode()
    assert held[0].id not in caseworker.get("/proposals/").content.decode()
    request = outside.views.requests("open", 5)[0]
    assert held[0].id not in caseworker.get(f"/requests/{request.id}/").content.decode()
    assert caseworker.get("/proposals/restricted/").status_code == 404
    assert caseworker.get(f"/proposals/{held[0].id}/").status_code == 404
    assert "Нарек" in officer.get("/proposals/restricted/").content.decode()
    assert "Нарек" in officer.get(f"/proposals/{held[0].id}/").content.decode()
    assert "Нарек" in officer.get("/holds/").content.decode()
    searched = caseworker.post("/people/", name="Саркисян Нарек").content.decode()
    assert "Нарек</bdi>" not in searched


def test_an_officer_of_the_tracing_service_sees_whom_the_desks_wrote_as_held_or_alone(
    at: SignedIn, outside: Outside, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KINWARD_TRACING_SERVICE", "tracing")
    registrar, officer = at("registrar"), at("child_protection_officer")
    registered(registrar, p1__tell_nobody="yes", p2__alone="yes")
    of_the_service("child_protection_officer", "tracing_caseworker")
    assert "Нарек" in officer.get("/holds/").content.decode()
    assert "Лилит" in officer.get("/children/").content.decode()
    caseworker = at("tracing_caseworker")
    assert "Гаяне</bdi>" in caseworker.post("/people/", name="Саркисян Гаяне").content.decode()
    for hidden in ("Нарек", "Лилит"):
        found = caseworker.post("/people/", name=f"Саркисян {hidden}").content.decode()
        assert f"{hidden}</bdi>" not in found


def of_the_service(*roles: str) -> None:
    """These accounts belong to the tracing service, which is another organisation than the desks'."""
    get_user_model()._default_manager.filter(name__in=roles).update(organisation="tracing")


def test_a_hold_is_lifted_by_somebody_else_than_who_placed_it(at: SignedIn, outside: Outside) -> None:
    registrar, officer, rights = (
        at("registrar"),
        at("child_protection_officer"),
        at("data_protection_officer"),
    )
    household = registered(registrar)
    person = outside.views.household_members(household)[0]
    officer.post(f"/people/{person}/hold/", reason="is afraid of her husband")
    assert officer.post(f"/holds/{person}/", reason="he left").status_code == 404
    without = rights.post(f"/holds/{person}/")
    assert without.status_code == 422
    assert rights.post(f"/holds/{person}/", reason="he left").status_code == 200
    assert not outside.views.people([person])[person].restricted


def test_a_child_who_seems_alone_waits_for_an_officer(at: SignedIn, outside: Outside) -> None:
    registrar, officer = at("registrar"), at("child_protection_officer")
    household = registrar.household(people="1", adults="0")
    registrar.names(household, p0__given="Нарек", p0__age="8", p0__alone="yes")
    assert "Нарек" in officer.get("/children/").content.decode()
    person = outside.views.household_members(household)[0]
    assert officer.post(f"/children/{person}/", status="orphan").status_code == 422
    told = officer.post(f"/children/{person}/", status="separated", reason="came with an aunt")
    assert "<strong>separated</strong>" in told.content.decode(), "what was written down is said"
    waiting, care = officer.get("/children/").content.decode().split("Children whose status is decided")
    assert "Нарек" not in waiting
    assert re.search(r"Нарек.*>separated<.*child_protection_officer", care, re.DOTALL)
    assert outside.views.people([person])[person].protection_status == "separated"


def test_a_child_counted_without_an_adult_waits_as_if_ticked(at: SignedIn, outside: Outside) -> None:
    registrar, caseworker, officer = at("registrar"), at("tracing_caseworker"), at("child_protection_officer")
    household = registrar.household(people="2", adults="0")
    queue = officer.get("/children/").content.decode()
    assert "2 people" in queue, "counted, and nobody named yet"
    assert re.search(r">2</span> <span>children who seem to be alone", officer.get("/").content.decode())
    registrar.names(household, p0__home="Zqvano", p0__age="~3")
    assert "Zqvano" in officer.get("/children/").content.decode()
    assert "1 person" in officer.get("/children/").content.decode()
    assert "Zqvano</bdi>" not in caseworker.post("/people/", name="Zqvano").content.decode()
    person = outside.views.household_members(household)[0]
    assert caseworker.get(f"/people/{person}/").status_code == 404
    assert "to be assessed" in officer.get(f"/people/{person}/").content.decode()


def test_children_whose_ages_alone_tell_that_no_adult_is_there_wait_too(
    at: SignedIn, outside: Outside
) -> None:
    registrar, caseworker, officer = at("registrar"), at("tracing_caseworker"), at("child_protection_officer")
    household = registrar.household(people="2")
    registrar.names(household, p0__given="Zqvano", p0__age="9")
    assert "Zqvano" not in officer.get("/children/").content.decode(), "the other may be their mother"
    registrar.names(household, p0__given="Zqvara", p0__age="5")
    queue = officer.get("/children/").content.decode()
    assert "Zqvano" in queue
    assert "Zqvara" in queue
    assert "Zqvano</bdi>" not in caseworker.post("/people/", name="Zqvano").content.decode()
    assert outside.views.totals().children_to_assess == 2


def test_a_child_named_before_the_count_tells_is_hidden_from_the_next_search(
    at: SignedIn, outside: Outside
) -> None:
    """Whoever waits in memory to be compared learns that the household was counted anew."""
    registrar = at("registrar")
    bystanders(registrar)
    household = registrar.household(people="2")
    registrar.names(household, p0__given="Нарек", p0__family="Саркисян", p0__father="Армен", p0__age="8")
    wiring.meet_now()
    registrar.names(household, p0__given="Лилит", p0__family="Саркисян", p0__age="5")
    registrar.call(**SOUGHT)
    assert [one.restricted for one in outside.views.proposals(about="tracing")] == [True]


def test_a_request_is_found_again_by_its_code_and_by_a_name_in_another_script(
    at: SignedIn, outside: Outside
) -> None:
    registrar, caseworker = at("registrar"), at("tracing_caseworker")
    path = registrar.call(**SOUGHT)
    found = re.search(r'slip__code" dir="ltr">([0-9A-Z]+)', registrar.get(path).content.decode())
    assert found
    code = found[1]
    request = outside.views.requests(None, 1)[0].id
    for said in (
        {"code": code.lower()}, {"name": code}, {"name": "Саркисян Нарек"}, {"name": "Sarkisyan"}, {"name": "Anahit"},
    ):  # fmt: skip
        assert f"/requests/{request}/" in caseworker.post("/requests/", **said).content.decode(), said
    nobodys = code_of(wiring.new_id())
    for told in (
        caseworker.post("/requests/", name="Зограбян"), caseworker.post("/requests/", code=nobodys),
    ):  # fmt: skip
        assert f"/requests/{request}/" not in told.content.decode()
    assert caseworker.post("/requests/").status_code == 422
    assert f"/requests/{request}/" in caseworker.post("/people/", code=code).content.decode()
    assert f"/requests/{request}/" in caseworker.post("/people/", name=code).content.decode()
    elsewhere = at_another_desk("registrar")
    for path in ("/requests/", "/people/"):
        told = elsewhere.post(path, code=code).content.decode()
        assert request not in told, "a desk reads its own day and nothing else"


def test_a_request_whose_sought_person_is_held_is_found_by_child_protection_only(
    at: SignedIn, outside: Outside
) -> None:
    registrar, caseworker, officer = at("registrar"), at("tracing_caseworker"), at("child_protection_officer")
    registrar.call(**SOUGHT)
    line = outside.views.requests(None, 1)[0]
    officer.post(f"/people/{line.sought}/hold/", reason="is afraid")
    assert line.id in officer.post("/requests/", name="Саркисян").content.decode()
    hidden = caseworker.post("/requests/", name="Саркисян").content.decode()
    nobody = caseworker.post("/requests/", name="Зограбян").content.decode()
    assert _same(hidden) == _same(nobody)


def test_the_name_of_an_enquirer_who_may_not_be_seen_finds_nothing(at: SignedIn, outside: Outside) -> None:
    registrar, caseworker, officer = at("registrar"), at("tracing_caseworker"), at("child_protection_officer")
    registrar.call(**SOUGHT, enquirer_name="Zqvanarian")
    line = outside.views.requests(None, 1)[0]
    assert line.id in caseworker.post("/requests/", name="Zqvanarian").content.decode()
    officer.post(f"/people/{line.enquirer}/hold/", reason="is afraid")
    assert line.id not in caseworker.post("/requests/", name="Zqvanarian").content.decode()
    assert "Zqvanarian</bdi>" not in caseworker.get("/requests/").content.decode()


def test_a_long_list_goes_on_on_the_next_page(at: SignedIn, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(paging, "ON_A_PAGE", 2)
    registrar, caseworker = at("registrar"), at("tracing_caseworker")
    for given in ("Zqvano", "Zqvara", "Zqvini"):
        registrar.call(**{**SOUGHT, "p0__given": given})
    first, second = (caseworker.get(f"/requests/?page={page}").content.decode() for page in (1, 2))
    assert "1 to 2 of 3" in first
    assert "3 to 3 of 3" in second
    assert [("Zqvano" in page, "Zqvini" in page) for page in (first, second)] == [
        (False, True),
        (True, False),
    ]
    assert "3 to 3 of 3" in caseworker.get("/requests/?page=99").content.decode()
    assert "1 to 2 of 3" in caseworker.get("/requests/?page=x").content.decode()


def test_whoever_did_not_say_what_they_are_is_not_made_somebody_else(at: SignedIn, outside: Outside) -> None:
    registrar, caseworker = at("registrar"), at("tracing_caseworker")
    registrar.call(**{**SOUGHT, "p0__relation": ""})
    request = outside.views.requests(None, 1)[0].id
    page = caseworker.get(f"/requests/{request}/").content.decode()
    assert "(not said)" in page
    assert "somebody else)" not in page


def test_a_call_without_a_name_is_asked_for_the_name(at: SignedIn) -> None:
    page = at("registrar").post(
        "/call/", call_back="+374 91 123456", lines="1", p0__given="Ани", enquirer_name=""
    )
    assert "The name is empty: write it as they say it." in page.content.decode()


def test_what_one_may_not_do_is_not_offered(at: SignedIn) -> None:
    assert "/call/" not in at("data_protection_officer").get("/requests/").content.decode()
    assert "/call/" in at("tracing_caseworker").get("/requests/").content.decode()
    household = at("registrar").household(people="2")
    for role, offered in (("registrar", True), ("tracing_caseworker", False)):
        slip = at(role).get(f"/households/{household}/slip/").content.decode()
        assert ('href="/register/"' in slip.split("</header>")[1]) is offered, role
        assert (f"/households/{household}/names/" in slip) is offered, role


def test_what_somebody_else_decides_does_not_wait_for_a_caseworker(at: SignedIn, outside: Outside) -> None:
    registrar, caseworker, officer = at("registrar"), at("tracing_caseworker"), at("child_protection_officer")
    bystanders(registrar)
    registrar.call(**SOUGHT)
    registered(registrar)
    assert outside.views.proposals(about="tracing")
    waits = r">(\d+)</span> <span>proposals: is this the person"
    counts = [re.search(waits, desk.get("/").content.decode()) for desk in (caseworker, officer)]
    assert [found[1] for found in counts if found] == ["0", "1"]
    assert "child protection decides" in caseworker.get("/proposals/").content.decode()


def test_a_relative_who_stands_in_the_household_is_named_in_the_reason(
    at: SignedIn, outside: Outside
) -> None:
    registrar, caseworker, officer = at("registrar"), at("tracing_caseworker"), at("child_protection_officer")
    bystanders(registrar)
    registrar.call(**SOUGHT)
    household = registered(registrar)
    proposal = only_proposal(outside)
    reason = re.compile(r"relative: sibling: Լիլիթ / ([^<]*) - there")
    found = reason.search(caseworker.get(f"/proposals/{proposal}/").content.decode())
    assert found
    assert found[1] == "Лилит Саркисян"
    sister = next(
        one.id
        for one in outside.views.people(outside.views.household_members(household)).values()
        if "5" in one.ages
    )
    officer.post(f"/people/{sister}/hold/", reason="is afraid")
    hidden = reason.search(caseworker.get(f"/proposals/{proposal}/").content.decode())
    assert hidden
    assert hidden[1] == "somebody of the household"


def test_who_confirmed_when_and_what_is_still_to_do_is_said(at: SignedIn, outside: Outside) -> None:
    registrar, caseworker, officer = at("registrar"), at("tracing_caseworker"), at("child_protection_officer")
    bystanders(registrar)
    registrar.call(**SOUGHT)
    registered(registrar)
    proposal = only_proposal(outside)
    before = officer.get(f"/proposals/{proposal}/").content.decode()
    assert "their mother" in before
    officer.post(f"/proposals/{proposal}/decide/", outcome="confirmed", reason="the sister is with him")
    decided = officer.get(f"/proposals/{proposal}/").content.decode()
    assert re.search(r"Yes, it is.*the sister is with him.*child_protection_officer", decided, re.DOTALL)
    to_ask = officer.get("/proposals/follow-up/").content.decode()
    assert re.search(r'aria-current="true"><span class="nums strong">1</span> Ask the person found', to_ask)
    assert f"/proposals/{proposal}/" in to_ask
    assert re.search(r">1</span> <span>confirmed: to ask", officer.get("/").content.decode())
    assert re.search(r">0</span> <span>confirmed: to ask", caseworker.get("/").content.decode())
    officer.post(f"/proposals/{proposal}/contact/", step="asked", note="by telephone")
    assert f"/proposals/{proposal}/" not in officer.get("/proposals/follow-up/?stand=to_ask").content.decode()
    asked = officer.get("/proposals/follow-up/?stand=asked").content.decode()
    assert "by telephone" in asked
    person = outside.views.proposals(ids=[proposal])[0].person
    officer.post(f"/people/{person}/hold/", reason="is afraid")
    assert (
        f"/proposals/{proposal}/" not in caseworker.get("/proposals/follow-up/?stand=asked").content.decode()
    )


def test_pairs_that_hardly_are_one_person_stand_behind_the_likely_ones(
    at: SignedIn, outside: Outside, monkeypatch: pytest.MonkeyPatch
) -> None:
    registrar, steward = at("registrar"), at("data_steward")
    twice(registrar)
    proposal = outside.views.proposals(about="duplicate")[0]
    assert f"/duplicates/{proposal.id}/" in steward.get("/duplicates/").content.decode()
    monkeypatch.setattr(see_proposals, "LIKELY_FROM", proposal.probability + 0.001)
    assert f"/duplicates/{proposal.id}/" not in steward.get("/duplicates/").content.decode()
    assert "1 more with a chance under" in steward.get("/duplicates/").content.decode()
    assert f"/duplicates/{proposal.id}/" in steward.get("/duplicates/?unlikely=1").content.decode()


def twice(desk: Desk) -> None:
    """One woman, written down twice among strangers."""
    bystanders(desk)
    for _ in range(2):
        household = desk.household(people="1")
        desk.names(
            household, p0__given="Սիրանուշ", p0__family="Մելքումյան", p0__father="Վահան", p0__age="68",
            p0__place="Մարտունի", p0__phone="+374 77 123123",
        )  # fmt: skip


def test_both_registrations_of_a_pair_say_their_desk_and_open(at: SignedIn, outside: Outside) -> None:
    registrar, steward = at("registrar"), at("data_steward")
    twice(registrar)
    pair = outside.views.proposals(about="duplicate")[0]
    page = steward.get(f"/duplicates/{pair.id}/").content.decode()
    for person in (pair.person, pair.other):
        assert f'href="/people/{person}/"' in page
    assert page.count("<bdi>Goris 1</bdi>, ") == 2


def test_two_desks_who_disagree_are_both_shown(at: SignedIn, outside: Outside) -> None:
    registrar, officer = at("registrar"), at("child_protection_officer")
    household = registered(registrar)
    person = next(
        one.id
        for one in outside.views.people(outside.views.household_members(household)).values()
        if "8" in one.ages
    )
    elsewhere = at_another_desk("child_protection_officer")
    elsewhere.post(f"/people/{person}/say/", what="age", value="9")
    page = officer.get(f"/people/{person}/").content.decode()
    assert "they disagree" in page
    assert re.search(r">8</bdi>.*Goris 1", page, re.DOTALL)
    assert re.search(r">9</bdi>.*Vayk 2", page, re.DOTALL)


def test_a_correction_names_what_it_replaces(at: SignedIn, outside: Outside) -> None:
    registrar = at("registrar")
    household = registrar.household(people="1", adults="1")
    registrar.names(household, p0__given="Гаяне", p0__age="61")
    person = outside.views.household_members(household)[0]
    form = registrar.get(f"/people/{person}/say/").content.decode()
    key = re.search(r'name="replaces" value="([^"]+)"[^>]*> <span>Age', form)
    assert key
    registrar.post(f"/people/{person}/say/", what="age", value="62", replaces=[key[1]])
    assert outside.views.people([person])[person].ages == ("62",)
    assert 'class="replaced">61' in registrar.get(f"/people/{person}/").content.decode()


@pytest.mark.parametrize("times", [2, 3])
def test_a_form_sent_twice_makes_one(at: SignedIn, outside: Outside, times: int) -> None:
    registrar = at("registrar")
    form, names, call = (str(wiring.new_id()) for _ in range(3))
    households = {registrar.household(people="3", adults="1", form=form) for _ in range(times)}
    assert len(households) == 1
    for _ in range(times):
        registrar.names(next(iter(households)), form=names, **REGISTERED)
        registrar.call(form=call, **SOUGHT)
    totals = outside.views.totals()
    assert (totals.households, totals.arrived, totals.registered, totals.requests_open) == (1, 3, 3, 1)


def test_a_form_sent_again_with_other_words_is_not_swallowed(at: SignedIn) -> None:
    registrar = at("registrar")
    form = str(wiring.new_id())
    registrar.household(people="3", form=form)
    again = registrar.post("/register/", form=form, people="4", lodging="roof", crossing="Goris")
    assert again.status_code == 409
    assert "sent before, with other words" in again.content.decode()


def test_a_group_arrives_with_people_who_have_no_name(at: SignedIn, outside: Outside) -> None:
    registrar = at("registrar")
    answer = registrar.post(
        "/groups/new/", institution="Мартакертский детский дом", group_kind="childrens_home", people="12",
        carers="2", roll="10", crossing="Goris", lines="5", p0__given="Ани", p0__age="6", p1__sex="m", p1__age="~3",
    )  # fmt: skip
    assert answer.status_code == 200
    totals = outside.views.totals()
    assert (totals.arrived, totals.registered) == (12, 2)


def test_everything_wrong_is_said_at_once_and_nothing_typed_is_lost(at: SignedIn, outside: Outside) -> None:
    registrar = at("registrar")
    answer = registrar.post(
        "/register/", people="many", adults="-1", crossing="Goris\u202e", wish_region="Kotayk", until="someday",
        lodging="own",
    )  # fmt: skip
    page = answer.content.decode()
    assert answer.status_code == 422
    for target in ("people", "adults", "crossing", "until"):
        assert f'href="#{target}"' in page, target
    assert 'value="many"' in page
    assert 'value="Kotayk"' in page
    assert outside.views.totals().households == 0
    household = registrar.household(people="2")
    wrong = registrar.post(
        f"/households/{household}/names/",
        p0__given="Ани",
        p0__age="300",
        p1__given="x" * 300,
        p1__age="2015-13",
    ).content.decode()
    for target in ("p0-age", "p1-given", "p1-age"):
        assert f'href="#{target}"' in wrong, target
    assert 'value="Ани"' in wrong
    assert outside.views.totals().registered == 0


def test_what_this_desk_wrote_stands_in_its_list(at: SignedIn) -> None:
    registrar = at("registrar")
    registrar.household(people="4")
    household = registrar.household(people="1")
    registrar.names(household, p0__given="Гаяне", p0__age="61")
    page = registrar.get("/desk/").content.decode()
    assert "4 without a name yet" in page
    assert "Гаяне" in page
    assert "Gayane" in page


def test_two_registrations_that_may_be_one_person_go_to_a_data_steward(
    at: SignedIn, outside: Outside
) -> None:
    registrar, steward = at("registrar"), at("data_steward")
    twice(registrar)
    proposal = only_proposal(outside, "duplicate")
    assert registrar.get("/duplicates/").status_code == 404
    assert "Սիրանուշ" in steward.get("/duplicates/").content.decode()
    assert "one person, registered twice" in steward.get(f"/duplicates/{proposal}/").content.decode()
    assert steward.post(f"/duplicates/{proposal}/decide/", outcome="confirmed").status_code == 200
    assert outside.views.proposals(ids=[proposal])[0].outcome == "confirmed"


def test_a_report_of_death_is_sealed_and_closes_nothing(at: SignedIn, outside: Outside) -> None:
    registrar, caseworker, officer = at("registrar"), at("tracing_caseworker"), at("child_protection_officer")
    household = registrar.household(people="1", adults="1")
    registrar.names(household, p0__given="Гаяне", p0__age="61")
    person = outside.views.household_members(household)[0]
    told = caseworker.post(
        f"/people/{person}/death/", fate="reported_dead", source="a neighbour"
    ).content.decode()
    assert "neighbour" not in told
    assert "a neighbour" in officer.get(f"/people/{person}/").content.decode()
    without = caseworker.post(f"/people/{person}/death/", fate="reported_dead")
    assert without.status_code == 422
    assert (
        officer.post(f"/people/{person}/death/", fate="confirmed_dead", source="a hospital").status_code
        == 200
    )


def test_where_somebody_is_becomes_a_history(at: SignedIn, outside: Outside) -> None:
    registrar, caseworker = at("registrar"), at("tracing_caseworker")
    household = registrar.household(people="1", adults="1")
    registrar.names(household, p0__given="Гаяне", p0__age="61")
    person = outside.views.household_members(household)[0]
    for kind, place in (("hospital", "Goris hospital"), ("site", "Hotel Mirhav")):
        answer = caseworker.post(f"/people/{person}/whereabouts/", kind=kind, place=place, source="the nurse")
        assert answer.status_code == 200
    page = caseworker.get(f"/people/{person}/").content.decode()
    assert "Goris hospital" in page
    assert "Hotel Mirhav" in page
    later = caseworker.post(
        f"/people/{person}/whereabouts/", kind="site", source="she", since="2999-01-01T00:00"
    )
    assert later.status_code == 422


def test_a_search_ends_by_a_named_person_and_is_then_met_no_more(at: SignedIn, outside: Outside) -> None:
    registrar, caseworker = at("registrar"), at("tracing_caseworker")
    bystanders(registrar)
    registrar.call(**SOUGHT)
    request = outside.views.requests("open", 5)[0].id
    assert caseworker.post(f"/requests/{request}/close/", status="withdrawn").status_code == 422
    caseworker.post(f"/requests/{request}/close/", status="withdrawn", reason="they met in Vayk")
    assert outside.views.requests("open", 5) == []
    registered(registrar)
    assert outside.views.proposals(about="tracing") == []
    assert registrar.post(f"/requests/{request}/close/", status="open", reason="x").status_code == 404


def test_a_fathers_name_and_a_name_at_home_say_what_they_are(at: SignedIn, outside: Outside) -> None:
    registrar = at("registrar")
    household = registrar.household(people="2", adults="1")
    registrar.names(
        household, p0__given="Самвел", p0__family="Григорян", p0__father="Грант", p0__home="Само", p0__age="40",
        p1__given="Ани", p1__age="~0",
    )  # fmt: skip
    samvel = next(
        one.id
        for one in outside.views.people(outside.views.household_members(household)).values()
        if "40" in one.ages
    )
    page = registrar.get(f"/people/{samvel}/").content.decode()
    romanised = re.search(r'name__romanised"[^>]*>([^<]*)<', page)
    assert romanised
    assert romanised[1] == "Samvel Grigoryan father Grant called Samo"
    assert re.search(r'name__label">father</bdi> <bdi class="name__given name__given--father"', page)
    assert re.search(r'name__label">called</bdi> <bdi class="name__given name__given--home"', page)
    assert "a baby" in page
    assert "~0" not in page


def test_a_document_is_written_as_people_read_it() -> None:
    assert document_words("passport:arm:AR4036720") == "passport AR4036720 (ARM)"
    assert document_words("AR4036720") == "AR4036720"
    assert document_words("birth-certificate:12") == "birth certificate 12"


def test_what_today_counts_is_counted_for_the_purpose_of_its_page() -> None:
    purposes = {page.name: page.purposes for page in PAGES}
    assert all(of_page == purposes[page] for _what, _action, page, of_page in see_today.QUEUES if of_page)


def test_nothing_is_written_down_later_than_now(at: SignedIn, outside: Outside) -> None:
    at("registrar").household(people="2")
    until = see_today.see_today(outside, actor("analyst"), Purpose.OPERATE).until
    assert until is not None
    assert until <= outside.now()
