import contextlib
import datetime
import sqlite3
from decimal import Decimal
from pathlib import Path

import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.support.reading import WholeFile, read_whole

from ninefold.engine.formats.open import open_rows
from ninefold.errors import CardInvalid, FileRefused, SettingMissing

FIELDS = [{"name": "surname", "start": 1, "width": 8}, {"name": "age", "start": 10, "width": 3}]


def test_an_unknown_format_says_which_there_are(tmp_path):
    with pytest.raises(CardInvalid, match="fixed_width"):
        open_rows(tmp_path / "sent", "word", {})


class TestFixedWidth:
    def _read(self, folder: Path, content: bytes, **options: object) -> WholeFile:
        path = folder / "sent.txt"
        path.write_bytes(content)
        return read_whole(path, "fixed_width", fields=FIELDS, **options)

    def test_each_column_is_cut_out_and_its_padding_dropped(self, tmp_path):
        whole = self._read(tmp_path, "Lovell    41\r\nLlŷr     104\r\n             \r\n".encode())
        assert whole.rows == [("Lovell", "41"), ("Llŷr", "104")]

    def test_a_line_of_the_wrong_shape_costs_one_row(self, tmp_path):
        whole = self._read(tmp_path, b"Lovell\nLovell    41 x\nLovell  x 41\nLov\0ll    41\nLovell    41  \n")
        assert whole.rows == [("Lovell", "41")]
        assert whole.rules == [
            "fixed_width.too_short",
            "fixed_width.too_long",
            "fixed_width.unlisted_text",
            "fixed_width.nul_byte",
        ]

    def test_widths_count_characters_not_bytes_in_any_encoding(self, tmp_path):
        text = "Zoë Ŵyn   41\n"
        for encoding in ("utf-8", "utf-16"):
            assert self._read(tmp_path, text.encode(encoding)).rows == [("Zoë Ŵyn", "41")]

    def test_fields_that_make_no_sense_refuse_the_file(self, tmp_path):
        (tmp_path / "sent.txt").write_bytes(b"x\n")
        for fields in ([], [{"name": "a"}], [{"name": "a", "start": 0, "width": 1}], None):
            with pytest.raises(FileRefused):
                read_whole(tmp_path / "sent.txt", "fixed_width", fields=fields)


class TestXml:
    def _read(self, folder: Path, content: str, **options: object) -> WholeFile:
        path = folder / "sent.xml"
        path.write_text(content)
        return read_whole(path, "xml", **{"record": "crime", **options})

    def test_attributes_and_children_are_columns(self, tmp_path):
        content = """<?xml version="1.0"?>
            <crimes xmlns:x="urn:made-up"><x:crime id="7"><type code="B">Burglary &amp; theft</type><x:place/></x:crime>
            <crime id="8"><place>Thornby</place></crime></crimes>"""
        whole = self._read(tmp_path, content)
        assert whole.columns == ("id", "type.code", "type", "place")
        assert whole.rows == [("7", "B", "Burglary & theft", None), ("8", None, None, "Thornby")]

    def test_a_record_of_another_shape_costs_one_row(self, tmp_path):
        records = (
            "<crime><a>1</a></crime>",
            "<crime><a><b>2</b></a></crime>",
            "<crime><a>3</a><a>4</a></crime>",
            "<crime>text<a>5</a></crime>",
        )
        whole = self._read(tmp_path, f"<d>{''.join(records)}</d>")
        assert whole.rows == [("1",)]
        assert whole.rules == ["xml.nested", "xml.repeated_element", "xml.stray_text"]
        assert [row.raw.decode() for row in whole.refused] == list(records[1:])

    def test_an_unknown_element_refuses_the_file_and_is_named(self, tmp_path):
        with pytest.raises(FileRefused, match="colour"):
            self._read(tmp_path, "<d><crime><a>1</a><colour>red</colour></crime></d>", columns=["a"])

    def test_the_card_must_say_which_element_is_a_record(self, tmp_path):
        with pytest.raises(FileRefused, match="record"):
            self._read(tmp_path, "<d/>", record="")

    def test_many_records_are_read_across_blocks(self, tmp_path):
        records = "".join(
            f"<crime><a>{i}</a>{'<a/>' if i % 1000 == 0 else ''}</crime>\n" for i in range(50_000)
        )
        whole = self._read(tmp_path, f"<d>{records}</d>")
        assert whole.records == 50_000
        assert len(whole.refused) == 50
        assert {row.raw[:10] for row in whole.refused} == {b"<crime><a>"}
        assert whole.refused[1].line == 1_001


