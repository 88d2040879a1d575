"""What can be done: the fourteen published crime types, their offences, and when and how often they happen."""

from dataclasses import dataclass

import numpy as np

from ninefold.region.chance import Floats


@dataclass(frozen=True)
class Category:
    """One crime type: yearly number per 1,000 people, its day, and who is usually there."""

    slug: str
    yearly: float
    profile: str  # night, day, home or even: when in the day and the week
    winter: float  # how much more in January than in July, as a share
    at_home: float  # share that happens at the victim's home
    in_centre: float  # how many times commoner in a town centre
    victim: float  # share with a personal victim
    suspect: float  # share with a named suspect
    partner: float  # share of the suspects who are the victim's partner


@dataclass(frozen=True)
class Offence:
    """One offence of a crime type, with its codes and Home Office subgroup."""

    category: str
    ho_class: str
    code: str
    title: str
    subgroup: str
    weight: float


CATEGORIES = (
    Category("anti-social-behaviour", 17.0, "night", -0.25, 0.0, 2.0, 0.0, 0.0, 0.0),
    Category("bicycle-theft", 1.3, "day", -0.30, 0.25, 2.5, 0.92, 0.03, 0.0),
    Category("burglary", 4.6, "home", 0.20, 0.72, 0.8, 0.74, 0.09, 0.0),
    Category("criminal-damage-arson", 8.0, "night", -0.05, 0.45, 1.3, 0.75, 0.20, 0.22),
    Category("drugs", 3.0, "even", -0.02, 0.0, 1.8, 0.0, 0.95, 0.0),
    Category("other-crime", 1.9, "even", 0.0, 0.2, 1.0, 0.45, 0.45, 0.02),
    Category("other-theft", 7.0, "day", -0.05, 0.15, 2.2, 0.70, 0.12, 0.02),
    Category("possession-of-weapons", 0.9, "night", 0.0, 0.0, 2.0, 0.05, 0.93, 0.0),
    Category("public-order", 8.0, "night", -0.12, 0.08, 2.4, 0.65, 0.50, 0.05),
    Category("robbery", 1.2, "night", 0.10, 0.03, 3.2, 0.92, 0.22, 0.0),
    Category("shoplifting", 6.2, "day", 0.02, 0.0, 7.0, 0.0, 0.36, 0.0),
    Category("theft-from-the-person", 1.6, "night", 0.0, 0.0, 6.0, 1.0, 0.03, 0.0),
    Category("vehicle-crime", 6.4, "home", 0.08, 0.55, 1.0, 0.9, 0.07, 0.0),
    Category("violent-crime", 29.0, "night", -0.08, 0.42, 1.9, 0.93, 0.62, 0.36),
)
SLUGS = tuple(category.slug for category in CATEGORIES)
ASB = SLUGS.index("anti-social-behaviour")

