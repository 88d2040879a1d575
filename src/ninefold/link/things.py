"""Addresses, telephones, vehicles, organisations and incidents: what several forces may each have written down.

Each is a table of rules for `KeyedThing`, and a reader that makes the keys. Weights are in bits, set by
hand: what a shared key is worth against the chance that strangers share it.
"""

import re
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from types import MappingProxyType

import pyarrow as pa
import pyarrow.compute as pc

from ninefold.engine.port import Engine
from ninefold.engine.snapshots import State
from ninefold.link.keyed import KeyedThing, Rule
from ninefold.link.pole_records import latest

_SHORT_WORDS = MappingProxyType(
    {
        "rd": "road", "st": "street", "str": "street", "ave": "avenue", "av": "avenue", "ln": "lane",
        "cl": "close", "cres": "crescent", "ct": "court", "dr": "drive", "gdns": "gardens", "gro": "grove",
        "pl": "place", "sq": "square", "ter": "terrace", "terr": "terrace", "pk": "park", "flt": "flat",
        "apt": "flat", "apartment": "flat", "unit": "flat",
    }
)  # fmt: skip
_NOT_TELLING = frozenset({"ltd", "limited", "plc", "llp", "the", "co", "company", "and", "uk"})
# Events of different words for one thing: what one force calls a call, another may have made a crime of.
_MINUTES = 30


def telephones() -> KeyedThing:
    """Telephones: the same number is the same line, however its country code was written."""
    rules = (
        Rule("number", 12.0, 12.0, "number"),
        Rule("ending", 6.0, 2.0, "last nine digits"),
    )
    return KeyedThing(
        "telephone",
        "telephone-1",
        _OBJECTS,
        rules,
        _reader("object", _telephone, "telephone", "phone"),
        4.0,
        0.0,
    )


def vehicles() -> KeyedThing:
    """Vehicles: the same registration mark; marks that only look alike are put forward, not joined."""
    rules = (
        Rule("mark", 12.0, 0.0, "registration mark"),
        Rule("look", 5.0, 8.0, "registration mark as it looks (O and 0, I and 1 alike)"),
    )
    return KeyedThing(
        "vehicle", "vehicle-1", _OBJECTS, rules, _reader("object", _vehicle, "vehicle"), 8.0, 2.0
    )


def addresses() -> KeyedThing:
    """Addresses: one UPRN; or one house number or name and street, in one postcode or town."""
    rules = (
        Rule("uprn", 14.0, 14.0, "unique property reference"),
        Rule("words", 9.0, 3.0, "words of the address"),
        Rule("door", 6.0, 3.0, "house and postcode"),
        Rule("postcode", 3.0, 5.0, "postcode", finds=False),
        Rule("house", 2.0, 6.0, "house number", finds=False),
    )
    return KeyedThing(
        "address", "address-1", {"location": "record_id"}, rules, _reader("location", _address), 8.0, 4.0
    )


def organisations() -> KeyedThing:
    """Organisations that report or are reported: by their name without its legal form, and a place or number."""
    rules = (
        Rule("name", 6.0, 6.0, "name"),
        Rule("phone", 5.0, 1.0, "telephone"),
        Rule("postcode", 4.0, 2.0, "postcode", finds=False),
    )
    return KeyedThing(
        "organisation",
        "organisation-1",
        {"person": "record_id"},
        rules,
        _reader("person", _organisation),
        8.0,
        4.0,
    )


def incidents() -> KeyedThing:
    """Incidents two forces recorded: one that cites the other's reference, or one kind, place and half hour."""
    rules = (
        Rule("cited", 14.0, 0.0, "reference"),
        Rule("moment", 4.0, 0.0, "kind, place and half hour"),
        Rule("moment_late", 4.0, 0.0, "kind, place and the half hours that meet"),
        Rule("force", -6.0, 0.0, "force", finds=False),
        Rule("mark", 4.0, 3.0, "place to the metre", finds=False),
    )
    return KeyedThing(
        "incident", "incident-1", {"event": "record_id"}, rules, _reader("event", _incident), 7.0, 4.0
    )


_OBJECTS = MappingProxyType({"object": "record_id"})


class _reader:
    """Reads one POLE table and makes the keys of one kind of thing."""

    def __init__(self, table: str, make: Callable[[pa.Table], pa.Table], *kinds: str) -> None:
        self._table, self._make, self._kinds = table, make, kinds

    def __call__(
        self, engine: Engine, root: Path, state: State, *, as_at: datetime, only: pa.Table | None = None
    ) -> pa.Table:
        rows = latest(engine, root, state, self._table, as_at, only=only)
        if self._kinds:
            rows = rows.filter(rows["kind"].isin(self._kinds))
        return self._make(engine.collect(rows))


def _made(rows: pa.Table, keep: str, **columns: pa.Array | pa.ChunkedArray) -> pa.Table:
    """The records whose column `keep` is filled."""
    table = pa.table({"record_id": rows["record_id"], "force": rows["force"], **columns})
    return table.filter(pc.is_valid(table[keep]))


