"""What the benchmarks of the gates share: the public files under their cards, and figures over folds."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa
from benchmarks.proof import SHARED_DATA

from ninefold.assure.file_card import FileCard, read_file_card
from ninefold.assure.file_rows import FileRows, rows_of
from ninefold.assure.file_table import read_table
from ninefold.measures.models.contract import Recipe
from ninefold.measures.models.threads import one_thread
from ninefold.measures.scoring.calibration import calibration_null, expected_calibration_error
from ninefold.measures.scoring.losses import brier
from ninefold.measures.scoring.ranks import auc
from ninefold.measures.scoring.splits import Fold, random_folds

DATA = SHARED_DATA / "recidivism"
CARDS = Path(__file__).resolve().parent / "cards"
COMPAS = DATA / "compas-scores-two-years_no-names.csv.gz"
GEORGIA = DATA / "nij_georgia_2021_train_3yr_complete-case.csv.gz"
IOWA = DATA / "iowa_prison_release_3yr_fy2010_2013.csv.gz"


def held(file: Path, card: str) -> tuple[FileCard, FileRows]:
    """A public file read under one of the bench cards."""
    wanted = read_file_card(CARDS / f"{card}.toml")
    return wanted, rows_of(read_table(file).table, wanted)


@dataclass(frozen=True)
class Figures:
    """One model over all folds: mean AUC of the folds, Brier and calibration error of each repeat's pooled rows."""

    auc: float
    brier: float
    calibration_error: float
    null_95: float

    def told(self) -> dict[str, float]:
        """Rounded for people."""
        return {
            "auc": round(self.auc, 4),
            "brier": round(self.brier, 4),
            "ece": round(self.calibration_error, 4),
            "ece_null_95": round(self.null_95, 4),
        }


def cross_validated(
    found: FileRows, recipes: Mapping[str, Recipe], *, repeats: int, folds: int = 5
) -> dict[str, Figures]:
    """Each recipe on the same folds, repeated with other seeds."""
    data, names = found.dataset, tuple(feature.name for feature in found.features)
    parts = [random_folds(data.outcome, None, folds=folds, seed=seed) for seed in range(repeats)]
    result = {}
    for name, recipe in recipes.items():
        with one_thread():
            scores = [_out_of_fold(found, recipe, each, names, seed) for seed, each in enumerate(parts)]
        result[name] = _figures(scores, parts, data.outcome)
        print(f"{name}: {result[name].told()}", flush=True)
    return result


def _out_of_fold(
    found: FileRows, recipe: Recipe, folds: tuple[Fold, ...], names: tuple[str, ...], seed: int
) -> np.ndarray:
    data = found.dataset
    scores = np.empty(len(data.outcome))
    for fold in folds:
        train, test = data.rows.take(pa.array(fold.train)), data.rows.take(pa.array(fold.test))
        scores[fold.test] = recipe.fit(train, data.outcome[fold.train], names, seed).predict(test)
    return scores


def _figures(scores: list[np.ndarray], parts: list[tuple[Fold, ...]], outcome: np.ndarray) -> Figures:
    aucs = [auc(s[f.test], outcome[f.test]) for s, folds in _paired(scores, parts) for f in folds]
    return Figures(
        float(np.mean(aucs)),
        float(np.mean([brier(s, outcome) for s in scores])),
        float(np.mean([expected_calibration_error(s, outcome) for s in scores])),
        float(np.quantile(calibration_null(scores[0]), 0.95)),
    )


def _paired(
    scores: list[np.ndarray], parts: list[tuple[Fold, ...]]
) -> Iterator[tuple[np.ndarray, tuple[Fold, ...]]]:
    yield from zip(scores, parts, strict=True)
