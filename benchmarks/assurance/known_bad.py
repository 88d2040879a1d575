"""Known-bad products on public data, at full size: how many are caught by the gate that must catch them.

python -m benchmarks.assurance.known_bad
"""

from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np
from benchmarks.assurance._public import COMPAS, GEORGIA, IOWA, held
from benchmarks.proof import Proof, shared_data_is_absent

from ninefold.assure.evidence import Evidence, Feature, Use
from ninefold.assure.gates import judge
from ninefold.assure.policy import read_policy
from ninefold.contracts.check import Verdict
from ninefold.measures.models.boosting import Boosting
from ninefold.measures.models.contract import Recipe
from ninefold.measures.models.logistic import Logistic
from ninefold.measures.models.out_of_fold import Judged, predictions
from ninefold.measures.models.threads import one_thread
from ninefold.measures.models.trees import Forest, LightBoosting
from ninefold.measures.scoring.splits import Fold, forward_folds, random_folds

NAME = "assurance/known_bad"
FILES = {"compas": COMPAS, "nij": GEORGIA, "iowa": IOWA}


def evidence(
    card: str, recipe: Recipe | None = None, compared: Sequence[Recipe] = (), *, forward: bool = False
) -> Evidence:
    """What the gates are shown; held-out predictions by five folds when a recipe is given."""
    wanted, found = held(FILES[card.split("_")[0]], card)
    data, names = found.dataset, tuple(feature.name for feature in found.features)
    folds: tuple[Fold, ...] = random_folds(data.outcome, None, folds=5, seed=1)
    if forward and data.as_of is not None:
        folds = forward_folds(data.as_of, gap_days=0, kind="forward_short")
    table = None
    if recipe is not None:
        subject = np.arange(len(data.outcome)).astype(str)
        rows = Judged(data.rows, data.outcome, subject, data.as_of, data.groups, data.incumbent)
        recipes = {"proposed": recipe} | {each.name: each for each in compared}
        table = predictions(rows, recipes, folds, names, seed=1)
    use = Use(wanted.capacity, wanted.never_used, no_incumbent_because="a benchmark")
    return Evidence(card, data, found.features, found.label, folds, table, recipe, use=use, built=False)


def undeclared(held_out: Evidence) -> Evidence:
    """The same with known_at taken from what is known later."""
    features = tuple(Feature(f.name) if f.known_at == "after" else f for f in held_out.features)
    return replace(held_out, features=features)


def narrow(held_out: Evidence) -> Evidence:
    """At a capacity of one in ten."""
    return replace(held_out, use=replace(held_out.use, capacity=0.1))


def main() -> None:
    """Ask the gate of each product; each bad one must be caught, each mended twin pass."""
    if shared_data_is_absent(NAME, "caught", "all"):
        return
    with one_thread():
        rows = _rows()
    caught = sum(row["as_it_must_be"] for row in rows)
    Proof(
        NAME,
        caught,
        f"of {len(rows)} verdicts as they must be",
        "every known-bad product caught by the gate named, every mended twin passed",
        caught == len(rows),
        "the same products mended",
        float(sum(row["as_it_must_be"] for row in rows if row["must"] == "pass")),
        n=len(rows),
        seed=1,
        more={"products": rows},
    ).say()


def _rows() -> list[dict[str, object]]:
    boosted = [Logistic(), Boosting(pairs=10)]
    shown: dict[str, Callable[[], Evidence]] = {
        "COMPAS published labels": lambda: evidence("compas_published"),
        "COMPAS corrected labels": lambda: evidence("compas_corrected"),
        "COMPAS with is_recid and r_*": lambda: evidence("compas_leaky"),
        "Georgia, activity after release": lambda: replace(evidence("nij_after_release"), recipe=Logistic()),
        "Georgia, the same undeclared": lambda: undeclared(evidence("nij_after_release")),
        "Durham's recipe on Georgia": lambda: evidence("nij", Forest(trees=509)),
        "Georgia, glass box": lambda: evidence("nij", Logistic()),
        "Iowa by random folds": lambda: evidence("iowa_random", Logistic()),
        "Iowa forward in time": lambda: evidence("iowa", Logistic(), forward=True),
        "Georgia with area": lambda: evidence("nij_with_area"),
        "LightGBM on Georgia": lambda: narrow(evidence("nij", LightBoosting(), boosted)),
        "Georgia without sex": lambda: evidence("nij_without_sex", Logistic()),
    }
    must = {
        "COMPAS published labels": {"G1": "fail"},
        "COMPAS corrected labels": {"G1": "pass", "G2": "pass", "G3": "pass"},
        "COMPAS with is_recid and r_*": {"G2": "fail", "G3": "fail"},
        "Georgia, activity after release": {"G4": "fail"},
        "Georgia, the same undeclared": {"G2": "fail", "G4": "could_not_compute"},
        "Durham's recipe on Georgia": {"G8": "fail"},
        "Georgia, glass box": {"G8": "pass", "G9": "pass", "G15": "pass"},
        "Iowa by random folds": {"G6": "fail", "G8": "could_not_compute"},
        "Iowa forward in time": {"G6": "fail", "G8": "fail"},
        "Georgia with area": {"G11": "fail"},
        "LightGBM on Georgia": {"G13": "fail", "G15": "justify"},
        "Georgia without sex": {"G9": "justify"},
    }
    told = []
    for name, wanted in must.items():
        product = shown[name]()
        for gate, expected in wanted.items():
            told.append(_row(name, gate, expected, judge(product, read_policy(), only={gate})))
            print(told[-1], flush=True)
    return told


def _row(name: str, gate: str, expected: str, verdicts: list[Verdict]) -> dict[str, object]:
    counted = [each for each in verdicts if each.severity != "R"]
    found = {each.verdict for each in counted}
    holds = found == {"pass"} if expected == "pass" else expected in found
    worst = next((each for each in counted if each.verdict == expected), counted[0])
    return {
        "product": name,
        "gate": gate,
        "must": expected,
        "as_it_must_be": holds,
        "check": worst.check,
        "value": None if worst.value is None else round(worst.value, 4),
        "threshold": worst.threshold,
    }


if __name__ == "__main__":
    main()