def _worked(column: pa.ChunkedArray, work: Callable[[str], str | None]) -> pa.Array:
    coded = column.combine_chunks().dictionary_encode()
    worked = [work(text) if text else None for text in coded.dictionary.to_pylist()]
    return pa.array(worked, pa.string()).take(coded.indices)


def _telephone(rows: pa.Table) -> pa.Table:
    return _made(
        rows,
        "number",
        shown=rows["value"],
        number=_worked(rows["value"], lambda text: re.sub(r"\D", "", text) or None),
        ending=_worked(rows["value"], _ending),
    )


def _ending(text: str) -> str | None:
    digits = re.sub(r"\D", "", text)
    return digits[-9:] if len(digits) >= 9 else None


def _vehicle(rows: pa.Table) -> pa.Table:
    mark = _worked(rows["value"], lambda text: re.sub(r"[^A-Z0-9]", "", text.upper()) or None)
    look = _worked(rows["value"], lambda text: looks_like(re.sub(r"[^A-Z0-9]", "", text.upper())) or None)
    return _made(rows, "mark", shown=rows["value"], mark=mark, look=look)


def looks_like(mark: str) -> str:
    """A mark with letters and digits that are taken for each other made one."""
    for letters, one in (("OQD", "0"), ("IL", "1"), ("Z", "2"), ("S", "5"), ("B", "8"), ("G", "6")):
        mark = re.sub(f"[{letters}]", one, mark)
    return mark


def _address(rows: pa.Table) -> pa.Table:
    postcode = _worked(rows["postcode"], lambda text: text.replace(" ", "").upper() or None)
    words = _worked(rows["address"], address_words)
    house = _worked(rows["address"], house_number)
    door = pc.binary_join_element_wise(house, postcode, " ")
    return _made(
        rows,
        "words",
        shown=rows["address"],
        uprn=rows["uprn"],
        words=words,
        door=door,
        postcode=postcode,
        house=house,
    )


def address_words(text: str) -> str | None:
    """The words of an address, whole and in one order: "12 High St." and "12, High Street" are alike."""
    words = re.sub(r"[^a-z0-9]+", " ", text.lower()).split()
    return " ".join(sorted(_SHORT_WORDS.get(word, word) for word in words)) or None


def house_number(text: str) -> str | None:
    """The house number, with the flat before it where there is one."""
    found = re.findall(r"\b\d+[a-z]?\b", text.lower())
    return " ".join(found[:2]) or None


def _organisation(rows: pa.Table) -> pa.Table:
    rows = rows.filter(pc.equal(rows["entity"], "P_017"))
    named = pc.coalesce(_detail(rows, "organisation"), rows["surname"].combine_chunks())
    name = _worked(pa.chunked_array([named]), organisation_words)
    return _made(rows, "name", shown=named, name=name, phone=rows["phone"], postcode=rows["postcode"])


def _detail(rows: pa.Table, name: str) -> pa.Array:
    told = [dict(each).get(name) if each else None for each in rows["details"].to_pylist()]
    return pa.array(told, pa.string())


def organisation_words(text: str) -> str | None:
    """The telling words of an organisation's name, in one order."""
    words = re.sub(r"[^a-z0-9 ]", "", text.lower().replace("&", " and ")).split()
    return " ".join(sorted(word for word in words if word not in _NOT_TELLING)) or None


def _incident(rows: pa.Table) -> pa.Table:
    precise = pc.and_(pc.equal(rows["occurred_precision"], "minute"), pc.is_valid(rows["latitude"]))
    seconds = rows["occurred"].cast(pa.int64())
    half_hours = pc.divide(seconds, _MINUTES * 60 * 1_000_000)
    late = pc.divide(pc.add(seconds, _MINUTES * 30 * 1_000_000), _MINUTES * 60 * 1_000_000)
    cell = pc.binary_join_element_wise(
        pc.round(rows["latitude"], 2).cast(pa.string()), pc.round(rows["longitude"], 2).cast(pa.string()), ","
    )
    mark = pc.binary_join_element_wise(
        pc.round(rows["latitude"], 4).cast(pa.string()), pc.round(rows["longitude"], 4).cast(pa.string()), ","
    )
    group = pc.coalesce(rows["category"], rows["kind"])

    def at(hours: pa.ChunkedArray) -> pa.ChunkedArray:
        key = pc.binary_join_element_wise(group, cell, hours.cast(pa.string()), "|")
        return pc.if_else(pc.fill_null(precise, False), key, pa.scalar(None, pa.string()))

    cited = pc.coalesce(_detail(rows, "other_reference"), rows["reference"].combine_chunks())
    return _made(
        rows, "record_id_kept", record_id_kept=rows["record_id"], shown=rows["reference"], cited=cited,
        moment=at(half_hours), moment_late=at(late), mark=mark,
    )  # fmt: skip
