"""The model as a file of its own."""

from pathlib import Path

import pytest

from kinward import wiring
from kinward.exchange.model_file import model_text, read_model, write_model
from kinward.model.problem import BadInputError

SHIPPED = wiring.shipped_model()


def test_a_file_holds_the_whole_model_one_level_a_line(tmp_path: Path) -> None:
    file = tmp_path / "model.json"
    write_model(file, SHIPPED)
    assert read_model(file, SHIPPED.evidence) == SHIPPED
    levels = sum(len(one.levels) for one in SHIPPED.evidence.comparisons.values())
    assert sum('"m": 0' in line or '"m": 1' in line for line in model_text(SHIPPED).splitlines()) == levels


@pytest.mark.parametrize("content", [b"", b"{", b"\xff\xfe", b'{"name": 1, "name": 2}', b"[" * 100_000])
def test_what_is_no_json_is_refused(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "model.json"
    file.write_bytes(content)
    with pytest.raises(BadInputError) as refusal:
        read_model(file, SHIPPED.evidence)
    assert refusal.value.problems[0].file == "model.json"
    with pytest.raises(BadInputError):
        read_model(tmp_path / "none.json", SHIPPED.evidence)
