"""Records that are in no figure are counted by what they lack."""

import pyarrow as pa

from ninefold.measures.unplaced import Unplaced, unplaced


def _features(rows: list[tuple[str, str, str, str, int]]) -> pa.Table:
    names = ("force", "area_kind", "period", "stream", "n")
    return pa.table({name: list(column) for name, column in zip(names, zip(*rows, strict=True), strict=True)})


def test_each_force_is_told_what_its_records_lack() -> None:
    found = unplaced(
        _features(
            [
                ("north", "force", "2024-01", "crime", 8),
                ("north", "force", "", "crime", 2),
                ("north", "lsoa", "2024-01", "crime", 7),
                ("south", "force", "2024-01", "crime", 5),
                ("south", "lsoa", "2024-01", "crime", 5),
            ]
        )
    )
    assert found == [Unplaced("north", "month", 2, 10), Unplaced("north", "lsoa", 3, 10)]


def test_cells_that_stand_in_for_areas_are_not_asked_of_every_record() -> None:
    rows = [("north", "force", "2024-01", "crime", 8), ("north", "h3", "2024-01", "crime", 1)]
    assert unplaced(_features(rows)) == []


def test_searches_and_outcomes_are_not_asked_for_an_area() -> None:
    rows = [("north", "force", "2024-01", "stop_search", 8), ("north", "lsoa", "2024-01", "stop_search", 1)]
    assert unplaced(_features(rows)) == []
