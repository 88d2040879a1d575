"""A card of whole-number points that can be added up by hand: select, regress, round, recalibrate.

The idea is Jung and others' (arXiv 1702.04690). A line gives points once (`age at least 30`) or for each unit up to a
limit (`each prior arrest, at most 6`), which says in one line what cuts would need several for.
"""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
import pyarrow as pa

from ninefold.measures.models.contract import Contributions
from ninefold.measures.models.encoding import Category, Encoding, from_plain, learn_encoding, numbers
from ninefold.measures.models.logistic import newton
from ninefold.measures.models.wording import sentences
from ninefold.measures.scoring.losses import log_loss, probability
from ninefold.measures.scoring.ranks import Floats, Outcomes

_RIDGE = 2.0


@dataclass(frozen=True)
class Line:
    """One line: steps counted in a column, and the points each step is worth."""

    column: str
    level: str = ""  # a category line counts 1 where the column holds this word
    start: float = 0.0
    step: float = 1.0
    most: int = 1  # steps counted at the most
    points: int = 0

    @property
    def words(self) -> str:
        """The line as it stands on the card."""
        if self.level:
            return f"{self.column} is {self.level}"
        if self.most == 1:
            return f"{self.column} is at least {self.start + self.step:g}"
        over = f" above {self.start:g}" if self.start else ""
        return f"each {self.step:g} of {self.column}{over}, {self.most} times at the most"

    def steps(self, rows: pa.Table, encoding: Encoding) -> Floats:
        """How many steps each row has; a missing value has none."""
        held = next(column for column in encoding.columns if column.name == self.column)
        if isinstance(held, Category):
            return np.where(held.words(rows) == self.level, 1.0, 0.0)
        return self.of(numbers(rows, self.column))

    def of(self, values: Floats) -> Floats:
        """How many steps there are in each number."""
        counted = np.floor((np.nan_to_num(values, nan=-np.inf) - self.start) / self.step + 1e-9)
        return np.asarray(np.clip(counted, 0, self.most), dtype=np.float64)


@dataclass(frozen=True)
class ScorecardModel:
    """The lines with their points, and how a total becomes a probability."""

    encoding: Encoding
    lines: tuple[Line, ...]
    base: float
    per_point: float
    kind: str = "scorecard"
    glass_box: bool = True

    @property
    def features(self) -> tuple[str, ...]:
        """The features it was offered; those its lines name are fewer."""
        return self.encoding.names

    @property
    def parameters(self) -> int:
        """Lines were chosen among many, so each counts twice."""
        return 2 * len(self.lines)

    def _steps(self, rows: pa.Table) -> Floats:
        found = [line.steps(rows, self.encoding) for line in self.lines]
        return np.column_stack(found) if found else np.zeros((rows.num_rows, 0))

    def totals(self, rows: pa.Table) -> Floats:
        """Each row's points."""
        return np.asarray(
            self._steps(rows) @ np.array([line.points for line in self.lines], dtype=np.float64)
        )

    def contributions(self, rows: pa.Table) -> Contributions:
        """What each line adds to the log odds."""
        weights = self.per_point * np.array([line.points for line in self.lines], dtype=np.float64)
        return Contributions(self.base, tuple(line.words for line in self.lines), self._steps(rows) * weights)

    def predict(self, rows: pa.Table) -> Floats:
        """Probabilities."""
        return probability(self.base + self.per_point * self.totals(rows))

    def reasons(self, rows: pa.Table) -> list[list[str]]:
        """Sentences for each row."""
        return sentences(self.contributions(rows), rows)

    def describe(self) -> dict[str, Any]:
        """The card itself."""
        lines = [{"line": line.words, "points": line.points} for line in self.lines]
        return {"kind": self.kind, "lines": lines, "base": self.base, "per_point": self.per_point}

    def content(self) -> bytes:
        """The model as JSON."""
        held = {
            "kind": self.kind,
            "encoding": self.encoding.as_plain(),
            "lines": [asdict(line) for line in self.lines],
            "base": self.base,
            "per_point": self.per_point,
        }
        return json.dumps(held).encode()


def load_scorecard(held: dict[str, Any]) -> ScorecardModel:
    """A model from its JSON."""
    lines = tuple(Line(**line) for line in held["lines"])
    return ScorecardModel(from_plain(held["encoding"]), lines, held["base"], held["per_point"])


@dataclass(frozen=True)
class Scorecard:
    """The recipe: `lines` at the most, each worth between −`most_points` and `most_points` a step."""

    lines: int = 20
    most_points: int = 5
    name: str = "scorecard"
    glass_box: bool = True

    def fit(self, rows: pa.Table, outcome: Outcomes, features: Sequence[str], seed: int) -> ScorecardModel:
        """Select, regress, round and recalibrate; `seed` changes nothing."""
        encoding = learn_encoding(rows, features)
        offered, matrix = _candidates(rows, encoding)
        chosen = _selected(matrix, outcome, self.lines)
        kept = matrix[:, chosen]
        _, weights = newton(kept - kept.mean(axis=0), outcome, _RIDGE)
        points = _rounded(kept, outcome, weights, self.most_points)
        base, per_point, _ = _recalibrated(kept @ points, outcome)
        named = [(offered[i], int(p)) for i, p in zip(chosen, points, strict=True) if p]
        lines = tuple(Line(**(asdict(line) | {"points": given})) for line, given in named)
        return ScorecardModel(encoding, lines, base, per_point)


