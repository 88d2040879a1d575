"""Learn a new linkage model from labelled files, and set it beside the one that is shipped."""

import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from ninefold.actions.evaluate_linkage import read_people
from ninefold.engine.duckdb_engine import DuckDBEngine
from ninefold.errors import NotFound
from ninefold.link.match import match
from ninefold.link.measure import Score, best_pair_score
from ninefold.link.model import Model, load_model, save_model, shipped_models
from ninefold.link.training import Sample, train

Report = Callable[[str, float, float], None]


@dataclass(frozen=True)
class Labelled:
    """A file of people, the card that describes it, and the column that says who each is."""

    file: Path
    card: Path
    truth: str


@dataclass(frozen=True)
class Compared:
    """The best F1 of single pairs of one sample, under the model before and the new one."""

    sample: str
    pairs: int
    before: Score
    after: Score


@dataclass(frozen=True)
class Trained:
    """The new model's name and file, and how it does beside the one before."""

    name: str
    path: Path
    compared_with: str
    compared: tuple[Compared, ...]


def train_linkage(
    labelled: Sequence[Labelled], *, folder: Path, name: str = "", report: Report | None = None
) -> Trained:
    """Write a dated model learned from labelled files; the comparison is on the files it learned from."""
    tell = report or (lambda step, done, total: None)
    today = datetime.now(UTC).date()
    with tempfile.TemporaryDirectory() as scratch:
        engine = DuckDBEngine([Path(scratch)])
        samples = [_sample(each) for each in labelled]
        tell("learning", 0, 1)
        model = train(engine, samples, name=name or f"person_{today:%Y_%m}", made_on=today.isoformat())
        tell("learning", 1, 1)
        path = save_model(model, folder)
        before = load_model() if shipped_models() else model
        compared = tuple(_compared(engine, sample, before, model) for sample in samples)
        engine.close()
    return Trained(model.name, path, before.name, compared)


def _sample(labelled: Labelled) -> Sample:
    table = read_people(labelled.file, labelled.card, truth=labelled.truth)
    if table.truth is None:
        raise NotFound(f"{labelled.file.name}: it has no truth to learn from. Name its column with --truth.")
    known = table.truth.filter(table.truth["person"].is_valid())
    return Sample(labelled.file.name, table.nominals, known)


def _compared(engine: DuckDBEngine, sample: Sample, before: Model, after: Model) -> Compared:
    scores = []
    for model in (before, after):
        pairs = match(engine, sample.nominals, model, evidence=False)
        scores.append((len(pairs), best_pair_score(pairs, sample.truth)[1]))
    return Compared(sample.name, scores[1][0], scores[0][1], scores[1][1])
