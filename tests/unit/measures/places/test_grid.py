"""Squares are cut, moved, turned and found again."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from ninefold.measures.places.grid import Lattice, place, squares_holding

coordinates = st.lists(st.tuples(st.floats(-1e4, 1e4), st.floats(-1e4, 1e4)), min_size=1, max_size=40)


@given(coordinates, st.floats(50, 900), st.floats(-90, 90))
def test_every_point_is_within_half_a_diagonal_of_its_square_s_middle(
    points: list[tuple[float, float]], size: float, turn: float
) -> None:
    x, y = np.array(points).T
    cells = squares_holding(Lattice(size, (17.0, -30.0), turn), x, y)

    at = place(cells, x, y)

    assert (at >= 0).all()
    assert (np.hypot(cells.x[at] - x, cells.y[at] - y) <= size / np.sqrt(2) + 1e-6).all()


def test_a_point_on_an_edge_is_in_one_square_only() -> None:
    cells = squares_holding(Lattice(100.0), np.array([50.0, 150.0]), np.array([50.0, 50.0]))

    assert place(cells, np.array([100.0]), np.array([50.0])).tolist() == [1]


def test_a_point_outside_is_in_no_square() -> None:
    cells = squares_holding(Lattice(100.0), np.array([50.0]), np.array([50.0]))

    assert place(cells, np.array([950.0, -1.0]), np.array([50.0, 50.0])).tolist() == [-1, -1]


def test_neighbours_are_those_within_reach_and_never_oneself() -> None:
    x, y = np.array([50.0, 150.0, 250.0, 950.0]), np.full(4, 50.0)
    near = squares_holding(Lattice(100.0), x, y).neighbours(100.0)

    assert near.toarray().tolist() == [[0, 1, 0, 0], [1, 0, 1, 0], [0, 1, 0, 0], [0, 0, 0, 0]]
