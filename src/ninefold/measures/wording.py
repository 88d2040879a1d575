"""The sentences that say why: built for a million findings at a time, as Arrow text."""

from collections.abc import Sequence

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from ninefold.measures.panel import Bools, Floats

SMALLEST = 0.001


def numbers(values: Floats, places: int = 0) -> pa.Array:
    """Numbers of zero or more as text with `places` decimals; empty (NaN) ones as zero."""
    units = np.round(np.nan_to_num(values) * 10**places).astype(np.int64)
    whole, rest = np.divmod(units, 10**places)
    words = pa.array(whole).cast(pa.string())
    if places == 0:
        return words
    digits = pa.array([f"{i:0{places}d}" for i in range(10**places)], pa.string())
    return pc.binary_join_element_wise(words, digits.take(pa.array(rest)), ".")


def rates(q: Floats) -> pa.Array:
    """False-discovery rates as text: 'q = 0.013', or 'q below 0.001'."""
    known = pc.binary_join_element_wise("q = ", numbers(np.nan_to_num(q), 3), "")
    return pc.if_else(pa.array(np.nan_to_num(q) < SMALLEST), "q below 0.001", known)


def joined(*parts: str | pa.Array) -> pa.Array:
    """Texts joined row by row, fixed words between columns."""
    return pc.binary_join_element_wise(*parts, "")


def chosen(cases: Sequence[tuple[Bools, pa.Array | str]], otherwise: pa.Array | str) -> pa.Array | str:
    """For each row the text of the first case that holds."""
    answer = otherwise
    for holds, text in reversed(cases):
        answer = pc.if_else(pa.array(holds), text, answer)
    return answer


def where(holds: Bools, words: str | pa.Array) -> pa.Array:
    """The words in the rows where it holds, nothing (null) in the others."""
    return pc.if_else(pa.array(holds), words, pa.scalar(None, pa.string()))


def lists(columns: Sequence[pa.Array]) -> pa.ListArray:
    """One list per row of the texts in `columns`, without the empty (null) ones."""
    rows = len(columns[0]) if columns else 0
    combined = [c.combine_chunks() if isinstance(c, pa.ChunkedArray) else c for c in columns]
    there = np.array([np.asarray(c.is_valid()) for c in combined]).reshape(len(columns), rows)
    offsets = np.concatenate([[0], np.cumsum(there.sum(axis=0))])
    # Texts lie column after column; take them row after row.
    order = (np.arange(rows)[:, None] + np.arange(len(columns)) * rows)[there.T]
    texts = pa.concat_arrays(combined).take(pa.array(order)) if combined else pa.array([], pa.string())
    return pa.ListArray.from_arrays(pa.array(offsets, pa.int32()), texts)
