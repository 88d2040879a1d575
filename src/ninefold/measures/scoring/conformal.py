"""How sure a score is: the spread among people scored alike, and label sets that keep their promise in each group."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ninefold.measures.scoring.ranks import Floats, Outcomes
from ninefold.measures.shares import wilson


@dataclass(frozen=True)
class Neighbours:
    """What came of people scored alike: for each band of score the limits of the outcome rate."""

    edges: tuple[float, ...]  # upper edge of every band but the last
    low: tuple[float, ...]
    high: tuple[float, ...]

    def around(self, scores: Floats) -> tuple[Floats, Floats]:
        """The limits for each score, widened where needed so that they hold the score itself."""
        band = np.searchsorted(np.array(self.edges), scores, side="left")
        return np.minimum(np.array(self.low)[band], scores), np.maximum(np.array(self.high)[band], scores)


def neighbours(scores: Floats, outcome: Outcomes, *, per_band: int = 200) -> Neighbours:
    """Bands of at least `per_band` held-out people, with Wilson's 95 % limits of each band's rate."""
    bands = max(1, len(scores) // per_band)
    edges = np.unique(np.quantile(scores, np.linspace(0, 1, bands + 1)[1:-1]))
    place = np.searchsorted(edges, scores, side="left")
    counts = np.maximum(np.bincount(place, minlength=len(edges) + 1), 1)
    events = np.bincount(place, weights=outcome, minlength=len(edges) + 1).astype(np.float64)
    low, high = wilson(events, counts)
    return Neighbours(tuple(edges), tuple(low), tuple(high))


def mondrian_coverage(
    scores: Floats, outcome: Outcomes, group: NDArray[np.str_], *, nominal: float = 0.9, seed: int = 0
) -> dict[str, tuple[float, int]]:
    """Share of people whose outcome lies in their label set, by group, with how many were looked at.

    Half the rows of each group set its own limits and the other half are judged by them (Vovk and others, 2003).
    """
    generator = np.random.default_rng(seed)
    strange = np.where(outcome == 1, 1 - scores, scores)
    found: dict[str, tuple[float, int]] = {}
    for name in np.unique(group):
        rows = generator.permutation(np.flatnonzero(group == name))
        learn, judge = rows[: len(rows) // 2], rows[len(rows) // 2 :]
        if len(learn) < 20 or len(judge) < 20:
            continue
        rank = min(int(np.ceil((len(learn) + 1) * nominal)), len(learn))
        limit = np.sort(strange[learn])[rank - 1]
        found[str(name)] = (float(np.mean(strange[judge] <= limit)), len(judge))
    return found