class TestXlsx:
    def _write(self, folder: Path, *rows: list[object], **sheets: list[list[object]]) -> Path:
        book = openpyxl.Workbook()
        for row in rows:
            book.active.append(row)
        for title, more in sheets.items():
            sheet = book.create_sheet(title)
            for row in more:
                sheet.append(row)
        book.save(folder / "sent.xlsx")
        return folder / "sent.xlsx"

    def test_cells_are_text_and_dates_are_iso(self, tmp_path):
        date, moment = datetime.date(2024, 2, 29), datetime.datetime(2024, 2, 29, 0, 0)
        path = self._write(
            tmp_path, [], ["n", "d", "m", "k", "b"], ["Zoë", date, moment, 1.50, True], [], [2]
        )
        whole = read_whole(path, "xlsx")
        assert whole.rows == [
            ("Zoë", "2024-02-29", "2024-02-29T00:00:00", "1.5", "true"),
            ("2", None, None, None, None),
        ]

    def test_a_workbook_is_known_by_its_content_not_its_name(self, tmp_path):
        path = self._write(tmp_path, ["a"], [1]).rename(tmp_path / "0")
        assert read_whole(path, "xlsx").rows == [("1",)]

    def test_a_row_wider_than_the_header_costs_one_row(self, tmp_path):
        whole = read_whole(self._write(tmp_path, ["a", "b"], [1, 2, 3], [1, 2]), "xlsx")
        assert whole.rows == [("1", "2")]
        assert [(row.row, row.line, row.rule, row.raw) for row in whole.refused] == [
            (1, 2, "xlsx.too_many_cells", b'["1", "2", "3"]')
        ]

    def test_a_formula_without_its_value_is_refused_not_taken_for_empty(self, tmp_path):
        whole = read_whole(self._write(tmp_path, ["a", "b"], ["=1+1", 2], [None, 2]), "xlsx")
        assert whole.rows == [(None, "2")]
        assert whole.rules == ["xlsx.formula_without_value"]

    def test_the_card_chooses_among_several_sheets(self, tmp_path):
        path = self._write(tmp_path, ["a"], [1], Second=[["b"], [2]])
        assert read_whole(path, "xlsx", sheet="Second").rows == [("2",)]
        for sheet in (None, "Third"):
            with pytest.raises(FileRefused, match="sheet"):
                read_whole(path, "xlsx", sheet=sheet)


class TestSqlite:
    def _write(self, folder: Path, *statements: str) -> Path:
        path = folder / "sent.db"
        with sqlite3.connect(path) as connection:
            for statement in statements:
                connection.execute(statement)
        connection.close()
        return path

    def test_values_are_text_in_the_order_of_rows(self, tmp_path):
        insert = "INSERT INTO t VALUES ('Zoë', 1.5, 12345678901234567), (NULL, 2.0, 'x''y')"
        path = self._write(tmp_path, 'CREATE TABLE t ("full name" TEXT, n REAL, k)', insert)
        whole = read_whole(path, "sqlite")
        assert whole.columns == ("full name", "n", "k")
        assert whole.rows == [("Zoë", "1.5", "12345678901234567"), (None, "2", "x'y")]

    def test_the_card_chooses_among_several_tables(self, tmp_path):
        path = self._write(tmp_path, "CREATE TABLE a (x)", "CREATE TABLE b (y)", "INSERT INTO b VALUES (1)")
        assert read_whole(path, "sqlite", table="b").rows == [("1",)]
        for table in (None, "c", "sqlite_master", 'b" UNION SELECT 1 --'):
            with pytest.raises(FileRefused, match="table"):
                read_whole(path, "sqlite", table=table)

    def test_the_file_is_not_changed_by_being_read(self, tmp_path):
        path = self._write(tmp_path, "CREATE TABLE a (x)")
        before = path.read_bytes()
        read_whole(path, "sqlite")
        assert path.read_bytes() == before
        assert [entry.name for entry in tmp_path.iterdir()] == ["sent.db"]


