"""The frozen rows of a product: cohort, outcomes and features joined on subject and date, checked and put in order."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from ninefold.actions.product_life.inputs import PinnedInputs
from ninefold.contracts.scoring import ENTITY, GROUP, INCUMBENT, KEYS, KNOWN_AT, OUTCOME, ScoringProduct
from ninefold.contracts.scoring_card import ScoringCard
from ninefold.errors import NotAssured
from ninefold.measures.features.months import plus_months

_MOMENT = pa.timestamp("us")


def gathered(product: ScoringProduct, inputs: PinnedInputs, *, with_outcomes: bool) -> pa.Table:
    """The rows of the product as its own code gives them, checked against its card."""
    cohort = product.cohort(inputs)
    rows = _table(inputs, cohort)
    _check_keys(product.card, rows, "cohort")
    rows = _joined(rows, _table(inputs, product.features(inputs, cohort)), product.card, "features")
    if with_outcomes:
        rows = _joined(rows, _table(inputs, product.outcomes(inputs, cohort)), product.card, "outcomes")
    rows = ordered(product.card, rows, with_outcomes=with_outcomes)
    check_known_in_time(product.card, rows)
    if with_outcomes:
        check_followed(product.card, rows)
    return rows


def ordered(card: ScoringCard, rows: pa.Table, *, with_outcomes: bool) -> pa.Table:
    """The columns that rows keep, in one order, sorted by date and subject."""
    lacking = [name for name in card.feature_names if name not in rows.column_names]
    if lacking:
        raise NotAssured(f"{card.name}: its features.py gives no column for {', '.join(lacking)}.")
    groups = [f"{GROUP}{name}" for name in card.groups]
    lacking = [name for name in groups if name not in rows.column_names]
    if lacking:
        raise NotAssured(
            f"{card.name}: its cohort has no column {', '.join(lacking)}, which the card compares."
        )
    entities = sorted(name for name in rows.column_names if name.startswith(ENTITY))
    known = [f"{KNOWN_AT}{name}" for name in card.feature_names if f"{KNOWN_AT}{name}" in rows.column_names]
    incumbent = [INCUMBENT] if INCUMBENT in rows.column_names else []
    outcome = list(OUTCOME) if with_outcomes else []
    names = [*KEYS, *outcome, *entities, *groups, *incumbent, *card.feature_names, *known]
    return rows.select(names).sort_by([("as_of", "ascending"), ("subject_id", "ascending")])


def check_known_in_time(card: ScoringCard, rows: pa.Table) -> None:
    """Refuse rows in which a feature used a record that was not yet known at the row's date."""
    for name in card.feature_names:
        column = f"{KNOWN_AT}{name}"
        if column in rows.column_names:
            late = pc.sum(pc.greater(rows[column].cast(_MOMENT), rows["as_of"])).as_py() or 0
            if late:
                raise NotAssured(
                    f"{card.name}: `{name}` used records known only after the date, in {late:,} rows. "
                    "Keep to what was known by then (gate G4)."
                )


def check_followed(card: ScoringCard, rows: pa.Table) -> None:
    """Refuse rows that have an outcome without having been followed for the whole window."""
    ends = [plus_months(moment, card.outcome.window_months) for moment in rows["as_of"].to_pylist()]
    unseen = pc.less(rows["followed_until"].cast(_MOMENT), pa.array(ends, _MOMENT))
    wrong = pc.sum(pc.and_(pc.fill_null(unseen, True), rows["outcome"].is_valid())).as_py() or 0
    if wrong:
        raise NotAssured(
            f"{card.name}: {wrong:,} rows have an outcome but were not followed for the card's "
            f"{card.outcome.window_months} months (gate G1). Leave their outcome empty, or mend the window."
        )


def with_outcome(rows: pa.Table) -> pa.Table:
    """The rows whose outcome is known."""
    return rows.filter(rows["outcome"].is_valid())


def profile(card: ScoringCard, rows: pa.Table) -> dict[str, Any]:
    """What the rows look like, column by column, without any row: counts, gaps, and ranges of features."""
    return {
        "rows": rows.num_rows,
        "subjects": pc.count_distinct(rows["subject_id"]).as_py(),
        "columns": {name: _column(rows[name]) for name in card.feature_names},
        "by_date": [_at_date(rows, moment) for moment in sorted(set(rows["as_of"].to_pylist()))]
        if len(set(rows["as_of"].to_pylist())) <= 120
        else [],
    }


