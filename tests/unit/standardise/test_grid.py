"""Grid references become degrees as `pole.national_grid` gives them."""

from pathlib import Path

import numpy as np
from tests.support.columns import cleaned_column
from tests.support.declared import CARD, ROW, made_card, mapped, reasons, records

from ninefold.pole.national_grid import GridPoint, to_wgs84

NATIONAL_GRID = {"crs": "27700"}
A_CENTIMETRE = 1e-7  # of a degree of latitude


def test_the_polynomial_agrees_with_the_exact_steps_to_a_centimetre_all_over_the_grid() -> None:
    rng = np.random.default_rng(5)
    places = [(float(e), float(n)) for e, n in rng.uniform((0, 0), (699_999, 1_299_999), (400, 2))]
    texts = [f"{easting} {northing}" for easting, northing in places]
    exact = [to_wgs84(GridPoint(*place)) for place in places]
    longitudes = [value for value, _ in cleaned_column("longitude", texts, NATIONAL_GRID)]
    latitudes = [value for value, _ in cleaned_column("latitude", texts, NATIONAL_GRID)]
    assert np.allclose(longitudes, [point.longitude for point in exact], atol=2 * A_CENTIMETRE, rtol=0)
    assert np.allclose(latitudes, [point.latitude for point in exact], atol=A_CENTIMETRE, rtol=0)


def test_a_half_a_pair_outside_the_grid_and_words_are_refused() -> None:
    texts = ["427000", "700000 1", "1 1300000", "east north", "-1 5"]
    assert {problem for _, problem in cleaned_column("latitude", texts, NATIONAL_GRID)} == {"grid.range"}


def test_a_card_takes_two_columns_as_a_grid_reference(tmp_path: Path) -> None:
    pair = 'column{} = {{columns = ["Easting", "Northing"], crs = "27700", as = "{}"}}\n'
    both = "".join(
        pair.format("", axis).replace("column =", f"{axis} =") for axis in ("longitude", "latitude")
    )
    text = CARD.replace('category = {column = "Type"', both + 'category = {column = "Type"')
    rows = [{**ROW, "Easting": "427300", "Northing": "542100"}, {**ROW, "Easting": " ", "Northing": None}]
    made = mapped(made_card(tmp_path, text), rows)
    durham = to_wgs84(GridPoint(427300, 542100))
    first, second = records(made)["crime"]
    assert abs(float(str(first["latitude"])) - durham.latitude) < A_CENTIMETRE
    assert (second["latitude"], second["longitude"], reasons(made)) == (None, None, {})
