"""The same pairs compared on Spark, for tables of which one machine would have too many.

Values are made comparable on this machine, in time that goes with the rows; Spark makes and compares the pairs, of which there
are far more, and only the likely ones come back. Its jaro-winkler and Damerau–Levenshtein are Splink's own for the JVM, which
may differ from DuckDB's in the last digits.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa

from accrue_stats.duplicates.comparing import Pairs, level_names, likely_table, linker_of
from accrue_stats.duplicates.kinds import Column
from accrue_stats.duplicates.weighing import Floats, Ints

JARO_WINKLER = "uk.gov.moj.dash.linkage.JaroWinklerSimilarity"
"""Splink knows it by another name than DuckDB."""


def functions_for_spark() -> str:
    """The jar a session must be started with (spark.jars): likenesses of texts for Spark 4."""
    import splink

    folder = Path(splink.__file__).parent / "internals/files/spark_jars"
    return str(max(folder.glob("scala-udf-similarity-*_spark4.x.jar")))


@dataclass(frozen=True, slots=True)
class OnSpark:
    """Compared pairs in a data frame."""

    session: Any
    frame: Any
    columns: tuple[str, ...]

    def patterns(self) -> tuple[Ints, Floats]:
        found = self.frame.groupBy(*self.columns).count().toArrow()
        patterns = np.stack([found[name].to_numpy().astype(np.int64) for name in self.columns], axis=1)
        order = np.lexsort(patterns.T[::-1])
        return patterns[order], found["count"].to_numpy().astype(np.float64)[order]

    def likely(self, patterns: Ints, certainty: Floats) -> Pairs:
        if not len(patterns):
            none = np.zeros(0, dtype=np.int64)
            return none, none, np.zeros(0)
        likely = self.session.createDataFrame(likely_table(self.columns, patterns, certainty))
        found = (
            self.frame.join(likely, list(self.columns)).select("unique_id_l", "unique_id_r", "p").toArrow()
        )
        left, right = (found[name].to_numpy().astype(np.int64) for name in ("unique_id_l", "unique_id_r"))
        return np.minimum(left, right), np.maximum(left, right), found["p"].to_numpy().astype(np.float64)


def worded(sql: str) -> str:
    """DuckDB's SQL of a level as Spark reads it: its regexp_replace replaces all without being told."""
    return sql.replace(", 'g')", ")")


def on_spark(session: Any, records: pa.Table, used: list[Column], rules: list[str]) -> OnSpark:
    """Compare the pairs of `records` that share a key. The session must have been started with Splink's jar."""
    from pyspark.sql.types import DoubleType
    from splink.backends.spark import SparkAPI

    api = SparkAPI(  # type: ignore[no-untyped-call]  # Splink's Spark is not typed
        spark_session=session,
        break_lineage_method="persist",
        num_partitions_on_repartition=int(session.conf.get("spark.sql.shuffle.partitions")),
    )
    session.udf.registerJavaFunction("jaro_winkler_similarity", JARO_WINKLER, DoubleType())
    linker = linker_of(api, session.createDataFrame(records), used, rules, worded)
    columns = level_names(used)
    found = linker.inference.predict(warning_mode="never").as_spark_dataframe()
    return OnSpark(session, found.select("unique_id_l", "unique_id_r", *columns).persist(), columns)
