"""A new model from nominals whose truth is known: what each level of likeness is worth, in bits.

The weights are those of a logistic regression on the levels and on the rarity of what is shared, drawn
towards plain starting values where there is little to learn from (a ridge). Because they are learned
together, things that go together (an address and its postcode) are not counted twice, and the sum is a
calibrated log-odds. Each sample table weighs the same, whatever its size.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import log, log2

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
from scipy.optimize import minimize

from ninefold.engine.port import Engine
from ninefold.link.blocking_report import agreements
from ninefold.link.calibrate import calibrated
from ninefold.link.compare import BY_NAME
from ninefold.link.match import compared
from ninefold.link.model import Model, Worth, untrained

Floats = npt.NDArray[np.float64]
_RIDGE = 3.0
_RECORDS = 10_000
_EFFECTIVE = 50_000.0
_MOST_WEIGHT = 3.0  # of a pair of a small sample
_FEWEST_TO_TELL = 200
_MOST_PAIRS = 150_000  # more of one sample teach nothing new


@dataclass(frozen=True)
class Sample:
    """A table of nominals and the truth of who each is (record_id, person)."""

    name: str
    nominals: pa.Table
    truth: pa.Table


@dataclass(frozen=True)
class Learned:
    """The pairs of a sample: their features, whether each is one person, and the weight and start of each."""

    features: npt.NDArray[np.float32]
    same: Floats
    weight: Floats
    start: Floats


def train(engine: Engine, samples: Sequence[Sample], *, name: str, made_on: str) -> Model:
    """A model learned from samples; deterministic."""
    base = untrained()
    columns = _columns()
    learned = [_learned(engine, sample, base, columns) for sample in samples]
    worth = _fitted(learned, _start_values(base, columns), [not level for _, level in columns])
    weights, intercept = worth[:-1], float(worth[-1])
    model = replace(
        base,
        name=name,
        made_on=made_on,
        trained_on=tuple(sample.name for sample in samples),
        records=_RECORDS,
        intercept=round(intercept, 4),
        worth=_named(weights, columns),
        agreement=_agreement(samples),
    )
    return calibrated(model, [(_bits(each, weights, intercept), each.same, each.weight) for each in learned])


def _agreement(samples: Sequence[Sample]) -> dict[str, float]:
    """How often one person's records share each column that blocking uses, each sample weighing the same."""
    shares: dict[str, list[float]] = {}
    for sample in samples:
        for column, (known, same) in agreements(sample.nominals, sample.truth).items():
            if known >= _FEWEST_TO_TELL:
                shares.setdefault(column, []).append(same / known)
    return {column: round(sum(each) / len(each), 4) for column, each in sorted(shares.items())}


def _columns() -> tuple[tuple[str, str], ...]:
    """What is learned: the worth of every level of every comparison, and of the rarity of each."""
    found: list[tuple[str, str]] = []
    for name, comparison in BY_NAME.items():
        found += [(name, level.name) for level in comparison.told]
        if any(level.tf for level in comparison.levels):
            found.append((name, ""))
    return tuple(found)


def _learned(engine: Engine, sample: Sample, base: Model, columns: Sequence[tuple[str, str]]) -> Learned:
    pairs = _thinned(compared(engine, sample.nominals, base))
    same = same_person(pairs, sample.truth)
    features = np.empty((len(pairs), len(columns)), np.float32)
    for place, (name, level) in enumerate(columns):
        gamma = pairs[f"gamma_{name}"].to_numpy()
        if level:
            features[:, place] = gamma == BY_NAME[name].gamma_of(level)
        else:
            features[:, place] = _rarity(pairs, name, gamma, base)
    count = max(1, len(pairs))
    start = np.full(len(pairs), -log2(max(500, len(sample.nominals)) / _RECORDS))
    return Learned(features, same, np.full(len(pairs), min(_MOST_WEIGHT, _EFFECTIVE / count)), start)


def _thinned(pairs: pa.Table) -> pa.Table:
    """Every so-manieth pair of a large sample; they stand in the order of their ids, so any step will do."""
    step = 1 + len(pairs) // _MOST_PAIRS
    return pairs.take(pa.array(np.arange(0, len(pairs), step))) if step > 1 else pairs


def _rarity(pairs: pa.Table, name: str, gamma: npt.NDArray[np.int8], base: Model) -> Floats:
    """How much rarer than usual the shared value is, in bits; nothing where none is shared."""
    comparison = BY_NAME[name]
    level = next(level for level in comparison.levels if level.tf)
    bits = pairs[f"weight_{name}"].to_numpy() - base.level_worth(name, level.name)
    return np.where(gamma == comparison.gamma_of(level.name), bits, 0.0)


def same_person(pairs: pa.Table, truth: pa.Table) -> Floats:
    """1 where both records of a pair are one person, else 0."""
    ids, person = truth["record_id"].combine_chunks(), truth["person"].combine_chunks()
    sides = [
        person.take(pc.index_in(pairs[side].combine_chunks(), value_set=ids))
        for side in ("left_id", "right_id")
    ]
    return np.asarray(pc.equal(*sides).fill_null(False).to_numpy(zero_copy_only=False), np.float64)


def _start_values(base: Model, columns: Sequence[tuple[str, str]]) -> Floats:
    values = [base.level_worth(name, level) if level else 0.5 for name, level in columns]
    return np.array([*values, base.intercept])


def _fitted(learned: Sequence[Learned], start: Floats, rarity: Sequence[bool]) -> Floats:
    """The weights, in bits, that make the samples' truth likeliest, held near the start values."""

    def loss(weights: Floats) -> tuple[float, Floats]:
        off = weights - start
        total = 0.5 * _RIDGE * float(off[:-1] @ off[:-1]) * log(2) ** 2
        slope = _RIDGE * off * log(2) ** 2
        slope[-1] = 0.0
        for each in learned:
            odds = log(2) * _bits(each, weights[:-1], weights[-1])
            total += float(np.sum(each.weight * (np.logaddexp(0.0, odds) - each.same * odds)))
            error = each.weight * (1.0 / (1.0 + np.exp(-np.clip(odds, -500, 500))) - each.same) * log(2)
            slope[:-1] += error.astype(np.float32) @ each.features
            slope[-1] += float(np.sum(error))
        return total, slope

    # A value twice as rare can never say more than one bit more; else it would run away in larger tables.
    most = [(0.0, 1.0) if is_rarity else (None, None) for is_rarity in [*rarity, False]]
    found = minimize(loss, start, jac=True, method="L-BFGS-B", bounds=most, options={"maxiter": 120})
    return np.asarray(found.x)


def _bits(each: Learned, weights: Floats, intercept: float) -> Floats:
    return np.asarray(each.features @ weights.astype(np.float32) + intercept + each.start, np.float64)


def _named(weights: Floats, columns: Sequence[tuple[str, str]]) -> dict[str, Worth]:
    levels: dict[str, dict[str, float]] = {name: {} for name in BY_NAME}
    rarity: dict[str, float] = {}
    for (name, level), bits in zip(columns, weights.tolist(), strict=True):
        if level:
            levels[name][level] = round(bits, 3)
        else:
            rarity[name] = round(max(0.0, bits), 3)
    return {name: Worth(levels[name], rarity.get(name, 0.0)) for name in BY_NAME}


__all__ = ["Sample", "same_person", "train"]
