"""Small made-up tables of figures and findings, for tests of disclosure control and publishing."""

from datetime import date, datetime

import pyarrow as pa

from ninefold.contracts.finding import from_columns
from ninefold.publish.figures import KEY, figure_table


def figures(cells, **columns):
    """Figures from a dictionary of (product, kind, area, period, category) to value, and further columns."""
    keys = {name: pa.array([key[at] for key in cells], pa.string()) for at, name in enumerate(KEY)}
    given = {
        "value": pa.array(
            [None if value is None else float(value) for value in cells.values()], pa.float64()
        ),
        "area_name": keys["area"],
        "suppressed": pa.array([False] * len(cells)),
    }
    return figure_table({**keys, **given, **{name: pa.array(column) for name, column in columns.items()}})


def by_cell(table, column="value"):
    """One column of a table of figures, by cell."""
    return {tuple(row[name] for name in KEY): row[column] for row in table.to_pylist()}


def findings(cells, **columns):
    """Findings about areas from the same kind of dictionary."""
    rows = len(cells)
    keys = {name: pa.array([key[at] for key in cells], pa.string()) for at, name in enumerate(KEY)}
    same = {
        "subject_kind": "area",
        "version": "1",
        "as_of": datetime(2026, 5, 1),
        "horizon": "P0D",
        "band": "usual",
        "run": "run-1",
        "expires": date(2026, 8, 1),
    }
    filled = {name: pa.array([value] * rows) for name, value in same.items()}
    filled |= {
        "subject_id": keys["area"],
        "value": pa.array(
            [None if value is None else float(value) for value in cells.values()], pa.float64()
        ),
        "reasons": pa.array([["Counted one by one."]] * rows, pa.list_(pa.string())),
    }
    return from_columns(
        {**keys, **filled, **{name: pa.array(column) for name, column in columns.items()}}, rows
    )


def with_totals(atoms, product="volume", quarter="2019-Q1"):
    """Every cell and total that counts of (area, month, category) add up to, quarter and force included.

    Areas are named 'M1.L2': the middle area is what stands before the dot.
    """
    cells = {}
    for (area, month, category), count in atoms.items():
        middle = area.split(".")[0]
        for kind, place in (("lsoa", area), ("msoa", middle), ("force", "wessex")):
            for period in (month, quarter):
                for kept in (category, "all"):
                    key = (product, kind, place, period, kept)
                    cells[key] = cells.get(key, 0) + count
    return cells


def nest_of(areas):
    """Which middle area and force each small area of `with_totals` lies in."""
    small = {("lsoa", area): {"msoa": area.split(".")[0], "force": "wessex"} for area in areas}
    return small | {("msoa", area.split(".")[0]): {"force": "wessex"} for area in areas}
