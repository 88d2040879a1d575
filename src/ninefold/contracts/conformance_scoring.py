"""The checks that every product that scores passes: ours, and a force's private ones.

    check_scoring_product(load_scoring_product("hart"), world)

A world is a handful of made-up POLE records, a period, and the moment up to which they are known. Each check takes
the product and the world; the hand-drawn lives in the product's own `sample/` are among what is checked.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

import ibis.expr.types as ir
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from ninefold.contracts.promises import check_every, hold
from ninefold.contracts.scoring import GROUP, KEYS, KNOWN_AT, OUTCOME, ScoringProduct, top_class
from ninefold.engine.as_at import schema_of
from ninefold.engine.port import Engine

Records = Mapping[str, pa.Table]
Key = tuple[Any, ...]
_MOMENT = pa.timestamp("us")
_DAYS_IN_MONTH = 28  # the shortest: a window is at least this many days a month


@dataclass(frozen=True, eq=False)
class ScoringWorld:
    """Made-up POLE records as a scoring product may look at them: only what was known by `known_by`."""

    engine: Engine = field(repr=False)
    tables: Records = field(repr=False)
    known_by: datetime
    as_of: tuple[datetime, ...]
    run: str = "sample"
    subjects: tuple[str, ...] = ()

    def versions(self, table: str) -> ir.Table:
        """Every version known by `known_by`."""
        return self.engine.hold(self._known(table))

    def records(self, table: str) -> ir.Table:
        """The highest version of each record among those known."""
        known = self._known(table)
        newest = {row["record_id"]: row for row in known.sort_by("version").to_pylist()}
        return self.engine.hold(pa.Table.from_pylist(list(newest.values()), known.schema))

    def linked(self, table: str) -> ir.Table | None:
        """Nothing is linked: each record of a person is somebody else."""
        return None

    def hold(self, rows: pa.Table) -> ir.Table:
        """A small Arrow table as an Ibis table beside the others."""
        return self.engine.hold(rows)

    def _known(self, table: str) -> pa.Table:
        held = self.tables.get(table, schema_of(table).empty_table())
        return held.filter(pc.less_equal(held["known_at"], pa.scalar(self.known_by, _MOMENT)))


def check_scoring_product(product: ScoringProduct, world: ScoringWorld) -> None:
    """Run every check; raises ProductNonconforming with all the promises that are broken."""
    check_every(CHECKS, product, world)


def _table(world: ScoringWorld, given: Any) -> pa.Table:
    table = given if isinstance(given, pa.Table) else world.engine.collect(given)
    for name in set(table.column_names) & {"as_of", "followed_until"}:
        table = table.set_column(table.column_names.index(name), name, table[name].cast(_MOMENT))
    return table


def _asked(product: ScoringProduct, world: ScoringWorld) -> tuple[pa.Table, pa.Table]:
    """Cohort and features."""
    cohort = product.cohort(world)
    return _table(world, cohort), _table(world, product.features(world, cohort))


def _outcomes(product: ScoringProduct, world: ScoringWorld) -> pa.Table:
    return _table(world, product.outcomes(world, product.cohort(world)))


def _keyed(rows: pa.Table) -> dict[Key, dict[str, Any]]:
    return {tuple(row[name] for name in KEYS): row for row in rows.to_pylist()}


def the_card_says_what_it_must_not_be_used_for(product: ScoringProduct, world: ScoringWorld) -> None:
    """A forbidden use, a way to contest, and for every feature its words, when it is known and on what basis."""
    hold(bool(product.card.uses_forbidden), product, "its card lists no forbidden use.")
    for feature in product.card.features:
        told = feature.words.strip() and feature.known_at.strip() and feature.legal_basis.strip()
        hold(bool(told), product, f"`{feature.name}` lacks its words, known_at or legal basis.")


def empty_in_gives_empty_out(product: ScoringProduct, world: ScoringWorld) -> None:
    """No records give no rows."""
    cohort, features = _asked(product, replace(world, tables={}))
    hold(cohort.num_rows == features.num_rows == 0, product, "no records gave rows.")


def rows_have_the_one_shape(product: ScoringProduct, world: ScoringWorld) -> None:
    """One row a subject and date in cohort, features and outcomes; every feature and group of the card is there."""
    cohort, features = _asked(product, world)
    outcomes = _outcomes(product, world)
    hold(cohort.num_rows > 0, product, "the made-up world gave no rows.")
    for what, table in (("cohort", cohort), ("features", features), ("outcomes", outcomes)):
        hold(set(KEYS) <= set(table.column_names), product, f"its {what} lack {' or '.join(KEYS)}.")
        hold(len(_keyed(table)) == table.num_rows, product, f"its {what} name a subject and date twice.")
        hold(set(_keyed(table)) == set(_keyed(cohort)), product, f"its {what} are of other rows.")
    wanted = {f"{GROUP}{name}" for name in product.card.groups}
    hold(wanted <= set(cohort.column_names), product, "its cohort lacks a group its card compares.")
    wanted = set(product.card.feature_names)
    hold(wanted <= set(features.column_names), product, "its features lack one its card lists.")
    hold(set(OUTCOME) <= set(outcomes.column_names), product, f"its outcomes lack {' or '.join(OUTCOME)}.")
    seen = set(outcomes["outcome"].drop_null().to_pylist())
    hold(
        seen <= set(range(len(product.card.outcome.classes))), product, "an outcome is no class of its card."
    )


def no_forbidden_attribute_is_a_feature(product: ScoringProduct, world: ScoringWorld) -> None:
    """Nothing the card says is never used is among the columns of the features."""
    used = set(_asked(product, world)[1].column_names)
    hold(not used & set(product.card.attributes_never_used), product, "an attribute never used is a feature.")


def nothing_is_used_before_it_was_known(product: ScoringProduct, world: ScoringWorld) -> None:
    """Where a feature says when its newest record was known, that was by the row's date."""
    features = _asked(product, world)[1]
    for name in features.column_names:
        if name.startswith(KNOWN_AT):
            late = pc.sum(pc.greater(features[name].cast(_MOMENT), features["as_of"])).as_py() or 0
            hold(not late, product, f"`{name.removeprefix(KNOWN_AT)}` used records known only later.")


