"""Volume: what is counted, what is zero, what is missing, what is called."""

import pytest
from tests.support.events import event, features_of, inputs, month_range

from ninefold.contracts.product import Subject, answer
from ninefold.contracts.product_registry import load_product

VOLUME = load_product("volume")
MONTHS = month_range(2022, 30)


def _findings(events: list[dict[str, object]], delivered: list[tuple[str, str]] | None = None) -> dict:
    found = answer(VOLUME, inputs(events, delivered)).to_pylist()
    return {(f["subject_kind"], f["area_kind"], f["area"], f["period"], f["category"]): f for f in found}


def test_totals_take_crime_and_anti_social_behaviour_but_not_stop_and_search() -> None:
    events = [
        event("2024-01"),
        event("2024-01", kind="asb", category="asb"),
        event("2024-01", kind="stop_search"),
    ]
    found = _findings(events)
    assert found[("area", "lsoa", "X01", "2024-01", "all")]["value"] == 2
    assert found[("area", "lsoa", "X01", "2024-01", "stop_search")]["value"] == 1


def test_a_missing_month_is_said_to_be_missing_and_never_zero() -> None:
    events = [event(month) for month in MONTHS[:3] + MONTHS[4:8]]
    found = _findings(events)
    gap = found[("data", "force", "northmoor", MONTHS[3], "all")]
    assert gap["band"] == "missing"
    assert gap["value"] is None
    assert not any(key[0] == "area" and key[3] == MONTHS[3] for key in found)


def test_a_delivered_month_without_records_is_a_true_zero() -> None:
    events = [event(month) for month in MONTHS[:3] + MONTHS[4:8]]
    found = _findings(events, [("northmoor", month) for month in MONTHS[:8]])
    assert found[("area", "force", "northmoor", MONTHS[3], "all")]["value"] == 0
    assert found[("area", "lsoa", "X01", MONTHS[3], "burglary")]["value"] == 0
    assert not any(key[0] == "data" for key in found)


def test_zeros_are_no_more_than_the_records_that_call_for_them() -> None:
    """One record each in fifty areas: fifty zeros after them by type and fifty in total, not fifty a month."""
    events = [event(MONTHS[0], lsoa=f"X{i:02d}") for i in range(50)]
    found = _findings(events, [("northmoor", month) for month in MONTHS])
    zeros = [f for f in found.values() if f["area_kind"] == "lsoa" and f["value"] == 0]
    assert len(zeros) == 100


def test_a_month_of_four_times_the_usual_is_called_rising_with_its_reason() -> None:
    events = [event(month) for month in MONTHS for _ in range(10 if month != MONTHS[-1] else 40)]
    finding = _findings(events)[("area", "lsoa", "X01", MONTHS[-1], "burglary")]
    assert finding["band"] == "rising"
    assert finding["expected"] == pytest.approx(10, rel=0.15)
    assert "5% false-discovery rate" in " ".join(finding["reasons"])


def test_a_first_delivery_of_another_force_is_not_called_a_rise() -> None:
    """The railway police begin to deliver: their records count, but nothing rose."""
    events = [event(month) for month in MONTHS for _ in range(10)]
    events += [event(MONTHS[-1], force="railway") for _ in range(9)]
    delivered = [("northmoor", month) for month in MONTHS] + [("railway", MONTHS[-1])]
    finding = _findings(events, delivered)[("area", "lsoa", "X01", MONTHS[-1], "burglary")]
    assert finding["value"] == 19
    assert finding["band"] == "steady"
    assert "47 % by other forces, not judged." in finding["reasons"]


def test_under_two_years_of_data_nothing_is_called() -> None:
    events = [event(month) for month in MONTHS[:20] for _ in range(10 if month != MONTHS[19] else 90)]
    finding = _findings(events)[("area", "lsoa", "X01", MONTHS[19], "burglary")]
    assert finding["band"] == "unknown"
    assert "Under 24 months before: no change judged." in finding["reasons"]


def test_half_a_month_delivered_is_suspected_and_not_called_a_fall() -> None:
    types = ("burglary", "robbery", "drugs", "arson", "theft")
    events = [
        event(month, category=category)
        for month in MONTHS
        for category in types
        for _ in range(40 if month != MONTHS[26] else 20)
    ]
    found = _findings(events)
    assert found[("data", "force", "northmoor", MONTHS[26], "all")]["value"] == pytest.approx(0.5)
    bands = {f["band"] for key, f in found.items() if key[0] == "area" and key[3] == MONTHS[26]}
    assert bands == {"unknown"}


def test_records_without_a_month_or_an_area_are_counted_as_left_out() -> None:
    found = _findings([event("2024-01"), event(None), event("2024-01", lsoa=None), event("2024-01")])
    assert found[("data", "force", "northmoor", None, "all")]["value"] == 0.25
    assert found[("data", "lsoa", "northmoor", None, "all")]["value"] == 0.25


def test_a_finding_explains_itself() -> None:
    of = inputs([event(month) for month in MONTHS])
    features = features_of(VOLUME, of)
    words = VOLUME.explain(
        VOLUME.train(of, features), features, Subject("lsoa", "X01", "burglary", MONTHS[0])
    )
    assert words[0] == f"{MONTHS[0]}: unknown."
    assert any("Benjamini" in sentence for sentence in words)


def test_nothing_is_explained_where_there_is_no_finding() -> None:
    of = inputs([event("2024-01")])
    features = features_of(VOLUME, of)
    words = VOLUME.explain(VOLUME.train(of, features), features, Subject("lsoa", "nowhere"))
    assert words[0].startswith("No finding")
