"""What goes to Splink as settings comes back as the model that went."""

import copy
import json
import logging
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner

from kinward import wiring
from kinward.cli.app import app
from kinward.exchange.splink_model import model_of_settings, read_settings
from kinward.exchange.splink_settings import BACKENDS, NAMES, OF_WOMAN, splink_settings
from kinward.model.problem import BadInputError
from kinward.reunite.evidence import Comparison, EvidenceTable, Level, weight_bits, weights_of_likeness
from kinward.reunite.model import Model, as_written, model_read

SHIPPED = wiring.shipped_model()
DAY = date(2024, 3, 1)
OF_NAMES = (*NAMES, "family_of_woman")
NOT_IN_SPLINK = {"exchanged", "relative", "companion", "address", "together", "together_here", "namesake"}
# The band between two levels has the middle of its weights, each rounded to a step of the table.
STEPS_APART = 2


@st.composite
def tables(draw: st.DrawFn) -> EvidenceTable:
    """The shipped table with other chances."""
    factor = st.floats(0.3, 1.0)

    def other(level: Level, *, last: bool) -> Level:
        return replace(level, m=level.m * draw(factor), u=level.u if last else level.u * draw(factor))

    def changed(one: Comparison) -> Comparison:
        last = len(one.levels) - 1
        levels = tuple(other(level, last=place == last) for place, level in enumerate(one.levels))
        return replace(one, levels=levels)

    comparisons = {name: changed(one) for name, one in SHIPPED.evidence.comparisons.items()}
    return replace(SHIPPED.evidence, comparisons=comparisons, m_least=1e-6)


def weighs_the_same(mine: EvidenceTable, other: EvidenceTable) -> None:
    for name in OF_NAMES:
        steps = [weights_of_likeness(table.comparisons[name], table).steps for table in (mine, other)]
        assert np.abs(steps[0].astype(int) - steps[1]).max() <= STEPS_APART, name
    for name in ("sex", "phone", "document", "identifier"):
        for one, two in zip(mine.comparisons[name].levels, other.comparisons[name].levels, strict=True):
            assert weight_bits(one.m, one.u) == pytest.approx(weight_bits(two.m, two.u)), name
    for one, two in zip(mine.comparisons["age"].levels, other.comparisons["age"].levels, strict=True):
        assert two.m == pytest.approx(one.m)
    for name in NOT_IN_SPLINK & mine.comparisons.keys():
        assert other.comparisons[name] == mine.comparisons[name]


@settings(max_examples=25, deadline=None)
@given(tables(), st.sampled_from(sorted(BACKENDS)))
def test_what_goes_to_splink_comes_back(table: EvidenceTable, backend: str) -> None:
    begun = replace(SHIPPED, evidence=replace(table, comparisons={**table.comparisons, **names_of(SHIPPED)}))
    raw = json.loads(json.dumps(splink_settings(table, backend)))
    weighs_the_same(table, model_of_settings(raw, begun, DAY).evidence)


def names_of(model: Model) -> dict[str, Comparison]:
    """Other weights to begin from: what comes back must be what went, not what was there."""
    return {name: model.evidence.comparisons[name] for name in (*OF_NAMES, "sex", "age")}


def test_splink_itself_keeps_what_is_needed(tmp_path: Path) -> None:
    splink = pytest.importorskip("splink", reason="the extra splink is not installed")
    from kinward.exchange.splink_run import arrow
    from kinward.exchange.splink_settings import splink_rows
    from kinward.model.description import Description

    table, api = SHIPPED.evidence, splink.DuckDBAPI()
    one = [Description("a", given_names=("Aram",), family_names=("Petrosyan",))]
    both = [
        api.register(
            arrow(splink_rows(one, wiring.name_tables(), table, DAY, sought=sought)), table_name=name
        )
        for name, sought in (("sought", True), ("registered", False))
    ]
    linker = splink.Linker(both, splink_settings(table), log_level=logging.ERROR)
    linker.misc.save_model_to_json(str(tmp_path / "s.json"))
    weighs_the_same(table, read_settings(tmp_path / "s.json", SHIPPED, DAY).evidence)


