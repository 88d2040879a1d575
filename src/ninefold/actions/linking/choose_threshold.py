"""Find where to draw the line for a wished precision, on labelled files, and keep it with a model."""

import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from ninefold.actions.linking.train_linkage import Labelled, sample_of
from ninefold.engine.duckdb_engine import DuckDBEngine
from ninefold.link.calibrate import calibration_error, threshold_for
from ninefold.link.match import compared
from ninefold.link.model import Threshold, load_model, save_model
from ninefold.link.pairs import probabilities
from ninefold.link.training import same_person

Report = Callable[[str, float, float], None]


@dataclass(frozen=True)
class ChosenThreshold:
    """The threshold (None when no weight is surely precise enough), and how well the probabilities held.

    `path` is where the model with this line was written, if it was asked for and there is one.
    """

    model: str
    pairs: int
    true_pairs: int
    calibration_error: float
    threshold: Threshold | None
    path: Path | None


def choose_threshold(
    labelled: Sequence[Labelled],
    *,
    precision: float,
    model: str = "",
    folder: Path | None = None,
    name: str = "",
    report: Report | None = None,
) -> ChosenThreshold:
    """The lowest weight that is surely as precise as wished on labelled files that the model did not learn from.

    With a `folder`, the model is written there with this line: groups then join at that weight.
    """
    tell = report or (lambda step, done, total: None)
    chosen = load_model(model) if model else load_model()
    weights, same = [], []
    with tempfile.TemporaryDirectory() as scratch:
        engine = DuckDBEngine([Path(scratch)])
        for number, each in enumerate(labelled):
            tell("comparing", number, len(labelled))
            sample = sample_of(each)
            pairs = compared(engine, sample.nominals, chosen)
            weights.append(pairs["weight"].to_numpy())
            same.append(same_person(pairs, sample.truth))
        tell("comparing", len(labelled), len(labelled))
        engine.close()
    weight, truth = np.concatenate(weights), np.concatenate(same)
    found = threshold_for(precision, weight, truth, chosen)
    path = None
    if folder is not None and found is not None:
        kept = replace(chosen, name=name or f"{chosen.name}_at_{precision:g}".replace(".", "_"), threshold=found,
                       joining=replace(chosen.joining, join_at=round(found.weight, 4)))  # fmt: skip
        path = save_model(kept, folder)
    error = calibration_error(probabilities(weight, chosen), truth)
    return ChosenThreshold(chosen.name, len(weight), int(truth.sum()), round(error, 4), found, path)
