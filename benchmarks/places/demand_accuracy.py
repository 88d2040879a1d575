"""Demand 28 days ahead beside the cheap forecasts and AutoETS: error, cover of the 90 % interval, and time.

    python -m benchmarks.places.demand_accuracy [philadelphia] [atlanta] [--years-before N] [--without-ets]

Thirteen origins, the last year of each file, or an earlier one. AutoETS (statsforecast) runs in the same
run, by an interpreter that has it (NINEFOLD_BENCH_PYTHON, else .venv-bench); without one its row is left out.
"""

import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

import numpy as np
from benchmarks.proof import ROOT, SHARED_DATA, Proof, shared_data_is_absent

from ninefold.actions.demand_card import parse_demand_card
from ninefold.actions.demand_file import read_counts
from ninefold.measures.demand.backtest import METHODS
from ninefold.measures.demand.backtest import run as backtest
from ninefold.measures.demand.baselines import RECENT_MEAN, SEASONAL_NAIVE
from ninefold.measures.demand.model import NAME, History
from ninefold.measures.demand.prediction import Prediction
from ninefold.measures.demand.scores import Line, lines, scale, scored

AHEAD, ORIGINS = 28, 13
FOLDER = SHARED_DATA / "workforce-demand"
FILES: dict[str, tuple[Path, dict[str, Any]]] = {
    "philadelphia": (
        FOLDER / "philadelphia_2016_2019_daily-district-counts.parquet",
        {
            "date": "occurred_date", "count": "n", "series": "district", "holidays": "us",
            "leave_out": {
                "offence": ["Narcotic / Drug Law Violations", "DRIVING UNDER THE INFLUENCE"],
                "district": ["77", "04"],  # an airport, and a code used once
            },
        },
    ),
    "atlanta": (
        FOLDER / "atlanta_offences_daily_2010_2018.csv.gz",
        {
            "date": "offense_date", "count": "n", "series": "offense_type", "holidays": "us",
            # fewer than one a day
            "leave_out": {"offense_type": ["HOMICIDE", "ROBBERY-COMMERCIAL", "ROBBERY-RESIDENCE"]},
        },
    ),
}  # fmt: skip
TARGETS = {("philadelphia", 1): 0.73, ("philadelphia", 0): 0.69, ("atlanta", 0): 0.605, ("atlanta", 1): None}
PUBLISHED_ETS = {
    ("philadelphia", 1): 0.744,
    ("philadelphia", 0): 0.766,
    ("atlanta", 0): 0.686,
    ("atlanta", 1): 0.632,
}
ETS = "AutoETS"


def bench_python() -> Path | None:
    """The interpreter that has statsforecast."""
    found = Path(os.environ.get("NINEFOLD_BENCH_PYTHON", ROOT / ".venv-bench" / "bin" / "python"))
    return found if found.exists() else None


def auto_ets(history: History, origins: list[int]) -> tuple[np.ndarray, float] | None:
    """Quantiles (origins, periods, nodes, 19) by AutoETS, and the processor seconds they took."""
    python = bench_python()
    if python is None:
        return None
    with tempfile.TemporaryDirectory() as folder:
        given, wanted = Path(folder) / "counts.npz", Path(folder) / "forecasts.npz"
        np.savez(given, counts=history.counts, origins=origins, ahead=AHEAD)
        script = Path(__file__).with_name("_autoets.py")
        subprocess.run([python, script, given, wanted], check=True)
        told = np.load(wanted)
        return told["quantiles"], float(told["seconds"])


def measured(name: str, years_before: int, with_ets: bool) -> list[dict[str, Any]]:
    """One file: a row for each level and method."""
    path, card = FILES[name]
    history = read_counts([path], parse_demand_card(card, where=name)).history
    history = history.upto(len(history.counts) - 365 * years_before)
    total = len(history.counts)
    origins = [total - AHEAD * number for number in range(ORIGINS, 0, -1)]
    tables = backtest(history, origins, AHEAD, names=["all", "parts"])
    told = {table.level: list(table.lines) for table in tables}
    ets = auto_ets(history, origins) if with_ets else None
    if ets is not None:
        for depth, level in enumerate(("all", "parts")):
            told[level].append(_ets_line(history, origins, ets, depth))
    return [
        _row(name, depth, line, told[level])
        for depth, level in enumerate(("all", "parts"))
        for line in told[level]
    ]  # fmt: skip


