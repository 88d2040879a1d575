"""The parts an entity must have, as data: single parts, choices of so many from a set, and conditions.

A part names the columns that can hold it. A column is looked up in a record as a POLE table's column or
as a name in its `details`. Parts that are links (the offender of a crime, the reporting person) are named
by a word the caller puts among the columns when such a link exists.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Part:
    """One part of an entity: `rule` is its number in the dictionary; any one of `columns` holds it."""

    name: str
    rule: str
    columns: tuple[str, ...]
    at_least: int = 1  # characters
    is_link: bool = False

    def is_in(self, present: Mapping[str, object]) -> bool:
        """Whether the record holds the part: not None, not blank, long enough; a link must be true.

        False is an answer to a question such as "repeat victim?", so it counts where there is no link.
        """
        values = [_found(present, column) for column in self.columns]
        if self.is_link:
            return any(_is_given(value, 1) and bool(value) for value in values)
        return any(_is_given(value, self.at_least) for value in values)


@dataclass(frozen=True, slots=True)
class Condition:
    """Holds when a column has one of some values (or, with `is_other`, is given and has none of them)."""

    column: str
    among: frozenset[str]
    is_other: bool = False

    def holds(self, present: Mapping[str, object]) -> bool:
        """Whether a record meets the condition; case makes no difference."""
        value = _found(present, self.column)
        if not _is_given(value, 1):
            return False
        return (str(value).strip().casefold() in self.among) is not self.is_other


@dataclass(frozen=True, slots=True)
class Requirement:
    """At least `at_least` of these parts, always or when a condition holds.

    `is_confirmed` is False where the dictionary's own words were not seen.
    """

    of: tuple[Part, ...]
    at_least: int = 1
    when: Condition | None = None
    is_confirmed: bool = True


def _found(present: Mapping[str, object], column: str) -> object:
    for name in (column, f"details.{column}"):
        if present.get(name) is not None:
            return present[name]
    details = present.get("details")
    return details.get(column) if isinstance(details, Mapping) else None


def _is_given(value: object, characters: int) -> bool:
    if value is None or (isinstance(value, float) and math.isnan(value)):
        return False
    return not isinstance(value, str) or len(value.strip()) >= characters


def all_of(*parts: Part, is_confirmed: bool = True, when: Condition | None = None) -> tuple[Requirement, ...]:
    """One requirement for each part."""
    return tuple(Requirement((part,), 1, when, is_confirmed) for part in parts)


GIVEN_NAME = Part("given name", "DS_031", ("given_name",))
SURNAME = Part("surname", "DS_032", ("surname",))
BORN = Part("date of birth", "DS_034", ("born",))
AGE = Part("age", "DS_120", ("age", "age_low"))
GENDER = Part("gender", "DS_037", ("gender",))
HOME_ADDRESS = Part("home address", "DS_005", ("address", "postcode", "uprn"))
TELEPHONE = Part("telephone", "DS_053", ("phone",))
EMAIL = Part("email", "DS_054", ("email",))
CRO = Part("CRO number", "DS_071", ("cro",))
PNC_ID = Part("PNC ID", "DS_072", ("pnc_id",))
COLLAR = Part("collar number", "DS_070", ("collar", "officer"))
CONTACTS = (HOME_ADDRESS, TELEPHONE, EMAIL)

ETHNICITY_SELF = Part("self-defined ethnicity", "DS_038", ("ethnicity_self",))
ETHNICITY_OBSERVED = Part("officer-defined ethnicity", "DS_112", ("ethnicity_observed",))
# Parts whose number in the dictionary is not known here stand under a word of our own.
PHYSICAL = (
    GENDER,
    Part("build", "physical.build", ("build",)),
    Part("complexion", "physical.complexion", ("complexion",)),
    Part("distinguishing feature", "physical.feature", ("distinguishing_feature",)),
    Part("eye colour", "physical.eyes", ("eye_colour", "eye_left", "eye_right")),
    Part("ethnicity", "DS_112", ("ethnicity_observed", "ethnicity_self")),
    Part("hair", "physical.hair", ("hair", "hair_colour")),
)

POSTCODE = Part("postcode", "DS_010", ("postcode",))
GEOMETRIC = Part("geometric location", "DS_014", ("latitude",))
AREA = Part("area", "area", ("area",))
ONE_LOCATION = Requirement((POSTCODE, GEOMETRIC, AREA))

OCCURRED = Part("date", "DS_001", ("occurred",))
OFFICER = Part("officer's collar number", "DS_070", ("officer", "collar", "recording_officer"))
REPEAT_VICTIM = Part("repeat victim", "DS_093", ("repeat_victim",))
VICTIM = Part("victim", "P_004", ("victim",), is_link=True)
SUSPECT = Part("suspect", "P_002", ("suspect", "knownSuspect", "unknownSuspect", "detained"), is_link=True)
