"""The words a card may use: which cleaners there are, what each gives, and what may be asked of it.

`standardise` holds the cleaners themselves; a card is checked against this list before any data is read.
"""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class CleanerKind:
    """What a cleaner gives (an Arrow type name) and the parameters it takes beside `as`."""

    gives: str
    parameters: frozenset[str] = frozenset()


def _kind(gives: str, *parameters: str) -> CleanerKind:
    return CleanerKind(gives, frozenset(parameters))


CLEANERS: Mapping[str, CleanerKind] = {
    "text": _kind("string", "shortest", "longest"),
    "name": _kind("string"),
    "code": _kind("string", "codes", "otherwise"),
    "date": _kind("date", "formats", "future"),
    "partial_date": _kind("date", "formats", "future"),
    "month": _kind("date", "formats", "future"),
    "timestamp": _kind("timestamp", "formats", "zone", "future"),
    "time": _kind("string", "formats"),
    "integer": _kind("int64", "least", "most"),
    "number": _kind("double", "least", "most"),
    "boolean": _kind("string", "codes"),
    "longitude": _kind("double", "crs"),
    "latitude": _kind("double", "crs"),
    "postcode": _kind("string"),
    "uprn": _kind("string"),
    "area_code": _kind("string"),
    "phone": _kind("string"),
    "email": _kind("string"),
    "pnc_id": _kind("string"),
    "cro": _kind("string"),
    "nino": _kind("string"),
    "driving_licence": _kind("string"),
    "passport": _kind("string"),
    "vrm": _kind("string"),
    "asn": _kind("string"),
    "collar": _kind("string"),
    "gender": _kind("string", "codes"),
    "ethnicity_18_1": _kind("string", "codes"),
    "ethnicity_observed": _kind("string", "codes"),
    "ho_classification": _kind("string"),
    "offence_code": _kind("string"),
    "mo": _kind("string"),
    "hate_crime": _kind("string", "codes"),
    "force": _kind("string", "codes"),
    "age": _kind("int64"),
    "age_band": _kind("int64"),
}

# Taken beside `as` whatever the cleaner is.
COMMON_PARAMETERS = frozenset({"column", "columns", "join", "as", "required", "default", "rule", "unless"})

FORMATS = frozenset({"csv", "jsonl", "json", "xlsx", "xml", "fixed_width", "sqlite", "sqlalchemy", "parquet"})
SENSITIVITIES = frozenset({"open", "police"})
MARKINGS = frozenset({"OFFICIAL", "OFFICIAL-SENSITIVE", "SECRET", "TOP SECRET"})
RETENTION_GROUPS = frozenset({"1", "2", "3", "4"})
REFRESHES = frozenset({"once", "hourly", "daily", "weekly", "monthly", "quarterly", "yearly", "irregular"})
# The data standard defines no entity for an association, so links carry a word of their own.
LINK_ENTITY = "LINK"
BASES = frozenset({"fact", "assessment"})


def can_hold(column_type: str, given: str) -> bool:
    """Whether a table column of one type can take what a cleaner gives without guessing."""
    return column_type == given or (column_type, given) in {
        ("timestamp", "date"),
        ("double", "int64"),
        ("string", "int64"),
        ("string", "date"),
    }
