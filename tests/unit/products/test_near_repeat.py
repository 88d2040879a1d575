"""Near-repeats: what follows another close by, with pairs of one day in a column of their own."""

from datetime import datetime

from tests.support.events import event, inputs

from ninefold.contracts.product import answer
from ninefold.contracts.product_registry import load_product

NEAR_REPEAT = load_product("near_repeat")


def burglary(day: int, longitude: float) -> dict[str, object]:
    """One made-up burglary of March 2024, with its day and its point."""
    return event(
        "2024-03",
        occurred=datetime(2024, 3, day),
        occurred_precision="day",
        longitude=longitude,
        latitude=51.0,
    )


def test_offences_of_one_day_are_told_in_their_own_column_and_follow_nothing() -> None:
    """Two of one day 70 m apart, one more near them five days later, and one far from all."""
    events = [burglary(4, 0.0), burglary(4, 0.001), burglary(9, 0.0005), burglary(9, 0.5)]
    found = {row["area_kind"]: row for row in answer(NEAR_REPEAT, inputs(events)).to_pylist()}

    assert (found["force"]["value"], found["force"]["same_day"]) == (1.0, 2.0)
    assert "1 of 4 followed another" in found["force"]["reasons"][0]


def test_a_month_without_pairs_of_one_day_tells_none_and_not_nothing() -> None:
    found = answer(NEAR_REPEAT, inputs([burglary(4, 0.0), burglary(20, 0.3)])).to_pylist()

    assert {row["same_day"] for row in found} == {0.0}
