"""The code on a slip: ten characters that can be read over a telephone and say nothing of when somebody came."""

import hashlib
from uuid import UUID

# Crockford's base32 has no I, L, O or U, so that nothing is misread. His check is a remainder by 37 and needs signs like
# "=" and "~" that nobody can say on a telephone; 31 is the largest prime for which digits and letters suffice. So the
# codes have no Z either: two values then differ by less than 31, and a wrong one always shows.
_DIGITS = "0123456789ABCDEFGHJKMNPQRSTVWXY"
_BASE = len(_DIGITS)
# Each place is weighed by its own power of 3, which has 30 different powers by 31: any exchange of two shows too.
_WEIGHT = 3
_MISREAD = str.maketrans("ILO", "110")
_LENGTH = 9
_SHORTEST = _LENGTH + 1


def code_of(identity: UUID) -> str:
    """Nine random-looking characters (nearly 45 bits of SHA-256 of the id) and a check character.

    Never the UUID itself: its first 48 bits are the millisecond of arrival.
    """
    number = int.from_bytes(hashlib.sha256(identity.bytes).digest()[:16], "big")
    letters = "".join(_DIGITS[number // _BASE**place % _BASE] for place in range(_LENGTH))
    return letters + _check(letters)


def _check(letters: str) -> str:
    weighed = sum(_DIGITS.index(letter) * _WEIGHT**place for place, letter in enumerate(letters))
    return _DIGITS[weighed % _BASE]


def form_number(number: int) -> str:
    """The number printed on a paper form or slip, with a check character: 123 is ``000123-Y``."""
    return f"{number:06d}-{_DIGITS[number % _BASE]}"


def code_as_typed(text: str) -> str | None:
    """A code as somebody read or typed it, corrected for look-alikes; None when the check character does not fit."""
    code = text.upper().replace("-", "").replace(" ", "").translate(_MISREAD)
    if len(code) != _SHORTEST or any(letter not in _DIGITS for letter in code):
        return None
    return code if _check(code[:_LENGTH]) == code[_LENGTH] else None
