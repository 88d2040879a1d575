"""A first serious violent offence, on the made-up forces: precision at capacity beside the base rate and the incumbent.

There is no figure to reach. The promise is that the gap is told with its interval, whatever it is; the gates decide.
"""

import argparse
import tempfile
from datetime import datetime
from pathlib import Path

import numpy as np
import pyarrow as pa
from benchmarks.assurance._made_up_people import LINKED_BY, workspace_of
from benchmarks.proof import Proof

from ninefold.actions.product_life.inputs import PinnedInputs
from ninefold.actions.product_life.rows import gathered, with_outcome
from ninefold.actions.workspace import Workspace
from ninefold.measures.models import catalogue
from ninefold.measures.scoring.conformal import wilson
from ninefold.measures.scoring.ranks import auc
from ninefold.products.serious_violence.features import CARD

NAME = "assurance/serious_violence"
TARGET = "told, not reached: precision at capacity beside base rate and incumbent"
# The window of what is learnt from has ended by the date that is judged.
LEARNT_AT, JUDGED_AT = datetime(2021, 7, 1), datetime(2023, 7, 1)


def rows_of(place: Workspace, moment: datetime) -> pa.Table:
    """Followed rows of everyone in the cohort at one date."""
    state = place.store.state()
    inputs = PinnedInputs(place, state, datetime(2026, 1, 31), (moment,), run="benchmark")
    rows = with_outcome(gathered(place.scoring_product("serious_violence"), inputs, with_outcomes=True))
    place.engine.release()
    return rows


def at_capacity(scores: np.ndarray, happened: np.ndarray, number: int) -> dict[str, float]:
    """Precision among the highest so many, with its 95 % interval; ties are broken by order."""
    chosen = np.argsort(-scores, kind="stable")[:number]
    hits = int(happened[chosen].sum())
    low, high = (float(each[0]) for each in wilson(np.array([hits]), np.array([len(chosen)])))
    return {"precision": hits / len(chosen), "low": low, "high": high, "found": hits, "listed": len(chosen)}


def main() -> None:
    """Learn from the earlier dates, list people at the last, and count."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--people", type=int, default=20_000)
    options.add_argument("--workspace", type=Path, default=None, help="kept and used again when given")
    asked = options.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        place = workspace_of(asked.people, asked.workspace or Path(folder))
        train, test = (rows_of(place, moment) for moment in (LEARNT_AT, JUDGED_AT))
        place.close()
    happened = np.asarray(test["outcome"].to_numpy(zero_copy_only=False)).astype(np.int8)
    outcome = np.asarray(train["outcome"].to_numpy(zero_copy_only=False)).astype(np.int8)
    model = catalogue.recipe(CARD.model.estimator).fit(
        train, outcome, list(CARD.feature_names), CARD.model.seed
    )
    ours = model.predict(test)
    incumbent = np.asarray(test["incumbent"].to_numpy(zero_copy_only=False), dtype=np.float64)
    told = {"proposed": at_capacity(ours, happened, CARD.capacity.number),
            "incumbent": at_capacity(incumbent, happened, CARD.capacity.number)}  # fmt: skip
    Proof(
        NAME, round(told["proposed"]["precision"], 4), "precision", TARGET, None, peer="incumbent",
        peer_value=round(told["incumbent"]["precision"], 4), n=test.num_rows, seed=CARD.model.seed,
        more={"base_rate": round(float(happened.mean()), 4), "learnt_from": train.num_rows,
              "events_learnt_from": int(outcome.sum()), "auc": round(auc(ours, happened), 3),
              "auc_incumbent": round(auc(incumbent, happened), 3), "at_capacity": told,
              "people_linked_by": LINKED_BY},
    ).say()  # fmt: skip


if __name__ == "__main__":
    main()
