"""A workspace that holds made-up people as POLE records, for the benchmarks of linking as a step."""

from datetime import UTC, datetime
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from benchmarks.linkage._region import region_nominals

from ninefold.actions.workspace import Workspace, stored
from ninefold.bootstrap import open_workspace
from ninefold.engine.as_at import schema_of
from ninefold.engine.zones import table_folder
from ninefold.govern.audit import event
from ninefold.settings import Settings

SOURCE = "made_up"
KNOWN = datetime(2025, 1, 1)
_SAME = {
    "record_id": "record_id", "force": "force", "given_name": "given", "middle_names": "middle", "surname": "surname",
    "gender": "sex", "postcode": "postcode", "address": "address", "pnc_id": "pnc", "phone": "phone",
    "nationality": "nationality",
}  # fmt: skip


def a_workspace(root: Path, memory_mb: int = 3000) -> Workspace:
    """A workspace of the benchmark's own."""
    return open_workspace(Settings(workspace=root, by="benchmark", memory_mb=memory_mb))


def made_up_people(people: int, kept: Path) -> pa.Table:
    """POLE person records of a region, with a column `truth`; made once and kept beside the workspace."""
    path = kept / f"people-{people}.parquet"
    if not path.is_file():
        kept.mkdir(parents=True, exist_ok=True)
        pq.write_table(_as_pole(region_nominals(people)), path)
    return pq.read_table(path)


def _as_pole(nominals: pa.Table) -> pa.Table:
    schema = schema_of("person")
    born = nominals["born"].combine_chunks()
    precision = pc.if_else(
        pc.equal(nominals["born_day"].is_valid(), True),
        "day",
        pc.if_else(nominals["born_month"].is_valid(), "month", "year"),
    )
    whole = pc.if_else(
        pc.equal(pc.utf8_length(born), 4), pc.binary_join_element_wise(born, "01-01", "-"), born
    )
    whole = pc.if_else(
        pc.equal(pc.utf8_length(whole), 7), pc.binary_join_element_wise(whole, "01", "-"), whole
    )
    dated = pc.if_else(pc.equal(pc.utf8_length(whole), 10), whole, pa.scalar(None, pa.string())).cast(
        pa.date32()
    )
    count = nominals.num_rows
    columns = {name: nominals[column] for name, column in _SAME.items()}
    columns |= {
        "born": dated,
        "born_precision": precision,
        "known_at": pa.repeat(pa.scalar(KNOWN, pa.timestamp("us")), count),
    }
    made = [columns.get(field.name, pa.nulls(count, field.type)) for field in schema]
    return pa.table(made, schema=schema).append_column("truth", nominals["person"])


def take_in(workspace: Workspace, people: pa.Table) -> None:
    """Commit records as one load."""
    with workspace.writing() as writing:
        load = writing.next_load()
        version = pa.array([(int(load) << 40) + n for n in range(people.num_rows)], pa.int64())
        rows = people.drop_columns(["truth"]).set_column(1, "version", version)
        folder = workspace.root / table_folder("pole", "person", SOURCE, load)
        folder.mkdir(parents=True)
        path = folder / "people.parquet"
        pq.write_table(rows, path)
        file = stored(
            workspace.root, path, rows.num_rows, zone="pole", table="person", source=SOURCE, load=load
        )
        told = event("collection", "took in records", by="benchmark", at=datetime.now(UTC), subject=SOURCE)
        writing.commit(
            run={"run": f"made-up-{load}", "action": "ingest"}, files=[file], ledger=[], event=told
        )


def split(people: pa.Table, new: int) -> tuple[pa.Table, pa.Table]:
    """The records there are before, and `new` others spread over all of them."""
    step = people.num_rows // new
    is_new = pa.array([n % step == 0 and n // step < new for n in range(people.num_rows)], pa.bool_())
    return people.filter(pc.invert(is_new)), people.filter(is_new)
