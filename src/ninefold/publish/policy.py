"""What a release may show: the rules of disclosure control, named in one place."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Literal

from ninefold.errors import SettingMissing

LEAST_THRESHOLD = 5
USUAL_THRESHOLD = 10

MeasureKind = Literal["count", "weighted", "rate"]


@dataclass(frozen=True)
class Measure:
    """What a product's value is: a count of records, a weighted sum of them, or a rate on a public base.

    `counted_by` is the product that counts the same records cell by cell; without it nothing can be checked.
    """

    kind: MeasureKind
    counted_by: str | None = None


# What may leave for the public: counts of what was recorded, and nothing forecast or inferred.
COUNTING_PRODUCTS: Mapping[str, Measure] = MappingProxyType(
    {"volume": Measure("count"), "harm": Measure("weighted", "volume")}
)
# What staff see besides.
FOR_STAFF: Mapping[str, Measure] = MappingProxyType(
    {"demand": Measure("count"), "near_repeat": Measure("count"), "place_risk": Measure("count")}
)


def releasable(audience: str) -> frozenset[str]:
    """The products whose figures may be released to an audience."""
    return frozenset(COUNTING_PRODUCTS) | (frozenset(FOR_STAFF) if audience == "staff" else frozenset())


@dataclass(frozen=True)
class Policy:
    """How figures are protected.

    threshold        a figure resting on fewer records is withheld
    base             the others are rounded to the nearest multiple of it, ties to the even multiple
    zeros_disclose   that there were none is itself withheld
    dominance        a weighted total is withheld when fewer records than the threshold make up more of it
    exact            nothing is withheld or rounded; never for police figures that the public will see
    approval         the written approval of a threshold under 10
    """

    name: str
    threshold: int = USUAL_THRESHOLD
    base: int = 5
    zeros_disclose: bool = True
    dominance: float = 0.5
    exact: bool = False
    approval: str = ""
    total_category: str = "all"
    measures: Mapping[str, Measure] = field(default_factory=lambda: {**COUNTING_PRODUCTS, **FOR_STAFF})

    def __post_init__(self) -> None:
        if self.exact:
            return
        if self.base < 2 or self.threshold % self.base or self.threshold < LEAST_THRESHOLD:
            raise SettingMissing(
                "policy: the threshold must be a multiple of the base, and at least 5. Choose 10 and 5."
            )
        if self.threshold < USUAL_THRESHOLD and not self.approval.strip():
            raise SettingMissing(
                "policy: a threshold under 10 needs `approval`, naming who approved it in writing."
            )

    def in_words(self) -> str:
        """The rules as one sentence, for whoever reads the figures."""
        if self.exact:
            return "Figures are exact: nothing is withheld or rounded."
        zeros = " and zeros" if self.zeros_disclose else ""
        return (
            f"Figures resting on fewer than {self.threshold} records{zeros} are withheld, "
            f"with others that would tell them; the rest are rounded to the nearest {self.base}."
        )


EXACT = Policy("exact", exact=True)
PROTECTED = Policy("protected")
