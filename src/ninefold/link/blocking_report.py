"""What blocking costs before anything is scored: pairs, the largest block, and the recall it loses."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from ninefold.link import block
from ninefold.link.block import RULES
from ninefold.link.coded import Coded, Pairs
from ninefold.link.coded_blocks import blocked
from ninefold.link.frequencies import Frequencies, counted
from ninefold.link.measure import numbered

_DRAWS = 20_000
_MOST_TRUE_PAIRS = 200_000
# Columns made of one another agree together: who shares a birthday shares its year.
_FAMILIES = {
    "k_root": "given", "k_given": "given", "born": "born", "born_year": "born", "k_day": "born",
    "postcode": "postcode", "k_sector": "postcode", "k_district": "postcode",
}  # fmt: skip


@dataclass(frozen=True)
class RuleReport:
    """One rule: the pairs that it adds to those of the rules before it, its largest block, and blocks left out."""

    rule: str
    pairs_added: int
    largest_block: int
    hot_blocks: int


@dataclass(frozen=True)
class BlockingReport:
    """Blocking as a whole; `recall` is exact and known only with a truth, `estimated_recall` needs none."""

    records: int
    pairs: int
    largest_block: int
    estimated_recall: float | None
    recall: float | None
    rules: tuple[RuleReport, ...]


def blocking_report(
    nominals: pa.Table,
    agreement: Mapping[str, float],
    *,
    truth: pa.Table | None = None,
    seed: int = 1,
) -> BlockingReport:
    """What the rules would compare of a table; `agreement` says how often one person's records share each column."""
    coded = Coded(nominals)
    blocking = blocked(coded, counted(coded), is_first=True)
    counts, added = blocking.frequencies, blocking.added()
    told = tuple(
        RuleReport(rule.name, int(added[place]), blocking.largest[place], len(counts.hot.get(rule.name, ())))
        for place, rule in enumerate(blocking.rules)
    )
    pairs = blocking.pairs()
    return BlockingReport(
        len(nominals),
        len(pairs),
        max(blocking.largest, default=0),
        estimated_recall(nominals, counts, agreement, seed=seed) if told else None,
        _recall(coded.ids(), pairs, truth) if told else None,
        told,
    )


def _recall(ids: pa.Array, pairs: Pairs, truth: pa.Table | None) -> float | None:
    if truth is None:
        return None
    place = pc.index_in(ids, value_set=truth["record_id"].combine_chunks())
    person = truth["person"].combine_chunks().take(place)
    known = person.is_valid().to_numpy(zero_copy_only=False)
    number = numbered(person.fill_null(""))
    left, right = pairs.left, pairs.right
    found = int(np.sum((number[left] == number[right]) & known[left] & known[right]))
    sizes = np.bincount(number[known])
    true = int(np.sum(sizes * (sizes - 1) // 2))
    return found / true if true else None


# ── without a truth ──


def estimated_recall(
    nominals: pa.Table, frequencies: Frequencies, agreement: Mapping[str, float], *, seed: int = 1
) -> float | None:
    """The share of true pairs that some rule brings together, worked out from what is known of errors.

    Draws pairs of records at random and supposes they are one person's: each column known on both agrees as
    often as it did among people whose truth was known. Nothing is compared and no label is needed.
    """
    if not agreement or not len(nominals):
        return None
    chance = np.random.default_rng(seed)
    first, second = (chance.integers(0, len(nominals), _DRAWS) for _ in range(2))
    columns = sorted({column for rule in RULES for column in rule.columns})
    luck = {_FAMILIES.get(column, column): chance.random(_DRAWS) for column in columns}
    found = np.zeros(_DRAWS, np.bool_)
    drawn = nominals.select(columns).take(pa.array(first))
    agrees, both = {}, {}
    for column in columns:
        known = nominals[column].combine_chunks().is_valid().to_numpy(zero_copy_only=False)
        both[column] = known[first] & known[second]
        often = agreement.get(column, 0.0)
        agrees[column] = both[column] & (luck[_FAMILIES.get(column, column)] < often)
    for rule in block.rules_for(frequencies):
        fires = np.logical_and.reduce([agrees[column] for column in rule.columns])
        if rule.lacking is not None:
            fires &= ~both[rule.lacking]
        found |= fires & ~block.is_hot(drawn, rule, frequencies).to_numpy()
    return float(np.mean(found))


def agreements(nominals: pa.Table, truth: pa.Table, *, seed: int = 1) -> dict[str, tuple[int, int]]:
    """For each column of the rules: true pairs in which both know it, and those in which it is the same."""
    place = pc.index_in(nominals["record_id"].combine_chunks(), value_set=truth["record_id"].combine_chunks())
    left, right = _true_pairs(numbered(truth["person"].combine_chunks().take(place).fill_null("")), seed)
    counts = {}
    for column in sorted({column for rule in RULES for column in rule.columns}):
        values = nominals[column].combine_chunks()
        same = pc.equal(values.take(pa.array(left)), values.take(pa.array(right)))
        counts[column] = (len(same) - same.null_count, int(pc.sum(same).as_py() or 0))
    return counts


def _true_pairs(
    person: npt.NDArray[np.int64], seed: int
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """Pairs of records of one person: each record with a few later ones of the same, drawn when there are many."""
    order = np.argsort(person, kind="stable")
    ranked = person[order]
    left, right = [], []
    for step in range(1, 20):
        same = (
            np.flatnonzero(ranked[step:] == ranked[:-step]) if len(ranked) > step else np.zeros(0, np.int64)
        )
        left.append(order[same])
        right.append(order[same + step])
    first, second = np.concatenate(left), np.concatenate(right)
    if len(first) > _MOST_TRUE_PAIRS:
        kept = np.sort(np.random.default_rng(seed).choice(len(first), _MOST_TRUE_PAIRS, replace=False))
        first, second = first[kept], second[kept]
    return first, second
