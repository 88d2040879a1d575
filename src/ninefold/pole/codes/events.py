"""Closed lists about events: hate crime, Home Office outcomes, anti-social behaviour, risk bands."""

from ninefold.pole.codes.code_list import CodeList
from ninefold.pole.refusal import Refusal

HATE_CRIME = CodeList(
    "DS_096",
    {
        "n/a": "N/A",
        "race": "Race",
        "religion": "Religion",
        "sexual-orientation": "Sexual Orientation",
        "transgender": "Transgender",
        "other": "Other",
    },
    {"Not applicable": "n/a", "None": "n/a"},
)

# The codes and what they mean are not confirmed in a primary source; the groups below are.
HO_OUTCOME = CodeList(
    "DS_083",
    {
        "1": "Charged or summonsed",
        "2": "Caution, youth",
        "3": "Caution, adult",
        "4": "Taken into consideration",
        "5": "Offender has died",
        "6": "Penalty notice for disorder",
        "7": "Cannabis or khat warning",
        "8": "Community resolution",
        "9": "Prosecution not in the public interest (Crown Prosecution Service)",
        "10": "Formal action not in the public interest (police)",
        "11": "Named suspect is below the age of criminal responsibility",
        "12": "Named suspect is too ill to prosecute",
        "13": "Named suspect, but victim or key witness is dead or too ill",
        "14": "Victim does not support action, no suspect identified",
        "15": "Named suspect, victim supports, evidential difficulties",
        "16": "Named suspect, victim does not support action",
        "17": "Named suspect, time limit for prosecution has passed",
        "18": "Investigation complete, no suspect identified",
        "19": "Taken up by the National Fraud Intelligence Bureau",
        "20": "Action taken by another body",
        "21": "Further investigation not in the public interest (police)",
        "22": "Diversionary, educational or intervention activity",
    },
    {f"0{code}": str(code) for code in range(1, 10)},
    is_confirmed=False,
)

_OUTCOME_GROUPS: dict[str, range] = {
    "charged": range(1, 2),
    "out-of-court": range(2, 4),
    "taken-into-consideration": range(4, 5),
    "offender-died": range(5, 6),
    "out-of-court-informal": range(6, 9),
    "not-in-public-interest": range(9, 11),
    "prosecution-prevented": range(11, 14),
    "evidential-difficulties": range(14, 18),
    "no-suspect": range(18, 19),
    "other-body": range(19, 21),
    "further-investigation-not-in-public-interest": range(21, 22),
    "diversion": range(22, 23),
}


def ho_outcome_group(code: str) -> str:
    """The group a Home Office outcome belongs to, such as evidential-difficulties."""
    number = int(HO_OUTCOME.parse(code))
    return next(group for group, codes in _OUTCOME_GROUPS.items() if number in codes)


ASB_CLASS = CodeList(
    "DS_106",
    {"personal": "Personal", "nuisance": "Nuisance", "environmental": "Environmental"},
)

# Thirteen types, as the dictionary counts them; their names are not confirmed in a primary source.
ASB_TYPE = CodeList(
    "DS_107",
    {
        "abandoned-vehicle": "Vehicle abandoned",
        "vehicle-nuisance": "Vehicle nuisance or inappropriate use",
        "rowdy-behaviour": "Rowdy or inconsiderate behaviour",
        "nuisance-neighbours": "Rowdy or nuisance neighbours",
        "littering": "Littering or drugs paraphernalia",
        "animals": "Animal problems",
        "trespass": "Trespass",
        "nuisance-calls": "Nuisance calls",
        "street-drinking": "Street drinking",
        "prostitution": "Prostitution related activity",
        "noise": "Noise nuisance",
        "begging": "Begging or vagrancy",
        "fireworks": "Misuse of fireworks",
    },
    is_confirmed=False,
)

DASH_BAND = CodeList("DASH", {"standard": "Standard", "medium": "Medium", "high": "High"})
DASH_QUESTIONS = 27

MISSING_RISK = CodeList(
    "missing_risk",
    {
        "no-apparent-risk": "No apparent risk",
        "low": "Low",
        "medium": "Medium",
        "high": "High",
    },
)


def dash_band(yes_answers: int) -> str:
    """The band that the count of yes answers alone gives: up to 9 standard, 10 to 13 medium, 14 or more high.

    Professional judgement, and clusters such as separation with control and violence, override the count.
    """
    if not 0 <= yes_answers <= DASH_QUESTIONS:
        raise Refusal("DASH.range", f"is not between 0 and {DASH_QUESTIONS} yes answers")
    if yes_answers >= 14:
        return "high"
    return "medium" if yes_answers >= 10 else "standard"
