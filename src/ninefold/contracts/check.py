"""What assurance answers in: a verdict for every question a gate asks, and the one table it is read from.

Every figure about a product, in whatever paper or page, comes out of a stored table in PREDICTION_SCHEMA.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import pyarrow as pa

from ninefold.errors import NotAssured

Severity = Literal["B", "J", "R"]
Outcome = Literal["pass", "fail", "justify", "could_not_compute"]

# Worst last: the verdict of a gate is the worst of its questions.
ORDER: tuple[Outcome, ...] = ("pass", "justify", "could_not_compute", "fail")
GROUP_PREFIX = "group_"


@dataclass(frozen=True)
class Verdict:
    """The answer to one question of one gate."""

    gate: str
    check: str
    metric: str  # in words
    value: float | None
    low: float | None
    high: float | None
    n: int | None
    threshold: str  # in words, from the policy
    severity: Severity  # B blocks approval and scoring, J needs a signed justification, R records
    verdict: Outcome  # could_not_compute counts as a fail
    why: str  # one plain sentence; never a value of the data
    subject: str = ""  # the column, group or fold concerned
    artefact: str = ""  # SHA-256 of what was judged
    policy: str = ""  # version of the policy

    @property
    def blocks(self) -> bool:
        """Whether nothing may be approved or scored while this stands."""
        return self.severity == "B" and self.verdict in ("fail", "could_not_compute")

    @property
    def needs_signature(self) -> bool:
        """Whether a named person must write why the product may be used all the same."""
        unmet = self.severity == "J" and self.verdict in ("fail", "could_not_compute")
        return self.verdict == "justify" or unmet


# One row for each subject, as-of date, fold and model.
#   kind    how the row was held out: 'forward' was trained only on rows whose whole label window had closed;
#           'forward_short' on earlier rows whose window had not; 'held_out' is a set apart; 'random' is by chance
#   model   'proposed', or what it is compared with: 'incumbent', 'base_rate', 'logistic', 'ebm_pairs', …
#   score   a probability, except for 'incumbent', which keeps its own scale
#   outcome 0 or 1; null while it has not matured
PREDICTION_SCHEMA: pa.Schema = pa.schema(
    [
        pa.field("subject", pa.string(), nullable=False),
        pa.field("as_of", pa.timestamp("us")),
        pa.field("fold", pa.string(), nullable=False),
        pa.field("kind", pa.string(), nullable=False),
        pa.field("model", pa.string(), nullable=False),
        pa.field("score", pa.float64()),
        pa.field("low", pa.float64()),
        pa.field("high", pa.float64()),
        pa.field("outcome", pa.int8()),
    ]
)

# What an officer thought before seeing the score and decided after, one row for each decision.
DECISION_SCHEMA: pa.Schema = pa.schema(
    [
        pa.field("subject", pa.string(), nullable=False),
        pa.field("as_of", pa.timestamp("us")),
        pa.field("officer", pa.string(), nullable=False),
        pa.field("before", pa.string()),
        pa.field("suggested", pa.string()),
        pa.field("after", pa.string()),
        pa.field("reason", pa.string()),
        pa.field("shown_at", pa.timestamp("us")),
    ]
)


def worst(verdicts: Sequence[Verdict]) -> Outcome:
    """The worst outcome among some verdicts; a gate with none could not be computed."""
    return max((each.verdict for each in verdicts), key=ORDER.index, default="could_not_compute")


def group_names(table: pa.Table) -> tuple[str, ...]:
    """The protected groups a table of predictions or decisions carries, without the prefix."""
    return tuple(
        name.removeprefix(GROUP_PREFIX) for name in table.column_names if name.startswith(GROUP_PREFIX)
    )


def check_predictions(table: pa.Table) -> None:
    """Raise NotAssured when a table is not in PREDICTION_SCHEMA with group columns of text."""
    for wanted in PREDICTION_SCHEMA:
        if wanted.name not in table.column_names:
            raise NotAssured(f"The predictions have no column '{wanted.name}'. Write it, then judge again.")
        if table.schema.field(wanted.name).type != wanted.type:
            raise NotAssured(f"The predictions' column '{wanted.name}' is not {wanted.type}. Cast it first.")
    for name in group_names(table):
        if not pa.types.is_string(table.schema.field(GROUP_PREFIX + name).type):
            raise NotAssured(f"The predictions' group '{name}' is not text. Write its bands as text.")
