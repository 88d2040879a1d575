import csv
import io
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from tests.support.reading import WholeFile, read_whole

from ninefold.engine.formats import careful_csv, encodings
from ninefold.errors import FileRefused


@pytest.fixture
def read(tmp_path: Path):
    def read(content: bytes, **options: object) -> WholeFile:
        path = tmp_path / "sent.csv"
        path.write_bytes(content)
        return read_whole(path, **options)

    return read


def test_a_plain_file_is_given_as_received_with_null_for_empty(read):
    whole = read(b"name,town\nAda,Thornby\n, \n")
    assert whole.columns == ("name", "town")
    assert whole.rows == [("Ada", "Thornby"), (None, " ")]


def test_blank_lines_are_skipped_and_not_counted(read):
    whole = read(b"\r\n\r\na,b\r\n\r\n1,2\r\n\r\n\r\n3,4\r\n\r\n")
    assert whole.numbers == [1, 2]
    assert whole.rows == [("1", "2"), ("3", "4")]


@pytest.mark.parametrize("end", [b"\n", b"\r\n", b"\r"])
@pytest.mark.parametrize("final", [True, False])
def test_every_line_end_is_understood_with_or_without_a_last_one(read, end, final):
    content = end.join([b"a,b", b"1,2", b'3,"x"', b"4,5"]) + (end if final else b"")
    assert read(content).rows == [("1", "2"), ("3", "x"), ("4", "5")]


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_the_delimiter_is_found_in_the_header(read, delimiter):
    content = f'a{delimiter}"b,;|"{delimiter}c\n1{delimiter}2{delimiter}3\n'.encode()
    assert read(content).rows == [("1", "2", "3")]


def test_a_declared_delimiter_and_quote_win(read):
    assert read(b"a,b^c\n'1^',2^3\n", delimiter="^", quote="'").columns == ("a,b", "c")
    assert read(b'a,b\n5" knife,"x\n', quote="").rows == [('5" knife', '"x')]


@pytest.mark.parametrize(
    ("encoding", "mark"),
    [
        ("utf-8", b""),
        ("utf-8", b"\xef\xbb\xbf"),
        ("utf-16-le", b""),
        ("utf-16-be", b""),
        ("utf-16-le", b"\xff\xfe"),
        ("utf-16-be", b"\xfe\xff"),
        ("utf-32-le", b"\xff\xfe\0\0"),
        ("utf-32-be", b"\0\0\xfe\xff"),
        ("cp1252", b""),
    ],
)
def test_the_encoding_is_found(read, encoding, mark):
    content = mark + "name,town\nZoë,Llanôr\n".encode(encoding)
    assert read(content).rows == [("Zoë", "Llanôr")]


def test_a_declared_encoding_wins_over_what_the_bytes_look_like(read):
    assert read("name\nZoë\n".encode(), encoding="latin-1").rows == [("ZoÃ«",)]
    assert read(b"name\nZo\x89\nAda\n", encoding="mac-roman").rows == [("Zoâ",), ("Ada",)]
    strict = read(b"name\nZo\xeb\nAda\n", encoding="utf-8")
    assert strict.rules == ["encoding.undecodable"]
    assert strict.rows == [("Ada",)]


def test_an_unknown_declared_encoding_refuses_the_file(read):
    with pytest.raises(FileRefused, match="encoding"):
        read(b"a\n1\n", encoding="utf-9")


def test_lines_of_two_encodings_are_each_read_in_their_own(read):
    whole = read("name,n\nZoë,1\n".encode() + "Zoë,2\n".encode("cp1252") + b"\x81,3\nZo,4\n")
    assert whole.rows == [("Zoë", "1"), ("Zoë", "2"), ("Zo", "4")]
    assert whole.rules == ["encoding.undecodable"]
    assert "1 lines were read as cp1252" in whole.notes


def test_a_character_cut_off_by_the_end_of_the_file_is_refused_not_guessed(read):
    assert read("name\nAda\nZoë".encode()[:-1]).rules == ["encoding.undecodable"]
    assert read("name\nAda\nZoë".encode("utf-16")[:-1]).rules == ["encoding.undecodable"]


