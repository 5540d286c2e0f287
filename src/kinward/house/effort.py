"""How long the planner looks for a better plan and a sharper limit."""

from enum import StrEnum


class Effort(StrEnum):
    """Steps, never seconds: the same effort gives the same answer on any machine."""

    NO_CERTIFICATE = "no_certificate"  # a wave at the desks: the plan alone
    USUAL = "usual"
    LONG = "long"  # for the record of the day: sharper prices and a sharper limit
