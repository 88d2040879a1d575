"""Identifiers of the field, each parsed to one normal form or refused with the rule's own number.

Every `parse_…` takes text and gives the normal form; parsing a normal form gives it back unchanged.
The only error any of them raises is `Refusal`.
"""

from collections.abc import Callable, Mapping
from types import MappingProxyType

from ninefold.pole.identifiers.address import (
    parse_area_code,
    parse_lsoa,
    parse_msoa,
    parse_postcode,
    parse_uprn,
)
from ninefold.pole.identifiers.check_letters import check_letter
from ninefold.pole.identifiers.contact import parse_email, parse_phone
from ninefold.pole.identifiers.offence import parse_ho_classification, parse_offence_code
from ninefold.pole.identifiers.official import parse_driving_licence, parse_nino, parse_passport
from ninefold.pole.identifiers.police import (
    parse_asn,
    parse_collar,
    parse_crime_reference,
    parse_cro,
    parse_pnc_id,
)
from ninefold.pole.identifiers.vehicle import VrmForm, parse_vrm, vrm_form

# By the name a card uses for the kind of value.
PARSERS: Mapping[str, Callable[[str], str]] = MappingProxyType(
    {
        "area_code": parse_area_code,
        "asn": parse_asn,
        "collar": parse_collar,
        "crime_reference": parse_crime_reference,
        "cro": parse_cro,
        "driving_licence": parse_driving_licence,
        "email": parse_email,
        "ho_classification": parse_ho_classification,
        "lsoa": parse_lsoa,
        "msoa": parse_msoa,
        "nino": parse_nino,
        "offence_code": parse_offence_code,
        "passport": parse_passport,
        "phone": parse_phone,
        "pnc_id": parse_pnc_id,
        "postcode": parse_postcode,
        "uprn": parse_uprn,
        "vrm": parse_vrm,
    }
)

__all__ = [
    "PARSERS",
    "VrmForm",
    "check_letter",
    "parse_area_code",
    "parse_asn",
    "parse_collar",
    "parse_crime_reference",
    "parse_cro",
    "parse_driving_licence",
    "parse_email",
    "parse_ho_classification",
    "parse_lsoa",
    "parse_msoa",
    "parse_nino",
    "parse_offence_code",
    "parse_passport",
    "parse_phone",
    "parse_pnc_id",
    "parse_postcode",
    "parse_uprn",
    "parse_vrm",
    "vrm_form",
]