def an_outcome_is_told_only_of_those_followed_to_the_end(
    product: ScoringProduct, world: ScoringWorld
) -> None:
    """Whoever was not watched for the whole window has no outcome."""
    least = timedelta(days=_DAYS_IN_MONTH * product.card.outcome.window_months)
    rows = _outcomes(product, world).to_pylist()
    told = [row for row in rows if row["outcome"] is not None]
    hold(bool(told), product, "nobody in the made-up world was followed to the end.")
    whole = all(row["followed_until"] and row["followed_until"] >= row["as_of"] + least for row in told)
    hold(whole, product, "an outcome is told of somebody not followed for the whole window.")


def same_inputs_give_same_rows(product: ScoringProduct, world: ScoringWorld) -> None:
    """Twice the same, and the same again with the records in another order."""
    first = _keyed(_asked(product, world)[1])
    hold(first == _keyed(_asked(product, replace(world))[1]), product, "a second run gave other features.")
    backwards = {
        name: rows.take(pa.array(range(rows.num_rows - 1, -1, -1), pa.int64()))
        for name, rows in world.tables.items()
    }
    again = _keyed(_asked(product, replace(world, tables=backwards))[1])
    hold(first == again, product, "the order of records changed features.")


def later_records_never_change_earlier_rows(product: ScoringProduct, world: ScoringWorld) -> None:
    """New events and corrections known only after the last date leave cohort and features as they were."""
    later = {name: _with_later(name, rows, max(world.as_of)) for name, rows in world.tables.items()}
    after = replace(world, tables=later, known_by=max(world.known_by, max(world.as_of) + timedelta(days=2)))
    before = _asked(product, world)
    for what, one, other in zip(("cohort", "features"), before, _asked(product, after), strict=True):
        hold(_keyed(one) == _keyed(other), product, f"records known only later changed its {what}.")


