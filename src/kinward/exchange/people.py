"""Spreadsheets of registered people and of requests become descriptions, or a list of everything wrong in them."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date
from pathlib import Path

from kinward.exchange.tables import (
    Cell,
    Problems,
    day_of,
    listed,
    read_table,
    refuse_repeated_ids,
)
from kinward.model.description import Description, Relation, Relative, Sex
from kinward.model.partial import PartialDate
from kinward.model.problem import Message
from kinward.model.written_name import why_not_a_name
from kinward.register.as_said import age_interval, birth_interval

NAME_COLUMNS = ("name", "given", "family", "father", "home_name")
COLUMNS = (
    "id", *NAME_COLUMNS, "sex", "age", "born", "as_of", "place", "address_before", "phones", "documents", "ids",
    "relatives", "companions", "last_contact_on", "last_contact_place",
)  # fmt: skip
# People who are registered also have a household, and may have former names.
PEOPLE_COLUMNS = (*COLUMNS, "household")

Row = Mapping[str, Cell]


@dataclass(frozen=True, slots=True)
class _Reader:
    problems: Problems
    today: date
    ages_on: date


def read_people(
    path: Path,
    today: date,
    *,
    ages_on: date | None = None,
    undated: Callable[[int], None] = lambda _ages: None,
    progress: Callable[[int, int], None] = lambda _done, _of: None,
) -> tuple[Description, ...]:
    """Everyone in a file of registered people. Raises BadInputError with every problem of the file.

    An age without ``as_of`` is taken as the age on ``ages_on``, else on ``today``; ``undated`` is told how many are.
    """
    return _read(path, PEOPLE_COLUMNS, _Days(today, ages_on or today, undated), progress)


def read_requests(
    path: Path,
    today: date,
    *,
    ages_on: date | None = None,
    undated: Callable[[int], None] = lambda _ages: None,
    progress: Callable[[int, int], None] = lambda _done, _of: None,
) -> tuple[Description, ...]:
    """Every sought person in a file of requests; the columns describe the sought person. All else as ``read_people``."""
    return _read(path, COLUMNS, _Days(today, ages_on or today, undated), progress)


@dataclass(frozen=True, slots=True)
class _Days:
    """Today, the day of an age that names none, and whom to tell how many there are."""

    today: date
    ages_on: date
    undated: Callable[[int], None]


def _read(
    path: Path, columns: Sequence[str], days: _Days, progress: Callable[[int, int], None]
) -> tuple[Description, ...]:
    table, problems = read_table(path, columns, ("id",))
    refuse_repeated_ids(table, problems)
    reader = _Reader(problems, days.today, days.ages_on)
    found: list[Description] = []
    for number, row in enumerate(table.rows, start=1):
        found.append(_description(row, reader))
        if number % 1000 == 0 or number == len(table.rows):
            progress(number, len(table.rows))
    problems.raise_if_any()
    days.undated(sum(bool(row["age"].text) and not row["as_of"].text for row in table.rows))
    return tuple(found)


def _description(row: Row, reader: _Reader) -> Description:
    before = len(reader.problems.found)
    described = _described(row, reader)
    # What was found wrong is no silence; a cell of nothing but semicolons is.
    if len(reader.problems.found) == before and not _says_something(described):
        reader.problems.add(
            Message("nothing is said of this person but the id"),
            Message("fill at least one other column"),
            row["id"],
        )
    return described


def _says_something(described: Description) -> bool:
    return any(
        getattr(described, field.name) for field in fields(described) if field.name not in {"id", "household"}
    )


def _described(row: Row, reader: _Reader) -> Description:
    contact = day_of(row["last_contact_on"], reader.problems, latest=reader.today)
    return Description(
        id=row["id"].text,
        whole_names=_names(row["name"], reader),
        given_names=_names(row["given"], reader),
        family_names=_names(row["family"], reader),
        father_names=_names(row["father"], reader),
        home_names=_names(row["home_name"], reader),
        sexes=_sexes(row["sex"], reader),
        born=_born(row, reader),
        places=_texts(row["place"]),
        addresses_before=_texts(row["address_before"]),
        phones=_phones(row["phones"], reader),
        documents=_typed(row["documents"], 3, Message("write type:issuer:number"), reader),
        identifiers=_typed(row["ids"], 2, Message("write scheme:value"), reader),
        relatives=_relatives(row["relatives"], reader),
        companions=_names(row["companions"], reader),
        last_contact_on=contact,
        last_contact_place=row["last_contact_place"].text,
        household=row["household"].text if "household" in row else "",
    )


def _texts(cell: Cell) -> tuple[str, ...]:
    if ";" not in cell.text:
        return (cell.text,) if cell.text else ()
    return tuple(dict.fromkeys(listed(cell)))


def _names(cell: Cell, reader: _Reader) -> tuple[str, ...]:
    """Several spellings may stand in one cell, ``Narek; Нарек``."""
    if not cell.text:
        return ()
    names = _texts(cell)
    for name in names:
        if why := why_not_a_name(name):
            reader.problems.add(why, Message("write the name alone, in one line"), cell)
    return names


def _sexes(cell: Cell, reader: _Reader) -> tuple[Sex, ...]:
    if not cell.text:
        return ()
    try:
        return (Sex(cell.text.casefold()),)
    except ValueError:
        reader.problems.add(
            Message("this is not a sex that is recorded here"),
            Message("write f, m or x, or leave it empty"),
            cell,
        )
        return ()


def _born(row: Row, reader: _Reader) -> tuple[PartialDate, ...]:
    found: list[PartialDate] = []
    cell = row["born"]
    if cell.text:
        born = birth_interval(cell.text, reader.today)
        if isinstance(born, Message):
            reader.problems.add(born, Message("write YYYY, YYYY-MM or YYYY-MM-DD, or first..last"), cell)
        else:
            found.append(born)
    as_of = day_of(row["as_of"], reader.problems, latest=reader.today)
    if row["age"].text:
        age = age_interval(row["age"].text, as_of or reader.ages_on)
        if isinstance(age, Message):
            reader.problems.add(age, Message("write an age like 8, ~8 or 6-10"), row["age"])
        else:
            found.append(age.born())
    return _agreeing(found)


def _agreeing(found: Sequence[PartialDate]) -> tuple[PartialDate, ...]:
    """An age and a birth date that fit together are one fact, the narrower; if they do not fit, both were said."""
    if len(found) == 2 and max(b.earliest for b in found) <= min(b.latest for b in found):
        return (min(found, key=lambda b: b.latest - b.earliest),)
    return tuple(found)


def _phones(cell: Cell, reader: _Reader) -> tuple[str, ...]:
    if not cell.text:
        return ()
    phones = _texts(cell)
    for phone in phones:
        if sum(sign.isdecimal() for sign in phone) < 5:
            reader.problems.add(
                Message("a phone number has fewer than 5 digits"),
                Message("write the whole number; put ; between numbers"),
                cell,
            )
    return phones


def _typed(cell: Cell, parts: int, do: Message, reader: _Reader) -> tuple[str, ...]:
    if not cell.text:
        return ()
    values = _texts(cell)
    for value in values:
        pieces = value.split(":", parts - 1)
        if len(pieces) < parts or not pieces[0].strip() or not pieces[-1].strip():
            reader.problems.add(Message("this is not a typed number"), do, cell)
    return values


def _relatives(cell: Cell, reader: _Reader) -> tuple[Relative, ...]:
    if not cell.text:
        return ()
    found: list[Relative] = []
    known = ", ".join(relation.value for relation in Relation)
    for entry in listed(cell):
        relation, colon, name = entry.partition(":")
        word, name = relation.strip().casefold(), name.strip()
        if not colon or word not in set(Relation):
            reader.problems.add(
                Message("a relative has no known relation"),
                Message("write relation:name, with one of {known}", {"known": known}),
                cell,
            )
        elif why := why_not_a_name(name):
            reader.problems.add(why, Message("write the relative's name after the colon"), cell)
        else:
            found.append(Relative(Relation(word), name))
    return tuple(found)
