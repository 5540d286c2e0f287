"""Everything a match depends on in one value that is written as one readable file: weights, calibration, provenance."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from string import Formatter
from typing import Any, TypeVar

from kinward.model.problem import BadInputError, Message, Problem
from kinward.reunite.calibration import Platt
from kinward.reunite.evidence import Comparison, EvidenceTable, Level

FORMAT = "kinward model 1"
_DIGITS = 8
# The least chance that is written as more than 0. Two such chances are at most 27 bits apart, of the 256 a weight can hold.
CHANCE_LEAST = 10.0**-_DIGITS
T = TypeVar("T")
_COUNTED = "counted among the people registered, anew at every search"
_MEANING = {
    "m": "how often a true pair stands at this level; never below m_least, so that nothing rules a person out",
    "u": "how often two strangers stand at this level; of names and places, at this level or a stronger one",
    "weight": "log2(m / u) bits; what is not said on either side weighs nothing",
    "at": "the least likeness of the level, in steps; between two levels the weight rises in a straight line",
    "gap_years": "the widest gap between two birth intervals; u follows from how wide the intervals are",
}
_PLACES_OF_A_SENTENCE = frozenset({"mine", "theirs", "level", "bits"})


@dataclass(frozen=True, slots=True)
class Training:
    """Where the weights come from: ``how`` is reviewed (chosen by people), learnt (by EM) or imported."""

    how: str
    where: str
    when: str
    people: int = 0
    requests: int = 0
    rounds: int = 0


@dataclass(frozen=True, slots=True)
class Model:
    """The evidence table with its name, its scaling, the folding of names it was made with and its provenance."""

    name: str
    evidence: EvidenceTable
    names_version: str
    trained: Training
    platt: Platt | None = None


def reviewed_model(raw: Mapping[str, Any], table: EvidenceTable, names_version: str) -> Model:
    """The model that ships: ``raw`` is resources/reunite/evidence.toml, parsed, and ``table`` what it holds."""
    trained = raw["trained"]
    return Model(
        raw["name"], table, names_version, Training(trained["how"], trained["where"], trained["when"])
    )


def as_written(model: Model) -> dict[str, Any]:
    """The model as JSON: one level a line, so that two models can be compared side by side."""
    table = model.evidence
    platt = model.platt
    return {
        "format": FORMAT,
        "name": model.name,
        "names_version": model.names_version,
        "trained": {
            "how": model.trained.how, "where": model.trained.where, "when": model.trained.when,
            "people": model.trained.people, "requests": model.trained.requests, "rounds": model.trained.rounds,
        },
        "priors": {"not_registered": table.not_registered, "no_duplicate": table.no_duplicate},
        "frequencies": {"names": _COUNTED, "u_people": table.u_people},
        "calibration": {
            "tempering": table.tempering,
            "platt": platt and {
                "slope": round(platt.slope, 6), "offset": round(platt.offset, 6), "decisions": platt.decisions,
                "confirmed": platt.confirmed,
            },
        },
        "m_least": table.m_least,
        "bits_per_step": table.bits_per_step,
        "likeness": {
            "steps": table.likeness_steps, "same": table.same, "known": table.known, "home": table.home,
            "short": table.short,
        },
        "meaning": _MEANING,
        "comparisons": [_comparison(one) for one in table.comparisons.values()],
    }  # fmt: skip


def _comparison(one: Comparison) -> dict[str, Any]:
    return {
        "id": one.id,
        "sentence": one.sentence,
        "figures": dict(one.figures),
        "levels": [_level(level) for level in one.levels],
    }


def _level(level: Level) -> dict[str, Any]:
    written: dict[str, Any] = {"name": level.name, "m": round(level.m, _DIGITS), "u": round(level.u, _DIGITS)}
    if level.at:
        written["at"] = level.at
    if level.gap_years:
        written["gap_years"] = level.gap_years
    return written


def model_read(raw: object, reviewed: EvidenceTable) -> Model:
    """The model that a JSON file holds. Raises BadInputError with everything wrong in it.

    It must have the comparisons and levels of the ``reviewed`` table, in its order: which comparisons there are is the
    program's; what they weigh is the model's.
    """
    reading = _Reading()
    whole = reading.mapping(raw, "the file")
    reading.text(whole, "format", one_of=FORMAT)
    trained = reading.mapping(whole.get("trained"), "trained")
    calibration = reading.mapping(whole.get("calibration"), "calibration")
    table = reading.table(whole, calibration, reviewed)
    model = Model(
        reading.text(whole, "name"),
        table,
        reading.text(whole, "names_version"),
        Training(
            reading.text(trained, "how", "trained."),
            reading.text(trained, "where", "trained."),
            reading.text(trained, "when", "trained."),
            reading.whole(trained, "people", "trained."),
            reading.whole(trained, "requests", "trained."),
            reading.whole(trained, "rounds", "trained."),
        ),
        reading.platt(calibration),
    )
    if reading.problems:
        raise BadInputError(reading.problems)
    return model


class _Reading:
    """Reads value by value and keeps every problem with its place in the file."""

    def __init__(self) -> None:
        self.problems: list[Problem] = []

    def mapping(self, value: object, where: str) -> Mapping[str, Any]:
        if isinstance(value, Mapping):
            return value
        self._wrong(where, Message("there is no object of names and values here"))
        return {}

    def text(self, values: Mapping[str, Any], key: str, where: str = "", one_of: str = "") -> str:
        value = values.get(key)
        if not isinstance(value, str) or not value.strip() or (one_of and value != one_of):
            what = Message("this must be {wanted}", {"wanted": f'"{one_of}"' if one_of else "a text"})
            self._wrong(where + key, what)
            return ""
        return value

    def number(
        self, values: Mapping[str, Any], key: str, where: str, fits: Callable[[float], bool], wanted: str
    ) -> float:
        value = values.get(key)
        if isinstance(value, bool) or not isinstance(value, int | float) or not fits(value):
            self._wrong(where + key, Message("this must be {wanted}", {"wanted": wanted}))
            return 1.0
        return float(value)

    def chance(self, values: Mapping[str, Any], key: str, where: str) -> float:
        return self.number(values, key, where, lambda value: 0 < value <= 1, "a number above 0, at most 1")

    def weighed(self, values: Mapping[str, Any], key: str, where: str) -> float:
        """A chance whose logarithm is a weight."""
        wanted = f"a number from {CHANCE_LEAST:.{_DIGITS}f} to 1"
        return self.number(values, key, where, lambda value: CHANCE_LEAST <= value <= 1, wanted)

    def positive(self, values: Mapping[str, Any], key: str, where: str = "") -> float:
        return self.number(values, key, where, lambda value: 0 < value < 1e9, "a number above 0")

    def whole(self, values: Mapping[str, Any], key: str, where: str) -> int:
        def fits(value: float) -> bool:
            return value >= 0 and value == int(value)

        return int(self.number(values, key, where, fits, "a whole number from 0"))

    def platt(self, calibration: Mapping[str, Any]) -> Platt | None:
        raw = calibration.get("platt")
        if raw is None:
            return None
        where = "calibration.platt."
        values = self.mapping(raw, "calibration.platt")
        offset = self.number(values, "offset", where, lambda value: abs(value) < 1e3, "a number")
        decisions, confirmed = self.whole(values, "decisions", where), self.whole(values, "confirmed", where)
        return Platt(self.positive(values, "slope", where), offset, decisions, confirmed)

    def table(
        self, whole: Mapping[str, Any], calibration: Mapping[str, Any], reviewed: EvidenceTable
    ) -> EvidenceTable:
        priors = self.mapping(whole.get("priors"), "priors")
        frequencies = self.mapping(whole.get("frequencies"), "frequencies")
        likeness = self.mapping(whole.get("likeness"), "likeness")
        m_least = self.weighed(whole, "m_least", "")
        steps = {
            name: self.whole(likeness, name, "likeness.")
            for name in ("steps", "same", "known", "home", "short")
        }
        return EvidenceTable(
            comparisons=self._comparisons(whole.get("comparisons"), m_least, reviewed),
            m_least=m_least,
            u_people=self.positive(frequencies, "u_people", "frequencies."),
            bits_per_step=self.positive(whole, "bits_per_step"),
            tempering=self.positive(calibration, "tempering", "calibration."),
            not_registered=self.chance(priors, "not_registered", "priors."),
            no_duplicate=self.chance(priors, "no_duplicate", "priors."),
            likeness_steps=steps["steps"],
            same=steps["same"],
            known=steps["known"],
            home=steps["home"],
            short=steps["short"],
        )

    def _comparisons(self, raw: object, m_least: float, reviewed: EvidenceTable) -> dict[str, Comparison]:
        rows = raw if isinstance(raw, list) else []
        here = {str(row.get("id")): row for row in rows if isinstance(row, Mapping)}
        for unknown in sorted(here.keys() - reviewed.comparisons.keys()):
            self._wrong(f"comparisons.{unknown}", Message("this Kinward has no such comparison"))
        return {
            name: self._comparison(here.get(name), known, m_least)
            for name, known in reviewed.comparisons.items()
        }

    def _comparison(self, raw: object, known: Comparison, m_least: float) -> Comparison:
        where = f"comparisons.{known.id}"
        row = self.mapping(raw, where)
        if not row:
            return known
        sentence = self.text(row, "sentence", f"{where}.")
        if not _is_sentence(sentence):
            what = Message("a sentence has only these gaps: {gaps}", {"gaps": "mine, theirs, level, bits"})
            self._wrong(f"{where}.sentence", what)
        figures = self.mapping(row.get("figures"), f"{where}.figures")
        said = {name: self._figure(figures, name, f"{where}.figures.") for name in known.figures}
        return Comparison(known.id, sentence, self._levels(row, known, where, m_least), said)

    def _figure(self, figures: Mapping[str, Any], name: str, where: str) -> float:
        return self.number(figures, name, where, lambda value: abs(value) < 1e6, "a number")

    def _levels(
        self, row: Mapping[str, Any], known: Comparison, where: str, m_least: float
    ) -> tuple[Level, ...]:
        raw = row.get("levels")
        rows = [one for one in raw if isinstance(one, Mapping)] if isinstance(raw, list) else []
        if [one.get("name") for one in rows] != [level.name for level in known.levels]:
            names = ", ".join(level.name for level in known.levels)
            self._wrong(
                f"{where}.levels", Message("the levels must be, in this order: {names}", {"names": names})
            )
            return known.levels
        levels = tuple(
            self._level(one, level, f"{where}.{level.name}.", m_least)
            for one, level in zip(rows, known.levels, strict=True)
        )
        at = [level.at for level in levels]
        if at != sorted(at, reverse=True):
            self._wrong(f"{where}.levels", Message("levels stand from the strongest to the weakest"))
        return levels

    def _level(self, row: Mapping[str, Any], known: Level, where: str, m_least: float) -> Level:
        m, u = self.chance(row, "m", where), self.weighed(row, "u", where)
        at = self.whole(row, "at", where) if known.at else 0
        gap = self._figure(row, "gap_years", where) if known.gap_years else 0.0
        if (gap < 0) != (known.gap_years < 0):
            self._wrong(f"{where}gap_years", Message("only the level of slips has a gap below 0"))
        return Level(known.name, max(m_least, m), u, at, gap)

    def _wrong(self, where: str, what: Message) -> None:
        do = Message("compare with what kinward model export writes")
        self.problems.append(Problem(what, do, column=where))


def _is_sentence(text: str) -> bool:
    """Only the known gaps, plain: a format string from elsewhere must not reach into a value."""
    try:
        gaps = list(Formatter().parse(text))
    except ValueError:
        return False
    return all(
        name is None or (name in _PLACES_OF_A_SENTENCE and not form and not turned)
        for _, name, form, turned in gaps
    )