def _ets_line(history: History, origins: list[int], ets: tuple[np.ndarray, float], depth: int) -> Line:
    found: dict[str, list[Any]] = {SEASONAL_NAIVE: [], RECENT_MEAN: [], ETS: []}
    for number, origin in enumerate(origins):
        known, came = history.upto(origin), history.counts[origin : origin + AHEAD]
        scales, quantiles = scale(known.counts, "day"), ets[0][number]
        own = Prediction(
            quantiles[..., 9], quantiles[..., 9], quantiles[..., 0], quantiles[..., 18], quantiles
        )
        found[ETS].append(scored(own, came, scales))
        for cheap in (SEASONAL_NAIVE, RECENT_MEAN):
            found[cheap].append(scored(METHODS[cheap](known, AHEAD), came, scales))
    took = 1000 * ets[1] / len(origins)
    nodes = history.tree.at(depth)
    told = lines(found, nodes, dict.fromkeys(found, took), naive=SEASONAL_NAIVE, recent=RECENT_MEAN)
    return told[-1]


def _row(name: str, depth: int, line: Line, others: list[Line]) -> dict[str, Any]:
    ets = next((each for each in others if each.name == ETS), None)
    ours = next(each for each in others if each.name == NAME)
    target = TARGETS[(name, depth)]
    return {
        "file": name, "level": "parts" if depth else "all", "method": line.name,
        "mase": round(line.mase.value, 4),
        "mase_95": [round(line.mase.low, 4), round(line.mase.high, 4)], "crps": round(line.crps, 4),
        "cover_90": round(line.cover, 4),
        "over_naive_95": [round(line.over_naive.low, 4), round(line.over_naive.high, 4)],
        "ms_an_origin": round(line.milliseconds, 1), "target": target,
        "published_autoets": PUBLISHED_ETS[(name, depth)],
        "times_faster_than_autoets": None if ets is None else round(ets.milliseconds / ours.milliseconds, 1),
    }  # fmt: skip


def main(arguments: list[str]) -> None:
    """Measure the files named, or both, and say one line."""
    title, unit, goal = "demand_accuracy", "MASE", "≤ .73 / ≤ .69 / ≤ .605; cover .88–.93; ≥ 50 × faster"
    if shared_data_is_absent(title, unit, goal):
        return
    years = int(arguments[arguments.index("--years-before") + 1]) if "--years-before" in arguments else 0
    names = [name for name in FILES if name in arguments] or list(FILES)
    rows = [row for name in names for row in measured(name, years, "--without-ets" not in arguments)]
    for row in rows:
        print(row, flush=True)
    ours = [row for row in rows if row["method"] == NAME]
    judged = [row for row in ours if row["target"] is not None]
    holds = (
        all(row["mase"] <= row["target"] for row in judged)
        and all(0.88 <= row["cover_90"] <= 0.93 for row in ours)
        and all((row["times_faster_than_autoets"] or 50) >= 50 for row in ours)
    )
    peers = [row["mase"] for row in rows if row["method"] == ETS]
    value = float(np.mean([row["mase"] for row in ours]))
    peer = float(np.mean(peers)) if peers else None
    Proof(
        title, round(value, 4), unit, goal, holds, peer="AutoETS (statsforecast)" if peers else "",
        peer_value=None if peer is None else round(peer, 4), ratio=None if peer is None else round(value / peer, 4),
        n=len(rows), seed=0, more={"rows": rows, "years_before": years},
    ).say()  # fmt: skip


if __name__ == "__main__":
    main(sys.argv[1:])
