"""A card says what a file's columns are; what it does not know it refuses, and a message never tells a value."""

from pathlib import Path

import numpy as np
import pytest

from ninefold.assure.file_card import read_file_card
from ninefold.assure.file_rows import FileRows, rows_of
from ninefold.assure.file_table import read_table
from ninefold.errors import CardInvalid, FileRefused

LEAST = '[label]\ncolumn = "harmed"\n'


def _rows(folder: Path, card: str, *, header: str = "", rows: list[str] | None = None) -> FileRows:
    made = rows or [f"p{n},2020-0{1 + n % 9}-01,{20 + n % 40},{n % 3},{int(n % 4 == 0)}" for n in range(200)]
    (folder / "f.csv").write_text(
        (header or "Person, Seen ,age,priors,harmed") + "\n" + "\n".join(made) + "\n"
    )
    (folder / "c.toml").write_text(card)
    return rows_of(read_table(folder / "f.csv").table, read_file_card(folder / "c.toml"))


def test_the_least_card_makes_features_of_all_other_columns_of_numbers(tmp_path: Path) -> None:
    found = _rows(tmp_path, LEAST)

    assert [f.name for f in found.features] == ["Seen", "age", "priors"]
    assert {f.known_at for f in found.features} == {None}
    assert found.dataset.outcome.sum() == 50


def test_columns_spoken_of_elsewhere_are_no_features_and_blanks_do_not_matter(tmp_path: Path) -> None:
    card = (
        '[rows]\nsubject = "person"\ndate = "seen"\n'
        + LEAST
        + '[groups]\nage = {column = "AGE", bands = [30, 50]}\n'
    )
    found = _rows(tmp_path, card)

    assert [f.name for f in found.features] == ["priors"]
    assert set(found.dataset.groups["age"]) == {"under 30", "30 to under 50", "50 and over"}
    assert found.dataset.as_of is not None
    assert found.dataset.as_of[1] == np.datetime64("2020-02-01")


def test_known_at_by_name_is_vouched_for_by_the_owner_and_by_default_by_nobody(tmp_path: Path) -> None:
    card = '[product]\nowner = "A. Analyst"\n' + LEAST + '[features]\nuse = ["age", "priors"]\n'
    known = '[features.known_at]\n"pri*" = "after"\ndefault = "as_of"\n'
    age, priors = _rows(tmp_path, card + known).features
    signed = _rows(tmp_path, card + known + 'signed_by = "B. Keeper"\n').features

    assert [(each.known_at, each.signed) for each in (age, priors)] == [
        ("as_of", ""),
        ("after", "A. Analyst"),
    ]
    assert {each.signed for each in signed} == {"B. Keeper"}


def test_a_label_made_from_an_event_counts_the_window_to_the_day(tmp_path: Path) -> None:
    """Events on day 0, 10, 11 and none; the window is ten days."""
    events = ["2020-01-01", "2020-01-11", "2020-01-12", ""]
    rows = [f"p{n},2020-01-01,{n},{events[n % 4]}" for n in range(200)]
    card = '[rows]\ndate = "seen"\n[label]\nevent_date = "event"\nwindow_days = 10\n[features]\nuse = ["x"]\n'
    found = _rows(tmp_path, card, header="person,seen,x,event", rows=rows)

    assert found.dataset.outcome[:4].tolist() == [1, 1, 0, 0]


def test_those_not_followed_are_left_out_whatever_came_of_them_and_that_is_told(tmp_path: Path) -> None:
    card = '[rows]\ndate = "seen"\n[label]\ncolumn = "harmed"\nwindow_days = 30\n'
    card += 'observed_until = 2020-06-30\nnot_followed = "leave_out"\n'
    found = _rows(tmp_path, card)

    assert found.dataset.as_of is not None
    assert found.dataset.as_of.max() <= np.datetime64("2020-06-01")
    assert any("left out" in note for note in found.notes)


@pytest.mark.parametrize(
    ("test", "kept"),
    [
        ("at_least = 40", 100),
        ("at_least = 40, at_most = 49", 50),
        ("is = [20]", 5),
        ("is_not = [20]", 195),
        ("present = false", 0),
    ],
)
def test_rows_are_kept_by_conditions(tmp_path: Path, test: str, kept: int) -> None:
    card = f'[rows]\nkeep = [{{column = "age", {test}}}]\n' + LEAST
    if kept < 50:
        with pytest.raises(FileRefused, match="Fewer than 50 rows"):
            _rows(tmp_path, card)
    else:
        assert len(_rows(tmp_path, card).dataset.outcome) == kept


