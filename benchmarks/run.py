"""Run one benchmark, or all of them, and print one table.

    python benchmarks/run.py                                   all, as they are
    python benchmarks/run.py ingest/police_uk                  one
    python benchmarks/run.py ingest/police_uk --millions 20    one, with options of its own

Exits non-zero only when a benchmark could not be run; a target that is missed stands in the table.
"""

import json
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
HEADINGS = ("benchmark", "value", "target", "holds", "peer", "ratio", "n")


def names() -> list[str]:
    """Every benchmark, as area/name."""
    found = (path for path in HERE.glob("*/*.py") if not path.name.startswith("_"))
    return sorted(f"{path.parent.name}/{path.stem}" for path in found)


def run(name: str, options: Sequence[str]) -> dict[str, Any]:
    """Run one benchmark, showing what it prints; its last line, or what went wrong."""
    module = f"benchmarks.{name.replace('/', '.')}"
    print(f"── {name} {' '.join(options)}".rstrip(), flush=True)
    done = subprocess.Popen(
        [sys.executable, "-m", module, *options], cwd=ROOT, stdout=subprocess.PIPE, text=True
    )
    last = ""
    assert done.stdout is not None
    for line in done.stdout:
        print(line, end="", flush=True)
        last = line.strip() or last
    if done.wait() != 0:
        return {"name": name, "error": f"ended with {done.returncode}"}
    try:
        told: dict[str, Any] = json.loads(last)
    except ValueError:
        return {"name": name, "error": "its last line is not a JSON object"}
    return told


def table(rows: Sequence[dict[str, Any]]) -> str:
    """The answers as one table of text."""
    cells = [HEADINGS, *(_cells(row) for row in rows)]
    widths = [max(len(row[column]) for row in cells) for column in range(len(HEADINGS))]
    lines = ["  ".join(text.ljust(width) for text, width in zip(row, widths, strict=True)) for row in cells]
    return "\n".join(line.rstrip() for line in [lines[0], "-" * sum(widths), *lines[1:]])


def _cells(row: dict[str, Any]) -> tuple[str, ...]:
    if "error" in row:
        return (row["name"], f"ERROR: {row['error']}", "", "", "", "", "")
    peer = f"{row['peer']}: {_number(row['peer_value'])}" if row["peer"] else ""
    return (
        row["name"],
        f"{_number(row['value'])} {row['unit']}" if row["value"] is not None else "not measured",
        row["target"],
        {True: "yes", False: "NO", None: "–"}[row["holds"]],
        peer,
        _number(row["ratio"]),
        _number(row["n"]),
    )


def _number(value: float | dict[str, float] | None) -> str:
    if value is None:
        return ""
    if isinstance(value, dict):  # one figure for each peer
        return ", ".join(_number(each) for each in value.values())
    return (
        f"{value:,}" if isinstance(value, int) else f"{value:,.3g}" if abs(value) < 1000 else f"{value:,.0f}"
    )


def main(arguments: Sequence[str]) -> int:
    """Run what is named, or everything, and print the table."""
    name, options = (arguments[0], arguments[1:]) if arguments else ("", [])
    known = names()
    if name and name not in known:
        print(f"There is no benchmark '{name}'. Those there are: {', '.join(known)}.", file=sys.stderr)
        return 2
    if not (ROOT.parent / "shared" / "data").is_dir():
        print(
            "The folder ../shared/data is not beside this checkout: what needs it says so and is passed over."
        )
    rows = [run(each, options) for each in ([name] if name else known)]
    print("\n" + table(rows))
    return 1 if any("error" in row for row in rows) else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
