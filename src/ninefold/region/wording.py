"""The words of the records: lists a column chooses from, and short accounts of what happened."""

import numpy as np
import pyarrow as pa

from ninefold.region import (
    calls,
    crimes,
    custody,
    domestic,
    intelligence,
    missing,
    parties,
    rosters,
    safeguarding,
    searches,
)
from ninefold.region.batch import Batch
from ninefold.region.catalogue import SLUGS
from ninefold.region.chance import Chance, Ints

_YES_NO = ("no", "yes")
# For each coded fact, the truth's own words; a force's layout may write each with a code of its own.
CHOICES: dict[str, tuple[str, ...]] = {
    "category": SLUGS,
    "outcome": crimes.OUTCOMES,
    "opening": calls.OPENINGS,
    "closing": calls.OPENINGS,
    "grade": calls.GRADES,
    "channel": calls.CHANNELS,
    "search_type": searches.TYPES,
    "power": searches.POWERS,
    "object": searches.OBJECTS,
    "found": searches.FOUND,
    "linked": _YES_NO,
    "stripped": _YES_NO,
    "disposal": custody.DISPOSALS,
    "reason": custody.REASONS,
    "risk": missing.RISKS,
    "circumstance": missing.REASONS,
    "band": domestic.BANDS,
    "relation": domestic.RELATIONS,
    "children": _YES_NO,
    "again": _YES_NO,
    "concern": safeguarding.CONCERNS,
    "level": safeguarding.LEVELS,
    "agency": safeguarding.AGENCIES,
    "kind_of_person": ("child", "adult"),
    "topic": intelligence.TOPICS,
    "newer_grade": intelligence.NEWER,
    "older_grade": intelligence.OLDER,
    "team": rosters.TEAMS,
    "shift": rosters.SHIFTS,
    "role": parties.ROLES,
}
# The code list a fact is written with, where it is not its own.
CODES = dict.fromkeys(("linked", "stripped", "children", "again"), "yes_no") | {"closing": "opening"}
# Facts in which an unknown code now and then appears; the first of a layout's columns is the one.
MISCODED = ("category", "opening", "object", "disposal", "risk", "band", "concern", "topic", "team")
# Plain numbers written as they are.
NUMBERS = ("dash", "planned", "worked", "ill")

_REPORTS: dict[str, tuple[str, ...]] = {
    "drug-supply": ("Seen dealing from a car at the harbour", "Said to be holding drugs for others"),
    "acquisitive-crime": ("Selling tools from a van, cheap", "Trying door handles after dark"),
    "violence": ("Boasting of a fight outside the bar", "Said to be looking for someone who owes money"),
    "exploitation": ("Young people seen coming and going late", "Several workers kept in one caravan"),
    "weapons": ("Said to carry a knife", "Asked where a firearm could be had"),
    "driving": ("Driving while disqualified", "Racing on the coast road at night"),
    "domestic": ("Shouting heard often from the flat", "Partner seen with bruises"),
}

_ACCOUNTS: dict[str, tuple[str, ...]] = {
    "anti-social-behaviour": (
        "Group gathered and shouting late into the evening",
        "Loud music and arguments reported by neighbours",
        "Off-road bikes ridden across the green at speed",
    ),
    "bicycle-theft": ("Lock cut and bicycle taken from a rack", "Bicycle taken from an open shed overnight"),
    "burglary": (
        "Rear door forced and jewellery taken",
        "Window broken to gain entry, search of bedrooms",
        "Insecure door entered while the occupants slept",
    ),
    "criminal-damage-arson": (
        "Window smashed by a thrown stone",
        "Paint sprayed across the front of the property",
        "Vehicle scratched along both sides",
    ),
    "drugs": ("Found in possession of herbal material", "Wraps and cash found during a search"),
    "other-crime": (
        "Matter reported at the front desk and recorded",
        "Goods found that were reported stolen",
    ),
    "other-theft": ("Unattended property taken from a counter", "Parcel taken from a doorstep in daylight"),
    "possession-of-weapons": (
        "Knife found in a waistband during a search",
        "Bat seen in the rear of a vehicle",
    ),
    "public-order": ("Shouting and threats in the street", "Abuse directed at staff of a licensed premises"),
    "robbery": ("Threatened and phone demanded by two people", "Pushed to the ground and bag taken"),
    "shoplifting": (
        "Goods concealed and carried past the tills",
        "Trolley of goods pushed out without payment",
    ),
    "theft-from-the-person": (
        "Purse taken from a bag in a crowd",
        "Phone snatched from the hand by a cyclist",
    ),
    "vehicle-crime": (
        "Window broken and tools taken from a van",
        "Vehicle taken from the drive without keys",
    ),
    "violent-crime": (
        "Punched to the face during an argument",
        "Repeated unwanted messages over several weeks",
        "Pushed and held by the arms at home",
        "Struck with an object outside a bar",
    ),
}


def summaries(batch: Batch, chance: Chance) -> pa.Array:
    """A short account of each crime (at least twenty characters)."""
    return _account(_ACCOUNTS, SLUGS, batch["category"], batch, chance)


def reports(batch: Batch, chance: Chance) -> pa.Array:
    """What each intelligence report says."""
    return _account(_REPORTS, intelligence.TOPICS, batch["topic"], batch, chance)


def _account(
    texts: dict[str, tuple[str, ...]], order: tuple[str, ...], place: Ints, batch: Batch, chance: Chance
) -> pa.Array:
    column = [text for word in order for text in texts[word]]
    count = np.array([len(texts[word]) for word in order])
    start = np.cumsum(count) - count
    luck = chance.share("account", batch.force, batch["serial"])
    chosen = start[place] + (luck * count[place]).astype(np.int64)
    return pa.array(column, pa.string()).take(pa.array(chosen))
