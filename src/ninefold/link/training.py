"""A new model from nominals whose truth is known: what each level of likeness is worth, in bits.

The weights are those of a logistic regression on the levels and on the rarity of what is shared, drawn
towards plain starting values where there is little to learn from (a ridge). Because they are learned
together, things that go together (an address and its postcode) are not counted twice, and the sum is a
log-odds. The true pairs of each sample weigh the same, however many they are. Each sample is learned from
again as if a kind of column were missing, so that a table without it is linked as well.

A share of the people is held out: on their pairs, which the weights did not learn from, the line from weight
to probability is fitted and the threshold for a wished precision is found. Where groups join is the line at
which the samples, linked whole, come out best.
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
from ninefold.link.calibrate import calibrated, calibration_error, threshold_for
from ninefold.link.compare import BY_NAME
from ninefold.link.drawn_line import with_line
from ninefold.link.match import compared
from ninefold.link.model import Model, Worth, untrained
from ninefold.link.pairs import probabilities

Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]
_RIDGE = 3.0
_RECORDS = 10_000
_TRUE_PAIRS = 25_000.0  # what the true pairs of each sample weigh together
_MOST_WEIGHT = 8.0  # of a pair of a small sample
_FEWEST_TO_TELL = 200
_MOST_PAIRS = 80_000  # more of one sample teach nothing new
_HELD_OUT = 0.2  # of the people
_LARGEST_NARROWED = 30_000  # records of a sample that is learned from again with columns left out
# What tables may lack, each with all that is worked out of it.
_LEFT_OUT = (
    ("born", "born_year", "born_month", "born_day", "k_born", "k_day"),
    ("address", "k_street", "k_house", "k_road", "k_town",
     "pnc", "cro", "nino", "licence", "phone", "email", "other_id"),
    ("postcode", "k_postcode", "k_sector", "k_district"),
)  # fmt: skip


@dataclass(frozen=True)
class Sample:
    """A table of nominals and the truth of who each is (record_id, person)."""

    name: str
    nominals: pa.Table
    truth: pa.Table


@dataclass(frozen=True)
class Learned:
    """The pairs of a sample: their features, whether each is one person, its weight and start, and who is held out."""

    features: npt.NDArray[np.float32]
    same: Floats
    weight: Floats
    start: Floats
    held: Flags

    def only(self, rows: Flags) -> "Learned":
        """Some of the pairs."""
        return Learned(
            self.features[rows], self.same[rows], self.weight[rows], self.start[rows], self.held[rows]
        )


@dataclass(frozen=True)
class HeldOut:
    """The pairs of a sample that a model did not learn from, to hold any model against."""

    sample: str
    pairs: Learned

    def weights(self, model: Model) -> Floats:
        """The weight of each pair under a model, in bits; what the model does not know says nothing."""
        return _bits(self.pairs, *_values(model, _columns()))

    @property
    def same(self) -> Floats:
        """1 where both records of a pair are one person, else 0."""
        return self.pairs.same


def train(
    engine: Engine, samples: Sequence[Sample], *, name: str, made_on: str, precision: float = 0.99
) -> tuple[Model, tuple[HeldOut, ...]]:
    """A model learned from samples, and what was held out of each to calibrate it and to compare it; deterministic."""
    base, columns = untrained(), _columns()
    every = [each for sample in samples for each in (sample, *_narrowed(sample))]
    learned = [_learned(engine, sample, base, columns) for sample in every]
    worth = _fitted(
        [each.only(~each.held) for each in learned],
        _start_values(base, columns),
        [not level for _, level in columns],
    )
    model = replace(
        base,
        name=name,
        made_on=made_on,
        trained_on=tuple(sample.name for sample in samples),
        records=_RECORDS,
        intercept=round(float(worth[-1]), 4),
        worth=_named(worth[:-1], columns),
        agreement=_agreement(samples),
    )
    held = [HeldOut(each.name, pairs.only(pairs.held)) for each, pairs in zip(every, learned, strict=True)]
    model = calibrated(model, [(each.weights(model), each.same, each.pairs.weight) for each in held])
    names = {sample.name for sample in samples}
    whole = tuple(each for each in held if each.sample in names)
    return with_line(engine, _told(model, whole, precision), every), whole


def _narrowed(sample: Sample) -> list[Sample]:
    """A small sample as it would be if some kind of column were missing, for each kind that it has."""
    if len(sample.nominals) > _LARGEST_NARROWED:
        return []
    found = []
    for names in _LEFT_OUT:
        if any(sample.nominals[name].null_count < len(sample.nominals) for name in names):
            found.append(
                Sample(f"{sample.name} without {names[0]}", _without(sample.nominals, names), sample.truth)
            )
    return found


def _without(nominals: pa.Table, names: Sequence[str]) -> pa.Table:
    for name in names:
        place = nominals.column_names.index(name)
        field = nominals.schema.field(place)
        nominals = nominals.set_column(place, field, pa.nulls(len(nominals), field.type))
    return nominals


def _told(model: Model, held: Sequence[HeldOut], precision: float) -> Model:
    """The model with what its held-out pairs say: how well its probabilities hold, and its threshold."""
    weight = np.concatenate([each.weights(model) for each in held])
    same = np.concatenate([each.same for each in held])
    error = calibration_error(probabilities(weight, model), same)
    figures = {
        "held_out_pairs": len(same),
        "held_out_true": int(same.sum()),
        "calibration_error": round(error, 4),
    }
    return replace(model, threshold=threshold_for(precision, weight, same, model), figures=figures)


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
    start = np.full(len(pairs), -log2(max(500, len(sample.nominals)) / _RECORDS))
    weight = np.full(len(pairs), min(_MOST_WEIGHT, _TRUE_PAIRS / max(1.0, float(same.sum()))))
    return Learned(features, same, weight, start, _held_out(pairs, sample.truth))


def _held_out(pairs: pa.Table, truth: pa.Table) -> Flags:
    """The pairs of people who are held out; a pair of two people is counted with one of them, by turns."""
    ids, person = truth["record_id"].combine_chunks(), truth["person"].combine_chunks()
    names = pc.unique(person).sort()
    is_held = np.random.default_rng(1).random(len(names)) < _HELD_OUT
    one, other = (
        pc.index_in(person.take(pc.index_in(pairs[side].combine_chunks(), value_set=ids)), value_set=names)
        .fill_null(0)
        .to_numpy(zero_copy_only=False)
        for side in ("left_id", "right_id")
    )
    return np.asarray(is_held[np.where((one + other) % 2 == 0, one, other)])


def _thinned(pairs: pa.Table) -> pa.Table:
    """Every so-manieth pair of a large sample; they stand in the order of their ids, so any step will do."""
    step = 1 + len(pairs) // _MOST_PAIRS
    return pairs.take(pa.array(np.arange(0, len(pairs), step))) if step > 1 else pairs


def _rarity(pairs: pa.Table, name: str, gamma: npt.NDArray[np.int8], base: Model) -> Floats:
    """How much rarer than usual the shared value is, in bits; nothing where none is shared."""
    comparison, found = BY_NAME[name], np.zeros(len(pairs))
    for level in (level for level in comparison.levels if level.tf):
        bits = pairs[f"weight_{name}"].to_numpy() - base.level_worth(name, level.name)
        found = np.where(gamma == comparison.gamma_of(level.name), bits, found)
    return found


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


def _values(model: Model, columns: Sequence[tuple[str, str]]) -> tuple[Floats, float]:
    """What a model says each feature is worth, and its intercept."""
    known = model.worth
    values = [
        (model.level_worth(name, level) if level else known[name].rarity) if name in known else 0.0
        for name, level in columns
    ]
    return np.array(values), model.intercept


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


__all__ = ["HeldOut", "Sample", "same_person", "train"]
