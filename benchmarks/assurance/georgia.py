"""Georgia parole, re-arrest within three years, cross-validated on the training half: glass box and scorecard.

    python -m benchmarks.assurance.georgia

The choosing of the glass box is nested in each training part. Then one command fits on four fifths of the file and
scores the fifth it never saw.
"""

import tempfile
from pathlib import Path

import pyarrow.csv
from benchmarks.assurance._peers import Published, ScikitLogistic
from benchmarks.assurance._public import CARDS, GEORGIA, cross_validated, held
from benchmarks.proof import Proof, last_json, ninefold, shared_data_is_absent

from ninefold.assure.file_table import read_table
from ninefold.measures.models.choosing import ChosenGlassBox
from ninefold.measures.models.scorecard import Scorecard
from ninefold.measures.models.trees import LightBoosting

NAME = "assurance/georgia"
TARGET = "glass box AUC ≥ .724, Brier ≤ .205, calibration error at its null; scorecard of ≤ 20 lines ≥ .715"


def main() -> None:
    """Cross-validate, then score unseen people by one command."""
    if shared_data_is_absent(NAME, "AUC", TARGET):
        return
    _, found = held(GEORGIA, "nij")
    recipes = {
        "glass box": ChosenGlassBox(bags=2),
        "scorecard": Scorecard(lines=20),
        "LightGBM": LightBoosting(),
        "scikit-learn logistic": ScikitLogistic(),
        "Georgia's own score": Published("supervision_risk_score_first"),
    }
    figures = cross_validated(found, recipes, repeats=1)
    ours, card, peer = figures["glass box"], figures["scorecard"], figures["LightGBM"]
    good = ours.auc >= 0.724 and ours.brier <= 0.205 and ours.calibration_error <= ours.null_95
    names = tuple(feature.name for feature in found.features)
    lines = len(Scorecard(lines=20).fit(found.dataset.rows, found.dataset.outcome, names, 0).lines)
    unseen = _unseen()
    Proof(
        NAME,
        round(ours.auc, 4),
        "AUC of the glass box",
        TARGET,
        good and card.auc >= 0.715 and lines <= 20 and unseen["scored"] > 3_000,
        "LightGBM",
        round(peer.auc, 4),
        round(ours.auc / peer.auc, 4),
        len(found.dataset.outcome),
        0,
        more={name: each.told() for name, each in figures.items()}
        | {"scorecard_lines": lines, "unseen": unseen},
    ).say()


def _unseen() -> dict[str, float]:
    """Four fifths to learn from, a fifth scored by the command."""
    table = read_table(GEORGIA).table
    cut = table.num_rows * 4 // 5
    with tempfile.TemporaryDirectory(prefix="ninefold-benchmark-") as place:
        past, new, out = (Path(place) / name for name in ("past.csv", "new.csv", "scores.csv"))
        pyarrow.csv.write_csv(table.slice(0, cut), past)
        pyarrow.csv.write_csv(table.slice(cut), new)
        done = ninefold(
            *("product", "try", past, "--card", CARDS / "nij.toml", "--test", new, "--out", out, "--json")
        )
        told = last_json(done.output)
        scored = pyarrow.csv.read_csv(out).num_rows
    return {"scored": scored, "auc": round(told["figures"]["auc"], 4), **done.figures}


if __name__ == "__main__":
    main()
