"""The findings of a counting product: cells put into the one shape, with their reasons.

Bands: `rising` and `falling` are called changes; `steady` was tested and not called; `unknown` was not
tested, and a reason says why; `missing` is a month whose data never came.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from ninefold.contracts import finding
from ninefold.contracts.product import Inputs, Subject
from ninefold.contracts.product_card import ProductCard
from ninefold.measures import force_shapes, months, wording
from ninefold.measures.about_data import data_findings
from ninefold.measures.by_area import CRIME
from ninefold.measures.force_shapes import Amounts, ForceShapes
from ninefold.measures.judging import Cells, judge
from ninefold.measures.panel import Bools, Floats, panel
from ninefold.measures.signals import Rules
from ninefold.measures.stamps import Stamp, stamp

BANDS = ("rising", "falling", "steady", "unknown", "missing")
PART = 200_000  # cells worded at a time


@dataclass(frozen=True)
class Fitted:
    """What a counting product has learnt from its inputs, and the stamp of its findings."""

    stamp: Stamp
    shapes: ForceShapes
    rules: Rules


@dataclass(frozen=True)
class Account:
    """What a product says of some cells: its interval, and its reasons as columns of sentences."""

    low: Floats
    high: Floats
    reasons: list[pa.Array]


def learnt(inputs: Inputs, features: pa.Table, amounts: Amounts, card: ProductCard) -> Fitted:
    """What the areas share by force and category, learnt from the amounts along the rows of the features."""
    shapes = force_shapes.learn(features, inputs.coverage, card.parameters["layout_streams"], amounts)
    return Fitted(stamp(card, inputs.as_of, inputs.run), shapes, Rules(**card.parameters["signals"]))


def judged(
    fitted: Fitted,
    features: pa.Table,
    amounts: Callable[[pa.Table], Amounts],
    account: Callable[[Cells, Rules], Account],
) -> pa.Table:
    """Findings for every area, month and category, and for months whose data is missing or incomplete."""
    if features.num_rows == 0:
        return finding.empty()
    given = amounts(features)
    sums = panel(features, given.values(), given.in_total, fitted.shapes.axis)
    cells = judge(sums, fitted.shapes, fitted.rules)
    return findings(fitted, cells, sums.areas, lambda part: account(part, fitted.rules))


def bands(cells: Cells, rate: float) -> pa.Array:
    """The band of each cell."""
    called = np.nan_to_num(cells.q, nan=1.0) <= rate
    tested = ~np.isnan(cells.q)
    names = np.select([called & cells.more, called, tested], [0, 1, 2], 3)
    return pa.array(BANDS, pa.string()).take(pa.array(names))


def findings(
    fitted: Fitted, cells: Cells, areas: tuple[str, ...], account: Callable[[Cells], Account]
) -> pa.Table:
    """The cells, then the months missing or incomplete, as findings; `account` is asked part by part."""
    # Sentences for millions of cells at once would need many times the memory of the findings.
    parts = [cells.part(slice(at, at + PART)) for at in range(0, cells.month.size, PART)]
    found = [_findings(fitted, part, areas, account(part)) for part in parts]
    return pa.concat_tables([*found, data_findings(fitted.stamp, fitted.shapes)])


def _findings(fitted: Fitted, cells: Cells, areas: tuple[str, ...], account: Account) -> pa.Table:
    axis, stamp = fitted.shapes.axis, fitted.stamp
    area = _named(areas, cells.area)
    columns = {
        "subject_id": area,
        "area": area,
        "value": _numbers(cells.amount),
        "low": _numbers(account.low),
        "high": _numbers(account.high),
        "band": bands(cells, fitted.rules.discovery_rate),
        "reasons": wording.lists(account.reasons),
        "area_kind": _named(cells.kinds, cells.area_kind),
        "period": _named(tuple(months.text(axis.first + i) for i in range(axis.months)), cells.month),
        "category": _named(axis.categories, cells.category),
        "trend": _numbers(cells.trend),
        "expected": _numbers(cells.expected),
        "expected_low": _numbers(cells.expected_low),
        "expected_high": _numbers(cells.expected_high),
    }
    return finding.from_columns(columns | stamp.columns("area", cells.month.size), cells.month.size)


def change_reasons(cells: Cells, rules: Rules) -> pa.Array:
    """Why each cell has its band."""
    usual = wording.joined(
        wording.numbers(cells.expected, 1), " expected from the months before (usual ",
        wording.numbers(cells.expected_low), " to ", wording.numbers(cells.expected_high), ")",
    )  # fmt: skip
    called = np.nan_to_num(cells.q, nan=1.0) <= rules.discovery_rate
    call = wording.joined(
        wording.chosen([(cells.more, "More")], "Less"), " than the ", usual,
        f"; called at a {rules.discovery_rate:.0%} false-discovery rate, ", wording.rates(cells.q), ".",
    )  # fmt: skip
    return wording.chosen(
        [
            (called, call),
            (~np.isnan(cells.q), wording.joined("No change called: ", usual, ".")),
            (~cells.delivered, "The area's own force delivered nothing for this month."),
            (~cells.usable, "The delivery of this month looks incomplete, so no change is judged."),
            (~cells.history, f"Under {rules.least_history} months before: no change judged."),
        ],
        f"Under {rules.least_expected:g} expected: too few to judge a change.",
    )


def elsewhere_reasons(cells: Cells) -> pa.Array:
    """A sentence where other forces than the area's own recorded some; empty elsewhere."""
    share = np.where(cells.amount > 0, 1 - cells.judged / np.maximum(cells.amount, 1e-9), 0.0)
    words = wording.joined(wording.numbers(100 * share), " % by other forces, not judged.")
    return wording.where(cells.delivered & (share > 0), words)


def season_reasons(cells: Cells) -> pa.Array:
    """A sentence where the trend could not be adjusted for the season; empty elsewhere."""
    needed = ~cells.adjusted & ~np.isnan(cells.trend)
    words = "Trend not adjusted for the season: under 24 months of data, or too few."
    return wording.where(needed, words)


def _named(names: tuple[str, ...], places: np.ndarray) -> pa.Array:
    return pa.array(names, pa.string()).take(pa.array(places))


def _numbers(values: Floats) -> pa.Array:
    return pa.array(values, pa.float64(), mask=np.isnan(values))


def crime_rows(stream: pa.ChunkedArray) -> Bools:
    """Which rows count in the total of all crime and anti-social behaviour."""
    return np.asarray(stream.to_numpy() == CRIME, dtype=bool)


def around(features: pa.Table, subject: Subject) -> pa.Table:
    """The rows of features that bear on one subject's area."""
    same_kind = pc.equal(features["area_kind"], subject.area_kind)
    return features.filter(pc.and_(same_kind, pc.equal(features["area"], subject.area)))


def explain(found: pa.Table, subject: Subject, card: ProductCard) -> list[str]:
    """The reasons of the subject's finding (its latest month if none is named), then how figures are made."""
    rows = [
        row
        for row in found.select(["area_kind", "area", "category", "period", "band", "reasons"]).to_pylist()
        if (row["area_kind"], row["area"], row["category"])
        == (subject.area_kind, subject.area, subject.category)
        and subject.period in (None, row["period"])
    ]
    if not rows:
        return ["No finding for this area, category and month: if the month was delivered, it is zero."]
    row = max(rows, key=lambda row: str(row["period"]))
    made = [f"Interval: {card.interval}", f"Test: {card.test}"]
    return [f"{row['period']}: {row['band']}.", *row["reasons"], *made]
