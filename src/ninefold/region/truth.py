"""The truth, kept apart from what the forces wrote: who is who, what happened, what was planted."""

from pathlib import Path
from types import TracebackType

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from ninefold.region import days
from ninefold.region.batch import Batch
from ninefold.region.catalogue import SLUGS
from ninefold.region.chance import Ints
from ninefold.region.changes import CHANGES, GAPS
from ninefold.region.identifiers import joined, padded
from ninefold.region.page import Page, nominal_numbers
from ninefold.region.parties import ROLES
from ninefold.region.plan import FORCES, STREETS, Plan, coded

MENTIONS = pa.schema(
    [
        ("person", pa.string()),
        ("force", pa.string()),
        ("kind", pa.string()),
        ("file", pa.string()),
        ("reference", pa.string()),
        ("role", pa.string()),
        ("nominal", pa.string()),
        ("serial", pa.int64()),
    ]
)
EVENTS = pa.schema(
    [
        ("force", pa.string()),
        ("kind", pa.string()),
        ("serial", pa.int64()),
        ("occurred", pa.timestamp("s")),
        ("area", pa.string()),
        ("category", pa.string()),
        ("victim", pa.string()),
        ("suspect", pa.string()),
        ("person", pa.string()),
        ("reporter", pa.string()),
        ("planted", pa.bool_()),
    ]
)
FAULTS = pa.schema(
    [("force", pa.string()), ("kind", pa.string()), ("file", pa.string()), ("reference", pa.string()),
     ("fault", pa.string())]
)  # fmt: skip


class Truth:
    """Writers of the truth tables; use it as a context."""

    def __init__(self, folder: Path, plan: Plan) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._folder, self._plan = folder, plan
        self._mentions = pq.ParquetWriter(folder / "mentions.parquet", MENTIONS)
        self._events = pq.ParquetWriter(folder / "events.parquet", EVENTS)
        self._faults = pq.ParquetWriter(folder / "faults.parquet", FAULTS)

    def __enter__(self) -> "Truth":
        self._write_planted()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for writer in (self._mentions, self._events, self._faults):
            writer.close()

    def happened(self, batch: Batch) -> None:
        """Events as they were, whether or not a file ever told of them."""
        category = batch.get("category")
        areas = coded("N01", np.arange(len(self._plan.area_force)))
        columns = [
            _same(FORCES[batch.force].slug, len(batch)),
            _same(batch.kind, len(batch)),
            pa.array(batch["serial"]),
            pa.array(batch["occurred"] * 60).cast(pa.timestamp("s")),
            areas.take(pa.array(batch["street"] // STREETS, mask=batch["street"] < 0)),
            pa.array(SLUGS, pa.string()).take(pa.array(np.maximum(category, 0), mask=category < 0)),
            true_ids(batch.get("victim")),
            true_ids(batch.get("suspect")),
            true_ids(batch.get("person")),
            true_ids(batch.get("reporter")),
            pa.array(batch.get("planted") == 1),
        ]
        self._events.write_table(pa.table(columns, schema=EVENTS))

    def written(self, page: Page, file: str) -> None:
        """Who is meant by each mention of a person, and which rows hold a planted fault."""
        reference = page.column("reference")
        for party in page.parties():
            rows = np.flatnonzero(page.batch[party] >= 0)
            self._mentioned(page, file, party, rows, reference)
        self._faulty(page, file, np.flatnonzero(page.has_unknown_code()), "unknown code")
        self._faulty(page, file, np.flatnonzero(page.is_future()), "future date")
        self._faulty(page, file, np.flatnonzero(page.has_wrong_number()), "wrong check letter")

    def broken(self, page: Page, file: str, rows: list[int]) -> None:
        """Lines that were broken."""
        self._faulty(page, file, np.array(rows, dtype=np.int64), "broken line")

    def _mentioned(self, page: Page, file: str, party: str, rows: Ints, reference: pa.Array) -> None:
        count, places = len(rows), pa.array(rows)
        columns = [
            true_ids(page.batch[party][rows]),
            _same(FORCES[page.style.force].slug, count),
            _same(page.batch.kind, count),
            _same(file, count),
            reference.take(places),
            self._roles(page, party, rows),
            nominal_numbers(page, party).take(places),
            pa.array(page.batch["serial"][rows]),
        ]
        self._mentions.write_table(pa.table(columns, schema=MENTIONS))

    def _roles(self, page: Page, party: str, rows: Ints) -> pa.Array:
        if page.batch.kind == "parties":
            return pa.array(ROLES, pa.string()).take(pa.array(page.batch["role"][rows]))
        return _same(party, len(rows))

    def _faulty(self, page: Page, file: str, rows: Ints, fault: str) -> None:
        if not len(rows):
            return
        count = len(rows)
        columns = [
            _same(FORCES[page.style.force].slug, count),
            _same(page.batch.kind, count),
            _same(file, count),
            page.column("reference").take(pa.array(rows)),
            _same(fault, count),
        ]
        self._faults.write_table(pa.table(columns, schema=FAULTS))

    def _write_planted(self) -> None:
        changes = [
            {
                "name": change.name,
                "force": FORCES[change.force].slug if change.force >= 0 else "every force",
                "kind": change.kind,
                "category": change.category,
                "first": days.EPOCH.fromordinal(days.EPOCH.toordinal() + change.first),
                "last": days.EPOCH.fromordinal(days.EPOCH.toordinal() + change.last),
                "factor": change.factor,
                "centre_only": change.centre_only,
                "what": change.what,
            }
            for change in CHANGES
        ]
        pq.write_table(pa.Table.from_pylist(changes), self._folder / "planted_changes.parquet")
        gaps = [
            {
                "force": FORCES[gap.force].slug,
                "kind": gap.kind,
                "month": f"{1970 + gap.month // 12}-{gap.month % 12 + 1:02}",
                "kept": gap.kept,
            }
            for gap in GAPS
        ]
        pq.write_table(pa.Table.from_pylist(gaps), self._folder / "gaps.parquet")


def true_ids(people: Ints) -> pa.Array:
    """The true id of each person, which no force ever sees; NULL for nobody."""
    ids = joined("PERSON-", padded(np.maximum(people, 0), 9))
    nobody = pa.array(people < 0)
    return pa.compute.if_else(nobody, pa.scalar(None, pa.string()), ids)


def _same(word: str, count: int) -> pa.Array:
    return pa.repeat(pa.scalar(word, pa.string()), count)
