"""Files made to harm or mislead, each with what must become of it.

`HOSTILE` lists them all by label. `build` writes one into a folder of its own; `attempt` takes it the way Ninefold
takes anything: through deliveries, then through the reader of its format. What must happen is one of

    refused      nothing of it is taken, and a FileRefused says why
    neutralised  what is sound in it is taken; `rows`, `refused_rows` and `refused_files` say how much of each
"""

import gzip
import io
import os
import sqlite3
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq

from ninefold.engine.formats.deliveries import deliveries
from ninefold.engine.formats.open import open_rows
from ninefold.errors import FileRefused

REFUSED = "refused"
NEUTRALISED = "neutralised"
GOOD = b"a,b\n1,2\n"


@dataclass(frozen=True)
class Hostile:
    """One hostile thing: how to write it (giving the path to hand over) and what must become of it."""

    label: str
    write: Callable[[Path], Path]
    must: str
    format: str = "csv"
    options: Mapping[str, Any] = field(default_factory=dict)
    rows: int = 0
    refused_rows: int = 0
    refused_files: int = 0  # beside what is taken, when neutralised

    def build(self, folder: Path) -> Path:
        """Write it into the folder; the path a person would hand over."""
        return self.write(folder)


@dataclass(frozen=True)
class Outcome:
    """What became of it: files taken and refused with the messages, rows given and refused."""

    taken: int
    refusals: tuple[str, ...]
    rows: int
    refused_rows: int


def attempt(hostile: Hostile, given: Path, into: Path) -> Outcome:
    """Take everything under the path given, as an ingest would up to the mapping."""
    taken = rows = refused_rows = 0
    refusals: list[str] = []
    for number, delivery in enumerate(deliveries([given])):
        try:
            path = delivery.fetch(into / str(number))
            counts = [
                (chunk.rows.num_rows, len(chunk.refused))
                for chunk in open_rows(path, hostile.format, hostile.options)
            ]
        except FileRefused as refusal:
            refusals.append(str(refusal))
            continue
        taken += 1
        rows += sum(good for good, _ in counts)
        refused_rows += sum(bad for _, bad in counts)
    return Outcome(taken, tuple(refusals), rows, refused_rows)


HOSTILE: list[Hostile] = []

Content = Callable[[], bytes | Iterator[bytes]]


def _file(name: str, label: str, must: str, **more: Any) -> Callable[[Content], Content]:
    """Register a file by the function that gives its bytes."""

    def register(content: Content) -> Content:
        def write(folder: Path) -> Path:
            path = folder / name
            with path.open("wb") as file:
                made = content()
                for part in [made] if isinstance(made, bytes) else made:
                    file.write(part)
            return path

        HOSTILE.append(Hostile(label, write, must, **more))
        return content

    return register


def _place(label: str, must: str, **more: Any) -> Callable[[Callable[[Path], Path]], Callable[[Path], Path]]:
    """Register something that is more than one file, by the function that writes it."""

    def register(write: Callable[[Path], Path]) -> Callable[[Path], Path]:
        HOSTILE.append(Hostile(label, write, must, **more))
        return write

    return register


def _csv(label: str, content: bytes, must: str, rows: int = 0, refused_rows: int = 0, **options: Any) -> None:
    _file("sent.csv", label, must, rows=rows, refused_rows=refused_rows, options=options)(lambda: content)


# --- text ---------------------------------------------------------------------------------------------------------

