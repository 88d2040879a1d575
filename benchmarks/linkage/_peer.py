"""Splink as its own documentation sets it up for three data sets: the peer of this area's benchmarks.

The settings are those of the example notebooks febrl3, febrl4 and deduplicate_50k_synthetic; seeds are set.
"""

import logging
from collections.abc import Callable
from typing import Any

import pyarrow as pa
import splink.comparison_library as cl
from splink import DuckDBAPI, Linker, SettingsCreator, block_on

logging.getLogger("splink").setLevel(logging.ERROR)
_LOWEST = -20.0


def febrl3(rows: pa.Table) -> pa.Table:
    """Scored pairs of one FEBRL table (columns stripped, text)."""
    rules = [block_on(name) for name in ("soc_sec_id", "given_name", "surname", "date_of_birth", "postcode")]
    comparisons = [
        cl.NameComparison("given_name"),
        cl.NameComparison("surname"),
        cl.DateOfBirthComparison("date_of_birth", input_is_string=True, datetime_format="%Y%m%d"),
        cl.DamerauLevenshteinAtThresholds("soc_sec_id", [2]),
        cl.ExactMatch("street_number").configure(term_frequency_adjustments=True),
        cl.ExactMatch("postcode").configure(term_frequency_adjustments=True),
    ]
    return _scored(
        [rows], "rec_id", "dedupe_only", rules, comparisons, _train_febrl(["date_of_birth", "postcode"])
    )


def febrl4(left: pa.Table, right: pa.Table) -> pa.Table:
    """Scored pairs between the two FEBRL 4 tables."""
    rules = [
        block_on("given_name", "surname"),
        "l.given_name = r.surname and l.surname = r.given_name",
        block_on("date_of_birth"),
        block_on("soc_sec_id"),
        block_on("state", "address_1"),
        block_on("street_number", "address_1"),
        block_on("postcode"),
    ]
    comparisons = [
        cl.NameComparison("given_name").configure(term_frequency_adjustments=True),
        cl.NameComparison("surname").configure(term_frequency_adjustments=True),
        cl.DateOfBirthComparison(
            "date_of_birth", input_is_string=True, datetime_format="%Y%m%d", invalid_dates_as_null=True
        ),
        cl.DamerauLevenshteinAtThresholds("soc_sec_id", [1, 2]),
        cl.ExactMatch("street_number").configure(term_frequency_adjustments=True),
        cl.DamerauLevenshteinAtThresholds("postcode", [1, 2]).configure(term_frequency_adjustments=True),
    ]
    train = _train_febrl(["date_of_birth", "postcode"])
    return _scored([left, right], "rec_id", "link_only", rules, comparisons, train)


def _train_febrl(columns: list[str]) -> Callable[[Linker], None]:
    def train(linker: Linker) -> None:
        certain = [
            block_on("soc_sec_id"),
            block_on("given_name", "surname", "date_of_birth"),
            "l.given_name = r.surname and l.surname = r.given_name and l.date_of_birth = r.date_of_birth",
        ]
        linker.training.estimate_probability_two_random_records_match(certain, recall=0.9)
        linker.training.estimate_u_using_random_sampling(max_pairs=1e6, seed=2)
        for column in columns:
            linker.training.estimate_parameters_using_expectation_maximisation(block_on(column))

    return train


def historical(rows: pa.Table) -> pa.Table:
    """Scored pairs of the historical figures."""
    rules = [
        block_on("substr(first_name,1,3)", "substr(surname,1,4)"),
        block_on("surname", "dob"),
        block_on("first_name", "dob"),
        block_on("postcode_fake", "first_name"),
        block_on("postcode_fake", "surname"),
        block_on("dob", "birth_place"),
        block_on("substr(postcode_fake,1,3)", "dob"),
        block_on("substr(postcode_fake,1,3)", "first_name"),
        block_on("substr(postcode_fake,1,3)", "surname"),
        block_on("substr(first_name,1,2)", "substr(surname,1,2)", "substr(dob,1,4)"),
    ]
    both = "first_name_surname_concat"
    comparisons = [
        cl.ForenameSurnameComparison("first_name", "surname", forename_surname_concat_col_name=both),
        cl.DateOfBirthComparison("dob", input_is_string=True),
        cl.PostcodeComparison("postcode_fake"),
        cl.ExactMatch("birth_place").configure(term_frequency_adjustments=True),
        cl.ExactMatch("occupation").configure(term_frequency_adjustments=True),
    ]

    def train(linker: Linker) -> None:
        certain = [
            block_on("first_name", "surname", "dob"),
            block_on("substr(first_name,1,2)", "surname", "substr(postcode_fake,1,2)"),
            block_on("dob", "postcode_fake"),
        ]
        linker.training.estimate_probability_two_random_records_match(certain, recall=0.6)
        linker.training.estimate_u_using_random_sampling(max_pairs=1e7, seed=1)
        for rule in (block_on("first_name", "surname"), block_on("dob")):
            linker.training.estimate_parameters_using_expectation_maximisation(
                rule, estimate_without_term_frequencies=True
            )

    names = pa.compute.binary_join_element_wise(
        rows["first_name"].cast(pa.string()), rows["surname"].cast(pa.string()), " "
    )
    return _scored([rows.append_column(both, names)], "unique_id", "dedupe_only", rules, comparisons, train)


def _scored(
    tables: list[pa.Table], key: str, link_type: str, rules: list[Any], comparisons: list[Any],
    train: Callable[[Linker], None],
) -> pa.Table:  # fmt: skip
    api = DuckDBAPI()
    settings = SettingsCreator(
        unique_id_column_name=key,
        link_type=link_type,  # type: ignore[arg-type]
        blocking_rules_to_generate_predictions=rules,
        comparisons=comparisons,
    )
    linker = Linker([api.register(table) for table in tables], settings)
    train(linker)
    found = linker.inference.predict(threshold_match_weight=_LOWEST).as_pyarrow_table()
    return pa.table(
        {
            "left_id": found[f"{key}_l"].cast(pa.string()),
            "right_id": found[f"{key}_r"].cast(pa.string()),
            "weight": found["match_weight"],
        }
    )
