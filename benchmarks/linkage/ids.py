"""Ids after one per cent of new records: everyone untouched keeps theirs, and every old id resolves.

python -m benchmarks.linkage.ids [--people N] [--keep FOLDER]
"""

import argparse
import sys
import tempfile
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from benchmarks.linkage._people import a_workspace, made_up_people, split, take_in
from benchmarks.proof import Proof

from ninefold.actions.linking.link_people import link_people
from ninefold.actions.linking.linkables import linkable
from ninefold.actions.linking.linked_zone import LinkedZone
from ninefold.actions.workspace import Workspace

NAME = "linkage/ids"
TARGET = "100 % of untouched people keep theirs; every old id resolves"


def main() -> None:
    """Link, add one per cent, link again, and follow every id there was."""
    parser = argparse.ArgumentParser(description="Ids after one per cent of new records.")
    parser.add_argument("--people", type=int, default=50_000)
    parser.add_argument("--keep", type=Path)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="ninefold-benchmark-") as place:
        people = made_up_people(asked.people, asked.keep or Path(place))
        old, new = split(people, people.num_rows // 100)
        workspace = a_workspace(Path(place) / "workspace")
        before = linked(workspace, old)
        after = linked(workspace, new)
        untouched, kept, resolved = follow(before, after)
        zone = LinkedZone(workspace.root, workspace.store.state(), "person")
        told = dict(zone.last_run or {})
    ids = len(pc.unique(before["person_id"]))
    Proof(
        NAME, round(100 * kept / untouched, 4), "%", TARGET, kept == untouched and resolved == ids,
        n=old.num_rows, seed=9,
        more={
            "new": new.num_rows, "untouched_people": untouched, "old_ids": ids,
            "old_ids_that_resolve": resolved, "events": told["events"], "mode": told["mode"],
        },
    ).say()  # fmt: skip


def linked(workspace: Workspace, people: pa.Table) -> pa.Table:
    """Take records in and link them; record_id and person_id of all, by record."""
    take_in(workspace, people)
    link_people(workspace, by="benchmark", thing=linkable("person"))
    zone = LinkedZone(workspace.root, workspace.store.state(), "person")
    rows = zone.rows("membership").select(["record_id", "person_id"])
    return rows.filter(pc.is_valid(rows["person_id"])).sort_by("record_id")


def follow(before: pa.Table, after: pa.Table) -> tuple[int, int, int]:
    """How many people have the same records as before; how many of them the same id; how many old ids lead on."""
    place = pc.index_in(after["record_id"], before["record_id"].combine_chunks())
    was = before["person_id"].combine_chunks().take(place.combine_chunks())
    is_old = pc.is_valid(was)
    pairs = pa.table({"now": after["person_id"], "was": was}).filter(is_old)
    resolved = len(pc.unique(pairs["was"]))
    counted = pairs.group_by(["was", "now"]).aggregate([("was", "count")])
    sizes = [_sizes(table["person_id"], counted[name]) for table, name in ((before, "was"), (after, "now"))]
    same = np.asarray(counted["was_count"]) == sizes[0]
    untouched = same & (sizes[0] == sizes[1])
    kept = np.asarray(pc.equal(counted["was"], counted["now"]))
    return int(untouched.sum()), int((untouched & kept).sum()), resolved


def _sizes(persons: pa.ChunkedArray, wanted: pa.ChunkedArray) -> np.ndarray:
    counted = persons.value_counts()
    place = pc.index_in(wanted, counted.field("values"))
    return counted.field("counts").take(place.combine_chunks()).to_numpy()


if __name__ == "__main__":
    sys.exit(main())
