"""A fresh clone, an empty home and no cache: how long `make demo` takes to serve its first page, and to fill in.

    python -m benchmarks.ingest.demo_first_page [--port 8123]

Clones what is committed in this checkout (changes that are not committed are not in it), so commit first. The packages
come from the index that pip is set to use here; their time is in the figure.
"""

import argparse
import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from pathlib import Path

from benchmarks.proof import ROOT, Proof

NAME = "ingest/demo_first_page"
TARGET = "first page < 300 s; then all is filled in"
FIRST_PAGE_SECONDS = 300
LONGEST_SECONDS = 3600
# What a shell of a developer carries and a fresh machine does not.
LEFT_OUT = (
    "VIRTUAL_ENV",
    "PYTHONPATH",
    "PYTHONHOME",
    "UV_CACHE_DIR",
    "XDG_CACHE_HOME",
    "MAKEFLAGS",
    "MAKELEVEL",
)


def fresh_environment(home: Path) -> dict[str, str]:
    """The environment of a person who has just sat down: an empty home and no cache."""
    kept = {k: v for k, v in os.environ.items() if k not in LEFT_OUT and not k.startswith("NINEFOLD_")}
    own = str(Path(sys.prefix) / "bin")
    path = os.pathsep.join(part for part in kept["PATH"].split(os.pathsep) if part != own)
    python = str(Path(sys.base_prefix) / "bin" / "python3")
    return kept | {"HOME": str(home), "PIP_NO_CACHE_DIR": "1", "PATH": path, "PYTHON": python}


def answers(url: str) -> bool:
    """Whether the page is there, with status 200."""
    try:
        with urllib.request.urlopen(url, timeout=10) as answer:
            return bool(answer.status == 200)
    except (urllib.error.URLError, OSError):
        return False


def ended(progress: Path) -> dict[str, object] | None:
    """The progress file's content once the run is over."""
    try:
        told: dict[str, object] = json.loads(progress.read_text())
    except (FileNotFoundError, ValueError):
        return None
    return told if told["ended"] else None


def watch(process: subprocess.Popen[bytes], url: str, progress: Path) -> tuple[float, float]:
    """Seconds until the first page and until everything is filled in; RuntimeError when it fails."""
    started = time.perf_counter()
    first: float | None = None
    while (passed := time.perf_counter() - started) < LONGEST_SECONDS:
        if process.poll() is not None:
            raise RuntimeError(f"make demo ended by itself with {process.returncode} after {passed:.0f} s")
        if first is None and answers(url):
            first = time.perf_counter() - started
            print(f"first page after {first:.1f} s", flush=True)
        over = ended(progress)
        if first is not None and over is not None:
            unfinished = [step for step in over["steps"] if step["state"] != "done"]  # type: ignore[attr-defined]
            if unfinished:
                raise RuntimeError(f"steps that are not done: {unfinished}")
            if not answers(url):
                raise RuntimeError("the page went away while the records came in")
            return first, time.perf_counter() - started
        time.sleep(0.25)
    raise RuntimeError(f"not filled in after {LONGEST_SECONDS} s")


def stop(process: subprocess.Popen[bytes]) -> None:
    """End make and all it started: as Ctrl-C first, then harder."""
    for how in (signal.SIGINT, signal.SIGTERM, signal.SIGKILL):
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, how)
        try:
            process.wait(timeout=20)
        except subprocess.TimeoutExpired:
            continue
        if not _group_lives(process.pid):
            return
        time.sleep(2)


def _group_lives(group: int) -> bool:
    try:
        os.killpg(group, 0)
    except ProcessLookupError:
        return False
    return True


def main() -> None:
    """Clone, make, watch, stop, and leave nothing behind."""
    parser = argparse.ArgumentParser(description="Time to the first page of make demo on a fresh clone.")
    parser.add_argument("--port", type=int, default=8123)
    parser.add_argument("--people", type=int, default=0, help="a smaller region: a trial of the script")
    asked = parser.parse_args()
    with socket.socket() as free:
        free.bind(("127.0.0.1", asked.port))  # an error here says that the port is taken
    options = f"--port {asked.port}" + (f" --people {asked.people}" if asked.people else "")
    with tempfile.TemporaryDirectory(prefix="ninefold-benchmark-", ignore_cleanup_errors=True) as place:
        clone, home = Path(place) / "clone", Path(place) / "home"
        home.mkdir()
        subprocess.run(["git", "clone", "--quiet", str(ROOT), str(clone)], check=True)
        log = Path(place) / "make.log"
        with log.open("wb") as out:
            process = subprocess.Popen(
                ["make", "demo", f"DEMO={options}"],
                cwd=clone,
                env=fresh_environment(home),
                stdout=out,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
            try:
                progress = clone / "ninefold-workspace" / "progress.json"
                first, filled = watch(process, f"http://127.0.0.1:{asked.port}/", progress)
            except RuntimeError:
                print(log.read_text(errors="replace")[-4000:])
                raise
            finally:
                stop(process)
    Proof(
        NAME,
        round(first, 1),
        "s",
        TARGET,
        first < FIRST_PAGE_SECONDS,
        n=asked.people or 200_000,
        seed=9,
        more={"filled_in_s": round(filled, 1)},
    ).say()


if __name__ == "__main__":
    main()
