"""The model is one readable file: what is written is read back, and what is wrong with it is told all at once."""

import copy
from typing import Any

import pytest

from kinward import wiring
from kinward.model.problem import BadInputError
from kinward.reunite.calibration import Platt
from kinward.reunite.model import Model, as_written, model_read

SHIPPED = wiring.shipped_model()


def read(raw: object) -> Model:
    return model_read(raw, SHIPPED.evidence)


@pytest.fixture
def written() -> dict[str, Any]:
    return copy.deepcopy(as_written(SHIPPED))


def places(raw: object) -> list[str]:
    with pytest.raises(BadInputError) as refusal:
        read(raw)
    return [problem.column for problem in refusal.value.problems]


def test_what_is_written_is_read_back(written: dict[str, Any]) -> None:
    assert read(written) == SHIPPED
    written["calibration"]["platt"] = {"slope": 0.8, "offset": -0.2, "decisions": 240, "confirmed": 150}
    assert read(written).platt == Platt(0.8, -0.2, 240, 150)


def test_everything_wrong_is_told_at_once(written: dict[str, Any]) -> None:
    written["format"] = "kinward model 99"
    written["comparisons"][0]["levels"][0]["m"] = 0
    written["comparisons"][1]["levels"].reverse()
    written["comparisons"][2]["sentence"] = "{mine.__class__} {bits}"
    written["comparisons"].append({"id": "photograph"})
    written["calibration"]["platt"] = {"slope": -1, "offset": 0, "decisions": 1, "confirmed": True}
    assert places(written) == [
        "format", "comparisons.photograph", "comparisons.given.same.m", "comparisons.family.levels",
        "comparisons.family_of_woman.sentence", "calibration.platt.confirmed", "calibration.platt.slope",
    ]  # fmt: skip


@pytest.mark.parametrize("raw", [None, [], "model", {}, {"comparisons": {}}, float("nan")])
def test_what_is_no_model_is_refused(raw: object) -> None:
    assert places(raw)


def test_a_chance_of_nought_from_elsewhere_is_floored(written: dict[str, Any]) -> None:
    """Splink's training once gave m = 0 to "sex differs": one slip of a pen would have ruled a child out."""
    sex = next(one for one in written["comparisons"] if one["id"] == "sex")
    sex["levels"][-1]["m"] = 1e-12
    assert read(written).evidence.comparisons["sex"].levels[-1].m == SHIPPED.evidence.m_least


def test_a_chance_that_no_weight_can_hold_is_refused(written: dict[str, Any]) -> None:
    phone = next(one for one in written["comparisons"] if one["id"] == "phone")
    phone["levels"][0]["u"] = 1e-300
    assert places(written) == ["comparisons.phone.same.u"]
