"""Figures, months and shares in words."""

from datetime import UTC, datetime

import pytest

from ninefold.measures.counting import BANDS
from ninefold.web import words


@pytest.mark.parametrize(
    ("value", "shown"),
    [(0, "0"), (3, "3"), (3.0, "3"), (2.46, "2.5"), (12.6, "13"), (1234567.0, "1,234,567"), (None, "")],
)
def test_numbers_are_shown_as_exactly_as_they_deserve(value: float | None, shown: str) -> None:
    assert words.number(value) == shown


@pytest.mark.parametrize(
    ("share", "shown"),
    [(1.0, "100%"), (0.99999, "99.9%"), (0.973, "97.3%"), (0.0, "0.0%"), (None, "not measured")],
)
def test_a_share_is_never_rounded_up_to_all(share: float | None, shown: str) -> None:
    assert words.percent(share) == shown


def test_months_and_moments_are_in_words() -> None:
    assert words.month("2026-06") == "June 2026"
    assert words.month(None) == "not known"
    assert words.month("2026") == "2026"
    assert words.when(datetime(2026, 7, 3, 14, 5, tzinfo=UTC)) == "3 July 2026 at 14:05"
    assert words.when(None) == "never"


def test_an_interval_with_an_end_missing_is_not_shown() -> None:
    assert words.between(1, 30) == "1 to 30"
    assert words.between(None, 30) == ""


def test_every_band_has_its_words() -> None:
    assert {words.band_word(band) for band in BANDS} == {
        "Above expected", "Below expected", "As expected", "Not judged", "No data"
    }  # fmt: skip
