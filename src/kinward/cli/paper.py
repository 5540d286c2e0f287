"""``kinward paper``: numbered two-language forms and slips to print before the power goes."""

from pathlib import Path
from typing import Annotated

import typer

from kinward import wiring
from kinward.cli.outward import complaining, said
from kinward.exchange.paper import paper_forms
from kinward.exchange.tables import write_whole
from kinward.model.problem import BadInputError, Message, Problem

_FORMS_MOST = 2_000
_NUMBER_MOST = 999_999


@complaining
def paper(
    out: Annotated[Path, typer.Option(help="The page to write; open it in a browser and print.")],
    forms: Annotated[int, typer.Option(help="How many forms.")] = 50,
    first: Annotated[int, typer.Option(help="Number of the first form; never print one twice.")] = 1,
    language: Annotated[str, typer.Option(help="First language on the form.")] = "hy",
    second: Annotated[str, typer.Option(help="Second language on the form.")] = "en",
) -> None:
    """Print numbered forms for the hours without power; typing them in later keeps their number and hour."""
    problems = []
    if not 1 <= forms <= _FORMS_MOST:
        do = Message("ask for 1 to {most}", {"most": _FORMS_MOST})
        problems.append(Problem(Message("--forms is {forms}", {"forms": forms}), do))
    if not 1 <= first <= _NUMBER_MOST - forms:
        do = Message("begin between 1 and {most}", {"most": _NUMBER_MOST})
        problems.append(Problem(Message("--first is {first}", {"first": first}), do))
    for chosen in (language, second):
        if chosen != "en" and not wiring.speaks(chosen):
            do = Message("choose one of: {known}", {"known": ", ".join(wiring.languages())})
            problems.append(
                Problem(Message("there is no translation into {language}", {"language": chosen}), do)
            )
    if problems:
        raise BadInputError(problems)
    page = paper_forms(range(first, first + forms), (language, second), wiring.translated_into)
    write_whole(out, page)
    gaps: dict[str, str | int | float] = {"first": first, "last": first + forms - 1, "file": out.name}
    print(said(Message("{file}: forms number {first} to {last}", gaps)))
