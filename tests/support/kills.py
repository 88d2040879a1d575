"""Kills a working process at announced points and starts it again, to see what it leaves behind.

A *nursery* is a fresh process that imports the work once and then forks a child for each attempt, so
that an attempt costs no start-up. The child announces the points it reaches on a pipe. A kill is aimed
at the n-th announcement: the child either dies on the spot, or is killed a moment later by the one
watching, wherever it has got to. Killing by the clock alone mostly hits start-up and proves little.

    python -m tests.support.kills tests.crash.street_work:sound FOLDER SEED FIRST LAST

runs trials FIRST to LAST and prints one JSON line for each.
"""

import json
import os
import signal
import subprocess
import sys
import time
import traceback
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from importlib import import_module
from itertools import pairwise
from pathlib import Path
from random import Random

Announce = Callable[[str], None]
Work = Callable[[Path, Announce], None]

MOST_KILLS = 3
LONGEST_DELAY = 0.02  # seconds between an announcement and a kill that does not fall on it
HERE = Path(__file__).parents[2]


@dataclass(frozen=True)
class Trial:
    """One workspace after its kills and one clean run; where each kill fell; what the clean run said."""

    number: int
    root: Path
    killed_at: tuple[str, ...]
    error: str


@dataclass(frozen=True)
class Attempt:
    """How one child ended: the points it announced, and whether it was killed or failed."""

    points: tuple[str, ...]
    killed: bool
    error: str


def trials(work: str, folder: Path, *, count: int, seed: int, workers: int = 2) -> list[Trial]:
    """Run so many trials of `module:function`, shared among a few nurseries."""
    bounds = [count * n // workers for n in range(workers + 1)]
    shares = [(a, b) for a, b in pairwise(bounds) if a < b]
    with ThreadPoolExecutor(len(shares)) as pool:
        done = pool.map(lambda share: list(_nursery(work, folder, seed, *share)), shares)
        return [trial for share in done for trial in share]


def _nursery(work: str, folder: Path, seed: int, first: int, last: int) -> Iterator[Trial]:
    command = [sys.executable, "-m", "tests.support.kills", work, str(folder), str(seed)]
    done = subprocess.run(
        [*command, str(first), str(last)], cwd=HERE, stdout=subprocess.PIPE, text=True, check=True
    )
    for line in done.stdout.splitlines():
        said = json.loads(line)
        yield Trial(said["number"], Path(said["root"]), tuple(said["killed_at"]), said["error"])


def attempt(work: Work, root: Path, *, kill_at: int | None = None, delay: float = 0.0) -> Attempt:
    """Run the work in a forked child; with `kill_at`, kill it at that announcement or soon after."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        _be_the_child(work, root, writing, kill_at if delay == 0.0 else None)
    os.close(writing)
    points: list[str] = []
    with os.fdopen(reading) as stream:
        for line in stream:
            points.append(line.rstrip("\n"))
            if len(points) == kill_at and delay:
                time.sleep(delay)
                os.kill(child, signal.SIGKILL)
    _, status = os.waitpid(child, 0)
    if os.WIFSIGNALED(status):
        return Attempt(tuple(points), True, "")
    failed = os.WEXITSTATUS(status) != 0
    return Attempt(tuple(points), False, points.pop() if failed and points else "")


def _be_the_child(work: Work, root: Path, pipe: int, die_at: int | None) -> None:
    reached = 0

    def announce(point: str) -> None:
        nonlocal reached
        reached += 1
        os.write(pipe, f"{point}\n".encode())
        if reached == die_at:
            os.kill(os.getpid(), signal.SIGKILL)

    status = 1
    try:
        work(root, announce)
        status = 0
    except BaseException as error:
        traceback.print_exc()
        os.write(pipe, f"{type(error).__name__}: {error}".replace("\n", " ").encode())
    finally:
        os._exit(status)


def _trial(work: Work, folder: Path, number: int, points: int, random: Random) -> Trial:
    root = folder / f"trial-{number:04d}"
    killed_at = []
    for _ in range(random.randint(1, MOST_KILLS)):
        delay = random.choice((0.0, random.uniform(0.0, LONGEST_DELAY)))
        done = attempt(work, root, kill_at=random.randint(1, points), delay=delay)
        if done.killed:
            killed_at.append(done.points[-1])
    return Trial(number, root, tuple(killed_at), attempt(work, root).error)


def _main(name: str, folder: Path, seed: int, first: int, last: int) -> None:
    module, function = name.split(":")
    work: Work = getattr(import_module(module), function)
    points = len(attempt(work, folder / f"unharmed-{first}").points)
    for number in range(first, last):
        done = _trial(work, folder, number, points, Random(f"{seed} {number}"))
        said = {"number": number, "root": str(done.root), "killed_at": done.killed_at, "error": done.error}
        print(json.dumps(said), flush=True)


if __name__ == "__main__":
    _main(sys.argv[1], Path(sys.argv[2]), *map(int, sys.argv[3:6]))
