"""What is known of linked people: who an id leads to, why, what happened to it, and what to look at first."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import cached_property
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from ninefold.actions.linking.judgement_store import judgements_of
from ninefold.actions.linking.linkables import linkable
from ninefold.actions.linking.linked_zone import LinkedZone
from ninefold.actions.workspace import Workspace
from ninefold.engine.snapshots import State
from ninefold.errors import NotFound
from ninefold.govern import audit_log, permissions
from ninefold.link.explain import pair_page, person_page, record_words
from ninefold.link.false_merges import FalseMerges, audit_sample, false_merges, joined_pairs
from ninefold.link.judgements import Contradiction, forced, in_force
from ninefold.link.lineage import Lineage, lineage
from ninefold.link.linkable import Linkable
from ninefold.link.numbers import checked
from ninefold.link.review import ClusterToReview, PairToReview, clusters_that_look_bad, pairs_that_teach


@dataclass(frozen=True)
class ReviewQueue:
    """What to look at first, and the judgements that contradict each other."""

    pairs: tuple[PairToReview, ...]
    clusters: tuple[ClusterToReview, ...]
    contradictions: tuple[Contradiction, ...]


@dataclass(frozen=True)
class MergeAudit:
    """The pairs of a false-merge audit, each with its answer so far, and what they say of all joined pairs."""

    model: str
    seed: int
    pairs: tuple[dict[str, Any], ...]
    found: FalseMerges


class LinkedPeople:
    """Reads the linked zone of a workspace as it is now; every look at a person is logged before it is answered."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace

    def lineage(self, asked: str, *, by: str) -> Lineage:
        """What became of an id: who its records are now, and its history."""
        person, view = self._opened(asked, by, "looked up the history of an id")
        return view.lineage(person)

    def explain(self, asked: str, *, by: str) -> dict[str, Any]:
        """One page on a person: forces, records, joins and the weakest of them; an old id is followed."""
        person, view = self._opened(asked, by, "looked at a person")
        found = view.lineage(person)
        if not found.current:
            return {
                "asked": person,
                "person": None,
                "became": [],
                "history": [asdict(h) for h in found.history],
            }
        page = view.page(found.current[0].person_id)
        became = [asdict(each) for each in found.current]
        return {"asked": person, **page, "became": became, "history": [h.words for h in found.history][-10:]}

    def explain_pair(self, left: str, right: str, *, by: str, kind: str = "person") -> dict[str, Any]:
        """Why two records were joined or left apart."""
        permissions.check_is_named(by)
        view = self._view(kind)
        ends = (min(left, right), max(left, right))
        self._log(by, "looked at a pair of records", " ".join(ends))
        return view.pair(*ends)

    def review(self, *, by: str, kind: str = "person", most: int = 20) -> ReviewQueue:
        """The pairs that teach most and the clusters that look worst."""
        permissions.check_is_named(by)
        self._log(by, "looked at the review queue", kind)
        return self._view(kind).review(most)

    def audit(self, *, by: str, kind: str = "person", size: int = 100, seed: int = 1) -> MergeAudit:
        """Joined pairs for a person to judge, and what those judged so far say of all that was joined."""
        permissions.check_is_named(by)
        self._log(by, "drew joined pairs to audit", kind)
        return self._view(kind).audit(size, seed)

    def judgements(self, *, by: str, kind: str = "person") -> list[dict[str, Any]]:
        """Every judgement, the newest first, with whether it is in force."""
        permissions.check_is_named(by)
        state = self._workspace.store.state()
        rows = judgements_of(self._workspace.root, state, kind)
        standing = set(in_force(rows)["decision"].to_pylist())
        return [row | {"in_force": row["decision"] in standing} for row in reversed(rows.to_pylist())]

    def _opened(self, asked: str, by: str, what: str) -> tuple[str, "_View"]:
        permissions.check_is_named(by)
        person, kind = checked(asked)
        view = self._view(kind)
        self._log(by, what, person)
        return person, view

    def _view(self, kind: str) -> "_View":
        state = self._workspace.store.state()
        zone = LinkedZone(self._workspace.root, state, kind)
        if zone.last_run is None:
            raise NotFound(f"Nothing of this kind ({kind}) has been linked yet. Run: ninefold link run.")
        return _View(self._workspace, state, zone, linkable(kind))

    def _log(self, by: str, what: str, subject: str) -> None:
        """Written and on the disk before anything is answered: no log, no answer."""
        with self._workspace.operations.writing() as connection:
            audit_log.write(
                connection, "consultation", what, by=by, at=self._workspace.now(), subject=subject
            )


