"""AutoETS of statsforecast, run by an interpreter of its own: reads counts (.npz), writes forecasts and its time.

python _autoets.py counts.npz forecasts.npz
"""

import sys
import time

import numpy as np
from statsforecast.models import AutoETS

KNOWN = 1096  # days: what the reference figures were measured with


def main(given: str, wanted: str) -> None:
    """Forecast each series from each origin."""
    told = np.load(given)
    counts, origins, ahead = told["counts"], told["origins"], int(told["ahead"])
    levels = [10, 20, 30, 40, 50, 60, 70, 80, 90]
    AutoETS(season_length=7).forecast(
        y=counts[:200, 0].astype(float), h=2, level=[90]
    )  # compiled before the clock
    found = np.zeros((len(origins), ahead, counts.shape[1], 19))
    started = time.process_time()
    for number, origin in enumerate(origins):
        for series in range(counts.shape[1]):
            known = counts[max(0, origin - KNOWN) : origin, series].astype(float)
            said = AutoETS(season_length=7).forecast(y=known, h=ahead, level=levels)
            lows = [said[f"lo-{level}"] for level in reversed(levels)]
            highs = [said[f"hi-{level}"] for level in levels]
            found[number, :, series] = np.stack([*lows, said["mean"], *highs], axis=-1)
    np.savez(wanted, quantiles=found, seconds=time.process_time() - started)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2])