_csv("empty file", b"", REFUSED)
_csv("byte order mark and nothing else", b"\xef\xbb\xbf", REFUSED)
_csv("blank lines only", b"\r\n" * 10_000, REFUSED)
_csv("NUL-filled file", b"\0" * 5_000_000, REFUSED)
_csv("PDF renamed to CSV", b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n<<>>\n", REFUSED)
_csv("picture renamed to CSV", b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 40, REFUSED)
_csv("random binary", bytes((i * 7919) % 251 for i in range(100_000)), REFUSED)
_csv("duplicate headers", b"a,b,a\n1,2,3\n", REFUSED)
_csv("headers alike but for case and spaces", b"Name,name \n1,2\n", REFUSED)
_csv("blank header", b"a,,c\n1,2,3\n", REFUSED)
_csv("a hundred thousand columns", b"," * 100_000 + b"\n", REFUSED)
_csv("header never closed", b'a,"b\n' + b"1,2\n" * 10_000, REFUSED)
_csv("NUL in a value", GOOD + b"3,\x00\n5,6\n", NEUTRALISED, 2, 1)
_csv("terminal escape in a value", GOOD + b"\x1b[2J,4\n", NEUTRALISED, 1, 1)
_csv("ragged rows", b"a,b\n1\n1,2\n1,2,3\n\n4,5\n", NEUTRALISED, 2, 2)
_csv("carriage returns only", b"a,b\r1,2\r3,4\r", NEUTRALISED, 2)
_csv("byte order mark, UTF-8", b"\xef\xbb\xbf" + GOOD, NEUTRALISED, 1)
_csv("byte order mark in the middle", GOOD + b"\xef\xbb\xbf3,4\n", NEUTRALISED, 2)
_csv("UTF-16 without a mark", "a,b\n1,é\n".encode("utf-16-be"), NEUTRALISED, 1)
_csv("UTF-16 cut in half a character", "a,b\n1,2\n3,é".encode("utf-16")[:-1], NEUTRALISED, 1, 1)
_csv("UTF-32", "a,b\n1,é\n".encode("utf-32"), NEUTRALISED, 1)
_csv("UTF-8 cut in half a character", "a,b\n1,2\n3,é".encode()[:-1], NEUTRALISED, 1, 1)
_csv("UTF-8 written too long", GOOD + b"\xc0\xaf,4\n", NEUTRALISED, 2)
_csv("two encodings in one file", GOOD + "é,4\n".encode() + "é,6\n".encode("cp1252"), NEUTRALISED, 3)
_csv("formulas in cells", b"a,b\n=1+1,@SUM(A1)\n-2,+3\n\"\t=cmd|' /C calc'!A0\",x\n", NEUTRALISED, 3)
_csv("a quote never closed", b'a,b\n1,"open\n' + b"3,4\n" * 50_000, NEUTRALISED, 50_000, 1)
_csv("every quote never closed", b"a,b\n" + b'1,"open\n' * 50_000, NEUTRALISED, 0, 50_000)
_csv("quotes and nothing else", b"a,b\n" + b'"""\n' * 20_001, NEUTRALISED, 0, 20_001)


@_file("sent.csv", "a value of a hundred million characters", NEUTRALISED, rows=2, refused_rows=1)
def _huge_value() -> Iterator[bytes]:
    yield GOOD + b"3,"
    yield from (b"x" * 1_000_000 for _ in range(100))
    yield b"\n5,6\n"


@_file("sent.csv", "a quoted value of a hundred million characters", NEUTRALISED, rows=2, refused_rows=1)
def _huge_quoted_value() -> Iterator[bytes]:
    yield GOOD + b'3,"'
    yield from (b"x" * 1_000_000 for _ in range(100))
    yield b'"\n5,6\n'


@_file("sent.csv", "a hundred million characters and no line end", REFUSED)
def _no_line_end() -> Iterator[bytes]:
    yield from (b"x" * 1_000_000 for _ in range(100))


# --- JSON ---------------------------------------------------------------------------------------------------------


def _json(
    label: str, content: bytes, must: str, rows: int = 0, refused_rows: int = 0, format: str = "jsonl"
) -> None:
    more = {"rows": rows, "refused_rows": refused_rows, "format": format}
    _file("sent.json", label, must, **more)(lambda: content)


_json("JSON nested a hundred thousand deep", b'{"a":1}\n' + b"[" * 100_000 + b"\n", NEUTRALISED, 1, 1)
_json(
    "JSON objects nested deep", b'{"a":1}\n' + b'{"a":' * 900 + b"1" + b"}" * 900 + b"\n", NEUTRALISED, 1, 1
)
_json("JSON with a key twice", b'{"a":1}\n{"a":1,"a":2}\n', NEUTRALISED, 1, 1)
_json("JSON lines that are no objects", b'{"a":1}\n[1]\n"x"\n7\nnull\n', NEUTRALISED, 1, 4)
_json("JSON with NaN", b'{"a":1}\n{"a":NaN}\n', NEUTRALISED, 1, 1)
_json("JSON with half a surrogate pair", b'{"a":1}\n{"a":"\\ud800"}\n', NEUTRALISED, 1, 1)
_json("JSON number of a hundred thousand digits", b'{"a":' + b"9" * 100_000 + b"}\n", NEUTRALISED, 1)
_json("JSON array cut short", b'[{"a":1},{"a":2}', REFUSED, format="json")
_json("JSON array nested deep", b"[" * 200_000, REFUSED, format="json")
_json("JSON array with something after it", b'[{"a":1}]{"a":2}', REFUSED, format="json")

# --- XML ----------------------------------------------------------------------------------------------------------

_LAUGHS = b"".join(b'<!ENTITY l%d "%s">' % (i, b"&l%d;" % (i - 1) * 10) for i in range(1, 10))


def _xml(label: str, content: bytes, must: str, rows: int = 0, refused_rows: int = 0) -> None:
    more = {"rows": rows, "refused_rows": refused_rows, "format": "xml", "options": {"record": "r"}}
    _file("sent.xml", label, must, **more)(lambda: content)


_xml("XXE", b'<!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/passwd">]><d><r><a>&x;</a></r></d>', REFUSED)
_xml(
    "XXE in UTF-16",
    '<?xml version="1.0" encoding="utf-16"?><!DOCTYPE d SYSTEM "http://127.0.0.1/x"><d/>'.encode("utf-16"),
    REFUSED,
)
_xml("billion laughs", b'<!DOCTYPE d [<!ENTITY l0 "ha">' + _LAUGHS + b"]><d><r><a>&l9;</a></r></d>", REFUSED)
_xml(
    "quadratic blow-up", b'<!DOCTYPE d [<!ENTITY x "' + b"x" * 50_000 + b'">]><d>' + b"&x;" * 50_000, REFUSED
)
_xml("XML nested a million deep", b"<a>" * 1_000_000, REFUSED)
_xml("XML cut short", b"<d><r><a>1</a></r><r><a>2", REFUSED)
_xml("XML record with structure of its own", b"<d><r><a>1</a></r><r><a><b/></a></r></d>", NEUTRALISED, 1, 1)
_xml("XML value of twenty million characters", b"<d><r><a>" + b"x" * 20_000_000 + b"</a></r></d>", REFUSED)

# --- zip and gzip -------------------------------------------------------------------------------------------------


def _zipped(
    members: Mapping[str, bytes] | list[tuple[zipfile.ZipInfo | str, bytes]], method: int = 8
) -> bytes:
    out = io.BytesIO()
    pairs = list(members.items()) if isinstance(members, Mapping) else members
    with zipfile.ZipFile(out, "w", method) as archive:
        for name, content in pairs:
            archive.writestr(name, content)
    return out.getvalue()


def _zip(label: str, content: Content, must: str, rows: int = 0, refused_files: int = 0) -> None:
    _file("sent.zip", label, must, rows=rows, refused_files=refused_files)(content)


def _one_of_two(label: str, name: str | zipfile.ZipInfo, content: bytes = GOOD) -> None:
    """A bad member refuses itself only: the good one beside it is taken."""
    _zip(label, lambda: _zipped([("good.csv", GOOD), (name, content)]), NEUTRALISED, 1, 1)


def _info(name: str, mode: int) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(name)
    info.create_system = 3
    info.external_attr = mode << 16
    return info


_one_of_two("zip slip, upwards", "../../outside.csv")
_one_of_two("zip slip, absolute", "/tmp/outside.csv")
_one_of_two("zip slip, drive letter", "C:\\outside.csv")
_one_of_two("zip slip, backslashes", "..\\..\\outside.csv")
_one_of_two("zip with a symbolic link", _info("link.csv", 0o120777), b"/etc/passwd")
_one_of_two("zip with a device", _info("device.csv", 0o020666))
_one_of_two("zip in a zip", "inner.zip", _zipped({"a.csv": GOOD}))
_one_of_two("zip in a zip, renamed", "inner.csv", _zipped({"a.csv": GOOD}))
_one_of_two("gzip in a zip", "inner.csv.gz", gzip.compress(GOOD))
_one_of_two("zip member with control characters in its name", "evil\n\x1b[2J.csv")
_zip(
    "zip with system litter",
    lambda: _zipped({"a.csv": GOOD, "__MACOSX/._a.csv": b"\0\5\x16"}),
    NEUTRALISED,
    1,
)


@_file("sent.zip", "zip member with a very long name", NEUTRALISED, rows=2)
def _long_member() -> bytes:
    return _zipped({"good.csv": GOOD, "x" * 60_000 + ".csv": GOOD})


@_file("sent.zip", "zip bomb", NEUTRALISED, rows=1, refused_files=1)
def _bomb() -> bytes:
    return _zipped({"good.csv": GOOD, "bomb.csv": b"\0" * 60_000_000})


@_file("sent.zip", "zip bomb that declares a small size", NEUTRALISED, rows=1, refused_files=1)
def _lying_bomb() -> bytes:
    content = bytearray(_zipped({"bomb.csv": b"0" * 60_000_000, "good.csv": GOOD}))
    for signature, offset in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        at = content.index(signature)
        content[at + offset : at + offset + 4] = struct.pack("<L", 1_000)
    return bytes(content)


@_file("sent.zip", "zip encrypted", REFUSED)
def _encrypted() -> bytes:
    content = bytearray(_zipped({"a.csv": GOOD}))
    content[6] |= 1
    content[content.index(b"PK\x01\x02") + 8] |= 1
    return bytes(content)


@_file("sent.zip", "zip packed by an unusual method", REFUSED)
def _unusual() -> bytes:
    return _zipped({"a.csv": GOOD}, zipfile.ZIP_LZMA)


@_file("sent.zip", "zip with one name twice", REFUSED)
def _twice() -> bytes:
    return _zipped([("a.csv", GOOD), ("A.csv", b"a,b\n9,9\n")])


@_file("sent.zip", "zip cut short", REFUSED)
def _cut() -> bytes:
    return _zipped({f"{i}.csv": GOOD * 100 for i in range(20)})[:-40]


@_file("sent.zip", "zip with a wrong checksum", REFUSED)
def _checksum() -> bytes:
    content = bytearray(_zipped({"a.csv": GOOD * 100}, zipfile.ZIP_STORED))
    content[content.index(b"1,2")] = ord("7")
    return bytes(content)


@_file("sent.zip", "zip whose entries share bytes", REFUSED)
def _overlapping() -> bytes:
    """A hundred names for one member: what makes a small archive unpack without end."""
    packed = zlib.compress(b"a" * 10_000_000)[2:-4]
    local = struct.pack(
        "<4s5H3L2H", b"PK\x03\x04", 20, 0, 8, 0, 0, zlib.crc32(b""), len(packed), 10_000_000, 1, 0
    )
    body = local + b"x" + packed
    central = b"".join(
        struct.pack(
            "<4s6H3L5H2L", b"PK\x01\x02", 20, 20, 0, 8, 0, 0, 0, len(packed), 10_000_000, 3, 0, 0, 0, 0, 0, 0
        )
        + b"%03d" % i
        for i in range(100)
    )
    return body + central + struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, 100, 100, len(central), len(body), 0)


