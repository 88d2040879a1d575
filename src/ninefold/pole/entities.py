"""The 44 entities of the Minimum POLE Data Standards Dictionary, v1.1, and what each must have.

Where the wording of a mandatory part was not seen, the requirement is marked as not confirmed.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from ninefold.pole import parts
from ninefold.pole.parts import Condition, Part, Requirement, all_of


class Kind(StrEnum):
    """The four kinds of entity."""

    PERSON = "person"
    OBJECT = "object"
    LOCATION = "location"
    EVENT = "event"


@dataclass(frozen=True, slots=True)
class Entity:
    """One entity of the dictionary: its code, its name, its kind and the parts it must have."""

    code: str
    name: str
    kind: Kind
    needs: tuple[Requirement, ...] = ()


_IDENTITY = all_of(parts.GIVEN_NAME, parts.SURNAME, parts.BORN, parts.AGE, parts.GENDER)
_STANDARD = (*_IDENTITY, Requirement(parts.CONTACTS))
_OFFENDER = (*_IDENTITY, Requirement((*parts.CONTACTS, parts.CRO, parts.PNC_ID)))
_UNKNOWN = (Requirement(parts.PHYSICAL, 4),)
_CHILD = (
    *_IDENTITY,
    *all_of(
        parts.HOME_ADDRESS,
        Part("parent or guardian", "DS_031", ("guardian", "parent")),
        Part("relationship to parent or guardian", "relationship", ("guardian_relationship", "relationship")),
    ),
)
_OFFICER = all_of(parts.COLLAR, is_confirmed=False)
_ORGANISATION = (
    *all_of(Part("organisation", "organisation", ("organisation",)), is_confirmed=False),
    Requirement(parts.CONTACTS, is_confirmed=False),
)

_PERSONS = (
    ("P_001", "Offender", _OFFENDER),
    ("P_002", "Suspect - Known", _STANDARD),
    ("P_003", "Suspect - Unknown", _UNKNOWN),
    ("P_004", "Victim", _STANDARD),
    ("P_005", "Witness", _STANDARD),
    ("P_006", "Person of Interest - Known", _STANDARD),
    ("P_007", "Person of Interest - Unknown", _UNKNOWN),
    ("P_008", "Subject", _STANDARD),
    ("P_009", "Vulnerable Child", _CHILD),
    ("P_010", "Vulnerable Adult", _STANDARD),
    ("P_011", "Unborn", all_of(Part("due date", "due_date", ("due_date",)))),
    ("P_012", "Involved Party", _STANDARD),
    ("P_013", "Associations", _STANDARD),
    ("P_014", "Missing Person", (*_STANDARD, Requirement(parts.PHYSICAL, 4))),
    ("P_015", "Officer on Duty", _OFFICER),
    ("P_016", "Victim whilst on Duty", _OFFICER),
    ("P_017", "Person Reporting / Organisation", _ORGANISATION),
    ("P_018", "Person Reporting / Public", _STANDARD),
    ("P_019", "Sudden Death - non-suspicious", _STANDARD),
    ("P_020", "Sudden Death - unexplained", _STANDARD),
)


def _mark(name: str, rule: str, *columns: str) -> tuple[Requirement, ...]:
    """An object's own identifying mark; that it is mandatory follows from what the object is."""
    return all_of(Part(name, rule, ("value", *columns)), is_confirmed=False)


_DESCRIPTION = all_of(Part("description", "description", ("description",)), is_confirmed=False)

_OBJECTS = (
    ("O_001", "Vehicle - Known", _mark("registration mark", "VRM", "vrm")),
    ("O_002", "Vehicle - Suspicious", _DESCRIPTION),
    ("O_003", "Telephone", _mark("telephone number", "DS_053", "phone")),
    ("O_004", "Email", _mark("email address", "DS_054", "email")),
    ("O_005", "Passport", _mark("passport number", "DS_056", "passport")),
    ("O_006", "Driving Licence", _mark("driver number", "DS_061", "driving_licence")),
    ("O_007", "CRO Number", _mark("CRO number", "DS_071", "cro")),
    ("O_008", "PNC ID", _mark("PNC ID", "DS_072", "pnc_id")),
    ("O_009", "NI Number", _mark("National Insurance number", "DS_060", "nino")),
    ("O_010", "Property", _DESCRIPTION),
    ("O_011", "Custody Image", _mark("image reference", "image", "image")),
    ("O_012", "Photograph", _mark("image reference", "image", "image")),
    ("O_013", "Social Media Tag", _mark("tag", "tag", "tag")),
)

_ADDRESS = all_of(parts.HOME_ADDRESS, is_confirmed=False)
_POINT = all_of(parts.GEOMETRIC, Part("longitude", "DS_015", ("longitude",)), is_confirmed=False)

