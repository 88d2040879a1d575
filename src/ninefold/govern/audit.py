"""Audit events: who did what, when, to which data; committed in the same step as what was done.

The actions are those the Data Protection Act 2018, s.62 names for logging. An event never holds a
value from a record.
"""

from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

ACTIONS = ("collection", "alteration", "consultation", "disclosure", "combination", "erasure")


@dataclass(frozen=True)
class AuditEvent:
    """One thing a person, or a schedule acting for one, did."""

    action: str
    what: str
    by: str
    at: str
    subject: str
    counts: dict[str, int]

    def __post_init__(self) -> None:
        if self.action not in ACTIONS:
            raise ValueError(f"{self.action} is not an action of s.62")

    def as_dict(self) -> dict[str, Any]:
        """As it is committed."""
        return asdict(self)


def event(action: str, what: str, *, by: str, at: datetime, subject: str, **counts: int) -> dict[str, Any]:
    """One audit event, ready to commit."""
    return AuditEvent(action, what, by, at.isoformat(), subject, counts).as_dict()
