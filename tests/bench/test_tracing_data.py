"""The public benchmark's data: who writes the riddles does not see the answers, and every riddle can be made again."""

import re
import unicodedata
from datetime import date
from pathlib import Path

import grimp
import numpy as np
import pytest
from bench.tracing.chance import Chance
from bench.tracing.dataset import Dataset, dataset, write
from bench.tracing.letters import SCRIPT_OF, System, Writing, data, system
from bench.tracing.scoring import wilson
from bench.tracing.stock import stock
from hypothesis import given, settings
from hypothesis import strategies as st

from kinward.exchange.people import read_people, read_requests

ROOT = Path(__file__).parents[2]
GENERATOR = ("chance", "letters", "stock", "families", "rows", "dataset")
BLOCK_OF = {"Armn": "ARMENIAN", "Cyrl": "CYRILLIC", "Latn": "LATIN", "Geor": "GEORGIAN", "Arab": "ARABIC"}


@pytest.fixture(scope="module")
def small() -> Dataset:
    return dataset("train", 1_500, 12)


def test_the_generator_sees_none_of_the_tables_that_names_are_compared_with() -> None:
    """It reads its own tables and the demo's stock of names; nothing of kinward.names or kinward.reunite."""
    for module in GENERATOR:
        text = (ROOT / "bench" / "tracing" / f"{module}.py").read_text(encoding="utf-8")
        assert set(re.findall(r"(?:from|import) (kinward[\w.]*)", text)) <= {"kinward.resources.tables"}, (
            module
        )
        assert set(re.findall(r"""table\(["']([\w/.]+)["']\)""", text)) <= {
            "demo/given_names.toml", "demo/families.toml", "demo/places.toml",
        }, module  # fmt: skip


def test_the_product_cannot_import_the_benchmark() -> None:
    graph = grimp.build_graph("kinward", include_external_packages=True, cache_dir=None)
    assert not {module for module in graph.modules if module.split(".")[0] == "bench"}


def test_one_seed_makes_one_data_set_and_each_split_another(small: Dataset) -> None:
    again, other = dataset("train", 1_500, 12), dataset("dev", 1_500, 12)
    assert again == small
    assert other.people != small.people


def test_the_files_are_read_as_kinward_find_reads_them(small: Dataset, tmp_path: Path) -> None:
    write(small, tmp_path)
    people = read_people(tmp_path / "people.csv", date(2024, 3, 1))
    requests = read_requests(tmp_path / "requests.csv", date(2024, 3, 1))
    assert [one.id for one in people] == [row["id"] for row in small.people]
    assert [one.id for one in requests] == [row.request for row in small.truth]


def test_who_is_sought_is_registered_in_the_writing_that_the_truth_says(small: Dataset) -> None:
    registered = {row["id"]: row for row in small.people}
    for row in small.truth:
        if row.person:
            written = registered[row.person]["given"] or registered[row.person]["name"]
            assert _blocks(written) == {BLOCK_OF[SCRIPT_OF[row.registered]]}, written
    full = [row for row in small.truth if row.kind == "full"]
    assert sum(not row.person for row in full) / len(full) == pytest.approx(0.3, abs=0.02)


def test_every_way_and_system_named_is_there_and_writes_in_its_script() -> None:
    table = data("letters")
    for pair, chains in {**table["desk"], **table["enquirer"]}.items():
        origin, _, way = pair.partition("-")
        for chain in chains.split():
            steps = [system(step) for step in chain.partition("*")[0].split("+")]
            assert steps[0].origin == origin or origin in {"ar", "fa"}, chain
            assert way in SCRIPT_OF
        writing = Writing(_chance(5))
        written = {name: writing.write(name, origin, way, desk=False) for name in _stock_of(origin)}
        strange = {
            name: text for name, text in written.items() if _blocks(text) != {BLOCK_OF[SCRIPT_OF[way]]}
        }
        assert not strange, (pair, strange)


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=12), st.sampled_from(sorted(data("letters")["systems"])), st.integers(0, 1000))
def test_every_system_writes_any_text(text: str, name: str, seed: int) -> None:
    assert isinstance(system(name).write(text, _chance(seed)), str)


def test_a_rule_takes_its_place_in_the_word_into_account() -> None:
    passport: System = system("hy-passport")
    assert passport.write("երեմ", _chance(1)) in {"yerem", "erem"}
    assert system("hy-iso").write("ճուղ", _chance(1)) == "č̣owġ"  # ISO 9985
    assert system("az-cyrl").write("cəfər", _chance(1)) == "ҹәфәр"  # the alphabet of 1958
    assert system("ka-national").write("წყალი", _chance(1)) == "tsqali"
    assert system("ru-icao").write("щукин", _chance(1)) == "shchukin"  # ICAO Doc 9303


def test_an_interval_is_wilsons() -> None:
    low, high = wilson(95, 100)  # Newcombe 1998, Statistics in Medicine 17: 857-872, computed by his method 3
    assert (round(low, 4), round(high, 4)) == (0.8882, 0.9785)
    assert wilson(0, 10)[0] == 0
    assert wilson(10, 10)[1] == 1


def _stock_of(origin: str) -> list[str]:
    names = stock(origin)
    return [*names.men["young"].values, *names.women["old"].values, *names.families.values][::9]


def _chance(seed: int) -> Chance:
    return Chance(np.random.Generator(np.random.PCG64(seed)))


def _blocks(name: str) -> set[str]:
    letters = (sign for sign in name if unicodedata.category(sign) in {"Lu", "Ll", "Lt", "Lo"})
    return {unicodedata.name(sign).split()[0] for sign in letters}
