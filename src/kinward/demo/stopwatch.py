"""How long each part of the replay took."""

from collections.abc import Iterator
from contextlib import contextmanager
from time import perf_counter


class Stopwatch:
    """Adds up seconds by name, in the order in which the names came first."""

    def __init__(self) -> None:
        """Start now."""
        self._started = perf_counter()
        self.seconds: dict[str, float] = {}

    @contextmanager
    def timing(self, name: str) -> Iterator[None]:
        """Count the time inside under a name."""
        before = perf_counter()
        try:
            yield
        finally:
            self.seconds[name] = self.seconds.get(name, 0.0) + perf_counter() - before

    @property
    def total(self) -> float:
        """Seconds since it was made."""
        return perf_counter() - self._started
