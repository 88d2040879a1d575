"""What single cleaners promise, where no scalar parser says it."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import ibis
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from tests.support.columns import cleaned_column, cleaned_rows

from ninefold.contracts.vocabulary import CLEANERS as KINDS
from ninefold.errors import CardInvalid
from ninefold.standardise.formats import read
from ninefold.standardise.registry import CLEANERS

TODAY = {"today": date(2024, 6, 1), "target": "born"}


def test_every_cleaner_a_card_may_name_exists_and_no_other() -> None:
    assert set(CLEANERS) == set(KINDS)


def test_every_cleaner_gives_the_type_it_says() -> None:
    for name, kind in KINDS.items():
        given_list = {"codes": "gender"} if name == "code" else {}
        column = ibis.memtable({"raw": ["1"]}, schema={"raw": "string"}).raw
        made = CLEANERS[name].clean(CLEANERS[name].prepare(column, given_list), given_list).value
        arrow = {"float64": "double", "timestamp(6)": "timestamp"}.get(str(made.type()), str(made.type()))
        assert arrow in (kind.gives, "timestamp" if kind.gives == "timestamp" else kind.gives), name


@pytest.mark.parametrize("name", sorted(KINDS))
def test_nothing_is_never_an_error(name: str) -> None:
    parameters = {"codes": "gender"} if name == "code" else {}
    assert cleaned_column(name, [None, "", "   ", "\t", "\u00a0"], parameters) == [
        (None, None)
    ] * 5 or name in (
        "longitude",
        "latitude",
    )


def test_white_space_is_made_plain_and_nothing_else_is_changed() -> None:
    texts = ["  On or   near\tthe  Green ", "Café–Row", "O\u00a0Brien"]
    assert [value for value, _ in cleaned_column("text", texts)] == [
        "On or near the Green",
        "Café–Row",
        "O Brien",
    ]


def test_a_code_of_the_card_is_taken_as_listed_or_with_spaces_but_not_in_other_letters() -> None:
    parameters = {"codes": "types", "list": {"BURG": "burglary"}}
    assert cleaned_column("code", ["BURG", " BURG ", "burg"], parameters) == [
        ("burglary", None),
        ("burglary", None),
        (None, "types.unknown"),
    ]


def test_coordinates_out_of_range_or_not_numbers_are_refused() -> None:
    texts = ["180.1", "nan", "inf", "51°30'", "east"]
    for text, (_, problem) in zip(texts, cleaned_column("longitude", texts), strict=True):
        assert (problem or "").startswith("DS_015."), text
    assert cleaned_column("longitude", [" -0.127 ", "1e1"]) == [(-0.127, None), (10.0, None)]


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [("18-24", 18, 24), ("under 10", 0, 9), ("over 34", 35, None), ("65+", 65, None), ("10 to 17", 10, 17)],
)
def test_an_age_band_has_a_low_end_and_a_high_end(text: str, low: int, high: int | None) -> None:
    row = cleaned_rows("age_band", [text])[0]
    assert (row["value"], row["high"], row["problem"]) == (low, high, None)


def test_a_birth_today_in_the_future_or_too_long_ago_is_refused() -> None:
    texts = ["2024-06-01", "2024-06-02", "1899-01-01", "1980-01-01", "2025"]
    assert [problem for _, problem in cleaned_column("partial_date", texts, TODAY)] == [
        "DS_034.today",
        "DS_034.future",
        "DS_034.age",
        None,
        "DS_034.future",
    ]


@pytest.mark.parametrize(
    ("form", "text"),
    [("%d %b %Y", "01 Feb 2024"), ("%Y%m%d", "20240201"), ("%d/%m/%y", "1/2/24"), ("%m/%d/%Y", "02/01/2024")],
)
def test_a_card_may_name_the_format_of_its_dates(form: str, text: str) -> None:
    assert cleaned_column("date", [text], {"formats": [form]}) == [(date(2024, 2, 1), None)]


def test_a_named_format_is_the_only_one_taken() -> None:
    assert cleaned_column("date", ["2024-02-01"], {"formats": ["%m/%d/%Y"]})[0][1] == "DS_001.format"


def test_a_format_letter_that_is_not_known_is_told() -> None:
    with pytest.raises(CardInvalid, match="%Q"):
        read("%d %Q")


@settings(
    max_examples=2,
    deadline=None,
    phases=[Phase.generate],
    database=None,
    suppress_health_check=list(HealthCheck),
)
@given(
    st.lists(st.datetimes(datetime(1996, 1, 1), datetime(2099, 12, 31)), min_size=300, max_size=300),
)
def test_clock_time_in_london_is_an_hour_ahead_in_summer(moments: list[datetime]) -> None:
    # The hours about a change of clocks are rare at random, so every last Sunday is tried as well.
    moments += [
        datetime(year, month, day, hour, 30)
        for year in range(1996, 2030)
        for month in (3, 10)
        for day in range(24, 32)
        for hour in (0, 1, 2, 3)
    ]
    texts = [f"{moment:%Y-%m-%d %H:%M:%S}" for moment in moments]
    london = ZoneInfo("Europe/London")
    expected = [
        datetime.fromisoformat(text).replace(tzinfo=london).astimezone(UTC).replace(tzinfo=None)
        for text in texts
    ]
    assert [value for value, _ in cleaned_column("timestamp", texts)] == expected
