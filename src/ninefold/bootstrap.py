"""Builds one workspace from the settings: engine, members and clock. The only place that knows them all."""

from collections.abc import Callable
from pathlib import Path

import pyarrow as pa

from ninefold.actions.workspace import Report, Workspace, operational_database, silent
from ninefold.contracts.product import Product
from ninefold.contracts.product_registry import (
    load_product,
    load_scoring_product,
    product_names,
    scoring_product_names,
)
from ninefold.contracts.registry import Sources, find_sources
from ninefold.contracts.scoring import ScoringProduct
from ninefold.engine.duckdb_engine import DuckDBEngine, DuckDBLimits
from ninefold.engine.port import Engine
from ninefold.settings import Settings


def open_workspace(settings: Settings, *, report: Report = silent) -> Workspace:
    """The workspace the settings name; nothing is made on disk until something is written."""
    root = settings.workspace.resolve()
    limits = DuckDBLimits(memory_mb=settings.memory_mb, threads=settings.threads)
    return Workspace(
        root=root,
        find_sources=lambda: _sources(root),
        find_products=_products,
        find_scoring_products=_scoring_products,
        make_operations=lambda root: operational_database(root, settings.database),
        checkpoints=Path(settings.checkpoints) if settings.checkpoints else None,
        make_engine=_engine_maker(settings, limits),
        read_boundaries=_read_boundaries,
        limits=limits,
        report=report,
    )


def _read_boundaries(path: Path, kind: str | None, attribution: str) -> pa.Table:
    # shapes are slow to import, and only the command that reads them needs them
    from ninefold.sources.geography.columns import OGL_ATTRIBUTION
    from ninefold.sources.geography.read import read_areas

    return read_areas(path, kind, attribution=attribution or OGL_ATTRIBUTION)


def _sources(root: Path) -> Sources:
    from ninefold.standardise.declared import declared_map  # slow to import, and only sources need it

    return find_sources(declared_map, root)


def _products() -> dict[str, Product]:
    return {name: load_product(name) for name in product_names()}


def _scoring_products() -> dict[str, ScoringProduct]:
    return {name: load_scoring_product(name) for name in scoring_product_names()}


def _engine_maker(settings: Settings, limits: DuckDBLimits) -> Callable[[Path], Engine]:
    if settings.engine == "spark":
        from ninefold.engine.spark_engine import SparkEngine  # an extra, and slow to import

        return lambda root: SparkEngine(master=settings.spark_master, scratch=root / "tmp")
    return lambda root: DuckDBEngine([root], limits=limits, in_order=False)
