"""All gates for 18,000 rows × 50 features: the whole of `product try`, on two cores.

    python -m benchmarks.assurance.gates_time

The people are made up. The peer is one LightGBM fitted and judged by five folds, with no gate at all.
"""

import tempfile
import time
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.csv
from benchmarks.proof import Proof, last_json, ninefold

from ninefold.measures.models.out_of_fold import Judged, predictions
from ninefold.measures.models.trees import LightBoosting
from ninefold.measures.scoring.losses import probability
from ninefold.measures.scoring.splits import random_folds

NAME = "assurance/gates_time"
ROWS, FEATURES = 18_000, 50
CARD = """
[rows]
subject = "person"
date = "seen"
[label]
column = "came"
window_days = 180
observed_until = 2025-12-31
[features]
use = ["f*"]
known_at = { "f*" = "as_of" }
[groups]
sex = "sex"
age = { column = "age", bands = [25, 45] }
[use]
capacity = 0.1
incumbent = "grade"
"""


def people() -> pa.Table:
    """Made-up people with curves and one pair, so that choosing has something to choose."""
    generator = np.random.default_rng(9)
    values = generator.normal(size=(ROWS, FEATURES))
    odds = (
        -2.2
        + values[:, :8] @ np.linspace(0.6, 0.1, 8)
        + 0.5 * np.abs(values[:, 8])
        + 0.4 * values[:, 9] * values[:, 10]
    )
    columns: dict[str, object] = {f"f{number}": np.round(values[:, number], 3) for number in range(FEATURES)}
    columns |= {
        "person": [f"p{number}" for number in range(ROWS)],
        "seen": np.datetime64("2019-01-01") + generator.integers(0, 2_000, ROWS),
        "came": (generator.random(ROWS) < probability(odds)).astype(int),
        "sex": generator.choice(["F", "M"], ROWS),
        "age": generator.integers(18, 70, ROWS),
        "grade": np.round(values[:, 0] + generator.normal(size=ROWS)),
    }
    return pa.table(columns)


def main() -> None:
    """Time the command, then the peer."""
    table = people()
    with tempfile.TemporaryDirectory(prefix="ninefold-benchmark-") as place:
        file, card = Path(place) / "people.csv", Path(place) / "card.toml"
        pyarrow.csv.write_csv(table, file)
        card.write_text(CARD, encoding="utf-8")
        done = ninefold("product", "try", file, "--card", card, "--json")
    told = last_json(done.output)
    started = time.process_time()
    outcome = table["came"].to_numpy().astype(np.int8)
    rows = Judged(table, outcome, np.array(table["person"].to_pylist()))
    names = [f"f{number}" for number in range(FEATURES)]
    predictions(rows, {"proposed": LightBoosting()}, random_folds(outcome, None), names)
    peer = time.process_time() - started
    # Processor seconds of the one process are what it would take alone on a core; the wall is of this busy machine.
    Proof(
        NAME,
        round(done.cpu, 1),
        "processor seconds for all 24 gates, fits included",
        "under 300 s on 2 cores",
        done.cpu < 300,
        "LightGBM by 5 folds without gates",
        round(peer, 1),
        round(done.cpu / max(peer, 1e-9), 1),
        ROWS,
        0,
        more={
            **done.figures,
            "model": told["model"],
            "auc": round(told["figures"]["auc"], 4),
            "blocking": told["blocking"],
            "gates": len(told["gates"]),
        },
    ).say()


if __name__ == "__main__":
    main()
