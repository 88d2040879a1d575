"""How few places carry how much, beside what chance gives."""

import numpy as np
import pytest

from ninefold.errors import CountOutOfRange
from ninefold.measures.patterns.repeats import repeat_places


def _places(*counts: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    x = np.repeat(np.arange(len(counts)) * 100.0, counts)
    return x, np.zeros(len(x)), np.arange(len(x))


def test_shares_worked_out_by_hand_are_met() -> None:
    found = repeat_places(*_places(5, 3, 1, 1), at_risk=100)

    assert (found.events, found.places, found.repeat_places) == (10, 4, 2)
    assert found.repeat_share == 0.8
    assert found.saved_share == pytest.approx(0.6)
    assert found.curve[0].events_share == 0.5
    assert found.repeat_share_by_chance is not None
    assert found.repeat_share_by_chance < 0.3


def test_without_the_places_at_risk_nothing_is_said_of_chance() -> None:
    found = repeat_places(*_places(5, 3, 1, 1))

    assert (found.gini, found.saved_share_by_chance, found.curve[0].by_chance) == (None, None, None)


def test_gini_is_nought_when_as_even_as_can_be_and_high_when_one_place_has_all() -> None:
    even, one = repeat_places(*_places(*[1] * 50), at_risk=500), repeat_places(*_places(50), at_risk=500)

    assert even.gini == pytest.approx(0.0, abs=0.01)
    assert one.gini == pytest.approx(1.0, abs=0.01)


def test_the_busiest_place_comes_first_with_its_days() -> None:
    top = repeat_places(*_places(2, 4, 1)).top

    assert [each.events for each in top] == [4, 2]
    assert (top[0].first_day, top[0].last_day, top[0].median_gap) == (2, 5, 1.0)


def test_fewer_places_at_risk_than_seen_and_no_events_are_refused() -> None:
    with pytest.raises(CountOutOfRange, match="at risk"):
        repeat_places(*_places(1, 1, 1), at_risk=2)
    with pytest.raises(CountOutOfRange, match="no events"):
        repeat_places(*_places())
