"""Demand 28 days ahead beside the cheap forecasts, AutoETS and Prophet: error, cover of the 90 % interval, and time.

    python -m benchmarks.places.demand_accuracy [philadelphia] [atlanta] [toronto] [--years-before N] [--without-peers]

Thirteen origins, the last year of each file, or an earlier one. The calendar's settings were chosen on Philadelphia and
Atlanta. AutoETS (statsforecast) and Prophet (the total alone) run in the same run, by an interpreter that has them
(`make bench-peers`, or NINEFOLD_BENCH_PYTHON); without one their rows are left out. `level_known` is the error
left if somebody had told us each stretch's mean: what is beneath it is days that differ for reasons no calendar knows.
"""

import os
import subprocess
import sys
import tempfile
from dataclasses import fields
from pathlib import Path
from typing import Any

import numpy as np
from benchmarks.proof import ROOT, SHARED_DATA, Proof, shared_data_is_absent

from ninefold.actions.demand.card import parse_demand_card
from ninefold.actions.demand.file import read_counts
from ninefold.measures.demand.backtest import METHODS
from ninefold.measures.demand.backtest import run as backtest
from ninefold.measures.demand.baselines import RECENT_MEAN, SEASONAL_NAIVE
from ninefold.measures.demand.model import NAME, History, forecast
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
    "toronto": (
        SHARED_DATA / "place-events" / "toronto_mci_2014_2019.parquet",
        {"date": "occurrencedate", "count": "rows", "series": "MCI", "step": "day", "first": "2014-01-01",
         "last": "2019-12-31"},
    ),
}  # fmt: skip
TARGETS = {("philadelphia", 1): 0.73, ("philadelphia", 0): 0.69, ("atlanta", 0): 0.605}
ETS, PROPHET = "AutoETS", "Prophet"
SCRIPTS = {ETS: "_autoets.py", PROPHET: "_prophet.py"}


def bench_python() -> Path | None:
    """The interpreter that has the peers."""
    found = Path(os.environ.get("NINEFOLD_BENCH_PYTHON", ROOT / ".venv-bench" / "bin" / "python"))
    return found if found.exists() else None


def by_peer(name: str, history: History, origins: list[int]) -> tuple[np.ndarray, float] | None:
    """Quantiles (origins, periods, nodes, 19) by a peer, and the processor seconds they took."""
    python = bench_python()
    if python is None:
        return None
    with tempfile.TemporaryDirectory() as folder:
        given, wanted = Path(folder) / "counts.npz", Path(folder) / "forecasts.npz"
        np.savez(
            given, counts=history.counts, origins=origins, ahead=AHEAD, first=history.periods.first[0],
            region=history.region,
        )  # fmt: skip
        script = Path(__file__).with_name(SCRIPTS[name])
        subprocess.run([python, script, given, wanted], check=True, stderr=subprocess.DEVNULL)
        told = np.load(wanted)
        return told["quantiles"], float(told["seconds"])


def measured(name: str, years_before: int, with_peers: bool) -> list[dict[str, Any]]:
    """One file: a row for each level and method."""
    path, card = FILES[name]
    history = read_counts([path], parse_demand_card(card, where=name)).history
    history = history.upto(len(history.counts) - 365 * years_before)
    total = len(history.counts)
    origins = [total - AHEAD * number for number in range(ORIGINS, 0, -1)]
    tables = backtest(history, origins, AHEAD, names=["all", "parts"])
    told = {table.level: list(table.lines) for table in tables}
    for peer in SCRIPTS if with_peers else ():
        found = by_peer(peer, history, origins)
        if found is None:
            continue
        told["all"].append(_peer_line(peer, history, origins, found, 0))
        if found[0].shape[2] > 1:
            told["parts"].append(_peer_line(peer, history, origins, found, 1))
    known = round(_level_known(history, origins), 4)
    return [
        _row(name, depth, line, told[level], known if depth == 0 else None)
        for depth, level in enumerate(("all", "parts"))
        for line in told[level]
    ]  # fmt: skip


def _level_known(history: History, origins: list[int]) -> float:
    """MASE of the total if each stretch's mean were known beforehand."""
    errors = []
    for origin in origins:
        known, came = history.upto(origin), history.counts[origin : origin + AHEAD, 0]
        middle = forecast(known, AHEAD).prediction().middle[:, 0]
        missed = np.abs(came - middle * came.mean() / middle.mean()).mean()
        errors.append(missed / scale(known.counts, "day")[0])
    return float(np.mean(errors))


def _peer_line(
    name: str, history: History, origins: list[int], told: tuple[np.ndarray, float], depth: int
) -> Line:
    found: dict[str, list[Any]] = {SEASONAL_NAIVE: [], RECENT_MEAN: [], name: []}
    of = slice(0, told[0].shape[2])
    for number, origin in enumerate(origins):
        known, came = history.upto(origin), history.counts[origin : origin + AHEAD, of]
        scales, quantiles = scale(known.counts[:, of], "day"), told[0][number]
        own = Prediction(
            quantiles[..., 9], quantiles[..., 9], quantiles[..., 0], quantiles[..., 18], quantiles
        )
        found[name].append(scored(own, came, scales))
        for cheap in (SEASONAL_NAIVE, RECENT_MEAN):
            own = METHODS[cheap](known, AHEAD)
            kept = Prediction(*(getattr(own, each.name)[:, of] for each in fields(own)))
            found[cheap].append(scored(kept, came, scales))
    took = 1000 * told[1] / len(origins)
    nodes = history.tree.at(depth)
    return lines(found, nodes, dict.fromkeys(found, took), naive=SEASONAL_NAIVE, recent=RECENT_MEAN)[-1]


def _row(name: str, depth: int, line: Line, others: list[Line], level_known: float | None) -> dict[str, Any]:
    ets = next((each for each in others if each.name == ETS), None)
    ours = next(each for each in others if each.name == NAME)
    return {
        "file": name, "level": "parts" if depth else "all", "method": line.name,
        "mase": round(line.mase.value, 4),
        "mase_95": [round(line.mase.low, 4), round(line.mase.high, 4)], "crps": round(line.crps, 4),
        "cover_90": round(line.cover, 4),
        "over_naive_95": [round(line.over_naive.low, 4), round(line.over_naive.high, 4)],
        "ms_an_origin": round(line.milliseconds, 1), "target": TARGETS.get((name, depth)),
        "times_faster_than_autoets": None if ets is None else round(ets.milliseconds / ours.milliseconds, 1),
        "level_known": level_known,
    }  # fmt: skip


def main(arguments: list[str]) -> None:
    """Measure the files named, or both, and say one line."""
    title, unit, goal = "demand_accuracy", "MASE", "≤ .73 / ≤ .69 / ≤ .605; cover .88–.93; ≥ 50 × faster"
    if shared_data_is_absent(title, unit, goal):
        return
    years = int(arguments[arguments.index("--years-before") + 1]) if "--years-before" in arguments else 0
    names = [name for name in FILES if name in arguments] or list(FILES)
    rows = [row for name in names for row in measured(name, years, "--without-peers" not in arguments)]
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
