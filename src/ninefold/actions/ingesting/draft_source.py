"""Start a source from one of its files: a card drafted from a sample, for a person to finish."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ninefold.actions.workspace import Workspace
from ninefold.engine.formats.careful_csv import CarefulCsv
from ninefold.engine.formats.open import open_rows
from ninefold.engine.formats.rows import RowReader
from ninefold.errors import CardInvalid, NotInThisState
from ninefold.govern import permissions
from ninefold.standardise.draft import draft_card

SAMPLE_ROWS = 5_000
FORMATS = {
    ".csv": "csv",
    ".txt": "csv",
    ".psv": "csv",
    ".tsv": "csv",
    ".json": "json",
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
    ".xlsx": "xlsx",
    ".xml": "xml",
    ".db": "sqlite",
    ".sqlite": "sqlite",
    ".parquet": "parquet",
}


@dataclass(frozen=True)
class DraftedSource:
    """Where the draft lies and what it was made from."""

    name: str
    card: Path
    columns: int
    rows: int


def draft_source(
    workspace: Workspace, *, name: str, path: Path, by: str, options: Mapping[str, Any] | None = None
) -> DraftedSource:
    """Write `sources/NAME/card.toml` in the workspace by profiling a file; an existing card is never replaced."""
    permissions.check_can_ingest(by, name)
    slug = name.replace("-", "_")
    if not re.fullmatch(r"[a-z][a-z0-9_]*", slug):
        raise CardInvalid(
            "A source's name is small letters, digits and underscores, and starts with a letter."
        )
    card = workspace.root / "sources" / slug / "card.toml"
    if card.exists() or slug in workspace.sources:
        raise NotInThisState(
            f"There is a source called {slug} already. Choose another name, or edit its card."
        )
    format_ = FORMATS.get(path.suffix.lower())
    if format_ is None:
        raise CardInvalid(
            f"{path.name}: the ending does not tell its format. Known endings: {', '.join(sorted(FORMATS))}. "
            f"A fixed-width file needs a card written by hand, with `fields` saying where each column starts."
        )
    reader = open_rows(path, format_, dict(options or {}))
    columns, rows = reader.columns, _sample(reader)
    # Stated, so that a file that comes in another shape is refused and not guessed at.
    found = reader.shape if isinstance(reader, CarefulCsv) else {}
    stated = {**found, **(options or {})}
    text = draft_card(slug, columns, rows, format=format_, options=stated, files=f"*{path.suffix}")
    card.parent.mkdir(parents=True, exist_ok=True)
    card.write_text(text, encoding="utf-8")
    return DraftedSource(slug, card, len(columns), len(rows))


def _sample(reader: RowReader) -> list[Mapping[str, str | None]]:
    rows: list[Mapping[str, str | None]] = []
    for chunk in reader:
        rows += chunk.rows.select(list(reader.columns)).to_pylist()
        if len(rows) >= SAMPLE_ROWS:
            break
    return rows[:SAMPLE_ROWS]
