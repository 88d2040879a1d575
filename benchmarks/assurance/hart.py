"""HART on the made-up forces, split in time: the proposed glass boxes beside the published forest and the record alone.

Earlier custody records are learnt from, later ones judged, with the whole table of three by three for each. The
promise is that the glass box is no worse than the published design in chances (log loss), and says them truly.
"""

import argparse
import json
import tempfile
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import numpy as np
import pyarrow as pa
from benchmarks.assurance._made_up_people import LINKED_BY, workspace_of
from benchmarks.proof import Proof
from numpy.typing import NDArray

from ninefold.actions.product_life.inputs import PinnedInputs
from ninefold.actions.product_life.rows import gathered, with_outcome
from ninefold.actions.workspace import Workspace
from ninefold.measures.scoring.ranks import auc
from ninefold.products.hart import features, method, reference
from ninefold.products.hart.predictors import published
from ninefold.products.hart.table import three_by_three

NAME = "assurance/hart"
TARGET = "log loss of the three classes at most that of the published forest"
Numbers = NDArray[np.float64]


def rows_of(place: Workspace) -> pa.Table:
    """Followed rows in order of time, with the proposed features and the published ones."""
    dates = (datetime(2019, 1, 1), datetime(2025, 12, 31))
    inputs = PinnedInputs(place, place.store.state(), datetime(2026, 1, 31), dates, run="benchmark")
    rows = with_outcome(gathered(place.scoring_product("hart"), inputs, with_outcomes=True))
    more = place.engine.collect(features.feature_rows(inputs, features.cohort(inputs), published()))
    place.engine.release()
    wanted = ["subject_id", *(f.name for f in published() if f.name not in rows.column_names)]
    return rows.join(more.select(wanted), keys="subject_id").sort_by(
        [("as_of", "ascending"), ("subject_id", "ascending")]
    )


def judged(chances: Numbers, places: NDArray[np.int64], happened: NDArray[np.int64]) -> dict[str, object]:
    """Everything told of one way of forecasting."""
    some, serious = chances[:, 1:].sum(axis=1), chances[:, 2]
    own = np.clip(chances[np.arange(len(happened)), happened], 1e-6, 1)
    told = three_by_three(happened.tolist(), places.tolist()).as_dict()
    return told | {
        "log_loss": float(-np.log(own).mean()),
        "auc_any": auc(some, (happened > 0).astype(np.int8)),
        "auc_serious": auc(serious, (happened == 2).astype(np.int8)),
        "observed_over_expected_any": float((happened > 0).sum() / some.sum()),
        "observed_over_expected_serious": float((happened == 2).sum() / serious.sum()),
    }


def proposed(train: pa.Table, test: pa.Table) -> tuple[Numbers, NDArray[np.int64]]:
    """The glass boxes of the card."""
    model = method.fit(features.CARD, train, features.CARD.model.seed)
    return model.predict(test), model.places(test)


def forest(train: pa.Table, test: pa.Table) -> tuple[Numbers, NDArray[np.int64]]:
    """The published design."""
    names = [f.name for f in published()]
    grown = reference.published_forest(train, train["outcome"].to_pylist(), names, features.CARD.model.seed)
    chances = np.asarray(grown.predict_proba(reference.matrix(test, names)))
    return chances, np.argmax(chances, axis=1)


def base_rates(train: pa.Table, test: pa.Table) -> tuple[Numbers, NDArray[np.int64]]:
    """The same for everybody: the shares of the earlier records."""
    shares = np.bincount(train["outcome"].to_numpy(), minlength=3) / train.num_rows
    return np.tile(shares, (test.num_rows, 1)), np.full(test.num_rows, int(np.argmax(shares)))


WAYS: dict[str, Callable[[pa.Table, pa.Table], tuple[Numbers, NDArray[np.int64]]]] = {
    "proposed": proposed, "published forest": forest, "base rates": base_rates,
}  # fmt: skip


def main() -> None:
    """Judge every way on the later half of the followed records."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--people", type=int, default=20_000)
    options.add_argument("--workspace", type=Path, default=None, help="kept and used again when given")
    asked = options.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        place = workspace_of(asked.people, asked.workspace or Path(folder))
        rows = rows_of(place)
        place.close()
    cut = int(rows.num_rows * 0.6)
    train, test = rows.slice(0, cut), rows.slice(cut)
    happened = np.asarray(test["outcome"].to_numpy(zero_copy_only=False), dtype=np.int64)
    told = {name: judged(*way(train, test), happened) for name, way in WAYS.items()}
    for name, figures in told.items():
        print(name, json.dumps(figures))
    ours, theirs = (float(told[name]["log_loss"]) for name in ("proposed", "published forest"))  # type: ignore[arg-type]
    Proof(
        NAME, round(ours, 4), "nats", TARGET, ours <= theirs, peer="published forest", peer_value=round(theirs, 4),
        ratio=round(theirs / ours, 3), n=test.num_rows, seed=features.CARD.model.seed,
        more={"learnt_from": train.num_rows, "figures": told, "people_linked_by": LINKED_BY},
    ).say()  # fmt: skip


if __name__ == "__main__":
    main()
