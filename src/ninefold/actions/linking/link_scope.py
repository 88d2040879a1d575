"""What one run of linkage has to look at: everything, or only the components that something touched."""

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from ninefold.actions.linking.linked_zone import CHANGE, WHOLE, LinkedZone
from ninefold.actions.linking.met_before import met_before
from ninefold.engine.port import Engine
from ninefold.link.judgements import LINKS, Forced
from ninefold.link.linkable import Linkable
from ninefold.link.pole_records import touched_since

MOST_CHANGED = 0.1  # of all records; above it everything is linked anew, with frequencies counted anew
Keep = Callable[[str, Callable[[], pa.Table]], pa.Table]


@dataclass(frozen=True)
class Before:
    """Where a run starts from: the zone as it was, the moment, and the judgements then and now."""

    engine: Engine
    zone: LinkedZone
    as_at: datetime
    forced: Forced
    forced_then: Forced

    @property
    def changed_links(self) -> pa.Table:
        """Pairs (left_id, right_id) on which judgements ask something else than at the last run."""
        now, then = _asked(self.forced), _asked(self.forced_then)
        changed = sorted({(left, right) for left, right, _ in now ^ then})
        return pa.table(
            {name: pa.array([pair[n] for pair in changed], pa.string()) for n, name in enumerate(LINKS)}
        )


@dataclass(frozen=True)
class Scope:
    """What is to be clustered: records, all pairs among them, and which person each was before.

    `read` says how many records were read because something was learnt of them, `changed` which they are;
    `rescored` are the records whose earlier rows and pairs no longer hold; `before` has a row for every
    record in the scope or gone from it (person_id NULL when new).
    """

    mode: str
    records: pa.Table
    read: int
    pairs: pa.Table
    changed: pa.Table
    rescored: pa.Table
    before: pa.Table
    frequencies: pa.Table | None


def _asked(forced: Forced) -> set[tuple[str, str, str]]:
    return {
        (row["left_id"], row["right_id"], answer)
        for answer, links in (("same", forced.must_link), ("different", forced.cannot_link))
        for row in links.to_pylist()
    }


def touched(thing: Linkable, before: Before) -> pa.Table:
    """The ids of records that anything was learnt of since the last run; all of them before the first."""
    last = before.zone.last_run
    return touched_since(
        before.zone.root,
        before.zone.state,
        dict(thing.watched),
        after=int(last["inputs"][0]) if last else 0,
        known_after=datetime.fromisoformat(last["as_of"]) if last else datetime.min,
        as_at=before.as_at,
    )


def is_whole(thing: Linkable, before: Before, changed: pa.Table) -> bool:
    """Whether everything must be linked anew: the first run, another model or other rules, or much that changed."""
    last = before.zone.last_run
    if last is None or (last["model"], last.get("rules")) != (thing.version, thing.rules_name):
        return True
    base = sum(f.rows for f in before.zone.base("nominal"))
    since = sum(f.rows for f in before.zone.changes("rescored"))
    return bool(changed.num_rows + since > max(MOST_CHANGED * base, 100))


def whole(thing: Linkable, before: Before, keep: Keep, *, frequencies: pa.Table | None = None) -> Scope:
    """Everything: all records, all pairs; with `frequencies`, those are used and not counted anew."""
    engine, zone = before.engine, before.zone
    records = keep("records", lambda: thing.read(engine, zone.root, zone.state, as_at=before.as_at)).sort_by(
        "record_id"
    )
    counted = keep(
        "frequencies",
        lambda: thing.count_frequencies(engine, records) if frequencies is None else frequencies,
    )
    pairs = keep("pairs", lambda: thing.match(engine, records, counted))
    known = zone.rows("membership").select(_BEFORE) if zone.base("membership") else _nobody_before()
    nobody = records.select(["record_id"]).slice(0, 0)
    return Scope(WHOLE, records, len(records), pairs, nobody, nobody, _before(known, records), counted)