def _with_later(name: str, rows: pa.Table, last: datetime) -> pa.Table:
    """Each record once more under a new id, and each event corrected, all known the day after the last date."""
    known = last + timedelta(days=1)
    added = [{**row, "known_at": known} for row in rows.to_pylist()]
    new = [_renamed(row) for row in added if name in ("event", "link")]
    corrected = [{**row, "version": row["version"] + 1} for row in added if name == "event"]
    return pa.concat_tables([rows, pa.Table.from_pylist([*new, *corrected], rows.schema)])


def _renamed(row: dict[str, Any]) -> dict[str, Any]:
    renamed = {**row, "record_id": f"later {row['record_id']}"}
    if row.get("to_table") == "event":
        renamed["to_id"] = f"later {row['to_id']}"
    return renamed


def half_the_subjects_give_the_same_rows(product: ScoringProduct, world: ScoringWorld) -> None:
    """Asked of some subjects only, as at the desk, each gets the features it gets among all."""
    whole = _keyed(_asked(product, world)[1])
    some = sorted({str(key[0]) for key in whole})[::2]
    part = _keyed(_asked(product, replace(world, subjects=tuple(some)))[1])
    wanted = {key: row for key, row in whole.items() if key[0] in some}
    same = all(part.get(key) == row for key, row in wanted.items())
    hold(same, product, "half the subjects gave other features for that half.")


def lives_drawn_by_hand_come_out_as_drawn(product: ScoringProduct, world: ScoringWorld) -> None:
    """There is at least one life in `sample/`, and each gets the label and features that were drawn."""
    told = product.timelines() if product.timelines else []
    hold(bool(told), product, "no life is drawn by hand in its sample/.")
    wrong = [name for name, expected, got in told if expected != got]
    hold(not wrong, product, f"these lives come out otherwise than drawn: {', '.join(wrong[:3])}.")


def its_own_model_can_be_kept_and_explained(product: ScoringProduct, world: ScoringWorld) -> None:
    """A product with method.py: chances, the same from its file, twice the same fit, and a reason for every row."""
    if product.fit is None or product.load is None:
        return
    rows = _fitting_rows(product, world)
    model = product.fit(product.card, rows, 1)
    found = model.predict(rows)
    hold(bool(np.all((found >= 0) & (found <= 1))), product, "its model gives what is no chance.")
    hold(len(top_class(found)) == rows.num_rows, product, "its model does not give one answer a row.")
    kept = product.load(model.content()).predict(rows)
    hold(bool(np.abs(kept - found).max() <= 1e-9), product, "its model file gives other scores.")
    again = product.fit(product.card, rows, 1).predict(rows)
    hold(bool(np.abs(again - found).max() <= 1e-9), product, "the same rows and seed gave another model.")
    reasons = model.reasons(rows)
    hold(len(reasons) == rows.num_rows and all(reasons), product, "a score has no reason.")


def _fitting_rows(product: ScoringProduct, world: ScoringWorld) -> pa.Table:
    """The features of the world with an outcome of every class in turn: enough to see that a fit holds together."""
    features = _asked(product, world)[1].sort_by([(name, "ascending") for name in KEYS])
    classes = np.arange(features.num_rows) % len(product.card.outcome.classes)
    return features.append_column("outcome", pa.array(classes, pa.int64()))


CHECKS: tuple[Callable[[ScoringProduct, ScoringWorld], None], ...] = (
    the_card_says_what_it_must_not_be_used_for,
    empty_in_gives_empty_out,
    rows_have_the_one_shape,
    no_forbidden_attribute_is_a_feature,
    nothing_is_used_before_it_was_known,
    an_outcome_is_told_only_of_those_followed_to_the_end,
    same_inputs_give_same_rows,
    later_records_never_change_earlier_rows,
    half_the_subjects_give_the_same_rows,
    lives_drawn_by_hand_come_out_as_drawn,
    its_own_model_can_be_kept_and_explained,
)
