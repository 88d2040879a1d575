"""Runs a cleaner over a column of texts, as ingest does: made ready, cleaned, judged, each in its own step."""

from collections.abc import Mapping, Sequence

import ibis
import pyarrow as pa

from ninefold.standardise.registry import CLEANERS


def cleaned_column(
    cleaner: str, texts: Sequence[str | None], parameters: Mapping[str, object] | None = None
) -> list[tuple[object, str | None]]:
    """The value and the broken rule of each text, in order."""
    return [(row["value"], row["problem"]) for row in cleaned_rows(cleaner, texts, parameters)]


def cleaned_rows(
    cleaner: str, texts: Sequence[str | None], parameters: Mapping[str, object] | None = None
) -> list[dict[str, object]]:
    """Each text's value, problem and whatever else the cleaner learned."""
    given = parameters or {}
    column = pa.table({"n": pa.array(range(len(texts))), "raw": pa.array(texts, pa.string())})
    rows = ibis.memtable(column)
    rows = rows.mutate(text=CLEANERS[cleaner].prepare(rows.raw, given)).view()
    made = CLEANERS[cleaner].clean(rows.text, given)
    rows = rows.mutate(value=made.value, **made.extra).view()
    rows = rows.mutate(problem=made.problem(rows.text, rows.value)).order_by("n")
    return rows.to_pyarrow().to_pylist()
