"""The four-year fan replayed: how often each year's total fell within its limits, made so long before.

    python -m benchmarks.places.demand_years

Origins three months apart, the total and every part with ten a month. Years overlap, so
that the number of origins says more than there is: the series are told one by one. Officers (FTE) of the forces, told
each half-year from 2014 to 2019, are replayed too; what was known then is two years.
"""

from collections.abc import Iterator
from typing import Any

import numpy as np
import pyarrow.csv as pacsv
from benchmarks.places.demand_accuracy import FILES, FOLDER
from benchmarks.proof import SHARED_DATA, Proof, shared_data_is_absent

from ninefold.actions.demand.card import parse_demand_card
from ninefold.actions.demand.file import read_counts
from ninefold.measures.demand.model import History, forecast
from ninefold.measures.demand.scenarios import FADES, GOES_ON, STAYS, drift, fans, summed_by_year

YEARS, APART, A_YEAR, LEAST = 4, 3, 12, 10.0
LONG = {
    **{name: FILES[name] for name in ("atlanta", "toronto", "philadelphia")},
    "london burglary": (
        SHARED_DATA / "police-uk" / "panel_lsoa_month_metropolitan-burglary_2010-12_2021-05.parquet",
        {"date": "month", "count": "n"},
    ),
    "portland burglary": (
        SHARED_DATA / "place-events" / "portland_nij_burglary_2012-03_2017-02.csv.gz",
        {"date": "occ_date", "count": "rows"},
    ),
    "portland theft of vehicles": (
        SHARED_DATA / "place-events" / "portland_nij_theft-of-auto_2012-03_2017-02.csv.gz",
        {"date": "occ_date", "count": "rows"},
    ),
}
FTE_YEARS = range(2015, 2020)
KNOWN_HALF_YEARS = 5


def replayed(history: History) -> Iterator[dict[str, Any]]:
    """Each origin, scenario, series and year: whether the limits held, how wide they were, and the miss."""
    total = len(history.counts)
    for origin in range(2 * A_YEAR, total - A_YEAR + 1, APART):
        known = history.upto(origin)
        for fan in fans(known, forecast(known, YEARS * A_YEAR)):
            for node in range(len(history.tree.paths)):
                for year in summed_by_year(fan, A_YEAR, node):
                    start = origin + A_YEAR * (int(year["year"]) - 1)
                    came = history.counts[start : start + A_YEAR, node]
                    if len(came) == A_YEAR and history.counts[:, node].mean() >= LEAST:
                        yield _held(fan.name, node, year, float(came.sum()))


def _held(scenario: str, node: int, year: Any, came: float) -> dict[str, Any]:
    return {
        "scenario": scenario, "node": node, "year": int(year["year"]), "held": year["low"] <= came <= year["high"],
        "width": (year["high"] - year["low"]) / year["expected"], "miss": abs(year["expected"] / came - 1),
    }  # fmt: skip


def told(name: str, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """One line for each scenario and year."""
    lines = []
    for scenario in (STAYS, GOES_ON, FADES):
        for year in range(1, YEARS + 1):
            own = [row for row in rows if row["scenario"] == scenario and row["year"] == year]
            if own:
                means = {
                    key: round(float(np.mean([row[key] for row in own])), 3)
                    for key in ("held", "width", "miss")
                }
                lines.append({"file": name, "scenario": scenario, "year": year, "n": len(own), **means})
    return lines


def officers() -> dict[str, Any]:
    """Half-yearly FTE by force: from two years known, each later year within the fan of 'stays as it is'?"""
    counts: dict[str, dict[str, float]] = {}
    for year in FTE_YEARS:
        table = pacsv.read_csv(FOLDER / f"officer-fte_{year}.csv")
        moments = table.column_names[1:]
        for row in table.to_pylist():
            own = counts.setdefault(str(row[table.column_names[0]]).strip(), {})
            own |= {
                _moment(each): float(str(row[each]).replace(",", ""))
                for each in moments
                if row[each] is not None
            }
    held, widths = [], []
    for own in counts.values():
        series = np.array([own[moment] for moment in sorted(own)])
        if len(series) < KNOWN_HALF_YEARS + 2 or series.min() <= 0:
            continue
        known, changes = series[KNOWN_HALF_YEARS - 1], drift(series[:KNOWN_HALF_YEARS], 2)
        for year, came in enumerate(series[KNOWN_HALF_YEARS + 1 :: 2], 1):
            reach = 1.645 * float(np.sqrt(changes.spread(np.array([float(year)]))[0]))
            held.append(known * np.exp(-reach) <= came <= known * np.exp(reach))
            widths.append(2 * reach)
    return {"file": "officers (FTE)", "series": len(counts), "n": len(held), "held": round(float(np.mean(held)), 3),
            "width": round(float(np.mean(widths)), 3)}  # fmt: skip


def _moment(text: str) -> str:
    month, year = text.strip().split(" ")
    return f"{year}-{'03' if month.startswith('Mar') else '09'}"


def main() -> None:
    """Replay all and say one line."""
    name, unit, goal = "demand_years", "share held, trend fades, four years", "≥ .85"
    if shared_data_is_absent(name, unit, goal):
        return
    lines, shares = [], []
    for file, (path, card) in LONG.items():
        history = read_counts([path], parse_demand_card({**card, "step": "month"}, where=file)).history
        rows = list(replayed(history))
        lines += told(file, rows)
        series = {row["node"] for row in rows}
        shares += [
            float(np.mean([row["held"] for row in rows if row["node"] == node and row["scenario"] == FADES]))
            for node in sorted(series)
        ]
    lines.append(officers())
    print(*lines, sep="\n", flush=True)
    value = float(np.mean(shares))
    Proof(
        name, round(value, 4), unit, goal, value >= 0.85, n=len(shares), seed=0,
        more={"rows": lines, "series_under_85": sum(share < 0.85 for share in shares)},
    ).say()  # fmt: skip


if __name__ == "__main__":
    main()
