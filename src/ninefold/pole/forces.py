"""Police forces: one slug each, the name data.police.uk prints, other names, and the two-digit force code.

Slugs and names are those of the data.police.uk files. The two-digit codes, and the slugs of forces that
publish nothing there, are not confirmed in a primary source.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from ninefold.pole.refusal import Refusal, plain


@dataclass(frozen=True, slots=True)
class Force:
    """One police force: `code` is its two digits in national systems, or empty when not known here."""

    slug: str
    name: str
    code: str = ""
    kind: str = "territorial"  # territorial | special
    other_names: tuple[str, ...] = ()


_ALL = (
    Force("avon-and-somerset", "Avon and Somerset Constabulary", "52"),
    Force("bedfordshire", "Bedfordshire Police", "40"),
    Force("cambridgeshire", "Cambridgeshire Constabulary", "35"),
    Force("cheshire", "Cheshire Constabulary", "07"),
    Force("city-of-london", "City of London Police", "48"),
    Force("cleveland", "Cleveland Police", "17"),
    Force("cumbria", "Cumbria Constabulary", "03"),
    Force("derbyshire", "Derbyshire Constabulary", "30"),
    Force("devon-and-cornwall", "Devon & Cornwall Police", "50"),
    Force("dorset", "Dorset Police", "55"),
    Force("durham", "Durham Constabulary", "11"),
    Force("dyfed-powys", "Dyfed-Powys Police", "63"),
    Force("essex", "Essex Police", "42"),
    Force("gloucestershire", "Gloucestershire Constabulary", "53"),
    Force("greater-manchester", "Greater Manchester Police", "06", other_names=("GMP",)),
    Force("gwent", "Gwent Police", "61"),
    Force(
        "hampshire",
        "Hampshire Constabulary",
        "44",
        other_names=("Hampshire and Isle of Wight Constabulary", "Hampshire and Isle of Wight"),
    ),
    Force("hertfordshire", "Hertfordshire Constabulary", "41"),
    Force("humberside", "Humberside Police", "16"),
    Force("kent", "Kent Police", "46"),
    Force("lancashire", "Lancashire Constabulary", "04"),
    Force("leicestershire", "Leicestershire Police", "33"),
    Force("lincolnshire", "Lincolnshire Police", "32"),
    Force("merseyside", "Merseyside Police", "05"),
    Force("metropolitan", "Metropolitan Police Service", "01", other_names=("Metropolitan Police", "MPS")),
    Force("norfolk", "Norfolk Constabulary", "36"),
    Force("north-wales", "North Wales Police", "60"),
    Force("north-yorkshire", "North Yorkshire Police", "12"),
    Force("northamptonshire", "Northamptonshire Police", "34"),
    Force("northumbria", "Northumbria Police", "10"),
    Force("nottinghamshire", "Nottinghamshire Police", "31"),
    Force("south-wales", "South Wales Police", "62"),
    Force("south-yorkshire", "South Yorkshire Police", "14"),
    Force("staffordshire", "Staffordshire Police", "21"),
    Force("suffolk", "Suffolk Constabulary", "37"),
    Force("surrey", "Surrey Police", "45"),
    Force("sussex", "Sussex Police", "47"),
    Force("thames-valley", "Thames Valley Police", "43"),
    Force("warwickshire", "Warwickshire Police", "23"),
    Force("west-mercia", "West Mercia Police", "22", other_names=("West Mercia Constabulary",)),
    Force("west-midlands", "West Midlands Police", "20", other_names=("WMP",)),
    Force("west-yorkshire", "West Yorkshire Police", "13"),
    Force("wiltshire", "Wiltshire Police", "54", other_names=("Wiltshire Constabulary",)),
    Force("btp", "British Transport Police", kind="special"),
    Force("northern-ireland", "Police Service of Northern Ireland", kind="special", other_names=("PSNI",)),
    Force("scotland", "Police Scotland", kind="special", other_names=("Police Service of Scotland",)),
    Force("ministry-of-defence", "Ministry of Defence Police", kind="special", other_names=("MDP",)),
    Force("civil-nuclear", "Civil Nuclear Constabulary", kind="special", other_names=("CNC",)),
    Force("nca", "National Crime Agency", kind="special"),
)

FORCES: Mapping[str, Force] = MappingProxyType({force.slug: force for force in _ALL})

_SLUG = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")


def _key(name: str) -> str:
    return name.upper().replace("&", "AND").replace("-", " ").replace(".", "")


_BY_NAME: Mapping[str, str] = MappingProxyType(
    {
        _key(name): force.slug
        for force in _ALL
        for name in (force.slug, force.name, *force.other_names, force.code)
        if name
    }
)


def parse_force(text: str, *, also: Mapping[str, str] | None = None) -> str:
    """The slug of a force from its slug, its name or its two-digit code.

    `also` gives further names and their slugs, for forces that are not in the national list.
    """
    key = _key(plain(text, "force"))
    for name, slug in (also or {}).items():
        if key in (_key(name), _key(slug)):
            return slug
    if key not in _BY_NAME:
        raise Refusal("force.list", "is not the name of a force; add it to the names given beside the list")
    return _BY_NAME[key]


def force_name(slug: str) -> str:
    """What people call a force: its name in the national list, else the words of its slug."""
    if slug in FORCES:
        return FORCES[slug].name
    words = slug.replace("-", " ").split()
    return " ".join(word if word in ("and", "of", "the") else word.capitalize() for word in words)


def is_force_slug(text: str) -> bool:
    """Whether a text has the shape of a force's slug: small letters, digits and single hyphens."""
    return len(text) <= 64 and _SLUG.fullmatch(text) is not None
