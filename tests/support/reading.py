"""Reading a whole file through a reader, for tests that compare all of it."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ninefold.engine.formats.open import open_rows
from ninefold.engine.formats.rows import ROW, RefusedRow


@dataclass(frozen=True)
class WholeFile:
    columns: tuple[str, ...]
    rows: list[tuple[str | None, ...]]
    numbers: list[int]
    refused: list[RefusedRow]
    notes: tuple[str, ...]

    @property
    def rules(self) -> list[str]:
        return [row.rule for row in self.refused]

    @property
    def records(self) -> int:
        return len(self.rows) + len(self.refused)


def read_whole(path: Path, format: str = "csv", **options: Any) -> WholeFile:
    """Everything a reader gives, with the promise that every record is numbered once and in order."""
    reader = open_rows(path, format, options)
    rows: list[tuple[str | None, ...]] = []
    numbers: list[int] = []
    refused: list[RefusedRow] = []
    for chunk in reader:
        columns = chunk.rows.to_pydict()
        numbers += columns.pop(ROW)
        rows += zip(*columns.values(), strict=True)
        refused += chunk.refused
    every = sorted([*numbers, *(row.row for row in refused)])
    assert every == list(range(1, len(every) + 1))
    assert numbers == sorted(numbers)
    return WholeFile(reader.columns, rows, numbers, refused, reader.notes)
