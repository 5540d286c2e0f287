"""Slows down whoever guesses passwords.

Counts live in this process: a restart forgets them, and a second process counts for itself. One process serves one
site (DESIGN, decision 10), so a table of their own, written at every wrong letter, would protect no better.
"""

from collections import deque
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from threading import Lock

# Five tries in fifteen minutes for one account from anywhere: NIST SP 800-63B 5.2.2 asks for a limit of at most 100
# in a row; a tired registrar needs two or three.
TRIES = 5
WITHIN = timedelta(minutes=15)
# One address may be a whole reception centre behind one router, so it gets more.
TRIES_FROM_ADDRESS = 50
_REMEMBERED_AT_MOST = 10_000


@dataclass
class Throttle:
    """How often each key failed lately."""

    failures: dict[str, deque[datetime]] = field(default_factory=dict)
    lock: Lock = field(default_factory=Lock)

    def waits_until(self, key: str, tries: int, now: datetime) -> datetime | None:
        """When this key may be tried again, or None for now."""
        with self.lock:
            recent = self._recent(key, now)
            return recent[0] + WITHIN if len(recent) >= tries else None

    def failed(self, key: str, now: datetime) -> None:
        """Remember one wrong password."""
        with self.lock:
            mine = self._recent(key, now)
            self.failures.pop(key, None)
            while len(self.failures) >= _REMEMBERED_AT_MOST:
                del self.failures[next(iter(self.failures))]  # who failed the longest ago stands first
            self.failures[key] = deque((*mine, now), maxlen=TRIES_FROM_ADDRESS)

    def succeeded(self, key: str) -> None:
        """A right password ends the count for this account."""
        with self.lock:
            self.failures.pop(key, None)

    def _recent(self, key: str, now: datetime) -> deque[datetime]:
        recent = self.failures.get(key, deque())
        while recent and now - recent[0] >= WITHIN:
            recent.popleft()
        return recent


SIGN_INS = Throttle()
