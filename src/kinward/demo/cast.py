"""Who acts in the replay: two organisations, a crew at each desk, and officers whose names say that they are simulated."""

from collections.abc import Mapping
from dataclasses import dataclass

from kinward.demo.facts import Desk
from kinward.model.event import Actor
from kinward.model.protection import Role

# Two separate controllers of data in one program: the receiving side registers and houses, the tracing service takes
# requests and matches. Everyone's record is shared with the second; a hold keeps all but its officers out.
RECEIVING, TRACING = "receiving", "tracing"
_TRACING_ROLES = frozenset({Role.TRACING_CASEWORKER, Role.CHILD_PROTECTION_OFFICER})
_OFFICE, _HOTLINE = "yerevan-office", "hotline"


@dataclass(frozen=True, slots=True)
class Cast:
    """Everybody who writes. ``desks`` by desk id; children of each organisation have an officer of their own."""

    desks: Mapping[str, Actor]
    hotline: Actor
    caseworker: Actor
    children_tracing: Actor
    children_receiving: Actor
    steward: Actor
    housing: Actor
    analyst: Actor


def simulated_cast(desks: tuple[Desk, ...]) -> Cast:
    """The actors of a replay, none of whom can sign in."""
    return Cast(
        desks={desk.id: _actor(Role.REGISTRAR, RECEIVING, desk.id, f" at {desk.id}") for desk in desks},
        hotline=_actor(Role.TRACING_CASEWORKER, TRACING, _HOTLINE, " on the telephone"),
        caseworker=_actor(Role.TRACING_CASEWORKER, TRACING, _HOTLINE),
        children_tracing=_actor(Role.CHILD_PROTECTION_OFFICER, TRACING, _HOTLINE),
        children_receiving=_actor(Role.CHILD_PROTECTION_OFFICER, RECEIVING, _OFFICE),
        steward=_actor(Role.DATA_STEWARD, RECEIVING, _OFFICE),
        housing=_actor(Role.HOUSING_OFFICER, RECEIVING, _OFFICE),
        analyst=_actor(Role.ANALYST, RECEIVING, _OFFICE),
    )


def _actor(role: Role, organisation: str, device: str, where: str = "") -> Actor:
    account = f"simulated {role.value.replace('_', ' ')}{where}"
    return Actor(account, device, organisation, frozenset({role.value}))


@dataclass(frozen=True, slots=True)
class Seat:
    """An account that somebody can sign in with: its name is the role's."""

    role: Role
    organisation: str
    desk: str


def seats(registrars_desk: str) -> tuple[Seat, ...]:
    """One account for each role, each where its work is."""
    return tuple(
        Seat(
            role,
            TRACING if role in _TRACING_ROLES else RECEIVING,
            {Role.REGISTRAR: registrars_desk, Role.TRACING_CASEWORKER: _HOTLINE}.get(role, _OFFICE),
        )
        for role in Role
    )
