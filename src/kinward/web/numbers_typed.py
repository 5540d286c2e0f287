"""Reads a whole number as people write it: with its thousands set apart by a point, a comma or a space, or not at all."""

import re

# Groups of three after one sign that stays the same; a sign that could as well begin a fraction is none of these.
_GROUPED = re.compile(r"\d{1,3}(?:([.,\u00a0\u202f\u2009 '\u2019])\d{3}(?:\1\d{3})*)?|\d+")
_DIGITS_MOST = 12


def whole_number(text: str) -> int | None:
    """``28120``, ``28,120``, ``28.120`` or ``28 120``; None for nothing. Raises ValueError for anything else.

    ``28.5`` and ``28 120,5`` are refused and not read as 285 or 281205: nobody counted half a person.
    """
    typed = text.strip()
    if not typed:
        return None
    if not _GROUPED.fullmatch(typed):
        raise ValueError("not a whole number")
    digits = "".join(sign for sign in typed if sign.isdecimal())
    if len(digits) > _DIGITS_MOST:
        raise ValueError("not a whole number")
    return int(digits)
