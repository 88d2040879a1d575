"""COMPAS, six features, published labels, 5 × 5-fold cross-validation: the glass boxes beside LightGBM and the decile.

python -m benchmarks.assurance.compas [--repeats 5]
"""

import sys

from benchmarks.assurance._peers import Published, ScikitLogistic
from benchmarks.assurance._public import COMPAS, cross_validated, held
from benchmarks.proof import Proof, shared_data_is_absent

from ninefold.measures.models.boosting import Boosting
from ninefold.measures.models.scorecard import Scorecard
from ninefold.measures.models.trees import LightBoosting

NAME = "assurance/compas"
TARGET = "EBM AUC ≥ .735 and Brier ≤ .207; scorecard AUC ≥ .730"


def main() -> None:
    """Fit them all on the same folds."""
    if shared_data_is_absent(NAME, "AUC", TARGET):
        return
    repeats = int(sys.argv[sys.argv.index("--repeats") + 1]) if "--repeats" in sys.argv else 5
    _, found = held(COMPAS, "compas_published")
    recipes = {
        "EBM": Boosting(),
        "scorecard": Scorecard(lines=10),
        "LightGBM": LightBoosting(),
        "scikit-learn logistic": ScikitLogistic(),
        "COMPAS decile": Published("decile_score"),
    }
    figures = cross_validated(found, recipes, repeats=repeats)
    curves, card, peer = figures["EBM"], figures["scorecard"], figures["LightGBM"]
    Proof(
        NAME,
        round(curves.auc, 4),
        "AUC of the EBM",
        TARGET,
        curves.auc >= 0.735 and curves.brier <= 0.207 and card.auc >= 0.730,
        "LightGBM",
        round(peer.auc, 4),
        round(curves.auc / peer.auc, 4),
        len(found.dataset.outcome),
        0,
        more={name: each.told() for name, each in figures.items()} | {"repeats": repeats, "folds": 5},
    ).say()


if __name__ == "__main__":
    main()
