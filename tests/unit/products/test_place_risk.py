"""Place risk: what may be recorded next month, of the types that may be forecast."""

import pytest
from tests.support.events import event, inputs, month_range

from ninefold.contracts.product import Subject, answer
from ninefold.contracts.product_registry import load_product

PLACE_RISK = load_product("place_risk")
MONTHS = month_range(2022, 30)


def _findings(events: list[dict[str, object]], delivered: list[tuple[str, str]] | None = None) -> dict:
    found = answer(PLACE_RISK, inputs(events, delivered)).to_pylist()
    return {(f["area_kind"], f["area"], f["category"]): f for f in found}


def test_a_steady_area_is_expected_to_stay_as_it_is_with_the_interval_of_chance() -> None:
    """Ten a month for thirty months: ten, and 5 to 15 in nine months of ten."""
    finding = _findings([event(month) for month in MONTHS for _ in range(10)])["lsoa", "X01", "burglary"]

    assert finding["value"] == pytest.approx(10, rel=0.02)
    assert (finding["low"], finding["high"]) == (5, 15)
    assert finding["period"] == "2024-07"
    assert finding["horizon"] == "P1M"


def test_types_that_patrols_find_are_never_forecast() -> None:
    events = [
        event(month, category=kind) for month in MONTHS for kind in ("burglary", "drugs", "public-order")
    ]

    assert {category for _, _, category in _findings(events)} == {"burglary"}


def test_a_month_not_delivered_is_not_a_month_without_crime() -> None:
    events = [event(month) for month in MONTHS if month != MONTHS[-3] for _ in range(10)]
    delivered = [("northmoor", month) for month in MONTHS if month != MONTHS[-3]]

    assert _findings(events, delivered)["lsoa", "X01", "burglary"]["value"] == pytest.approx(10, rel=0.02)


def test_the_areas_with_most_come_first() -> None:
    events = [
        event(month, lsoa=f"X{area:02d}") for month in MONTHS for area in range(20) for _ in range(1 + area)
    ]
    found = _findings(events)

    bands = {area: finding["band"] for (kind, area, _), finding in found.items() if kind == "lsoa"}
    assert bands["X19"] == "first"
    assert bands["X17"] == "next"
    assert bands["X03"] == "other"


def test_fewer_than_twenty_areas_are_told_but_not_ranked() -> None:
    """Of nineteen areas a first 5 % would be less than one."""
    events = [
        event(month, lsoa=f"X{area:02d}") for month in MONTHS for area in range(19) for _ in range(1 + area)
    ]
    found = _findings(events)

    assert {finding["band"] for finding in found.values()} == {"unknown"}
    assert found["lsoa", "X18", "burglary"]["value"] == pytest.approx(19, rel=0.05)
    assert found["lsoa", "X18", "burglary"]["reasons"][-1].startswith("Too few areas to rank: 19 ")


def test_the_explanation_says_what_it_may_not_be_used_for() -> None:
    world = inputs([event(month) for month in MONTHS])
    features = PLACE_RISK.features(world).to_pyarrow()

    told = PLACE_RISK.explain(PLACE_RISK.train(world, features), features, Subject("lsoa", "X01", "burglary"))

    assert any("Stopping, searching" in sentence for sentence in told)