@pytest.mark.parametrize("backend", sorted(BACKENDS))
def test_an_equal_surname_of_a_grown_woman_weighs_as_hers(backend: str) -> None:
    comparisons = splink_settings(SHIPPED.evidence, backend)["comparisons"]
    (family,) = (one for one in comparisons if one["output_column_name"] == "family")
    counted = [level for level in family["comparison_levels"] if "tf_adjustment_column" in level]
    assert [level["sql_condition"] for level in counted] == [
        f"{OF_WOMAN}family_1_l = family_1_r",
        "family_1_l = family_1_r",
    ]
    for level, name in zip(counted, ("family_of_woman", "family"), strict=True):
        same = SHIPPED.evidence.comparisons[name].levels[0]
        bits = weight_bits(level["m_probability"], level["u_probability"])
        assert bits == pytest.approx(weight_bits(same.m, same.u), abs=SHIPPED.evidence.bits_per_step), name


def refused(raw: Any) -> set[str]:
    with pytest.raises(BadInputError) as refusal:
        model_of_settings(raw, SHIPPED, DAY)
    return {f"{problem.column}: {problem.what.text}" for problem in refusal.value.problems}


def test_everything_that_does_not_fit_is_said_at_once() -> None:
    raw = copy.deepcopy(splink_settings(SHIPPED.evidence))
    given_name, family, father, *_ = raw["comparisons"]
    given_name["comparison_levels"][1]["sql_condition"] = "l.anything = r.anything"
    family["comparison_levels"][2]["u_probability"] = None
    father["output_column_name"] = "colour_of_eyes"
    raw["comparisons"][4]["comparison_levels"] = raw["comparisons"][4]["comparison_levels"][:3]
    found = refused(raw)
    for where in (
        "comparisons.given.comparison_levels.1: a condition",
        "comparisons.family.comparison_levels.2: m and u",
        "comparisons.colour_of_eyes: this Kinward has no such",
        "comparisons.father: this comparison is missing",
        "comparisons.last_seen: these levels have no band",
    ):
        assert any(one.startswith(where) for one in found), (where, found)


@pytest.mark.parametrize(
    ("m", "u"), [(1.0, 1e-320), (5e-324, 1.0), (1e-7, 1e-12), (True, True), (0.9, float("nan"))]
)
def test_chances_that_no_model_can_hold_are_refused(m: float, u: float) -> None:
    raw = copy.deepcopy(splink_settings(SHIPPED.evidence))
    (sex,) = (one for one in raw["comparisons"] if one["output_column_name"] == "sex")
    sex["comparison_levels"][1] |= {"m_probability": m, "u_probability": u}
    assert any("m and u must be chances" in one for one in refused(raw))


def test_what_never_happens_is_floored_and_read_again() -> None:
    raw = copy.deepcopy(splink_settings(SHIPPED.evidence))
    (sex,) = (one for one in raw["comparisons"] if one["output_column_name"] == "sex")
    sex["comparison_levels"][-1] |= {"m_probability": 1e-7, "u_probability": 0.5}
    made = model_of_settings(raw, SHIPPED, DAY)
    again = model_read(as_written(made), SHIPPED.evidence).evidence.comparisons["sex"].levels[-1]
    assert again.m == made.evidence.comparisons["sex"].levels[-1].m == SHIPPED.evidence.m_least


def test_what_is_missing_is_said_in_one_order() -> None:
    with pytest.raises(BadInputError) as refusal:
        model_of_settings({"sql_dialect": "duckdb", "comparisons": []}, SHIPPED, DAY)
    missing = [problem.column for problem in refusal.value.problems]
    assert len(missing) > 1
    assert missing == sorted(missing)


@pytest.mark.parametrize(
    "raw", [{}, [], {"sql_dialect": "duckdb"}, {"sql_dialect": "oracle", "comparisons": 3}]
)
def test_what_is_no_settings_is_refused(raw: object) -> None:
    assert refused(raw)


def test_a_person_exports_and_takes_in_by_one_command_each(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KINWARD_HOME", str(tmp_path / "home"))
    monkeypatch.delenv("KINWARD_MODEL", raising=False)
    wiring.model.cache_clear()
    run, file = CliRunner().invoke, f"{tmp_path}/splink.json"
    assert run(app, ["model", "export", "--splink", "duckdb", "--out", file]).exit_code == 0
    taken = run(app, ["model", "import", file])
    wiring.model.cache_clear()
    assert taken.exit_code == 0, taken.output
    assert wiring.model().trained.how == "imported"
    weighs_the_same(SHIPPED.evidence, wiring.model().evidence)
    (tmp_path / "bad.json").write_text('{"link_type": "link_only", "comparisons": []}', encoding="utf-8")
    assert run(app, ["model", "import", f"{tmp_path}/bad.json"]).exit_code == 2
    wiring.model.cache_clear()
