"""Ways between street segments go along the streets, share at crossings, and stop where streets do."""

from dataclasses import replace

import numpy as np
import pytest
import shapely

from ninefold.measures.places.spread import Kernel
from ninefold.measures.places.streets import Streets, Ways
from ninefold.measures.places.units import segment_cells


def lines(*drawn: list[tuple[float, float]]) -> np.ndarray:
    return np.array([shapely.LineString(each) for each in drawn])


def way(ways: Ways, start: int, end: int) -> tuple[float, float] | None:
    found = np.flatnonzero((ways.start == start) & (ways.end == end))
    return (float(ways.metres[found[0]]), float(ways.kept[found[0]])) if len(found) else None


def test_two_streets_back_to_back_are_as_far_apart_as_the_way_round() -> None:
    """A horseshoe: the two arms lie 20 m apart and 120 m by the way round."""
    horseshoe = lines([(0, 0), (100, 0)], [(100, 0), (100, 20)], [(100, 20), (0, 20)])

    ways = Streets(horseshoe).ways(500.0)

    assert way(ways, 0, 2) == (120.0, 1.0)
    assert way(ways, 0, 1) == (60.0, 1.0)


def test_at_a_crossing_of_four_each_street_that_leads_on_gets_a_third() -> None:
    crossing = lines(
        [(-100, 0), (0, 0)], [(0, 0), (100, 0)], [(0, 0), (0, 100)], [(0, -100), (0, 0)], [(100, 0), (200, 0)]
    )

    ways = Streets(crossing).ways(500.0)

    assert way(ways, 0, 2) == pytest.approx((100.0, 1 / 3))
    assert way(ways, 0, 4) == pytest.approx((200.0, 1 / 3))


def test_a_street_that_ends_on_the_side_of_another_joins_it_and_a_bridge_does_not() -> None:
    through = [(0.0, 0.0), (300.0, 0.0)]
    side_street, bridge = [(100.0, 0.0), (100.0, 80.0)], [(200.0, -50.0), (200.0, 50.0)]

    streets = Streets(lines(through, side_street, bridge))

    assert streets.joins_another.tolist() == [True, True, False]
    # From the side street's middle 40 m to the junction and 50 m on; of the two ways there each gets half.
    assert way(streets.ways(500.0), 1, 0) == pytest.approx((90.0, 0.5))
    assert way(streets.ways(500.0), 2, 0) is None


def test_ends_a_few_decimetres_apart_are_one_crossing() -> None:
    streets = Streets(lines([(0, 0), (100, 0)], [(100.3, 0.2), (200, 0)]))

    assert streets.joins_another.all()


def test_no_way_is_longer_than_asked_and_a_shorter_question_gives_part_of_the_answer() -> None:
    row = Streets(lines(*[[(at, 0), (at + 100, 0)] for at in range(0, 2000, 100)]))

    long, short = row.ways(500.0), row.ways(150.0)

    assert long.metres.max() == 500.0
    assert sorted(zip(short.start, short.end, strict=True)) == sorted(
        (i, j) for i in range(20) for j in range(20) if abs(i - j) == 1
    )


def test_far_towns_are_walked_piece_by_piece_as_if_at_once() -> None:
    """Squares of a walk may cut a street anywhere: the ways are those of one great walk."""
    chance = np.random.default_rng(3)
    town = [[(c, r), (c + 1, r)] for r in range(12) for c in range(12) if chance.random() > 0.3] + [
        [(c, r), (c, r + 1)] for r in range(12) for c in range(12) if chance.random() > 0.3
    ]
    drawn = lines(*[[(140.0 * x, 140.0 * y) for x, y in each] for each in town])

    pieces, whole = Streets(drawn).ways(400.0), Streets(drawn).ways(40_000.0).within(400.0)

    def as_set(ways: Ways) -> set[tuple[int, int, int]]:
        return set(zip(ways.start.tolist(), ways.end.tolist(), ways.metres.round().astype(int), strict=True))

    assert as_set(pieces) == as_set(whole)


def test_an_event_on_a_street_counts_as_one_wherever_its_kernel_falls() -> None:
    horseshoe = lines(
        [(0, 0), (100, 0)], [(100, 0), (100, 20)], [(100, 20), (0, 20)], [(900, 900), (950, 900)]
    )
    x, y = np.array([50.0, 920.0]), np.array([1.0, 899.0])
    cells = segment_cells(horseshoe, ("a", "b", "c", "d"), x, y).cells

    along, through_air = (Kernel(each, 50.0).matrix for each in (cells, replace(cells, streets=None)))

    assert np.allclose(along.sum(axis=1), 1.0)
    assert along[0, 2] < through_air[0, 2] / 3


def test_round_a_segment_that_joins_no_other_straight_lines_serve() -> None:
    loose = lines([(0, 0), (100, 0)], [(100, 0), (200, 0)], [(0, 30), (100, 30)])
    cells = segment_cells(loose, ("a", "b", "c"), np.array([50.0]), np.array([1.0])).cells

    spread = Kernel(cells, 60.0).matrix

    assert spread[2, 0] > 0
    assert spread[0, 2] == 0
