"""The explainable boosting machine: a curve for each feature and, if asked, a few pairs; a glass box.

Fitting is interpret-core's (Nori and others, 2019). What it learnt is kept as plain tables of our own, so that scoring
needs no library and a model file is JSON that anybody can read.
"""

import json
import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from ninefold.errors import ExtraNotInstalled
from ninefold.measures.models.contract import Contributions
from ninefold.measures.models.encoding import Category, Encoding, from_plain, learn_encoding, numbers
from ninefold.measures.models.wording import sentences
from ninefold.measures.scoring.losses import probability
from ninefold.measures.scoring.ranks import Floats, Outcomes

# At our rate fifty rounds without a gain go further than the library's hundred at its own.
_PATIENCE = 50
_MOST_ROUNDS = 2_000  # some two hundred are usual
_HELD_OUT = 0.15
# Rows that are alike by chance differ in outcome as often as any two; rows entered twice do not.
_LEAST_TWINS, _TWINS_DIFFER = 0.01, 0.25


@dataclass(frozen=True)
class Term:
    """One curve or one pair: the bins of each of its columns, and what each cell adds to the log odds."""

    columns: tuple[int, ...]
    bins: tuple[tuple[Any, ...], ...]  # cut points of a number, or levels of a category
    added: NDArray[np.float64]


@dataclass(frozen=True)
class BoostedCurves:
    """A fitted explainable boosting machine."""

    encoding: Encoding
    intercept: float
    terms: tuple[Term, ...]
    kind: str = "ebm"
    glass_box: bool = True

    @property
    def features(self) -> tuple[str, ...]:
        """The features used."""
        return self.encoding.names

    @property
    def parameters(self) -> int:
        """Smoothing makes one curve worth about three weights, a pair as many again, a category its levels."""
        return sum(self._worth(term) for term in self.terms)

    def _worth(self, term: Term) -> int:
        cells = [max(1, size - 2) for size in term.added.shape]
        return min(3 * len(cells), int(np.prod(cells)))

    @property
    def names(self) -> tuple[str, ...]:
        """A name for every term."""
        return tuple(" × ".join(self.features[column] for column in term.columns) for term in self.terms)

    def contributions(self, rows: pa.Table) -> Contributions:
        """What each term adds; their mean over the training rows is nought."""
        found = np.empty((rows.num_rows, len(self.terms)))
        for number, term in enumerate(self.terms):
            places = [self._place(rows, *pair) for pair in zip(term.columns, term.bins, strict=True)]
            found[:, number] = term.added[tuple(places)]
        return Contributions(self.intercept, self.names, found)

    def _place(self, rows: pa.Table, column: int, bins: tuple[Any, ...]) -> NDArray[np.int64]:
        held = self.encoding.columns[column]
        if isinstance(held, Category):
            known = {level: number + 1 for number, level in enumerate(bins)}
            found = [known.get(word, len(bins) + 1) for word in held.words(rows).tolist()]
            return np.array(found, dtype=np.int64)
        values = numbers(rows, held.name)
        return np.where(np.isnan(values), 0, np.searchsorted(np.array(bins), values, side="right") + 1)

    def predict(self, rows: pa.Table) -> Floats:
        """Probabilities."""
        found = self.contributions(rows)
        return probability(found.base + found.values.sum(axis=1))

    def reasons(self, rows: pa.Table) -> list[list[str]]:
        """Sentences for each row."""
        return sentences(self.contributions(rows), rows)

    def describe(self) -> dict[str, Any]:
        """Every curve: its bins and what each adds."""
        terms = {
            name: {"bins": [list(each) for each in term.bins], "added": term.added.tolist()}
            for name, term in zip(self.names, self.terms, strict=True)
        }
        return {"kind": self.kind, "average_log_odds": self.intercept, "terms": terms}

    def content(self) -> bytes:
        """The model as JSON."""
        terms = [
            {"columns": term.columns, "bins": term.bins, "added": term.added.tolist()} for term in self.terms
        ]
        held = {
            "kind": self.kind,
            "encoding": self.encoding.as_plain(),
            "intercept": self.intercept,
            "terms": terms,
        }
        return json.dumps(held).encode()


def load_boosting(held: dict[str, Any]) -> BoostedCurves:
    """A model from its JSON."""
    terms = tuple(
        Term(tuple(t["columns"]), tuple(tuple(b) for b in t["bins"]), np.array(t["added"], dtype=np.float64))
        for t in held["terms"]
    )
    return BoostedCurves(from_plain(held["encoding"]), held["intercept"], terms)


