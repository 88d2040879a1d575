"""What is compared between two nominals, and the steps of likeness of each thing, from same to different.

Conditions are plain SQL that DuckDB and Spark read alike. The first that holds is the level; a level's
weight is the model's affair. `tf` names the column whose commonness counts: to share a rare name says more.
"""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Level:
    """One step of likeness: a short name, how a person would say it, and when it holds."""

    name: str
    words: str
    sql: str
    tf: str | None = None
    is_null: bool = False
    keeps_apart: bool = False  # whatever else agrees, only a person may say that the two are one


@dataclass(frozen=True)
class Comparison:
    """One thing compared: the columns it needs, and its levels, best first; what is left is `different`."""

    name: str
    words: str
    columns: tuple[str, ...]
    levels: tuple[Level, ...]

    @property
    def told(self) -> tuple[Level, ...]:
        """The levels that say something, best first, with `different` at the end."""
        return (*(level for level in self.levels if not level.is_null), DIFFERENT)

    def gamma_of(self, name: str) -> int:
        """The number Splink gives a level: 0 is different, the best has the highest."""
        names = [level.name for level in self.told]
        return len(names) - 1 - names.index(name)

    @property
    def guards(self) -> tuple[Level, ...]:
        """The levels at which two records are kept apart."""
        return tuple(level for level in self.levels if level.keeps_apart)

    def level_at(self, gamma: int) -> Level | None:
        """The level with this number; None for -1, not known."""
        return None if gamma < 0 else self.told[len(self.told) - 1 - gamma]


DIFFERENT = Level("different", "different", "ELSE")


def _unknown(*columns: str) -> Level:
    sides = " OR ".join(f"{column}_{side} IS NULL" for column in columns for side in "lr")
    return Level("unknown", "not known on one side", sides, is_null=True)


def _both(condition: str) -> str:
    """A condition written for one order of the two, holding in either."""
    turned = condition.replace("_l", "_~").replace("_r", "_l").replace("_~", "_r")
    return f"(({condition}) OR ({turned}))"


def _close(column: str, longest: int, least: int = 4) -> str:
    return (
        f"levenshtein({column}_l, {column}_r) <= {longest} "
        f"AND least(length({column}_l), length({column}_r)) >= {least}"
    )


def _slip(column: str, least: int) -> str:
    """One character apart, or two neighbours exchanged; `k_<column>` holds the characters in order."""
    return (
        f"least(length({column}_l), length({column}_r)) >= {least} AND (levenshtein({column}_l, {column}_r) <= 1 "
        f"OR (k_{column}_l = k_{column}_r AND levenshtein({column}_l, {column}_r) <= 2))"
    )


_CROSSED = "given_l = surname_r AND given_r = surname_l"
_CROSSED_ALIKE = "k_given_l = k_surname_r AND k_given_r = k_surname_l"
_HALF_CROSSED = "given_l = surname_r OR given_r = surname_l"
_PART = "(' ' || {a}_l || ' ') LIKE ('% ' || {b}_r || ' %')"

SURNAME = Comparison(
    "surname",
    "surname",
    ("surname",),
    (
        Level("same", "the same", "surname_l = surname_r", tf="surname"),
        Level("crossed", "given name and surname are exchanged", _CROSSED),
        Level("only_name", "the only name told is the other's surname",
              _both("surname_l IS NULL AND given_l = surname_r"), tf=None),
        _unknown("surname"),
        Level("crossed_alike", "exchanged with the given name, and spelt in another way", _CROSSED_ALIKE),
        Level("slip", "one letter apart", _close("surname", 1)),
        Level("part", "one is part of the other, as in a double or married name",
              _both(f"{_PART.format(a='surname', b='surname')} OR {_PART.format(a='middle', b='surname')}")),
        Level("sound", "sound alike", f"k_surname_l = k_surname_r AND {_close('surname', 3)}"),
        Level("near", "two letters apart", _close("surname", 2, 6)),
        Level("half_crossed", "one of the names stands in the other's place", _HALF_CROSSED),
    ),
)  # fmt: skip

