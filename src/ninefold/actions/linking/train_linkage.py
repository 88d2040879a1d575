"""Learn a new linkage model from labelled files, and set it beside the one that is shipped."""

import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from ninefold.actions.linking.evaluate_linkage import read_people
from ninefold.engine.duckdb_engine import DuckDBEngine
from ninefold.errors import NotFound
from ninefold.link.measure import Score, best_score
from ninefold.link.model import Model, Threshold, load_model, save_model
from ninefold.link.training import HeldOut, Sample, train

Report = Callable[[str, float, float], None]


@dataclass(frozen=True)
class Labelled:
    """A file of people, the card that describes it, and the column that says who each is."""

    file: Path
    card: Path
    truth: str


@dataclass(frozen=True)
class Compared:
    """The best score of the held-out pairs of one sample, under the model before and the new one."""

    sample: str
    pairs: int
    before: Score
    after: Score


@dataclass(frozen=True)
class Trained:
    """The new model's name and file, how it does beside the one before, and what was found on people held out.

    `threshold` is None when there were too few labels to be sure of the wished precision.
    """

    name: str
    path: Path
    compared_with: str
    calibration_error: float
    threshold: Threshold | None
    compared: tuple[Compared, ...]


def train_linkage(
    labelled: Sequence[Labelled],
    *,
    folder: Path,
    name: str = "",
    precision: float = 0.99,
    beside: str = "",
    report: Report | None = None,
) -> Trained:
    """Write a dated model learned from labelled files; it is calibrated and compared on people it did not learn from.

    `beside` names the model to compare with: the shipped one unless another is named.
    """
    tell = report or (lambda step, done, total: None)
    today = datetime.now(UTC).date()
    before = load_model(beside) if beside else load_model()
    with tempfile.TemporaryDirectory() as scratch:
        engine = DuckDBEngine([Path(scratch)])
        samples = [sample_of(each) for each in labelled]
        tell("learning", 0, 1)
        model, held = train(
            engine,
            samples,
            name=name or f"person_{today:%Y_%m_%d}",
            made_on=today.isoformat(),
            precision=precision,
        )
        tell("learning", 1, 1)
        engine.close()
    path = save_model(model, folder)
    compared = tuple(_compared(each, before, model) for each in held)
    return Trained(
        model.name, path, before.name, model.figures["calibration_error"], model.threshold, compared
    )


def sample_of(labelled: Labelled) -> Sample:
    """The nominals and the truth of a labelled file; raises NotFound when no row has a truth."""
    table = read_people(labelled.file, labelled.card, truth=labelled.truth)
    if table.truth is None:
        raise NotFound(f"{labelled.file.name}: it has no truth to learn from. Name its column with --truth.")
    known = table.truth.filter(table.truth["person"].is_valid())
    if not len(known):
        raise NotFound(
            f"{labelled.file.name}: no row has a truth to learn from. Name another column with --truth."
        )
    return Sample(labelled.file.stem, table.nominals, known)


def _compared(held: HeldOut, before: Model, after: Model) -> Compared:
    true = float(held.same.sum())
    scores = [best_score(held.weights(model), held.same > 0, true)[1] for model in (before, after)]
    return Compared(held.sample, len(held.same), *scores)
