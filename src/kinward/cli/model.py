"""``kinward model``: what a match weighs, as one readable file: shown, learnt, scaled, given away and taken in."""

import json
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from kinward import wiring
from kinward.cli.outward import complaining, progress, said
from kinward.exchange.model_file import model_text, read_json, write_model
from kinward.exchange.people import read_people, read_requests
from kinward.exchange.splink_model import is_splink, read_settings, write_settings
from kinward.exchange.tables import Together, day_option, refuse_to_replace
from kinward.model.description import Description
from kinward.model.problem import BadInputError, Message, Problem
from kinward.names.keys import NAMES_VERSION
from kinward.reunite.evidence import Level, weight_bits
from kinward.reunite.learning import REQUESTS_LEAST
from kinward.reunite.model import Model

app = typer.Typer(
    name="model",
    help="What a match weighs: show it, learn it from files, scale it by decisions, take another in.",
    no_args_is_help=True,
)


class Backend(StrEnum):
    """What Splink computes with."""

    DUCKDB = "duckdb"
    SPARK = "spark"


ModelFile = Annotated[
    Path | None, typer.Option("--model", help="A model file instead of the one in use.", show_default=False)
]
Out = Annotated[Path, typer.Option(help="Where the model is written.")]


@app.command("show")
@complaining
def show(
    model: ModelFile = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the whole model as JSON.")] = False,
) -> None:
    """Print every comparison with its levels and what they weigh, and where the weights come from."""
    chosen = wiring.model_in(model) if model else wiring.model()
    print(model_text(chosen) if as_json else _told(chosen), end="")


@app.command("export")
@complaining
def export(
    out: Out,
    splink: Annotated[
        Backend | None,
        typer.Option(
            help="As settings of Splink 5 for this backend; import takes them back.", show_default=False
        ),
    ] = None,
) -> None:
    """Write the model in use to a file."""
    if splink:
        write_settings(out, wiring.model().evidence, splink.value)
    else:
        write_model(out, wiring.model())


@app.command("import")
@complaining
def take_in(
    file: Annotated[
        Path,
        typer.Argument(
            help="A model that kinward model wrote, or its settings of Splink after training there."
        ),
    ],
) -> None:
    """Use another model here from now on; kinward serve takes it when it starts again, and then everyone meets anew."""
    if is_splink(read_json(file)):
        model = read_settings(file, wiring.model(), wiring.now().date())
    else:
        model = wiring.model_in(file)
    wiring.home()
    write_model(wiring.model_file(), model)
    names = {"name": model.name, "how": model.trained.how, "names": model.names_version}
    print(said(Message("taken in: {name}, {how}, made with {names}", names)))
    if model.names_version != NAMES_VERSION:
        here = {"here": NAMES_VERSION}
        print(said(Message("names are folded by {here} here: measure before you rely on it", here)))


@app.command("learn")
@complaining
def learn(
    people: Annotated[Path, typer.Option(help="CSV of registered people, as for kinward find.")],
    requests: Annotated[Path, typer.Option(help="CSV of requests, as for kinward find.")],
    out: Out,
    name: Annotated[str, typer.Option(help="What the model is called; it stands in every proposal.")],
    as_of: Annotated[
        str,
        typer.Option(help="The day of ages without as_of, YYYY-MM-DD; otherwise today.", show_default=False),
    ] = "",
) -> None:
    """Learn the weights from requests and people that nobody has sorted (EM), beginning from the model in use.

    Nothing of a person stands in the result, only how often levels occur. It changes nothing here: measure it, then
    kinward model import.
    """
    today, together = wiring.now().date(), Together()
    with together.reading():
        refuse_to_replace(out, (people, requests))
    ages_on = None
    with together.reading():
        ages_on = day_option(as_of, "--as-of", latest=today)
    registered: tuple[Description, ...] = ()
    sought: tuple[Description, ...] = ()
    with together.reading():
        registered = tuple(read_people(people, today, ages_on=ages_on))
    with together.reading():
        sought = tuple(read_requests(requests, today, ages_on=ages_on))
    together.raise_if_any()
    if len(sought) < REQUESTS_LEAST or not registered:
        what = Message(
            "there are {requests} requests, fewer than {least}",
            {"requests": len(sought), "least": REQUESTS_LEAST},
        )
        raise BadInputError([Problem(what, Message("learn from more of them together"), requests.name)])
    with progress(said(Message("weighing everyone"))) as step:
        model = wiring.model_learnt(name, registered, sought, lambda done: step(done, len(sought)))
    write_model(out, model)
    learnt: dict[str, str | int | float] = {
        "rounds": model.trained.rounds,
        "share": f"{model.evidence.not_registered:.0%}",
    }
    print(said(Message("learnt in {rounds} rounds; {share} of the sought people are not registered", learnt)))


@app.command("scale")
@complaining
def scale(out: Out) -> None:
    """Write the model in use, its odds scaled by what caseworkers here confirmed and refused (Platt).

    The pages do this by themselves; a file carries it to kinward find and to another place.
    """
    wiring.open_database()
    model = wiring.model_scaled()
    write_model(out, model)
    platt = model.platt
    assert platt is not None
    drawn: dict[str, str | int | float] = {
        "slope": f"{platt.slope:.2f}",
        "offset": f"{platt.offset:+.2f}",
        "decisions": platt.decisions,
    }
    print(said(Message("slope {slope}, offset {offset}, from {decisions} decisions", drawn)))


def _told(model: Model) -> str:
    """The model for people: a line for each level."""
    table, trained, platt = model.evidence, model.trained, model.platt
    lines = [
        f"{model.name}   {trained.how}, {trained.when}, {model.names_version}",
        f"  {trained.where}",
        f"  not registered {table.not_registered:.3f}   tempering {table.tempering:g}   "
        + (
            f"scaled {platt.slope:.2f} x {platt.offset:+.2f} from {platt.decisions} decisions"
            if platt
            else "not scaled"
        ),
    ]
    for comparison in table.comparisons.values():
        lines.append(f"{comparison.id}   {json.dumps(comparison.sentence, ensure_ascii=False)}")
        lines += [_level(level) for level in comparison.levels]
    return "\n".join(lines) + "\n"


def _level(level: Level) -> str:
    return (
        f"  {level.name:<34} m {level.m:<9.4g} u {level.u:<9.4g} {weight_bits(level.m, level.u):+6.1f} bits"
    )
