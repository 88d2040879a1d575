"""What a feature is: a name, words, and a rule that says which part of a person's history it sums up.

    Feature("violence_12m", "violent offences as a suspect in the last 12 months",
            Measure.COUNT, Which(kinds=("crime",), roles=("suspect",), families=VIOLENCE), months=12)

A window reaches back from the date: [as_of - months, as_of). What was not yet known at the date does
not exist for a feature, and no definition can ask for it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from ninefold.errors import CardInvalid

KNOWN_RULE = (
    "Only records whose known_at is at or before the date, in the version that was current then, "
    "of things that happened before the date."
)
BASIS = (
    "Data Protection Act 2018, Part 3, s.35(2)(b): necessary for a task of a competent authority "
    "for a law enforcement purpose; records held under the Code of Practice on Police Information."
)
DAYS_A_YEAR = 365.25
SECONDS_A_DAY = 86_400


class Measure(StrEnum):
    """How the chosen part of a history becomes one number."""

    COUNT = "count"  # how many
    ANY = "any"  # 1 where there is one, else 0
    HARM = "harm"  # sum of harm weights, in days
    DAYS_SINCE_LAST = "days since last"
    DAYS_SINCE_FIRST = "days since first"
    AGE_AT_FIRST = "age at first"  # in years
    DISTINCT = "distinct"  # how many different values of `of`
    PEOPLE = "people"  # how many people stand in the tie `through`
    AGE = "age"  # in years, at the date
    FACT = "fact"  # the code of a fact about the person, as last known


class When(StrEnum):
    """Which side of the unit event a part of a history lies on."""

    BEFORE = "before"  # before the date, the unit event itself left out
    UNIT = "unit"  # the unit event itself


UNITS = {
    Measure.COUNT: "events", Measure.ANY: "yes or no", Measure.HARM: "days of harm",
    Measure.DAYS_SINCE_LAST: "days", Measure.DAYS_SINCE_FIRST: "days", Measure.AGE_AT_FIRST: "years",
    Measure.DISTINCT: "different values", Measure.PEOPLE: "people", Measure.AGE: "years",
    Measure.FACT: "code",
}  # fmt: skip
DISTINCT_OF = ("place", "force", "kind", "family")
TIES = ("co-offender", "co-resident")
_NOUGHT_WHERE_NOTHING = (Measure.COUNT, Measure.ANY, Measure.HARM, Measure.DISTINCT, Measure.PEOPLE)
_NEEDS_NO_WINDOW = (Measure.AGE, Measure.FACT)


@dataclass(frozen=True)
class Which:
    """The rows of a history that count: an empty part asks for nothing, so all pass."""

    kinds: tuple[str, ...] = ()
    roles: tuple[str, ...] = ()
    families: tuple[str, ...] = ()
    forces: tuple[str, ...] = ()

    @property
    def parts(self) -> dict[str, tuple[str, ...]]:
        """The history column of each part that asks for something, with the values it takes."""
        every = {"kind": self.kinds, "role": self.roles, "family": self.families, "force": self.forces}
        return {column: values for column, values in every.items() if values}


@dataclass(frozen=True)
class Feature:
    """One feature: what it is called, what it means, and how it is worked out."""

    name: str
    words: str  # what an officer would say: "offences as a suspect in the last 12 months"
    measure: Measure
    which: Which = Which()
    months: int | None = None  # how far back it looks; None for everything known
    when: When = When.BEFORE
    of: str = ""  # for DISTINCT: the column; for FACT: the fact
    through: str = ""  # a tie: the history summed up is that of the people so tied
    absent: float = 0.0  # the value where there is nothing to sum up
    basis: str = BASIS

    def __post_init__(self) -> None:
        problem = _problem(self)
        if problem:
            raise CardInvalid(f"feature `{self.name}`: {problem}")

    @property
    def unit(self) -> str:
        """What one of it is."""
        return UNITS[self.measure]

    @property
    def known_rule(self) -> str:
        """How it is kept from seeing the future."""
        return KNOWN_RULE

    @property
    def window(self) -> str:
        """How far back it looks, in words."""
        if self.measure in _NEEDS_NO_WINDOW:
            return "at the date"
        if self.when is When.UNIT:
            return "the unit event"
        return "everything known" if self.months is None else f"{self.months} months before the date"


def _problem(feature: Feature) -> str:
    """The first thing that is wrong with a definition, or an empty text."""
    if not feature.name.isidentifier() or not feature.words.strip():
        return "needs a name that is one word, and words for people. Give it both."
    if feature.months is not None and feature.months < 1:
        return "`months` must be at least 1, or left out."
    if feature.measure is Measure.DISTINCT and feature.of not in DISTINCT_OF:
        return f"`of` must be one of {', '.join(DISTINCT_OF)}."
    if feature.measure is Measure.FACT and not feature.of:
        return "`of` must name a fact."
    if feature.through and feature.through not in TIES:
        return f"`through` must be one of {', '.join(TIES)}."
    if feature.measure is Measure.PEOPLE and not feature.through:
        return "counts people, so `through` must name a tie."
    if feature.through and feature.measure not in (Measure.PEOPLE, Measure.COUNT, Measure.ANY, Measure.HARM):
        return "only people, counts and harm can be summed through a tie."
    if feature.absent and feature.measure in _NOUGHT_WHERE_NOTHING:
        return "is nought where there is nothing, so `absent` must be left out."
    if feature.when is When.UNIT and feature.measure not in (Measure.COUNT, Measure.ANY, Measure.HARM):
        return "only counts and harm can be taken of the unit event."
    if feature.when is When.UNIT and (feature.months or feature.through):
        return "is of the unit event, so it has neither `months` nor `through`."
    return ""


def check_features(features: Sequence[Feature]) -> None:
    """Raise CardInvalid when two features bear one name."""
    seen: set[str] = set()
    for feature in features:
        if feature.name in seen:
            raise CardInvalid(f"feature `{feature.name}`: two features bear this name. Rename one.")
        seen.add(feature.name)


def described(features: Sequence[Feature]) -> list[dict[str, str]]:
    """The features as rows for a card, a variable list or a transparency record."""
    return [
        {
            "name": f.name,
            "words": f.words,
            "window": f.window,
            "roles": ", ".join(f.which.roles) or "any",
            "unit": f.unit,
            "known_at": f.known_rule,
            "legal_basis": f.basis,
        }
        for f in features
    ]
