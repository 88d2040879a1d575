"""A demand figure is called busier only where there is something to be busy with."""

from dataclasses import replace

import pytest

from ninefold.products.demand.method import Expected, _band

FIGURE = Expected("force", "northmoor", "2024-07-29", "all", 0.0, 0.0, 5.0, 0.0, "")


@pytest.mark.parametrize(
    ("value", "usual", "band"),
    [
        (12.0, 10.0, "busier"),
        (8.0, 10.0, "quieter"),
        (10.5, 10.0, "usual"),
        (0.06, 0.03, "usual"),
        (0.2, 1.4, "quieter"),
    ],
)
def test_a_figure_is_told_apart_from_the_usual_only_from_one_event_up(
    value: float, usual: float, band: str
) -> None:
    assert _band(replace(FIGURE, value=value, usual=usual)) == band