_LOCATIONS = (
    ("L_001", "Residential", _ADDRESS),
    ("L_002", "Business", _ADDRESS),
    ("L_003", "Geometric", _POINT),
    ("L_004", "Area", all_of(Part("area", "area", ("area", "place")), is_confirmed=False)),
    ("L_005", "NFA", ()),
)

_RESOLVED = Condition(
    "status", frozenset({"resolved", "concluded", "resolved and concluded", "detected", "finalised"})
)
_HATE = Condition(
    "hate_crime", frozenset({"n/a", "na", "none", "no", "false", "not applicable"}), is_other=True
)

_CRIME = (
    *all_of(
        Part("Home Office classification", "DS_074", ("ho_class",)),
        Part("crime type", "DS_078", ("crime_type", "category")),
        Part("resolved outcome", "DS_083", ("outcome",)),
        Part("status", "DS_084", ("status",)),
        Part("hate crime", "DS_096", ("hate_crime",)),
        Part("date and time of offence", "DS_001", ("occurred",)),
        Part("modus operandi", "DS_088", ("summary", "mo"), at_least=20),
        Part("reported date", "DS_001", ("reported",)),
        Part("recording officer's collar number", "DS_070", ("recording_officer",)),
        Part("supervising officer's collar number", "DS_070", ("supervising_officer",)),
    ),
    parts.ONE_LOCATION,
    *all_of(Part("offender", "P_001", ("offender",), is_link=True), when=_RESOLVED),
    *all_of(Part("correct checks", "DS_110", ("correct_checks",)), when=_HATE),
)
_INCIDENT = (
    *all_of(
        Part("qualifiers", "DS_074", ("qualifiers", "ho_class")),
        Part("NSIR opening code", "DS_091", ("nsir_opening",)),
        Part("NSIR closing code", "DS_092", ("nsir_closing",)),
        Part("person", "person", ("person",), is_link=True),
        parts.OCCURRED,
    ),
    parts.ONE_LOCATION,
)
_CUSTODY = all_of(
    parts.SUSPECT,
    Part("arrest summons number", "DS_073", ("asn",)),
    Part("offence code", "DS_080", ("offence_code",)),
    Part("arrest reason", "DS_086", ("arrest_reason",)),
    parts.GENDER,
    Part("nationality", "nationality", ("nationality",)),
    parts.ETHNICITY_SELF,
    parts.ETHNICITY_OBSERVED,
    Part("arresting officer", "DS_070", ("arresting_officer", "officer")),
)
_STOP_SEARCH = (
    *all_of(
        Part("nature of stop", "DS_105", ("stop_nature", "category")),
        Part("receipt number", "receipt", ("receipt", "reference")),
        Part("name", "DS_032", ("surname", "name")),
        parts.BORN,
        parts.AGE,
        Part("place of birth", "place_of_birth", ("place_of_birth",)),
        parts.OCCURRED,
        parts.ETHNICITY_SELF,
        parts.ETHNICITY_OBSERVED,
        parts.OFFICER,
    ),
    parts.ONE_LOCATION,
)
_SAFEGUARDING = (
    *all_of(
        parts.VICTIM,
        parts.SUSPECT,
        parts.REPEAT_VICTIM,
        Part("repeat offender", "DS_094", ("repeat_offender",)),
        Part("children present", "DS_095", ("children_present",)),
    ),
    parts.ONE_LOCATION,
)
_REPORTING = Part(
    "reporting person",
    "P_018",
    ("personReporting", "organisationReporting", "reporting_person"),
    is_link=True,
)
_ASB = (
    *all_of(
        _REPORTING,
        Part("class", "DS_106", ("asb_class",)),
        Part("type", "DS_107", ("asb_type",)),
        Part("questionnaire", "DS_108", ("questionnaire",)),
        parts.REPEAT_VICTIM,
    ),
    parts.ONE_LOCATION,
)

_EVENTS = (
    ("E_001", "Crime", _CRIME),
    ("E_002", "Incident", _INCIDENT),
    ("E_003", "Custody", _CUSTODY),
    ("E_004", "Stop Search", _STOP_SEARCH),
    ("E_005", "Safeguarding", _SAFEGUARDING),
    ("E_006", "ASB", _ASB),
)

ENTITIES: Mapping[str, Entity] = MappingProxyType(
    {
        code: Entity(code, name, kind, needs)
        for kind, rows in (
            (Kind.PERSON, _PERSONS),
            (Kind.OBJECT, _OBJECTS),
            (Kind.LOCATION, _LOCATIONS),
            (Kind.EVENT, _EVENTS),
        )
        for code, name, needs in rows
    }
)
