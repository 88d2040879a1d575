"""How many people in trouble are visible only when forces are joined, on the made-up region.

    python -m benchmarks.linkage.cross_force_gain [--people N] [--workspace FOLDER]

The region plants people whose four to seven small matters lie in three forces or more, never more than two in
one. Such a person is visible to a force that holds four of their matters (none does), and visible when joined if
the linked records of one person hold four. The truth, which no force sees, says who they are; callers are
among their records. The peer is the best any single force can do by itself, with its own records linked perfectly.
"""

import argparse
import sys
import tempfile
from pathlib import Path

import pyarrow as pa
import pyarrow.dataset as ds
import pyarrow.parquet as pq
from benchmarks.proof import Proof

from ninefold.actions.ingesting.ingest import ingest
from ninefold.actions.linking.cross_force_gain import CONCERNS, ENOUGH, cross_force_gain, matters
from ninefold.actions.linking.link_people import link_people
from ninefold.actions.linking.linkables import linkable
from ninefold.actions.linking.linked_zone import LinkedZone
from ninefold.actions.linking.read_people import LinkedPeople
from ninefold.actions.workspace import Workspace
from ninefold.bootstrap import open_workspace
from ninefold.region.generate import generate
from ninefold.region.plan import FORCES
from ninefold.settings import Settings

NAME = "linkage/cross_force_gain"
TARGET = "the number, and one page that shows all of a planted victim's forces"
_KINDS = {"crimes": "victim", "calls": "reporter", "searches": "person", "missing": "person"}


def main() -> None:
    """Fill a workspace, link it, and count."""
    parser = argparse.ArgumentParser(description="People visible only when forces are joined.")
    parser.add_argument("--people", type=int, default=20_000)
    parser.add_argument("--workspace", type=Path, help="a workspace filled already by `ninefold demo`")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="ninefold-benchmark-") as place:
        root = asked.workspace or Path(place) / "workspace"
        workspace = open_workspace(Settings(workspace=root, by="benchmark", memory_mb=1500))
        if asked.workspace is None:
            fill(workspace, asked.people)
        link_people(workspace, by="benchmark", thing=linkable("person"))
        say(workspace, root / "made-up-region" / "truth")


def fill(workspace: Workspace, people: int) -> None:
    """Make the region up and take its files in."""
    region = workspace.root / "made-up-region"
    generate(region, people=people)
    for force in FORCES:
        ingest(workspace, source=force.slug, paths=[region / "forces" / force.slug], by="benchmark")


def say(workspace: Workspace, truth: Path) -> None:
    """Set what linkage shows beside the truth."""
    planted = planted_matters(truth)
    persons = persons_of(workspace, planted)
    enough = {person: rows for person, rows in planted.items() if len(rows) >= ENOUGH}
    alone = [p for p, rows in enough.items() if max(_by_force(rows).values()) >= ENOUGH]
    found = [p for p in enough if persons[p]]
    gain = cross_force_gain(
        workspace, among=pa.array(sorted({each for p in found for each in persons[p]}), pa.string())
    )
    told = matters(workspace)
    visible = [p for p in found if _is_visible(told, persons[p])]
    page, forces = one_page(workspace, visible, persons, enough)
    Proof(
        NAME, len(visible) - len(alone), "people", TARGET, forces == len(page.get("forces", [])) if page else None,
        peer="any force by itself", peer_value=len(alone), n=len(enough), seed=9,
        more={
            "planted": len(planted), "with_matters_enough": len(enough), "visible_joined": len(visible),
            "visible_to_one_force": len(alone), "gain_of_those_found": gain.only_joined,
            "page": {"forces": page.get("forces"), "records": page.get("records_held"), "true_forces": forces},
        },
    ).say()  # fmt: skip


def planted_matters(truth: Path) -> dict[str, list[tuple[str, str]]]:
    """Of each person planted: their planted matters, as force and the force's reference."""
    events = pq.read_table(truth / "events.parquet", filters=[("planted", "==", True)])
    mentions = ds.dataset(truth / "mentions.parquet").to_table(
        filter=ds.field("serial").isin(events["serial"].to_pylist())
    )
    wanted = {(r["force"], r["kind"], r["serial"]): r[_KINDS[r["kind"]]] for r in events.to_pylist()}
    found: dict[str, set[tuple[str, str]]] = {}
    for row in mentions.to_pylist():
        if wanted.get((row["force"], row["kind"], row["serial"])) == row["person"]:
            found.setdefault(row["person"], set()).add((row["force"], row["reference"]))
    return {person: sorted(rows) for person, rows in found.items()}


def persons_of(workspace: Workspace, planted: dict[str, list[tuple[str, str]]]) -> dict[str, dict[str, int]]:
    """For each person planted: the linked persons that hold their matters, and how many each holds."""
    state = workspace.store.state()
    wanted = {key: person for person, rows in planted.items() for key in rows}
    events = _rows(
        workspace, "event", ["record_id", "force", "reference"], ("reference", [ref for _, ref in wanted])
    )
    of_event = {r["record_id"]: wanted.get((r["force"], r["reference"])) for r in events}
    links = _rows(workspace, "link", ["from_id", "to_id", "reason"], ("to_id", list(of_event)))
    zone = LinkedZone(workspace.root, state, "person")
    records = pa.array(sorted({r["from_id"] for r in links}), pa.string())
    members = zone.rows("membership", "record_id", records)
    who = dict(zip(members["record_id"].to_pylist(), members["person_id"].to_pylist(), strict=True))
    found: dict[str, dict[str, set[str]]] = {person: {} for person in planted}
    for row in links:
        person, linked = of_event.get(row["to_id"]), who.get(row["from_id"])
        if person and linked and row["reason"] in CONCERNS:
            found[person].setdefault(linked, set()).add(row["to_id"])
    return {person: {each: len(held) for each, held in rows.items()} for person, rows in found.items()}


def _rows(
    workspace: Workspace, table: str, columns: list[str], only: tuple[str, list[str]]
) -> list[dict[str, str]]:
    files = [str(workspace.root / f.path) for f in workspace.store.state().of("pole", table)]
    rows = [pq.read_table(path, columns=columns, filters=[(only[0], "in", only[1])]) for path in files]
    return pa.concat_tables(rows, promote_options="default").to_pylist()


def _by_force(rows: list[tuple[str, str]]) -> dict[str, int]:
    return {force: sum(1 for each, _ in rows if each == force) for force, _ in rows}


def _is_visible(told: pa.Table, persons: dict[str, int]) -> bool:
    """Whether the linked person who holds most of the planted matters has enough of them."""
    return max(persons.values()) >= ENOUGH and told.num_rows > 0


def one_page(
    workspace: Workspace,
    visible: list[str],
    persons: dict[str, dict[str, int]],
    planted: dict[str, list[tuple[str, str]]],
) -> tuple[dict[str, object], int]:
    """The page on the planted person of most forces, and how many forces that is in truth."""
    if not visible:
        return {}, 0
    person = max(visible, key=lambda each: (len(_by_force(planted[each])), each))
    linked = max(persons[person], key=lambda each: persons[person][each])
    return LinkedPeople(workspace).explain(linked, by="benchmark"), len(_by_force(planted[person]))


if __name__ == "__main__":
    sys.exit(main())
