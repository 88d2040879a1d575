"""What the dictionary asks of a record: which mandatory parts are missing, and the 4+1 rule."""

from collections.abc import Mapping
from dataclasses import dataclass

from ninefold.pole.entities import ENTITIES, Entity, Kind
from ninefold.pole.parts import (
    BORN,
    CONTACTS,
    CRO,
    GENDER,
    GIVEN_NAME,
    PNC_ID,
    SURNAME,
    Part,
    Requirement,
)
from ninefold.pole.refusal import Refusal

__all__ = [
    "ENTITIES",
    "PROTECTED_ATTRIBUTES",
    "PROTECTED_COLUMNS",
    "Entity",
    "FourPlusOne",
    "Kind",
    "MissingPart",
    "Part",
    "ProtectedAttribute",
    "Requirement",
    "entity",
    "four_plus_one",
    "is_protected",
    "missing_parts",
]


@dataclass(frozen=True, slots=True)
class MissingPart:
    """A requirement a record does not meet: the parts that would meet it, how many are needed and found."""

    entity: str
    parts: tuple[str, ...]
    rules: tuple[str, ...]
    needed: int
    found: int
    is_confirmed: bool

    def __str__(self) -> str:
        """A sentence that names the parts, and no value."""
        if len(self.parts) == 1:
            return f"{self.entity}: {self.parts[0]} ({self.rules[0]}) is missing"
        which = ", ".join(self.parts)
        return f"{self.entity}: {self.found} of at least {self.needed} given from {which}"


def entity(code: str) -> Entity:
    """The entity of a code such as P_001."""
    if code not in ENTITIES:
        raise Refusal("entity.list", "is not the code of one of the 44 entities")
    return ENTITIES[code]


def missing_parts(entity_code: str, present: Mapping[str, object]) -> list[MissingPart]:
    """The mandatory parts a record lacks, in the dictionary's order; an empty list when it is complete.

    `present` maps column names to values, `details` among them; a link counts when its word is true.
    """
    needs = entity(entity_code).needs
    due = [need for need in needs if need.when is None or need.when.holds(present)]
    answers = ((need, sum(part.is_in(present) for part in need.of)) for need in due)
    return [_missing(entity_code, need, found) for need, found in answers if found < need.at_least]


def _missing(code: str, need: Requirement, found: int) -> MissingPart:
    parts = tuple(part.name for part in need.of)
    rules = tuple(part.rule for part in need.of)
    return MissingPart(code, parts, rules, need.at_least, found, need.is_confirmed)


@dataclass(frozen=True, slots=True)
class FourPlusOne:
    """How a person stands against the 4+1 rule: given name, surname, date of birth, gender, a contact."""

    found: tuple[str, ...]
    missing: tuple[str, ...]

    @property
    def holds(self) -> bool:
        """Whether nothing is missing."""
        return not self.missing

    @property
    def has_nothing(self) -> bool:
        """Whether there is no identifying data at all; such a person must not be created."""
        return not self.found


def four_plus_one(person: Mapping[str, object], *, is_offender: bool = False) -> FourPlusOne:
    """Which of the five parts a person has; for an offender a CRO number or PNC ID is a contact too."""
    contacts = (*CONTACTS, CRO, PNC_ID) if is_offender else CONTACTS
    answers = {part.name: part.is_in(person) for part in (GIVEN_NAME, SURNAME, BORN, GENDER)}
    answers["contact"] = any(part.is_in(person) for part in contacts)
    found = tuple(name for name, is_there in answers.items() if is_there)
    return FourPlusOne(found, tuple(name for name in answers if name not in found))


@dataclass(frozen=True, slots=True)
class ProtectedAttribute:
    """An attribute that touches a protected characteristic, and the columns that hold it."""

    name: str
    rule: str
    columns: tuple[str, ...]


# None of these may be an input of a model unless its card says who signed that off, and why.
PROTECTED_ATTRIBUTES: tuple[ProtectedAttribute, ...] = (
    ProtectedAttribute("date of birth", "DS_034", ("born", "born_precision", "age", "age_low", "age_high")),
    ProtectedAttribute("place of birth", "", ("place_of_birth",)),
    ProtectedAttribute("gender", "DS_037", ("gender",)),
    ProtectedAttribute("self-defined ethnicity", "DS_038", ("ethnicity_self",)),
    ProtectedAttribute("officer-defined ethnicity", "DS_112", ("ethnicity_observed",)),
    ProtectedAttribute("person relationship", "", ("relationship", "guardian_relationship")),
    ProtectedAttribute("hate crime", "DS_096", ("hate_crime",)),
    ProtectedAttribute("photograph", "", ("photograph", "image")),
    ProtectedAttribute("due date", "", ("due_date",)),
)

PROTECTED_COLUMNS: frozenset[str] = frozenset(
    column for attribute in PROTECTED_ATTRIBUTES for column in attribute.columns
)


def is_protected(column: str) -> bool:
    """Whether a column, alone or behind `details.`, touches a protected characteristic."""
    return column.removeprefix("details.") in PROTECTED_COLUMNS
