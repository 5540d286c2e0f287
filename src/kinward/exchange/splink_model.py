"""Settings of Splink back into a model: what was learnt in a warehouse weighs here."""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from math import log2
from pathlib import Path
from typing import Any, TypeGuard

import numpy as np

from kinward.exchange.model_file import in_file, read_json
from kinward.exchange.splink_settings import BACKENDS, NAMES, OF_WOMAN, splink_settings
from kinward.exchange.tables import write_whole
from kinward.model.problem import BadInputError, Message, Problem
from kinward.reunite.evidence import Comparison, EvidenceTable, Level
from kinward.reunite.model import CHANCE_LEAST, Model, Training, as_written, model_read

_NUMBER = re.compile(r"\d+(\.\d+)?")
_FROM_CODE = re.compile(r">= (\d+)\)?$")
_BELOW_CODE = re.compile(r"< (\d+)\)?$")


def write_settings(path: Path, table: EvidenceTable, backend: str) -> None:
    """Write the settings as Splink reads them. Raises BadInputError."""
    write_whole(path, json.dumps(splink_settings(table, backend), ensure_ascii=False, indent=1) + "\n")


def is_splink(raw: object) -> bool:
    """Whether a JSON file holds settings of Splink and not a model of ours."""
    return isinstance(raw, Mapping) and "link_type" in raw and "comparisons" in raw


def read_settings(path: Path, begun: Model, today: date) -> Model:
    """The model ``begun`` with the weights that a file of settings has. Raises BadInputError with everything wrong in it."""
    raw = read_json(path)
    with in_file(path):
        return model_of_settings(raw, begun, today)


def model_of_settings(raw: object, begun: Model, today: date) -> Model:
    """The model ``begun`` with the m and u of settings of Splink, exported from here and perhaps trained since.

    The m of a level is the sum over its bands. A level of names and places weighs what makes the straight lines
    between the levels fit the bands best (least squares); of age, whose u follows from the intervals, only m is taken.
    What Splink does not weigh stays. Raises BadInputError with everything that does not fit.
    """
    reading = _Reading(begun.evidence)
    comparisons = reading.comparisons(raw)
    if reading.problems:
        raise BadInputError(reading.problems)
    table = replace(begun.evidence, comparisons={**begun.evidence.comparisons, **comparisons})
    made = replace(
        begun,
        name=f"{begun.name}, weights of Splink",
        evidence=table,
        trained=Training("imported", "settings of Splink", today.isoformat()),
        platt=None,  # was drawn for other weights
    )
    model_read(as_written(made), begun.evidence)  # what would be refused tomorrow is refused today
    return made


@dataclass(frozen=True, slots=True)
class _Band:
    condition: str
    level: str
    m: float
    u: float

    @property
    def bits(self) -> float:
        return log2(self.m / self.u)


