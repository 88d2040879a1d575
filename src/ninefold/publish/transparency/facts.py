"""What the artefacts of a product say, gathered for its papers."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from ninefold.contracts.check import Verdict
from ninefold.publish.transparency.figures import GroupFigures
from ninefold.publish.transparency.words import answer

# How the states of a life are called in records for the public.
PHASES = {
    "draft": "design",
    "snapshotted": "development",
    "fitted": "development",
    "evaluated": "development",
    "approved": "production",
    "live": "production",
    "suspended": "suspended",
    "retired": "retired",
}


@dataclass(frozen=True)
class ProductFacts:
    """One version of one product, as its artefacts and its people tell of it."""

    state: str
    made_at: datetime
    card: Mapping[str, Any]
    words: Mapping[str, Any]
    snapshot: Mapping[str, Any] = field(default_factory=dict)
    model: Mapping[str, Any] = field(default_factory=dict)
    evaluation: Mapping[str, Any] = field(default_factory=dict)
    verdicts: Sequence[Verdict] = ()
    figures: Sequence[GroupFigures] = ()
    artefacts: Mapping[str, str] = field(default_factory=dict)  # kind to hash
    justifications: Mapping[str, str] = field(default_factory=dict)
    expires: datetime | None = None
    in_words: str = ""  # what the state means, as the register says it

    def said(self, section: str, name: str) -> str:
        """What a person wrote in answer to one question; a plain gap where nobody has."""
        return answer(self.words, section, name) or "Not yet written."

    @property
    def phase(self) -> str:
        """Its phase, in the words of transparency records."""
        return PHASES[self.state]

    @property
    def title(self) -> str:
        """Its title and version."""
        return f"{self.card['title']} (version {self.card['version']})"
