"""A list of places comes with what such lists hit and could hit, a share by lot, and no gathering in one corner."""

import csv
import json
from collections import Counter
from datetime import date
from pathlib import Path

import numpy as np
import pytest
from tests.unit.actions.test_backtest_places import Row, made_up, written
from typer.testing import CliRunner

from ninefold.actions.places import forecast as places_forecast
from ninefold.actions.places.card import PlaceCard
from ninefold.actions.places.forecast import NEIGHBOURHOOD, Choosing, PlacesForecast, forecast_places
from ninefold.actions.places.watch_map_points import watch_map_points
from ninefold.cli.commands.places import app
from ninefold.errors import FileRefused, NotAssured, UserError
from ninefold.measures.places.boosted import TERMS

CARD = {"count": 8, "tune": 8, "draws": 200}


def forecast(path: Path, choosing: Choosing | None = None, **said: object) -> PlacesForecast:
    return forecast_places([path], card=PlaceCard(**(CARD | said)), choosing=choosing or Choosing())  # type: ignore[arg-type]


def test_a_list_never_stands_without_its_backtest_and_its_ceiling(tmp_path: Path) -> None:
    outcome = forecast(written(tmp_path / "points.csv", made_up()))

    burglary = outcome.kinds[0]
    assert burglary.hit_rate.low < burglary.hit_rate.value < burglary.hit_rate.high
    assert 0 < burglary.reachable <= 1
    assert burglary.reached == pytest.approx(burglary.hit_rate.value / burglary.reachable)
    assert "may not" in outcome.may_not


def test_the_list_is_of_the_week_after_the_last_day_and_its_busiest_place_comes_first(tmp_path: Path) -> None:
    outcome = forecast(written(tmp_path / "points.csv", made_up()))

    assert (
        date.fromisoformat(outcome.first_day).toordinal()
        == date.fromisoformat(outcome.known_until).toordinal() + 1
    )
    first = outcome.kinds[0].places[0]
    assert (first.longitude, first.latitude) == pytest.approx((0.01, 51.01), abs=0.003)
    assert "recorded here in the last 28 days" in first.reasons


def test_what_patrols_find_is_refused_with_its_reason(tmp_path: Path) -> None:
    outcome = forecast(written(tmp_path / "points.csv", made_up()))

    assert [refused.kind for refused in outcome.refused] == ["Drugs"]


def test_one_place_in_ten_is_drawn_by_lot_and_the_lot_is_the_same_when_asked_again(tmp_path: Path) -> None:
    path = written(tmp_path / "points.csv", made_up())
    once, again = (forecast(path, main_share=0.10).kinds[0] for _ in range(2))

    assert once.by_lot == sum(place.by_lot for place in once.places) == round(0.1 * len(once.places)) > 0
    assert once.places == again.places
    assert len({place.place for place in once.places}) == len(once.places)


def test_no_neighbourhood_holds_more_than_its_share_of_a_list(tmp_path: Path) -> None:
    path = written(tmp_path / "points.csv", made_up(count=3000))
    found = forecast(path, Choosing(by_lot=0.0, most=0.2), main_share=0.10).kinds[0]

    held = Counter((place.x // NEIGHBOURHOOD, place.y // NEIGHBOURHOOD) for place in found.places)
    assert max(held.values()) <= 0.2 * (len(found.places) + found.gave_way)
    assert found.gave_way > 0


def test_days_after_the_last_one_asked_for_change_nothing(tmp_path: Path) -> None:
    rows = made_up()
    last = date(2021, 2, 28)
    early = [row for row in rows if str(row["date"]) <= last.isoformat()]
    whole, cut = (
        forecast(written(tmp_path / name, each), last=last, epsg=32631)
        for name, each in (("a.csv", rows), ("b.csv", early))
    )

    assert (whole.first_day, whole.last_day) == ("2021-03-01", "2021-03-07")
    assert whole.kinds[0].places == cut.kinds[0].places


def test_a_dearer_method_that_does_not_beat_the_default_makes_no_list(tmp_path: Path) -> None:
    path = written(tmp_path / "points.csv", made_up())

    with pytest.raises(NotAssured, match="did not surely hit more"):
        forecast(path, Choosing(method="PROMAP"), types={"burglary": ("Burglary",)})


def test_a_boosted_list_says_which_terms_moved_each_place_most(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("lightgbm", reason="the boosted extra is not installed")
    monkeypatch.setattr(places_forecast, "_check_beats_the_default", lambda table, method: None)
    path = written(tmp_path / "points.csv", made_up(count=3000))
    found = forecast(path, Choosing(method="boosted"), types={"burglary": ("Burglary",)}).kinds[0]

    assert all("Moved most by: " in place.reasons for place in found.places)
    assert any(TERMS[-1] in place.reasons for place in found.places)


def test_shares_that_are_no_shares_are_refused(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="by lot"):
        forecast(written(tmp_path / "points.csv", made_up()), Choosing(by_lot=0.9))


def test_the_command_writes_every_place_and_one_object(tmp_path: Path) -> None:
    path, card, out = (
        written(tmp_path / "points.csv", made_up()),
        tmp_path / "card.toml",
        tmp_path / "list.csv",
    )
    card.write_text("count = 8\ntune = 8\ndraws = 200\n")

    shown = CliRunner().invoke(app, ["forecast", str(path), "--card", str(card), "--out", str(out), "--json"])
    told = json.loads(shown.stdout.splitlines()[-1])
    plain = CliRunner().invoke(app, ["forecast", str(path), "--card", str(card)])

    rows = list(csv.DictReader(out.open(encoding="utf-8")))
    assert len(rows) == sum(len(kind["places"]) for kind in told["kinds"])
    assert "Reachable:" in plain.stdout
    assert "reported to police" in plain.stdout


def street_months(moved_from: int) -> list[Row]:
    """Sixteen months of a made-up street-level file; from one month on every point lies a little further east."""
    chance = np.random.default_rng(4)
    return [
        {
            "Month": f"{2020 + number // 12}-{number % 12 + 1:02d}",
            "Falls within": "Made-up Police",
            "Longitude": f"{-2.5 + place / 1000 + (0.0003 if number >= moved_from else 0):.6f}",
            "Latitude": "51.400000",
            "Crime type": "Burglary",
        }
        for number in range(16)
        for place in chance.integers(0, 60, 400)
    ]


def test_a_list_of_map_points_that_moved_rings_an_alarm_in_that_month_alone(tmp_path: Path) -> None:
    answer = watch_map_points([written(tmp_path / "street.csv", street_months(13))])

    rung = [(each.month - 2020 * 12, each.alarms) for each in answer.forces[0].months if each.alarms]
    assert [number for number, _ in rung] == [13]
    assert "never seen before" in rung[0][1][0]


def test_a_list_that_stays_rings_none(tmp_path: Path) -> None:
    answer = watch_map_points([written(tmp_path / "street.csv", street_months(99))])

    assert answer.alarms == 0
    assert answer.forces[0].force == "Made-up Police"


def test_metres_are_no_map_points(tmp_path: Path) -> None:
    rows: list[Row] = [{"month": "2020-01", "x": 430_000 + n, "y": 433_000} for n in range(30)]

    with pytest.raises(FileRefused, match="longitude and latitude"):
        watch_map_points([written(tmp_path / "points.csv", rows)])