@dataclass(frozen=True)
class _View:
    """The linked zone of one kind of thing at one snapshot."""

    workspace: Workspace
    state: State
    zone: LinkedZone
    thing: Linkable

    @cached_property
    def judged(self) -> pa.Table:
        return in_force(judgements_of(self.workspace.root, self.state, self.zone.kind))

    def lineage(self, person: str) -> Lineage:
        paths = self.zone.paths(self.zone.files("membership"))
        rows = [
            pq.read_table(path, columns=["record_id"], filters=[("person_id", "==", person)])
            for path in paths
        ]
        past = pa.concat_tables(rows)["record_id"].unique() if rows else pa.array([], pa.string())
        if not len(past):
            raise NotFound("No person has this id, nor ever had. Look the id up again.")
        now = self.zone.rows("membership", "record_id", past)
        who = dict(zip(now["record_id"].to_pylist(), now["person_id"].to_pylist(), strict=True))
        return lineage(person, past.to_pylist(), who, self._events(person))

    def _events(self, person: str) -> list[dict[str, Any]]:
        """The events of an id and of those its records went to, oldest first."""
        wanted, found = {person}, {}
        paths = self.zone.paths(self.zone.files("identity_event"))
        for _ in range(20):
            ids = sorted(wanted)
            either = (pc.field("person_id").isin(ids)) | (pc.field("other_id").isin(ids))
            found = {
                (number, place): row
                for number, path in enumerate(paths)
                for place, row in enumerate(pq.read_table(path, filters=either).to_pylist())
            }
            more = {
                row["other_id"] for row in found.values() if row["person_id"] in wanted and row["other_id"]
            }
            if more <= wanted:
                break
            wanted |= more
        return [found[key] for key in sorted(found)]

    def page(self, person: str) -> dict[str, Any]:
        told = self.zone.rows("person", "person_id", pa.array([person])).to_pylist()[0]
        members = self.zone.rows("membership", "person_id", pa.array([person]))
        ids = members["record_id"].combine_chunks()
        records = self._records(ids, members)
        pairs = self.zone.rows("pair", "left_id", ids, both=True)
        inside = pc.and_(pc.is_in(pairs["left_id"], ids), pc.is_in(pairs["right_id"], ids))
        others = self._neighbours(pairs.filter(pc.invert(inside)), set(ids.to_pylist()))
        judged = self._judged_of(ids)
        page = person_page(told, records, pairs.filter(inside).to_pylist(), others, self.thing.words, judged)
        return page

    def _records(self, ids: pa.Array, members: pa.Table) -> list[dict[str, Any]]:
        rows = self.zone.rows("nominal", "record_id", ids).to_pylist()
        unsure = dict(zip(members["record_id"].to_pylist(), members["unsure"].to_pylist(), strict=True))
        references = _references(self.workspace, self.state, self.zone.kind, ids)
        return [
            row | {"unsure": unsure[row["record_id"]], "reference": references.get(row["record_id"])}
            for row in rows
        ]

    def _neighbours(self, pairs: pa.Table, mine: set[str]) -> list[dict[str, Any]]:
        rows = pairs.to_pylist()
        ends = [row["right_id"] if row["left_id"] in mine else row["left_id"] for row in rows]
        found = self.zone.rows("membership", "record_id", pa.array(sorted(set(ends)), pa.string()))
        who = (
            dict(zip(found["record_id"].to_pylist(), found["person_id"].to_pylist(), strict=True))
            if rows
            else {}
        )
        return [row | {"neighbour": who.get(end)} for row, end in zip(rows, ends, strict=True)]

    def _judged_of(self, ids: pa.Array) -> Mapping[tuple[str, str], Sequence[Mapping[str, Any]]]:
        either = pc.or_(pc.is_in(self.judged["left_id"], ids), pc.is_in(self.judged["right_id"], ids))
        found: dict[tuple[str, str], list[Mapping[str, Any]]] = {}
        for row in self.judged.filter(either).to_pylist():
            found.setdefault((row["left_id"], row["right_id"]), []).append(row)
        return found

    def pair(self, left: str, right: str) -> dict[str, Any]:
        ids = pa.array([left, right])
        members = self.zone.rows("membership", "record_id", ids)
        if members.num_rows != 2:
            raise NotFound("One of these records is not linked. Look its id up again.")
        judged = self._judged_of(pa.array([left])).get((left, right), ())
        kept = self.zone.rows("pair", "left_id", pa.array([left]))
        kept = kept.filter(pc.equal(kept["right_id"], right)).to_pylist()
        who = dict(zip(members["record_id"].to_pylist(), members["person_id"].to_pylist(), strict=True))
        told = kept[0] if kept else {"left_id": left, "right_id": right, "weight": None, "probability": None}
        page = pair_page(told, self.thing.words, judged)
        if not kept:
            page["for"] = ["No evidence brought these two together, or too little to keep."]
        return page | {
            "same_person": who[left] == who[right],
            "left_person": who[left],
            "right_person": who[right],
            "records": [record_words(row) for row in self._records(ids, members)],
        }

    def audit(self, size: int, seed: int) -> MergeAudit:
        members = self.zone.rows("membership").select(["record_id", "person_id"])
        members = members.rename_columns(["record_id", "cluster"])
        joined = joined_pairs(self.zone.rows("pair"), members)
        sample = audit_sample(joined, size, seed=seed)
        judged = self.judged
        said = {(row["left_id"], row["right_id"]): row["answer"] for row in judged.to_pylist()}
        pairs = tuple(
            row | {"answer": said.get((row["left_id"], row["right_id"]))} for row in sample.to_pylist()
        )
        return MergeAudit(self.thing.version, seed, pairs, false_merges(sample, len(joined), judged))

    def review(self, most: int) -> ReviewQueue:
        people, pairs = self.zone.rows("person"), self.zone.rows("pair")
        members = self.zone.rows("membership").select(["record_id", "person_id"])
        sizes = members.join(people.select(["person_id", "records"]), "person_id").combine_chunks()
        met = forced(self.judged).contradictions
        contested = {record for each in met for record in each.records}
        living = people.filter(pc.greater(people["records"], 0))
        return ReviewQueue(
            tuple(pairs_that_teach(pairs, sizes, self.judged, most)),
            tuple(clusters_that_look_bad(living, pairs, sizes, contested, most)),
            met,
        )


def _references(workspace: Workspace, state: State, kind: str, ids: pa.Array) -> dict[str, str]:
    """The forces' own numbers of some person records."""
    if kind != "person":
        return {}
    found: dict[str, str] = {}
    for file in state.of("pole", "person"):
        rows = pq.read_table(
            workspace.root / file.path,
            columns=["record_id", "reference"],
            filters=[("record_id", "in", ids.to_pylist())],
        )
        found |= {row["record_id"]: row["reference"] for row in rows.to_pylist() if row["reference"]}
    return found
