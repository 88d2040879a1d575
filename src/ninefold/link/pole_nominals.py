"""People of the POLE zone as nominals: everything the force knows of one nominal, in one row.

A nominal is often named in many rows, some of which leave things out. Each column holds what the newest row
that fills it says; nothing is lost because somebody later did not ask again.
"""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

import ibis
import ibis.expr.types as ir
import pyarrow as pa
import pyarrow.compute as pc

from ninefold.engine.port import Engine
from ninefold.engine.snapshots import State
from ninefold.link.nominals import no_nominals
from ninefold.link.pole_records import known_rows, latest
from ninefold.link.prepare import nominals_from_columns

_COLUMNS = {
    "given": "given_name",
    "middle": "middle_names",
    "surname": "surname",
    "sex": "gender",
    "postcode": "postcode",
    "address": "address",
    "nationality": "nationality",
    "pnc": "pnc_id",
    "cro": "cro",
    "nino": "nino",
    "licence": "driving_licence",
    "phone": "phone",
    "email": "email",
}
_WIDTHS = {"year": 4, "month": 7}


def nominals_of_pole(
    engine: Engine, root: Path, state: State, *, as_at: datetime, only: pa.Table | None = None
) -> pa.Table:
    """The nominals known at a moment, or those whose `record_id` is in a table; who has no name is left out."""
    if not state.of("pole", "person"):
        return no_nominals()
    people = known_rows(engine, root, state, "person", as_at, only=only)
    told = engine.collect(_newest(people))
    homes = _linked(engine, root, state, as_at, only, "location", ("address", "postcode"))
    phones = _linked(engine, root, state, as_at, only, "object", ("value",))
    columns = {name: told[name].combine_chunks() for name in told.column_names}
    ids = columns["record_id"]
    for name, found, column in (
        ("address", homes, "address"),
        ("postcode", homes, "postcode"),
        ("phone", phones, "value"),
    ):
        columns[name] = pc.coalesce(columns[name], _taken(found, ids, column))
    named = pc.or_(pc.is_valid(columns["surname"]), pc.is_valid(columns["given"]))
    known = pc.or_(named, pc.or_(pc.is_valid(columns["pnc"]), pc.is_valid(columns["phone"])))
    return nominals_from_columns({name: column.filter(known) for name, column in columns.items()})


def _newest(rows: ir.Table) -> ir.Table:
    """One row for each record: of each column, what its newest row that fills it says."""

    def newest(value: ir.Value) -> ir.Value:
        return value.argmax(rows["version"], where=value.notnull())

    width = ibis.cases(*[(rows["born_precision"] == word, wide) for word, wide in _WIDTHS.items()], else_=10)
    born = rows["born"].cast("string").substr(0, width)
    texts = {name: newest(rows[column]) for name, column in _COLUMNS.items()}
    return rows.group_by("record_id").aggregate(force=newest(rows["force"]), born=newest(born), **texts)


def _linked(
    engine: Engine,
    root: Path,
    state: State,
    as_at: datetime,
    only: pa.Table | None,
    table: str,
    columns: Sequence[str],
) -> pa.Table | None:
    """What a person's newest link to a table leads to: `of` (the person), and some columns."""
    if not state.of("pole", "link") or not state.of("pole", table):
        return None
    links = latest(engine, root, state, "link", as_at, only=only, by="from_id")
    wanted = links.filter((links["from_table"] == "person") & (links["to_table"] == table))
    there = known_rows(engine, root, state, table, as_at).rename(there="record_id")
    if table == "object":
        there = there.filter(there["kind"].isin(["telephone", "phone"]))
    joined = wanted.select(of="from_id", to="to_id", at="version").inner_join(
        there, ibis._["to"] == there["there"]
    )
    newest = {name: joined[name].argmax(joined["at"], where=joined[name].notnull()) for name in columns}
    return engine.collect(joined.group_by("of").aggregate(**newest))


def _taken(found: pa.Table | None, ids: pa.Array, column: str) -> pa.Array:
    if found is None or not found.num_rows:
        return pa.nulls(len(ids), pa.string())
    return found[column].combine_chunks().take(pc.index_in(ids, found["of"].combine_chunks()))
