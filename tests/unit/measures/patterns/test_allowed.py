"""What patrols find is refused, what victims report is allowed, and a source is not asked for what it cannot carry."""

import numpy as np
import pytest

from ninefold.errors import NotPermitted
from ninefold.measures.patterns.allowed import (
    Grade,
    check_grade,
    check_may_be_forecast,
    judge_type,
    may_be_forecast,
    refusal,
)
from ninefold.measures.patterns.grade import audit_points, grade_of, is_months, names_police_uk
from ninefold.pole.codes.police_uk import CRIME_TYPE

FOUND_BY_PATROL = [
    "Drugs",
    "possession-of-weapons",
    "Stop and search",
    "stop_search",
    "public-order",
    "Public order offences",
    "Prostitution",
    "Narcotic / Drug Law Violations",
    "Trafficking of drugs",
    "Possession of an offensive weapon",
    "DRIVING UNDER THE INFLUENCE",
    "Weapons Violation",
    "Going equipped for stealing",
]
REPORTED = [
    "Burglary",
    "burglary_residential",
    "ROBBERY",
    "Theft from Vehicle",
    "bicycle-theft",
    "vehicle-crime",
    "Criminal damage and arson",
    "Motor Vehicle Theft",
    "Break and Enter",
    "Auto Theft",
    "Other theft",
]


@pytest.mark.parametrize("kind", FOUND_BY_PATROL)
def test_what_patrols_find_is_refused_with_the_reason(kind: str) -> None:
    assert not may_be_forecast(kind)
    with pytest.raises(NotPermitted, match="feeds on what they find"):
        check_may_be_forecast(kind)


@pytest.mark.parametrize("kind", REPORTED)
def test_what_victims_report_is_allowed(kind: str) -> None:
    assert judge_type(kind).standing == "allowed"
    check_may_be_forecast(kind)


@pytest.mark.parametrize("kind", ["Violence and sexual offences", "Anti-social behaviour", "Wibble"])
def test_violence_nuisance_and_the_unknown_are_taken_with_care(kind: str) -> None:
    assert judge_type(kind).standing == "with care"
    assert may_be_forecast(kind)


def test_of_the_types_of_street_data_only_those_found_by_patrol_are_refused() -> None:
    refused = {code for code, label in CRIME_TYPE.labels.items() if not may_be_forecast(label)}

    assert refused == {"drugs", "possession-of-weapons", "public-order"}


def test_months_cannot_be_asked_for_days_or_hours_but_for_hot_spots() -> None:
    months = Grade("month", "snapped", ("columns of data.police.uk",))

    for product in ("near-repeat", "hours", "addresses", "series", "repeat places"):
        with pytest.raises(NotPermitted, match="Found: columns of"):
            check_grade(product, months)
    assert refusal("hot spots", months) is None
    assert refusal("forecast", months) is None


def test_blocks_carry_near_repeats_but_no_addresses() -> None:
    blocks = Grade("time", "block")

    assert refusal("near-repeat", blocks) is None
    assert "eight addresses" in (refusal("addresses", blocks) or "")
    assert refusal("hours", Grade("day", "exact")) is not None


def _days(*dates: str) -> np.ndarray:
    return np.array(dates, dtype="datetime64[D]").astype(np.int64)


def test_months_written_as_days_are_seen_through() -> None:
    assert is_months(_days("2024-01-01", "2024-02-01", "2024-03-01"))
    assert is_months(_days("2024-01-31", "2024-02-29", "2024-03-31"))
    assert is_months(np.repeat(_days("2024-01-15"), 50))
    assert not is_months(_days("2024-01-01", "2024-02-02", "2024-03-01"))
    assert not is_months(_days("2024-01-05", "2024-01-05"))


def test_street_data_is_known_by_its_columns_in_either_layout_and_by_its_places() -> None:
    assert names_police_uk(["Month", "Falls within", "LSOA code", "Longitude"])
    assert names_police_uk(["persistent_id", "location_type", "month"])
    assert names_police_uk(["where"], ["On or near Mill Lane"])
    assert not names_police_uk(["occurred", "lon", "lat", "offence", "LSOA code"])


def test_points_on_a_coarse_lattice_in_britain_are_snapped_and_addresses_are_not() -> None:
    random = np.random.default_rng(1)
    day = random.integers(19_000, 19_365, 3000)
    lattice = random.integers(0, 20, (2, 3000))
    doors = random.integers(0, 20, 3000) * 0.001 + random.integers(0, 30, 3000) * 0.00008

    snapped = grade_of(day, -2.5 + lattice[0] * 0.001, 51.4 + lattice[1] * 0.001)
    addresses = grade_of(day, -2.5 + doors, 51.4 + lattice[1] * 0.001)
    abroad = grade_of(day, -75.0 + lattice[0] * 0.001, 40.0 + lattice[1] * 0.001)

    assert (snapped.points, addresses.points, abroad.points) == ("snapped", "exact", "block")
    assert snapped.grain == "day"


def test_a_declared_grade_makes_a_file_coarser_never_finer() -> None:
    day = np.repeat(_days("2024-01-01", "2024-02-01", "2024-03-01"), 40)
    nowhere = np.full(day.size, np.nan)

    assert grade_of(day, nowhere, nowhere, declared=Grade("day", "exact")).grain == "month"
    assert (
        grade_of(day + np.arange(day.size), nowhere, nowhere, declared=Grade("", "block")).points == "block"
    )
    assert audit_points(nowhere, nowhere).points == 0