_BEFORE = ["record_id", "person_id"]


def _nobody_before() -> pa.Table:
    return pa.table({name: pa.array([], pa.string()) for name in _BEFORE})


def increment(thing: Linkable, before: Before, changed: pa.Table) -> Scope:
    """Only what is new or corrected, and the components it meets; what they amount to is as if all were linked."""
    engine, zone = before.engine, before.zone
    new = thing.read(engine, zone.root, zone.state, as_at=before.as_at, only=changed)
    frequencies = pq.ParquetFile(zone.paths(zone.base("frequencies"))[0]).read()
    asked = _all([changed["record_id"], *[before.changed_links[name] for name in LINKS]])
    met = met_before(thing, engine, zone, new, asked, frequencies)
    gone = changed["record_id"].combine_chunks()
    old = met.records.filter(pc.invert(pc.is_in(met.records["record_id"], gone)))
    records = pa.concat_tables([old.select(new.column_names).cast(new.schema), new]).sort_by("record_id")
    # Which pairs are kept depends on what hangs together, so all pairs of these components are made again.
    pairs = thing.match(engine, records, frequencies)
    members, records, pairs = _met(met.members, records, pairs, asked, gone)
    staying = members.filter(pc.invert(pc.is_in(members["record_id"], gone)))
    rescored = _all([changed["record_id"], staying["record_id"]])
    return Scope(
        CHANGE,
        records,
        new.num_rows,
        pairs,
        changed,
        pa.table({"record_id": rescored}),
        _before(members.select(_BEFORE), records),
        None,
    )


def _met(
    members: pa.Table, records: pa.Table, pairs: pa.Table, asked: pa.Array, new: pa.Array
) -> tuple[pa.Table, pa.Table, pa.Table]:
    """Of components that might be met, those that are: a kept pair leads to something new, or they were asked for."""
    leads = pc.or_(pc.is_in(pairs["left_id"], new), pc.is_in(pairs["right_id"], new))
    ends = _all([pairs[side].filter(leads) for side in LINKS] + [pa.chunked_array([asked])])
    touched = pc.unique(members.filter(pc.is_in(members["record_id"], ends))["component"].drop_null())
    kept = members.filter(pc.is_in(members["component"], touched))
    here = pa.concat_arrays([kept["record_id"].combine_chunks(), new])
    within = pc.and_(pc.is_in(pairs["left_id"], here), pc.is_in(pairs["right_id"], here))
    return kept, records.filter(pc.is_in(records["record_id"], here)), pairs.filter(within)


def _all(columns: list[pa.ChunkedArray]) -> pa.Array:
    return pc.unique(pa.chunked_array([c for column in columns for c in column.chunks], pa.string()))


def _before(known: pa.Table, records: pa.Table) -> pa.Table:
    """Every record there was or is, with the person it was; sorted by record."""
    new = records.filter(pc.invert(pc.is_in(records["record_id"], known["record_id"].combine_chunks())))
    rows = pa.table({"record_id": new["record_id"], "person_id": pa.nulls(new.num_rows, pa.string())})
    return pa.concat_tables([known, rows]).sort_by("record_id")


def passing(folder: Path, key: str) -> Keep:
    """Keeps what was worked out in passing files, so that a run that was stopped carries on where it was.

    Files of another key are what an older run left; they are removed.
    """
    place = folder / key
    forget(folder, but=place)
    place.mkdir(parents=True, exist_ok=True)

    def keep(name: str, make: Callable[[], pa.Table]) -> pa.Table:
        path = place / f"{name}.parquet"
        if not path.is_file():
            part = path.with_suffix(".part")
            pq.write_table(make(), part)
            part.replace(path)
        return pq.read_table(path)

    return keep


def forget(folder: Path, *, but: Path | None = None) -> None:
    """Remove passing files, which hold what records hold; those of one folder may stay."""
    for other in folder.glob("*"):
        if other != but:
            shutil.rmtree(other)
