"""A release: a set of figures that left, or may leave, and who answers for it.

    draft ──────────────► awaiting decision ──► approved ──► published ──► withdrawn
      │                                    └──► refused
      └── open data, or staff only ─────────────────────────► published

Police data for the public needs a second person; open data, and figures that stay with staff, do not.
Every change gives a new Release; the old one is unchanged.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from types import MappingProxyType
from typing import Literal, get_args

from ninefold.errors import NotInThisState, NotPermitted

Audience = Literal["staff", "public"]
Sensitivity = Literal["open", "police"]
State = Literal["draft", "awaiting decision", "approved", "refused", "published", "withdrawn"]
Outcome = Literal["approve", "refuse"]

AUDIENCES: tuple[str, ...] = get_args(Audience)


@dataclass(frozen=True)
class ReleaseFile:
    """One file of a release, known by the SHA-256 of its bytes."""

    name: str
    sha256: str
    size: int
    rows: int


@dataclass(frozen=True)
class Decision:
    """What a second person said of a release, why and when (UTC)."""

    outcome: Outcome
    reason: str
    by: str
    at: datetime


@dataclass(frozen=True)
class Release:
    """One release, in one state; `cards` gives the hash of each product's card, `policy` its own words."""

    id: str
    products: tuple[str, ...]
    run: str
    snapshot: str
    cards: Mapping[str, str]
    policy: str
    sensitivity: Sensitivity
    audience: Audience
    author: str
    created: datetime
    state: State = "draft"
    decision: Decision | None = None
    files: tuple[ReleaseFile, ...] = ()
    published_at: datetime | None = None
    withdrawn_because: str | None = None
    filters: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))

    @property
    def approver(self) -> str | None:
        """Who approved it, if anyone has."""
        approved = self.decision is not None and self.decision.outcome == "approve"
        return self.decision.by if approved and self.decision else None

    @property
    def needs_second_person(self) -> bool:
        """Whether somebody other than its author must approve it first."""
        return self.audience == "public" and self.sensitivity != "open"

    @property
    def can_publish(self) -> bool:
        """Whether it may be published now."""
        return self.state == "approved" or (self.state == "draft" and not self.needs_second_person)

    def submitted(self) -> "Release":
        """The draft, put forward for a decision."""
        self._check_state("draft", "put forward")
        return replace(self, state="awaiting decision")

    def decided(self, outcome: Outcome, reason: str, by: str, at: datetime) -> "Release":
        """The release, approved or refused by someone who is not its author; a reason is always given."""
        self._check_state("awaiting decision", "decided")
        if by == self.author:
            raise NotPermitted(f"release {self.id}: its author cannot decide it. Ask a colleague.")
        if not reason.strip():
            raise NotInThisState(f"release {self.id}: a decision needs a reason. Give one.")
        state: State = "approved" if outcome == "approve" else "refused"
        return replace(self, state=state, decision=Decision(outcome, reason, by, at))

    def published(self, files: tuple[ReleaseFile, ...], at: datetime) -> "Release":
        """The release with its files, out; police data for the public only once approved."""
        if not self.can_publish:
            raise NotInThisState(
                f"release {self.id}: it cannot be published, being {self.state}. "
                "Police figures for the public need a second person's approval first."
            )
        return replace(self, state="published", files=files, published_at=at)

    def withdrawn(self, reason: str) -> "Release":
        """The release, taken back; its cells stay in the registry, for what has been seen stays seen."""
        self._check_state("published", "withdrawn")
        if not reason.strip():
            raise NotInThisState(f"release {self.id}: withdrawing needs a reason. Give one.")
        return replace(self, state="withdrawn", withdrawn_because=reason)

    def _check_state(self, wanted: State, verb: str) -> None:
        if self.state != wanted:
            raise NotInThisState(
                f"release {self.id}: it cannot be {verb}, being {self.state}. It must be {wanted}."
            )