GIVEN = Comparison(
    "given",
    "given name",
    ("given",),
    (
        Level("same", "the same", "given_l = given_r", tf="given"),
        Level("crossed", "given name and surname are exchanged", _CROSSED),
        Level("unknown", "not known on one side",
              "given_l IS NULL OR given_r IS NULL OR "
              + _both("surname_l IS NULL AND given_l = surname_r"), is_null=True),
        Level("crossed_alike", "exchanged with the surname, and spelt in another way", _CROSSED_ALIKE),
        Level("short", "a short or familiar form, or the same name in another tongue",
              "k_root_l = k_root_r OR k_root_l = k_root2_r OR k_root2_l = k_root_r"),
        Level("slip", "one letter apart, or they sound alike",
              f"({_close('given', 1)}) OR (k_given_l = k_given_r AND {_close('given', 3)})"),
        Level("initial", "one is the other's initial",
              "least(length(given_l), length(given_r)) = 1 AND substr(given_l, 1, 1) = substr(given_r, 1, 1)"),
        Level("middle", "one goes by the other's middle name",
              _both(_PART.format(a="middle", b="given"))),
        Level("near", "two letters apart", _close("given", 2, 6)),
        Level("half_crossed", "one of the names stands in the other's place", _HALF_CROSSED),
    ),
)  # fmt: skip

MIDDLE = Comparison(
    "middle",
    "middle names",
    ("middle",),
    (
        _unknown("middle"),
        Level("same", "the same", "middle_l = middle_r"),
        Level("alike", "alike, or one is part of the other",
              f"({_close('middle', 2)}) OR {_both(_PART.format(a='middle', b='middle'))}"),
        Level("initial", "the same initial", "substr(middle_l, 1, 1) = substr(middle_r, 1, 1)"),
    ),
)  # fmt: skip

_WHOLE = "length(born_l) = 10 AND length(born_r) = 10"
_PARTS_SAME = (
    "(CASE WHEN born_year_l = born_year_r THEN 1 ELSE 0 END"
    " + CASE WHEN born_month_l = born_month_r THEN 1 ELSE 0 END"
    " + CASE WHEN born_day_l = born_day_r THEN 1 ELSE 0 END)"
)

BORN = Comparison(
    "born",
    "date of birth",
    ("born",),
    (
        _unknown("born"),
        Level("same", "the same day", f"born_l = born_r AND {_WHOLE}", tf="born"),
        Level("partly_told", "the same, as far as both are told", _both("born_l LIKE (born_r || '%')")),
        Level("exchanged", "day and month are exchanged",
              "born_year_l = born_year_r AND born_month_l = born_day_r AND born_day_l = born_month_r"),
        Level("slip", "one figure apart, or two exchanged", f"{_slip('born', 10)}"),
        Level("two_parts", "two of day, month and year are the same", f"{_PARTS_SAME} = 2"),
        Level("two_slips", "two figures apart", f"levenshtein(born_l, born_r) <= 2 AND {_WHOLE}"),
        Level("year", "the same year", "born_year_l = born_year_r"),
        Level("near", "born within two years", "abs(born_year_l - born_year_r) <= 2"),
        Level("decade", "born within twelve years", "abs(born_year_l - born_year_r) <= 12"),
    ),
)  # fmt: skip

NAMESAKE_KEY = "k_namesake"
# The births of the others of a name tell how likely it is one person's; this speaks where a birth is not told.
NAMESAKE = Comparison(
    "namesake",
    "name, where a birth is not told",
    ("given", "surname"),
    (
        Level("unknown", "both births are told", "born_l IS NOT NULL AND born_r IS NOT NULL", is_null=True),
        Level("one_force", "the same in one force", "k_namesake_l = k_namesake_r", tf="k_namesake"),
        Level("same", "the same, in another force", "k_given_l = k_given_r AND k_surname_l = k_surname_r"),
    ),
)

