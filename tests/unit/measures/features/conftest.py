"""An engine for the whole module: worlds are small, and making an engine takes longer than asking it."""

from collections.abc import Iterator

import pytest

from ninefold.engine.duckdb_engine import DuckDBEngine


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DuckDBEngine]:
    made = DuckDBEngine([tmp_path_factory.mktemp("engine")])
    yield made
    made.close()
