"""All gates in their order, and the one call that judges by them."""

from collections.abc import Callable, Collection, Mapping

from ninefold.assure import (
    calibration,
    decisions,
    drift,
    earning,
    entities,
    ethics,
    expiry,
    feedback,
    folds,
    groups,
    incumbent,
    labels,
    leaks,
    missingness,
    proxies,
    reproducible,
    rights,
    sample_size,
    stability,
    time,
    transparency,
    uncertainty,
    usefulness,
)
from ninefold.assure.evidence import Evidence
from ninefold.assure.policy import Policy
from ninefold.assure.verdict import Ask
from ninefold.contracts.check import Verdict
from ninefold.measures.models.threads import one_thread

Tell = Callable[[str, float, float], None]

GATES: Mapping[str, Callable[[Evidence, Ask], list[Verdict]]] = {
    "G1": labels.judge,
    "G2": leaks.judge,
    "G3": missingness.judge,
    "G4": time.judge,
    "G5": entities.judge,
    "G6": folds.judge,
    "G7": sample_size.judge,
    "G8": calibration.judge,
    "G9": groups.judge_calibration,
    "G10": groups.judge_errors,
    "G11": proxies.judge,
    "G12": incumbent.judge,
    "G13": earning.judge,
    "G14": usefulness.judge,
    "G15": stability.judge,
    "G16": uncertainty.judge,
    "G17": reproducible.judge,
    "G18": drift.judge,
    "G19": feedback.judge,
    "G20": decisions.judge,
    "G21": ethics.judge,
    "G22": transparency.judge,
    "G23": rights.judge,
    "G24": expiry.judge,
}


def silent(step: str, done: float, total: float) -> None:
    """Tell nobody."""


def judge(
    evidence: Evidence,
    policy: Policy,
    *,
    only: Collection[str] | None = None,
    artefact: str = "",
    tell: Tell = silent,
) -> list[Verdict]:
    """Every verdict of every gate, in order; `only` limits which gates are asked."""
    asked = [gate for gate in GATES if only is None or gate in only]
    hashed = artefact or (evidence.dataset.hash if evidence.dataset else "")
    found = []
    for number, gate in enumerate(asked):
        tell("Asking the gates", number, len(asked))
        with one_thread():
            found += GATES[gate](evidence, Ask(policy[gate], hashed, policy.version))
    tell("Asking the gates", len(asked), len(asked))
    return found
