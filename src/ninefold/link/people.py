"""People as a kind of thing to link: nominals from the POLE zone, and the model that weighs them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import reduce
from pathlib import Path
from types import MappingProxyType

import ibis.expr.types as ir
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from ninefold.engine.port import Engine
from ninefold.engine.snapshots import State
from ninefold.link.block import Rule, rules_for
from ninefold.link.cluster import cluster, components
from ninefold.link.frequencies import Frequencies
from ninefold.link.labels import smallest_ids
from ninefold.link.linkable import CLUSTER_SCHEMA
from ninefold.link.match import count_frequencies, match
from ninefold.link.model import Model, load_model
from ninefold.link.pole_nominals import nominals_of_pole

_BETWEEN = "\t"


@dataclass(frozen=True)
class People:
    """People, linked by a trained model; satisfies `Linkable`."""

    model: Model
    kind: str = "person"

    @property
    def watched(self) -> Mapping[str, str]:
        """A person's own record, and links from it to a home or a telephone."""
        return MappingProxyType({"person": "record_id", "link": "from_id"})

    @property
    def version(self) -> str:
        """The model's name."""
        return self.model.name

    def read(
        self, engine: Engine, root: Path, state: State, *, as_at: datetime, only: pa.Table | None = None
    ) -> pa.Table:
        """The nominals of the POLE zone."""
        return nominals_of_pole(engine, root, state, as_at=as_at, only=only)

    def count_frequencies(self, engine: Engine, records: pa.Table) -> pa.Table:
        """How common names and values are, and which blocks are too hot."""
        return count_frequencies(engine, records).to_arrow()

    def match(self, engine: Engine, records: pa.Table, frequencies: pa.Table) -> pa.Table:
        """Pairs of nominals that may be one person."""
        return match(engine, records, self.model, frequencies=Frequencies.from_arrow(frequencies))

    def near(self, engine: Engine, new: pa.Table, old: ir.Table, frequencies: pa.Table) -> pa.Table:
        """The old nominals that share a block with a new one."""
        counts = Frequencies.from_arrow(frequencies)
        met = [
            ids for rule in rules_for(counts) if (ids := _sharing(engine, new, old, rule, counts)) is not None
        ]
        if not met:
            return new.select(["record_id"]).slice(0, 0)
        return engine.collect(reduce(lambda a, b: a.union(b), met).distinct())

    def cluster(
        self, pairs: pa.Table, records: pa.Table, must_link: pa.Table, cannot_link: pa.Table
    ) -> pa.Table:
        """The cluster of every nominal, and the component it was looked at in."""
        found = cluster(pairs, records, self.model, must_link=must_link, cannot_link=cannot_link)
        ids = found["record_id"].combine_chunks()
        joining = pairs.filter(pc.greater_equal(pairs["weight"], self.model.joining.join_at))
        label = components(joining, ids, must_link)["component"].to_numpy()
        component = smallest_ids(ids, label.astype(np.int64))
        return found.append_column("component", component).select(CLUSTER_SCHEMA.names).cast(CLUSTER_SCHEMA)

    def words(self, pair: Mapping[str, object]) -> list[tuple[str, float]]:
        """What each comparison says of a pair, the weightiest first."""
        said = []
        for name in self.model.comparison_names:
            gamma, bits = pair.get(f"gamma_{name}"), pair.get(f"weight_{name}")
            if isinstance(gamma, int) and gamma >= 0 and isinstance(bits, int | float):
                said.append((self.model.words(name, gamma), float(bits)))
        return sorted(said, key=lambda each: -abs(each[1]))


def shipped_people() -> People:
    """People, linked by the model that comes with Ninefold."""
    return People(load_model())


def _sharing(
    engine: Engine, new: pa.Table, old: ir.Table, rule: Rule, counts: Frequencies
) -> ir.Table | None:
    """The ids of old records that share a block of one rule with a new one; None when none can."""
    texts = [new[column].cast(pa.string()) for column in rule.columns]
    keys = texts[0] if len(texts) == 1 else pc.binary_join_element_wise(*texts, _BETWEEN)
    hot = pa.array(counts.hot.get(rule.name, ()), pa.string())
    kept = pc.and_(pc.is_valid(keys), pc.invert(pc.is_in(keys, hot)))
    wanted = pa.table(
        {f"new_{column}": text for column, text in zip(rule.columns, texts, strict=True)}
    ).filter(kept)
    if not wanted.num_rows:
        return None
    held = engine.hold(wanted.group_by(wanted.column_names).aggregate([]))
    same = [old[column].cast("string") == held[f"new_{column}"] for column in rule.columns]
    return old.semi_join(held, same).select("record_id")