class _Reading:
    """Reads comparison by comparison and keeps every problem with its place in the file."""

    def __init__(self, table: EvidenceTable) -> None:
        self.problems: list[Problem] = []
        self._table = table

    def comparisons(self, raw: object) -> dict[str, Comparison]:
        settings = raw if isinstance(raw, Mapping) else {}
        dialect = settings.get("sql_dialect")
        if dialect not in BACKENDS:
            wanted = {"wanted": " / ".join(f'"{name}"' for name in BACKENDS)}
            self._wrong("sql_dialect", Message("this must be {wanted}", wanted))
            return {}
        known = {
            one["output_column_name"]: {_shape(level["sql_condition"]) for level in one["comparison_levels"]}
            for one in splink_settings(self._table, str(dialect))["comparisons"]
        }
        rows = settings.get("comparisons")
        found: dict[str, Comparison] = {}
        for row in rows if isinstance(rows, list) else []:
            name = str(row.get("output_column_name")) if isinstance(row, Mapping) else ""
            if name not in known:
                self._wrong(f"comparisons.{name}", Message("this Kinward has no such comparison"))
                continue
            found |= self._comparison(name, row, known[name])
        for missing in sorted(known.keys() - found.keys()):
            if not any(problem.column.startswith(f"comparisons.{missing}") for problem in self.problems):
                self._wrong(f"comparisons.{missing}", Message("this comparison is missing"))
        return found

    def _comparison(self, name: str, row: Mapping[str, Any], shapes: set[str]) -> dict[str, Comparison]:
        bands = self._bands(name, row, shapes)
        if name != "family":
            return {name: self._weighed(name, bands)}
        hers = [
            replace(band, condition=band.condition.removeprefix(OF_WOMAN))
            for band in bands
            if band.condition.startswith(OF_WOMAN)
        ]
        others = [band for band in bands if not band.condition.startswith(OF_WOMAN)]
        return {
            "family": self._weighed("family", others),
            "family_of_woman": self._weighed("family_of_woman", hers),
        }

    def _bands(self, name: str, row: Mapping[str, Any], shapes: set[str]) -> list[_Band]:
        found = []
        levels = row.get("comparison_levels")
        for number, level in enumerate(levels if isinstance(levels, list) else []):
            where = f"comparisons.{name}.comparison_levels.{number}"
            if not isinstance(level, Mapping) or level.get("is_null_level"):
                continue
            condition, label = str(level.get("sql_condition")), str(level.get("label_for_charts"))
            if _shape(condition) not in shapes:
                self._wrong(where, Message("a condition that Kinward does not write"))
                continue
            m, u = (level.get(f"{side}_probability") for side in "mu")
            if not (_is_chance(m) and _is_chance(u) and CHANCE_LEAST <= m / u <= 1 / CHANCE_LEAST):
                self._wrong(
                    where, Message("m and u must be chances above 0: train the level, or export anew")
                )
                continue
            found.append(_Band(condition, label, m, u))
        return found

    def _weighed(self, name: str, bands: Sequence[_Band]) -> Comparison:
        known = self._table.comparisons[name]
        of_level = {
            level.name: [band for band in bands if band.level == level.name] for level in known.levels
        }
        where = f"comparisons.{name}"
        if unknown := sorted({band.level for band in bands} - of_level.keys()):
            self._wrong(where, Message("there are no such levels: {names}", {"names": ", ".join(unknown)}))
        if missing := [level for level, here in of_level.items() if not here]:
            self._wrong(where, Message("these levels have no band: {names}", {"names": ", ".join(missing)}))
        if unknown or missing:
            return known
        bits = {level: log2(_sum(here, "m") / _sum(here, "u")) for level, here in of_level.items()}
        if name in (*NAMES, "family_of_woman"):
            bits |= self._along_the_lines(known, bands)
        levels = tuple(
            self._level(known, level, _sum(of_level[level.name], "m"), bits[level.name])
            for level in known.levels
        )
        return replace(known, levels=levels)

    def _level(self, known: Comparison, level: Level, m: float, bits: float) -> Level:
        m = min(1.0, max(self._table.m_least, m))
        if known.id == "age" and level.gap_years >= 0:
            return replace(level, m=m)
        if level is known.levels[-1] and known.id in (*NAMES, "family_of_woman"):
            # The plainest difference: among strangers nearly everyone, so that its m alone says what it weighs.
            if bits > self._table.bits_per_step:
                self._wrong(
                    f"comparisons.{known.id}", Message("a plain difference weighs for the two being one")
                )
            return replace(level, m=max(self._table.m_least, min(1.0, 2.0**bits)), u=1.0)
        m = max(self._table.m_least, min(m, 2.0**bits))  # u is a chance too
        u = min(1.0, m / 2.0**bits)
        if u < CHANCE_LEAST:
            self._wrong(
                f"comparisons.{known.id}",
                Message("m and u must be chances above 0: train the level, or export anew"),
            )
        return replace(level, m=m, u=u)

    def _along_the_lines(self, known: Comparison, bands: Sequence[_Band]) -> dict[str, float]:
        """The weight of each graded level: where the straight lines between the levels fit the bands best."""
        graded = [level for level in known.levels if level.at <= self._table.likeness_steps][::-1]
        anchors = [level.at for level in graded]

        def share(code: int) -> list[float]:
            return [
                float(np.interp(code, anchors, np.eye(len(graded))[place])) for place in range(len(graded))
            ]

        rows, bits = [], []
        high, weakest = self._table.likeness_steps, 0
        for band in bands:
            if below := _BELOW_CODE.search(band.condition):
                weakest = int(below[1])
                rows.append(share(0))
            elif (above := _FROM_CODE.search(band.condition)) or band.condition == "ELSE":
                low = int(above[1]) if above else weakest
                rows.append([(one + other) / 2 for one, other in zip(share(high), share(low), strict=True)])
                high = low - 1
            else:
                continue
            bits.append(band.bits)
        weights, *_ = np.linalg.lstsq(np.array(rows).reshape(-1, len(graded)), np.array(bits), rcond=None)
        return {level.name: float(weight) for level, weight in zip(graded, weights, strict=True)}

    def _wrong(self, where: str, what: Message) -> None:
        do = Message("compare with what kinward model export --splink writes")
        self.problems.append(Problem(what, do, column=where))


def _is_chance(value: object) -> TypeGuard[int | float]:
    return isinstance(value, int | float) and not isinstance(value, bool) and 0 < value <= 1


def _sum(bands: Sequence[_Band], side: str) -> float:
    return sum(float(getattr(band, side)) for band in bands)


def _shape(condition: str) -> str:
    """A condition without its numbers, which move with the weights."""
    return _NUMBER.sub("#", " ".join(condition.split()))
