"""A thousand new records into a million that are linked: end to end, with clusters and ids, equal to a full rebuild.

    python -m benchmarks.linkage.incremental [--people N] [--new N] [--runs N] [--keep FOLDER]

The command measured is the one people use, `ninefold link run`, in a process of its own: it starts, finds what is
new, links it, and commits. It is run a few times, each time on a copy of the same workspace; the figure is the
middle one. Its peer is what a rebuild costs; that both give the same clusters is checked record by record, under
the same frequencies.
"""

import argparse
import compileall
import shutil
import sys
import tempfile
import time
from pathlib import Path

import pyarrow.compute as pc
from benchmarks.linkage._people import a_workspace, made_up_people, split, take_in
from benchmarks.proof import ROOT, Measured, Proof, last_json, ninefold

from ninefold.actions.linking.link_people import link_people
from ninefold.actions.linking.linkables import linkable
from ninefold.actions.linking.linked_zone import LinkedZone
from ninefold.actions.workspace import Workspace

NAME = "linkage/incremental"
TARGET = "≤ 5 s, equal to a full rebuild"


def main() -> None:
    """Link the old, add the new, link again, then link all of it anew and compare."""
    parser = argparse.ArgumentParser(description="New records into many linked ones.")
    parser.add_argument(
        "--people", type=int, default=500_000, help="people of the region; about twice as many records"
    )
    parser.add_argument("--new", type=int, default=1_000)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--keep", type=Path, help="keep the people made here, to use them again")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="ninefold-benchmark-") as place:
        root = Path(place) / "workspace"
        old, new = split(made_up_people(asked.people, asked.keep or Path(place)), asked.new)
        first = whole(root, old)
        print(f"{old.num_rows:,} records linked in {first['cpu_s']} processor seconds", flush=True)
        take_in(a_workspace(root), new)
        runs = runs_of(root, asked.runs)
        done = runs[len(runs) // 2]
        told = last_json(done.output)
        little = clusters(a_workspace(root))
        again = whole(root, None)
        same = little == clusters(a_workspace(root))
    holds = same and done.wall <= 5 and told["mode"] == "change"
    Proof(
        NAME, round(done.wall, 2), "s", TARGET, holds, peer="linking everything anew, s", peer_value=again["wall_s"],
        ratio=round(done.wall / again["wall_s"], 4), n=old.num_rows, seed=9,
        more={
            "cpu_s": round(done.cpu, 2), "all_runs_s": [round(run.wall, 2) for run in runs],
            "new": new.num_rows, "touched_records": told["touched_records"], "events": told["events"],
            "equal_to_rebuild": same, "rebuild_cpu_s": again["cpu_s"],
        },
    ).say()  # fmt: skip


def runs_of(root: Path, runs: int) -> list[Measured]:
    """Link what is new, each time from the same beginning and in a process of its own; the quickest run first."""
    # As an installation does; else the first command in a fresh checkout, or each, compiles the program.
    compileall.compile_dir(ROOT / "src", quiet=2)
    shutil.copytree(root, before := root.with_name("before"))
    found = []
    for _ in range(runs):
        shutil.rmtree(root)
        shutil.copytree(before, root)
        found.append(ninefold("link", "run", "--workspace", root, "--json"))
    shutil.rmtree(before)
    return sorted(found, key=lambda run: run.wall)


def whole(root: Path, people: "object | None") -> dict[str, float]:
    """Link everything there is; what it took."""
    workspace = a_workspace(root)
    if people is not None:
        take_in(workspace, people)  # type: ignore[arg-type]
    wall, cpu = time.perf_counter(), time.process_time()
    # later, by the frequencies of before: what an increment must be equal to
    link_people(workspace, by="benchmark", thing=linkable("person"), whole=True, recount=people is not None)
    workspace.close()
    return {"wall_s": round(time.perf_counter() - wall, 2), "cpu_s": round(time.process_time() - cpu, 2)}


def clusters(workspace: Workspace) -> dict[str, str]:
    """The person of each record."""
    rows = LinkedZone(workspace.root, workspace.store.state(), "person").rows("membership")
    rows = rows.filter(pc.is_valid(rows["person_id"]))
    return dict(zip(rows["record_id"].to_pylist(), rows["person_id"].to_pylist(), strict=True))


if __name__ == "__main__":
    sys.exit(main())
