"""Whole flat files: however they are packed, delimited and written, and what is left out is counted."""

import bz2
import csv
import gzip
import io
import zipfile
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ninefold.engine.formats.flat_files import NULLS, read_columns, read_flat_files
from ninefold.errors import FileRefused

PLAIN = b"place,day\nMill Lane,2024-03-01\nHigh Street,2024-03-02\n"
ROWS = [{"place": "Mill Lane", "day": "2024-03-01"}, {"place": "High Street", "day": "2024-03-02"}]
PACKINGS = {
    "points.csv": lambda plain: plain,
    "points.csv.gz": gzip.compress,
    "points.csv.bz2": bz2.compress,
    "points.csv.zst": lambda plain: pa.compress(plain, codec="zstd", asbytes=True),
}


def read(folder: Path, content: bytes, *, as_text: bool = True, name: str = "points.csv") -> pa.Table:
    (folder / name).write_bytes(content)
    return read_flat_files([folder / name], as_text=as_text).table


@pytest.mark.parametrize("name", PACKINGS)
def test_a_file_is_read_however_it_is_packed(tmp_path: Path, name: str) -> None:
    assert read(tmp_path, PACKINGS[name](PLAIN), name=name).to_pylist() == ROWS


def test_how_it_is_packed_is_told_from_its_bytes_and_not_its_name(tmp_path: Path) -> None:
    assert read(tmp_path, gzip.compress(PLAIN), name="points.csv").to_pylist() == ROWS


def test_a_zip_and_a_folder_give_all_their_files(tmp_path: Path) -> None:
    inside = tmp_path / "inside"
    inside.mkdir()
    with zipfile.ZipFile(inside / "points.zip", "w") as archive:
        archive.writestr("a.csv", PLAIN)
        archive.writestr("b.csv", b"place,ward\nMill Lane,North\n")
        archive.writestr("notes.txt", b"not rows")
    (inside / "points.csv").write_bytes(PLAIN)
    zipped, folder = (read_flat_files([each], as_text=True).table for each in (inside / "points.zip", inside))

    assert zipped.to_pylist() == [
        *({**row, "ward": None} for row in ROWS),
        {"place": "Mill Lane", "day": None, "ward": "North"},
    ]
    assert folder.to_pylist() == ROWS


def test_of_an_archive_of_street_crime_only_street_crime_is_read(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "crimes.zip", "w") as archive:
        archive.writestr("2024-03/2024-03-avon-street.csv", PLAIN)
        archive.writestr("2024-03/2024-03-avon-outcomes.csv", b"outcome\nnone\n")

    assert read_flat_files([tmp_path / "crimes.zip"], as_text=True).table.to_pylist() == ROWS


def test_rows_torn_in_two_are_left_out_counted_and_told(tmp_path: Path) -> None:
    (tmp_path / "points.csv").write_bytes(PLAIN + b"Church\nWalk,2024-03-03\nA,B,C\n")
    found = read_flat_files([tmp_path / "points.csv"], as_text=False)

    assert (found.table.num_rows, found.torn) == (3, 2)
    assert found.notes == ("2 rows have more or fewer fields than the header, and were left out.",)


def test_as_text_a_number_keeps_its_leading_noughts_and_typed_it_is_a_number(tmp_path: Path) -> None:
    content = b"code;share\n007;0,5\n011;1,25\n"

    assert read(tmp_path, content)["code"].to_pylist() == ["007", "011"]
    assert read(tmp_path, content, as_text=False).to_pydict() == {"code": [7, 11], "share": [0.5, 1.25]}


def test_delimiters_within_a_quoted_header_do_not_count(tmp_path: Path) -> None:
    table = read(tmp_path, b'"where; when; who";day\nMill Lane;2024-03-01\n')

    assert table.column_names == ["where; when; who", "day"]


def test_a_header_broken_over_two_lines_is_one_header(tmp_path: Path) -> None:
    assert read(tmp_path, b'"place\nname",no\nMill Lane,007\n').to_pydict() == {
        "place\nname": ["Mill Lane"],
        "no": ["007"],
    }


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16", "utf-32"])
@pytest.mark.parametrize("as_text", [True, False])
def test_letters_are_read_however_they_are_written(tmp_path: Path, encoding: str, as_text: bool) -> None:
    table = read(tmp_path, "place,day\nCafé – West’s,1\n".encode(encoding), as_text=as_text)

    assert table.column_names == ["place", "day"]
    assert table["place"].to_pylist() == ["Café – West’s"]


def test_bytes_that_windows_does_not_know_are_read_all_the_same(tmp_path: Path) -> None:
    assert read(tmp_path, b"place\n\xe9\x81\n")["place"].to_pylist() == ["é\x81"]


def test_a_file_that_is_none_is_refused_without_a_word_of_what_it_holds(tmp_path: Path) -> None:
    (tmp_path / "absent.parquet").write_bytes(b"Jane Smith")
    (tmp_path / "broken.csv").write_bytes(gzip.compress(b"name\nJane Smith\n" * 99)[:-12])
    (tmp_path / "empty.csv").write_bytes(b"")
    (tmp_path / "empty").mkdir()
    for name in ("nowhere.csv", "absent.parquet", "broken.csv", "empty.csv", "empty"):
        with pytest.raises(FileRefused, match=name) as told:
            read_flat_files([tmp_path / name], as_text=True)
        assert "Smith" not in str(told.value)


def test_files_whose_columns_hold_different_kinds_of_value_do_not_go_together(tmp_path: Path) -> None:
    pq.write_table(pa.table({"day": [[1]]}), tmp_path / "lists.parquet")
    pq.write_table(pa.table({"day": ["1"]}), tmp_path / "words.parquet")

    with pytest.raises(FileRefused, match="do not go together"):
        read_flat_files([tmp_path / "lists.parquet", tmp_path / "words.parquet"], as_text=True)


def test_columns_are_read_whole_or_not_at_all(tmp_path: Path) -> None:
    (tmp_path / "rank.csv").write_bytes(b"code,name,rank\n007,North,3\n")
    (tmp_path / "torn.csv").write_bytes(b"code,rank\n007,3\n008\n")

    assert read_columns(tmp_path / "rank.csv", "code", "rank") == [{"code": "007", "rank": "3"}]
    with pytest.raises(KeyError):
        read_columns(tmp_path / "rank.csv", "code", "share")
    with pytest.raises(FileRefused, match="fields"):
        read_columns(tmp_path / "torn.csv", "code", "rank")


WORDS = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), max_size=8)


@given(
    rows=st.lists(st.tuples(WORDS, WORDS), min_size=1, max_size=8),
    delimiter=st.sampled_from([",", ";", "\t", "|"]),
)
def test_what_was_written_as_text_is_read_as_that_text(
    tmp_path_factory: pytest.TempPathFactory, rows: list[tuple[str, str]], delimiter: str
) -> None:
    held = io.StringIO()
    sheet = csv.writer(held, delimiter=delimiter, quoting=csv.QUOTE_ALL)
    sheet.writerow(["first", "second"])
    sheet.writerows(rows)
    table = read(tmp_path_factory.mktemp("flat"), held.getvalue().encode())

    def kept(word: str) -> str | None:
        return None if word in NULLS else word

    assert [tuple(row.values()) for row in table.to_pylist()] == [(kept(a), kept(b)) for a, b in rows]
