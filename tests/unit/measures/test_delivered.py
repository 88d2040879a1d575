"""A month is covered by the deliveries that carry its kind of event."""

import pyarrow as pa

from ninefold.measures.delivered import delivered
from ninefold.measures.panel import axis_of

LAYOUTS = {"street": ["crime"], "stops": ["stop_search"]}
FEATURES = pa.table(
    {
        "force": ["north", "north", "south"],
        "period": ["2024-01", "2024-03", "2024-02"],
        "stream": ["crime", "stop_search", "crime"],
        "category": ["theft", "stop_search", "theft"],
    }
)


def _months(coverage: dict[str, list[object]], force: int, stream: str) -> list[bool]:
    table = pa.table(coverage)
    axis = axis_of(FEATURES, table)
    found = delivered(table, FEATURES, axis, LAYOUTS)
    return found.by_series([stream])[force, :, 0].tolist()


def _coverage(*rows: tuple[str, str, str]) -> dict[str, list[object]]:
    force, layout, period = zip(*rows, strict=True)
    return {"force": list(force), "layout": list(layout), "period": list(period), "rows": [1] * len(rows)}


def test_a_delivery_covers_only_what_its_layout_carries() -> None:
    coverage = _coverage(("north", "street", "2024-01"), ("north", "stops", "2024-03"))
    assert _months(coverage, 0, "crime") == [True, False, False]
    assert _months(coverage, 0, "stop_search") == [False, False, True]


def test_a_layout_nobody_has_named_carries_everything() -> None:
    coverage = _coverage(("north", "everything", "2024-02"))
    assert _months(coverage, 0, "crime") == [False, True, False]
    assert _months(coverage, 0, "stop_search") == [False, True, False]


def test_a_kind_column_says_it_better_than_the_layout() -> None:
    coverage = _coverage(("north", "street", "2024-02")) | {"kind": ["asb"]}
    assert _months(coverage, 0, "crime") == [False, True, False]


def test_a_force_without_deliveries_on_record_is_covered_where_it_has_events() -> None:
    assert _months(_coverage(("north", "street", "2024-01")), 1, "crime") == [False, True, False]
