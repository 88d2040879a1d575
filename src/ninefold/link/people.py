"""People as a kind of thing to link: nominals from the POLE zone, and the model that weighs them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from types import MappingProxyType

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from ninefold.engine.port import Engine
from ninefold.engine.snapshots import State
from ninefold.link.block import RULES, is_hot, rules_for
from ninefold.link.block_keys import hashes_of, keys_of, name_of, without
from ninefold.link.cluster import cluster, components
from ninefold.link.frequencies import Frequencies
from ninefold.link.labels import smallest_ids
from ninefold.link.linkable import CLUSTER_SCHEMA
from ninefold.link.match import count_frequencies, match
from ninefold.link.model import Model, load_model
from ninefold.link.pole_nominals import nominals_of_pole


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
    def rules_name(self) -> str:
        """A name for the rules of blocking."""
        return name_of(RULES)

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

    def block_keys(self, records: pa.Table, frequencies: pa.Table, *, asking: bool = False) -> pa.Table:
        """The blocks of nominals as numbers, by rule."""
        counts = Frequencies.from_arrow(frequencies)
        rules = rules_for(counts)
        hashes = {name: hashes_of(records[name]) for rule in rules for name in rule.columns}
        found = records.select([])
        for number, rule in enumerate(rules):
            leads = None if rule.lacking is None else np.asarray(records[rule.lacking].is_null())
            keys = keys_of([hashes[name] for name in rule.columns], leads)
            keys = without(keys, is_hot(records, rule, counts)) if asking else keys
            found = found.append_column(f"{number} {rule.name}", pa.array(keys))
        return found

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