@pytest.mark.parametrize(
    ("line", "rule"),
    [
        (b"1,2", "csv.too_few_fields"),
        (b"1,2,3,4", "csv.too_many_fields"),
        (b'1,"2",', "csv.none"),
        (b'1,"2","3","4"', "csv.too_many_fields"),
        (b'1,"2"', "csv.too_few_fields"),
        (b'1,2,"3', "csv.unclosed_quote"),
        (b'1,2"x,3', "csv.stray_quote"),
        (b'1,2"x",3', "csv.stray_quote"),
        (b'1,"2"x,3', "csv.stray_quote"),
        (b'1, "2",3', "csv.stray_quote"),
        (b"1,\x00,3", "csv.nul_byte"),
        (b'1,"\x00",3', "csv.nul_byte"),
        (b"1,\x07,3", "csv.control_character"),
        (b"1,2\r2,3", "csv.control_character"),
        (b"1,\x81,3", "encoding.undecodable"),
        (b"1,2," + b"x" * 1_000_001, "csv.field_too_large"),
        (b'1,2,"' + b"x" * 1_000_001 + b'"', "csv.field_too_large"),
    ],
)
def test_one_bad_line_costs_one_row_and_says_why(read, line, rule):
    whole = read(b"a,b,c\n1,2,3\n" + line + b"\n4,5,6\n")
    if rule == "csv.none":
        assert whole.rows[1] == ("1", "2", None)
        return
    assert whole.rows == [("1", "2", "3"), ("4", "5", "6")]
    assert [(row.row, row.line, row.rule) for row in whole.refused] == [(2, 3, rule)]
    assert line.startswith(whole.refused[0].raw)


def test_a_value_may_span_lines_and_keeps_its_line_ends(read):
    whole = read(b'a,b\r\n1,"x\r\n\r\ny\nz"\r\n2,""""\r\n')
    assert whole.rows == [("1", "x\r\n\r\ny\nz"), ("2", '"')]
    assert whole.refused == []


def test_an_unclosed_quote_costs_its_line_only(read):
    whole = read(b'a,b\n1,"open\n2,x\n3,"ok"\n4,"open too\n')
    assert whole.rows == [("2", "x"), ("3", "ok")]
    assert [(row.row, row.line) for row in whole.refused] == [(1, 2), (4, 5)]


def test_a_quote_that_closes_too_late_costs_its_line_only(read):
    body = b"".join(b"%d,x\n" % i for i in range(1_200))
    whole = read(b'a,b\n0,"open\n' + body + b'1,"\n')
    assert whole.rules == ["csv.unclosed_quote", "csv.unclosed_quote"]
    assert len(whole.rows) == 1_200


def test_a_spanning_record_is_refused_whole_when_its_bytes_are_bad(read):
    whole = read(b'a,b\n1,"x\n\x07"\n2,y\n')
    assert whole.rules == ["csv.control_character"]
    assert whole.refused[0].raw == b'1,"x\n\x07"'
    assert whole.rows == [("2", "y")]


def test_a_line_of_a_hundred_million_bytes_is_one_refused_row(read, monkeypatch):
    monkeypatch.setattr(encodings, "BLOCK", 1_000)
    monkeypatch.setattr(encodings, "SAMPLE", 1_000)
    monkeypatch.setattr(careful_csv, "LINE_LIMIT", 10_000)
    whole = read(b"a,b\n1,2\n3," + b"x" * 100_000 + b"\n5,6\n7," + b"y" * 100_000)
    assert whole.rows == [("1", "2"), ("5", "6")]
    assert [(row.row, row.line) for row in whole.refused] == [(2, 3), (4, 5)]
    assert set(whole.rules) == {"csv.field_too_large"}


def test_a_header_alone_is_a_file_of_no_rows(read):
    whole = read(b"a,b")
    assert (whole.columns, whole.rows, whole.refused) == (("a", "b"), [], [])


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "empty"),
        (b"\xef\xbb\xbf", "empty"),
        (b"\n\r\n\n", "blank lines"),
        (b"a,b,a\n1,2,3\n", "columns 1 and 3"),
        (b"a,b,A \n1,2,3\n", "columns 1 and 3"),
        (b"a,,c\n1,2,3\n", "column 2 is blank"),
        (b"a,_row\n1,2\n", "_row"),
        (b"%PDF-1.7\n1 0 obj\n", "PDF"),
        (b"PK\x03\x04abc", "zip"),
        (b"\0" * 4096, "NUL"),
        (bytes(range(256)) * 8, "binary"),
        (b'a,"b\n1,2\n', "header"),
        (b"a,b\0\n1,2\n", "header"),
        (b"," * 6_000, "5,000 columns"),
    ],
)
def test_a_file_that_makes_no_sense_is_refused_whole(read, content, says):
    with pytest.raises(FileRefused, match=says):
        read(content)


def test_a_refusal_never_repeats_what_the_file_holds(read):
    with pytest.raises(FileRefused) as caught:
        read(b"Ada Lovell,Ada Lovell\n")
    assert "Ada" not in str(caught.value)