@_file("sent.zip", "zip that holds itself", REFUSED)
def _quine() -> bytes:
    """As a quine looks from outside: the member's bytes reach over the directory to the end of the file."""
    content = bytearray(_zipped({"self.csv": b"x" * 500}, zipfile.ZIP_STORED))
    at = content.index(b"PK\x01\x02")
    for position in (18, 22, at + 20, at + 24):
        content[position : position + 4] = struct.pack("<L", len(content))
    return bytes(content)


@_file("sent.zip", "zip that claims a list of files of four thousand megabytes", REFUSED)
def _claims() -> bytes:
    content = bytearray(_zipped({"a.csv": GOOD}))
    at = content.rindex(b"PK\x05\x06")
    content[at + 12 : at + 16] = struct.pack("<L", 0xFFFFFF00)
    return bytes(content)


_file("sent.csv", "zip renamed to CSV", NEUTRALISED, rows=1)(lambda: _zipped({"a.csv": GOOD}))
_file("sent.csv.gz", "gzip cut short", REFUSED)(lambda: gzip.compress(GOOD * 1_000)[:-20])
_file("sent.csv.gz", "gzip with a wrong checksum", REFUSED)(lambda: gzip.compress(GOOD)[:-8] + b"\0" * 8)
_file("sent.csv.gz", "gzip bomb", REFUSED)(lambda: gzip.compress(b"\0" * 60_000_000, 6))
_file("sent.csv.gz", "gzip in a gzip", REFUSED)(lambda: gzip.compress(gzip.compress(GOOD)))

