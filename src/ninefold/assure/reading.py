"""Reading the stored table of predictions; every figure of the gates comes through here."""

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from ninefold.assure.evidence import Evidence, Names
from ninefold.contracts.check import GROUP_PREFIX, check_predictions, group_names
from ninefold.measures.scoring.ranks import Floats, Outcomes

# Which rows a product is judged by: what lies ahead first, then a set apart, then chance.
_ORDER = ("forward", "held_out", "random", "forward_short")


@dataclass(frozen=True)
class Scored:
    """One model's held-out rows with known outcomes."""

    table: pa.Table
    kind: str

    @property
    def scores(self) -> Floats:
        """The scores."""
        return np.asarray(self.table["score"].to_numpy(), dtype=np.float64)

    @property
    def outcome(self) -> Outcomes:
        """The outcomes."""
        return np.asarray(self.table["outcome"].to_numpy(), dtype=np.int8)

    @property
    def groups(self) -> dict[str, Names]:
        """The protected groups."""
        return {
            name: np.asarray(
                pc.fill_null(self.table[GROUP_PREFIX + name], "").to_numpy(zero_copy_only=False)
            ).astype(str)
            for name in group_names(self.table)
            if self.table[GROUP_PREFIX + name].null_count < len(self)
        }

    @property
    def folds(self) -> tuple[str, ...]:
        """The folds, in the order they were written."""
        return tuple(pc.unique(self.table["fold"]).to_pylist())

    def fold(self, name: str) -> "Scored":
        """One fold's rows."""
        return Scored(self.table.filter(pc.equal(self.table["fold"], name)), self.kind)

    def __len__(self) -> int:
        return int(self.table.num_rows)


def scored(evidence: Evidence, *kinds: str, model: str = "proposed") -> Scored | None:
    """A model's rows of these kinds of fold with a score and a known outcome, or None when there are none."""
    table = evidence.predictions
    if table is None:
        return None
    check_predictions(table)
    wanted = pc.and_(
        pc.and_(pc.equal(table["model"], model), pc.is_in(table["kind"], pa.array(kinds))),
        pc.and_(pc.is_valid(table["outcome"]), pc.is_valid(table["score"])),
    )
    found = table.filter(wanted)
    return Scored(found, kinds[0]) if found.num_rows else None


def judged(evidence: Evidence, model: str = "proposed") -> Scored | None:
    """The rows a product is judged by: the best kind of fold that its proposed model was held out from."""
    kind = judged_kind(evidence)
    return scored(evidence, kind, model=model) if kind else None


def judged_kind(evidence: Evidence) -> str | None:
    """The best kind of fold there is; forward folds whose window had not closed count last."""
    held = _kinds(evidence.predictions) if evidence.predictions is not None else frozenset()
    return next((kind for kind in _ORDER if kind in held), None)


def _kinds(table: pa.Table) -> frozenset[str]:
    proposed = table.filter(pc.equal(table["model"], "proposed"))
    return frozenset(pc.unique(proposed["kind"]).to_pylist())


def latest(evidence: Evidence) -> Scored | None:
    """The latest forward fold; all held-out rows when no row carries a date; None when dates are there unused."""
    ahead = scored(evidence, "forward") or scored(evidence, "forward_short")
    if ahead is not None:
        return ahead.fold(max(ahead.folds))
    dated = evidence.dataset is not None and evidence.dataset.as_of is not None
    return None if dated else judged(evidence)


def beside(one: Scored, evidence: Evidence, model: str) -> Floats | None:
    """Another model's scores of the same rows in the same order, or None when it did not score them all."""
    other = scored(evidence, one.kind, model=model)
    if other is None:
        return None
    if len(other) == len(one) and _keys(other) == _keys(one):
        return other.scores
    place = {key: number for number, key in enumerate(_keys(other))}
    wanted = [place.get(key, -1) for key in _keys(one)]
    if len(place) != len(other) or min(wanted) < 0:
        return None
    return other.scores[wanted]


def _keys(held: Scored) -> list[tuple[object, ...]]:
    columns = [held.table[name].to_pylist() for name in ("fold", "subject", "as_of")]
    return list(zip(*columns, strict=True))
