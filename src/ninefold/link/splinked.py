"""The only module that knows Splink: its tables, its settings, its scoring, on DuckDB or Spark.

Splink is given the pairs to score and the commonness of values, so that a score depends on the two
records and on what was counted beforehand, never on which other records are in the same run.
"""

import logging
from collections.abc import Sequence
from typing import Any

import ibis.expr.types as ir
import pyarrow as pa

from ninefold.engine.port import Engine
from ninefold.errors import EngineError
from ninefold.link.compare import DIFFERENT, Comparison, Level
from ninefold.link.model import USUAL_SHARE, Model

# Told apart from "not known" (nothing at all) by being a little over nothing.
_STEP = 2.0**-20


class Linkage:
    """Tables of one linkage on an engine; use it as a context, and every table it made is dropped."""

    def __init__(self, engine: Engine) -> None:
        logging.getLogger("splink").setLevel(logging.WARNING)
        self._engine = engine
        self._api = _api_of(engine)
        self._made: list[Any] = []
        self._put = 0

    def __enter__(self) -> "Linkage":
        return self

    def __exit__(self, *_: object) -> None:
        for frame in self._made:
            frame.drop_table_from_database_and_remove_from_cache(force_non_splink_table=True)

    @property
    def hash_function(self) -> str:
        """What this engine calls a hash of several values, 64 bits wide."""
        return "xxhash64" if self._engine.name == "spark" else "hash"

    def put(self, table: pa.Table | ir.Table) -> str:
        """Hold a table under a name of its own."""
        held = table if isinstance(table, ir.Table) else self._engine.hold(_plain(table))
        return str(held.get_name())

    def make(self, sql: str) -> str:
        """Work a query out once, and give the name its rows are under."""
        return str(self._kept(self._run(lambda: self._api.query_sql(sql))).physical_name)

    def fetch(self, name: str) -> pa.Table:
        """The rows under a name."""
        frame = self._api.table_to_splink_dataframe(name, name)
        return self._run(frame.as_pyarrow_table)

    def columns(self, name: str) -> list[str]:
        """The names of the columns under a name."""
        frame = self._api.table_to_splink_dataframe(name, name)
        return [column.unquote().name for column in frame.columns]

    def score(
        self, nominals: str, pairs: str, comparisons: Sequence[Comparison], model: Model, start: float
    ) -> str:
        """Score pairs (i_l, i_r) of nominals that carry their `tf_` columns.

        The name of a table of match_weight, and mw_ and mw_tf_adj_ for each comparison.
        """
        from splink import Linker  # slow to import
        from splink.internals.pipeline import CTEPipeline

        blocked = self.make(f"SELECT '0' AS match_key, i_l AS join_key_l, i_r AS join_key_r FROM {pairs}")

        def scored() -> Any:
            settings = settings_of(comparisons, model, start)
            linker = Linker(self._api.register(nominals), settings, validate_settings=False)
            given = self._api.table_to_splink_dataframe("__splink__blocked_id_pairs", blocked)
            # Splink's public predict would count how common values are in the table at hand, and copy it twice.
            return linker.inference._score_blocked_pairs(
                pipeline=CTEPipeline([given]),
                settings=linker._settings_obj,
                input_tablename_l=nominals,
                input_tablename_r=nominals,
                threshold_match_probability=None,
                threshold_match_weight=None,
            )

        return str(self._kept(self._run(scored)).physical_name)

    def _kept(self, frame: Any) -> Any:
        self._made.append(frame)
        return frame

    def _run(self, work: Any) -> Any:
        from splink.internals.exceptions import SplinkException

        try:
            return work()
        except SplinkException as error:
            raise EngineError("A step of the linkage could not be run on the engine.") from error


def _api_of(engine: Engine) -> Any:
    backend = engine.hold(pa.table({"nothing": pa.array([], pa.int64())})).get_backend()
    if engine.name == "spark":
        from splink import SparkAPI

        # the functions of Splink's own jar are not used, so that any cluster will do
        return SparkAPI(  # type: ignore[no-untyped-call]
            spark_session=backend._session,
            break_lineage_method="persist",
            num_partitions_on_repartition=2,
            register_udfs_automatically=False,
        )
    from splink import DuckDBAPI

    return DuckDBAPI(backend.con)


def _plain(table: pa.Table) -> pa.Table:
    return table.combine_chunks()


def settings_of(comparisons: Sequence[Comparison], model: Model, start: float) -> dict[str, Any]:
    """Splink's settings for a model: every level's weight as the ratio of its two probabilities."""
    return {
        "link_type": "dedupe_only",
        "unique_id_column_name": "i",
        "probability_two_random_records_match": 2.0**start / (1.0 + 2.0**start),
        "comparisons": [_comparison(each, model) for each in comparisons],
        "blocking_rules_to_generate_predictions": ["l.i = r.i"],
        "retain_intermediate_calculation_columns": True,
        "retain_matching_columns": False,
    }


def _comparison(comparison: Comparison, model: Model) -> dict[str, Any]:
    levels = [*comparison.levels, DIFFERENT]
    return {
        "output_column_name": comparison.name,
        "comparison_levels": [_level(comparison, level, model) for level in levels],
    }


def _level(comparison: Comparison, level: Level, model: Model) -> dict[str, Any]:
    told: dict[str, Any] = {"sql_condition": level.sql, "label_for_charts": level.name}
    if level.is_null:
        return told | {"is_null_level": True}
    ratio = 2.0 ** weight_of(comparison, level, model)
    told |= {"m_probability": USUAL_SHARE * ratio, "u_probability": USUAL_SHARE}
    rarity = model.worth[comparison.name].rarity
    if level.tf and rarity:
        told |= {
            "tf_adjustment_column": level.tf,
            "tf_adjustment_weight": rarity,
            "tf_minimum_u_value": model.least_share_of(level.tf),
            "disable_tf_exact_match_detection": True,
        }
    return told


def weight_of(comparison: Comparison, level: Level, model: Model) -> float:
    """The weight Splink is given for a level: the model's, shifted so little that no two are the same."""
    number = comparison.gamma_of(level.name) + 1
    return round(model.level_worth(comparison.name, level.name), 3) + number * _STEP
