"""Linkage of public labelled data: what it must not fall below."""

from pathlib import Path

import pytest

from ninefold.actions.linking.evaluate_linkage import evaluate_linkage

LINKAGE = Path(__file__).resolve().parents[3] / "shared" / "data" / "linkage"
CARD = """
[source]
name = "made_for_a_test"
title = "A labelled table"
owner = "Analyst"
lawful_basis = "Open data"
licence = "MIT"
purpose = "To measure linkage."
force = "nobody"
refresh = "once"
sensitivity = "open"
marking = "OFFICIAL"
retention_group = "4"
expected_rows = {min = 1, max = 100000}

[[layout]]
name = "people"
format = "FORMAT"
keys = ["KEY"]

[[layout.record]]
table = "person"
label = "person"
entity = "P_012"
[layout.record.fields]
FIELDS
"""


def card(folder: Path, format_: str, key: str, fields: str) -> Path:
    path = folder / "card.toml"
    path.write_text(CARD.replace("FORMAT", format_).replace("KEY", key).replace("FIELDS", fields))
    return path


def data(name: str) -> Path:
    if not (LINKAGE / name).is_file():
        pytest.skip("the real data is not here: there is no ../shared/data/linkage beside this checkout")
    return LINKAGE / name


@pytest.mark.slow
def test_historical_figures_are_found_by_a_card_alone(tmp_path: Path) -> None:
    fields = """
given_name = {column = "first_name", as = "name"}
surname = {column = "surname", as = "name"}
born = {column = "dob", as = "partial_date"}
gender = {column = "gender", as = "gender"}
postcode = {column = "postcode_fake", as = "postcode"}
"details.birth_place" = {column = "birth_place", as = "text"}
"details.occupation" = {column = "occupation", as = "text"}
"""
    file = data("historical_50k_half_a.parquet")
    told = evaluate_linkage(file=file, card=card(tmp_path, "parquet", "unique_id", fields), truth="cluster")
    assert (told.blocking.recall or 0) >= 0.90
    assert (told.linkage.pairwise.f1 or 0) >= 0.93
    assert (told.linkage.b_cubed.f1 or 0) >= 0.94


def test_a_small_table_with_few_columns_is_linked_well(tmp_path: Path) -> None:
    fields = """
given_name = {column = "first_name", as = "name"}
surname = {column = "surname", as = "name"}
born = {column = "dob", as = "date"}
email = {column = "email", as = "email"}
"details.city" = {column = "city", as = "text"}
"""
    file = data("fake_1000.csv")
    told = evaluate_linkage(
        file=file, card=card(tmp_path, "csv", "unique_id", fields), truth="cluster", group="city"
    )
    assert (told.linkage.pairwise.f1 or 0) >= 0.94
    assert sum(group.records for group in told.groups) == told.linkage.records