def ranges(card: ScoringCard, rows: pa.Table) -> dict[str, dict[str, Any]]:
    """For every feature, what it may be when a score is asked for: the card's words first, else what was seen."""
    return {feature.name: _range(feature, rows[feature.name]) for feature in card.features}


def out_of_range(
    allowed: dict[str, dict[str, Any]], rows: pa.Table
) -> tuple[np.ndarray[Any, Any], list[str]]:
    """Which rows hold a value no score may be given for, and the names of the features concerned."""
    outside = np.zeros(rows.num_rows, dtype=bool)
    named = []
    for name, limits in allowed.items():
        wrong = _outside(rows[name], limits)
        if wrong.any():
            named.append(name)
            outside |= wrong
    return outside, named


def _outside(column: pa.ChunkedArray, limits: dict[str, Any]) -> np.ndarray[Any, Any]:
    missing = column.is_null().to_numpy(zero_copy_only=False).astype(bool)
    wrong = missing & (not limits["may_be_missing"])
    if "values" in limits:
        known = pc.is_in(column.cast(pa.string()), value_set=pa.array(limits["values"], pa.string()))
        return np.asarray(wrong | (~missing & ~known.to_numpy(zero_copy_only=False).astype(bool)))
    numbers = np.asarray(column.cast(pa.float64()).to_numpy(zero_copy_only=False), dtype=float)
    with np.errstate(invalid="ignore"):
        beyond = (numbers < limits["least"]) | (numbers > limits["most"]) | np.isinf(numbers)
    return np.asarray(wrong | (~missing & beyond) | (~missing & np.isnan(numbers)))


def _range(feature: Any, column: pa.ChunkedArray) -> dict[str, Any]:
    missing = {"may_be_missing": column.null_count > 0}
    if feature.kind == "category" or pa.types.is_string(column.type):
        seen = sorted(str(each) for each in pc.unique(column.drop_null()).to_pylist())
        return missing | {"values": list(feature.values) or seen}
    numbers = column.drop_null().cast(pa.float64())
    least, most = (pc.min(numbers).as_py(), pc.max(numbers).as_py()) if len(numbers) else (0.0, 0.0)
    return missing | {
        "least": least if feature.least is None else feature.least,
        "most": most if feature.most is None else feature.most,
    }


def _column(column: pa.ChunkedArray) -> dict[str, Any]:
    return {
        "missing": column.null_count,
        "different": pc.count_distinct(column).as_py(),
        "kind": str(column.type),
    }


def _at_date(rows: pa.Table, moment: datetime) -> dict[str, Any]:
    there = rows.filter(pc.equal(rows["as_of"], pa.scalar(moment, _MOMENT)))
    told: dict[str, Any] = {"as_of": moment.isoformat(), "rows": there.num_rows}
    if "outcome" in rows.column_names:
        known = there["outcome"].drop_null()
        told |= {"followed": len(known), "outcomes": int(pc.sum(pc.greater(known, 0)).as_py() or 0)}
    return told


def _table(inputs: PinnedInputs, given: Any) -> pa.Table:
    table = given if isinstance(given, pa.Table) else inputs.engine.collect(given)
    for name in ("as_of", "followed_until"):
        if name in table.column_names:
            place = table.column_names.index(name)
            table = table.set_column(place, name, table[name].cast(_MOMENT))
    return table


def _joined(rows: pa.Table, more: pa.Table, card: ScoringCard, what: str) -> pa.Table:
    _check_keys(card, more, what)
    own = [name for name in more.column_names if name in KEYS or name not in rows.column_names]
    joined = rows.join(more.select(own), keys=list(KEYS), join_type="left outer")
    if more.num_rows != rows.num_rows or joined.num_rows != rows.num_rows:
        raise NotAssured(f"{card.name}: its {what} have not one row for each row of the cohort.")
    return joined.combine_chunks()


def _check_keys(card: ScoringCard, table: pa.Table, what: str) -> None:
    lacking: Sequence[str] = [name for name in KEYS if name not in table.column_names]
    if lacking:
        raise NotAssured(f"{card.name}: its {what} have no column {' and '.join(lacking)}.")
    keys = table.select(list(KEYS))
    if keys.group_by(list(KEYS)).aggregate([]).num_rows != table.num_rows:
        raise NotAssured(f"{card.name}: its {what} name a subject and date twice. Each may stand once.")
