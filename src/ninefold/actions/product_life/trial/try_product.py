"""Try a flat file as a product: fit the glass box, ask every gate that the file allows, score unseen people."""

from dataclasses import dataclass
from pathlib import Path

from ninefold.actions.product_life.trial.file_evidence import evidence_of
from ninefold.actions.product_life.trial.people_apart import read_unseen
from ninefold.actions.product_life.trial.scores_file import write_scores
from ninefold.actions.workspace import Report as Tell
from ninefold.actions.workspace import one_step, silent
from ninefold.assure.evidence import Evidence
from ninefold.assure.file_card import read_file_card
from ninefold.assure.file_rows import rows_of
from ninefold.assure.file_table import read_table
from ninefold.assure.gates import judge
from ninefold.assure.policy import read_policy, tightened
from ninefold.assure.reading import judged
from ninefold.assure.report import Report, report_of
from ninefold.contracts.check import Verdict
from ninefold.errors import CardInvalid
from ninefold.measures.models.contract import Model
from ninefold.measures.models.threads import one_thread
from ninefold.measures.scoring.calibration import expected_calibration_error, observed_expected
from ninefold.measures.scoring.losses import brier
from ninefold.measures.scoring.ranks import auc_interval


@dataclass(frozen=True)
class Figures:
    """How the proposed model did on rows it never saw."""

    rows: int
    outcomes: int
    kind: str
    auc: float
    auc_low: float
    auc_high: float
    brier: float
    calibration_error: float
    observed_expected: float


@dataclass(frozen=True)
class Trial:
    """What a trial gave."""

    product: str
    model: Model
    recipe: str
    figures: Figures
    verdicts: tuple[Verdict, ...]
    report: Report
    notes: tuple[str, ...]
    scored: int = 0
    out: Path | None = None


def try_product(
    *,
    path: Path,
    card: Path,
    test: Path | None = None,
    out: Path | None = None,
    policy: Path | None = None,
    by: str = "",
    tell: Tell = silent,
) -> Trial:
    """Fit, judge and, when a file of unseen people is given, score them; `by` stands in the scores written."""
    wanted = read_file_card(card)
    rules = tightened(read_policy(policy), wanted.gates)
    with one_step(tell, "Reading"):
        read = read_table(path)
        found = rows_of(read.table, wanted)
        unseen = read_unseen(test, wanted) if test else None
    with one_thread():
        fitted = evidence_of(found, wanted, unseen, tell)
        verdicts = judge(fitted.evidence, rules, artefact=found.dataset.hash, tell=tell)
    if unseen is not None and out is not None:
        write_scores(fitted, unseen.everybody.dataset, out, by)
    return Trial(
        product=wanted.name,
        model=fitted.model,
        recipe=fitted.recipe.name,
        figures=_figures(fitted.evidence),
        verdicts=tuple(verdicts),
        report=report_of(verdicts, rules),
        notes=(*read.notes, *found.notes, *(unseen.notes if unseen else ())),
        scored=unseen.everybody.dataset.rows.num_rows if unseen else 0,
        out=out if unseen else None,
    )


def _figures(evidence: Evidence) -> Figures:
    """From the stored table of predictions, like every other figure."""
    held = judged(evidence)
    if held is None:
        raise CardInvalid("No row could be held out. Look at [folds]: every part is too small.")
    value, low, high = auc_interval(held.scores, held.outcome)
    return Figures(
        len(held),
        int(held.outcome.sum()),
        held.kind,
        value,
        low,
        high,
        brier(held.scores, held.outcome),
        expected_calibration_error(held.scores, held.outcome),
        observed_expected(held.scores, held.outcome).value,
    )
