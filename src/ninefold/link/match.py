"""Nominals in, scored pairs out: block, compare, score.

On an engine of this process it is done over codes; on a cluster Splink does it where the rows are. Both give
the same pairs and the same weights.
"""

import pyarrow as pa

from ninefold.engine.port import Engine
from ninefold.link import coded_match
from ninefold.link.frequencies import Frequencies
from ninefold.link.likeness import WorksOut
from ninefold.link.model import Model


def count_frequencies(engine: Engine, nominals: pa.Table) -> Frequencies:
    """What is common in a table of nominals, and which of its blocks are too hot to compare."""
    if isinstance(engine, WorksOut):
        return coded_match.count_frequencies(nominals)
    from ninefold.link import splink_match  # Splink is slow to import

    return splink_match.count_frequencies(engine, nominals)


def match(
    engine: Engine,
    nominals: pa.Table,
    model: Model,
    *,
    frequencies: Frequencies | None = None,
    evidence: bool = True,
) -> pa.Table:
    """The pairs of a table that may be one person, scored; with what each comparison says when asked for.

    With `frequencies` of an earlier run a pair scores as it did then, whatever else is in the table. Without
    evidence the ids of the pairs may be dictionary-coded.
    """
    if isinstance(engine, WorksOut):
        pairs = coded_match.match(engine, nominals, model, frequencies, evidence=evidence)
        pa.default_memory_pool().release_unused()  # what was worked out on the way is not held any longer
        return pairs
    from ninefold.link import splink_match

    return splink_match.match(engine, nominals, model, frequencies, evidence=evidence)


def compared(engine: Engine, nominals: pa.Table, model: Model) -> pa.Table:
    """Every pair that blocking brings together, with its evidence, however unlikely: what training learns from."""
    if isinstance(engine, WorksOut):
        return coded_match.match(engine, nominals, model, None, evidence=True, keep_all=True)
    from ninefold.link import splink_match

    return splink_match.match(engine, nominals, model, None, evidence=True, keep_all=True)
