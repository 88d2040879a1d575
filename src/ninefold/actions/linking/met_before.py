"""Whom what is new may meet among a million records of before, without reading the million.

Beside its records a whole run keeps an index: for each record, in their order, the place of its component's
first record, the number of its person, and the numbers of its blocks. A later run looks the new records up in
it, and reads of the old ones only those of the components it may meet.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from ninefold.actions.linking.linked_zone import LinkedZone
from ninefold.engine.port import Engine
from ninefold.link.block_keys import that_meet
from ninefold.link.linkable import Linkable
from ninefold.link.numbers import as_ids, as_numbers

_COMPONENT, _PERSON = "component", "person"
_MEMBER = ("record_id", "person_id", "component")


@dataclass(frozen=True)
class Met:
    """Components of before, whole: who is in them (record_id, person_id, component), and their records."""

    members: pa.Table
    records: pa.Table


def index_of(thing: Linkable, records: pa.Table, members: pa.Table, frequencies: pa.Table) -> pa.Table:
    """The index of a whole run; `records` are sorted by their id, and every one of them is among the members."""
    ids = records["record_id"].combine_chunks()
    here = pc.index_in(ids, value_set=members["record_id"].combine_chunks())
    first = members["component"].combine_chunks().take(here)
    return pa.table(
        {
            _COMPONENT: pc.index_in(first, value_set=ids),
            _PERSON: pa.array(as_numbers(members["person_id"].combine_chunks().take(here))),
            **_columns(thing.block_keys(records, frequencies)),
        }
    )


def _columns(table: pa.Table) -> Mapping[str, pa.ChunkedArray]:
    return dict(zip(table.column_names, table.columns, strict=True))


def met_before(
    thing: Linkable, engine: Engine, zone: LinkedZone, new: pa.Table, asked: pa.Array, frequencies: pa.Table
) -> Met:
    """The components that share a block with a new record, or hold one of the records asked for.

    A shared block is not yet a meeting: whether the records are alike is still to be found.
    """
    wanted = thing.block_keys(new, frequencies, asking=True)
    found = _among_base(thing, engine, zone, wanted, asked)
    records, members = zone.changed_rows("nominal"), zone.changed_rows("membership")
    if records is None or members is None:
        return found
    since = _among_changes(records, members, thing.block_keys(records, frequencies), wanted, asked)
    return Met(*(
        pa.concat_tables([one, other], promote_options="permissive")
        for one, other in ((found.members, since.members), (found.records, since.records))
    ))  # fmt: skip


def _among_base(thing: Linkable, engine: Engine, zone: LinkedZone, wanted: pa.Table, asked: pa.Array) -> Met:
    path, kept = zone.paths(zone.base("nominal"))[0], zone.paths(zone.base("index"))[0]
    # all of it is read once, and nothing is unpacked: to hold it back in memory first would take longer
    index = pq.ParquetFile(kept, pre_buffer=False).read()
    ids = pq.ParquetFile(path).read(["record_id"])["record_id"].combine_chunks()
    ends = that_meet(wanted, index) | pc.is_in(ids, value_set=asked).to_numpy(zero_copy_only=False)
    component = index[_COMPONENT].to_numpy()
    is_met = np.zeros(len(ids), np.bool_)
    is_met[component[ends]] = True
    place = np.flatnonzero(is_met.take(component))
    person = as_ids(index[_PERSON].to_numpy().take(place), zone.kind)
    columns = [ids.take(pa.array(place)), person, ids.take(pa.array(component.take(place)))]
    members = pa.table(columns, names=_MEMBER)
    replaced = zone.replaced("nominal")
    members = members.filter(pc.invert(pc.is_in(members["record_id"], value_set=replaced)))
    held = engine.hold(members.select(["record_id"]))
    return Met(members, engine.collect(engine.read([path]).semi_join(held, "record_id")))


def _among_changes(
    records: pa.Table, members: pa.Table, keys: pa.Table, wanted: pa.Table, asked: pa.Array
) -> Met:
    ids = records["record_id"]
    near = ids.filter(pa.array(that_meet(wanted, keys)))
    is_end = pc.or_(pc.is_in(members["record_id"], near), pc.is_in(members["record_id"], asked))
    components = pc.unique(members["component"].filter(is_end).drop_null())
    members = members.filter(pc.is_in(members["component"], components)).select(_MEMBER)
    return Met(members, records.filter(pc.is_in(ids, members["record_id"])))
