"""What a scoring product is: a card and its verbs, loaded from a folder by name.

card.toml     `kind = "scoring"`: see `scoring_card`
features.py   cohort(inputs) → who has a row: subject_id, as_of, entity_…, group_…, incumbent
              outcomes(inputs, cohort) → subject_id, as_of, outcome, followed_until
              features(inputs, cohort) → subject_id, as_of, one column for each feature of the card
              timelines() → (name, expected, got) for each hand-drawn life in sample/; may be left out
method.py     may be left out: fit(card, rows, seed) → a fitted model; load(content) → it again
sample/       hand-drawn timelines, with the outcome and the features each row must get

The three tables (Ibis or Arrow), joined on subject_id and as_of, are the rows that are frozen, fitted and judged.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from ninefold.contracts.scoring_card import ScoringCard
from ninefold.engine.port import Engine

if TYPE_CHECKING:  # slow to import, and needed for its name alone
    import ibis

Rows = Any  # an Ibis expression or an Arrow table

Scores = npt.NDArray[np.float64]

# The columns of rows that no feature may be called.
KEYS = ("subject_id", "as_of")
OUTCOME = ("outcome", "followed_until")
INCUMBENT = "incumbent"
GROUP, ENTITY, KNOWN_AT = "group_", "entity_", "known_at__"


class ScoringInputs(Protocol):
    """The records as known at a moment, through which alone a scoring product may look.

    Every table carries `known_at`: a feature of the row as at a date may use only what was known by that date.
    """

    @property
    def known_by(self) -> datetime: ...

    @property
    def as_of(self) -> tuple[datetime, ...]: ...

    @property
    def run(self) -> str: ...

    @property
    def subjects(self) -> tuple[str, ...]:
        """The subjects asked about; none given means all of the cohort."""
        ...

    @property
    def engine(self) -> Engine:
        """The engine that the tables belong to."""
        ...

    def records(self, table: str) -> ibis.Table:
        """The records of a POLE table as known at `known_by`: one row for each."""
        ...

    def versions(self, table: str) -> ibis.Table:
        """Every version of the records of a POLE table that was known by `known_by`."""
        ...

    def linked(self, table: str) -> ibis.Table | None:
        """A table of the linked zone, or None where nothing has been linked."""
        ...

    def hold(self, rows: pa.Table) -> ibis.Table:
        """A small Arrow table as an Ibis table beside the others."""
        ...


class FittedModel(Protocol):
    """A model that was fitted: it predicts, gives its reasons, and can be written down whole."""

    @property
    def kind(self) -> str: ...

    @property
    def features(self) -> tuple[str, ...]: ...

    def predict(self, rows: pa.Table) -> Scores:
        """The probability of the top class, one a row; or one column for each class."""
        ...

    def reasons(self, rows: pa.Table) -> list[list[str]]:
        """For each row, sentences an officer can repeat, strongest first."""
        ...

    def content(self) -> bytes:
        """The whole model file."""
        ...

    def describe(self) -> dict[str, Any]:
        """Its terms, weights and settings, as a model card shows them."""
        ...


@dataclass(frozen=True)
class ScoringProduct:
    """One scoring product: its card, its verbs and its folder; `fit` and `load` are None without method.py."""

    card: ScoringCard
    cohort: Callable[[ScoringInputs], Rows]
    outcomes: Callable[[ScoringInputs, Rows], Rows]
    features: Callable[[ScoringInputs, Rows], Rows]
    folder: Path
    fit: Callable[[ScoringCard, pa.Table, int], FittedModel] | None = None
    load: Callable[[bytes], FittedModel] | None = None
    timelines: Callable[[], Sequence[tuple[str, str, str]]] | None = None

    @property
    def name(self) -> str:
        """The product's name, as its card gives it."""
        return self.card.name


def top_class(predicted: Scores) -> Scores:
    """The probability of the top class, whatever the shape the model predicts in."""
    return predicted if predicted.ndim == 1 else predicted[:, -1]


def band_of(card: ScoringCard, scores: Scores) -> list[str]:
    """The band of each score, by the card's thresholds."""
    places = np.searchsorted(np.asarray(card.model.thresholds), scores, side="right")
    return [card.bands[place] for place in places]
