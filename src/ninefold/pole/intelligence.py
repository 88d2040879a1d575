"""Grading of intelligence: 3x5x2, and the older 5x5x5 kept in its own form.

The words of the information and handling grades, and the map from 5x5x5 to 3x5x2, are not confirmed in a
primary source.
"""

import re
from dataclasses import dataclass
from types import MappingProxyType

from ninefold.pole.refusal import Refusal, compact

_NEWER = re.compile(r"([1-3])([A-E])([PC])")
_OLDER = re.compile(r"([A-E])([1-5])([1-5])")

SOURCE_3x5x2 = MappingProxyType({"1": "Reliable", "2": "Untested", "3": "Not reliable"})
INFORMATION_3x5x2 = MappingProxyType(
    {
        "A": "Known directly to the source",
        "B": "Known indirectly to the source but corroborated",
        "C": "Known indirectly to the source",
        "D": "Not known",
        "E": "Suspected to be false",
    }
)
HANDLING_3x5x2 = MappingProxyType({"P": "Lawful sharing permitted", "C": "Permitted with conditions"})
SOURCE_5x5x5 = MappingProxyType(
    {
        "A": "Always reliable",
        "B": "Mostly reliable",
        "C": "Sometimes reliable",
        "D": "Unreliable",
        "E": "Untested",
    }
)
INFORMATION_5x5x5 = MappingProxyType(
    {
        "1": "Known to be true without reservation",
        "2": "Known personally to the source but not to the officer",
        "3": "Not known personally to the source but corroborated",
        "4": "Cannot be judged",
        "5": "Suspected to be false",
    }
)


@dataclass(frozen=True, slots=True)
class Grade3x5x2:
    """Source, information and handling, such as 2DP."""

    source: str
    information: str
    handling: str

    def __post_init__(self) -> None:
        if not _NEWER.fullmatch(str(self)):
            raise Refusal("3x5x2.format", "is not a source 1 to 3, information A to E and handling P or C")

    @property
    def has_conditions(self) -> bool:
        """Whether it may be shared only on conditions, which must travel with it."""
        return self.handling == "C"

    def __str__(self) -> str:
        return self.source + self.information + self.handling


@dataclass(frozen=True, slots=True)
class Grade5x5x5:
    """Source, information and handling in the scheme used before, such as B24."""

    source: str
    information: str
    handling: str

    def __post_init__(self) -> None:
        if not _OLDER.fullmatch(str(self)):
            raise Refusal("5x5x5.format", "is not a source A to E, information 1 to 5 and handling 1 to 5")

    def __str__(self) -> str:
        return self.source + self.information + self.handling


@dataclass(frozen=True, slots=True)
class MappedGrade:
    """The nearest 3x5x2 grade to a 5x5x5 one, for reading only: the native grade stays the record."""

    native: Grade5x5x5
    nearest: Grade3x5x2
    is_lossy: bool
    lost: tuple[str, ...]


def parse_grade(text: str) -> Grade3x5x2 | Grade5x5x5:
    """A grade in whichever of the two schemes it is written; no text fits both."""
    short = compact(text, "grade", drop=" /-,")
    if found := _NEWER.fullmatch(short):
        return Grade3x5x2(*found.groups())
    if found := _OLDER.fullmatch(short):
        return Grade5x5x5(*found.groups())
    raise Refusal("grade.format", "is a grade of neither 3x5x2 nor 5x5x5")


_NEAREST_SOURCE = {"A": "1", "B": "1", "C": "3", "D": "3", "E": "2"}
_NEAREST_INFORMATION = {"1": "A", "2": "A", "3": "B", "4": "D", "5": "E"}


def nearest_3x5x2(grade: Grade5x5x5) -> MappedGrade:
    """The nearest 3x5x2 grade, always the more cautious where the schemes part, flagged as lossy."""
    lost = []
    if grade.source in "ABCD":
        lost.append("source: two degrees of reliability became one")
    if grade.information in "12":
        lost.append("information: what is certain and what the source alone knows became one")
    # Each of handling 2 to 5 limits or conditions sharing in a way P does not carry.
    handling = "P" if grade.handling == "1" else "C"
    if handling == "C":
        lost.append("handling: the limits of codes 2 to 5 became one; read the native code before sharing")
    lost.append("the schemes define their grades differently")
    nearest = Grade3x5x2(_NEAREST_SOURCE[grade.source], _NEAREST_INFORMATION[grade.information], handling)
    return MappedGrade(grade, nearest, is_lossy=True, lost=tuple(lost))
