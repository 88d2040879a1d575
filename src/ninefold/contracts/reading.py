"""What the pages and the API may read: figures of releases, quality of sources, and what runs now.

The doors (`web`, `api`) hold no rule and no SQL. They ask a `FigureReader` and show the answer.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Literal, Protocol

from ninefold.contracts.reading_register import RegisterReader
from ninefold.contracts.release import Audience, ReleaseFile
from ninefold.contracts.source_quality import (
    ColumnQuality,
    FourPlusOne,
    LoadSummary,
    QualityDimension,
    QualityPoint,
    QuarantineCount,
    RefusedFile,
    SourceQuality,
)

# The columns of a release's figures, in the order every download gives them.
FIGURE_COLUMNS = (
    "product",
    "area_kind",
    "area",
    "area_name",
    "period",
    "category",
    "value",
    "low",
    "high",
    "band",
    "trend",
    "expected",
    "expected_low",
    "expected_high",
    "reasons",
    "suppressed",
    "same_day",
)


@dataclass(frozen=True)
class Figure:
    """One counted figure: a product's value for an area, a month and a category."""

    product: str
    area_kind: str
    area: str
    area_name: str
    period: str
    category: str
    value: float | None
    low: float | None = None
    high: float | None = None
    band: str = "unknown"
    trend: float | None = None
    expected: float | None = None
    expected_low: float | None = None
    expected_high: float | None = None
    reasons: str = ""
    suppressed: bool = False
    same_day: float | None = None  # near-repeats: with another near by on the same day, apart from `value`

    @property
    def change(self) -> float | None:
        """The value less what was expected; None where either is not held."""
        if self.value is None or self.expected is None:
            return None
        return self.value - self.expected


@dataclass(frozen=True)
class FigureFilter:
    """Which figures are asked for; None takes the product's own default (latest month, all forces)."""

    product: str = "volume"
    area_kind: str | None = None
    force: str | None = None
    category: str | None = None
    period: str | None = None
    area: str | None = None
    audience: Audience = "staff"
    sort: str = "value"
    descending: bool = True
    page: int = 1
    page_size: int = 20

    def without_page(self) -> "FigureFilter":
        """The same question over every page, which is what downloads and caches are keyed by."""
        return replace(self, page=1, page_size=0)


@dataclass(frozen=True)
class Choice:
    """One value a filter may take, and its name in plain words."""

    value: str
    label: str


@dataclass(frozen=True)
class FilterChoices:
    """What each filter can be set to, given the product and audience; an empty list is not offered."""

    products: tuple[Choice, ...] = ()
    area_kinds: tuple[Choice, ...] = ()
    forces: tuple[Choice, ...] = ()
    categories: tuple[Choice, ...] = ()
    periods: tuple[Choice, ...] = ()


@dataclass(frozen=True)
class ReleaseSummary:
    """A release: the figures that passed the gate, and all that is needed to trace them."""

    release: str
    products: tuple[str, ...]
    audience: Audience
    made_at: datetime
    run: str
    snapshot: str
    card: str
    policy: str
    marking: str
    attribution: str
    figures: int
    first_period: str
    last_period: str
    method: str = ""
    notes: tuple[str, ...] = ()
    left_out: tuple[str, ...] = ()
    files: tuple[ReleaseFile, ...] = ()


@dataclass(frozen=True)
class MissingStatement:
    """One thing the figures do not hold: what, how much of it, and what it means for the reader."""

    what: str
    amount: str
    meaning: str


