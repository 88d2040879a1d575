"""What the doors ask of the register of products: the public list, and whether a product may score now."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol


@dataclass(frozen=True)
class MayScore:
    """That a product may score now, and until when its approval lasts."""

    product: str
    version: str
    may_score: bool
    approval_ends: datetime | None
    advisory: str = "A score is an assessment. A person decides, and says why."


class RegisterReader(Protocol):
    """What the register tells. It names no officer."""

    def register(self) -> dict[str, Any]:
        """Every product there is or was, those refused and retired too, ready for JSON."""
        ...

    def registered(self, product: str) -> dict[str, Any]:
        """Every version of one product; raises NotFound where there is none."""
        ...

    def may_score(self, product: str) -> MayScore:
        """That a product may score; raises NotAssured or NotInThisState with the reason where it may not."""
        ...
