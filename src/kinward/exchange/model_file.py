"""The matching model as a file: written so that people can read and compare it, opened with care."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from kinward.exchange.tables import write_whole
from kinward.model.problem import BadInputError, Message, Problem
from kinward.reunite.evidence import EvidenceTable
from kinward.reunite.model import Model, as_written, model_read

# The shipped model has 15 thousand characters.
BYTES_MOST = 4 * 1024 * 1024


def write_model(path: Path, model: Model) -> None:
    """Write the model, all or nothing. Raises BadInputError."""
    write_whole(path, model_text(model))


def model_text(model: Model) -> str:
    """JSON with one level of a comparison in a line."""
    written = as_written(model)
    comparisons = ",\n".join(_comparison_text(one) for one in written.pop("comparisons"))
    head = json.dumps(written, ensure_ascii=False, indent=1, allow_nan=False).removesuffix("\n}")
    return f'{head},\n "comparisons": [\n{comparisons}\n ]\n}}\n'


def _comparison_text(one: dict[str, Any]) -> str:
    lines = ",\n".join(f"   {_compact(level)}" for level in one["levels"])
    return (
        f'  {{"id": {_compact(one["id"])}, "sentence": {_compact(one["sentence"])},\n'
        f'   "figures": {_compact(one["figures"])},\n   "levels": [\n{lines}]}}'
    )


def _compact(value: Any) -> str:  # noqa: ANN401  # any JSON value
    return json.dumps(value, ensure_ascii=False, allow_nan=False)


def read_model(path: Path, reviewed: EvidenceTable) -> Model:
    """Open a model. Raises BadInputError with everything wrong in it."""
    raw = read_json(path)
    with in_file(path):
        return model_read(raw, reviewed)


@contextmanager
def in_file(path: Path) -> Iterator[None]:
    """What is found wrong is found in this file."""
    try:
        yield
    except BadInputError as refusal:
        raise BadInputError(
            Problem(one.what, one.do, path.name, one.row, one.column) for one in refusal.problems
        ) from None


def read_json(path: Path) -> object:
    """The JSON of a file no larger than a model. Raises BadInputError."""
    try:
        if path.stat().st_size > BYTES_MOST:
            what = Message("the file is larger than any model ({most} bytes)", {"most": BYTES_MOST})
            raise BadInputError([_problem(path, what, Message("give the file that kinward model wrote"))])
        raw: object = json.loads(path.read_bytes().decode("utf-8-sig"), object_pairs_hook=_each_name_once)
    except OSError as error:
        what = Message("the file cannot be read ({reason})", {"reason": error.strerror or "unknown reason"})
        do = Message("check the path and that you may read it")
        raise BadInputError([_problem(path, what, do)]) from None
    except (ValueError, RecursionError) as error:
        row = getattr(error, "lineno", None)
        what, do = Message("this is not JSON text"), Message("give the file that kinward model wrote")
        raise BadInputError([Problem(what, do, path.name, row)]) from None
    return raw


def _each_name_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Of two values under one name JSON keeps the last in silence."""
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError("a name stands twice")
    return found


def _problem(path: Path, what: Message, do: Message) -> Problem:
    return Problem(what, do, path.name)
