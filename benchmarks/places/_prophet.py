"""Prophet with its yearly and weekly seasons and holidays, run by an interpreter of its own, on the total alone.

python _prophet.py counts.npz forecasts.npz
"""

import logging
import sys
import time

import numpy as np
import pandas as pd

logging.disable(logging.ERROR)
from prophet import Prophet  # noqa: E402  what it logs on import is of no use here

SHARES = np.round(np.arange(0.05, 0.951, 0.05), 2)


def main(given: str, wanted: str) -> None:
    """Forecast the first series from each origin, from all that is known at it."""
    told = np.load(given)
    counts, origins, ahead = told["counts"][:, 0], told["origins"], int(told["ahead"])
    days = pd.to_datetime(int(told["first"]) + np.arange(len(counts)), unit="D")
    found = np.zeros((len(origins), ahead, 1, len(SHARES)))
    started = time.process_time()
    for number, origin in enumerate(origins):
        model = Prophet(yearly_seasonality=True, weekly_seasonality=True, daily_seasonality=False)
        if str(told["region"]) == "us":
            model.add_country_holidays("US")
        model.fit(pd.DataFrame({"ds": days[:origin], "y": counts[:origin]}))
        np.random.seed(0)
        drawn = model.predictive_samples(pd.DataFrame({"ds": days[origin : origin + ahead]}))["yhat"]
        found[number, :, 0] = np.quantile(drawn, SHARES, axis=1).T
    np.savez(wanted, quantiles=found, seconds=time.process_time() - started)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2])
