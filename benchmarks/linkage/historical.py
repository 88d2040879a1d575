"""Historical figures, half A: what blocking keeps, and how good clusters are, beside Splink's example settings.

The shipped model learned from a half of these people. All of half A is linked; the figures that count are
those of the records of the other people, whom it has not seen. Splink learns from all of it.
"""

import numpy as np
import pyarrow as pa
from benchmarks.linkage import _peer, _sets
from benchmarks.proof import Proof, shared_data_is_absent

from ninefold.link.cluster import components
from ninefold.link.evaluation import evaluated
from ninefold.link.measure import Measures, measured
from ninefold.link.model import load_model

NAME, UNIT = "linkage/historical", "cluster F1 (people not learned from)"
SEEN, UNSEEN = "learned from", "not learned from"
TARGET = "blocking recall ≥ 0.90, cluster F1 ≥ 0.90, B-cubed F1 ≥ 0.92"


def main() -> None:
    """Link half A with the shipped model, and with Splink as documented at the best of its thresholds."""
    if shared_data_is_absent(NAME, UNIT, TARGET):
        return
    data = _sets.historical_half_a()
    with _sets.engine() as engine:
        told = evaluated(
            engine, data.nominals, data.truth, load_model(), groups=_halves(data),
            report=lambda step, done, total: None,
        )  # fmt: skip
    peer = _best_components(_peer.historical(data.rows), data)
    whole, recall = told.linkage, told.blocking.recall or 0.0
    unseen = next(each for each in told.groups if each.group == UNSEEN)
    f1, b_cubed = unseen.pairwise.f1 or 0.0, unseen.b_cubed.f1 or 0.0
    print(f"{told}\n  Splink: {peer}")
    Proof(
        NAME,
        round(f1, 4),
        UNIT,
        TARGET,
        recall >= 0.90 and f1 >= 0.90 and b_cubed >= 0.92,
        "Splink, its own example settings, best of nine thresholds",
        round(peer.pairwise.f1, 4),
        round(f1 / (peer.pairwise.f1 or 1.0), 4),
        n=unseen.records,
        more={
            "blocking_recall": round(recall, 4),
            "blocking_recall_estimated": told.blocking.estimated_recall,
            "b_cubed_f1": round(b_cubed, 4),
            "whole_f1": round(whole.pairwise.f1 or 0.0, 4),
            "whole_b_cubed_f1": round(whole.b_cubed.f1 or 0.0, 4),
            "b_cubed_f1_peer": round(peer.b_cubed.f1 or 0.0, 4),
            "largest": whole.largest,
            "largest_true": whole.largest_true,
            "largest_peer": peer.largest,
        },
    ).say()


def _halves(data: _sets.Labelled) -> pa.Table:
    learned = _sets.learned_half(data.truth["person"])
    group = pa.compute.if_else(learned, SEEN, UNSEEN)
    return pa.table({"record_id": data.truth["record_id"], "group": group})


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
