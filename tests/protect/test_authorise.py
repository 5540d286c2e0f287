"""Who is shown what, case by case, and the whole table against its snapshot."""

import importlib.util
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from kinward.model.event import Actor
from kinward.model.protection import (
    Action,
    Allowed,
    Purpose,
    RecordFacts,
    RefusalCode,
    Refused,
    Role,
    Sensitivity,
)
from kinward.protect.authorise import (
    PAGE,
    authorise,
    new_record,
    roles_that_count,
    those_shown,
)
from kinward.protect.roles import KINDS_OF, PURPOSES, SHOWING, TABLE

NOW = datetime(2023, 9, 26, 20, 0, tzinfo=UTC)
AN_HOUR_AGO = NOW - timedelta(hours=1)
PERSON = RecordFacts(
    kind="person",
    id="p1",
    controller="receiving side",
    desk="Goris 1",
    written_at=AN_HOUR_AGO,
    fields={"name": Sensitivity.PERSONAL, "needs": Sensitivity.SENSITIVE, "fate": Sensitivity.SEALED},
)


def somebody(*roles: Role, desk: str = "Goris 1", organisation: str = "receiving side") -> Actor:
    return Actor("arev", desk, organisation, frozenset(role.value for role in roles))


def code(answer: Allowed | Refused) -> RefusalCode | None:
    return answer.code if isinstance(answer, Refused) else None


def test_a_registrar_sees_what_this_desk_wrote_today_and_nothing_else() -> None:
    registrar = somebody(Role.REGISTRAR)

    def see(record: RecordFacts) -> RefusalCode | None:
        return code(authorise(registrar, Action.SEE_PERSON, record, Purpose.REGISTER, NOW))

    assert see(PERSON) is None
    assert see(replace(PERSON, desk="Goris 2")) is RefusalCode.OTHER_DESK
    assert see(replace(PERSON, desk="")) is RefusalCode.OTHER_DESK
    assert see(replace(PERSON, written_at=NOW - timedelta(hours=24))) is RefusalCode.TOO_OLD
    assert see(replace(PERSON, written_at=NOW + timedelta(hours=24))) is RefusalCode.TOO_OLD
    assert see(replace(PERSON, held=True)) is RefusalCode.HELD
    assert see(replace(PERSON, restricted=True)) is RefusalCode.RESTRICTED


def test_a_desk_without_a_name_shares_nothing_with_another_desk_without_a_name() -> None:
    nameless = somebody(Role.REGISTRAR, desk="")
    answer = authorise(nameless, Action.SEE_PERSON, replace(PERSON, desk=""), Purpose.REGISTER, NOW)
    assert code(answer) is RefusalCode.OTHER_DESK


@pytest.mark.parametrize("role", Role)
def test_only_restricted_roles_are_shown_a_death(role: Role) -> None:
    restricted = {Role.CHILD_PROTECTION_OFFICER, Role.DATA_PROTECTION_OFFICER}
    record = replace(PERSON, in_charge=frozenset({"arev"}), death_or_detention=True)
    shown: set[str] = set()
    for purpose in Purpose:
        for action in (Action.SEE_PERSON, Action.SEE_DEATH_OR_DETENTION):
            answer = authorise(somebody(role), action, record, purpose, NOW)
            if isinstance(answer, Allowed):
                shown |= answer.shown | answer.masked
    assert ("fate" in shown) == (role in restricted)


@pytest.mark.parametrize("role", Role)
def test_nobody_tells_an_enquirer_of_a_death_or_a_detention(role: Role) -> None:
    agreed = replace(PERSON, kind="request", sought_person_agreed=True)
    for purpose in Purpose:
        grave = authorise(
            somebody(role), Action.TELL_ENQUIRER, replace(agreed, death_or_detention=True), purpose, NOW
        )
        silent = authorise(
            somebody(role), Action.TELL_ENQUIRER, replace(agreed, sought_person_agreed=False), purpose, NOW
        )
        held = authorise(somebody(role), Action.TELL_ENQUIRER, replace(agreed, held=True), purpose, NOW)
        assert isinstance(grave, Refused)
        assert isinstance(silent, Refused)
        assert isinstance(held, Refused)


def test_a_caseworker_tells_an_enquirer_once_the_sought_adult_said_yes() -> None:
    agreed = replace(PERSON, kind="request", sought_person_agreed=True)
    caseworker = somebody(Role.TRACING_CASEWORKER)
    assert code(authorise(caseworker, Action.TELL_ENQUIRER, agreed, Purpose.TRACE, NOW)) is None
    child = authorise(caseworker, Action.TELL_ENQUIRER, replace(agreed, child=True), Purpose.TRACE, NOW)
    assert code(child) is RefusalCode.CHILD


def test_a_proposal_about_a_child_is_decided_by_child_protection_alone() -> None:
    proposal = replace(PERSON, kind="proposal", child=True)
    caseworker, officer = somebody(Role.TRACING_CASEWORKER), somebody(Role.CHILD_PROTECTION_OFFICER)
    assert (
        code(authorise(caseworker, Action.DECIDE_PROPOSAL, proposal, Purpose.TRACE, NOW)) is RefusalCode.CHILD
    )
    assert code(authorise(officer, Action.DECIDE_PROPOSAL, proposal, Purpose.TRACE, NOW)) is None