SEX = Comparison("sex", "sex", ("sex",), (_unknown("sex"), Level("same", "the same", "sex_l = sex_r")))

_FAR = "(abs(latitude_l - latitude_r) + abs(longitude_l - longitude_r))"
_NO_ADDRESS = "(address_l IS NULL OR address_r IS NULL)"
POSTCODE = Comparison(
    "postcode",
    "postcode",
    ("postcode",),
    (
        _unknown("postcode"),
        Level("alone", "the same, where an address is not told", f"postcode_l = postcode_r AND {_NO_ADDRESS}",
              tf="postcode"),
        Level("same", "the same", "postcode_l = postcode_r", tf="postcode"),
        Level("slip", "one letter or figure apart, or two exchanged", _slip("postcode", 5)),
        Level("exchanged", "two figures exchanged", "k_postcode_l = k_postcode_r"),
        Level("sector", "the same few streets", "k_sector_l = k_sector_r"),
        Level("figure", "one figure apart", _close("postcode", 1, 4)),
        Level("near", "a walk apart", f"{_FAR} <= 0.02"),
        Level("district", "the same district", "k_district_l = k_district_r"),
        Level("area", "the same town or county", "substr(postcode_l, 1, 2) = substr(postcode_r, 1, 2)"),
        Level("moved", "different, where an address is not told", _NO_ADDRESS),
    ),
)  # fmt: skip

_NO_POSTCODE = "(postcode_l IS NULL OR postcode_r IS NULL)"
_HOUSE_OR_ROAD = "(k_house_l = k_house_r OR k_road_l = k_road_r)"
# Where both postcodes are told they say most of what an address can; without them it says more.
ADDRESS = Comparison(
    "address",
    "address",
    ("address",),
    (
        _unknown("address"),
        Level("alone", "the same, where a postcode is not told", f"address_l = address_r AND {_NO_POSTCODE}",
              tf="address"),
        Level("same", "the same", "address_l = address_r", tf="address"),
        Level("slip", "two letters or figures apart", f"{_HOUSE_OR_ROAD} AND ({_close('address', 2, 8)})"),
        Level("house", "the same number, and the same road or town",
              "k_house_l = k_house_r AND (k_road_l = k_road_r OR k_town_l = k_town_r)"),
        Level("street", "the same street",
              "k_street_l = k_street_r OR (k_road_l = k_road_r AND k_town_l = k_town_r)"),
        Level("town", "the same town", "k_town_l = k_town_r"),
        Level("moved", "different, where a postcode is not told", _NO_POSTCODE),
    ),
)  # fmt: skip

BIRTH_PLACE = Comparison(
    "birth_place",
    "place of birth",
    ("birth_place",),
    (
        _unknown("birth_place"),
        Level("same", "the same", "birth_place_l = birth_place_r", tf="birth_place"),
        Level("alike", "alike, or one lies in the other",
              f"k_birth_place_l = k_birth_place_r OR ({_close('birth_place', 2, 5)}) OR "
              + _both(_PART.format(a="birth_place", b="birth_place"))),
    ),
)  # fmt: skip

