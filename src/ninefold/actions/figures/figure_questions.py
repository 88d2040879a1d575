"""The questions asked of a release's figures, as Ibis expressions, and their answers as figures."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import ibis
import ibis.expr.types as ir
import pyarrow as pa

from ninefold.contracts.reading import FIGURE_COLUMNS, Figure, FigureFilter


def whole(figures: ir.Table) -> ir.Table:
    """The figures with every column of today's; those a release was made before are empty."""
    absent = [name for name in FIGURE_COLUMNS if name not in figures.columns]
    return figures.mutate(**{name: ibis.null("float64") for name in absent}) if absent else figures


def of_one_month(figures: ir.Table, asked: FigureFilter, areas: Sequence[str] | None) -> ir.Table:
    """The figures of one product, kind of area, category and month; only of `areas` when they are given."""
    found = _of_one_kind(figures, asked).filter(figures.period == asked.period)
    if asked.area is not None:
        found = found.filter(found.area == asked.area)
    return found if areas is None else found.filter(found.area.isin(list(areas)))


def of_one_area(figures: ir.Table, asked: FigureFilter) -> ir.Table:
    """One area's figures in every month."""
    found = _of_one_kind(figures, asked)
    return found.filter(found.area == asked.area).order_by("period")


def of_forces(figures: ir.Table, asked: FigureFilter) -> ir.Table:
    """The forces' own figures in every month, from which gaps in what they sent are told."""
    return figures.filter(
        figures.product == asked.product, figures.area_kind == "force", figures.category == asked.category
    ).select(*FIGURE_COLUMNS)


def force_names(figures: ir.Table) -> ir.Table:
    """Each force's code and name, once."""
    return figures.filter(figures.area_kind == "force").select("area", "area_name").distinct()


def distinct(figures: ir.Table, product: str) -> ir.Table:
    """Each kind of area, month and category of a product, once, with how many figures it has."""
    of_product = figures.filter(figures.product == product)
    return of_product.group_by("area_kind", "period", "category").aggregate(figures=of_product.count())


def as_figures(rows: pa.Table) -> tuple[Figure, ...]:
    """Rows of a release as figures."""
    columns = [rows[name].to_pylist() for name in FIGURE_COLUMNS]
    return tuple(_figure(*values) for values in zip(*columns, strict=True))


def _figure(*values: Any) -> Figure:
    found = Figure(*values)
    # Disclosure control empties the band and the reasons where they would tell the exact figure.
    return replace(found, band=found.band or "unknown", reasons=found.reasons or "")


def _of_one_kind(figures: ir.Table, asked: FigureFilter) -> ir.Table:
    return figures.filter(
        figures.product == asked.product,
        figures.area_kind == asked.area_kind,
        figures.category == asked.category,
    ).select(*FIGURE_COLUMNS)
