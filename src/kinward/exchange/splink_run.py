"""Requests against registered people by Splink 5: DuckDB on one machine, Spark on many. An extra, never needed below millions."""

import importlib
import logging
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any

import numpy as np

from kinward.exchange.splink_settings import Row, levels_by_weight, splink_rows, splink_settings
from kinward.model.description import Description, Ranked, Reason
from kinward.model.problem import BadInputError, Message, Problem
from kinward.names.lettering import NameTables
from kinward.reunite.evidence import EvidenceTable
from kinward.reunite.explanation import said_of
from kinward.reunite.index import Ranking
from kinward.reunite.posterior import one_of_everyone

ENGINES = {"splink-duckdb": "duckdb", "splink-spark": "spark"}
Levels = Mapping[str, Sequence[tuple[float, str]]]
# Pairs this far below nothing-known cannot be among the ten of anybody who has been registered.
_BITS_LEAST = -10.0
_KEPT_MOST = 200  # of each request, for the posterior: who comes after them shares what is left


def rank_by_splink(
    people: Sequence[Description],
    requests: Sequence[Description],
    tables: NameTables,
    table: EvidenceTable,
    today: date,
    top: int,
    engine: str,
) -> Iterator[Ranking]:
    """The best of those who share a key with each request, in the order of ``requests``.

    Raises BadInputError when the extra is not installed.
    """
    settings = splink_settings(table, ENGINES[engine])
    found = _scored(people, requests, tables, table, today, settings, ENGINES[engine])
    levels = levels_by_weight(settings)
    by_id = {person.id: person for person in people}
    of_request: dict[str, list[Row]] = {}
    for row in found:
        of_request.setdefault(row["request"], []).append(row)
    for request in requests:
        yield _ranking(request, of_request.get(request.id, []), by_id, levels, tables, table, top)


def _scored(
    people: Iterable[Description],
    requests: Iterable[Description],
    tables: NameTables,
    table: EvidenceTable,
    today: date,
    settings: Mapping[str, Any],
    backend: str,
) -> list[Row]:
    api = _api(backend)
    sought = api.register(
        arrow(splink_rows(requests, tables, table, today, sought=True)), table_name="sought"
    )
    here = api.register(
        arrow(splink_rows(people, tables, table, today, sought=False)), table_name="registered"
    )
    linker = _needed("splink").Linker([sought, here], dict(settings), log_level=logging.ERROR)
    pairs = linker.inference.predict(threshold_match_weight=_BITS_LEAST)
    rows: list[Row] = linker.misc.query_sql(_best_of_each(pairs.physical_name, settings)).as_record_list()
    return rows


def _best_of_each(pairs: str, settings: Mapping[str, Any]) -> str:
    """One row for each pair, the request first whichever side Splink put it on."""
    request = "CASE WHEN source_dataset_l = 'sought' THEN unique_id_l ELSE unique_id_r END"
    person = "CASE WHEN source_dataset_l = 'sought' THEN unique_id_r ELSE unique_id_l END"
    weights = ", ".join(f"mw_{one['output_column_name']}" for one in settings["comparisons"])
    tf = ", ".join(
        f"mw_tf_adj_{one['output_column_name']}"
        for one in settings["comparisons"]
        if any("tf_adjustment_column" in level for level in one["comparison_levels"])
    )
    columns = (
        f"{request} AS request, {person} AS person, match_weight AS bits, {weights}{', ' + tf if tf else ''}"
    )
    place = f"row_number() OVER (PARTITION BY {request} ORDER BY match_weight DESC, {person}) AS place"
    ranked = f"SELECT {columns}, {place} FROM {pairs}"  # noqa: S608 - names of our own columns
    return f"SELECT * FROM ({ranked}) AS best WHERE place <= {_KEPT_MOST} ORDER BY request, place"  # noqa: S608


def arrow(rows: Iterable[Row]) -> Any:  # noqa: ANN401 - a table of pyarrow, which is an extra
    """Rows as columns, with lists of text also where the first rows have none."""
    pa = _needed("pyarrow")
    whole = list(rows)
    texts = pa.list_(pa.string())
    kinds = {list: texts, str: pa.string(), bool: pa.bool_(), float: pa.float64(), int: pa.int32()}
    fields = []
    for name in whole[0] if whole else ():
        kind = next((type(row[name]) for row in whole if row[name] is not None), str)
        fields.append(pa.field(name, kinds[kind]))
    return pa.Table.from_pylist(whole, schema=pa.schema(fields))


def _api(backend: str) -> Any:  # noqa: ANN401 - of splink, which is an extra
    if backend == "duckdb":
        return _needed("splink").DuckDBAPI()
    session = _needed("pyspark.sql").SparkSession
    jars = _needed("splink.backends.spark").similarity_jar_location()
    spark = session.builder.master("local[*]").config("spark.jars", jars).getOrCreate()
    # In memory and not in checkpoint files: what is compared are people's keys.
    return _needed("splink.backends.spark").SparkAPI(spark_session=spark, break_lineage_method="persist")


def _needed(module: str) -> Any:  # noqa: ANN401 - a module of the extra
    try:
        return importlib.import_module(module)
    except ImportError:
        extra = "spark" if "spark" in module else "splink"
        problem = Problem(
            Message("this engine needs the extra {extra}", {"extra": extra}),
            Message("install it: pip install 'kinward[{extra}]'", {"extra": extra}),
        )
        raise BadInputError([problem]) from None


def _ranking(
    request: Description,
    rows: Sequence[Row],
    by_id: Mapping[str, Description],
    levels: Levels,
    tables: NameTables,
    table: EvidenceTable,
    top: int,
) -> Ranking:
    weights = np.array([row["bits"] for row in rows], np.float64)
    chances, nobody = one_of_everyone(weights, len(by_id), table, table.not_registered)
    ranked = tuple(
        Ranked(
            request.id,
            row["person"],
            place,
            float(chance),
            float(row["bits"]),
            tuple(_reasons(row, request, by_id[row["person"]], levels, tables)),
            by_id[row["person"]].restricted,
        )
        for place, (row, chance) in enumerate(zip(rows[:top], chances, strict=False), start=1)
    )
    return Ranking(ranked, nobody)


def _reasons(
    row: Row, mine: Description, theirs: Description, levels: Levels, tables: NameTables
) -> list[Reason]:
    """The strongest first; what was not said on either side weighs nothing and is no reason."""
    found = []
    for comparison, weights in levels.items():
        bits = row[f"mw_{comparison}"]
        if not bits:
            continue
        _, level = min(weights, key=lambda known: abs(known[0] - bits))
        theirs_say = "place" if comparison == "last_seen" else comparison
        counted = bits + (row.get(f"mw_tf_adj_{comparison}") or 0.0)  # how frequent the name is, by Splink
        found.append(
            Reason(
                comparison,
                level,
                counted,
                said_of(comparison, mine, tables),
                said_of(theirs_say, theirs, tables),
            )
        )
    return sorted(found, key=lambda reason: -abs(reason.weight_bits))
