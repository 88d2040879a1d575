"""Harm: every offence has the weight of what is most exactly known about it."""

import pytest
from tests.support.events import event, inputs

from ninefold.contracts.product import answer
from ninefold.contracts.product_registry import load_product
from ninefold.products.harm.weighing import read_index

HARM = load_product("harm")
INDEX = read_index("2026")


def _findings(events: list[dict[str, object]]) -> dict:
    found = answer(HARM, inputs(events)).to_pylist()
    return {(f["area_kind"], f["category"]): f for f in found if f["subject_kind"] == "area"}


@pytest.mark.parametrize(
    ("offence_code", "ho_class", "subgroup", "category", "days", "level"),
    [
        ("46", "001/01", "Homicide", "burglary", 1, "offence"),
        (None, "008/06", None, "other-theft", 2, "type"),
        (None, "046/00", "Homicide", "burglary", 1, "offence"),
        (None, "034/02", None, "burglary", 365, "offence"),
        (None, "004/04", None, None, 365, "subgroup"),
        (None, "001/01", None, "burglary", 5475, "subgroup"),
        ("no such code", None, "Rape offences", "burglary", 2555, "subgroup"),
        ("8N", None, None, "other-crime", 365, "subgroup"),
        (None, None, None, "Robbery", 365, "type"),
        (None, None, None, "violent_crime", None, "type"),
        (None, None, None, "no such type", 0, "none"),
    ],
)
def test_the_first_that_is_known_gives_the_weight(
    offence_code: str | None,
    ho_class: str | None,
    subgroup: str | None,
    category: str | None,
    days: float | None,
    level: str,
) -> None:
    weight = INDEX.weight(offence_code, ho_class, subgroup, category)
    if days is not None:
        assert weight.days == days
    assert weight.level == level


def test_a_code_is_found_with_leading_noughts_and_in_small_letters() -> None:
    assert INDEX.weight("034a", None, None, None) == INDEX.weight("34A", None, None, None)


def test_the_weight_of_a_type_is_the_mean_over_its_national_mix() -> None:
    """309,795 residential at 273.5 days and 127,855 other burglaries at 183.5."""
    weight = INDEX.weight(None, None, None, "burglary")
    assert weight.days == pytest.approx((309_795 * 273.5 + 127_855 * 183.5) / 437_650, abs=1 / 128)
    assert weight.low == 2
    assert weight.high == pytest.approx((309_795 * 730 + 127_855 * 365) / 437_650, abs=1 / 128)


@pytest.mark.parametrize("weights", [INDEX.codes, INDEX.subgroups, INDEX.types])
def test_every_weight_lies_within_its_range(weights: dict) -> None:
    assert weights
    assert all(0 < weight.low <= weight.days <= weight.high for weight in weights.values())


def test_all_fourteen_published_crime_types_but_anti_social_behaviour_have_a_weight() -> None:
    published = (
        "bicycle-theft", "burglary", "criminal-damage-arson", "drugs", "other-crime", "other-theft",
        "possession-of-weapons", "public-order", "robbery", "shoplifting", "theft-from-the-person",
        "vehicle-crime", "violent-crime",
    )  # fmt: skip
    assert all(INDEX.weight(None, None, None, name).days > 0 for name in published)
    assert INDEX.weight(None, None, None, "anti-social-behaviour").days == 0


def test_harm_is_the_sum_of_weights_with_the_range_they_could_have() -> None:
    events = [
        event("2024-01", subgroup="Homicide"),
        event("2024-01", offence_code="46", category="shoplifting"),
    ]
    found = _findings(events)
    assert found[("lsoa", "all")]["value"] == 5476
    assert (found[("lsoa", "all")]["low"], found[("lsoa", "all")]["high"]) == (731, 5476)
    assert "Weighed by offence 1 subgroup 1." in " ".join(found[("lsoa", "all")]["reasons"])


def test_offences_found_by_police_activity_are_shown_but_not_in_the_total() -> None:
    found = _findings([event("2024-01", category="drugs"), event("2024-01", category="shoplifting")])
    assert found[("lsoa", "all")]["value"] == 1
    assert found[("lsoa", "drugs")]["value"] > 3
    assert "Found by police activity: not in the total." in found[("lsoa", "drugs")]["reasons"]


def test_anti_social_behaviour_and_searches_have_no_harm() -> None:
    found = _findings([event("2024-01", kind="asb", category="anti-social-behaviour"), event("2024-01")])
    assert {category for _, category in found} == {"burglary", "all"}


def test_a_crime_without_a_known_weight_is_said_to_have_none() -> None:
    finding = _findings([event("2024-01", category="something else")])[("lsoa", "something else")]
    assert finding["value"] == 0
    assert "nothing 1" in " ".join(finding["reasons"])
