"""The POLE tables, column by column: Person, Object, Location, Event and the Links between them.

Every record of every table carries the same provenance and time columns (`COMMON`), so that any
figure can be traced to the row of the file it came from, and any view can be taken as at a date.
Columns are named here once; engines, maps and products ask this module. Types are Arrow's names.
"""

from dataclasses import dataclass

# Provenance, time and handling of a record.
#   record_id           the same for every version of one record, wherever it is re-sent
#   version             rises with each load and row; the highest known version is the current one
#   file, row           the delivery (first 32 hex digits of its SHA-256) and the record's number in it
#   run                 the load that wrote it
#   occurred            start of the time it happened; UTC; NULL when not known
#   occurred_precision  'minute', 'day', 'month' or 'year'
#   known_at            when the holder knew it; never earlier than the source can vouch for; UTC
#   basis               'fact' or 'assessment' (Data Protection Act 2018, s.38(2))
#   marking             Government Security Classifications Policy marking
COMMON: dict[str, str] = {
    "record_id": "string",
    "version": "int64",
    "entity": "string",
    "source": "string",
    "force": "string",
    "file": "string",
    "row": "int64",
    "run": "string",
    "occurred": "timestamp",
    "occurred_precision": "string",
    "known_at": "timestamp",
    "basis": "string",
    "marking": "string",
    "retention_group": "string",
    "review_on": "date",
}

EVENT: dict[str, str] = {
    "kind": "string",  # crime, asb, incident, stop_search, custody, outcome, safeguarding, missing, …
    "reference": "string",  # the force's own reference
    "occurred_until": "timestamp",  # end of the period, when the time is known only as a range
    "reported": "timestamp",
    "category": "string",  # data.police.uk crime type, as a slug; the type that counts are made by
    "ho_class": "string",  # DS_074 Home Office classification NNN/NN
    "offence_code": "string",  # DS_080
    "subgroup": "string",  # Home Office offence subgroup, when the source gives it
    "status": "string",
    "outcome": "string",
    "summary": "string",  # DS_088 MO, or the force's own short text
    "place": "string",
    "location_id": "string",
    "area": "string",  # statistical area code given by the source (LSOA)
    "longitude": "double",
    "latitude": "double",
    "grade": "string",  # native grade: THRIVE, DASH, 3x5x2 …
    "details": "map",  # further parts the entity needs, by name
}

PERSON: dict[str, str] = {
    "reference": "string",  # the nominal's own number in that system
    "given_name": "string",
    "middle_names": "string",
    "surname": "string",
    "born": "date",
    "born_precision": "string",
    "died": "date",
    "age_low": "int64",
    "age_high": "int64",
    "gender": "string",
    "ethnicity_self": "string",
    "ethnicity_observed": "string",
    "nationality": "string",
    "pnc_id": "string",
    "cro": "string",
    "nino": "string",
    "driving_licence": "string",
    "phone": "string",
    "email": "string",
    "address": "string",
    "postcode": "string",
    "uprn": "string",
    "details": "map",
}

OBJECT: dict[str, str] = {
    "kind": "string",  # vehicle, telephone, email, property, weapon, …
    "value": "string",  # the identifying mark: VRM, E.164 number, address …
    "description": "string",
    "details": "map",
}

LOCATION: dict[str, str] = {
    "kind": "string",  # snapped_point, address, area, nfa
    "place": "string",
    "address": "string",
    "postcode": "string",
    "uprn": "string",
    "area": "string",
    "longitude": "double",
    "latitude": "double",
    "details": "map",
}

LINK: dict[str, str] = {
    "from_table": "string",
    "from_id": "string",
    "to_table": "string",
    "to_id": "string",
    "reason": "string",  # the role of a person in this event, or homeAddress, usesPhone, …
}


@dataclass(frozen=True)
class PoleTable:
    """One POLE table: its name and its columns in order, with their Arrow types."""

    name: str
    columns: dict[str, str]


TABLES: dict[str, PoleTable] = {
    name: PoleTable(name, COMMON | own)
    for name, own in {
        "person": PERSON,
        "object": OBJECT,
        "location": LOCATION,
        "event": EVENT,
        "link": LINK,
    }.items()
}
