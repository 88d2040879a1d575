"""The proposed model: two glass boxes, one for any new offence and one for a serious one; costs choose the class.

The probability of *high* is that of a serious offence, of *low* that of none, of *moderate* the rest. The class is
the one of least expected cost by the card's table of costs, in which a dangerous error costs twice a cautious one.
Nothing of the costs enters the fit, so the probabilities stay what they say.
"""

import base64
import json
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from ninefold.contracts.scoring_card import ScoringCard
from ninefold.errors import NotAssured
from ninefold.measures.features.definition import Feature
from ninefold.measures.features.explaining import Explanation, Forecast, explained, led_by
from ninefold.measures.models import catalogue
from ninefold.measures.models.contract import Model
from ninefold.products.hart.predictors import PROPOSED
from ninefold.products.hart.table import CLASSES, three_by_three

Numbers = NDArray[np.float64]
# So many of the latest rows are held out to draw the table of the model card.
HELD_OUT_SHARE = 0.25
WORDS = {"any": "any new offence within two years", "serious": "a serious offence within two years"}


@dataclass(frozen=True)
class HartModel:
    """What was learnt, the costs, and the table of the rows held out."""

    any_offence: Model
    serious: Model
    costs: tuple[tuple[float, ...], ...]  # by what happens (row) and what is forecast (column)
    contest: str
    held_out: dict[str, Any] = field(default_factory=dict, compare=False)
    kind: str = "hart"

    @property
    def features(self) -> tuple[str, ...]:
        """The features it reads."""
        return self.any_offence.features

    @property
    def definitions(self) -> tuple[Feature, ...]:
        """The features it reads, with their rules, so that one person's can be worked out at the desk."""
        return tuple(feature for feature in PROPOSED if feature.name in self.features)

    @property
    def glass_box(self) -> bool:
        """Whether both of its parts can be read."""
        return self.any_offence.glass_box and self.serious.glass_box

    def predict(self, rows: pa.Table) -> Numbers:
        """The probabilities of low, moderate and high."""
        some = self.any_offence.predict(rows)
        # A serious offence is an offence: the two models are fitted apart and may disagree by a hair.
        serious = np.minimum(self.serious.predict(rows), some)
        return np.column_stack([1 - some, some - serious, serious])

    def places(self, rows: pa.Table) -> NDArray[np.int64]:
        """The class of least expected cost, numbered from 0; of two alike, the lower."""
        expected = self.predict(rows) @ np.array(self.costs, dtype=np.float64)
        return np.asarray(np.argmin(np.round(expected, 12), axis=1), dtype=np.int64)

    def bands(self, rows: pa.Table) -> list[str]:
        """The class of each row, in words."""
        return [CLASSES[place] for place in self.places(rows)]

    def reasons(self, rows: pa.Table) -> list[list[str]]:
        """What raised and lowered the chance of any new offence, then of a serious one."""
        parts = [led_by(self.definitions, forecast, rows) for forecast in self._forecasts()]
        return [[*some[:4], *serious[:3]] for some, serious in zip(*parts, strict=True)]

    def explanations(self, rows: pa.Table) -> list[Explanation]:
        """Reasons, what would change the class, what is not known, and how to contest it."""
        return explained(self.definitions, self._forecasts(), rows, self.bands, self.contest)

    def _forecasts(self) -> tuple[Forecast, ...]:
        return Forecast(WORDS["any"], self.any_offence), Forecast(WORDS["serious"], self.serious)

    def describe(self) -> dict[str, Any]:
        """Both parts, the costs and the table of the rows held out."""
        return {
            "any_offence": self.any_offence.describe(),
            "serious": self.serious.describe(),
            "costs": [list(row) for row in self.costs],
            "held_out_latest_quarter": self.held_out,
        }

    def content(self) -> bytes:
        """The whole model as JSON."""
        parts = {"any_offence": self.any_offence, "serious": self.serious}
        held = {name: base64.b64encode(part.content()).decode() for name, part in parts.items()}
        told = {"kind": self.kind, "costs": self.costs, "contest": self.contest, "held_out": self.held_out}
        return json.dumps(told | held, sort_keys=True).encode()


def fit(card: ScoringCard, rows: pa.Table, seed: int) -> HartModel:
    """Fit both parts to rows whose outcome is known; the model card's table is drawn on the latest quarter."""
    ordered = rows.sort_by([("as_of", "ascending"), ("subject_id", "ascending")])
    cut = int(ordered.num_rows * (1 - HELD_OUT_SHARE))
    earlier, later = ordered.slice(0, cut), ordered.slice(cut)
    table: dict[str, Any] = {}
    if _can_learn(earlier) and later.num_rows:
        forecast = _fitted(card, earlier, seed).places(later)
        table = three_by_three(later["outcome"].to_pylist(), forecast.tolist()).as_dict()
    return _fitted(card, ordered, seed, table)


def _can_learn(rows: pa.Table) -> bool:
    """Whether both questions have both answers among the rows."""
    seen = set(rows["outcome"].to_pylist())
    return 0 in seen and 2 in seen


def _fitted(card: ScoringCard, rows: pa.Table, seed: int, table: dict[str, Any] | None = None) -> HartModel:
    if not _can_learn(rows):
        raise NotAssured(
            f"{card.name}: the rows do not hold both low and high, so nothing can be learnt of one. Take more dates."
        )
    recipe = catalogue.recipe(card.model.estimator, **card.model.settings)
    outcome = np.asarray(rows["outcome"].to_numpy(zero_copy_only=False), dtype=np.int8)
    names = list(card.feature_names)
    return HartModel(
        recipe.fit(rows, (outcome >= 1).astype(np.int8), names, seed),
        recipe.fit(rows, (outcome == 2).astype(np.int8), names, seed),
        tuple(tuple(float(cost) for cost in row) for row in card.parameters["costs"]),
        card.contest,
        table or {},
    )


def load(content: bytes) -> HartModel:
    """The model a file holds; NotAssured when it is not one of these."""
    try:
        held = json.loads(content)
        parts = {n: catalogue.load(base64.b64decode(held[n])) for n in ("any_offence", "serious")}
        costs = tuple(tuple(float(cost) for cost in row) for row in held["costs"])
        return HartModel(
            parts["any_offence"], parts["serious"], costs, str(held["contest"]), dict(held["held_out"])
        )
    except (ValueError, KeyError, TypeError):
        raise NotAssured("This is not a model file of this product. Fit the model again.") from None