def _candidates(rows: pa.Table, encoding: Encoding) -> tuple[list[Line], Floats]:
    lines, columns = [], []
    for held in encoding.columns:
        offered = _category_lines(held) if isinstance(held, Category) else _number_lines(rows, held.name)
        for line in offered:
            steps = line.steps(rows, encoding)
            if np.ptp(steps) > 0:
                lines.append(line)
                columns.append(steps)
    return lines, np.column_stack(columns) if columns else np.zeros((rows.num_rows, 0))


def _category_lines(held: Category) -> list[Line]:
    return [Line(held.name, level=level) for level in held.levels]


def _number_lines(rows: pa.Table, name: str) -> list[Line]:
    values = numbers(rows, name)
    known = values[~np.isnan(values)]
    if not len(known):
        return []
    whole = bool(np.all(known == np.round(known)))
    cuts = np.unique(np.quantile(known, np.linspace(0, 1, 17)[1:]))
    cuts = np.unique(np.round(cuts)) if whole else cuts
    least = float(known.min())
    single = [Line(name, start=float(cut) - 1, step=1.0) for cut in cuts if cut > least]
    return single + _counting_lines(name, known, whole)


def _counting_lines(name: str, known: Floats, whole: bool) -> list[Line]:
    low, high = float(np.quantile(known, 0.01)), float(np.quantile(known, 0.98))
    if high - low <= 1:
        return []
    steps = [s for s in (1, 2, 3, 5, 10) if (high - low) / s >= 2] if whole else [(high - low) / 5]
    return [
        Line(name, start=low, step=float(step), most=most)
        for step in steps
        for most in sorted({2, 4, 7, round((high - low) / step)})
        if 2 <= most <= (high - low) / step + 1e-9
    ]


def _selected(matrix: Floats, outcome: Outcomes, lines: int) -> list[int]:
    """Columns taken one at a time by the score test of what is not yet explained, then a pass of second thoughts."""
    centred = matrix - matrix.mean(axis=0)
    chosen: list[int] = []
    for _ in range(min(lines, matrix.shape[1])):
        best = _best_next(centred, outcome, chosen)
        if best is None:
            break
        chosen.append(best)
    for place in range(len(chosen)):
        without = chosen[:place] + chosen[place + 1 :]
        best = _best_next(centred, outcome, without)
        chosen[place] = chosen[place] if best is None else best
    return sorted(set(chosen))


def _best_next(centred: Floats, outcome: Outcomes, chosen: list[int]) -> int | None:
    held = centred[:, chosen]
    intercept, weights = newton(held, outcome, _RIDGE, steps=8)
    fitted = probability(intercept + held @ weights)
    spread = fitted * (1 - fitted)
    around = np.column_stack([np.ones(len(held)), held])
    weighted = centred * spread[:, None]
    across = around.T @ weighted
    inner = np.linalg.inv((around * spread[:, None]).T @ around + 1e-6 * np.eye(around.shape[1]))
    variance = np.einsum("ij,ij->j", centred, weighted) - np.einsum("ij,ij->j", across, inner @ across)
    statistic = (centred.T @ (outcome - fitted)) ** 2 / np.maximum(variance, 1e-9)
    statistic[variance < 1e-3] = 0.0
    statistic[chosen] = 0.0
    best = int(np.argmax(statistic))
    return best if statistic[best] > 6.63 else None  # chi-square, p < 0.01


def _recalibrated(totals: Floats, outcome: Outcomes) -> tuple[float, float, float]:
    """Base and worth of a point that fit the totals best, and the log loss they give."""
    middle = float(totals.mean())
    intercept, weights = newton((totals - middle)[:, None], outcome, 1e-6)
    per_point = float(weights[0])
    base = intercept - per_point * middle
    return base, per_point, log_loss(probability(base + per_point * totals), outcome)


def _rounded(kept: Floats, outcome: Outcomes, weights: Floats, most: int) -> Floats:
    """Whole points: the best of many scales, then each line tried a point up and a point down."""
    largest = float(np.abs(weights).max()) if len(weights) else 1.0
    scales = np.linspace(1.5, most + 0.49, 16) / max(largest, 1e-9)
    tried = [np.clip(np.round(weights * scale), -most, most) for scale in scales]
    best = min(tried, key=lambda points: _recalibrated(kept @ points, outcome)[2])
    loss = _recalibrated(kept @ best, outcome)[2]
    for _ in range(2):
        for line in range(len(best)):
            for change in (-1.0, 1.0):
                other = best.copy()
                other[line] = np.clip(other[line] + change, -most, most)
                found = _recalibrated(kept @ other, outcome)[2]
                if found < loss - 1e-9:
                    best, loss = other, found
    return np.asarray(best, dtype=np.float64)