OFFENCES = (
    Offence("anti-social-behaviour", "", "", "Anti-social behaviour", "", 1),
    Offence("bicycle-theft", "044/00", "TH68012", "Theft of pedal cycle", "Bicycle theft", 1),
    Offence("burglary", "028/05", "TH68072", "Burglary residential", "Residential burglary", 60),
    Offence("burglary", "028/06", "TH68081", "Attempted burglary residential", "Residential burglary", 14),
    Offence("burglary", "029/01", "TH68147", "Aggravated burglary residential", "Residential burglary", 1),
    Offence("burglary", "030/03", "TH68075", "Burglary business", "Non-residential burglary", 25),
    Offence("criminal-damage-arson", "058/01", "CD71039", "Damage to a dwelling", "Criminal damage", 28),
    Offence("criminal-damage-arson", "058/03", "CD71040", "Damage to a vehicle", "Criminal damage", 38),
    Offence("criminal-damage-arson", "058/04", "CD71041", "Other damage", "Criminal damage", 28),
    Offence("criminal-damage-arson", "056/02", "CD71018", "Arson not endangering life", "Arson", 5),
    Offence("criminal-damage-arson", "056/01", "CD71019", "Arson endangering life", "Arson", 1),
    Offence("drugs", "092/05", "MD71231", "Possessing cannabis", "Possession of drugs", 62),
    Offence("drugs", "092/04", "MD71239", "Possessing another controlled drug", "Possession of drugs", 18),
    Offence("drugs", "092/01", "MD71145", "Supplying a controlled drug", "Trafficking of drugs", 20),
    Offence("other-crime", "054/01", "TH68046", "Handling stolen goods",
            "Miscellaneous crimes against society", 20),
    Offence("other-crime", "079/00", "COML019", "Perverting the course of justice",
            "Miscellaneous crimes against society", 25),
    Offence("other-crime", "802/00", "RT88526", "Dangerous driving",
            "Miscellaneous crimes against society", 25),
    Offence("other-crime", "033/01", "TH68058", "Going equipped for stealing",
            "Miscellaneous crimes against society", 10),
    Offence("other-crime", "004/04", "RT88500", "Death or serious injury by dangerous driving",
            "Death or serious injury - unlawful driving", 3),
    Offence("other-theft", "049/01", "TH68044", "Other theft", "Other theft offences", 70),
    Offence("other-theft", "040/00", "TH68036", "Theft in a dwelling", "Other theft offences", 16),
    Offence("other-theft", "049/02", "TH78003", "Making off without payment", "Other theft offences", 14),
    Offence("possession-of-weapons", "010/04", "CJ88116", "Having a bladed article in public",
            "Possession of weapons offences", 60),
    Offence("possession-of-weapons", "010/03", "PC53002", "Having an offensive weapon in public",
            "Possession of weapons offences", 34),
    Offence("possession-of-weapons", "010/02", "FI68011", "Having a firearm in public",
            "Possession of weapons offences", 6),
    Offence("public-order", "009/01", "PU86116", "Causing fear or alarm", "Public order offences", 80),
    Offence("public-order", "009/02", "CD98058", "Racially aggravated fear or alarm",
            "Public order offences", 12),
    Offence("public-order", "062/01", "PU86003", "Violent disorder", "Public order offences", 3),
    Offence("public-order", "066/01", "PU86059", "Affray", "Public order offences", 5),
    Offence("robbery", "034/02", "TH68020", "Robbery of personal property",
            "Robbery of personal property", 88),
    Offence("robbery", "034/01", "TH68019", "Robbery of business property",
            "Robbery of business property", 12),
    Offence("shoplifting", "046/00", "TH68010", "Theft from a shop", "Shoplifting", 1),
    Offence("theft-from-the-person", "039/00", "TH68023", "Theft from the person",
            "Theft from the person", 1),
    Offence("vehicle-crime", "045/00", "TH68026", "Theft from a vehicle", "Vehicle offences", 62),
    Offence("vehicle-crime", "048/00", "TH68006", "Theft of a vehicle", "Vehicle offences", 28),
    Offence("vehicle-crime", "126/00", "CA81005", "Interfering with a vehicle", "Vehicle offences", 10),
    Offence("violent-crime", "105/01", "CJ88001", "Assault without injury",
            "Violence without injury", 30),
    Offence("violent-crime", "008/06", "OF61016", "Assault occasioning actual bodily harm",
            "Violence with injury", 24),
    Offence("violent-crime", "005/01", "OF61017", "Wounding with intent", "Violence with injury", 1.6),
    Offence("violent-crime", "008/10", "PH97001", "Harassment", "Stalking and harassment", 13),
    Offence("violent-crime", "008/11", "PH97010", "Stalking", "Stalking and harassment", 5),
    Offence("violent-crime", "008/12", "MC88001", "Malicious communications",
            "Stalking and harassment", 13),
    Offence("violent-crime", "003/02", "OF61006", "Threats to kill", "Violence without injury", 3),
    Offence("violent-crime", "011/01", "CY33001", "Cruelty to a child", "Violence without injury", 1.5),
    Offence("violent-crime", "017/01", "SX03007", "Sexual assault", "Other sexual offences", 4.5),
    Offence("violent-crime", "088/05", "SX03164", "Exposure", "Other sexual offences", 1.5),
    Offence("violent-crime", "019/08", "SX03001", "Rape", "Rape offences", 2.6),
    Offence("violent-crime", "001/00", "COML025", "Murder", "Homicide", 0.03),
)  # fmt: skip

_HOURS = {
    "night": "5 4 3 2 1 1 1 1 1 2 2 2 3 3 3 4 4 5 5 5 6 6 6 6",
    "day": "0 0 0 0 0 0 0 1 2 4 6 7 8 8 8 8 8 7 5 3 2 1 1 0",
    "home": "4 5 5 4 3 2 1 1 2 2 3 3 3 3 3 3 3 4 5 5 4 4 4 4",
    "even": "3 2 2 1 1 1 1 2 2 3 4 4 4 4 5 5 5 5 5 5 5 4 4 4",
}
_WEEK = {
    "night": "0.86 0.85 0.88 0.94 1.14 1.26 1.07",
    "day": "1.00 1.00 1.01 1.04 1.12 1.08 0.75",
    "home": "1.04 1.01 1.00 1.01 1.06 0.96 0.92",
    "even": "0.95 0.98 1.00 1.03 1.06 1.03 0.95",
}


def hours(profile: str) -> Floats:
    """How the hours of the day compare."""
    return np.array(_HOURS[profile].split(), dtype=np.float64) + 0.05


def week(profile: str) -> Floats:
    """How the days of the week compare, Monday first."""
    return np.array(_WEEK[profile].split(), dtype=np.float64)
