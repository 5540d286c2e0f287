"""A code can be read over a telephone, forgives look-alikes and betrays nothing of when somebody came."""

from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kinward.model.code import code_as_typed, code_of, form_number

UUIDS = st.uuids(version=4)


@given(UUIDS)
def test_a_code_is_ten_characters_and_reads_back(identity: UUID) -> None:
    code = code_of(identity)
    assert len(code) == 10
    assert code_as_typed(code) == code
    assert code_as_typed(f" {code[:5].lower()}-{code[5:].lower()} ") == code


@given(UUIDS)
def test_look_alike_letters_are_forgiven(identity: UUID) -> None:
    code = code_of(identity)
    worst = code[:9].replace("0", "O").replace("1", "l") + code[9]
    assert code_as_typed(worst) == code


@given(UUIDS, st.integers(0, 9), st.sampled_from("0123456789ABCDEFGHJKMNPQRSTVWXYZ"))
def test_one_wrong_character_is_always_noticed(identity: UUID, place: int, other: str) -> None:
    code = code_of(identity)
    if code[place] == other:
        return
    assert code_as_typed(code[:place] + other + code[place + 1 :]) is None


@given(UUIDS, st.integers(0, 8), st.integers(0, 8))
def test_two_characters_exchanged_are_always_noticed(identity: UUID, one: int, two: int) -> None:
    letters = list(code_of(identity))
    if letters[one] == letters[two]:
        return
    letters[one], letters[two] = letters[two], letters[one]
    assert code_as_typed("".join(letters)) is None


@given(UUIDS, st.integers(0, 999_999))
def test_everything_printed_can_be_said_on_a_telephone(identity: UUID, number: int) -> None:
    assert code_of(identity).isalnum()
    assert form_number(number).replace("-", "").isalnum()


@given(st.integers(0, 999_999), st.integers(0, 5), st.integers(0, 9))
def test_one_wrong_digit_of_a_form_number_changes_its_check(number: int, place: int, digit: int) -> None:
    digits = f"{number:06d}"
    other = int(digits[:place] + str(digit) + digits[place + 1 :])
    assert other == number or form_number(other)[-1] != form_number(number)[-1]


@pytest.mark.parametrize("text", ["", "ABC", "U234567890", "'; DROP--", "ԱԲԳԴԵԶԷԸԹԺ"])
def test_what_is_no_code_is_none(text: str) -> None:
    assert code_as_typed(text) is None


def test_codes_of_neighbouring_ids_are_not_neighbours() -> None:
    first, second = UUID(int=0x018AD0000000700080000000000000), UUID(int=0x018AD0000000700080000000000001)
    same = sum(a == b for a, b in zip(code_of(first), code_of(second), strict=True))
    assert same < 5


def test_a_form_number_carries_its_check_character() -> None:
    assert form_number(123) == "000123-Y"
    assert len({form_number(n)[-1] for n in range(31)}) == 31