# --- workbooks ----------------------------------------------------------------------------------------------------


def _workbook(rows: list[list[object]]) -> bytes:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _workbook_with(part: str, change: Callable[[bytes], bytes]) -> bytes:
    """A small sound workbook with one of its parts changed."""
    with zipfile.ZipFile(io.BytesIO(_workbook([["a", "b"], [1, 2]]))) as book:
        return _zipped([(n, change(book.read(n)) if n == part else book.read(n)) for n in book.namelist()])


_SHEET = "xl/worksheets/sheet1.xml"


def _xlsx(label: str, content: Content, must: str, rows: int = 0, refused_rows: int = 0) -> None:
    _file("sent.xlsx", label, must, rows=rows, refused_rows=refused_rows, format="xlsx")(content)


def _with_doctype(declared: bytes) -> Callable[[bytes], bytes]:
    return lambda part: b"<!DOCTYPE x [" + declared + b"]>" + part.partition(b"?>")[2].lstrip()


_xlsx(
    "XXE in a workbook",
    lambda: _workbook_with(_SHEET, _with_doctype(b'<!ENTITY x SYSTEM "file:///e">')),
    REFUSED,
)
_xlsx(
    "billion laughs in a workbook", lambda: _workbook_with("xl/styles.xml", _with_doctype(_LAUGHS)), REFUSED
)
_xlsx("workbook bomb", lambda: _workbook_with(_SHEET, lambda part: part + b" " * 60_000_000), REFUSED)
_xlsx("not a workbook", lambda: GOOD, REFUSED)
_xlsx("workbook with a password", lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 4096, REFUSED)
_xlsx(
    "workbook with text larger than allowed",
    lambda: _workbook_with("xl/workbook.xml", lambda p: p + b" " * 21_000_000),
    REFUSED,
)
_xlsx(
    "workbook that claims a million rows and columns",
    lambda: _workbook_with(_SHEET, lambda part: part.replace(b'ref="A1:B2"', b'ref="A1:XFD1048576"')),
    NEUTRALISED,
    1,
)
_xlsx(
    "workbook with a row beyond the end of the sheet",
    lambda: _workbook_with(
        _SHEET, lambda part: part.replace(b'r="2"', b'r="999999999999"').replace(b'"A2"', b'"A9"')
    ),
    REFUSED,
)
_xlsx(
    "formulas never worked out in a workbook",
    lambda: _workbook([["a", "b"], ["=1+1", 2], ['=HYPERLINK("http://127.0.0.1")', 1], [1, 2]]),
    NEUTRALISED,
    1,
    2,
)

