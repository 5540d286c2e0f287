"""A number is read as it was meant, or refused: never another one."""

import pytest

from kinward.web.numbers_typed import whole_number


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("28120", 28120), ("28,120", 28120), ("28.120", 28120), ("28 120", 28120), ("28\u202f120", 28120),
        ("40.000", 40_000), ("1.234.567", 1_234_567), (" 7 ", 7), ("", None), ("0", 0),
    ],
)  # fmt: skip
def test_thousands_may_be_set_apart(typed: str, number: int | None) -> None:
    assert whole_number(typed) == number


@pytest.mark.parametrize(
    "typed", ["28.5", "28 120,5", "30,150.0", "1,5", "1,23,456", "1.234,567", "-3", "1e3", "nan", "9" * 13]
)
def test_what_could_be_another_number_is_refused(typed: str) -> None:
    with pytest.raises(ValueError, match="whole number"):
        whole_number(typed)
