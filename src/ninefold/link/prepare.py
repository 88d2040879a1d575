"""Columns of text, as received or as cleaned, made into nominals ready to compare.

Each distinct text is worked on once, so a million rows cost little more than their distinct names.
"""

from collections.abc import Callable, Mapping
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from ninefold.link.births import Birth, read_birth
from ninefold.link.nominals import NOMINAL_SCHEMA
from ninefold.link.words import name_words, plain, root, second_root, sound, telling_words

_MALE = frozenset({"m", "male", "man", "boy", "1"})
_FEMALE = frozenset({"f", "female", "woman", "girl", "2"})
_ROOMS = frozenset({"flat", "apartment", "apt", "unit", "room", "floor", "block", "suite", "the"})
_IDENTIFIERS = ("pnc", "cro", "nino", "licence", "email", "other_id")


def nominals_from_columns(columns: Mapping[str, Any], *, day_first: bool = True) -> pa.Table:
    """Nominals of columns of text: record_id and any of the columns of a nominal.

    Names may come as `given`, `middle`, `surname`, or as one `name` in the usual order.
    """
    count = len(columns["record_id"])
    empty = pa.nulls(count, pa.string())
    given = {name: _text(columns.get(name, empty)) for name in _TEXTS}
    named = _names(given)
    made: dict[str, Any] = {
        "record_id": _text(columns["record_id"]),
        "force": given["force"],
        **named,
        "k_namesake": _namesake(given["force"], named["k_given"], named["k_surname"]),
        **_births(given["born"], day_first),
        "sex": _mapped(given["sex"], _sex),
        **_places(given),
        "occupation": _mapped(given["occupation"], _plain_or_none),
        "nationality": _mapped(given["nationality"], _plain_or_none),
        **{name: _mapped(given[name], _identifier) for name in _IDENTIFIERS},
        "phone": _mapped(given["phone"], _phone),
        "latitude": _number(columns.get("latitude"), count),
        "longitude": _number(columns.get("longitude"), count),
    }
    return pa.table([made[field.name] for field in NOMINAL_SCHEMA], schema=NOMINAL_SCHEMA)


_TEXTS = (
    "force", "given", "middle", "surname", "name", "born", "sex", "postcode", "address", "birth_place",
    "occupation", "nationality", "phone", *_IDENTIFIERS,
)  # fmt: skip


def _text(column: Any) -> pa.Array:
    whole = column.combine_chunks() if isinstance(column, pa.ChunkedArray) else column
    return whole if whole.type == pa.string() else whole.cast(pa.string())


def _mapped(column: pa.Array, work: Callable[[str], str | None]) -> pa.Array:
    """Each text worked on, once for each distinct one."""
    coded = column.dictionary_encode()
    worked = [None if word is None else work(word) for word in coded.dictionary.to_pylist()]
    return pa.array(worked, pa.string()).take(coded.indices)


def _number(column: Any, count: int) -> Any:
    if column is None:
        return pa.nulls(count, pa.float64())
    if pa.types.is_floating(column.type):
        return column.cast(pa.float64())
    return pa.array([_float(text) for text in column.cast(pa.string()).to_pylist()], pa.float64())


def _float(text: str | None) -> float | None:
    try:
        return float(text) if text else None
    except ValueError:
        return None


def _plain_or_none(text: str) -> str | None:
    return plain(text) or None


def _words_or_none(text: str) -> str | None:
    return " ".join(name_words(text)) or None


# ── names ──


def _names(given: Mapping[str, pa.Array]) -> dict[str, pa.Array]:
    """Given name, middle names and surname apart; from the whole name where the parts are not told."""
    first = _mapped(given["given"], _words_or_none)
    middle = _mapped(given["middle"], _words_or_none)
    family = _mapped(given["surname"], _words_or_none)
    whole = _mapped(given["name"], _in_order)
    told = _mapped(_joined(first, middle, family, between=" "), _words_or_none)
    whole = pc.coalesce(whole, told)
    apart = pc.and_(pc.is_null(first), pc.is_null(family))
    first = pc.if_else(apart, _mapped(whole, _first), first)
    family = pc.if_else(apart, _mapped(whole, _last), family)
    middle = _mapped(_joined(first, family, whole, middle, between="\t"), _middle_of)
    single = _mapped(first, lambda words: words.split()[0])
    rooted = _mapped(single, root)
    return {
        "given": single,
        "middle": middle,
        "surname": family,
        "name": whole,
        "k_root": rooted,
        "k_root2": _mapped(single, second_root),
        "k_given": _mapped(rooted, sound),
        "k_surname": _mapped(family, _surname_sound),
        "k_name": _mapped(whole, lambda words: " ".join(sorted(set(telling_words(words.split()))))),
    }