# --- databases and Parquet ----------------------------------------------------------------------------------------


def _database(path: Path, *statements: str) -> Path:
    connection = sqlite3.connect(path)
    with connection:
        for statement in statements:
            connection.execute(statement)
    connection.close()
    return path


_MANY = "INSERT INTO t WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i+1 FROM n WHERE i<5000) SELECT i, 'x' FROM n"


@_place("SQLite damaged", REFUSED, format="sqlite")
def _damaged_database(folder: Path) -> Path:
    path = _database(folder / "sent.db", "CREATE TABLE t (a, b)", _MANY)
    content = bytearray(path.read_bytes())
    content[8192:16384] = b"\xa5" * 8192
    path.write_bytes(content)
    return path


@_place("SQLite cut short", REFUSED, format="sqlite")
def _cut_database(folder: Path) -> Path:
    path = _database(folder / "sent.db", "CREATE TABLE t (a, b)", _MANY)
    path.write_bytes(path.read_bytes()[:9_000])
    return path


@_place("SQLite view that never ends", REFUSED, format="sqlite")
def _endless_view(folder: Path) -> Path:
    view = "CREATE VIEW v AS WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i+1 FROM n) SELECT i FROM n"
    return _database(folder / "sent.db", view)


@_place("SQLite copied while in use", REFUSED, format="sqlite")
def _database_in_use(folder: Path) -> Path:
    path = _database(folder / "sent.db", "CREATE TABLE t (a, b)")
    (folder / "sent.db-wal").write_bytes(b"\x37\x7f\x06\x82" + b"\0" * 100)
    return path


