"""The shape of a nominal ready to compare: what a force knows of a person, in plain words, one row each."""

import pyarrow as pa

# What is known, as people would read it.
_KNOWN = [
    ("record_id", pa.string()),
    ("force", pa.string()),
    ("given", pa.string()),
    ("middle", pa.string()),
    ("surname", pa.string()),
    ("name", pa.string()),  # every word of the name, in the order written
    ("born", pa.string()),  # YYYY-MM-DD, YYYY-MM or YYYY; the figures received when they are no date
    ("born_year", pa.int16()),
    ("born_month", pa.int8()),
    ("born_day", pa.int8()),
    ("sex", pa.string()),  # m or f
    ("postcode", pa.string()),
    ("address", pa.string()),
    ("latitude", pa.float64()),
    ("longitude", pa.float64()),
    ("birth_place", pa.string()),
    ("occupation", pa.string()),
    ("nationality", pa.string()),
    ("pnc", pa.string()),
    ("cro", pa.string()),
    ("nino", pa.string()),
    ("licence", pa.string()),
    ("phone", pa.string()),
    ("email", pa.string()),
    ("other_id", pa.string()),
]
# What is worked out from it, to find and compare with; nobody outside this room reads it.
_KEYS = [
    ("k_root", pa.string()),  # of the given name: the name a short form stands for
    ("k_root2", pa.string()),
    ("k_given", pa.string()),  # its sound
    ("k_surname", pa.string()),
    ("k_name", pa.string()),  # the telling words of the name, sorted
    ("k_day", pa.string()),  # MM-DD of a whole date of birth
    ("k_born", pa.string()),  # the characters of a date of birth, sorted
    ("k_sector", pa.string()),
    ("k_district", pa.string()),
    ("k_postcode", pa.string()),  # its characters, sorted
    ("k_street", pa.string()),
    ("k_house", pa.string()),  # the figures of the address
    ("k_road", pa.string()),  # the sound of its first word
    ("k_town", pa.string()),  # and of its last
    ("k_birth_place", pa.string()),
    ("k_namesake", pa.string()),  # the force, and the sounds of given name and surname
]
NOMINAL_SCHEMA = pa.schema(_KNOWN + _KEYS)


def no_nominals() -> pa.Table:
    """A table of nominals without any row."""
    return NOMINAL_SCHEMA.empty_table()
