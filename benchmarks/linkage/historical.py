"""Historical figures, half A: what blocking keeps, and how good clusters are, beside Splink's example settings."""

import numpy as np
import pyarrow as pa
from benchmarks.linkage import _peer, _sets
from benchmarks.proof import Proof, shared_data_is_absent

from ninefold.link.cluster import components
from ninefold.link.evaluation import evaluated
from ninefold.link.measure import Measures, measured
from ninefold.link.model import load_model

NAME, UNIT = "linkage/historical", "cluster F1"
TARGET = "blocking recall ≥ 0.90, cluster F1 ≥ 0.90, B-cubed F1 ≥ 0.92"


def main() -> None:
    """Link half A with the shipped model, and with Splink as documented at the best of its thresholds."""
    if shared_data_is_absent(NAME, UNIT, TARGET):
        return
    data = _sets.historical_half_a()
    with _sets.engine() as engine:
        told = evaluated(
            engine, data.nominals, data.truth, load_model(), report=lambda step, done, total: None
        )
    peer = _best_components(_peer.historical(data.rows), data)
    ours, recall = told.linkage, told.blocking.recall or 0.0
    print(f"{told}\n  Splink: {peer}")
    Proof(
        NAME,
        round(ours.pairwise.f1, 4),
        UNIT,
        TARGET,
        recall >= 0.90 and ours.pairwise.f1 >= 0.90 and ours.b_cubed.f1 >= 0.92,
        "Splink, its own example settings, best of nine thresholds",
        round(peer.pairwise.f1, 4),
        round(ours.pairwise.f1 / peer.pairwise.f1, 4),
        n=len(data.rows),
        more={
            "blocking_recall": round(recall, 4),
            "blocking_recall_estimated": told.blocking.estimated_recall,
            "b_cubed_f1": round(ours.b_cubed.f1, 4),
            "b_cubed_f1_peer": round(peer.b_cubed.f1 or 0.0, 4),
            "largest": ours.largest,
            "largest_true": ours.largest_true,
            "largest_peer": peer.largest,
        },
    ).say()


def _best_components(pairs: pa.Table, data: _sets.Labelled) -> Measures:
    """Connected components at the weight, of nine, at which they score best."""
    ids = data.nominals["record_id"].combine_chunks()
    found = []
    for weight in np.linspace(-4, 12, 9):
        kept = pairs.filter(pa.compute.greater_equal(pairs["weight"], float(weight)))
        label = components(kept, ids)["component"].cast(pa.string())
        found.append(measured(pa.table({"record_id": ids, "cluster": label}), data.truth))
    return max(found, key=lambda measures: measures.pairwise.f1 or 0.0)


if __name__ == "__main__":
    main()
