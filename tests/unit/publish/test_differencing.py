"""Differencing: what someone who keeps every release can learn by subtracting."""

from collections import Counter, defaultdict

import numpy as np
import pyarrow as pa
import pytest
from tests.unit.publish.made_up import by_cell, figures

from ninefold.errors import NotInThisState
from ninefold.publish.cells import Nest
from ninefold.publish.differencing import Registry, cells_to_register, empty_registry
from ninefold.publish.disclosure import protect
from ninefold.publish.policy import PROTECTED

PAIRS = 10_000


def cell(area="L1", category="all", kind="lsoa", period="2019-01", product="volume"):
    return (product, kind, area, period, category)


class Desk:
    """Releases tables one after another, each checked against those before."""

    def __init__(self, nest=None):
        self.nest, self.registry = Nest(nest or {}), empty_registry()

    def release(self, cells, **filters):
        earlier = Registry(self.registry, self.nest, PROTECTED, filters)
        shown = protect(figures(cells), PROTECTED, nest=self.nest, earlier=earlier)
        added = cells_to_register(f"r{len(self.registry)}", shown, filters)
        self.registry = pa.concat_tables([self.registry, added])
        return by_cell(shown)


def nested_counts():
    """Pairs of counts, the smaller inside the larger, whose true difference is 1 to 9."""
    random = np.random.default_rng(11)
    inner = random.integers(0, 200, PAIRS)
    return inner, inner + random.integers(1, 10, PAIRS)


def best_guesses(seen, true):
    """Share of differences that the best rule guesses from what is seen, learnt on half of them."""
    half = len(true) // 2
    learnt = defaultdict(Counter)
    for what, difference in zip(seen[:half], true[:half], strict=True):
        learnt[what][difference] += 1
    right = [
        learnt[what].most_common(1)[0][0] == d
        for what, d in zip(seen[half:], true[half:], strict=True)
        if learnt[what]
    ]
    return sum(right) / (len(true) - half)


def seen_by_attacker(outer, inner):
    return [None if a is None or b is None else a - b for a, b in zip(outer, inner, strict=True)]


def in_one_table(inner, outer):
    """Each pair is an area and the only smaller area known in it, released together."""
    nest = {("lsoa", f"L{i}"): {"msoa": f"M{i}"} for i in range(PAIRS)}
    cells = {cell(f"L{i}"): n for i, n in enumerate(inner)} | {
        cell(f"M{i}", kind="msoa"): n for i, n in enumerate(outer)
    }
    shown = Desk(nest).release(cells)
    return [shown[cell(f"M{i}", kind="msoa")] for i in range(PAIRS)], [
        shown[cell(f"L{i}")] for i in range(PAIRS)
    ]


def two_releases(first, second, **filters):
    desk = Desk()
    before = desk.release(first)
    after = desk.release(second, **filters)
    return list(before.values()), list(after.values())


def by_filter(inner, outer):
    """All records first, then the same areas without one kind of record."""
    cells = [{cell(f"L{i:05}"): n for i, n in enumerate(counts)} for counts in (outer, inner)]
    return two_releases(cells[0], cells[1], officer="excluded")


def by_wider_filter(inner, outer):
    """Without one kind of record first, then the same areas with all."""
    cells = [{cell(f"L{i:05}"): n for i, n in enumerate(counts)} for counts in (inner, outer)]
    desk = Desk()
    before = desk.release(cells[0], officer="excluded")
    return list(desk.release(cells[1]).values()), list(before.values())


def by_category(inner, outer):
    """All categories first, then one category that holds almost everything."""
    first = {cell(f"L{i:05}"): n for i, n in enumerate(outer)}
    return two_releases(first, {cell(f"L{i:05}", "theft"): n for i, n in enumerate(inner)})


def by_period(inner, outer):
    """A year first, then its first half."""
    first = {cell(f"L{i:05}", period="2019"): n for i, n in enumerate(outer)}
    return two_releases(first, {cell(f"L{i:05}", period="2019-01/2019-06"): n for i, n in enumerate(inner)})


