"""What a file of any kind gives: a text, and the day and the outlet when the file itself tells them."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Piece:
    """One report's text. ``published`` is a whole day, ISO, or None."""

    text: str
    published: str | None = None
    outlet: str | None = None