@pytest.mark.parametrize(
    ("card", "said"),
    [
        ("", "there is no label"),
        (LEAST + "windw_days = 3\n", "windw_days"),
        (LEAST + "[use]\ncapacity = 3\n", "share between 0 and 1"),
        (LEAST + '[folds]\nkind = "sideways"\n', "forward"),
        (LEAST + '[features]\nuse = ["a"]\nall_but = ["b"]\n', "one of the two"),
        ('[label]\nevent_date = "x"\n', "window_days"),
        (LEAST + '[features]\nuse = ["height"]\n', "'height'"),
        (LEAST + '[rows]\ndate = "age"\n', "holds no dates"),
        ('[label]\ncolumn = "priors"\n', "positive"),
        (LEAST + "[nonsense]\n", "nonsense"),
    ],
)
def test_a_card_that_cannot_be_followed_is_refused_with_what_to_write(
    tmp_path: Path, card: str, said: str
) -> None:
    with pytest.raises(CardInvalid, match=said):
        _rows(tmp_path, card)


def test_no_message_tells_a_value_of_the_file(tmp_path: Path) -> None:
    rows = [f"Zebedee Nobody {n},Zebedee,Zebedee,Zebedee,Zebedee" for n in range(100)]
    for card in (LEAST, LEAST + '[rows]\ndate = "seen"\n', LEAST + '[use]\nincumbent = "age"\n'):
        with pytest.raises((CardInvalid, FileRefused)) as caught:
            _rows(tmp_path, card, rows=rows)
        assert "Zebedee" not in str(caught.value)


def test_a_file_that_is_none_is_refused(tmp_path: Path) -> None:
    (tmp_path / "f.csv").write_bytes(b"\x00\xff\xfe broken")
    with pytest.raises(FileRefused):
        read_table(tmp_path / "absent.csv")
    (tmp_path / "f.parquet").write_bytes(b"no parquet")
    with pytest.raises(FileRefused):
        read_table(tmp_path / "f.parquet")


@pytest.mark.parametrize("written", ["31/12/2019", "2019-12-31", "2019-12-31 10:30", "31/12/2019 10:30"])
def test_dates_are_read_as_british_files_write_them(tmp_path: Path, written: str) -> None:
    rows = [f"p{n},{written},{n},1,{n % 2}" for n in range(100)]
    found = _rows(tmp_path, '[rows]\ndate = "seen"\n' + LEAST, rows=rows)

    assert found.dataset.as_of is not None
    assert found.dataset.as_of[0].astype("datetime64[D]") == np.datetime64("2019-12-31")


@pytest.mark.parametrize("separator", [";", "\t", "|"])
def test_the_separator_is_told_from_the_header_line(tmp_path: Path, separator: str) -> None:
    text = "Person,age,harmed\n" + "".join(f"p{n},{n},{n % 2}\n" for n in range(60))
    (tmp_path / "f.csv").write_text(text.replace(",", separator))

    assert read_table(tmp_path / "f.csv").table.column_names == ["Person", "age", "harmed"]


def test_a_decimal_comma_between_semicolons_is_a_number(tmp_path: Path) -> None:
    (tmp_path / "f.csv").write_text("person;age\np1;34,5\np2;40,25\n")

    assert read_table(tmp_path / "f.csv").table["age"].to_pylist() == [34.5, 40.25]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_letters_are_read_however_they_are_written(tmp_path: Path, encoding: str) -> None:
    (tmp_path / "f.csv").write_bytes("person,kind\np1,café\n".encode(encoding))

    assert read_table(tmp_path / "f.csv").table.to_pylist() == [{"person": "p1", "kind": "café"}]


def test_a_pattern_or_name_that_fits_no_column_is_refused_with_the_closest_there_is(tmp_path: Path) -> None:
    with pytest.raises(CardInvalid, match="Did you mean 'priors'"):
        _rows(tmp_path, LEAST + '[features]\nuse = ["age", "prior"]\n')
    with pytest.raises(CardInvalid, match=r"'score_\*' as a feature"):
        _rows(tmp_path, LEAST + '[features]\nuse = ["age", "score_*"]\n')


def test_positive_values_that_no_row_holds_are_refused(tmp_path: Path) -> None:
    with pytest.raises(CardInvalid, match="positive: no row"):
        _rows(tmp_path, LEAST.replace("harmed", "priors") + 'positive = ["reoffended"]\n')


def test_codes_that_the_card_names_are_read_as_missing_in_features_alone(tmp_path: Path) -> None:
    rows = [f"p{n},2020-01-01,{-9 if n % 4 == 0 else 30},{'refused' if n % 5 == 0 else 'a'},{int(n % 3 == 0)}"
            for n in range(200)]  # fmt: skip
    card = LEAST + '[features]\nuse = ["age", "answer"]\nmissing = [-9, "refused"]\n'
    found = _rows(tmp_path, card, header="person,seen,age,answer,harmed", rows=rows)

    assert found.dataset.rows["age"].null_count == 50
    assert found.dataset.rows["answer"].null_count == 40
    assert any(note.startswith("90 values") for note in found.notes)


def test_a_star_never_reaches_the_label_or_whom_a_row_is_about(tmp_path: Path) -> None:
    found = _rows(tmp_path, '[rows]\nsubject = "person"\n' + LEAST + '[features]\nuse = ["*"]\n')

    assert [f.name for f in found.features] == ["Seen", "age", "priors"]
