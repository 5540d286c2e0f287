"""Which uses of somebody's record are allowed today, read from the facts at the moment of use."""

from collections.abc import Iterable
from datetime import datetime

from kinward.model.protection import Hold, Permission, Purpose


def recipients(permissions: Iterable[Permission], purpose: Purpose, now: datetime) -> frozenset[str]:
    """The organisations that may use this record for this purpose at this moment.

    Nobody, when nothing was said. A permission counts from when it was given until it is withdrawn; whoever
    withdraws one of two for the same recipient has still given the other, so a withdrawal is shown both.
    """
    return frozenset(fact.recipient for fact in permissions if fact.purpose == purpose and stands(fact, now))


def stands(fact: Permission, now: datetime) -> bool:
    """Whether a permission has been given and not withdrawn."""
    return fact.given_at <= now and (fact.withdrawn_at is None or now < fact.withdrawn_at)


def holds_that_stand(holds: Iterable[Hold], now: datetime) -> tuple[Hold, ...]:
    """The holds nobody has lifted. One is enough for "tell nobody", however many others were lifted."""
    return tuple(hold for hold in holds if hold.lifted_at is None or now < hold.lifted_at)
