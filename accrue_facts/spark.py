"""A session of Spark: on this machine, or on a cluster."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from tempfile import TemporaryDirectory
from typing import Any

from accrue_facts.errors import FactsError


@contextmanager
def spark_session(
    engine: str, *, name: str = "Accrue measures", more: Mapping[str, str] | None = None
) -> Iterator[Any]:
    """`engine` is "spark" (this machine) or spark://host:port. In UTC. FactsError where Spark or Java is missing.

    `more` are further settings of Spark's.
    """
    try:
        from pyspark.sql import SparkSession
    except ImportError:
        raise FactsError(
            "measures.engine", "Spark is not installed; install it with: pip install 'accrue-crm[spark]'"
        ) from None
    if not has_java():
        raise FactsError(
            "measures.engine", "Spark needs Java 17 or newer; set JAVA_HOME, or put java on PATH."
        )
    master = "local[*]" if engine == "spark" else engine
    with TemporaryDirectory(prefix="accrue-spark-") as folder:
        builder = SparkSession.builder.appName(name).master(master)
        settings = {
            "spark.sql.session.timeZone": "UTC",
            "spark.ui.enabled": "false",
            "spark.ui.showConsoleProgress": "false",
            "spark.sql.warehouse.dir": folder,
        }
        if master.startswith("local"):
            settings |= {
                "spark.driver.bindAddress": "127.0.0.1",
                "spark.driver.host": "127.0.0.1",
                "spark.sql.shuffle.partitions": "2",
            }
        for key, value in (settings | dict(more or {})).items():
            builder = builder.config(key, value)
        session = builder.getOrCreate()
        try:
            yield session
        finally:
            session.stop()


def has_java() -> bool:
    home = os.environ.get("JAVA_HOME")
    return bool(shutil.which("java", path=f"{home}/bin" if home else None))
