"""A refusal says where the trouble is: in a column of a file, or in an option."""

from kinward.cli.outward import sentence_of
from kinward.model.problem import Message, Problem

WHAT, DO = Message("there is no such role"), Message("one of: registrar")


def test_an_option_is_not_called_a_column() -> None:
    assert sentence_of(Problem(WHAT, DO, column="role")) == "role: there is no such role - one of: registrar"
    assert sentence_of(Problem(WHAT, DO, column="--as-of")).startswith("--as-of: ")


def test_a_column_of_a_file_is_called_one() -> None:
    assert sentence_of(Problem(WHAT, DO, "people.csv", 3, "age")).startswith(
        "people.csv, row 3, column age: "
    )
