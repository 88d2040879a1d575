"""What every benchmark shares: measuring a process, saying what machine this is, and the one line at the end.

A benchmark is a module `benchmarks/<area>/<name>.py` run from the checkout as
`python -m benchmarks.<area>.<name>`. Its last line is one JSON object; it exits non-zero only on error.
"""

import json
import os
import platform
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
SHARED_DATA = ROOT.parent / "shared" / "data"
PYTHON = sys.executable


@dataclass(frozen=True)
class Proof:
    """One figure set against its target; `holds` and `value` are None when it could not be measured."""

    name: str
    value: float | None
    unit: str
    target: str
    holds: bool | None
    peer: str = ""
    peer_value: float | None = None
    ratio: float | None = None
    n: int | None = None
    seed: int | None = None
    more: Mapping[str, Any] = field(default_factory=dict)

    def say(self) -> None:
        """Print the one JSON object that ends a benchmark."""
        told = asdict(self) | {"command": command(), "machine": machine()}
        print(json.dumps(told | told.pop("more"), ensure_ascii=False), flush=True)


@dataclass(frozen=True)
class Measured:
    """What one process took: wall and processor seconds, peak resident bytes; and what it printed."""

    wall: float
    cpu: float
    peak_bytes: int
    exit_status: int
    output: str

    @property
    def figures(self) -> dict[str, float]:
        """The figures alone, rounded for people."""
        return {
            "wall_s": round(self.wall, 3),
            "cpu_s": round(self.cpu, 3),
            "peak_gb": round(self.peak_bytes / 1e9, 3),
        }


def measure(arguments: Sequence[str | Path], *, allowed: Sequence[int] = (0,), **settings: str) -> Measured:
    """Run a process to its end; the peak is that of the largest process among it and its children.

    Raises RuntimeError with the end of its error stream when its exit status is not allowed.
    """
    started = time.perf_counter()
    process = subprocess.Popen(
        [str(a) for a in arguments],
        cwd=ROOT,
        env=os.environ | {"NINEFOLD_BY": "benchmark"} | settings,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    output = process.stdout.read()
    _, status, used = os.wait4(process.pid, 0)
    wall = time.perf_counter() - started
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode not in allowed:
        raise RuntimeError(f"{arguments[0]} ended with {process.returncode}; its own words stand above.")
    kilobytes = 1 if sys.platform == "darwin" else 1024
    return Measured(
        wall, used.ru_utime + used.ru_stime, used.ru_maxrss * kilobytes, process.returncode, output
    )


def ninefold(*arguments: str | Path, allowed: Sequence[int] = (0,), **settings: str) -> Measured:
    """Run one `ninefold` command and measure it."""
    return measure([PYTHON, "-m", "ninefold", *arguments], allowed=allowed, **settings)


def last_json(output: str) -> dict[str, Any]:
    """The JSON object on the last line of some output."""
    told: dict[str, Any] = json.loads(output.strip().splitlines()[-1])
    return told


def shared_data_is_absent(name: str, unit: str, target: str) -> bool:
    """Whether the real data is not here; if so that is said plainly and is the whole answer."""
    if SHARED_DATA.is_dir():
        return False
    why = "the folder ../shared/data is not beside this checkout, so this could not be measured"
    print(f"{name}: {why}.")
    Proof(name, None, unit, target, None, more={"note": why}).say()
    return True


def command() -> str:
    """How this benchmark was called."""
    script = Path(sys.argv[0]).resolve()
    called = script.relative_to(ROOT).with_suffix("").parts if script.is_relative_to(ROOT) else (script.name,)
    return " ".join(["python -m", ".".join(called), *sys.argv[1:]])


def machine() -> str:
    """Processors, memory, system and Python, in a few words."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1e9
    load = os.getloadavg()[0]
    return (
        f"{os.cpu_count()} cores, {memory:.0f} GB, {platform.system()} {platform.machine()}, "
        f"Python {platform.python_version()}, load {load:.1f}"
    )


def seconds(value: float) -> float:
    """Seconds as they are written in an answer."""
    return round(value, 3)
