"""How long a line may be: the columns of the views and whoever checks what was typed read the same table.

SQLite takes any length, PostgreSQL refuses what is longer than its column: what is longer is refused when it is typed.
"""

from collections.abc import Mapping

# The longest line of the paper form is an address; longer is a paste error.
LINE_CHARACTERS_MOST = 300

# By the field as it is said. ``name`` and ``place`` are a site's and as long for whatever else is called so.
LONGEST: Mapping[str, int] = {
    "blocked": 200,
    "community": 200,
    "crossing": 100,
    "desk": 100,
    "form_number": 32,
    "institution": 200,
    "name": 200,
    "number": 32,
    "place": 200,
    "recipient": 100,
    "region": 100,
    "said_on": 10,
    "site_type": 64,
    "speaker": 300,
    "tier": 32,
    "typist": 100,
    "wish_region": 100,
}


def longest(field: str) -> int:
    """The most characters a line of this field may have."""
    return LONGEST.get(field, LINE_CHARACTERS_MOST)
