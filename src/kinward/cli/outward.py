"""How a command shows problems and progress: in the user's language, without a traceback, with exit code 2."""

import functools
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import ParamSpec

import typer
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

from kinward import wiring
from kinward.model.problem import BadInputError, Message, Problem

EXIT_BAD_INPUT = 2
_P = ParamSpec("_P")


def complaining(command: Callable[_P, None]) -> Callable[_P, None]:
    """Turn a refusal into its sentences on standard error and exit code 2."""

    @functools.wraps(command)
    def outermost(*args: _P.args, **kwargs: _P.kwargs) -> None:
        try:
            command(*args, **kwargs)
        except BadInputError as refusal:
            for problem in refusal.problems:
                print(sentence_of(problem), file=sys.stderr)
            raise typer.Exit(EXIT_BAD_INPUT) from None

    return outermost


def said(message: Message) -> str:
    """A message in the user's language."""
    return wiring.translated(message.text).format(**message.values)


def sentence_of(problem: Problem) -> str:
    """``people.csv, row 3, column age: the age is below 0 - write a whole number or leave it empty``; what stands in no file is an option, by its name alone."""
    where = [problem.file] if problem.file else []
    if problem.row is not None:
        where.append(said(Message("row {row}", {"row": problem.row})))
    if problem.column and not problem.file:
        where.append(problem.column)
    elif problem.column and problem.file.endswith((".toml", ".json")):
        where.append(said(Message("key {key}", {"key": problem.column})))
    elif problem.column:
        where.append(said(Message("column {column}", {"column": problem.column})))
    place = ", ".join(where)
    return (
        f"{place}: {said(problem.what)} - {said(problem.do)}"
        if place
        else f"{said(problem.what)} - {said(problem.do)}"
    )


@contextmanager
def progress(label: str) -> Iterator[Callable[[int, int], None]]:
    """A progress bar on standard error when somebody is looking; call it with (done, of)."""
    console = Console(stderr=True)
    if not console.is_terminal:
        yield lambda _done, _of: None
        return
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        TextColumn("{task.completed}/{task.total}"),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=console, transient=True) as bar:
        task = bar.add_task(label)
        yield lambda done, of: bar.update(task, completed=done, total=of)
