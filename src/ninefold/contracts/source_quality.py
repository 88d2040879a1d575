"""What the pages and the API say of a source's quality: loads that add up, dimensions, rules and columns."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class LoadSummary:
    """What one load took in; every row is loaded, quarantined or a duplicate, and never two of them."""

    load: str
    at: datetime
    files: int
    rows_in: int
    loaded: int
    quarantined: int
    duplicates: int

    @property
    def adds_up(self) -> bool:
        """Whether rows in = loaded + quarantined + duplicates, exactly."""
        return self.rows_in == self.loaded + self.quarantined + self.duplicates


@dataclass(frozen=True)
class QualityPoint:
    """One quality figure at one load: a share from 0 to 1, or None where it could not be measured."""

    load: str
    at: datetime
    value: float | None


@dataclass(frozen=True)
class QualityDimension:
    """One of the six dimensions of a source's quality, load by load, oldest first."""

    name: str
    meaning: str
    points: tuple[QualityPoint, ...]

    @property
    def latest(self) -> float | None:
        """The newest figure, or None where there is none."""
        return self.points[-1].value if self.points else None


@dataclass(frozen=True)
class FourPlusOne:
    """How many people records hold the four identifying parts and one way to reach the person."""

    people: int
    passing: int
    missing_parts: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True)
class RefusedFile:
    """A whole file that was not taken, and why. The name is the file's, never a value from it."""

    file: str
    at: datetime
    reason: str


@dataclass(frozen=True)
class QuarantineCount:
    """How many rows one rule set aside in one column. Never the values."""

    rule: str
    column: str
    meaning: str
    rows: int


@dataclass(frozen=True)
class ColumnQuality:
    """How full and how well formed one column of the newest load is; shares from 0 to 1."""

    layout: str
    column: str
    kind: str
    rows: int
    filled: float
    conforming: float | None
    quarantined: int


@dataclass(frozen=True)
class SourceQuality:
    """Everything the pages show about one source's data; `late` says which months should be here and are not."""

    source: str
    title: str
    owner: str
    licence: str
    refresh: str
    marking: str
    loads: tuple[LoadSummary, ...] = ()
    dimensions: tuple[QualityDimension, ...] = ()
    four_plus_one: FourPlusOne | None = None
    refused: tuple[RefusedFile, ...] = ()
    quarantine: tuple[QuarantineCount, ...] = ()
    columns: tuple[ColumnQuality, ...] = ()
    newest_record: str | None = None
    late: str = ""

    @property
    def last_load(self) -> LoadSummary | None:
        """The newest load, or None before the first."""
        return self.loads[-1] if self.loads else None

    @property
    def totals(self) -> LoadSummary | None:
        """All loads added up, named after the newest one."""
        if not self.loads:
            return None
        newest = self.loads[-1]
        return LoadSummary(
            load="all",
            at=newest.at,
            files=sum(load.files for load in self.loads),
            rows_in=sum(load.rows_in for load in self.loads),
            loaded=sum(load.loaded for load in self.loads),
            quarantined=sum(load.quarantined for load in self.loads),
            duplicates=sum(load.duplicates for load in self.loads),
        )
