"""Public holidays follow from the year alone."""

from datetime import date

import pytest

from ninefold.measures.demand.holidays import REGIONS, easter, holidays, notable


@pytest.mark.parametrize(
    ("year", "day"),
    [
        (1818, date(1818, 3, 22)),
        (2000, date(2000, 4, 23)),
        (2019, date(2019, 4, 21)),
        (2038, date(2038, 4, 25)),
    ],
)
def test_easter_falls_where_the_tables_say(year: int, day: date) -> None:
    assert easter(year) == day


def test_christmas_on_a_sunday_is_kept_on_the_tuesday() -> None:
    """Boxing Day has the Monday already."""
    found = holidays("england-wales", 2022, 2022)

    assert found[date(2022, 12, 25)] == "Christmas"
    assert found[date(2022, 12, 26)] == "Boxing Day"
    assert found[date(2022, 12, 27)] == "substitute Christmas"


def test_christmas_on_a_saturday_moves_both_days() -> None:
    found = holidays("england-wales", 2021, 2021)

    assert found[date(2021, 12, 27)] == "substitute Christmas"
    assert found[date(2021, 12, 28)] == "substitute Boxing Day"


def test_the_early_may_holiday_of_2020_was_moved_to_the_friday() -> None:
    found = holidays("england-wales", 2020, 2020)

    assert date(2020, 5, 4) not in found
    assert found[date(2020, 5, 8)] == "early May"


def test_england_has_eight_holidays_in_a_usual_year() -> None:
    found = holidays("england-wales", 2019, 2019)

    assert sorted(found) == [
        date(2019, 1, 1), date(2019, 4, 19), date(2019, 4, 22), date(2019, 5, 6), date(2019, 5, 27),
        date(2019, 8, 26), date(2019, 12, 25), date(2019, 12, 26),
    ]  # fmt: skip


def test_scotland_has_its_own_days_and_no_easter_monday() -> None:
    found = holidays("scotland", 2019, 2019)

    assert {date(2019, 1, 2), date(2019, 8, 5), date(2019, 12, 2)} <= set(found)
    assert date(2019, 4, 22) not in found
    assert date(2019, 8, 26) not in found


def test_northern_ireland_has_march_and_july_besides() -> None:
    assert {date(2019, 3, 18), date(2019, 7, 12)} <= set(holidays("northern-ireland", 2019, 2019))


def test_american_holidays_are_where_they_were_in_2019() -> None:
    found = holidays("us", 2019, 2019)

    assert found[date(2019, 11, 28)] == "Thanksgiving"
    assert found[date(2019, 5, 27)] == "Memorial Day"
    assert date(2019, 6, 19) not in found
    assert holidays("us", 2021, 2021)[date(2021, 7, 5)] == "substitute Independence Day"


@pytest.mark.parametrize("region", REGIONS)
def test_every_region_can_be_asked_for_any_years(region: str) -> None:
    days = {**holidays(region, 1990, 2040), **notable(region, 1990, 2040)}

    assert (len(days) == 0) == (region == "none")
