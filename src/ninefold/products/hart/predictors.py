"""What HART knew of a person in custody, as published, and what is proposed in its place.

`PUBLISHED` is the list of 34 of Oswald, Grace, Urwin and Barnes (2018), each with its feature here. Two have none:
where a person lives and what a company sells about their street say who is policed, not what a person did.
`PROPOSED` is shorter, reads every linked force, and leaves out what other people did.
"""

from collections.abc import Mapping
from dataclasses import replace

from ninefold.measures.features.definition import Feature, Measure, When, Which
from ninefold.measures.features.offences import DRUG, PROPERTY, SERIOUS, SEXUAL, VIOLENCE, WEAPON
from ninefold.measures.features.units import AGE, SEX

NEVER_DAYS = 3652.5  # ten years: longer ago than any outcome of the last two is told apart from never
NEVER_AGE = 99.0
CUSTODY = Which(kinds=("custody",), roles=("suspect",))
INTELLIGENCE = Which(kinds=("intelligence",), roles=("subject",))


def offences(*families: str) -> Which:
    """Crimes in which the person was a suspect, of the families given or of any."""
    return Which(kinds=("crime",), roles=("suspect",), families=families)


def _arrested_for(*families: str) -> Which:
    return replace(CUSTODY, families=families)


def _count(name: str, words: str, which: Which) -> Feature:
    return Feature(name, words, Measure.COUNT, which)


def _latest(name: str, words: str, which: Which) -> Feature:
    return Feature(name, f"days since {words}", Measure.DAYS_SINCE_LAST, which, absent=NEVER_DAYS)


def _first(name: str, words: str, which: Which) -> Feature:
    return Feature(name, f"age at {words}", Measure.AGE_AT_FIRST, which, absent=NEVER_AGE)


def _instant(name: str, words: str, measure: Measure, *families: str) -> Feature:
    return Feature(name, words, measure, _arrested_for(*families), when=When.UNIT)


_AGE = replace(AGE, name="custody_age", words="age in years on the day")
_GENDER = replace(SEX, name="gender", words="gender as recorded (0 female, 1 male, 2 other)")

# The published name of each predictor, in the order of the paper's table, and the feature that stands for it.
PUBLISHED: Mapping[str, Feature | None] = {
    "CustodyAge": _AGE,
    "Gender": _GENDER,
    "InstantAnyOffenceCount": _instant("instant_any", "offences of this arrest", Measure.COUNT),
    "InstantViolenceOffenceBinary": _instant(
        "instant_violence", "arrested for violence", Measure.ANY, *VIOLENCE
    ),
    "InstantPropertyOffenceBinary": _instant(
        "instant_property", "arrested for a property offence", Measure.ANY, *PROPERTY
    ),
    "CustodyPostcodeOutwardTop24": None,
    "CustodyMosaicCodeTop28": None,
    "FirstAnyOffenceAge": _first("first_any_age", "the first offence", offences()),
    "FirstViolenceOffenceAge": _first("first_violence_age", "the first violence", offences(*VIOLENCE)),
    "FirstSexualOffenceAge": _first("first_sexual_age", "the first sexual offence", offences(*SEXUAL)),
    "FirstWeaponOffenceAge": _first("first_weapon_age", "the first weapon offence", offences(*WEAPON)),
    "FirstDrugOffenceAge": _first("first_drug_age", "the first drug offence", offences(*DRUG)),
    "FirstPropertyOffenceAge": _first(
        "first_property_age", "the first property offence", offences(*PROPERTY)
    ),
    "PriorAnyOffenceCount": _count("prior_any", "earlier offences", offences()),
    "PriorAnyOffenceLatestYears": _latest("latest_any_days", "the latest offence", offences()),
    "PriorMurderOffenceCount": _count("prior_murder", "earlier homicide offences", offences("homicide")),
    "PriorSeriousOffenceCount": _count("prior_serious", "earlier serious offences", offences(*SERIOUS)),
    "PriorSeriousOffenceLatestYears": _latest(
        "latest_serious_days", "the latest serious offence", offences(*SERIOUS)
    ),
    "PriorViolenceOffenceCount": _count("prior_violence", "earlier violence", offences(*VIOLENCE)),
    "PriorViolenceOffenceLatestYears": _latest(
        "latest_violence_days", "the latest violence", offences(*VIOLENCE)
    ),
    "PriorSexualOffenceCount": _count("prior_sexual", "earlier sexual offences", offences(*SEXUAL)),
    "PriorSexualOffenceLatestYears": _latest(
        "latest_sexual_days", "the latest sexual offence", offences(*SEXUAL)
    ),
    # Registration follows conviction, which police records here do not hold: the graver sexual offences stand for it.
    "PriorSexRegOffenceCount": _count(
        "prior_sexual_grave", "earlier graver sexual offences", offences("sexual-grave")
    ),
    "PriorWeaponOffenceCount": _count("prior_weapon", "earlier weapon offences", offences(*WEAPON)),
    "PriorWeaponOffenceLatestYears": _latest(
        "latest_weapon_days", "the latest weapon offence", offences(*WEAPON)
    ),
    "PriorFirearmOffenceCount": _count("prior_firearm", "earlier firearm offences", offences("firearm")),
    "PriorDrugOffenceCount": _count("prior_drug", "earlier drug offences", offences(*DRUG)),
    "PriorDrugOffenceLatestYears": _latest("latest_drug_days", "the latest drug offence", offences(*DRUG)),
    "PriorDrugDistOffenceCount": _count("prior_supply", "earlier drug supply", offences("drug-supply")),
    "PriorPropertyOffenceCount": _count("prior_property", "earlier property offences", offences(*PROPERTY)),
    "PriorPropertyOffenceLatestYears": _latest(
        "latest_property_days", "the latest property offence", offences(*PROPERTY)
    ),
    "PriorCustodyCount": _count("prior_custody", "earlier times in custody", CUSTODY),
    "PriorCustodyLatestYears": _latest("latest_custody_days", "the latest time in custody", CUSTODY),
    "PriorIntelCount": _count("prior_intelligence", "earlier intelligence reports", INTELLIGENCE),
}

PROPOSED: tuple[Feature, ...] = (
    _AGE,
    _GENDER,
    _instant("instant_violence", "arrested for violence", Measure.ANY, *VIOLENCE),
    _instant("instant_property", "arrested for a property offence", Measure.ANY, *PROPERTY),
    _count("prior_any", "earlier offences as a suspect, in any force", offences()),
    Feature(
        "any_24m", "offences as a suspect in the last 24 months, in any force", Measure.COUNT, offences(), 24
    ),
    _latest("latest_any_days", "the latest offence as a suspect, in any force", offences()),
    _count("prior_serious", "earlier serious offences as a suspect", offences(*SERIOUS)),
    _count("prior_violence", "earlier violence as a suspect", offences(*VIOLENCE)),
    _count("prior_property", "earlier property offences as a suspect", offences(*PROPERTY)),
    _count("prior_custody", "earlier times in custody, in any force", CUSTODY),
    Feature(
        "custody_24m", "times in custody in the last 24 months, in any force", Measure.COUNT, CUSTODY, 24
    ),
    Feature(
        "domestic_24m",
        "domestic abuse incidents as the person suspected, in the last 24 months",
        Measure.COUNT,
        Which(kinds=("domestic_abuse",), roles=("suspect",)),
        24,
    ),
)


def published() -> tuple[Feature, ...]:
    """The features of the published list that exist here, once each."""
    return tuple(feature for feature in PUBLISHED.values() if feature is not None)