def test_whoever_placed_a_hold_cannot_lift_it_alone() -> None:
    officer = somebody(Role.CHILD_PROTECTION_OFFICER)
    held = replace(PERSON, held=True, decided_by=frozenset({"arev"}))
    answer = authorise(officer, Action.LIFT_HOLD, held, Purpose.PROTECT, NOW)
    assert code(answer) is RefusalCode.SECOND_PERSON
    other = replace(held, decided_by=frozenset({"nune"}))
    assert code(authorise(officer, Action.LIFT_HOLD, other, Purpose.PROTECT, NOW)) is None


def test_under_a_hold_a_site_manager_sees_a_bed_taken_and_no_name() -> None:
    manager = somebody(Role.SITE_MANAGER)
    held = replace(
        PERSON,
        held=True,
        in_charge=frozenset({"arev"}),
        fields={**PERSON.fields, "size": Sensitivity.OPERATIONAL},
    )
    answer = authorise(manager, Action.SEE_PERSON, held, Purpose.HOUSE, NOW)
    assert isinstance(answer, Allowed)
    assert "size" in answer.shown
    assert {"name", "needs"} <= answer.masked
    assert "fate" not in answer.shown | answer.masked, "not even that something is recorded"


def test_one_controller_does_not_see_the_records_of_the_other_unless_shared() -> None:
    tracing = somebody(Role.TRACING_CASEWORKER, organisation="tracing service")
    assert code(authorise(tracing, Action.SEE_PERSON, PERSON, Purpose.TRACE, NOW)) is RefusalCode.CONTROLLER
    shared = replace(PERSON, shared_with=frozenset({("tracing service", "trace")}))
    assert code(authorise(tracing, Action.SEE_PERSON, shared, Purpose.TRACE, NOW)) is None
    for_rooms = replace(PERSON, shared_with=frozenset({("tracing service", "house")}))
    assert (
        code(authorise(tracing, Action.SEE_PERSON, for_rooms, Purpose.TRACE, NOW)) is RefusalCode.CONTROLLER
    )
    nobodys = replace(PERSON, controller="")
    stateless = somebody(Role.TRACING_CASEWORKER, organisation="")
    assert (
        code(authorise(stateless, Action.SEE_PERSON, nobodys, Purpose.TRACE, NOW)) is RefusalCode.CONTROLLER
    )


def test_a_purpose_that_is_not_the_roles_own_is_refused() -> None:
    answer = authorise(somebody(Role.REGISTRAR), Action.SEE_PERSON, PERSON, Purpose.HOUSE, NOW)
    assert code(answer) is RefusalCode.PURPOSE


def test_an_administrator_or_auditor_sees_no_person_by_also_holding_another_role() -> None:
    everything = somebody(*Role)
    assert roles_that_count(everything) == {Role.ADMINISTRATOR, Role.AUDITOR}
    for purpose in Purpose:
        assert isinstance(authorise(everything, Action.SEE_PERSON, PERSON, purpose, NOW), Refused)


def test_an_unknown_role_is_no_role() -> None:
    stranger = Actor("x", "Goris 1", "receiving side", frozenset({"superuser", "Registrar", ""}))
    for action in Action:
        assert code(authorise(stranger, action, PAGE, Purpose.REGISTER, NOW)) is RefusalCode.ROLE


def test_what_does_not_exist_is_refused_to_everybody() -> None:
    for role in Role:
        for action in Action:
            answer = authorise(somebody(role), action, None, Purpose.TRACE, NOW)
            assert code(answer) is RefusalCode.NOT_FOUND


def test_a_list_leaves_out_what_may_not_be_seen_and_does_not_say_how_many() -> None:
    rows = [("a", PERSON), ("b", replace(PERSON, held=True)), ("c", replace(PERSON, desk="Goris 2"))]
    shown = those_shown(somebody(Role.REGISTRAR), Action.SEE_PERSON, rows, Purpose.REGISTER, NOW)
    assert [thing for thing, _answer in shown] == ["a"]


def test_what_somebody_just_wrote_is_theirs_to_see() -> None:
    registrar = somebody(Role.REGISTRAR)
    fresh = new_record("person", registrar, NOW)
    for action in (Action.REGISTER_PERSON, Action.SEE_PERSON):
        assert code(authorise(registrar, action, fresh, Purpose.REGISTER, NOW)) is None


def test_every_action_has_a_grant_and_every_role_a_purpose_and_a_row_of_classes() -> None:
    assert set(TABLE) == set(Action)
    assert all(TABLE[action] for action in Action)
    assert set(KINDS_OF) == set(Action)
    assert set(PURPOSES) == set(SHOWING) == set(Role)


def test_the_table_of_roles_is_the_one_that_was_reviewed() -> None:
    here = Path(__file__).with_name("matrix.py")
    spec = importlib.util.spec_from_file_location("protection_matrix", here)
    assert spec is not None
    assert spec.loader is not None
    written = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(written)
    assert written.matrix() == written.SNAPSHOT.read_text(encoding="utf-8"), (
        "who may do what has changed: run `python tests/protect/matrix.py`, read the difference, commit it"
    )
