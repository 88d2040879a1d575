"""The same linkage on a real Spark standalone master and worker over loopback, against DuckDB.

    python -m benchmarks.linkage.spark_standalone [--people N]

Starts a master and a worker from the pyspark wheel on 127.0.0.1, links the made-up people through them with the
saved model, and stops both. The clusters must be the ones DuckDB gives.
"""

import argparse
import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from benchmarks.linkage._people import a_workspace, made_up_people, take_in
from benchmarks.proof import Proof

from ninefold.actions.linking.link_people import link_people
from ninefold.actions.linking.linkables import linkable
from ninefold.actions.linking.linked_zone import LinkedZone
from ninefold.bootstrap import open_workspace
from ninefold.settings import Settings

NAME = "linkage/spark_standalone"
TARGET = "the same clusters as DuckDB"
HOST = "127.0.0.1"
PATIENCE = 180  # seconds until master and worker must have answered


def main() -> None:
    """Link on both and compare."""
    parser = argparse.ArgumentParser(description="Linkage on a standalone Spark master and worker.")
    parser.add_argument("--people", type=int, default=3_000)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="ninefold-benchmark-") as place:
        people = made_up_people(asked.people, Path(place))
        here = linked(Path(place) / "duckdb", people, "")
        with standalone(Path(place)) as master:
            there = linked(Path(place) / "spark", people, master)
    alike = here[0] == there[0]
    Proof(
        NAME, round(there[1], 1), "s", TARGET, alike, peer="DuckDB, s", peer_value=round(here[1], 1),
        ratio=round(there[1] / here[1], 1), n=people.num_rows, seed=9,
        more={"same_clusters": alike, "persons": len(set(here[0].values()))},
    ).say()  # fmt: skip


def linked(root: Path, people: "object", master: str) -> tuple[dict[str, str], float]:
    """Link all on one engine; the person of each record, and the seconds it took."""
    settings = Settings(
        workspace=root, by="benchmark", engine="spark" if master else "duckdb", spark_master=master
    )
    workspace = open_workspace(settings) if master else a_workspace(root)
    take_in(workspace, people)  # type: ignore[arg-type]
    started = time.perf_counter()
    link_people(workspace, by="benchmark", thing=linkable("person"))
    took = time.perf_counter() - started
    rows = LinkedZone(root.resolve(), workspace.store.state(), "person").rows("membership")
    workspace.close()
    return dict(zip(rows["record_id"].to_pylist(), rows["person_id"].to_pylist(), strict=True)), took


@contextmanager
def standalone(folder: Path) -> Iterator[str]:
    """The address of a master with one worker, both of this run and stopped with it."""
    port, pages = _free_port(), _free_port()
    master = f"spark://{HOST}:{port}"
    started = []
    try:
        started.append(
            _start(folder / "master.log", "org.apache.spark.deploy.master.Master", "--host", HOST, "--port",
                   str(port), "--webui-port", str(pages))
        )  # fmt: skip
        _wait(folder / "master.log", "New state: ALIVE")
        started.append(
            _start(folder / "worker.log", "org.apache.spark.deploy.worker.Worker", "--host", HOST, "-c", "2", "-m",
                   "2g", "-d", str(folder / "work"), "--webui-port", str(_free_port()), master)
        )  # fmt: skip
        _wait(folder / "worker.log", "Successfully registered with master")
        yield master
    finally:
        for process in reversed(started):
            process.terminate()
            process.wait(30)


def _start(log: Path, *words: str) -> subprocess.Popen[bytes]:
    import pyspark

    home = Path(pyspark.__file__).parent
    environment = os.environ | {
        "SPARK_HOME": str(home), "SPARK_LOCAL_IP": HOST, "PYSPARK_PYTHON": sys.executable, "SPARK_NO_DAEMONIZE": "1",
    }  # fmt: skip
    with log.open("wb") as out:
        command = [str(home / "bin" / "spark-class"), *words]
        return subprocess.Popen(command, stdout=out, stderr=subprocess.STDOUT, env=environment)


def _wait(log: Path, words: str) -> None:
    """Until the log says so."""
    until = time.monotonic() + PATIENCE
    while words not in log.read_text(errors="replace"):
        if time.monotonic() > until:
            raise RuntimeError(
                f"After {PATIENCE} s the log does not say '{words}':\n{log.read_text()[-2000:]}"
            )
        time.sleep(0.5)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])


if __name__ == "__main__":
    sys.exit(main())
