"""What holds of every answer, whoever asks for whatever in whichever state."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from kinward.model.event import Actor
from kinward.model.protection import Action, Allowed, Answer, Purpose, RecordFacts, Refused, Role, Sensitivity
from kinward.protect.authorise import authorise
from kinward.protect.roles import ABOUT_PEOPLE, ACTIONS_THAT_SHOW, COVERED_BY, KINDS_OF, PURPOSES, TABLE

NOW = datetime(2023, 9, 26, 20, 0, tzinfo=UTC)
FIELDS = {sensitivity.value: sensitivity for sensitivity in Sensitivity}
RESTRICTED_ROLES = {Role.CHILD_PROTECTION_OFFICER, Role.DATA_PROTECTION_OFFICER}
ACTIONS_ABOUT_PEOPLE = tuple(action for action in Action if KINDS_OF[action] & ABOUT_PEOPLE)
ACTIONS_THAT_SHOW_PEOPLE = tuple(action for action in ACTIONS_ABOUT_PEOPLE if action in ACTIONS_THAT_SHOW)
# What makes a new record: there is none yet that somebody could see.
WRITES_SOMETHING_NEW = frozenset(
    {Action.REGISTER_PERSON, Action.REGISTER_HOUSEHOLD, Action.REGISTER_GROUP, Action.TAKE_TRACING_REQUEST}
)
SEE_OF_KIND = {
    "person": (Action.SEE_PERSON,),
    "household": (Action.SEE_HOUSEHOLD,),
    "group": (Action.SEE_GROUP,),
    "request": (Action.SEE_TRACING_REQUEST,),
    "proposal": (Action.SEE_PROPOSALS, Action.SEE_DUPLICATES),
}
LAW = settings(max_examples=250, deadline=None)


@dataclass(frozen=True)
class Asked:
    """One question to ``authorise``."""

    actor: Actor
    action: Action
    record: RecordFacts
    purpose: Purpose

    def answer(self) -> Answer:
        return authorise(self.actor, self.action, self.record, self.purpose, NOW)


@st.composite
def questions(draw: st.DrawFn) -> Asked:
    """Questions about people, most of them from somebody whose role and purpose fit, so that answers differ."""
    looking = draw(st.booleans())  # half of the questions look, since looking is what shows something
    action = draw(st.sampled_from(ACTIONS_THAT_SHOW_PEOPLE if looking else ACTIONS_ABOUT_PEOPLE))
    fitting = sorted({grant.role for grant in TABLE[action]})
    role = draw(st.sampled_from(fitting) if draw(st.integers(0, 4)) else st.sampled_from(Role))
    own = sorted(PURPOSES[role]) if draw(st.integers(0, 4)) else []
    accounts = st.frozensets(st.sampled_from(("arev", "nune")))
    record = RecordFacts(
        kind=draw(st.sampled_from(sorted(KINDS_OF[action] & ABOUT_PEOPLE))),
        controller=draw(st.sampled_from(("receiving side", "receiving side", "tracing service", ""))),
        shared_with=draw(
            st.frozensets(
                st.tuples(st.sampled_from(("receiving side", "tracing service")), st.sampled_from(Purpose))
            )
        ),
        desk=draw(st.sampled_from(("Goris 1", "Goris 1", "Goris 2", ""))),
        written_at=draw(
            st.none()
            | st.sampled_from((-30, -23, -1, -1, 1, 30)).map(lambda hours: NOW + timedelta(hours=hours))
        ),
        in_charge=draw(accounts),
        decided_by=draw(accounts),
        fields=FIELDS,
        child=draw(st.booleans()),
        held=draw(st.booleans()),
        restricted=draw(st.booleans()),
        death_or_detention=draw(st.booleans()),
        sought_person_agreed=draw(st.booleans()),
    )
    organisation = draw(st.sampled_from(("receiving side", "receiving side", "tracing service", "")))
    actor = Actor("arev", "Goris 1", organisation, frozenset({role.value}))
    return Asked(actor, action, record, draw(st.sampled_from(own or list(Purpose))))


@LAW
@given(questions())
def test_every_field_is_shown_masked_or_hidden_and_only_once(asked: Asked) -> None:
    match asked.answer():
        case Allowed(shown, masked, hidden):
            assert len(shown) + len(masked) + len(hidden) in {0, len(FIELDS)}
            assert shown | masked | hidden in (frozenset(), frozenset(FIELDS))
        case Refused():
            pass


@LAW
@given(questions())
def test_who_may_change_a_record_may_also_see_it_so_that_no_change_tells_that_it_is_there(
    asked: Asked,
) -> None:
    if asked.action in WRITES_SOMETHING_NEW or isinstance(asked.answer(), Refused):
        return
    seen = [
        replace(asked, action=see, purpose=purpose).answer()
        for see in SEE_OF_KIND[asked.record.kind]
        for purpose in Purpose
    ]
    assert any(isinstance(answer, Allowed) for answer in seen)


@LAW
@given(questions())
def test_nothing_about_people_is_open_to_an_organisation_that_neither_controls_nor_was_given_it(
    asked: Asked,
) -> None:
    mine = asked.actor.organisation
    given_for = {purpose for recipient, purpose in asked.record.shared_with if recipient == mine}
    fitting = {asked.purpose, *COVERED_BY.get(asked.purpose, ())}
    if not mine or (mine != asked.record.controller and not given_for & fitting):
        assert isinstance(asked.answer(), Refused)


@LAW
@given(questions())
def test_a_hold_never_opens_anything(asked: Asked) -> None:
    held = replace(asked, record=replace(asked.record, held=True)).answer()
    free = replace(asked, record=replace(asked.record, held=False)).answer()
    if isinstance(held, Allowed):
        assert isinstance(free, Allowed)
        assert held.shown <= free.shown


@LAW
@given(questions())
def test_under_a_hold_names_are_shown_to_restricted_roles_only(asked: Asked) -> None:
    answer = replace(asked, record=replace(asked.record, held=True)).answer()
    if isinstance(answer, Allowed) and "personal" in answer.shown:
        assert asked.actor.roles & RESTRICTED_ROLES


@LAW
@given(questions())
def test_what_is_sealed_leaves_no_trace_for_other_roles(asked: Asked) -> None:
    answer = asked.answer()
    if isinstance(answer, Allowed) and not asked.actor.roles & RESTRICTED_ROLES:
        assert "sealed" not in answer.shown | answer.masked


@LAW
@given(questions())
def test_another_role_takes_nothing_away_unless_it_stands_alone(asked: Asked) -> None:
    more = replace(asked.actor, roles=asked.actor.roles | {Role.TRACING_CASEWORKER.value})
    before, after = asked.answer(), replace(asked, actor=more).answer()
    if isinstance(before, Allowed):
        assert isinstance(after, Allowed)
        assert before.shown <= after.shown
