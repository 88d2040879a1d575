"""G17: whether the same snapshot, code, lock and seed give the same scores, and all of them are there."""

import numpy as np
import pyarrow as pa

from ninefold.assure.evidence import Evidence
from ninefold.assure.verdict import Ask, Figure
from ninefold.contracts.check import Verdict

_METRIC = "largest difference of a prediction after a rebuild"
_MOST_JUDGED = 2_000


def judge(evidence: Evidence, ask: Ask) -> list[Verdict]:
    """What a rebuild needs is present, and a rebuild gives the same."""
    return [_present(evidence, ask), _rebuilt(evidence, ask)]


def _present(evidence: Evidence, ask: Ask) -> Verdict:
    build, metric = evidence.artefacts.build, "what a rebuild needs and lacks"
    if build is None:
        why = "Snapshot, code, lock, seed and variable list were not given."
        return ask.could_not("present", metric, why)
    needs = {
        "snapshot": build.snapshot,
        "code": build.code,
        "lock": build.lock,
        "seed": build.seed is not None,
        "variable list": set(build.variables) == set(evidence.names) and bool(build.variables),
        "source code": build.source_present,
    }
    lacking = [name for name, there in needs.items() if not there]
    why = "Snapshot, code, lock, seed, variable list and source are all present."
    if lacking:
        why = f"Lacking: {', '.join(lacking)}."
    return ask.holds("present", metric, not lacking, why, Figure(len(lacking)), threshold="nothing")


def _rebuilt(evidence: Evidence, ask: Ask) -> Verdict:
    difference = evidence.artefacts.rebuilt_difference
    if difference is None:
        if evidence.dataset is None or evidence.recipe is None or evidence.model is None:
            return ask.could_not("rebuilt", _METRIC, "There are no rows, recipe and model to rebuild by.")
        difference = _refit(evidence)
    limit = ask.limit("difference")
    why = "A rebuild gives the same scores." if difference <= limit else "A rebuild gives other scores."
    return ask.holds(
        "rebuilt", _METRIC, difference <= limit, why, Figure(difference), threshold=f"at most {limit:g}"
    )


def _refit(evidence: Evidence) -> float:
    assert evidence.dataset is not None
    assert evidence.recipe is not None
    assert evidence.model is not None
    again = evidence.recipe.fit(
        evidence.dataset.rows, evidence.dataset.outcome, evidence.names, evidence.seed
    )
    some = evidence.dataset.rows.take(pa.array(np.arange(min(_MOST_JUDGED, len(evidence.dataset.outcome)))))
    return float(np.abs(again.predict(some) - evidence.model.predict(some)).max())