_TOGETHER = "COALESCE(address_l = address_r OR postcode_l = postcode_r OR phone_l = phone_r, FALSE)"
_ALIKE = (
    "(given_l IS NULL OR given_r IS NULL OR k_root_l = k_root_r OR COALESCE(k_root_l = k_root2_r, FALSE) "
    "OR COALESCE(k_root2_l = k_root_r, FALSE) OR COALESCE(given_l = surname_r, FALSE) "
    "OR COALESCE(surname_l = given_r, FALSE) OR levenshtein(given_l, given_r) <= 2 "
    "OR (least(length(given_l), length(given_r)) = 1 AND substr(given_l, 1, 1) = substr(given_r, 1, 1)))"
)
_NOT_APART = "COALESCE(abs(born_year_l - born_year_r) < 12 OR levenshtein(born_l, born_r) <= 1, TRUE)"
_ONE_NUMBER = "COALESCE({}, FALSE)".format(
    " OR ".join(f"{name}_l = {name}_r" for name in ("pnc", "cro", "nino", "licence", "email", "other_id"))
)
_BY_MIDDLE = _both(_PART.format(a="middle", b="given"))
# Families share a surname, an address and a telephone: together these say less than each would alone.
HOUSEHOLD = Comparison(
    "household",
    "people of one household",
    ("given",),
    (
        Level("unknown", "nothing says they live together", f"NOT {_TOGETHER}", is_null=True),
        Level("namesakes", "the same place and name", f"{_ALIKE} AND {_NOT_APART}"),
        Level("generation", "the same name at the same place, a generation apart",
              f"{_ALIKE} AND NOT {_ONE_NUMBER}", keeps_apart=True),
        Level("twins", "another given name, but one surname, one date of birth and one place, as twins have",
              f"born_l = born_r AND surname_l = surname_r AND {_WHOLE} AND NOT COALESCE({_BY_MIDDLE}, FALSE) "
              f"AND NOT {_ONE_NUMBER}", keeps_apart=True),
        Level("one_birth", "another given name but the same date of birth",
              "born_l = born_r"),
        Level("close_birth", "another given name, and dates of birth one figure apart",
              f"levenshtein(born_l, born_r) <= 1 AND {_WHOLE}"),
        Level("relative", "another given name and another date of birth",
              f"born_l IS NOT NULL AND born_r IS NOT NULL AND NOT {_ONE_NUMBER}", keeps_apart=True),
    ),
)  # fmt: skip


def _kept(name: str, words: str) -> Comparison:
    """A plain word that is the same or not."""
    return Comparison(
        name, words, (name,), (_unknown(name), Level("same", "the same", f"{name}_l = {name}_r", tf=name))
    )


def _number(name: str, words: str) -> Comparison:
    """A number that is one person's, though it may be mistyped or shared."""
    levels = (
        _unknown(name),
        Level("same", "the same", f"{name}_l = {name}_r", tf=name),
        Level("slip", "one character apart", _close(name, 1, 6)),
        Level("two_slips", "two characters apart", _close(name, 2, 7)),
    )
    return Comparison(name, words, (name,), levels)


COMPARISONS: tuple[Comparison, ...] = (
    SURNAME,
    GIVEN,
    MIDDLE,
    BORN,
    NAMESAKE,
    SEX,
    POSTCODE,
    ADDRESS,
    HOUSEHOLD,
    BIRTH_PLACE,
    _kept("occupation", "occupation"),
    _number("pnc", "PNC ID"),
    _number("cro", "CRO number"),
    _number("nino", "National Insurance number"),
    _number("licence", "driving licence"),
    _number("phone", "telephone"),
    _number("email", "e-mail address"),
    _number("other_id", "other number"),
)
BY_NAME = {comparison.name: comparison for comparison in COMPARISONS}


def comparable(filled: Iterable[str]) -> tuple[Comparison, ...]:
    """The comparisons a table can bear: those whose columns hold something in it."""
    known = set(filled)
    return tuple(comparison for comparison in COMPARISONS if known.issuperset(comparison.columns))


def columns_of(comparisons: Iterable[Comparison]) -> tuple[str, ...]:
    """Every column of a nominal that the conditions of these comparisons read, without their sides."""
    text = " ".join(level.sql for comparison in comparisons for level in comparison.levels)
    return tuple(name for name in _READ if f"{name}_l" in text)


_READ = (
    "given", "middle", "surname", "born", "born_year", "born_month", "born_day", "sex", "postcode", "address",
    "latitude", "longitude", "birth_place", "occupation", "pnc", "cro", "nino", "licence", "phone", "email",
    "other_id", "k_root", "k_root2", "k_given", "k_surname", "k_sector", "k_district", "k_street",
    "k_birth_place", "k_born", "k_postcode", "k_house", "k_road", "k_town", "k_namesake",
)  # fmt: skip
