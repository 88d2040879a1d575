"""Where groups join: the line at which labelled tables, linked whole, come out best."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Protocol

import numpy as np
import pyarrow as pa

from ninefold.engine.port import Engine
from ninefold.link.cluster import cluster
from ninefold.link.match import match
from ninefold.link.measure import Score, measured
from ninefold.link.model import Joining, Model

# Tables that lack a column are among the samples: a low line suits full tables and joins strangers in bare ones.
# A pair that was never compared speaks against a join, wherever the line is.
_LINES = (-0.5, -1.0, -1.5, -2.0, -2.5, -3.0, -3.5)
_NOT_COMPARED = -1.5  # below the line


class Labelled(Protocol):
    """Nominals, and the truth of who each is (record_id, person)."""

    @property
    def nominals(self) -> pa.Table:
        """The records."""

    @property
    def truth(self) -> pa.Table:
        """Who each record is."""


def with_line(engine: Engine, model: Model, samples: Sequence[Labelled]) -> Model:
    """The model with the line that gives the highest F, over pairs and B-cubed, precision counting double."""
    scores = np.zeros(len(_LINES))
    for sample in samples:
        lowest = _at(model, min(_LINES))
        pairs = match(engine, sample.nominals, lowest, evidence=False)
        for place, line in enumerate(_LINES):
            found = measured(cluster(pairs, sample.nominals, _at(model, line)), sample.truth)
            # Pairs weigh a person by the square of their records, B-cubed by the records.
            scores[place] += _weighed(found.pairwise) + _weighed(found.b_cubed)
    return _at(model, _LINES[int(np.argmax(scores))])


def _weighed(score: Score) -> float:
    """The harmonic mean of recall and, twice, precision: two people made one do more harm than one left in two."""
    precision, recall = score.precision or 0.0, score.recall or 0.0
    return 3.0 / (2.0 / precision + 1.0 / recall) if precision and recall else 0.0


def _at(model: Model, line: float) -> Model:
    joining: Joining = replace(model.joining, join_at=line, not_compared=line + _NOT_COMPARED)
    return replace(model, joining=joining)
