"""A group: deliveries of one layout that are standardised and committed together."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from ninefold.contracts.layouts import Layout
from ninefold.contracts.source import Source
from ninefold.engine.reception import Reception


@dataclass(frozen=True)
class Group:
    """Deliveries of one layout that are standardised and committed together."""

    source: Source
    layout: Layout
    load: str
    run: str
    received_at: datetime
    receptions: tuple[Reception, ...]
    again: bool = False  # rows out of quarantine, each with the version it would have had

    @property
    def paths(self) -> list[Path]:
        """The received files that hold rows."""
        return [r.path for r in self.receptions if r.path is not None]

    @property
    def namespace(self) -> str:
        """What keeps identities of different sources and layouts apart."""
        return f"{self.source.name}/{self.layout.name}"
