"""The default forecast of places on real points: better than the three-year count, on files of several shapes."""

from datetime import date
from pathlib import Path

import pytest

from ninefold.actions.places.backtest import BacktestOutcome, backtest_places
from ninefold.actions.places.card import PlaceCard

POINTS = Path(__file__).resolve().parents[3] / "shared" / "data" / "place-events"
PHILADELPHIA = POINTS / "philadelphia_2016_2019.parquet"
COUNT, DEFAULT = "three-year count", "EWMA+KDE"


def _backtest(path: Path, **said: object) -> BacktestOutcome:
    if not path.exists():
        pytest.skip("the real data is not here: there is no ../shared/data/place-events beside this checkout")
    return backtest_places([path], card=PlaceCard(**({"methods": ("PROMAP",)} | said)))  # type: ignore[arg-type]


@pytest.mark.slow
def test_the_default_beats_the_count_and_promap_on_burglary_in_philadelphia() -> None:
    outcome = _backtest(PHILADELPHIA, types={"burglary": ("Burglary Residential",)}, first=date(2019, 1, 1))

    table = outcome.kinds[0].table
    main = table.shares.index(0.05)
    assert outcome.windows == 52
    assert table.line(DEFAULT).gain[main].low > 0
    assert table.line("PROMAP").gain[main].high < 0
    assert table.line(DEFAULT).hit_rate[main].value > table.line("PROMAP").hit_rate[main].value + 0.03
    assert table.line(DEFAULT).expected_over_observed == pytest.approx(1.0, abs=0.05)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("file", "kind"),
    [
        ("portland_nij_theft-of-auto_2012-03_2017-02.csv.gz", "theft of auto"),
        ("nyc_vehicle_thefts_2014_2016.csv.gz", "vehicle theft"),
    ],
)
def test_files_of_other_shapes_run_with_an_empty_card(file: str, kind: str) -> None:
    outcome = _backtest(POINTS / file, kind=kind)

    table = outcome.kinds[0].table
    assert table.windows == 52
    assert table.line(DEFAULT).hit_rate[table.shares.index(0.05)].value > 0.05