TEXT = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), max_size=8)
LINED = st.lists(st.sampled_from(["a", '"', ",", "\n", "\r\n", " ", "é", "x;", "\t"]), max_size=5).map(
    "".join
)


@st.composite
def tables(draw):
    width = draw(st.integers(1, 5))
    row = st.lists(st.one_of(TEXT, LINED), min_size=width, max_size=width)
    return draw(st.lists(row, max_size=8))


def _written(rows: list[list[str]], delimiter: str, end: str, quoting: int) -> str:
    out = io.StringIO()
    writer = csv.writer(out, delimiter=delimiter, lineterminator=end, quoting=quoting)
    writer.writerow([f"column{i}" for i in range(len(rows[0]) if rows else 2)])
    writer.writerows(rows)
    return out.getvalue()


@settings(deadline=None, max_examples=150)
@given(
    rows=tables(),
    delimiter=st.sampled_from(",;\t|"),
    end=st.sampled_from(["\n", "\r\n"]),
    quoting=st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]),
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "utf-32", "utf-16-be"]),
    block=st.sampled_from([7, 64, 1 << 22]),
)
def test_any_table_comes_back_exactly(tmp_path_factory, rows, delimiter, end, quoting, encoding, block):
    quoting = (
        csv.QUOTE_ALL if any("\r" in value or "\n" in value for row in rows for value in row) else quoting
    )
    path = tmp_path_factory.mktemp("table") / "table.csv"
    path.write_bytes(_written(rows, delimiter, end, quoting).encode(encoding))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(encodings, "BLOCK", block)
        patch.setattr(encodings, "SAMPLE", max(block, 256))
        whole = read_whole(
            path, delimiter=delimiter, encoding="utf-16-be" if encoding == "utf-16-be" else None
        )
    assert whole.refused == []
    assert whole.rows == [tuple(value or None for value in row) for row in rows]


@settings(deadline=None, max_examples=300)
@given(
    body=st.one_of(
        st.binary(max_size=200),
        st.lists(
            st.sampled_from([b"a", b'"', b",", b"\n", b"\r", b"\0", b"\x81", b"\xc3", b'"\n', b"1,2\n"])
        ).map(b"".join),
    ),
    block=st.sampled_from([5, 50, 1 << 22]),
)
@example(body=b'""\n', block=5)
def test_any_bytes_are_accounted_for_the_same_whatever_the_block_size(tmp_path_factory, body, block):
    """Every line that is not blank is good, refused, or part of a record that is."""
    path = tmp_path_factory.mktemp("bytes") / "any.csv"
    body = b"1,2\n" * 600 + body
    path.write_bytes(b"a,b\n" + body)
    expected = read_whole(path, delimiter=",", encoding="utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(encodings, "BLOCK", block)
        patch.setattr(encodings, "SAMPLE", 8 * block)
        whole = read_whole(path, delimiter=",", encoding="utf-8")
    assert (whole.rows, whole.refused) == (expected.rows, expected.refused)
    lines = body.split(b"\n")
    spans = sum(1 + "".join(value or "" for value in row).count("\n") for row in whole.rows)
    spans += sum(1 + row.raw.count(b"\n") for row in whole.refused)
    assert sum(line not in (b"", b"\r") for line in lines) <= spans <= len(lines)


@settings(deadline=None, max_examples=200)
@given(content=st.binary(max_size=300))
def test_random_bytes_are_refused_or_read_and_never_crash(tmp_path_factory, content):
    path = tmp_path_factory.mktemp("bytes") / "any.csv"
    path.write_bytes(content)
    try:
        whole = read_whole(path)
    except FileRefused:
        return
    assert whole.columns


@settings(deadline=None, max_examples=150)
@given(rows=tables())
def test_a_well_formed_file_is_read_as_the_standard_library_reads_it(tmp_path_factory, rows):
    text = _written(rows, ",", "\r\n", csv.QUOTE_MINIMAL)
    path = tmp_path_factory.mktemp("same") / "same.csv"
    path.write_bytes(text.encode())
    expected = [row for row in csv.reader(io.StringIO(text, newline="")) if row]
    whole = read_whole(path, delimiter=",")
    assert whole.columns == tuple(expected[0])
    assert whole.rows == [tuple(value or None for value in row) for row in expected[1:]]


def test_the_limits_are_those_the_documentation_gives():
    assert (careful_csv.SPAN_LINES, careful_csv.SPAN_BYTES) == (1_000, 1_000_000)
