"""Black boxes, kept as references and challengers: Durham's forest as published, and boosted trees."""

import base64
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa

from ninefold.errors import ExtraNotInstalled, NotAssured
from ninefold.measures.models.contract import Contributions
from ninefold.measures.models.encoding import Encoding, from_plain, learn_encoding
from ninefold.measures.scoring.ranks import Floats, Outcomes

# Everything a forest's file may hold; a file with anything else is not opened.
_TRUSTED: tuple[str, ...] = ("sklearn.tree._tree.Tree",)


@dataclass(frozen=True)
class TreesModel:
    """A fitted set of trees and how its rows become numbers; `machine` is the library's own object."""

    kind: str
    encoding: Encoding
    machine: Any
    glass_box: bool = False

    @property
    def features(self) -> tuple[str, ...]:
        """The features used."""
        return self.encoding.names

    @property
    def parameters(self) -> int:
        """Trees have no fixed number of weights: counted as ten for each column, Van der Ploeg's least."""
        return 10 * len(self.encoding.labels)

    def predict(self, rows: pa.Table) -> Floats:
        """Probabilities."""
        matrix = self.encoding.matrix(rows)
        if self.kind == "boosted":
            return np.asarray(self.machine.predict(matrix, num_threads=1), dtype=np.float64)
        return np.asarray(self.machine.predict_proba(matrix)[:, 1], dtype=np.float64)

    def contributions(self, rows: pa.Table) -> Contributions:
        """Refused: no exact contribution of a feature exists."""
        raise NotAssured(f"A {self.kind} has no exact contributions. Propose a glass box to give reasons.")

    def reasons(self, rows: pa.Table) -> list[list[str]]:
        """Refused, like contributions."""
        raise NotAssured(f"A {self.kind} cannot give its reasons. Propose a glass box.")

    def describe(self) -> dict[str, Any]:
        """Little: that it is a black box."""
        return {"kind": self.kind, "glass_box": False, "columns": list(self.encoding.labels)}

    def content(self) -> bytes:
        """The model as JSON around the library's own safe form."""
        held = {"kind": self.kind, "encoding": self.encoding.as_plain(), "machine": self._kept()}
        return json.dumps(held).encode()

    def _kept(self) -> str:
        if self.kind == "boosted":
            return str(self.machine.model_to_string())
        from skops.io import dumps

        return base64.b64encode(dumps(self.machine)).decode()


def load_trees(held: dict[str, Any]) -> TreesModel:
    """A model from its JSON; NotAssured when a forest's file holds a type that is not expected."""
    encoding = from_plain(held["encoding"])
    if held["kind"] == "boosted":
        machine = _lightgbm().Booster(model_str=held["machine"])
        return TreesModel("boosted", encoding, machine)
    try:
        from skops.io import get_untrusted_types, loads
    except ImportError:
        raise ExtraNotInstalled('A forest needs the models extra: pip install "ninefold[models]".') from None
    kept = base64.b64decode(held["machine"])
    if set(get_untrusted_types(data=kept)) - set(_TRUSTED):
        raise NotAssured("The model file holds a type no forest has. Do not use it; fit the model again.")
    return TreesModel(held["kind"], encoding, loads(kept, trusted=list(_TRUSTED)))


@dataclass(frozen=True)
class Forest:
    """Durham's recipe: 509 trees, and a missed outcome counted as `dangerous_cost` false ones *in the fit*.

    The costs in the fit are what breaks its probabilities; ours stand in the threshold. It is here as history.
    """

    trees: int = 509
    dangerous_cost: float = 2.0
    least_leaf: int = 5
    name: str = "forest"
    glass_box: bool = False

    def fit(self, rows: pa.Table, outcome: Outcomes, features: Sequence[str], seed: int) -> TreesModel:
        """Fit with scikit-learn; ExtraNotInstalled without it."""
        try:
            from sklearn.ensemble import RandomForestClassifier
        except ImportError:
            raise ExtraNotInstalled(
                'A forest needs the models extra: pip install "ninefold[models]".'
            ) from None
        encoding = learn_encoding(rows, features)
        machine = RandomForestClassifier(
            self.trees,
            min_samples_leaf=self.least_leaf,
            class_weight={0: 1.0, 1: self.dangerous_cost},
            random_state=seed,
            n_jobs=1,
        )
        machine.fit(encoding.matrix(rows), outcome.astype(int))
        return TreesModel("forest", encoding, machine)


@dataclass(frozen=True)
class LightBoosting:
    """LightGBM with fixed, moderate settings: the challenger that must earn its place."""

    rounds: int = 250
    learning_rate: float = 0.03
    leaves: int = 15
    name: str = "boosted"
    glass_box: bool = False

    def fit(self, rows: pa.Table, outcome: Outcomes, features: Sequence[str], seed: int) -> TreesModel:
        """Fit with LightGBM; ExtraNotInstalled without it."""
        lightgbm = _lightgbm()
        encoding = learn_encoding(rows, features)
        settings = {
            "objective": "binary",
            "learning_rate": self.learning_rate,
            "num_leaves": self.leaves,
            "min_data_in_leaf": 40,
            "bagging_fraction": 0.8,
            "bagging_freq": 1,
            "feature_fraction": 0.6,
            "lambda_l2": 5.0,
            "seed": seed,
            "deterministic": True,
            "num_threads": 1,
            "verbosity": -1,
        }
        held = lightgbm.Dataset(encoding.matrix(rows), label=outcome.astype(int))
        return TreesModel("boosted", encoding, lightgbm.train(settings, held, self.rounds))


def _lightgbm() -> Any:
    try:
        import lightgbm
    except ImportError:
        raise ExtraNotInstalled(
            'Boosted trees need the boosted extra: pip install "ninefold[boosted]".'
        ) from None
    return lightgbm
