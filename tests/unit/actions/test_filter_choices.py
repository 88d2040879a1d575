"""What a page shows of figures when nobody chose."""

from ninefold.actions.figures.filter_choices import defaults
from ninefold.contracts.reading import FigureFilter

HELD = {
    ("lsoa", "2025-11", "arson"): 2,
    ("lsoa", "2025-12", "arson"): 1,
    ("lsoa", "2025-12", "burglary"): 40,
    ("lsoa", "2025-12", "robbery"): 40,
    ("force", "2025-12", "arson"): 90,
}


def test_a_page_opens_on_the_type_that_most_areas_have_figures_of() -> None:
    settled = defaults(HELD, FigureFilter(product="near_repeat"))
    assert (settled.area_kind, settled.period, settled.category) == ("lsoa", "2025-12", "burglary")


def test_all_types_come_before_any_one_of_them() -> None:
    settled = defaults({**HELD, ("lsoa", "2025-12", "all"): 3}, FigureFilter(product="volume"))
    assert settled.category == "all"


def test_in_a_month_without_figures_of_the_kind_the_fullest_of_that_month_counts() -> None:
    settled = defaults(HELD, FigureFilter(product="near_repeat", period="2025-11"))
    assert settled.category == "arson"
