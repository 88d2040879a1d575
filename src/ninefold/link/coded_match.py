"""Block, compare and score over coded nominals: what Splink comes to on one machine, at a fraction of the cost.

The weights are Splink's: the prior, plus for each comparison the worth of the level, plus what the rarity of
a shared value adds. A test holds both to the same answer.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import log2

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from ninefold.link.coded import Coded, Column, Floats, Ints, Pairs, distinct, looked_up
from ninefold.link.coded_blocks import blocked, hot_of
from ninefold.link.compare import BY_NAME, Comparison, Level, comparable
from ninefold.link.components import component_of
from ninefold.link.conditions import columns_read
from ninefold.link.frequencies import NOT_COUNTED, Frequencies, counted
from ninefold.link.likeness import NULL_LEVEL, Likeness, WorksOut
from ninefold.link.model import USUAL_SHARE, Model
from ninefold.link.pairs import probabilities
from ninefold.link.splinked import weight_of

Gammas = npt.NDArray[np.int8]
# Pairs looked at together: enough to ask the engine seldom, few enough to hold all that is worked out of them.
BATCH = 150_000
# Pairs are left behind when at most this share of a batch remains; sums may differ by this many bits.
_WORTH_LEAVING, _ROUNDING = 0.95, 1e-6


def count_frequencies(nominals: pa.Table) -> Frequencies:
    """What is common in a table of nominals, and which of its blocks are too hot to compare."""
    coded = Coded(nominals)
    return hot_of(coded, counted(coded))


def match(
    engine: WorksOut,
    nominals: pa.Table,
    model: Model,
    frequencies: Frequencies | None,
    *,
    evidence: bool,
    keep_all: bool = False,
) -> pa.Table:
    """The pairs that may be one person, scored; all that are compared with `keep_all`."""
    coded = Coded(nominals)
    blocking = blocked(coded, frequencies or counted(coded), is_first=frequencies is None)
    counts = blocking.frequencies
    comparisons = [each for each in comparable(counts.filled) if each.name in model.worth]
    scorer = Scorer(engine, coded, comparisons, model, counts)
    told = [each.name for each in comparisons if evidence or each.guards]
    if keep_all:
        kept = scorer.scored(blocking.pairs(), told)
    else:
        kept = scorer.scored(blocking.pairs(), told, least=model.joining.join_at)
        kept = scorer.completed(that_matter(kept, len(coded), model), told)
    return pair_table(coded, scorer, kept, comparisons, model, evidence=evidence)


@dataclass(frozen=True)
class Scored:
    """Pairs with their weights, and the level of each comparison that was asked to be told.

    A weight is NaN where it is surely too small and was not worked out to its end.
    """

    pairs: Pairs
    weight: Floats
    gammas: dict[str, Gammas]

    def at(self, rows: Ints) -> "Scored":
        """Some of the pairs."""
        told = {name: gamma.take(rows) for name, gamma in self.gammas.items()}
        return Scored(
            Pairs(self.pairs.left.take(rows), self.pairs.right.take(rows)), self.weight.take(rows), told
        )


class Scorer:
    """Scores pairs of one table of coded nominals by a model, under given frequencies."""

    def __init__(
        self,
        engine: WorksOut,
        coded: Coded,
        comparisons: Sequence[Comparison],
        model: Model,
        counts: Frequencies,
    ) -> None:
        self._likeness = Likeness(engine, coded)
        self._coded = coded
        self._model = model
        self._start = model.start(counts.records)
        self._rarity = {
            (comparison.name, level.tf): self._bits_of_rarity(comparison, level, counts)
            for comparison in comparisons
            for level in comparison.levels
            if level.tf and model.worth[comparison.name].rarity
        }
        most = {comparison.name: self._most(comparison) for comparison in comparisons}
        # Those that can say most come first, so that it shows soonest what a pair can no longer reach.
        self._comparisons = sorted(comparisons, key=lambda each: -most[each.name])
        tops = [most[comparison.name] for comparison in self._comparisons]
        self._still = [sum(tops[number + 1 :]) for number in range(len(tops))]

    def _most(self, comparison: Comparison) -> float:
        """The most bits that a comparison can add."""
        worth = [
            weight_of(comparison, level, self._model)
            + max(0.0, float(self._rarity.get((comparison.name, level.tf or ""), np.zeros(1)).max()))
            for level in comparison.told
        ]
        return max(0.0, *worth)

    def _bits_of_rarity(self, comparison: Comparison, level: Level, counts: Frequencies) -> Floats:
        """What sharing each value adds, by code; nothing for UNKNOWN, at the end."""
        assert level.tf is not None
        if not counts.known.get(level.tf):
            return np.zeros(len(self._coded.column(level.tf).values) + 1)
        least = self._model.least_share_of(level.tf)
        share = np.maximum(_shares(self._coded.column(level.tf), level.tf, counts), least)
        bits = self._model.worth[comparison.name].rarity * (log2(USUAL_SHARE) - np.log2(share))
        return np.append(bits, 0.0)

    def scored(self, pairs: Pairs, told: Sequence[str], *, least: float | None = None) -> Scored:
        """Every pair's weight, with the levels of the comparisons named in `told`.

        Pairs of the same values are scored once, and a batch at a time. With `least`, a pair is left as soon as it
        cannot reach it, whatever the comparisons not yet made would say: its weight is NaN.
        """
        columns = columns_read(self._comparisons) + tuple(column for _, column in self._rarity)
        alike = self._coded.alike(tuple(dict.fromkeys(columns)))
        first, place = distinct(alike.take(pairs.left) * len(alike) + alike.take(pairs.right))
        starts = range(0, max(1, len(first)), BATCH)
        parts = [self._batch(pairs, first[n : n + BATCH], told, least) for n in starts]
        gammas = {name: np.concatenate([part[1][name] for part in parts]).take(place) for name in told}
        return Scored(pairs, np.concatenate([part[0] for part in parts]).take(place), gammas)

    def _batch(
        self, pairs: Pairs, rows: Ints, told: Sequence[str], least: float | None
    ) -> tuple[Floats, dict[str, Gammas]]:
        some = Pairs(pairs.left.take(rows), pairs.right.take(rows))
        weights = np.full(len(some), np.nan)
        gammas = {name: np.full(len(some), NULL_LEVEL, np.int8) for name in told}
        place, weight = np.arange(len(some)), np.full(len(some), self._start)
        for comparison, still in zip(self._comparisons, self._still, strict=True):
            gamma = self._likeness.levels(comparison, some)
            weight += self.bits(comparison, gamma, some)
            if comparison.name in told:
                gammas[comparison.name][place] = gamma
            if least is not None:
                may = np.flatnonzero(weight + still >= least - _ROUNDING)
                if len(may) < _WORTH_LEAVING * len(some):
                    some, place, weight = some.at(may), place.take(may), weight.take(may)
        weights[place] = weight
        return weights, gammas

    def completed(self, found: Scored, told: Sequence[str]) -> Scored:
        """The same pairs, with the weights worked out that were left."""
        rows = np.flatnonzero(np.isnan(found.weight))
        rest = self.scored(found.at(rows).pairs, told)
        found.weight[rows] = rest.weight
        for name in told:
            found.gammas[name][rows] = rest.gammas[name]
        return found

    def bits(self, comparison: Comparison, gamma: Gammas, pairs: Pairs) -> Floats:
        """What one comparison says of each pair, with rarity."""
        by_gamma = np.zeros(len(comparison.told) + 1)
        for level in comparison.told:
            by_gamma[comparison.gamma_of(level.name)] = weight_of(comparison, level, self._model)
        bits = looked_up(by_gamma, gamma)  # the last is NULL_LEVEL's
        for level in comparison.told:
            rarity = self._rarity.get((comparison.name, level.tf or ""))
            if level.tf and rarity is not None:
                rows = np.flatnonzero(gamma == comparison.gamma_of(level.name))
                bits[rows] += self._shared(level.tf, rarity, pairs.at(rows))
        return bits

    def _shared(self, column: str, rarity: Floats, pairs: Pairs) -> Floats:
        """The rarity of what two records share: that of the commoner value, where the two are not the same."""
        left, right = (pairs.codes(self._coded, f"{column}_{side}") for side in "lr")
        one = looked_up(rarity, left)
        if np.array_equal(left, right):
            return one
        other = looked_up(rarity, right)
        return np.where(left < 0, other, np.where(right < 0, one, np.minimum(one, other)))


def _shares(column: Column, name: str, frequencies: Frequencies) -> Floats:
    """The share of records with each value of a column, by code."""
    counts = frequencies.counts[name]
    often = np.full(len(column.values), float(NOT_COUNTED.get(name, 1)))
    place = column.code_of(counts["value"].combine_chunks())
    here = place >= 0
    often[place[here]] = counts["count"].to_numpy()[here]
    return often / max(frequencies.known[name], 1)


def that_matter(found: Scored, count: int, model: Model) -> Scored:
    """The pairs that may join, and those between records that others may join: only there they are evidence."""
    joins = found.weight >= model.joining.join_at
    left, right = found.pairs.left, found.pairs.right
    group = component_of(count, left[joins], right[joins])
    kept = joins | (group.take(left) == group.take(right))
    return found.at(np.flatnonzero(kept))


def pair_table(
    coded: Coded,
    scorer: Scorer,
    kept: Scored,
    comparisons: Sequence[Comparison],
    model: Model,
    *,
    evidence: bool,
) -> pa.Table:
    """Scored pairs as `pairs.evidence_of` tells them; without evidence the ids are dictionary-coded."""
    ids = coded.ids()
    columns: dict[str, pa.Array] = {
        "left_id": _ids_at(ids, kept.pairs.left, coded=not evidence),
        "right_id": _ids_at(ids, kept.pairs.right, coded=not evidence),
        "weight": pa.array(kept.weight),
        "probability": pa.array(probabilities(kept.weight, model)),
        "apart": pa.array(_kept_apart(kept, model)),
    }
    if evidence:
        known = {comparison.name: comparison for comparison in comparisons}
        for name in model.comparison_names:
            gamma = kept.gammas.get(name, np.full(len(kept.weight), -1, np.int8))
            bits = scorer.bits(known[name], gamma, kept.pairs) if name in known else np.zeros(len(gamma))
            columns |= {f"gamma_{name}": pa.array(gamma), f"weight_{name}": pa.array(bits.astype(np.float32))}
    return pa.table(columns)


def _ids_at(ids: pa.Array, records: Ints, *, coded: bool) -> pa.Array:
    if coded:
        return pa.DictionaryArray.from_arrays(pa.array(records.astype(np.int32)), ids)
    return ids.take(pa.array(records))


def _kept_apart(kept: Scored, model: Model) -> npt.NDArray[np.bool_]:
    apart = np.zeros(len(kept.weight), np.bool_)
    for name in model.comparison_names:
        comparison = BY_NAME[name]
        if comparison.guards and name in kept.gammas:
            levels = [comparison.gamma_of(level.name) for level in comparison.guards]
            apart |= np.isin(kept.gammas[name], levels)
    return apart
