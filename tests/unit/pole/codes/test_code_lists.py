"""Promises every closed list keeps, and the lists that files of data.police.uk use."""

import csv
import io
import zipfile
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ninefold.pole.codes import (
    AGE_BAND,
    AGES_OF_BAND,
    CODE_LISTS,
    CRIME_TYPE,
    ETHNICITY,
    GENDER,
    OUTCOME,
    SEARCH_OBJECT,
    STOP_OUTCOME,
    STOP_TYPE,
    CodeList,
    age_band_of,
    parse_ethnicity,
    parse_ethnicity_observed,
)
from ninefold.pole.refusal import Refusal

DATA = Path(__file__).resolve().parents[5] / "shared/data/police-uk"


@pytest.mark.parametrize("name", sorted(CODE_LISTS))
def test_a_code_its_label_and_every_spelling_give_the_code(name):
    codes = CODE_LISTS[name]
    for code, label in codes.labels.items():
        assert codes.parse(code) == codes.parse(label) == codes.parse(f" {label.upper()} ") == code
        assert codes.label(code) == label
    for spelling, code in codes.spellings.items():
        assert codes.parse(spelling) == code


@pytest.mark.parametrize("name", sorted(CODE_LISTS))
@given(text=st.text())
def test_any_text_is_a_code_or_is_refused(name, text):
    codes = CODE_LISTS[name]
    with suppress(Refusal):
        assert codes.parse(text) in codes


def test_a_list_in_which_one_spelling_means_two_things_cannot_be_made():
    with pytest.raises(ValueError, match="two codes"):
        CodeList("X", {"a": "One", "b": "Two"}, {"one": "b"})
    with pytest.raises(ValueError, match="none"):
        CodeList("X", {"a": "One"}, {"other": "z"})


def test_the_lists_have_as_many_codes_as_their_sources_say():
    sizes = {name: len(codes.labels) for name, codes in CODE_LISTS.items()}
    assert sizes["crime_type"] == 14
    assert sizes["ho_outcome"] == 22
    assert sizes["asb_type"] == 13
    assert sizes["asb_class"] == 3
    assert sizes["phone_type"] == 8
    assert sizes["hate_crime"] == 6
    assert sizes["gender"] == 8 + 1
    assert sizes["ethnicity"] == 18 + 1 + 1


def test_every_age_has_one_band():
    assert set(AGES_OF_BAND) == set(AGE_BAND.labels)
    for age in range(121):
        low, high = AGES_OF_BAND[age_band_of(age)]
        assert low <= age <= high
    assert [age_band_of(age) for age in (9, 10, 17, 18, 34, 35)] == [
        "under-10",
        "10-17",
        "10-17",
        "18-24",
        "25-34",
        "over-34",
    ]


READERS = {
    "Crime type": CRIME_TYPE.parse,
    "Last outcome category": OUTCOME.parse,
    "Outcome type": OUTCOME.parse,
    "Type": STOP_TYPE.parse,
    "Age range": AGE_BAND.parse,
    "Gender": GENDER.parse,
    "Object of search": SEARCH_OBJECT.parse,
    "Outcome": STOP_OUTCOME.parse,
    "Self-defined ethnicity": lambda text: parse_ethnicity(text).code,
    "Officer-defined ethnicity": parse_ethnicity_observed,
}


@pytest.mark.skipif(not DATA.exists(), reason="the published police files are not here")
@pytest.mark.parametrize(
    ("archive", "ending"),
    [
        ("durham_2018-10_2019-02.zip", "2019-02-durham-street.csv"),
        ("metropolitan-burglary_2016-03_2019-02.zip", "2016-03-metropolitan-stop-and-search.csv"),
        ("metropolitan-burglary_2016-03_2019-02.zip", "2019-02-metropolitan-stop-and-search.csv"),
        ("metropolitan-burglary_2016-03_2019-02.zip", "2016-03-metropolitan-outcomes.csv"),
    ],
)
def test_every_word_in_a_published_file_is_on_its_list(archive, ending):
    with zipfile.ZipFile(DATA / archive) as zipped:
        name = next(name for name in zipped.namelist() if name.endswith(ending))
        rows = list(csv.DictReader(io.StringIO(zipped.read(name).decode("utf-8-sig"))))
    assert rows
    for column in READERS.keys() & rows[0].keys():
        words = {row[column] for row in rows} - {""}
        assert all(READERS[column](word) for word in words)


def test_ethnicity_labels_are_those_of_the_published_files():
    assert ETHNICITY.label("W1") == "White - English/Welsh/Scottish/Northern Irish/British"
