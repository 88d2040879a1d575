"""Guesses what a received column holds, from its name and a sample of its values."""

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC
from typing import Any

from ninefold.pole.codes import CODE_LISTS, parse_ethnicity_18_1
from ninefold.pole.forces import parse_force
from ninefold.pole.identifiers import PARSERS
from ninefold.pole.refusal import Refusal
from ninefold.pole.text import parse_age, parse_name
from ninefold.pole.when import parse_date, parse_month, parse_partial_date, parse_timestamp
from ninefold.pole.where import parse_latitude, parse_longitude

# A guess must take this share of the texts that are there; a column is no list of codes beyond so many.
ENOUGH = 0.98
MOST_CODES = 40
_BOOLEANS = frozenset({"true", "false", "yes", "no", "y", "n", "t", "f", "0", "1", "0.0", "1.0"})


def _boolean(text: str) -> str:
    if text.strip().lower() not in _BOOLEANS:
        raise Refusal("boolean.unknown", "is neither yes nor no")
    return text


def _integer(text: str) -> int:
    if not re.fullmatch("[+-]?[0-9]{1,18}", text.strip()):
        raise Refusal("integer.format", "is not a whole number")
    return int(text)


Parse = Callable[[str], Any]
# In order: the first whose name pattern is in the column's name, and that takes the values, is the guess.
_BY_NAME: tuple[tuple[str, str, Parse], ...] = (
    (r"post ?code", "postcode", PARSERS["postcode"]),
    (r"uprn", "uprn", PARSERS["uprn"]),
    (r"\bpnc", "pnc_id", PARSERS["pnc_id"]),
    (r"\bcro\b", "cro", PARSERS["cro"]),
    (r"\basn\b|arrest summons", "asn", PARSERS["asn"]),
    (r"nino|national insurance|\bni n", "nino", PARSERS["nino"]),
    (r"licen[cs]e", "driving_licence", PARSERS["driving_licence"]),
    (r"passport", "passport", PARSERS["passport"]),
    (r"vrm|registration|number plate", "vrm", PARSERS["vrm"]),
    (r"phone|mobile|\btel", "phone", PARSERS["phone"]),
    (r"mail", "email", PARSERS["email"]),
    (r"lon(gitude)?\b|\blng", "longitude", parse_longitude),
    (r"lat(itude)?\b", "latitude", parse_latitude),
    (r"lsoa|msoa|oa code|ward code|area code", "area_code", PARSERS["area_code"]),
    (r"gender|\bsex\b", "gender", CODE_LISTS["gender"].parse),
    (r"(officer|observed).*ethnic|\bic ?code", "ethnicity_observed", CODE_LISTS["ethnicity_observed"].parse),
    (r"ethnic", "ethnicity_18_1", parse_ethnicity_18_1),
    (r"offence code|cjs", "offence_code", PARSERS["offence_code"]),
    (r"\bho\b|home office|classification", "ho_classification", PARSERS["ho_classification"]),
    (r"collar|\boic\b|officer", "collar", PARSERS["collar"]),
    (r"surname|forename|first ?name|last ?name|given|middle", "name", parse_name),
    (r"\bage\b", "age", parse_age),
    (r"force|reported by|constabulary", "force", parse_force),
)
# Tried by value alone, narrow before wide.
_BY_VALUE: tuple[tuple[str, Parse], ...] = (
    ("timestamp", lambda text: parse_timestamp(text, zone=UTC)),
    ("date", parse_date),
    ("month", parse_month),
    ("boolean", _boolean),
)
_PLAINLY_DATED = re.compile(r"\bdob\b|birth|\bborn\b")


def guessed(column: str, texts: Sequence[str]) -> tuple[str, Mapping[str, str]]:
    """The cleaner a column asks for, and the code list it holds when its values are few and repeat."""
    name = re.sub(r"[_.\-]+", " ", re.sub(r"([a-z])([A-Z])", r"\1 \2", column)).lower()
    if not texts:
        return "text", {}
    for pattern, cleaner, parse in _BY_NAME:
        if re.search(pattern, name) and takes(parse, texts):
            return cleaner, {}
    if _PLAINLY_DATED.search(name) and takes(parse_partial_date, texts):
        return "partial_date", {}
    for cleaner, parse in _BY_VALUE:
        if takes(parse, texts):
            return cleaner, {}
    codes = sorted(set(texts))
    if len(codes) <= MOST_CODES and len(texts) >= 3 * len(codes):
        return "code", {text: slug(text) for text in codes}
    return ("integer", {}) if takes(_integer, texts) and not _keeps_zeros(texts) else ("text", {})


def takes(parse: Parse, texts: Sequence[str]) -> bool:
    """Whether a parser takes nearly all the texts."""
    refused = 0
    for text in texts:
        try:
            parse(text)
        except Refusal:
            refused += 1
    return refused <= (1 - ENOUGH) * len(texts)


def slug(text: str) -> str:
    """A text as small letters, figures and hyphens, for a code's first meaning."""
    return re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-") or "blank"


def _keeps_zeros(texts: Sequence[str]) -> bool:
    return any(text.startswith("0") and len(text) > 1 for text in texts)
