"""Linking by keys that are equal or not: telephones, vehicles, addresses, organisations, incidents.

Each rule names a column that holds a key, and says in bits what it is worth when two records have the same
key, and what it takes off when both have one and they differ. Bits add up; at a threshold records are joined.
It is the weighing of evidence that links people too, with the weights written down by hand instead of learnt.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import reduce
from pathlib import Path
from typing import Protocol

import ibis
import ibis.expr.types as ir
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from ninefold.engine.port import Engine
from ninefold.engine.snapshots import State
from ninefold.link.block_keys import hashes_of, keys_of, name_of
from ninefold.link.components import component_of
from ninefold.link.labels import smallest_ids
from ninefold.link.linkable import CLUSTER_SCHEMA

MOST_ALIKE = 300  # records under one key; a key that more have says nothing
LARGEST = 400  # records of one cluster; above it the cluster is reported as unsure
Ints = np.ndarray[tuple[int], np.dtype[np.int64]]


@dataclass(frozen=True)
class Rule:
    """One kind of evidence: its column, its bits, its words, and whether it finds pairs or only weighs them."""

    column: str
    same: float
    different: float
    words: str
    finds: bool = True


class Read(Protocol):
    """Reads the records of one kind of thing: record_id, force, shown, and the columns of the rules."""

    def __call__(
        self, engine: Engine, root: Path, state: State, *, as_at: datetime, only: pa.Table | None = None
    ) -> pa.Table: ...


@dataclass(frozen=True)
class KeyedThing:
    """A kind of thing linked by keys; satisfies `Linkable`."""

    kind: str
    version: str
    watched: Mapping[str, str]
    rules: tuple[Rule, ...]
    read: Read
    threshold: float = 0.0  # bits at which records are joined
    unsure_from: float = -4.0  # bits from which a pair is worth a look

    def count_frequencies(self, engine: Engine, records: pa.Table) -> pa.Table:
        """The keys that too many records have to say anything."""
        found = [pa.table({name: pa.array([], pa.string()) for name in ("rule", "key")})]
        for rule in (rule for rule in self.rules if rule.finds):
            counted = records.group_by(rule.column).aggregate([("record_id", "count")])
            hot = counted.filter(pc.greater(counted["record_id_count"], MOST_ALIKE))[rule.column].drop_null()
            found.append(pa.table({"rule": pa.repeat(pa.scalar(rule.column), len(hot)), "key": hot}))
        return pa.concat_tables(found)

    def match(self, engine: Engine, records: pa.Table, frequencies: pa.Table) -> pa.Table:
        """Pairs within the records."""
        held = engine.hold(self._without_hot(records, frequencies))
        return self._pairs(engine, held)

    @property
    def rules_name(self) -> str:
        """A name for the rules that find."""
        return name_of([rule.column for rule in self.rules if rule.finds])

    def block_keys(self, records: pa.Table, frequencies: pa.Table, *, asking: bool = False) -> pa.Table:
        """The keys of records as numbers, by rule."""
        told = self._without_hot(records, frequencies) if asking else records
        names = [rule.column for rule in self.rules if rule.finds]
        return pa.table({name: keys_of([hashes_of(told[name])]) for name in names})

    def cluster(
        self, pairs: pa.Table, records: pa.Table, must_link: pa.Table, cannot_link: pa.Table
    ) -> pa.Table:
        """Records joined by the strongest pairs first, unless that would bring together what must be apart."""
        ids = records["record_id"].combine_chunks()
        joins = _joins(pairs, ids, self.threshold, must_link)
        apart = _places(cannot_link, ids)
        component = component_of(len(ids), joins.left, joins.right)
        cluster, weakest = _joined(len(ids), joins, component, apart)
        unsure = self._unsure(pairs, ids, cluster)
        return pa.table(
            [
                ids,
                smallest_ids(ids, cluster),
                smallest_ids(ids, component),
                unsure,
                pa.array(weakest, mask=np.isnan(weakest)),
            ],
            schema=CLUSTER_SCHEMA,
        )

    def words(self, pair: Mapping[str, object]) -> list[tuple[str, float]]:
        """The evidence of one pair, the weightiest first."""
        told = [(rule, pair.get(f"bits_{rule.column}")) for rule in self.rules]
        said = [
            (f"{rule.words}: {'the same' if bits > 0 else 'different'}", float(bits))
            for rule, bits in told
            if isinstance(bits, int | float) and bits
        ]
        return sorted(said, key=lambda each: -abs(each[1]))

    def _without_hot(self, records: pa.Table, frequencies: pa.Table) -> pa.Table:
        """The columns needed, with keys that too many records have left out."""
        columns = {"record_id": records["record_id"]}
        for rule in self.rules:
            hot = frequencies.filter(pc.equal(frequencies["rule"], rule.column))["key"].combine_chunks()
            keys = records[rule.column]
            columns[rule.column] = pc.if_else(pc.is_in(keys, hot), pa.scalar(None, pa.string()), keys)
        return pa.table(columns)

    def _pairs(self, engine: Engine, held: ir.Table) -> pa.Table:
        """Pairs that share a key of any rule that finds, each once, with the bits of every rule."""
        one = held.rename({f"one_{name}": name for name in held.columns})
        other = held.view().rename({f"other_{name}": name for name in held.columns})
        found = []
        for rule in self.rules:
            if rule.finds:
                joined = one.inner_join(other, one[f"one_{rule.column}"] == other[f"other_{rule.column}"])
                found.append(joined.filter(joined["one_record_id"] < joined["other_record_id"]))
        pairs = reduce(lambda a, b: a.union(b), found).distinct()
        bits = {f"bits_{rule.column}": _bits(pairs, rule) for rule in self.rules}
        weight = reduce(lambda a, b: a + b, bits.values())
        made = pairs.select(
            left_id=pairs["one_record_id"], right_id=pairs["other_record_id"], weight=weight, **bits
        )
        rows = engine.collect(made.filter(made["weight"] >= self.unsure_from))
        odds = np.exp2(-rows["weight"].to_numpy())
        return rows.add_column(3, "probability", pa.array(1 / (1 + odds)))

    def _unsure(self, pairs: pa.Table, ids: pa.Array, cluster: Ints) -> pa.Array:
        """Why a record is left apart from another it may be: it shares some evidence, and not enough."""
        left, right = _places(pairs, ids)
        weak = cluster[left] != cluster[right]
        told = np.zeros(len(ids), bool)
        told[left[weak]] = told[right[weak]] = True
        told |= np.bincount(cluster, minlength=1)[cluster] > LARGEST
        words = pa.scalar(f"Another {self.kind} is much like it, but not enough to be sure.")
        return pc.if_else(pa.array(told), words, pa.scalar(None, pa.string()))


def _bits(pairs: ir.Table, rule: Rule) -> ir.Value:
    one, other = pairs[f"one_{rule.column}"], pairs[f"other_{rule.column}"]
    said = ibis.ifelse(one == other, rule.same, -rule.different)
    return ibis.ifelse(one.isnull() | other.isnull(), 0.0, said).cast("float64")


@dataclass(frozen=True)
class _Joins:
    left: Ints
    right: Ints
    weight: "np.ndarray[tuple[int], np.dtype[np.float64]]"
    probability: "np.ndarray[tuple[int], np.dtype[np.float64]]"


def _joins(pairs: pa.Table, ids: pa.Array, threshold: float, must_link: pa.Table) -> _Joins:
    """The pairs that join, the surest first; what people judged the same comes before all."""
    strong = pairs.filter(pc.greater_equal(pairs["weight"], threshold))
    left, right = _places(strong, ids)
    must_left, must_right = _places(must_link, ids)
    weight = np.concatenate([np.full(len(must_left), np.inf), strong["weight"].to_numpy()])
    probability = np.concatenate([np.ones(len(must_left)), strong["probability"].to_numpy()])
    left, right = np.concatenate([must_left, left]), np.concatenate([must_right, right])
    order = np.lexsort((np.maximum(left, right), np.minimum(left, right), -weight))
    return _Joins(left[order], right[order], weight[order], probability[order])


def _joined(
    count: int, joins: _Joins, component: Ints, apart: tuple[Ints, Ints]
) -> tuple[Ints, "np.ndarray[tuple[int], np.dtype[np.float64]]"]:
    """The cluster of each record, and the probability of the weakest join of its cluster.

    Components that hold a forbidden pair are joined one pair at a time; the others are whole clusters.
    """
    cluster = component.copy()
    inside = component[apart[0]] == component[apart[1]]
    if inside.any():
        held = np.unique(component[apart[0]][inside])
        _part(cluster, joins, np.isin(component[joins.left], held), np.isin(component, held), apart)
    weakest = np.full(count, np.nan)
    same = cluster[joins.left] == cluster[joins.right]
    lowest = np.full(int(cluster.max(initial=0)) + 1, np.inf)
    # the strongest joins that suffice; the last of them is the weakest that is needed
    needed = _needed_joins(count, joins.left[same], joins.right[same])
    np.minimum.at(lowest, cluster[joins.left[same][needed]], joins.probability[same][needed])
    known = np.isfinite(lowest[cluster])
    weakest[known] = lowest[cluster][known]
    return cluster, weakest


def _needed_joins(count: int, left: Ints, right: Ints) -> Ints:
    """The joins, in order, that bring together what was not together before."""
    root = list(range(count))
    needed = []
    for place, (one, other) in enumerate(zip(left.tolist(), right.tolist(), strict=True)):
        first, second = _root(root, one), _root(root, other)
        if first != second:
            root[max(first, second)] = min(first, second)
            needed.append(place)
    return np.array(needed, np.int64)


def _root(root: list[int], place: int) -> int:
    while root[place] != place:
        root[place] = root[root[place]]
        place = root[place]
    return place


def _part(
    cluster: Ints, joins: _Joins, wanted: "np.ndarray", members: "np.ndarray", apart: tuple[Ints, Ints]
) -> None:
    """Join anew within suspect components, passing over a join that would bring a forbidden pair together."""
    places = np.flatnonzero(members)
    groups = {place: {place} for place in places.tolist()}
    forbidden: dict[int, set[int]] = {}
    for one, other in zip(apart[0].tolist(), apart[1].tolist(), strict=True):
        forbidden.setdefault(one, set()).add(other)
        forbidden.setdefault(other, set()).add(one)
    for one, other in zip(joins.left[wanted].tolist(), joins.right[wanted].tolist(), strict=True):
        first, second = groups[one], groups[other]
        if first is not second and not any(forbidden.get(each, set()) & second for each in first):
            first |= second
            groups.update(dict.fromkeys(second, first))
    following = int(cluster.max(initial=0)) + 1
    numbers = {
        id(group): following + n for n, group in enumerate({id(g): g for g in groups.values()}.values())
    }
    for place in places.tolist():
        cluster[place] = numbers[id(groups[place])]


def _places(pairs: pa.Table, ids: pa.Array) -> tuple[Ints, Ints]:
    """Where the two ends of pairs stand among the ids; pairs with an end that is not there are left out."""
    left, right = (pc.index_in(pairs[name], ids).fill_null(-1).to_numpy() for name in ("left_id", "right_id"))
    here = (left >= 0) & (right >= 0)
    return left[here].astype(np.int64), right[here].astype(np.int64)
