"""One box: a slip of the finger, a namesake, a later record and a half-typed word."""

import json
from datetime import date
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ninefold.link.search.find import Found, find
from ninefold.link.search.index import SUBJECTS, VALUES, Index, open_index, write_index
from ninefold.link.search.spelling import all_forms, forms, is_one_slip, word_hash

EARLY, LATE = date(2024, 1, 1), date(2025, 6, 1)
PEOPLE = [
    ("P1", 3, {"given": "Marged", "surname": "Ellerby", "born": "1984-02-09", "postcode": "QX1 4AB"}),
    ("P2", 1, {"given": "Marged", "surname": "Ellerby", "born": "1991-11-30", "postcode": "QX9 2LT"}),
    ("P3", 2, {"given": "Zoë", "surname": "O'Tierney", "born": "2003-07-21", "phone": "+44 7700 900123"}),
    ("P4", 1, {"given": "Tobias", "surname": "Mac Donnel", "born": "1970-05-06"}),
]


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Index:
    folder = tmp_path_factory.mktemp("search") / "index"
    rows = [
        {"subject": number, "field": field, "value": value, "known": EARLY}
        for number, (_, _, fields) in enumerate(PEOPLE)
        for field, value in fields.items()
    ]
    rows.append({"subject": 3, "field": "surname", "value": "Harrowgill", "known": LATE})
    rows.append({"subject": 4, "field": "vehicle", "value": "QX19 ZZZ", "known": EARLY})
    subjects = [
        {"kind": "person", "id": name, "records": records, "forces": ["aldmoor"], "label": fields["surname"]}
        for name, records, fields in PEOPLE
    ]
    subjects.append({"kind": "vehicle", "id": "V1", "records": 1, "forces": [], "label": "QX19 ZZZ"})
    values, found = pa.Table.from_pylist(rows, VALUES), pa.Table.from_pylist(subjects, SUBJECTS)
    write_index(values, found, folder)
    opened = open_index(folder)
    assert opened is not None
    return opened


def ids(found: list[Found]) -> list[str]:
    return [each.id for each in found]


@pytest.mark.parametrize(
    "question",
    [
        "Marged Ellerby 1984-02-09",
        "marged elerby 09/02/1984",
        "Margde Ellerby QX1 4AB",
        "ellerby marged 1984-02-99",
        "MARGED ELLERBY QX14AC",
    ],
)
def test_one_slip_and_any_order_still_find_the_right_one_of_two_namesakes(index: Index, question: str):
    assert ids(find(index, question))[0] == "P1"


def test_of_namesakes_the_one_with_more_records_stands_first(index: Index):
    found = find(index, "Marged Ellerby")
    assert ids(found) == ["P1", "P2"]
    assert (found[0].label, found[0].forces) == ("Ellerby", ("aldmoor",))


def test_accents_apostrophes_and_country_codes_make_no_difference(index: Index):
    assert ids(find(index, "zoe otierney"))[0] == "P3"
    assert ids(find(index, "07700900123")) == ["P3"]


def test_a_name_written_as_two_words_is_found_as_one(index: Index):
    assert ids(find(index, "tobias macdonel"))[:1] == ["P4"]


def test_what_became_known_later_is_not_found_as_at_an_earlier_day(index: Index):
    assert ids(find(index, "Harrowgill")) == ["P4"]
    assert find(index, "Harrowgill", as_at=EARLY) == []


def test_the_answer_says_which_word_met_what_and_which_met_nothing(index: Index):
    (best, *_) = find(index, "Margde Ellerby Inverlune")
    assert [(m.asked, m.found, m.field, m.how) for m in best.meetings] == [
        ("margde", "marged", "given", "slip"),
        ("ellerby", "ellerby", "surname", "same"),
    ]
    assert best.missed == ("inverlune",)


def test_one_kind_can_be_asked_for(index: Index):
    assert ids(find(index, "QX19ZZZ")) == ["V1"]
    assert find(index, "QX19ZZZ", kind="person") == []


def test_a_begun_word_is_enough(index: Index):
    assert "P4" in ids(find(index, "tobi"))


@pytest.mark.parametrize("question", ["", "  ", "?!", "qqqqqqqq"])
def test_a_question_that_meets_nothing_finds_nobody(index: Index, question: str):
    assert find(index, question) == []


def test_an_index_of_another_version_is_made_again_rather_than_read(tmp_path: Path):
    assert open_index(tmp_path / "none") is None
    (tmp_path / "index.json").write_text(json.dumps({"version": -1, "fields": []}))
    assert open_index(tmp_path) is None


LETTERS = st.text("abcdefgh0123", min_size=3, max_size=12)


@given(st.lists(st.text("abcxyz019", min_size=1, max_size=9), min_size=1, max_size=30))
def test_the_hashes_of_all_forms_are_those_of_each_form(words: list[str]):
    hashes, owners = all_forms(pa.array(words))
    for number, word in enumerate(words):
        assert set(hashes[owners == number].tolist()) == {word_hash(form) for form in forms(word)}


@given(
    LETTERS, st.integers(0, 11), st.sampled_from(["drop", "add", "change", "swap"]), st.sampled_from("ax7")
)
@settings(max_examples=200)
def test_every_slip_shares_a_form_with_the_word_and_is_known_for_one(
    word: str, at: int, slip: str, letter: str
):
    at = at % len(word)
    made = {
        "drop": word[:at] + word[at + 1 :],
        "add": word[:at] + letter + word[at:],
        "change": word[:at] + letter + word[at + 1 :],
        "swap": word[:at] + word[at + 1 : at + 2] + word[at : at + 1] + word[at + 2 :],
    }[slip]
    if made == word:
        return
    assert is_one_slip(word, made)
    assert is_one_slip(made, word)
    shared = {word_hash(form) for form in forms(word)} & {word_hash(form) for form in forms(made)}
    assert shared


@given(LETTERS, LETTERS)
def test_words_further_apart_are_not_called_a_slip(one: str, other: str):
    assert is_one_slip(one, other) == (_distance(one, other) == 1)


def _distance(one: str, other: str) -> int:
    """Optimal string alignment distance, by the book."""
    table = np.zeros((len(one) + 1, len(other) + 1), int)
    table[:, 0], table[0, :] = range(len(one) + 1), range(len(other) + 1)
    for i in range(1, len(one) + 1):
        for j in range(1, len(other) + 1):
            change = table[i - 1, j - 1] + (one[i - 1] != other[j - 1])
            table[i, j] = min(table[i - 1, j] + 1, table[i, j - 1] + 1, change)
            if i > 1 and j > 1 and one[i - 1] == other[j - 2] and one[i - 2] == other[j - 1]:
                table[i, j] = min(table[i, j], table[i - 2, j - 2] + 1)
    return int(table[-1, -1])