@_place("SQLite with binary values and broken text", NEUTRALISED, format="sqlite", rows=1, refused_rows=3)
def _odd_values(folder: Path) -> Path:
    insert = "INSERT INTO t VALUES (x'00ff'), (CAST(x'ff' AS TEXT)), ('x' || char(0)), ('fine')"
    return _database(folder / "sent.db", "CREATE TABLE t (a)", insert)


def _parquet(table: pa.Table) -> bytes:
    out = io.BytesIO()
    pq.write_table(table, out)
    return out.getvalue()


def _parquet_file(label: str, content: Content, must: str, rows: int = 0, refused_rows: int = 0) -> None:
    _file("sent.parquet", label, must, rows=rows, refused_rows=refused_rows, format="parquet")(content)


_parquet_file("Parquet cut short", lambda: _parquet(pa.table({"a": list(range(1_000))}))[:-100], REFUSED)
_parquet_file(
    "Parquet that is two marks and nothing", lambda: b"PAR1" + b"\xff\xff\xff\x7f" + b"PAR1", REFUSED
)
_parquet_file(
    "Parquet with nested columns", lambda: _parquet(pa.table({"a": [[1]], "b": [{"c": 1}]})), REFUSED
)
_parquet_file(
    "Parquet with NUL in a value", lambda: _parquet(pa.table({"a": ["x", "y\0"]})), NEUTRALISED, 1, 1
)


@_file(
    "sent.parquet", "Parquet that repeats one huge value", NEUTRALISED, format="parquet", refused_rows=3_000
)
def _repeated() -> bytes:
    values = pa.DictionaryArray.from_arrays(pa.array([0] * 3_000, pa.int32()), pa.array(["x" * 1_000_001]))
    return _parquet(pa.table({"a": values}))


# --- folders and places -------------------------------------------------------------------------------------------


def _folder(folder: Path) -> Path:
    given = folder / "given"
    given.mkdir()
    (given / "good.csv").write_bytes(GOOD)
    return given


@_place("folder with a link to a file outside", NEUTRALISED, rows=1, refused_files=1)
def _link(folder: Path) -> Path:
    given = _folder(folder)
    (folder / "secret.csv").write_bytes(GOOD)
    (given / "link.csv").symlink_to(folder / "secret.csv")
    return given


@_place("folder with a link to itself", NEUTRALISED, rows=1, refused_files=1)
def _loop(folder: Path) -> Path:
    given = _folder(folder)
    (given / "again").symlink_to(given, target_is_directory=True)
    return given


@_place("folder with a pipe", NEUTRALISED, rows=1, refused_files=1)
def _pipe(folder: Path) -> Path:
    given = _folder(folder)
    os.mkfifo(given / "pipe.csv")
    return given


@_place("an endless device", REFUSED)
def _device(folder: Path) -> Path:
    return Path("/dev/zero")


@_place("file names with line ends and escapes", NEUTRALISED, rows=2)
def _names(folder: Path) -> Path:
    given = _folder(folder)
    (given / "evil\n\x1b[2J\u202e.csv").write_bytes(GOOD)
    return given


@_place("a very long file name that is no text", NEUTRALISED, rows=2)
def _long_name(folder: Path) -> Path:
    given = _folder(folder)
    Path(os.fsdecode(os.fsencode(given) + b"/" + b"\xff" * 240 + b".csv")).write_bytes(GOOD)
    return given


@_place("hidden files in a folder", NEUTRALISED, rows=1)
def _hidden(folder: Path) -> Path:
    given = _folder(folder)
    (given / ".hidden.csv").write_bytes(GOOD)
    (given / ".git").mkdir()
    (given / ".git" / "config").write_bytes(GOOD)
    return given
