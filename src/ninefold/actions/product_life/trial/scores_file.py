"""The scores of unseen people as a file: each with its limits and reasons, and that it is a trial."""

from pathlib import Path

import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet

from ninefold.actions.product_life.trial.file_evidence import Fitted
from ninefold.actions.product_life.trial.file_folds import subjects_of
from ninefold.assure.evidence import Dataset, Evidence
from ninefold.assure.reading import judged
from ninefold.measures.scoring.conformal import Neighbours, neighbours

STATUS = "trial: not approved, not to be acted on"
_REASONS = 5


def write_scores(fitted: Fitted, people: Dataset, out: Path, by: str) -> None:
    """Write one row for each person, as Parquet or CSV by the name's ending."""
    table = _scores(fitted, people, by)
    if out.suffix.lower() in (".parquet", ".pq"):
        pyarrow.parquet.write_table(table, out)
    else:
        pyarrow.csv.write_csv(table, out)


def _scores(fitted: Fitted, people: Dataset, by: str) -> pa.Table:
    model, rows = fitted.model, people.rows
    scores = model.predict(rows)
    around = _around(fitted.evidence)
    low, high = around.around(scores) if around else (scores, scores)
    reasons = model.reasons(rows) if model.glass_box else [["It is a black box."]] * len(scores)
    return pa.table(
        {
            "subject": subjects_of(people),
            "score": scores,
            "low": low,
            "high": high,
            "reasons": [" | ".join(row[:_REASONS]) for row in reasons],
            "status": [STATUS] * len(scores),
            "by": [by] * len(scores),
        }
    )


def _around(evidence: Evidence) -> Neighbours | None:
    held = judged(evidence)
    return neighbours(held.scores, held.outcome) if held is not None else None