class TestDatabaseTable:
    def test_a_table_is_streamed_as_text(self, tmp_path, monkeypatch):
        with sqlite3.connect(tmp_path / "server.db") as connection:
            connection.execute("CREATE TABLE crime (id INTEGER, day DATE, rate NUMERIC(8, 2))")
            connection.executemany(
                "INSERT INTO crime VALUES (?, '2024-02-29', 1.25)", [(i,) for i in range(30_000)]
            )
        connection.close()
        monkeypatch.setenv("CRIME_DATABASE", f"sqlite:///{tmp_path / 'server.db'}")
        whole = read_whole(tmp_path / "none", "sqlalchemy", table="crime", url_environment="CRIME_DATABASE")
        assert whole.rows[29_999] == ("29999", "2024-02-29", "1.25")
        assert len(whole.rows) == 30_000

    def test_a_database_that_is_not_reached_is_said_without_its_address(self, tmp_path):
        with pytest.raises(FileRefused) as caught:
            read_whole(tmp_path / "none", "sqlalchemy", table="t", url=f"sqlite:///{tmp_path}/secret/x.db")
        assert "secret" not in str(caught.value)

    def test_an_address_must_be_given(self, tmp_path, monkeypatch):
        monkeypatch.delenv("ABSENT", raising=False)
        for options in ({}, {"url_environment": "ABSENT"}, {"url": "nonsense"}):
            with pytest.raises(SettingMissing):
                read_whole(tmp_path / "none", "sqlalchemy", table="t", **options)


class TestParquet:
    def _write(self, folder: Path, **columns: object) -> Path:
        pq.write_table(pa.table(columns), folder / "sent.parquet")
        return folder / "sent.parquet"

    def test_every_type_is_cast_to_text(self, tmp_path):
        path = self._write(
            tmp_path,
            text=["Zoë", None],
            day=[datetime.date(2024, 2, 29)] * 2,
            number=pa.array([Decimal("1.50"), None]),
            flag=[True, False],
            packed=pa.array(["x", "y"]).dictionary_encode(),
        )
        assert read_whole(path, "parquet").rows == [
            ("Zoë", "2024-02-29", "1.50", "true", "x"),
            (None, "2024-02-29", None, "false", "y"),
        ]

    def test_a_value_that_is_no_text_costs_one_row(self, tmp_path):
        path = self._write(tmp_path, a=pa.array([b"x", b"\xff", b"y\0"]), b=[1, 2, 3])
        whole = read_whole(path, "parquet")
        assert whole.rows == [("x", "1")]
        assert whole.rules == ["encoding.undecodable", "parquet.nul_byte"]

    def test_text_that_is_no_text_costs_one_row(self, tmp_path):
        values = pa.array([b"x", b"\xd0x"]).view(pa.string())
        whole = read_whole(self._write(tmp_path, a=values), "parquet")
        assert (whole.rows, whole.rules) == ([("x",)], ["encoding.undecodable"])

    def test_an_empty_table_is_a_file_of_no_rows(self, tmp_path):
        path = self._write(tmp_path, a=pa.array([], pa.string()))
        assert read_whole(path, "parquet").rows == []

    @settings(deadline=None, max_examples=60)
    @given(values=st.lists(st.one_of(st.none(), st.text(st.characters(codec="utf-8", min_codepoint=32)))))
    def test_text_comes_back_exactly(self, tmp_path_factory, values):
        path = self._write(tmp_path_factory.mktemp("parquet"), a=pa.array(values, pa.string()))
        whole = read_whole(path, "parquet")
        good = [(value or None,) for value in values if "\x7f" not in (value or "")]
        assert (whole.rows, whole.records) == (good, len(values))


@pytest.mark.parametrize(
    "format", ["csv", "json", "jsonl", "xml", "xlsx", "sqlite", "parquet", "fixed_width"]
)
@settings(deadline=None, max_examples=40)
@given(content=st.binary(max_size=100))
def test_random_bytes_never_get_past_as_an_error_of_a_library(tmp_path_factory, format, content):
    path = tmp_path_factory.mktemp("any") / "sent"
    starts = {"xlsx": b"PK\x03\x04", "sqlite": b"SQLite format 3\0", "parquet": b"PAR1", "xml": b"<d>"}
    path.write_bytes(starts.get(format, b"") + content)
    with contextlib.suppress(FileRefused):
        assert read_whole(path, format, record="r", fields=FIELDS).columns
