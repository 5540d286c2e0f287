"""The evidence table says the same to Splink as to Kinward's own pass; skipped aloud where the extra is not installed."""

import importlib
import logging
import shutil
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from statistics import median

import pytest
from bench.tracing.dataset import dataset
from bench.tracing.run import described

from kinward import wiring
from kinward.exchange.splink_run import arrow, rank_by_splink
from kinward.exchange.splink_settings import NAMES, SLOTS, levels_by_weight, splink_rows, splink_settings
from kinward.model.description import Description, Sex
from kinward.model.partial import PartialDate
from kinward.model.problem import BadInputError
from kinward.reunite.evidence import EvidenceTable
from kinward.reunite.index import Index

TODAY = date(2023, 10, 5)
BITS_APART = 0.5
# A band stands for a stretch of a line; half of it, and what int16 steps round.
ROUNDED = BITS_APART / 2 + 0.02
# Weighed by Kinward alone, or counted where Splink cannot count.
NOT_IN_SPLINK = {"exchanged", "relative", "companion", "address", "together_here", "namesake"}


def people_and_requests() -> tuple[Sequence[Description], Sequence[Description]]:
    """Some of the benchmark's people, and everything it does not say: phones, documents, several spellings, twins."""
    people, requests = described(dataset("train", 120, 1))
    return [*people, *written_people()], [
        *(replace(request, relatives=()) for request in requests[::3]),
        *written_requests(),
    ]


def written_people() -> list[Description]:
    born = PartialDate(date(2001, 3, 9), date(2001, 3, 9))
    return [
        Description("a", given_names=("Աննա", "Анна"), family_names=("Սարգսյան",), sexes=(Sex.FEMALE,), born=(born,),
                    phones=("+374 91 123456",), documents=("passport:AM:AB 001",)),
        Description("b", given_names=("Ռուբեն",), home_names=("Ռուբիկ",), family_names=("Հակոբյան",),
                    born=(PartialDate(date(2001, 9, 3), date(2001, 9, 3)),), places=("Ստեփանակերտ",)),
        Description("c", given_names=("محمد",), family_names=("حسيني",), sexes=(Sex.OTHER,), places=("حلب",)),
    ]  # fmt: skip


def written_requests() -> list[Description]:
    born = PartialDate(date(2001, 3, 9), date(2001, 3, 9))
    return [
        Description("p", given_names=("Anna",), family_names=("Sargsyan",), sexes=(Sex.FEMALE,), born=(born,),
                    phones=("091123456",), documents=("passport:AM:AB-999",)),
        Description("q", home_names=("Рубик",), family_names=("Акопян",), born=(born,), last_contact_place="Степанакерт"),
        Description("r", given_names=("Mohammad",), family_names=("Hosseini",), sexes=(Sex.MALE,), places=("Aleppo",)),
    ]  # fmt: skip


def ours(
    people: Sequence[Description], requests: Sequence[Description], table: EvidenceTable
) -> dict[tuple[str, str], dict[str, float]]:
    """Kinward's own weights, comparison by comparison, with the table's frequencies as Splink has them."""
    index = Index(wiring.name_tables(), replace(table, u_people=1e12), TODAY)
    for person in people:
        index.add(person)
    return {
        (request.id, ranked.person): {
            reason.comparison.removesuffix("_of_woman"): reason.weight_bits for reason in ranked.reasons
        }
        for request, ranking in zip(requests, index.rank_many(requests, len(people)), strict=True)
        for ranked in ranking.ranked
    }


def theirs(
    people: Sequence[Description], requests: Sequence[Description], table: EvidenceTable
) -> dict[tuple[str, str], dict[str, float]]:
    """Splink's weights for every pair."""
    splink = pytest.importorskip("splink", reason="the extra splink is not installed")
    settings = splink_settings(table, bits_apart=BITS_APART, frequencies=False)
    settings["blocking_rules_to_generate_predictions"] = [{"blocking_rule": "1=1"}]
    api, tables = splink.DuckDBAPI(), wiring.name_tables()
    both = [
        api.register(arrow(splink_rows(rows, tables, table, TODAY, sought=sought)), table_name=name)
        for name, rows, sought in (("sought", requests, True), ("registered", people, False))
    ]
    pairs = splink.Linker(both, settings, log_level=logging.ERROR).inference.predict()
    return {
        _pair(row): {name: row[f"mw_{name}"] for name in levels_by_weight(settings)}
        for row in pairs.as_record_list()
    }


