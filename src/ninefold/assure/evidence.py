"""What the gates are shown. Whatever is None was not shown, and what a gate needs and lacks it could not compute."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from ninefold.measures.models.contract import Model, Recipe
from ninefold.measures.scoring.ranks import Floats, Outcomes
from ninefold.measures.scoring.splits import Fold

Names = NDArray[np.str_]
Dates = NDArray[np.datetime64]


@dataclass(frozen=True)
class Feature:
    """One feature and when its value is known."""

    name: str
    known_at: str | None = (
        None  # "as_of", "after", "column:NAME" (a date column of the rows), or not declared
    )
    signed: str = ""  # who vouches for known_at
    kind: str = ""  # "area", "surname", "segment"; names and values are looked at as well
    block: str = ""  # columns that belong together


@dataclass(frozen=True)
class TimelineCheck:
    """One hand-drawn timeline: the label it must get, and the label it got."""

    name: str
    expected: str
    got: str


@dataclass(frozen=True)
class LabelDefinition:
    """What counts as the outcome, and until when each row was watched."""

    query: str
    window_days: float | None = None
    event_codes: tuple[str, ...] = ()
    followed_until: Dates | None = None
    event_at: Dates | None = None  # first outcome event after the as-of date; NaT when none is known
    timelines: tuple[TimelineCheck, ...] = ()


@dataclass(frozen=True)
class Dataset:
    """One row for each subject and as-of date; protected groups stand beside the features, not among them."""

    rows: pa.Table
    outcome: Outcomes
    subject: Names | None = None
    as_of: Dates | None = None
    groups: Mapping[str, Names] = field(default_factory=dict)
    incumbent: Floats | None = None  # higher means more risk
    ties: Mapping[str, Names] = field(default_factory=dict)  # household, incident: not to straddle a split
    hash: str = ""


@dataclass(frozen=True)
class Use:
    """What the card says of how scores are used."""

    capacity: float | None = None  # share of those scored that can be reviewed
    never_used: tuple[str, ...] = ()
    incumbent_named: str = ""
    no_incumbent_because: str = ""
    area_signed: str = ""
    people: bool = True


@dataclass(frozen=True)
class BuildFacts:
    """What a rebuild starts from: SHA-256 of snapshot, code and lock; the seed; the variable list."""

    snapshot: str
    code: str
    lock: str
    seed: int | None
    variables: tuple[str, ...]
    source_present: bool = True


@dataclass(frozen=True)
class FeedbackFacts:
    """Whether actions are logged, and outcomes inside and outside the slice that was not scored."""

    actions_logged: bool
    unscored_slice: int
    rate_scored: float | None = None
    rate_unscored: float | None = None


@dataclass(frozen=True)
class Document:
    """One paper of the ethics file."""

    author: str
    signed_by: str
    signed_on: date | None
    missing: tuple[str, ...] = ()  # heads left empty or as in the template


@dataclass(frozen=True)
class TransparencyRecord:
    """The state of the public record."""

    missing: tuple[str, ...]
    published_at: str = ""


@dataclass(frozen=True)
class Approval:
    """The approval in force, or the last there was."""

    author: str
    approvers: tuple[str, ...]
    approved_on: date
    expires_on: date
    state: str = "live"
    jobs_running: int = 0


@dataclass(frozen=True)
class Artefacts:
    """Facts of the product's life."""

    build: BuildFacts | None = None
    rebuilt_difference: float | None = None
    features_rebuilt_equal: bool | None = None
    later: pa.Table | None = None  # rows seen since, with the same feature columns
    later_known: pa.Table | None = None  # those of them whose outcome has matured; all when absent
    later_outcome: Outcomes | None = None  # of these
    later_subject: Names | None = None
    drift_history: tuple[bool, ...] = ()  # whether earlier periods drifted, oldest first
    feedback: FeedbackFacts | None = None
    decisions: pa.Table | None = None  # in DECISION_SCHEMA
    documents: Mapping[str, Document] | None = None
    record: TransparencyRecord | None = None
    findings: pa.Table | None = None  # stored scores with reasons, contest, delete_on
    approval: Approval | None = None
    today: date | None = None


@dataclass(frozen=True)
class Evidence:
    """Everything the gates are shown about one version of one product."""

    product: str
    dataset: Dataset | None = None
    features: tuple[Feature, ...] = ()
    label: LabelDefinition | None = None
    folds: tuple[Fold, ...] = ()
    predictions: pa.Table | None = None  # in PREDICTION_SCHEMA
    recipe: Recipe | None = None
    model: Model | None = None
    use: Use = field(default_factory=Use)
    artefacts: Artefacts = field(default_factory=Artefacts)
    built: bool = True  # features and labels are built from records, so timelines and a rebuild are required
    seed: int = 0

    @property
    def names(self) -> tuple[str, ...]:
        """The features' names."""
        return tuple(feature.name for feature in self.features)