@dataclass(frozen=True)
class Boosting:
    """The recipe: `pairs` is how many pairs of features may be added, `bags` how many fits are averaged."""

    pairs: int = 0
    bags: int = 8
    learning_rate: float = 0.05
    bins: int = 128
    glass_box: bool = True

    @property
    def name(self) -> str:
        """`ebm`, or `ebm_pairs` when pairs are allowed."""
        return "ebm_pairs" if self.pairs else "ebm"

    def fit(self, rows: pa.Table, outcome: Outcomes, features: Sequence[str], seed: int) -> BoostedCurves:
        """Fit with interpret-core; ExtraNotInstalled without it."""
        try:
            from interpret.glassbox import ExplainableBoostingClassifier
        except ImportError:
            raise ExtraNotInstalled(
                'Boosted curves need the models extra: pip install "ninefold[models]".'
            ) from None
        encoding = learn_encoding(rows, features)
        machine = ExplainableBoostingClassifier(
            interactions=self.pairs,
            outer_bags=self.bags,
            learning_rate=self.learning_rate,
            max_bins=self.bins,
            random_state=seed,
            n_jobs=1,
            early_stopping_rounds=_PATIENCE,
            max_rounds=_MOST_ROUNDS,
            feature_names=list(features),
            feature_types=["nominal" if isinstance(c, Category) else "continuous" for c in encoding.columns],
        )
        frame = _frame(rows, encoding)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            machine.fit(frame, outcome.astype(int), bags=_bags(frame, outcome, self.bags, seed))
        return BoostedCurves(encoding, float(machine.intercept_[0]), _terms(machine, encoding))


def _frame(rows: pa.Table, encoding: Encoding) -> Any:
    import pandas

    return pandas.DataFrame(
        {
            c.name: c.words(rows).astype(object) if isinstance(c, Category) else numbers(rows, c.name)
            for c in encoding.columns
        }
    )


def _bags(frame: Any, outcome: Outcomes, bags: int, seed: int) -> NDArray[np.int8] | None:
    """Which rows each bag learns from (1) and which tell it when to stop (-1); None leaves that to the library.

    Where rows stand there twice, as in every bootstrap, both must be on one side: it would never stop otherwise.
    """
    twins = _twins(frame, outcome)
    if twins is None:
        return None
    heads, first, place = np.unique(twins, return_index=True, return_inverse=True)
    found = np.ones((len(outcome), bags), dtype=np.int8)
    for bag in range(bags):
        generator = np.random.default_rng([seed, bag])
        aside = np.zeros(len(heads), dtype=bool)
        for side in (0, 1):
            some = np.flatnonzero(outcome[first] == side)
            aside[generator.permutation(some)[: max(1, round(_HELD_OUT * len(some)))]] = True
        found[aside[place], bag] = -1
    return found


def _twins(frame: Any, outcome: Outcomes) -> NDArray[np.int64] | None:
    """A number for each set of equal rows, where enough are equal and too much alike in outcome for chance."""
    from pandas.util import hash_pandas_object

    _, sets = np.unique(hash_pandas_object(frame, index=False).to_numpy(), return_inverse=True)
    order = np.argsort(sets, kind="stable")
    equal = np.diff(sets[order]) == 0
    if equal.mean() < _LEAST_TWINS:
        return None
    differ = float((np.diff(outcome[order].astype(np.int64)) != 0)[equal].mean())
    rate = float(outcome.mean())
    return np.asarray(sets) if differ < _TWINS_DIFFER * 2 * rate * (1 - rate) else None


def _terms(machine: Any, encoding: Encoding) -> tuple[Term, ...]:
    found = []
    for columns, added in zip(machine.term_features_, machine.term_scores_, strict=True):
        bins = tuple(
            _bins(machine.bins_[column], len(columns), encoding.columns[column]) for column in columns
        )
        found.append(Term(tuple(int(c) for c in columns), bins, np.array(added, dtype=np.float64)))
    return tuple(found)


def _bins(levels: list[Any], dimensions: int, column: Any) -> tuple[Any, ...]:
    """Pairs use coarser bins when interpret made any."""
    held = levels[min(len(levels), dimensions) - 1]
    if isinstance(column, Category):
        return tuple(sorted(held, key=held.get))
    return tuple(float(cut) for cut in held)
