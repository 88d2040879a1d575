"""Memories fade as they should, whatever the steps in which they are told."""

import numpy as np
import pytest
from tests.unit.measures.places.made_up import town

from ninefold.measures.places.memory import new_memory
from ninefold.measures.places.spread import Kernel


def test_a_memory_told_week_by_week_is_the_memory_told_at_once() -> None:
    history = town()
    stepped, once = (new_memory(history.cells, 0) for _ in range(2))
    for day in range(50, 401, 7):
        before = history.before(day)
        maps = stepped.maps(before.at, before.day, day)
    last = history.before(day)

    assert np.allclose(maps, once.maps(last.at, last.day, day))


def test_a_steady_rate_is_remembered_as_that_rate_however_short_the_memory() -> None:
    """Three a day for 500 days: every half-life says three a day, within chance."""
    history = town()

    maps = new_memory(history.cells, 0, half_lives=(30.0, 3000.0)).maps(history.at, history.day, 500)

    assert maps.sum(axis=-1) == pytest.approx(3.0, abs=0.25)


def test_days_without_a_delivery_are_not_days_without_crime() -> None:
    history = town()
    told = (history.day < 200) | (history.day >= 300)
    gap = new_memory(history.cells, 0, half_lives=(3000.0,), missing=((200, 300),))

    assert gap.maps(history.at[told], history.day[told], 500).sum(axis=-1) == pytest.approx(3.0, abs=0.1)


def test_a_memory_refuses_to_go_back() -> None:
    history = town()
    memory = new_memory(history.cells, 0)
    memory.maps(history.at, history.day, 500)

    with pytest.raises(ValueError, match="back in time"):
        memory.maps(history.at, history.day, 400)


@pytest.mark.parametrize("bandwidth", [0.0, 100.0, 600.0])
def test_a_kernel_gives_every_event_away_whole(bandwidth: float) -> None:
    history = town()

    spread = Kernel(history.cells, bandwidth).sums(np.ones((1, len(history))), history.at)

    assert spread.sum() == pytest.approx(len(history))
