"""What every reader gives: rows as text, and the rows it had to refuse.

Each data record of a file is in exactly one chunk, either among its rows or among its refused rows, and is
numbered from 1 over all data records, refused ones included. So records in = rows + refused, always. A value
that is empty in the file is null in the rows, because none of the formats tells the two apart in the same
way.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

import pyarrow as pa
import pyarrow.compute as pc

ROW = "_row"
FIELD_LIMIT = 1_000_000  # characters in one value
RAW_LIMIT = 1_000_000  # bytes of a refused record that are kept
COLUMN_LIMIT = 5_000

Options = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class RefusedRow:
    """One data record that could not be read: its number, where it starts, the rule it broke, and its bytes.

    The bytes are as received, cut at RAW_LIMIT; those of UTF-16 and UTF-32 files are in UTF-8.
    """

    row: int
    line: int | None
    rule: str
    raw: bytes


@dataclass(frozen=True)
class Chunk:
    """Some thousand records: `_row` (int64) then every column as text, and the records refused among them."""

    rows: pa.RecordBatch
    refused: tuple[RefusedRow, ...]


class RowReader(Protocol):
    """An open file whose columns are known and whose rows come in chunks of bounded memory."""

    @property
    def columns(self) -> tuple[str, ...]:
        """The names of the columns, as received."""

    @property
    def notes(self) -> tuple[str, ...]:
        """What a person should know of how the file was read, such as its encoding."""

    def __iter__(self) -> Iterator[Chunk]:
        """The rows; may be walked once."""


def schema(columns: Sequence[str]) -> pa.Schema:
    """The schema of every chunk of a file with these columns."""
    return pa.schema([pa.field(ROW, pa.int64()), *(pa.field(name, pa.string()) for name in columns)])


def text_array(values: Sequence[str | None]) -> pa.Array:
    """Text values as Arrow, with null for the empty ones."""
    array = pa.array(values, pa.string())
    return pc.if_else(pc.equal(array, ""), pa.scalar(None, pa.string()), array)


def batch(
    columns: Sequence[str], numbers: Sequence[int], values: Sequence[Sequence[str | None]]
) -> pa.RecordBatch:
    """A record batch from row numbers and one sequence of text values for each column."""
    arrays = [pa.array(numbers, pa.int64()), *(text_array(column) for column in values)]
    return pa.RecordBatch.from_arrays(arrays, schema=schema(columns))


def cut(raw: bytes) -> bytes:
    """The part of a refused record that is kept."""
    return raw[:RAW_LIMIT]


@dataclass
class Growing:
    """A chunk in the making, for readers that go record by record."""

    columns: tuple[str, ...]
    limit: int = 20_000
    byte_limit: int = 16_000_000
    numbers: list[int] = field(default_factory=list)
    records: list[Sequence[str | None]] = field(default_factory=list)
    refused: list[RefusedRow] = field(default_factory=list)
    size: int = 0

    def add(self, number: int, values: Sequence[str | None], size: int) -> None:
        """Take one good record of about this many bytes."""
        self.numbers.append(number)
        self.records.append(values)
        self.size += size

    def refuse(self, row: RefusedRow) -> None:
        """Take one refused record."""
        self.refused.append(row)
        self.size += len(row.raw)

    @property
    def is_full(self) -> bool:
        """Whether the chunk should be handed on now."""
        return len(self.numbers) + len(self.refused) >= self.limit or self.size >= self.byte_limit

    def take(self) -> Chunk:
        """What has been gathered, after which the chunk is empty again."""
        values = list(zip(*self.records, strict=True)) if self.records else [()] * len(self.columns)
        chunk = Chunk(batch(self.columns, self.numbers, values), tuple(self.refused))
        self.numbers, self.records, self.refused, self.size = [], [], [], 0
        return chunk
