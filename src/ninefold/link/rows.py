"""Nominals from the rows of any table of people, as a card's layout says which column is what.

What a card's cleaners would refuse is kept here as it was received: to link, an impossible day in a date of
birth still tells the year, and a mistyped postcode is still nearly the right one.
"""

from collections.abc import Mapping

import pyarrow as pa
import pyarrow.compute as pc

from ninefold.contracts.layouts import FieldSpec, Layout, RecordSpec
from ninefold.errors import CardInvalid
from ninefold.link.prepare import nominals_from_columns

# By the column of the POLE table person, or the name in its details: the column of a nominal.
_TARGETS = {
    "given_name": "given",
    "middle_names": "middle",
    "surname": "surname",
    "born": "born",
    "gender": "sex",
    "nationality": "nationality",
    "pnc_id": "pnc",
    "cro": "cro",
    "nino": "nino",
    "driving_licence": "licence",
    "phone": "phone",
    "email": "email",
    "address": "address",
    "postcode": "postcode",
    "longitude": "longitude",
    "latitude": "latitude",
}
_PLACED = ("address", "postcode", "longitude", "latitude")
_OBJECTS = {"telephone": "phone", "phone": "phone", "email": "email"}
# Words in the name of a detail, and what it then is; the first that fits.
_DETAILS = (
    (("full_name", "fullname", "whole_name", "known_as"), "name"),
    (("birth_place", "birthplace", "place_of_birth", "born_in", "town_of_birth"), "birth_place"),
    (("occupation", "profession", "trade", "job", "employment"), "occupation"),
    (("birth_date", "date_of_birth", "birthdate", "dob"), "born"),
    (("postcode", "post_code", "zip"), "postcode"),
    (("email", "e_mail"), "email"),
    (("phone", "mobile", "telephone"), "phone"),
    (("street", "address"), "address"),
    (("sex", "gender"), "sex"),
    (("town", "city", "suburb", "place", "birth"), "birth_place"),
    (
        ("passport", "number", "soc_sec", "social_security", "national_id", "_no", "_id", "identifier"),
        "other_id",
    ),
)
_NAMES = frozenset({"given", "surname", "name"})


def nominals_from_rows(rows: pa.Table, layout: Layout, *, label: str | None = None) -> pa.Table:
    """Nominals of the rows (text as received), one for each, in order; record ids are `row-000000001` on.

    `label` says which of several people of a row is meant. Raises CardInvalid when the layout tells of
    nobody's name.
    """
    record = _person_of(layout, label)
    columns = _columns(rows, layout, record)
    if not _NAMES & columns.keys():
        raise CardInvalid(
            f"Layout '{layout.name}': nobody can be linked, for no name is mapped that the file has. Map "
            f"given_name and surname, or details.full_name, under [layout.record.fields]."
        )
    if "given" in columns and "surname" not in columns and "name" not in columns:
        columns["name"] = columns.pop("given")
    numbers = pa.array([f"row-{number:09}" for number in range(1, len(rows) + 1)], pa.string())
    return nominals_from_columns({"record_id": numbers, **columns}, day_first=_is_day_first(record))


def _person_of(layout: Layout, label: str | None) -> RecordSpec:
    people = [record for record in layout.records if record.table == "person"]
    chosen = [record for record in people if label in (None, record.label)]
    if not chosen:
        known = ", ".join(record.label for record in people) or "none"
        raise CardInvalid(
            f"Layout '{layout.name}': it makes no such person from a row. Its people are: {known}. "
            f'Add a [[layout.record]] with table = "person", or name one of them.'
        )
    return chosen[0]


def _columns(rows: pa.Table, layout: Layout, record: RecordSpec) -> dict[str, pa.Array]:
    """The columns of nominals that can be made: of the person's record, then of what it is linked to."""
    found: dict[str, pa.Array] = {}
    for spec in record.fields:
        _add(found, _column_of(spec.target), spec, rows)
    for other in _linked(layout, record):
        kinds = {spec.literal for spec in other.fields if spec.target == "kind"}
        for spec in other.fields:
            if other.table == "location" and spec.target in _PLACED:
                _add(found, spec.target, spec, rows)
            elif other.table == "object" and spec.target == "value":
                _add(found, next((_OBJECTS[kind] for kind in kinds if kind in _OBJECTS), None), spec, rows)
    return found


def _linked(layout: Layout, record: RecordSpec) -> list[RecordSpec]:
    """The records of the layout that this person is linked to."""
    ends = {link.target_label for link in layout.links if link.source_label == record.label}
    ends |= {link.source_label for link in layout.links if link.target_label == record.label}
    return [
        other for other in layout.records if other.label in ends and other.table in ("location", "object")
    ]


def _column_of(target: str) -> str | None:
    if target in _TARGETS:
        return _TARGETS[target]
    name = target.removeprefix("details.").lower()
    if name == target:
        return None
    if name in ("name", "person_name"):
        return "name"
    if name == "force":
        return "force"
    return next((column for words, column in _DETAILS if any(word in name for word in words)), None)


def _add(found: dict[str, pa.Array], column: str | None, spec: FieldSpec, rows: pa.Table) -> None:
    """The received text under a column of the nominal, if nothing is there yet and the file has it."""
    if column is None or not spec.columns or spec.cleaner is None:
        return
    received = {name.strip(): name for name in rows.column_names}
    given = [received[name.strip()] for name in spec.columns if name.strip() in received]
    if not given or "crs" in spec.parameters:
        return
    text = _text(rows, given)
    codes = spec.parameters.get("list")
    if isinstance(codes, Mapping):
        text = _decoded(text, codes)
    found[column] = pc.coalesce(found[column], text) if column in found else text


def _text(rows: pa.Table, names: list[str]) -> pa.Array:
    parts = [rows[name].cast(pa.string()).combine_chunks() for name in names]
    if len(parts) == 1:
        joined = pc.utf8_trim_whitespace(parts[0])
    else:
        joined = pc.binary_join_element_wise(*parts, " ", null_handling="replace", null_replacement="")
        joined = pc.utf8_trim_whitespace(joined)
    return pc.if_else(pc.equal(joined, ""), pa.scalar(None, pa.string()), joined)


def _decoded(text: pa.Array, codes: Mapping[str, str]) -> pa.Array:
    """What the card says each code stands for; a code it does not list stays as it is."""
    coded = text.dictionary_encode()
    words = [codes.get(word, word) if word is not None else None for word in coded.dictionary.to_pylist()]
    return pa.array(words, pa.string()).take(coded.indices)


def _is_day_first(record: RecordSpec) -> bool:
    """Whether the card's formats put the day before the month, as it is unless it says otherwise."""
    for spec in record.fields:
        formats = spec.parameters.get("formats")
        if spec.target == "born" and isinstance(formats, list) and formats:
            first = str(formats[0])
            return "%d" not in first or "%m" not in first or first.index("%d") < first.index("%m")
    return True
