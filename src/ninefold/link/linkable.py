"""What can be linked, and how: the one shape that people, addresses, telephones and the rest share.

The steps of a run (what changed, which components it touches, who keeps which id) know nothing of names
or number plates. They ask a `Linkable` to read its records and to say which of them are alike.
"""

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Protocol

import pyarrow as pa

from ninefold.engine.port import Engine
from ninefold.engine.snapshots import State

# Every record has a `record_id` and a `force`; the other columns are the linkable's own.
# Every pair has `left_id` < `right_id`, `weight` (log2 odds) and `probability`, and may say more.
CLUSTER_SCHEMA = pa.schema(
    [
        ("record_id", pa.string()),
        ("cluster", pa.string()),  # the smallest record id in it
        ("component", pa.string()),  # likewise, of all that hang together before guards part them
        ("unsure", pa.string()),  # why it is left apart, in words; NULL when nothing speaks for more
        ("weakest", pa.float64()),  # probability of the weakest join that holds the cluster together
    ]
)


class Linkable(Protocol):
    """One kind of thing that several records may speak of."""

    @property
    def kind(self) -> str:
        """Such as 'person'; a key of `numbers.KINDS`."""

    @property
    def version(self) -> str:
        """What the answer depends on besides the records: the model's name."""

    @property
    def rules_name(self) -> str:
        """A name for its rules, as `block_keys.name_of` gives; under other rules everything is linked anew."""

    @property
    def watched(self) -> Mapping[str, str]:
        """The POLE tables its records are made from, each with the column that names the record."""

    def read(
        self, engine: Engine, root: Path, state: State, *, as_at: datetime, only: pa.Table | None = None
    ) -> pa.Table:
        """Its records as known at a moment, or only those whose `record_id` is in a table."""

    def count_frequencies(self, engine: Engine, records: pa.Table) -> pa.Table:
        """How common values are; a later run that adds to this one must use the same."""

    def match(self, engine: Engine, records: pa.Table, frequencies: pa.Table) -> pa.Table:
        """Pairs of records that may be the same."""

    def block_keys(self, records: pa.Table, frequencies: pa.Table, *, asking: bool = False) -> pa.Table:
        """The blocks of records as numbers, a column of 32 bits for each rule; 0 where a record is in none.

        Made as `block_keys.keys_of` does. With `asking`, blocks that are too large to compare are left out.
        """

    def cluster(
        self, pairs: pa.Table, records: pa.Table, must_link: pa.Table, cannot_link: pa.Table
    ) -> pa.Table:
        """The cluster of every record, as CLUSTER_SCHEMA; each component by itself."""

    def words(self, pair: Mapping[str, object]) -> list[tuple[str, float]]:
        """Why a pair has its weight: sentences, each with its bits for (+) or against (-)."""