def _pair(row: dict[str, str]) -> tuple[str, str]:
    left, right = row["unique_id_l"], row["unique_id_r"]
    return (left, right) if row["source_dataset_l"] == "sought" else (right, left)


def spellings(people: Sequence[Description], *, sought: bool) -> dict[tuple[str, str], int]:
    """How many spellings each name of each person has: those beyond SLOTS are looked at for equality only."""
    table = wiring.evidence_table()
    return {
        (row["unique_id"], name): len(row[f"{name}_folds"])
        for row in splink_rows(people, wiring.name_tables(), table, TODAY, sought=sought)
        for name in NAMES
    }


def test_the_same_pairs_weigh_the_same_in_both() -> None:
    people, requests = people_and_requests()
    table = wiring.evidence_table()
    mine, other = ours(people, requests, table), theirs(people, requests, table)
    many = spellings(people, sought=False) | spellings(requests, sought=True)
    pairs = [pair for pair, reasons in mine.items() if "exchanged" not in reasons]
    said = [(pair, name) for pair in pairs for name in mine[pair] if name not in NOT_IN_SPLINK]
    compared = [(pair, name) for pair, name in said if max(many.get((one, name), 0) for one in pair) <= SLOTS]
    apart = [(abs(mine[pair][name] - other[pair][name]), name, pair) for pair, name in compared]
    assert len(compared) > 0.8 * len(said) > 5_000
    assert max(apart)[0] <= ROUNDED
    assert median(difference for difference, _, _ in apart) <= 0.02
    unsaid = [
        (pair, name)
        for pair in pairs
        for name, bits in other[pair].items()
        if bits and name not in mine[pair]
    ]
    assert not unsaid, "what is unknown weighs nothing in both"


def test_find_by_splink_gives_people_reasons_and_a_chance_of_nobody() -> None:
    pytest.importorskip("splink", reason="the extra splink is not installed")
    people, requests = written_people(), written_requests()
    rankings = list(
        rank_by_splink(
            people, requests, wiring.name_tables(), wiring.evidence_table(), TODAY, 2, "splink-duckdb"
        )
    )
    first = rankings[0].ranked[0]
    assert first.person == "a"
    assert {reason.comparison for reason in first.reasons} >= {"given", "family", "age", "phone"}
    assert sum(reason.weight_bits for reason in first.reasons) == pytest.approx(first.weight_bits, abs=1e-6)
    assert 0 < rankings[0].not_registered < 1
    assert [len(ranking.ranked) <= 2 for ranking in rankings] == [True] * 3


def test_without_the_extra_the_engine_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(module: str) -> None:
        raise ImportError(module)

    monkeypatch.setattr(importlib, "import_module", missing)
    with pytest.raises(BadInputError) as refused:
        list(rank_by_splink([], [], wiring.name_tables(), wiring.evidence_table(), TODAY, 1, "splink-duckdb"))
    assert "kinward[" in refused.value.problems[0].do.text


def test_every_level_of_the_table_reaches_splink() -> None:
    table = wiring.evidence_table()
    levels = levels_by_weight(splink_settings(table))
    for name, found in levels.items():
        assert {level.name for level in table.comparisons[name].levels} == {level for _, level in found}, name
    assert all(
        0 < level.get("u_probability", 1) <= 1 and 0 < level.get("m_probability", 1) <= 1
        for comparison in splink_settings(table)["comparisons"]
        for level in comparison["comparison_levels"]
    )


@pytest.mark.spark
def test_spark_weighs_as_duckdb_does(tmp_path: Path) -> None:
    pytest.importorskip("pyspark", reason="SKIPPED: pyspark is not installed (pip install 'kinward[spark]')")
    if shutil.which("java") is None:
        pytest.skip("SKIPPED: Spark needs Java, and there is none here")
    people, requests = written_people(), written_requests()
    weights = {}
    for engine in ("splink-duckdb", "splink-spark"):
        found = rank_by_splink(
            people, requests, wiring.name_tables(), wiring.evidence_table(), TODAY, 3, engine
        )
        weights[engine] = {
            (one.request, one.person): one.weight_bits for ranking in found for one in ranking.ranked
        }
    assert weights["splink-spark"] == pytest.approx(weights["splink-duckdb"], abs=0.01)
