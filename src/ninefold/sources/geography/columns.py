"""Which property of a boundary file is the code, which the name, and which kind of area it holds."""

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from ninefold.pole.forces import parse_force
from ninefold.pole.refusal import Refusal

OGL_ATTRIBUTION = (
    "Contains National Statistics and OS data © Crown copyright and database right. "
    "Licensed under the Open Government Licence v3.0."
)

# How the codes of the Office for National Statistics begin, and the kind of area each stands for.
KIND_OF_PREFIX = {
    **dict.fromkeys(("E00", "W00"), "oa"),
    **dict.fromkeys(("E01", "W01"), "lsoa"),
    **dict.fromkeys(("E02", "W02"), "msoa"),
    **dict.fromkeys(("E05", "W05"), "ward"),
    **dict.fromkeys(("E06", "E07", "E08", "E09", "W06"), "district"),
    "E22": "csp",
    **dict.fromkeys(("E23", "W15"), "force"),
}

# Columns as the Office for National Statistics names them: letters of the kind, digits of the year, CD or NM.
KIND_OF_LETTERS = {
    "oa": "oa",
    "lsoa": "lsoa",
    "msoa": "msoa",
    "wd": "ward",
    "lad": "district",
    "csp": "csp",
    "pfa": "force",
}
_OFFICIAL = re.compile(r"(oa|lsoa|msoa|wd|lad|csp|pfa)(\d\d)?(cd|nm)", re.IGNORECASE)
_OFFICIAL_CODE = re.compile(r"[EWSN]\d{8}")
_PLAIN_CODES = ("code", "id", "area_code", "lsoa code", "msoa code")
_PLAIN_NAMES = ("name", "area_name", "lsoa name", "msoa name")
_KIND_WORDS = {"pfa": "force", "lad": "district", "police force area": "force", "police force": "force"}


@dataclass(frozen=True)
class Columns:
    """The columns of one boundary file: where the code and the name are, and the kind, when they tell it."""

    code: str
    name: str | None
    kind: str | None


def guess(properties: Collection[str]) -> Columns | None:
    """The code and name columns among the properties of a file, or None when nothing looks like a code."""
    official = [(name, match) for name in properties if (match := _OFFICIAL.fullmatch(name.strip()))]
    codes = [(name, match) for name, match in official if match[3].lower() == "cd"]
    if codes:
        return _official_columns(official, codes)
    code = _first(properties, _PLAIN_CODES)
    return Columns(code, _first(properties, _PLAIN_NAMES), None) if code else None


def kind_of(code: str) -> str | None:
    """The kind of area an official code stands for, or None when it is not an official code."""
    return KIND_OF_PREFIX.get(code[:3]) if _OFFICIAL_CODE.fullmatch(code) else None


def kind_of_word(word: object) -> str | None:
    """The kind of area a file's own word for it means: 'pfa' is a force."""
    text = str(word).strip().lower() if word else ""
    return _KIND_WORDS.get(text, text if re.fullmatch(r"[a-z][a-z0-9_]{1,30}", text) else None)


def force_slug(name: str) -> str:
    """A police force area's name as the slug that records carry: 'London, City of' is 'city-of-london'.

    A name that is not in the national list of forces becomes its own words with hyphens.
    """
    in_order = re.sub(r"^([^,]+), ([^,]+)$", r"\2 \1", name.strip())
    try:
        return parse_force(in_order)
    except Refusal:
        return re.sub(r"[^a-z0-9]+", "-", in_order.lower().replace("&", " and ")).strip("-")


def _official_columns(
    official: list[tuple[str, re.Match[str]]], codes: list[tuple[str, re.Match[str]]]
) -> Columns:
    # A boundary file that also names larger areas lists its own first; the smallest kind is the file's own.
    code, match = min(codes, key=lambda found: list(KIND_OF_LETTERS).index(found[1][1].lower()))
    named = [
        name
        for name, other in official
        if other[3].lower() == "nm" and other[1].lower() == match[1].lower() and other[2] == match[2]
    ]
    return Columns(code, named[0] if named else None, KIND_OF_LETTERS[match[1].lower()])


def _first(properties: Iterable[str], wanted: tuple[str, ...]) -> str | None:
    found = {name.strip().lower(): name for name in properties}
    return next((found[name] for name in wanted if name in found), None)