def _namesake(force: pa.Array, given: pa.Array, surname: pa.Array) -> pa.Array:
    """The force and how the name sounds; nothing where half of the name is not told."""
    return pc.binary_join_element_wise(pc.fill_null(force, ""), given, surname, " ")


def _in_order(name: str) -> str | None:
    """A whole name in the usual order: "Example, Ada" is turned round."""
    family, comma, rest = name.partition(",")
    return _words_or_none(f"{rest} {family}" if comma and rest.strip() else name)


def _first(name: str) -> str:
    return name.split()[0]


def _last(name: str) -> str | None:
    words = name.split()
    return words[-1] if len(words) > 1 else None


def _surname_sound(name: str) -> str:
    words = telling_words(name.split())
    return sound(words[-1])


def _joined(*columns: pa.Array, between: str) -> pa.Array:
    return pc.binary_join_element_wise(*columns, between, null_handling="replace", null_replacement="")


def _middle_of(joined: str) -> str | None:
    """The words of the whole name that are neither the given name nor the surname."""
    first, family, whole, middle = joined.split("\t")
    words = (middle or whole).split()
    known = {*first.split()[:1], *family.split()}
    return " ".join(dict.fromkeys(word for word in [*first.split()[1:], *words] if word not in known)) or None


# ── births, sex, identifiers ──


def _births(column: pa.Array, day_first: bool) -> dict[str, pa.Array]:
    coded = column.dictionary_encode()
    read = [
        Birth(None, None, None, None) if text is None else read_birth(text, day_first=day_first)
        for text in coded.dictionary.to_pylist()
    ]
    return {
        "born": pa.array([birth.text for birth in read], pa.string()).take(coded.indices),
        "born_year": pa.array([birth.year for birth in read], pa.int16()).take(coded.indices),
        "born_month": pa.array([birth.month for birth in read], pa.int8()).take(coded.indices),
        "born_day": pa.array([birth.day for birth in read], pa.int8()).take(coded.indices),
        "k_born": pa.array([_sorted(birth.text) for birth in read], pa.string()).take(coded.indices),
        "k_day": pa.array([birth.month_and_day for birth in read], pa.string()).take(coded.indices),
    }


def _sorted(text: str | None) -> str | None:
    """The characters of a text in order: two that were exchanged make no difference."""
    return None if text is None else "".join(sorted(text))


def _sex(text: str) -> str | None:
    word = text.strip().lower()
    return "m" if word in _MALE else "f" if word in _FEMALE else None


def _identifier(text: str) -> str | None:
    return "".join(character for character in text.upper() if character.isalnum() or character == "@") or None


def _phone(text: str) -> str | None:
    figures = "".join(character for character in text if character.isdigit())
    return figures[-10:] if len(figures) >= 6 else None


# ── places ──


def _places(given: Mapping[str, pa.Array]) -> dict[str, pa.Array]:
    postcode = _mapped(given["postcode"], _postcode)
    address = _mapped(given["address"], _plain_or_none)
    birth_place = _mapped(given["birth_place"], _plain_or_none)
    return {
        "postcode": postcode,
        "k_postcode": _mapped(postcode, _sorted),
        "k_sector": _mapped(postcode, _sector),
        "k_district": _mapped(postcode, _district),
        "address": address,
        "k_street": _mapped(address, _street),
        "k_house": _mapped(address, _house),
        "k_road": _mapped(address, lambda words: _sound_at(words, 0)),
        "k_town": _mapped(address, lambda words: _sound_at(words, -1)),
        "birth_place": birth_place,
        "k_birth_place": _mapped(birth_place, lambda words: telling_words(words.split())[0]),
    }


def _postcode(text: str) -> str | None:
    return "".join(character for character in text.upper() if character.isalnum()) or None


def _sector(code: str) -> str | None:
    """The postcode without its last two letters; a code of another land without its last figure."""
    if _is_british(code):
        return code[:-2]
    return code[:-1] if len(code) > 3 else code


def _district(code: str) -> str | None:
    if _is_british(code):
        return code[:-3]
    return code[:-2] if len(code) > 3 else code


def _is_british(code: str) -> bool:
    return 5 <= len(code) <= 8 and code[0].isalpha()


def _street(address: str) -> str | None:
    """The address without figures: the street, the town."""
    return " ".join(word for word in address.split() if word.isalpha()) or None


def _house(address: str) -> str | None:
    """The figures of an address: the number of the house, of the flat."""
    return " ".join(word for word in address.split() if any(letter.isdigit() for letter in word)) or None


def _sound_at(address: str, place: int) -> str | None:
    """How the first or last word of an address sounds that is none of its figures."""
    words = [word for word in address.split() if word.isalpha() and word not in _ROOMS]
    return sound(words[place]) if words else None
