"""Block, compare and score by Splink itself: how a cluster does it, and what the coded way is held against."""

from collections.abc import Sequence

import numpy as np
import pyarrow as pa

from ninefold.engine.port import Engine
from ninefold.link import block
from ninefold.link.compare import Comparison, columns_of, comparable
from ninefold.link.frequencies import Frequencies, counted, shares, with_large
from ninefold.link.model import Model
from ninefold.link.pairs import evidence_of, touching
from ninefold.link.splinked import Linkage


def count_frequencies(engine: Engine, nominals: pa.Table) -> Frequencies:
    """What is common in a table of nominals, and which of its blocks are too hot to compare."""
    frequencies = counted(nominals)
    rules = block.rules_for(frequencies)
    if not rules:
        return frequencies
    columns = dict.fromkeys(column for rule in rules for column in rule.columns)
    with Linkage(engine) as linkage:
        held = linkage.put(_numbered(nominals, list(columns)))
        keys = block.keyed(linkage, held, rules)
        return with_large(
            frequencies, block.hot_keys(linkage, held, keys, block.shared(linkage, keys), rules)
        )


def match(
    engine: Engine,
    nominals: pa.Table,
    model: Model,
    frequencies: Frequencies | None,
    *,
    evidence: bool,
    keep_all: bool = False,
) -> pa.Table:
    """The pairs that may be one person, scored; all that are compared with `keep_all`."""
    with Linkage(engine) as linkage:
        counts = frequencies or counted(nominals)
        comparisons = _comparisons(model, counts)
        held = linkage.put(_numbered(nominals, _needed(comparisons, counts), shares(nominals, counts)))
        counts, pairs = _blocked(linkage, held, counts, frequencies is None)
        if not pairs or not comparisons:
            return evidence_of(nominals, None, comparisons, model, evidence)
        scored = linkage.score(held, pairs, comparisons, model, model.start(counts.records))
        told = comparisons if evidence else ()
        kept = linkage.fetch(scored) if keep_all else touching(linkage, scored, model, told)
        return evidence_of(nominals, kept, comparisons, model, evidence)


def _blocked(linkage: Linkage, held: str, counts: Frequencies, is_first: bool) -> tuple[Frequencies, str]:
    rules = block.rules_for(counts)
    if not rules:
        return counts, ""
    keys = block.keyed(linkage, held, rules)
    blocks = block.shared(linkage, keys)
    if is_first:
        counts = with_large(counts, block.hot_keys(linkage, held, keys, blocks, rules))
    cool = block.cooled(linkage, blocks, rules, counts)
    return counts, block.pairs_of(linkage, keys, cool)


def _comparisons(model: Model, counts: Frequencies) -> tuple[Comparison, ...]:
    return tuple(each for each in comparable(counts.filled) if each.name in model.worth)


def _needed(comparisons: Sequence[Comparison], counts: Frequencies) -> tuple[str, ...]:
    keys = [column for rule in block.rules_for(counts) for column in rule.columns]
    return tuple(dict.fromkeys([*columns_of(comparisons), *keys]))


def _numbered(
    nominals: pa.Table, columns: Sequence[str], further: dict[str, pa.Array] | None = None
) -> pa.Table:
    """The columns needed, each record with its number in the table."""
    made = {name: nominals[name] for name in columns} | (further or {})
    return pa.table({"i": pa.array(np.arange(len(nominals), dtype=np.int64))} | made)
