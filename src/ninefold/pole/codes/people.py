"""Closed lists about people: gender, ethnicity, kind of telephone number."""

from dataclasses import dataclass
from enum import StrEnum

from ninefold.pole.codes.code_list import CodeList, spelling_key
from ninefold.pole.refusal import Refusal

# "Other" is no code of DS_037, but data.police.uk prints it, and no code of DS_037 means the same.
GENDER = CodeList(
    "DS_037",
    {
        "male": "Male",
        "female": "Female",
        "trans-male": "Trans Male",
        "trans-female": "Trans Female",
        "non-binary": "Non-Binary",
        "intersex": "Intersex",
        "not-specified": "Not Specified",
        "not-known": "Not Known",
        "other": "Other",
    },
    {
        "M": "male",
        "F": "female",
        "U": "not-known",
        "Unknown": "not-known",
        "Non Binary": "non-binary",
        "Prefer not to say": "not-specified",
        "Self-describe": "other",
    },
)
GENDER_OF_THE_STANDARD = frozenset(GENDER.labels) - {"other"}

PHONE_TYPE = CodeList(
    "DS_051",
    {
        "LANH": "Landline, home",
        "LANW": "Landline, work",
        "MOBH": "Mobile, personal",
        "MOBW": "Mobile, work",
        "FAXH": "Fax, home",
        "FAXW": "Fax, work",
        "PAGH": "Pager, personal",
        "PAGW": "Pager, work",
    },
)


class EthnicityEdition(StrEnum):
    """Which list of self-defined ethnicity a value came from."""

    OF_18_1 = "18+1"
    OF_16_1 = "16+1"  # without Arab and Gypsy or Traveller, and with Chinese beside "other"
    WITH_ROMA = "18+1 and Roma"  # the interchange schema's list, one code wider


ETHNICITY = CodeList(
    "DS_038",
    {
        "W1": "White - English/Welsh/Scottish/Northern Irish/British",
        "W2": "White - Irish",
        "W3": "White - Gypsy or Irish Traveller",
        "W4": "White - Roma",
        "W9": "White - Any other White background",
        "M1": "Mixed/Multiple ethnic groups - White and Black Caribbean",
        "M2": "Mixed/Multiple ethnic groups - White and Black African",
        "M3": "Mixed/Multiple ethnic groups - White and Asian",
        "M9": "Mixed/Multiple ethnic groups - Any other Mixed/Multiple ethnic background",
        "A1": "Asian/Asian British - Indian",
        "A2": "Asian/Asian British - Pakistani",
        "A3": "Asian/Asian British - Bangladeshi",
        "A4": "Asian/Asian British - Chinese",
        "A9": "Asian/Asian British - Any other Asian background",
        "B1": "Black/African/Caribbean/Black British - Caribbean",
        "B2": "Black/African/Caribbean/Black British - African",
        "B9": "Black/African/Caribbean/Black British - Any other Black/African/Caribbean background",
        "O2": "Other ethnic group - Arab",
        "O9": "Other ethnic group - Any other ethnic group",
        "NS": "Other ethnic group - Not stated",
    },
    {"Not stated": "NS"},
)

# The older list as files still print it, letter code in brackets. Its Chinese, O1, is A4 now.
_OLDER = {
    "O1": "A4",
    "White - White British (W1)": "W1",
    "White - White Irish (W2)": "W2",
    "White - Any other White ethnic background (W9)": "W9",
    "Mixed - White and Black Caribbean (M1)": "M1",
    "Mixed - White and Black African (M2)": "M2",
    "Mixed - White and Asian (M3)": "M3",
    "Mixed - Any other Mixed ethnic background (M9)": "M9",
    "Asian or Asian British - Indian (A1)": "A1",
    "Asian or Asian British - Pakistani (A2)": "A2",
    "Asian or Asian British - Bangladeshi (A3)": "A3",
    "Asian or Asian British - Any other Asian ethnic background (A9)": "A9",
    "Black or Black British - Caribbean (B1)": "B1",
    "Black or Black British - African (B2)": "B2",
    "Black or Black British - Any other Black ethnic background (B9)": "B9",
    "Chinese or other ethnic group - Chinese (O1)": "A4",
    "Chinese or other ethnic group - Any other ethnic group (O9)": "O9",
    "Not Stated (NS)": "NS",
}
_OLDER_BY_KEY = {spelling_key(text): code for text, code in _OLDER.items()}


@dataclass(frozen=True, slots=True)
class Ethnicity:
    """A self-defined ethnicity by letter code, and the edition of the list it was written in."""

    code: str
    edition: EthnicityEdition

    @property
    def group(self) -> str:
        """White, mixed, asian, black, other or not-stated: the first letter of the code."""
        return _GROUPS[self.code[0]]


_GROUPS = {"W": "white", "M": "mixed", "A": "asian", "B": "black", "O": "other", "N": "not-stated"}


def parse_ethnicity(text: str) -> Ethnicity:
    """A self-defined ethnicity (DS_038), flagged when written in the older or the wider list.

    A bare letter code that both editions have is taken to be of the newer one.
    """
    if older := _OLDER_BY_KEY.get(spelling_key(text)):
        return Ethnicity(older, EthnicityEdition.OF_16_1)
    code = ETHNICITY.parse(text)
    return Ethnicity(code, EthnicityEdition.WITH_ROMA if code == "W4" else EthnicityEdition.OF_18_1)


def parse_ethnicity_18_1(text: str) -> str:
    """The letter code of a self-defined ethnicity in any of the three editions (DS_038)."""
    return parse_ethnicity(text).code


# What an officer saw. IC7 is "not known" in the interchange schema, while code 7 is Mixed: with the
# letters it is read as the schema says. That IC0 and IC9 mean unknown is not confirmed in a primary source.
ETHNICITY_OBSERVED = CodeList(
    "DS_112",
    {
        "0": "Unknown",
        "1": "White North European",
        "2": "White South European",
        "3": "Black",
        "4": "Asian",
        "5": "Chinese, Japanese or South East Asian",
        "6": "Arabic or North African",
        "7": "Mixed",
        "white": "White, north or south not said",
        "other": "Other, not said which",
    },
    {
        **{f"IC{code}": str(code) for code in range(7)},
        "IC7": "0",
        "IC9": "0",
        "Not known": "0",
        "White": "white",
        "White - North European": "1",
        "White - South European": "2",
        "Arab or North African": "6",
        "Other": "other",
    },
)

# How the finer codes fall into the four groups data.police.uk prints; not confirmed in a primary source.
_OBSERVED_GROUPS = {"1": "White", "2": "White", "white": "White", "3": "Black", "4": "Asian"}


def parse_ethnicity_observed(text: str) -> str:
    """An officer-defined ethnicity: 0 to 7, or white or other where a file says no more (DS_112)."""
    return ETHNICITY_OBSERVED.parse(text)


def observed_group(code: str) -> str:
    """White, Black, Asian, Other or Unknown: the coarsest grouping in which every file can be compared."""
    if code not in ETHNICITY_OBSERVED:
        raise Refusal("DS_112.list", "is not on the closed list of codes")
    return "Unknown" if code == "0" else _OBSERVED_GROUPS.get(code, "Other")
