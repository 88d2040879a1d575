"""What a person was in an event, and other reasons for a link between two records.

A role is carried by the link from a person to an event, so the same person can be a victim in one and a
suspect in another. Reasons are the `linkReason` words of the national interchange schema where it has one.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from ninefold.pole.refusal import Refusal, compact
from ninefold.pole.sensitivity import PersonCategory


@dataclass(frozen=True, slots=True)
class Role:
    """A role a person can have in an event: its reason, its entity, and its category under s.38(3)."""

    reason: str
    entity: str
    title: str
    category: PersonCategory
    other_names: tuple[str, ...] = ()


_SUSPECT, _VICTIM = PersonCategory.SUSPECT, PersonCategory.VICTIM
_WITNESS, _OTHER = PersonCategory.WITNESS, PersonCategory.OTHER

# A category the Act does not settle, such as that of a person of interest, is the one that gives the
# person more protection from being treated as a suspect.
_ALL = (
    Role("offender", "P_001", "Offender", _SUSPECT, ("perpetrator",)),
    Role("knownSuspect", "P_002", "Suspect, known", _SUSPECT, ("suspect", "arrested", "accused")),
    Role("unknownSuspect", "P_003", "Suspect, unknown", _SUSPECT),
    Role("victim", "P_004", "Victim", _VICTIM, ("aggrieved", "injured party")),
    Role("witness", "P_005", "Witness", _WITNESS),
    Role("personOfInterest", "P_006", "Person of interest, known", _OTHER, ("poi",)),
    Role("unknownPersonOfInterest", "P_007", "Person of interest, unknown", _OTHER),
    Role("subject", "P_008", "Subject of intelligence", _OTHER),
    Role("vulnerableChild", "P_009", "Vulnerable child", _VICTIM, ("child at risk",)),
    Role("vulnerableAdult", "P_010", "Vulnerable adult", _VICTIM, ("adult at risk",)),
    Role("unborn", "P_011", "Unborn", _OTHER),
    Role("involvedParty", "P_012", "Involved party", _OTHER, ("involved",)),
    Role("associate", "P_013", "Association", _OTHER),
    Role("missingPerson", "P_014", "Missing person", _OTHER, ("missing",)),
    Role("officer", "P_015", "Officer on duty", _OTHER, ("officerInCase", "arrestingOfficer")),
    Role("officerVictim", "P_016", "Victim whilst on duty", _VICTIM),
    Role("organisationReporting", "P_017", "Person reporting, for an organisation", _WITNESS),
    Role(
        "personReporting",
        "P_018",
        "Person reporting, a member of the public",
        _WITNESS,
        ("reporter", "caller"),
    ),
    Role("suddenDeath", "P_019", "Sudden death, non-suspicious", _OTHER),
    Role("unexplainedDeath", "P_020", "Sudden death, unexplained", _OTHER),
    # Searched, detained: the person is under a power, which s.38(3) does not by itself make suspicion of.
    Role("searched", "P_012", "Person stopped and searched", _OTHER, ("stopped",)),
    Role("detained", "P_002", "Person in custody", _SUSPECT, ("detainee",)),
)

ROLES: Mapping[str, Role] = MappingProxyType({role.reason: role for role in _ALL})

_BY_NAME: Mapping[str, Role] = MappingProxyType(
    {name.upper().replace(" ", ""): role for role in _ALL for name in (role.reason, *role.other_names)}
)

# Reasons for links that are not a role in an event: between people, and from people to places and objects.
OTHER_REASONS: frozenset[str] = frozenset(
    {
        "homeAddress", "currentAddress", "permanentAddress", "businessAddress", "registeredGpAddress",
        "incidentLocation", "usesPhone", "personalTelephone", "businessTelephone", "usesEmail",
        "personalEmail", "businessEmail", "personalSocialMedia", "ownershipOf", "driverOf", "passengerOf",
        "inVehicle", "stolen", "stolenFrom", "damaged", "weaponUsed", "incidentEvidence",
        "sameIncidentReported", "outcomeOf", "guardian", "nextOfKin", "appropriateAdult", "mother", "father",
        "son", "daughter", "brother", "sister", "grandparent", "grandchild", "spouse", "civilPartner",
        "partner", "coHabitingPartner", "exPartner", "carer", "fosterParent", "fosterChild", "stepParent",
        "friend", "neighbour", "landlord", "tenant", "colleagueWork", "employer", "employee",
        "criminalAssociate", "stranger", "relationshipUnknown",
    }
)  # fmt: skip


def parse_role(text: str) -> Role:
    """The role of a person in an event, from its reason or another name for it."""
    role = _BY_NAME.get(compact(text, "role", drop=" -_"))
    if role is None:
        raise Refusal("role.list", "is not a role of a person in an event")
    return role


def is_link_reason(text: str) -> bool:
    """Whether a text is a role's reason or another reason for a link."""
    return text in ROLES or text in OTHER_REASONS


def category_of(role: Role, *, is_convicted: bool = False) -> PersonCategory:
    """The s.38(3) category of a person in an event; a conviction counts for a suspect or offender only."""
    if is_convicted and role.category is PersonCategory.SUSPECT:
        return PersonCategory.CONVICTED
    return role.category