@dataclass(frozen=True)
class FigurePage:
    """One page of figures, with the question as it was understood and the release it was read from."""

    asked: FigureFilter
    figures: tuple[Figure, ...]
    total: int
    release: ReleaseSummary
    choices: FilterChoices
    missing: tuple[MissingStatement, ...] = ()

    @property
    def pages(self) -> int:
        """How many pages there are; at least one."""
        size = self.asked.page_size or max(self.total, 1)
        return max(1, -(-self.total // size))


@dataclass(frozen=True)
class AreaSeries:
    """One area's figures month by month, oldest first; a month nobody could count is there with no value."""

    area: str
    area_name: str
    category: str
    points: tuple[Figure, ...]


@dataclass(frozen=True)
class AreaOutline:
    """The outline of an area as GeoJSON geometry text, in longitude and latitude (WGS 84)."""

    area: str
    geometry: str


@dataclass(frozen=True)
class AreaOutlines:
    """The outlines held for one kind of area, and the notice that must be shown beside them."""

    area_kind: str
    outlines: tuple[AreaOutline, ...]
    attribution: str


StepState = Literal["waiting", "running", "done", "failed"]


@dataclass(frozen=True)
class RunStep:
    """One step of a run, in the words a reader would use."""

    name: str
    state: StepState
    detail: str = ""


@dataclass(frozen=True)
class RunStatus:
    """A run of the whole flow: which steps are done, and which one is going on."""

    run: str
    started: datetime
    ended: datetime | None
    steps: tuple[RunStep, ...]

    @property
    def is_going_on(self) -> bool:
        """Whether there is still something to wait for."""
        return self.ended is None

    @property
    def failed(self) -> bool:
        """Whether a step failed."""
        return any(step.state == "failed" for step in self.steps)


@dataclass(frozen=True)
class SourceFreshness:
    """How fresh one source is: its last load, and the newest month its records reach."""

    source: str
    title: str
    owner: str
    refresh: str
    last_load: datetime | None
    newest_record: str | None
    rows: int


@dataclass(frozen=True)
class SystemStatus:
    """What the home page shows: versions, freshness, what runs now and whether there are figures yet."""

    version: str
    snapshot: str | None
    has_figures: bool
    run: RunStatus | None = None
    sources: tuple[SourceFreshness, ...] = ()
    made_up: bool = False


@dataclass(frozen=True)
class StoredFile:
    """The bytes of one file of a release, with its media type."""

    name: str
    media_type: str
    content: bytes = field(repr=False)


__all__ = [
    "FIGURE_COLUMNS",
    "AreaOutline",
    "AreaOutlines",
    "AreaSeries",
    "Audience",
    "Choice",
    "ColumnQuality",
    "Figure",
    "FigureFilter",
    "FigurePage",
    "FigureReader",
    "FilterChoices",
    "FourPlusOne",
    "LoadSummary",
    "MissingStatement",
    "QualityDimension",
    "QualityPoint",
    "QuarantineCount",
    "RefusedFile",
    "ReleaseFile",
    "ReleaseSummary",
    "RunStatus",
    "RunStep",
    "SourceFreshness",
    "SourceQuality",
    "StoredFile",
    "SystemStatus",
]


class FigureReader(RegisterReader, Protocol):
    """What the pages and the API ask for. Each raises `NotFound` for what is not there."""

    def status(self) -> SystemStatus:
        """What is loaded, what runs now, and how fresh each source is."""
        ...

    def release_key(self, asked: FigureFilter) -> str:
        """A name that changes whenever the answer to `asked` may change: the release's id."""
        ...

    def figures(self, asked: FigureFilter) -> FigurePage:
        """One page of figures; `page_size` 0 gives all of them."""
        ...

    def series(self, asked: FigureFilter) -> AreaSeries:
        """The months of one area and category (`asked.area`), with gaps left as gaps."""
        ...

    def outlines(self, area_kind: str, areas: Sequence[str]) -> AreaOutlines:
        """The outlines of the named areas, leaving out those for which none is held."""
        ...

    def quality(self) -> tuple[SourceQuality, ...]:
        """Every source's quality, by title."""
        ...

    def source_quality(self, source: str) -> SourceQuality:
        """One source's quality."""
        ...

    def releases(self, audience: Audience) -> tuple[ReleaseSummary, ...]:
        """Every release that audience may see, newest first."""
        ...

    def release(self, release: str, audience: Audience) -> ReleaseSummary:
        """One release; one made for another audience is not found."""
        ...

    def release_file(self, release: str, name: str, audience: Audience) -> StoredFile:
        """One file of a release, by the name its summary gives."""
        ...
