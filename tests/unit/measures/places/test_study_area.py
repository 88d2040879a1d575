"""Which cells count, rule by rule."""

import numpy as np
import pytest
import shapely

from ninefold.errors import UserError
from ninefold.measures.places.grid import Lattice, place
from ninefold.measures.places.plane import Plane
from ninefold.measures.places.study_area import footprint, held, inside_boundary, with_number
from ninefold.measures.places.units import h3_cells, polygon_cells, segment_cells

X, Y = np.array([50.0, 950.0, 5050.0]), np.array([50.0, 50.0, 50.0])
LATTICE = Lattice(100.0)


def test_held_cells_are_those_with_an_event() -> None:
    assert len(held(LATTICE, X, Y)) == 3


def test_a_footprint_fills_a_town_s_park_and_not_the_country_beyond() -> None:
    """Streets round a park of a kilometre, and a farm four kilometres off."""
    along = np.arange(11) * 100.0 + 50
    ends = np.repeat([50.0, 1050.0], 11)
    x = np.concatenate([np.tile(along, 2), ends, [5050.0]])
    y = np.concatenate([ends, np.tile(along, 2), [50.0]])

    area = footprint(LATTICE, x, y)

    assert place(area.cells, np.array([550.0]), np.array([550.0]))[0] >= 0
    assert place(area.cells, np.array([3050.0]), np.array([50.0]))[0] == -1
    assert (area.at >= 0).all()


def test_towns_a_continent_apart_are_the_towns_by_themselves_and_nothing_between() -> None:
    """One picture of all the land between them would need a hundred gigabytes."""
    chance = np.random.default_rng(3)
    x, y = chance.uniform(0, 3000, 60), chance.uniform(0, 3000, 60)
    far_x, far_y = x + 4_000_000, y + 1_500_000

    one, both = footprint(LATTICE, x, y), footprint(LATTICE, np.append(x, far_x), np.append(y, far_y))

    assert len(both) == 2 * len(one)
    assert (both.at >= 0).all()


def test_a_boundary_takes_cells_by_their_middle_and_those_with_an_event_inside() -> None:
    boundary = shapely.box(0, 0, 320, 100)

    area = inside_boundary(boundary, LATTICE, np.array([305.0, 900.0]), np.array([50.0, 50.0]))

    assert sorted(area.cells.column) == [0, 1, 2, 3]
    assert area.at.tolist() == [3, -1]


def test_a_number_of_cells_adds_empty_land_and_never_takes_any_away() -> None:
    area = with_number(held(LATTICE, X, Y), 10)

    assert (len(area), area.square_kilometres) == (10, pytest.approx(0.1))
    with pytest.raises(UserError, match="hold an event"):
        with_number(held(LATTICE, X, Y), 2)


def test_an_event_belongs_to_the_polygon_it_is_in() -> None:
    shapes = np.array([shapely.box(0, 0, 100, 100), shapely.box(900, 0, 1000, 100)])

    area = polygon_cells(shapes, ("a", "b"), X, Y)

    assert area.at.tolist() == [0, 1, -1]
    assert area.cells.area.tolist() == [10_000, 10_000]


def test_an_event_is_on_the_nearest_street_if_one_is_near() -> None:
    lines = np.array([shapely.LineString([(0, 0), (100, 0)]), shapely.LineString([(900, 40), (1000, 40)])])

    area = segment_cells(lines, ("low", "high"), X, Y)

    assert area.at.tolist() == [0, 1, -1]
    assert area.cells.area.tolist() == [100, 100]


def test_h3_cells_hold_every_event() -> None:
    area = h3_cells(Plane(0.0, 51.5), X, Y, 9)

    assert (area.at >= 0).all()
    assert len(set(area.at.tolist())) == 3
