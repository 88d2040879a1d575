"""What the figures do not hold: months not sent, figures withheld, records without a place."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pyarrow.csv as pacsv

from ninefold.contracts.reading import Figure, FigureFilter, MissingStatement
from ninefold.measures.months import number

MOST_GAPS = 6
ABOUT_DATA = "about_data.csv"
NOT_RELEASED = "The release holds no figure for this month."


def with_gaps(points: Sequence[Figure], periods: Sequence[str]) -> tuple[Figure, ...]:
    """One figure for each period from the first held to the last; where there is none, one without a value."""
    held = {point.period: point for point in points}
    first, last = min(held), max(held)
    return tuple(held.get(period) or _gap(points[0], period) for period in periods if first <= period <= last)


def _gap(like: Figure, period: str) -> Figure:
    empty = Figure(like.product, like.area_kind, like.area, like.area_name, period, like.category, None)
    return replace(empty, band="missing", reasons=NOT_RELEASED)


def of_the_data(
    asked: FigureFilter, path: Path | None, names: Mapping[str, str]
) -> tuple[MissingStatement, ...]:
    """What the release says of the records themselves, for the forces asked about: months first."""
    if path is None:
        return ()
    convert = pacsv.ConvertOptions(strings_can_be_null=True)
    rows = pacsv.read_csv(path, convert_options=convert).to_pylist()
    mine = [r for r in rows if r["product"] == asked.product and asked.force in (None, r["area"])]
    late = [r for r in mine if "/" in (r["period"] or "")]
    mine = [r for r in mine if r not in late]
    gaps: dict[str, list[dict[str, Any]]] = {}
    found: list[MissingStatement] = []
    for row in mine:
        if row["period"] == asked.period and row["band"] == "missing":
            name = names.get(row["area"], row["area"])
            found.append(MissingStatement(f"{name}, this month", "not sent", row["reasons"]))
        elif row["period"]:
            gaps.setdefault(row["area"], []).append(row)
    for row in late:
        found += _late(names.get(row["area"], row["area"]), row, asked.period)
    found += [_months_missing(names.get(area, area), of_area) for area, of_area in sorted(gaps.items())]
    if asked.force:
        found += [_records_missing(r) for r in mine if not r["period"] and _concerns(r, asked)]
    if len(found) > MOST_GAPS:
        more = f"{len(found) - MOST_GAPS} more forces"
        found = [*found[:MOST_GAPS], MissingStatement("Other forces", more, "They have gaps too.")]
    return tuple(found)


def _months_missing(name: str, rows: Sequence[Mapping[str, Any]]) -> MissingStatement:
    periods = sorted(str(row["period"]) for row in rows)
    named = ", ".join(periods[:MOST_GAPS]) + (" and others" if len(periods) > MOST_GAPS else "")
    amount = f"{len(periods)} month{'s' if len(periods) > 1 else ''}"
    return MissingStatement(name, amount, f"{named}: {rows[0]['reasons']}")


def _late(name: str, row: Mapping[str, Any], period: str | None) -> Iterable[MissingStatement]:
    """The months after the last one delivered, which should be there by now."""
    first, last = (number(text) or 0 for text in str(row["period"]).split("/"))
    if first <= (number(period or "") or 0) <= last:
        yield MissingStatement(f"{name}, this month", "not sent", str(row["reasons"]))
    amount = f"{last - first + 1} month{'s' if last > first else ''}"
    yield MissingStatement(f"{name}, since the last delivery", amount, str(row["reasons"]))


def _concerns(row: Mapping[str, Any], asked: FigureFilter) -> bool:
    return f"no {asked.area_kind} " in f"{row['reasons']} " or "no month" in row["reasons"]


def _records_missing(row: Mapping[str, Any]) -> MissingStatement:
    share = "" if row["value"] is None else f"{100 * row['value']:.1f} % of all months' records"
    return MissingStatement("Records with no usable place or month", share, row["reasons"])


def statements(
    asked: FigureFilter, shown: Sequence[Figure], forces: Sequence[Figure], left_out: Sequence[str] = ()
) -> tuple[MissingStatement, ...]:
    """Everything known to be missing: first in the month shown, then in the other months and areas."""
    return (
        *_withheld(shown),
        *_not_sent(asked, forces),
        *_unplaced(asked, shown, forces),
        *_other_months(asked, forces),
        *_left_out(left_out),
    )


def _withheld(shown: Sequence[Figure]) -> Iterable[MissingStatement]:
    count = sum(figure.suppressed for figure in shown)
    if count:
        yield MissingStatement(
            "Suppressed figures",
            f"{count:,} of {len(shown):,} areas",
            "Withheld to protect people: too few records, or a key to a neighbour. Never shown as 0.",
        )
    empty = sum(figure.value is None and not figure.suppressed for figure in shown)
    if empty:
        yield MissingStatement(
            "Areas without data this month", f"{empty:,} of {len(shown):,} areas", "No delivery covers them."
        )


def _not_sent(asked: FigureFilter, forces: Sequence[Figure]) -> Iterable[MissingStatement]:
    for force in forces:
        if force.period == asked.period and _is_gap(force) and asked.force in (None, force.area):
            yield MissingStatement(
                f"{force.area_name}, this month", "not sent", force.reasons or NOT_RELEASED
            )


def _other_months(asked: FigureFilter, forces: Sequence[Figure]) -> Iterable[MissingStatement]:
    gaps: dict[str, list[str]] = {}
    for force in forces:
        if _is_gap(force) and force.period != asked.period and asked.force in (None, force.area):
            gaps.setdefault(force.area_name, []).append(force.period)
    for name, periods in list(gaps.items())[:MOST_GAPS]:
        named = ", ".join(sorted(periods)[:MOST_GAPS]) + (" and others" if len(periods) > MOST_GAPS else "")
        amount = f"{len(periods)} month{'s' if len(periods) > 1 else ''}"
        yield MissingStatement(name, amount, f"Not sent for {named}: a gap in each chart, not a zero.")
    if len(gaps) > MOST_GAPS:
        yield MissingStatement("Other forces", f"{len(gaps) - MOST_GAPS}", "They have gaps too.")


def _unplaced(
    asked: FigureFilter, shown: Sequence[Figure], forces: Sequence[Figure]
) -> Iterable[MissingStatement]:
    """Records in the forces' totals and in no area. Only for staff: it is a subtraction."""
    if asked.audience != "staff" or asked.force or asked.area or asked.product != "volume":
        return
    if asked.area_kind == "force":
        return
    total = sum(force.value or 0 for force in forces if force.period == asked.period)
    placed = sum(figure.value or 0 for figure in shown)
    if total > placed:
        yield MissingStatement(
            "Records with no usable place",
            f"{total - placed:,.0f} of {total:,.0f}",
            "They are in the forces' totals and in no area of this kind.",
        )


def _left_out(reasons: Sequence[str]) -> Iterable[MissingStatement]:
    """Kinds of area the gate could not check, each told as 'kind: why'."""
    for reason in reasons:
        kind, _, why = reason.partition(": ")
        yield MissingStatement(f"Figures by {kind}", "left out", f"{why[:1].upper()}{why[1:]}.")


def _is_gap(figure: Figure) -> bool:
    return figure.band == "missing" or (figure.value is None and not figure.suppressed)
