"""The keys that open a backup: held by at least two custodians, one of them offline."""

from collections.abc import Sequence

import pyrage
from pyrage import x25519

from kinward.model.problem import BadInputError, Message, Problem

RECIPIENTS_LEAST = 2  # one key is one lost laptop


def new_identity() -> tuple[str, str]:
    """A custodian's key: what to keep (the text of an identity file) and the recipient to give away."""
    identity = x25519.Identity.generate()
    recipient = str(identity.to_public())
    return f"# public key: {recipient}\n{identity}\n", recipient


def recipients_of(texts: Sequence[str]) -> list[x25519.Recipient]:
    """The keys to seal to. Raises BadInputError for what is no key, and for fewer than two different ones."""
    problems, keys = [], {}
    for number, text in enumerate(texts, start=1):
        try:
            keys[text.strip().lower()] = x25519.Recipient.from_str(text.strip().lower())
        except pyrage.RecipientError:
            what = Message("recipient {number} is no age key", {"number": number})
            problems.append(Problem(what, Message("it begins with age1; kinward backup --keygen makes one")))
    if not problems and len(keys) < RECIPIENTS_LEAST:
        what = Message("a backup is sealed to {least} different keys or more", {"least": RECIPIENTS_LEAST})
        do = Message("name another --recipient, kept by somebody else in another place")
        problems.append(Problem(what, do))
    if problems:
        raise BadInputError(problems)
    return list(keys.values())


def identities_of(text: str) -> list[x25519.Identity]:
    """The keys in an identity file, comments left out. Raises BadInputError when there is none."""
    lines = [line.strip() for line in text.splitlines()]
    try:
        found = [x25519.Identity.from_str(line) for line in lines if line and not line.startswith("#")]
    except pyrage.IdentityError:
        found = []
    if not found:
        what = Message("there is no age identity in this file")
        raise BadInputError([Problem(what, Message("it has a line that begins AGE-SECRET-KEY-1"))])
    return found
