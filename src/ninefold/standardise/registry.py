"""Every cleaner by the name a card gives it, with how its text is made ready."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from ibis import ir

from ninefold.standardise import codes, dates, forces, identifiers, numbers, offences, places, text
from ninefold.standardise.cleaned import Cleaned, Parameters

Prepare = Callable[[ir.StringValue, Parameters], ir.StringValue]
Clean = Callable[[ir.StringValue, Parameters], Cleaned]


@dataclass(frozen=True)
class Cleaner:
    """How a received text is made ready, and how it is then cleaned.

    Texts made ready alike are made once for a column; those whose making asks the
    card's parameters, once for each set of them.
    """

    clean: Clean
    prepare: Prepare = text.tidy
    asks_parameters: bool = False


CLEANERS: Mapping[str, Cleaner] = {
    "text": Cleaner(text.text),
    "name": Cleaner(text.name),
    "mo": Cleaner(text.mo),
    "code": Cleaner(codes.code, codes.ready_code, True),
    "boolean": Cleaner(codes.boolean, codes.ready_boolean, True),
    "gender": Cleaner(codes.gender, codes.gender.ready, True),
    "ethnicity_18_1": Cleaner(codes.ethnicity_18_1, codes.ready_ethnicity, True),
    "ethnicity_observed": Cleaner(codes.ethnicity_observed, codes.ethnicity_observed.ready, True),
    "hate_crime": Cleaner(codes.hate_crime, codes.hate_crime.ready, True),
    "date": Cleaner(dates.whole_date, dates.ready_date, True),
    "partial_date": Cleaner(dates.partial_date, dates.ready_partial, True),
    "month": Cleaner(dates.month, dates.ready_month, True),
    "timestamp": Cleaner(dates.timestamp, dates.ready_timestamp, True),
    "time": Cleaner(dates.clock, dates.ready_clock, True),
    "integer": Cleaner(numbers.integer),
    "number": Cleaner(numbers.number),
    "age": Cleaner(numbers.age, text.capitals),
    "age_band": Cleaner(numbers.age_band),
    "longitude": Cleaner(places.longitude, places.ready_degrees, True),
    "latitude": Cleaner(places.latitude, places.ready_degrees, True),
    "postcode": Cleaner(places.postcode, text.capitals),
    "uprn": Cleaner(places.uprn, text.capitals),
    "area_code": Cleaner(places.area_code, places.ready_area),
    "phone": Cleaner(identifiers.phone, text.capitals),
    "email": Cleaner(identifiers.email, text.capitals),
    "pnc_id": Cleaner(identifiers.pnc_id, text.capitals),
    "cro": Cleaner(identifiers.cro, text.capitals),
    "asn": Cleaner(identifiers.asn, text.capitals),
    "nino": Cleaner(identifiers.nino, text.capitals),
    "driving_licence": Cleaner(identifiers.driving_licence, text.capitals),
    "passport": Cleaner(identifiers.passport, text.capitals),
    "vrm": Cleaner(identifiers.vrm, text.capitals),
    "collar": Cleaner(identifiers.collar, text.capitals),
    "ho_classification": Cleaner(offences.ho_classification, text.capitals),
    "offence_code": Cleaner(offences.offence_code, text.capitals),
    "force": Cleaner(forces.force, forces.ready_force, True),
}
