"""Blocking over coded nominals: the pairs that the rules of `block` bring together, found by sorting numbers."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from ninefold.link.block import BETWEEN, Rule, rules_for
from ninefold.link.coded import Coded, Flags, Ints, Pairs, combined
from ninefold.link.frequencies import Frequencies, with_large


@dataclass(frozen=True)
class Blocks:
    """The blocks of one rule that more than one record shares: its records block by block, and where each begins."""

    records: Ints
    starts: Ints
    sizes: Ints

    @property
    def pairs(self) -> int:
        """How many pairs they hold."""
        return int(np.sum(self.sizes * (self.sizes - 1) // 2))


@dataclass(frozen=True)
class Blocking:
    """What the rules bring together: by rule, its largest block and the numbers of its pairs."""

    frequencies: Frequencies
    rules: tuple[Rule, ...]
    largest: tuple[int, ...]
    found: list[Ints]
    records: int

    def pairs(self) -> Pairs:
        """Every pair once, in the order of its records; may be asked for once."""
        numbers = np.concatenate(self.found) if self.found else np.zeros(0, np.int64)
        self.found.clear()
        numbers.sort()
        if len(numbers):
            numbers = numbers[np.r_[True, numbers[1:] != numbers[:-1]]]
        left = numbers // max(1, self.records)
        return Pairs(left, numbers - left * self.records)

    def added(self) -> Ints:
        """How many pairs each rule adds to those of the rules before it."""
        numbers = np.concatenate(self.found) if self.found else np.zeros(0, np.int64)
        rule = np.repeat(np.arange(len(self.found)), [len(each) for each in self.found])
        _, first = np.unique(numbers, return_index=True)
        return np.bincount(rule[first], minlength=len(self.rules)).astype(np.int64)


def blocks_of(coded: Coded, rule: Rule) -> Blocks:
    """Every block of a rule, hot ones too."""
    columns = [coded.column(name) for name in rule.columns]
    records = np.flatnonzero(np.logical_and.reduce([column.codes >= 0 for column in columns]))
    key = combined([column.codes[records] for column in columns], [len(column.values) for column in columns])
    order = np.argsort(key)
    key, records = key.take(order), records.take(order)
    starts = np.flatnonzero(np.r_[True, key[1:] != key[:-1]]) if len(key) else np.zeros(0, np.int64)
    sizes = np.diff(np.r_[starts, len(key)])
    shared = sizes > 1
    return Blocks(records, starts[shared], sizes[shared])


def hot_texts(coded: Coded, rule: Rule, blocks: Blocks) -> tuple[str, ...]:
    """The keys whose blocks are larger than the rule allows, as text."""
    large = blocks.sizes > rule.largest
    if not large.any():
        return ()
    return tuple(sorted(_texts(coded, rule, blocks.records[blocks.starts[large]]).to_pylist()))


def _texts(coded: Coded, rule: Rule, records: Ints) -> pa.Array:
    columns = [coded.column(name) for name in rule.columns]
    parts = [column.values_at(column.codes[records]).cast(pa.string()) for column in columns]
    return parts[0] if len(parts) == 1 else pc.binary_join_element_wise(*parts, BETWEEN)


def cool(coded: Coded, rule: Rule, blocks: Blocks, hot: Sequence[str]) -> Blocks:
    """The blocks of a rule without the hot ones; a hot block was large when it was counted, and need not be here."""
    if not hot:
        return blocks
    columns = [coded.column(name) for name in rule.columns]
    parts = zip(*(text.split(BETWEEN) for text in hot), strict=True)
    first = blocks.records[blocks.starts]
    codes = [
        np.r_[column.codes[first], column.code_of(pa.array(part, pa.string()))]
        for column, part in zip(columns, parts, strict=True)
    ]
    key = combined(codes, [len(column.values) for column in columns])
    kept = ~np.isin(key[: len(first)], key[len(first) :])
    return Blocks(blocks.records, blocks.starts[kept], blocks.sizes[kept])


def hot_of(coded: Coded, frequencies: Frequencies) -> Frequencies:
    """The frequencies, with the blocks that are too large to compare."""
    rules = rules_for(frequencies)
    large = {rule.name: texts for rule in rules if (texts := hot_texts(coded, rule, blocks_of(coded, rule)))}
    return with_large(frequencies, large)


def blocked(coded: Coded, frequencies: Frequencies, *, is_first: bool) -> Blocking:
    """Every pair of records that share a block, once, in order; hot blocks are found when it is the first time."""
    rules, large, found, largest = rules_for(frequencies), {}, [], []
    for rule in rules:
        blocks = blocks_of(coded, rule)
        if is_first:
            large[rule.name] = hot_texts(coded, rule, blocks)
        hot = {*frequencies.hot.get(rule.name, ()), *large.get(rule.name, ())}
        blocks = cool(coded, rule, blocks, sorted(hot))
        largest.append(int(blocks.sizes.max(initial=0)))
        found.append(_numbers_of_pairs(blocks, _leads(coded, rule)))
    counts = with_large(frequencies, {name: texts for name, texts in large.items() if texts})
    return Blocking(counts, rules, tuple(largest), found, len(coded))


def _leads(coded: Coded, rule: Rule) -> Flags:
    """Which records may be one of a pair with any other of their block; the rest may only with one of these."""
    return np.ones(len(coded), np.bool_) if rule.lacking is None else coded.column(rule.lacking).codes < 0


def _numbers_of_pairs(blocks: Blocks, leads: Flags) -> Ints:
    """Each pair within a block as one number: the smaller record times how many there are, plus the larger."""
    if not len(blocks.sizes):
        return np.zeros(0, np.int64)
    order = np.argsort(blocks.sizes, kind="stable")
    sizes, first = np.unique(blocks.sizes[order], return_index=True)
    made = []
    for size, some in zip(sizes.tolist(), np.split(blocks.starts[order], first[1:]), strict=True):
        members = np.sort(blocks.records[some[:, None] + np.arange(size)], axis=1)
        lead = leads[members]
        members, lead = members[lead.any(axis=1)], lead[lead.any(axis=1)]
        one, other = np.triu_indices(size, 1)
        numbers = members[:, one] * np.int64(len(leads)) + members[:, other]
        made.append(numbers[lead[:, one] | lead[:, other]])
    return np.concatenate(made)
