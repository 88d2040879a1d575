"""What adding up costs: CRPS at each level with forecasts that add up, beside each node's own.

    python -m benchmarks.places.demand_coherence [philadelphia] [atlanta] [toronto]

Every file gets one series more that never had an event. The base is the same model without reconciliation: each node
by itself. The value is the worst of ours ÷ base over files and levels; at 1 or under nothing is lost by adding up.
It holds where at no level the loss is surer than chance (origins drawn again, paired), sums agree, no limit is below
nought and nothing is expected where nothing ever was.
"""

import sys
from dataclasses import replace
from unittest.mock import patch

import numpy as np
from benchmarks.places.demand_accuracy import AHEAD, FILES, ORIGINS
from benchmarks.proof import Proof, shared_data_is_absent

from ninefold.actions.demand.card import parse_demand_card
from ninefold.actions.demand.file import read_counts
from ninefold.measures.demand import model
from ninefold.measures.demand.model import Forecast, History
from ninefold.measures.demand.scores import scale, scored
from ninefold.measures.demand.tree import tree_of

NAME = "places/demand_coherence"
TARGET = "CRPS not surely above base at any level; 0 limits below nought; sums agree; no failure on an empty series"
_NOTHING = 1e-6  # events a day


def main() -> None:
    """Run the files asked for, or all."""
    names = [name for name in sys.argv[1:] if name in FILES] or list(FILES)
    absent = [name for name in names if not FILES[name][0].exists()]
    if absent:
        shared_data_is_absent(NAME, TARGET)
        return
    told: dict[str, dict[str, dict[str, float]]] = {}
    faults = 0
    for name in names:
        path, keys = FILES[name]
        history = _with_an_empty_series(read_counts([path], parse_demand_card(keys, where=name)).history)
        told[name], broken = _judged(history)
        faults += broken
        print(name, told[name], "faults:", broken, flush=True)
    levels = [level for file in told.values() for level in file.values()]
    worst = max(level["ratio"] for level in levels)
    holds = not faults and all(level["low"] <= 0 for level in levels)
    Proof(
        NAME, worst, "CRPS of forecasts that add up over that of each by itself, the worst level", TARGET, holds,
        peer="the same model, not reconciled", n=len(names) * ORIGINS, more={"levels": told, "faults": faults},
    ).say()  # fmt: skip


def _with_an_empty_series(history: History) -> History:
    tree, empty = history.tree, ("zz-empty",) * (history.tree.depths - 1)
    leaves = history.counts[:, tree.leaves]
    grown = tree_of([*(tree.paths[leaf] for leaf in tree.leaves), empty])
    counts = grown.totals(np.column_stack([leaves, np.zeros(len(leaves))]))
    return replace(history, counts=counts, tree=grown)


def _judged(history: History) -> tuple[dict[str, dict[str, float]], int]:
    """CRPS over base by level, and how many forecasts broke a rule."""
    ours: list[np.ndarray] = []
    base: list[np.ndarray] = []
    faults = 0
    for number in range(ORIGINS, 0, -1):
        origin = len(history.counts) - AHEAD * number
        known, came = history.upto(origin), history.counts[origin : origin + AHEAD]
        scales = scale(known.counts, history.periods.step)
        added = model.forecast(known, AHEAD)
        with patch.object(model, "reconciled", lambda tree, own: own):
            alone = model.forecast(known, AHEAD)
        ours.append(scored(added.prediction(), came, scales).crps)
        base.append(scored(alone.prediction(), came, scales).crps)
        faults += _faults(history, added)
    levels = {
        f"level {depth}": _compared(*(np.array(each)[:, history.tree.at(depth)] for each in (ours, base)))
        for depth in range(history.tree.depths)
    }
    return levels, faults


def _compared(ours: np.ndarray, base: np.ndarray) -> dict[str, float]:
    """The ratio of means (origins by nodes), and the interval of the difference over origins drawn again."""
    difference = np.nanmean(ours - base, axis=1)
    drawn = np.random.default_rng(0).integers(0, len(difference), (2000, len(difference)))
    low, high = np.quantile(difference[drawn].mean(axis=1), (0.025, 0.975))
    ratio = round(float(np.nanmean(ours) / np.nanmean(base)), 4)
    return {"ratio": ratio, "difference": round(float(difference.mean()), 5), "low": round(float(low), 5),
            "high": round(float(high), 5)}  # fmt: skip


def _faults(history: History, found: Forecast) -> int:
    """Sums that disagree, limits below nought, or anything expected where nothing ever was."""
    whole = history.tree.totals(found.mean[:, history.tree.leaves])
    prediction = found.prediction()
    empty = [number for number, path in enumerate(history.tree.paths) if path and path[0] == "zz-empty"]
    return (
        int(not np.allclose(whole, found.mean, rtol=1e-9, atol=1e-9))
        + int((prediction.low < 0).any())
        + int(not np.isfinite(prediction.quantiles).all())
        + int((prediction.high[:, empty] > 0).any() or (found.mean[:, empty] > _NOTHING).any())
    )


if __name__ == "__main__":
    main()