def small_first(inner, outer):
    """The smaller first, then the larger that holds it."""
    first = {cell(f"L{i:05}", "theft"): n for i, n in enumerate(inner)}
    before, after = two_releases(first, {cell(f"L{i:05}"): n for i, n in enumerate(outer)})
    return after, before


@pytest.mark.parametrize(
    "way", [in_one_table, by_filter, by_wider_filter, by_category, by_period, small_first]
)
def test_ten_thousand_nested_pairs_tell_no_difference_beyond_a_guess(way):
    """True differences are 1 to 9, so a blind guess is right once in nine: 11.1 %."""
    inner, outer = nested_counts()
    seen = seen_by_attacker(*way(inner, outer))
    true = (outer - inner).tolist()
    exact = sum(a == b for a, b in zip(seen, true, strict=True)) / PAIRS
    assert exact == 0
    assert best_guesses(seen, true) <= 0.125
    assert min((value for value in seen if value is not None), default=99) > 9


def test_without_the_registry_the_same_attack_succeeds():
    """The broken control: each release protected alone, as if there had been none before."""
    inner, outer = nested_counts()
    shown = [
        by_cell(protect(figures({cell(f"L{i:05}"): n for i, n in enumerate(counts)}), PROTECTED)).values()
        for counts in (outer, inner)
    ]
    assert best_guesses(seen_by_attacker(*shown), (outer - inner).tolist()) > 0.2


def test_what_was_withheld_stays_withheld_when_its_table_is_asked_for_in_parts():
    desk = Desk()
    parts = {cell(category="a"): 4, cell(category="b"): 20, cell(category="c"): 50}
    assert desk.release(parts | {cell(): 74})[cell(category="b")] is None
    assert desk.release({cell(category="b"): 20}) == {cell(category="b"): None}


def test_a_total_released_after_its_parts_does_not_tell_the_one_that_was_withheld():
    desk = Desk()
    assert desk.release({cell(category="a"): 4, cell(category="b"): 50})[cell(category="b")] == 50
    assert desk.release({cell(): 54}) == {cell(): None}


def test_parts_released_after_their_total_are_withheld_in_company():
    desk = Desk({("lsoa", area): {"msoa": "M"} for area in ("L1", "L2", "L3")})
    desk.release({cell("M", kind="msoa"): 75})
    shown = desk.release({cell("L1"): 5, cell("L2"): 20, cell("L3"): 50})
    assert shown == {cell("L1"): None, cell("L2"): None, cell("L3"): 50}


def test_one_late_record_does_not_show_as_a_step_in_the_rounded_figure():
    desk = Desk()
    assert desk.release({cell(): 22})[cell()] == 20
    assert desk.release({cell(): 23})[cell()] == 20
    assert desk.release({cell(): 26})[cell()] == 25


def test_the_same_table_released_again_is_the_same():
    nest = {("lsoa", f"L{i}"): {"msoa": "M"} for i in range(3)}
    desk = Desk(nest)
    cells = {cell("L0"): 12, cell("L1"): 13, cell("L2"): 4, cell("M", kind="msoa"): 29}
    assert desk.release(cells) == desk.release(cells)


def test_periods_that_cross_an_earlier_one_are_refused():
    desk = Desk()
    desk.release({cell(period="2019-01/2019-06"): 100})
    with pytest.raises(NotInThisState, match="overlap"):
        desk.release({cell(period="2019-02/2019-07"): 104})


def test_other_filters_that_neither_hold_nor_are_held_do_not_touch_each_other():
    desk = Desk()
    desk.release({cell(): 100}, victims="adult")
    assert desk.release({cell(): 104}, victims="child") == {cell(): 105}


def test_the_registry_keeps_only_what_was_published():
    shown = protect(figures({cell("L1"): 23, cell("L2"): 4}), PROTECTED)
    assert cells_to_register("r1", shown, {})["value"].to_pylist() == [25, None]
