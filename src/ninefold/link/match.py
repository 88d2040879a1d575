"""Nominals in, scored pairs out: block, compare, score."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pyarrow as pa

from ninefold.engine.port import Engine
from ninefold.link import block
from ninefold.link.compare import Comparison, columns_of, comparable
from ninefold.link.frequencies import Frequencies, counted, shares
from ninefold.link.model import Model
from ninefold.link.pairs import evidence_of, touching
from ninefold.link.splinked import Linkage


def count_frequencies(engine: Engine, nominals: pa.Table) -> Frequencies:
    """What is common in a table of nominals, and which of its blocks are too hot to compare."""
    with Linkage(engine) as linkage:
        return _with_hot(linkage, held_for_blocking(linkage, nominals), counted(nominals))


def held_for_blocking(linkage: Linkage, nominals: pa.Table) -> str:
    """The columns that rules ask for, held on the engine: the name they are under."""
    return linkage.put(
        _numbered(nominals, list(dict.fromkeys(c for rule in block.RULES for c in rule.columns)))
    )


def _with_hot(linkage: Linkage, held: str, frequencies: Frequencies) -> Frequencies:
    rules = block.rules_for(frequencies)
    if not rules:
        return frequencies
    keys = block.keyed(linkage, held, rules)
    hot = block.hot_keys(linkage, held, keys, block.shared(linkage, keys), rules)
    return replace(frequencies, hot=hot)


def match(
    engine: Engine,
    nominals: pa.Table,
    model: Model,
    *,
    frequencies: Frequencies | None = None,
    evidence: bool = True,
) -> pa.Table:
    """The pairs of a table that may be one person, scored; with what each comparison says when asked for.

    With `frequencies` of an earlier run a pair scores as it did then, whatever else is in the table.
    """
    return _matched(engine, nominals, model, frequencies, evidence, None)


def compared(engine: Engine, nominals: pa.Table, model: Model) -> pa.Table:
    """Every pair that blocking brings together, with its evidence, however unlikely: what training learns from."""
    return _matched(engine, nominals, model, None, True, None, keep_all=True)


def match_new(
    engine: Engine,
    new: pa.Table,
    old: pa.Table,
    model: Model,
    *,
    frequencies: Frequencies,
    evidence: bool = True,
) -> pa.Table:
    """The scored pairs among new nominals, and between them and old ones."""
    both = pa.concat_tables([old, new])
    return _matched(engine, both, model, frequencies, evidence, len(old))


def _matched(
    engine: Engine,
    nominals: pa.Table,
    model: Model,
    frequencies: Frequencies | None,
    evidence: bool,
    new_from: int | None,
    *,
    keep_all: bool = False,
) -> pa.Table:
    with Linkage(engine) as linkage:
        counts = frequencies or counted(nominals)
        comparisons = _comparisons(model, counts)
        held = linkage.put(_numbered(nominals, _needed(comparisons, counts), shares(nominals, counts)))
        counts, pairs = _blocked(linkage, held, counts, frequencies is None, new_from)
        if not pairs or not comparisons:
            return evidence_of(nominals, None, comparisons, model, evidence)
        scored = linkage.score(held, pairs, comparisons, model, model.start(counts.records))
        told = comparisons if evidence else ()
        kept = linkage.fetch(scored) if keep_all else touching(linkage, scored, model, told)
        return evidence_of(nominals, kept, comparisons, model, evidence)


def _blocked(
    linkage: Linkage, held: str, counts: Frequencies, is_first: bool, new_from: int | None
) -> tuple[Frequencies, str]:
    rules = block.rules_for(counts)
    if not rules:
        return counts, ""
    keys = block.keyed(linkage, held, rules)
    blocks = block.shared(linkage, keys)
    if is_first:
        counts = replace(counts, hot=block.hot_keys(linkage, held, keys, blocks, rules))
    cool = block.cooled(linkage, blocks, rules, counts)
    return counts, block.pairs_of(linkage, keys, cool, new_from=new_from)


def score_pairs(
    engine: Engine, nominals: pa.Table, pairs: pa.Table, model: Model, *, frequencies: Frequencies
) -> pa.Table:
    """The score and the evidence of given pairs (left_id, right_id), whatever rule would find them."""
    place = {record: number for number, record in enumerate(nominals["record_id"].to_pylist())}
    left = np.array([place[record] for record in pairs["left_id"].to_pylist()], np.int64)
    right = np.array([place[record] for record in pairs["right_id"].to_pylist()], np.int64)
    comparisons = _comparisons(model, frequencies)
    with Linkage(engine) as linkage:
        wanted = linkage.put(pa.table({"i_l": np.minimum(left, right), "i_r": np.maximum(left, right)}))
        held = linkage.put(
            _numbered(nominals, _needed(comparisons, frequencies), shares(nominals, frequencies))
        )
        scored = linkage.score(held, wanted, comparisons, model, model.start(frequencies.records))
        return evidence_of(nominals, linkage.fetch(scored), comparisons, model, True)


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
