"""Findings about the records of a force, not about crime: months missing or incomplete, records in no figure.

Their subject is the force's data (`subject_kind` 'data'). A missing month has no value. A month that
looks incomplete has the share of the usual records as its value; so have records that carry no month, or no
area of some kind, as a share of all the force's crime and ASB records.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

import pyarrow as pa

from ninefold.contracts import finding
from ninefold.measures import months
from ninefold.measures.by_area import CRIME
from ninefold.measures.coverage import PartMonth, newest_expected
from ninefold.measures.force_shapes import ForceShapes
from ninefold.measures.panel import ALL
from ninefold.measures.stamps import Stamp
from ninefold.measures.unplaced import Unplaced


@dataclass(frozen=True)
class _Row:
    area: str
    area_kind: str
    period: str | None
    category: str
    value: float | None
    low: float | None
    high: float | None
    band: str
    reason: str


def data_findings(stamp: Stamp, shapes: ForceShapes) -> pa.Table:
    """What is missing from the data, force by force."""
    rows = [
        *_missing_months(shapes),
        *_late_months(shapes, stamp.as_of.date()),
        *_part_months(shapes),
        *map(_unplaced, shapes.unplaced),
    ]
    names = ("area_kind", "area", "period", "category", "value", "low", "high", "band")
    columns = {name: pa.array([getattr(row, name) for row in rows]) for name in names}
    columns["subject_id"] = columns["area"]
    columns["reasons"] = pa.array([[row.reason] for row in rows], pa.list_(pa.string()))
    return finding.from_columns(columns | stamp.columns("data", len(rows)), len(rows))


def _missing_months(shapes: ForceShapes) -> list[_Row]:
    return [
        _Row(
            area=shapes.axis.forces[gap.force],
            area_kind="force",
            period=months.text(shapes.axis.first + gap.month),
            category=ALL if gap.stream == CRIME else gap.stream,
            value=None,
            low=None,
            high=None,
            band="missing",
            reason=f"No {gap.stream.replace('_', ' ')} data of this force was delivered for this month, "
            "although months before and after were: the count is missing, not zero.",
        )
        for gap in shapes.gaps
    ]


def _late_months(shapes: ForceShapes, as_of: date) -> Iterator[_Row]:
    """Months after the last one delivered that should be there by now: one row for each force and stream."""
    for newest in shapes.newest:
        last, expected = shapes.axis.first + newest.month, newest_expected(newest.refresh, as_of)
        if expected is None or expected <= last:
            continue
        yield _Row(
            area=shapes.axis.forces[newest.force],
            area_kind="force",
            period=f"{months.text(last + 1)}/{months.text(expected)}",
            category=ALL if newest.stream == CRIME else newest.stream,
            value=None,
            low=None,
            high=None,
            band="missing",
            reason=f"No {newest.stream.replace('_', ' ')} data of this force was delivered after "
            f"{months.text(last)}, although it is sent {newest.refresh} and {months.text(expected)} should be "
            "there: the counts are missing, not zero.",
        )


def _part_months(shapes: ForceShapes) -> list[_Row]:
    return [
        _Row(
            area=shapes.axis.forces[suspect.force],
            area_kind="force",
            period=months.text(shapes.axis.first + suspect.part.month),
            category=ALL,
            value=suspect.part.share,
            low=suspect.part.low,
            high=suspect.part.high,
            band="unknown",
            reason=_part_reason(suspect.part),
        )
        for suspect in shapes.suspects
    ]


def _part_reason(part: PartMonth) -> str:
    advice = "Ask the force." if part.has_later_months else "The next month will tell if the fall lasts."
    return (
        f"The delivery holds {part.share:.0%} of the records usual in the months around, and nearly every "
        f"category fell together: it may be a part of the month. {advice}"
    )


def _unplaced(lack: Unplaced) -> _Row:
    share = lack.records / lack.of
    kind = "force" if lack.missing == "month" else lack.missing
    where = "any month" if lack.missing == "month" else f"a figure by {lack.missing}"
    # All records are counted, so nothing about the share is uncertain.
    return _Row(
        area=lack.force,
        area_kind=kind,
        period=None,
        category=ALL,
        value=share,
        low=share,
        high=share,
        band="unknown",
        reason=f"{lack.records:,} of {lack.of:,} records carry no {lack.missing} and are not in {where}.",
    )
