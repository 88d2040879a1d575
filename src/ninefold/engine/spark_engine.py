"""Spark: the same verbs on a session that may run on this machine or on a cluster (`ninefold[spark]`)."""

import shutil
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import MappingProxyType

import ibis
import ibis.expr.types as ir
import pyarrow as pa

from ninefold.errors import ExtraNotInstalled

try:
    from pyspark.sql import SparkSession
    from pyspark.sql.functions import lit
except ImportError:  # the extra is not installed; SparkEngine says so when asked for
    SparkSession = None  # type: ignore[assignment,misc]


class SparkEngine:
    """A Spark session behind the engine port."""

    name = "spark"

    def __init__(self, *, master: str = "local[2]", scratch: Path) -> None:
        if SparkSession is None:
            raise ExtraNotInstalled(
                "Spark is not installed. Install it with: pip install 'ninefold[spark]' (Java 17 is needed too)."
            )
        scratch.mkdir(parents=True, exist_ok=True)
        self._session = (
            SparkSession.builder.master(master)
            .appName("ninefold")
            .config("spark.ui.enabled", "false")
            .config("spark.sql.session.timeZone", "UTC")
            .config("spark.sql.shuffle.partitions", "4")
            .config("spark.driver.bindAddress", "127.0.0.1")
            .config("spark.driver.host", "127.0.0.1")
            .config("spark.local.dir", str(scratch / "spark"))
            .config("spark.sql.warehouse.dir", str(scratch / "warehouse"))
            # microseconds, as every other reader of these files expects
            .config("spark.sql.parquet.outputTimestampType", "TIMESTAMP_MICROS")
            .config("spark.sql.timestampType", "TIMESTAMP_NTZ")
            .getOrCreate()
        )
        self._ibis = ibis.pyspark.connect(self._session)
        self._tables = 0

    def read(
        self, paths: Sequence[Path], constants: Mapping[str, int | str] = MappingProxyType({})
    ) -> ir.Table:
        """The rows of some Parquet files, as one table with `constants` as columns too."""
        frame = self._session.read.option("mergeSchema", "true").parquet(*[str(p.resolve()) for p in paths])
        for name, value in constants.items():
            # a whole number is a bigint to every engine, however small it is
            frame = frame.withColumn(
                name, lit(value).cast("bigint") if isinstance(value, int) else lit(value)
            )
        return self._named(frame)

    def hold(self, rows: pa.Table) -> ir.Table:
        """A small Arrow table as an Ibis table of this engine."""
        return self._named(self._session.createDataFrame(rows))

    def keep(self, expression: ir.Table) -> ir.Table:
        """Work an expression out once and hold its rows, in memory or on the engine's own disk."""
        frame = self._session.sql(ibis.to_sql(expression, dialect="pyspark"))
        return self._named(frame.localCheckpoint())

    def collect(self, expression: ir.Table) -> pa.Table:
        """The rows of an expression, in memory."""
        frame = self._session.sql(ibis.to_sql(expression, dialect="pyspark"))
        # by way of pandas, as Ibis goes, a map would come out as a structure
        return frame.toArrow().cast(expression.schema().to_pyarrow())

    def count(self, expression: ir.Table) -> int:
        """How many rows an expression has."""
        return int(expression.count().execute())

    def write(self, expression: ir.Table, folder: Path, stem: str) -> list[Path]:
        """Write an expression's rows as Parquet files; none when it has no rows."""
        folder.mkdir(parents=True, exist_ok=True)
        staging = folder / f".{stem}.spark"
        frame = self._session.sql(ibis.to_sql(expression, dialect="pyspark"))
        frame.write.mode("overwrite").parquet(str(staging.resolve()))
        paths = []
        for number, part in enumerate(sorted(staging.glob("part-*.parquet"))):
            paths.append(part.rename(folder / f"{stem}-{number:04d}.parquet"))
        shutil.rmtree(staging)
        return paths

    def release(self) -> None:
        """Forget tables handed out so far."""
        for number in range(1, self._tables + 1):
            self._session.catalog.dropTempView(f"held_{number}")
        self._tables = 0

    def interrupt(self) -> None:
        """Stop the jobs that run now, from another thread."""
        self._session.sparkContext.cancelAllJobs()

    def close(self) -> None:
        """Stop the session."""
        self._session.stop()

    def _named(self, frame: "object") -> ir.Table:
        self._tables += 1
        name = f"held_{self._tables}"
        frame.createOrReplaceTempView(name)  # type: ignore[attr-defined]
        return self._ibis.table(name)
