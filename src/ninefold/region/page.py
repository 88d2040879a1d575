"""A batch as one force would write it: every fact by name, as a column of text."""

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from ninefold.region import days, identifiers, rosters, wording
from ninefold.region.batch import Batch
from ninefold.region.catalogue import OFFENCES
from ninefold.region.chance import Bools, Chance, Ints
from ninefold.region.identifiers import joined, padded
from ninefold.region.layouts import FileLayout, Style
from ninefold.region.people import People
from ninefold.region.people_written import GENDERS, Mentions, self_defined
from ninefold.region.places import Places
from ninefold.region.plan import FORCES

YEAR = 100_000_000  # a serial is the year times this, plus the number within the year
UNKNOWN_CODE, FUTURE, PLACE_MISSING = 0.001, 0.0005, 0.02
FAR_OFF = 18_262  # days by which a mistyped date lies ahead: fifty years
PARTIES = ("victim", "suspect", "person", "partner", "reporter")
_LETTERS = {"crimes": "C", "parties": "C", "calls": "L", "searches": "S", "custody": "K", "missing": "M",
            "domestic": "D", "safeguarding": "V", "intelligence": "N", "rosters": "R"}  # fmt: skip


@dataclass
class Page:
    """Rows of a batch ready to be written by one force."""

    style: Style
    layout: FileLayout
    batch: Batch
    people: People
    places: Places
    chance: Chance
    _kept: dict[str, pa.Array] = field(default_factory=dict)

    def table(self) -> pa.Table:
        """Every column of the layout, as text."""
        return pa.table({column.name: self.column(column.fact) for column in self.layout.columns})

    def column(self, fact: str) -> pa.Array:
        """One fact, as text in this force's manner."""
        if fact not in self._kept:
            self._kept[fact] = self._written(fact)
        return self._kept[fact]

    @property
    def miscoded(self) -> str | None:
        """The fact of this layout in which unknown codes now and then appear."""
        held = {column.fact for column in self.layout.columns}
        return next((fact for fact in wording.MISCODED if fact in held), None)

    def parties(self) -> list[str]:
        """The people this layout has columns for."""
        held = {column.fact.partition(".")[0] for column in self.layout.columns}
        return [party for party in PARTIES if party in held]

    def has_unknown_code(self) -> Bools:
        """Rows whose code a tired hand made up."""
        if self.miscoded is None:
            return np.zeros(len(self.batch), dtype=np.bool_)
        return (self._odds("unknown code") < UNKNOWN_CODE) & (self.batch[self.miscoded] >= 0)

    def has_wrong_number(self) -> Bools:
        """Rows in which a number on the national computer breaks its check letter."""
        wrong = np.zeros(len(self.batch), dtype=np.bool_)
        for column in self.layout.columns:
            party, _, part = column.fact.partition(".")
            if part == "pnc":
                wrong |= self._mentions(party).pnc_is_wrong()
        return wrong

    def is_future(self) -> Bools:
        """Rows whose date lies years ahead."""
        return self._odds("future") < FUTURE

    def nominals(self, party: str) -> Ints:
        """The number of the force's record of each person: most have one, some two or three."""
        who, copy = self.batch[party], self.chance.share("copy", self.style.force, self._row_key(), 7)
        second = (copy > 0.9).astype(np.int64) + (copy > 0.98)
        return np.where(who >= 0, who * 3 + second, -1)

    def _written(self, fact: str) -> pa.Array:
        part, _, rest = fact.partition(".")
        if part in PARTIES and rest:
            return self._person(part, rest)
        if part == "place":
            return self._place(rest)
        name, _, form = fact.partition(":")
        if name in ("occurred", "until", "reported", "recorded", "closed"):
            return self._moment(name, form)
        if name in wording.CHOICES:
            return self._choice(name)
        if name in wording.NUMBERS:
            return pa.array(self.batch[name]).cast(pa.string())
        return _EVENT[name](self)

    def _moment(self, name: str, form: str) -> pa.Array:
        minutes = self.batch[name]
        known = minutes >= 0
        minutes = np.where(known, minutes, 0)
        if name in ("occurred", "until"):
            minutes = minutes + np.where(self.is_future(), FAR_OFF * days.MINUTES, 0)
        day = minutes // days.MINUTES
        if form == "date":
            return days.written(day, self.style.date, known)
        if form == "time":
            return _where(known, days.clock(minutes, self.style.time))
        date, _, clock = self.style.moment.partition("|")
        return joined(days.written(day, date, known), days.clock(minutes, clock))

    def _choice(self, name: str) -> pa.Array:
        words = wording.CHOICES[name]
        codes = self.style.codes.get(wording.CODES.get(name, name), {})
        places = self.batch.get(name)
        column = pa.array([codes.get(word, word) for word in words], pa.string())
        told = column.take(pa.array(np.maximum(places, 0), mask=places < 0))
        if name != self.miscoded:
            return told
        return pc.if_else(pa.array(self.has_unknown_code()), "ZZ9", told)

    def _place(self, part: str) -> pa.Array:
        street = np.where(self._odds("place") < PLACE_MISSING, -1, self.batch["street"])
        if part == "address":
            house = pa.array(self.batch["house"]).cast(pa.string())
            return joined(
                house, " ", self.places.take("street", street), ", ", self.places.take("town", street)
            )
        return self.places.take(part, street)

    def _person(self, party: str, part: str) -> pa.Array:
        mentions = self._mentions(party)
        if part in ("forename", "surname", "full_name"):
            given, family = mentions.names()
            self._kept[f"{party}.forename"], self._kept[f"{party}.surname"] = given, family
            self._kept[f"{party}.full_name"] = joined(family, ", ", given)
            return self._kept[f"{party}.{part}"]
        if part in ("address", "postcode", "house_street", "town"):
            return self._home(mentions, part)
        return _PERSON[part](self, party, mentions)

    def _mentions(self, party: str) -> Mentions:
        key = self.nominals(party) if self.style.nominals else self._row_key() * 8 + PARTIES.index(party)
        return Mentions(
            people=self.people,
            chance=self.chance,
            who=self.batch[party],
            day=self.batch["reported"] // days.MINUTES,
            key=key * 16 + self.style.force,
            letters=self.style.names,
        )

    def _home(self, mentions: Mentions, part: str) -> pa.Array:
        street, house = mentions.home()
        if part == "postcode":
            return self.places.take("postcode", np.where(mentions.postcode_known(), street, -1))
        if part == "town":
            return self.places.take("town", street)
        line = joined(pa.array(house).cast(pa.string()), " ", self.places.take("street", street))
        return line if part == "house_street" else joined(line, ", ", self.places.take("town", street))

    def _row_key(self) -> Ints:
        role = np.maximum(self.batch.get("role"), 0)
        return (self.batch["serial"] * 2 + role) * 16 + list(_LETTERS).index(self.batch.kind)

    def _odds(self, topic: str) -> np.ndarray[tuple[int, ...], np.dtype[np.float64]]:
        return self.chance.share(topic, self.style.force, self._row_key())

    def _officer(self, turn: int) -> pa.Array:
        number = self.batch.get("officer")
        if self.batch.kind != "rosters":
            officers = rosters.officers(self.people.plan.size_of(self.style.force))
            number = self.chance.below("officer", officers, self.style.force, self._row_key(), turn)
        return joined(FORCES[self.style.force].letters[0], pa.array(1000 + number).cast(pa.string()))

    def _reference(self) -> pa.Array:
        serial = self.batch["serial"]
        parts: list[pa.Array | str] = []
        for piece in self.style.reference.split("|"):
            match piece:
                case "letters":
                    parts.append(FORCES[self.style.force].letters)
                case "kind":
                    parts.append(_LETTERS[self.batch.kind])
                case "year":
                    parts.append(padded(serial // YEAR, 4))
                case "yy":
                    parts.append(padded(serial // YEAR % 100, 2))
                case "number":
                    parts.append(padded(serial % YEAR, 7))
                case _:
                    parts.append(piece)
        return joined(*parts, "")


def _where(known: Bools, told: pa.Array) -> pa.Array:
    return pc.if_else(pa.array(known), told, pa.scalar(None, pa.string()))


def _of_offence(page: Page, part: str) -> pa.Array:
    words = [getattr(offence, part) or None for offence in OFFENCES]
    return pa.array(words, pa.string()).take(pa.array(page.batch["offence"]))


def nominal_numbers(page: Page, party: str) -> pa.Array:
    """The force's own number for each person's record; NULL for nobody."""
    number = page.nominals(party)
    prime = _prime_over(page.people.plan.people * 3)
    shuffled = (np.maximum(number, 0) * 48_271 + 977 * (page.style.force + 1)) % prime
    return _where(number >= 0, joined(FORCES[page.style.force].letters, "N", padded(shuffled, 9)))


def _gender(page: Page, mentions: Mentions) -> pa.Array:
    codes = page.style.codes.get("gender", {})
    words = pa.array([codes.get(word, word) for word in GENDERS], pa.string())
    places = mentions.gender()
    return words.take(pa.array(places, mask=places < 0))


def _observed(page: Page, mentions: Mentions) -> pa.Array:
    codes = page.style.codes.get("observed", {})
    words = pa.array([codes.get(str(code), str(code)) for code in range(8)], pa.string())
    places = mentions.observed()
    return words.take(pa.array(places, mask=places < 0))


_PERSON: dict[str, Callable[[Page, str, Mentions], pa.Array]] = {
    "nominal": lambda page, party, mentions: nominal_numbers(page, party),
    "middle": lambda page, party, mentions: mentions.middle(),
    "born": lambda page, party, mentions: mentions.born(page.style.date, page.style.partial),
    "age": lambda page, party, mentions: mentions.age(),
    "gender": lambda page, party, mentions: _gender(page, mentions),
    "ethnicity": lambda page, party, mentions: self_defined(
        mentions.ethnicity(), dict(page.style.codes.get("ethnicity", {}))
    ),
    "observed": lambda page, party, mentions: _observed(page, mentions),
    "nationality": lambda page, party, mentions: mentions.nationality(),
    "phone": lambda page, party, mentions: mentions.phone(page.style.words["phone"]),
    "pnc": lambda page, party, mentions: mentions.pnc(),
}

_EVENT: dict[str, Callable[[Page], pa.Array]] = {
    "reference": lambda page: page._reference(),
    "officer": lambda page: page._officer(1),
    "supervisor": lambda page: page._officer(2),
    "ho_class": lambda page: _of_offence(page, "ho_class"),
    "offence_code": lambda page: _of_offence(page, "code"),
    "offence_title": lambda page: _of_offence(page, "title"),
    "subgroup": lambda page: _of_offence(page, "subgroup"),
    "summary": lambda page: wording.summaries(page.batch, page.chance),
    "report": lambda page: wording.reports(page.batch, page.chance),
    "asn": lambda page: identifiers.arrest_numbers(page.batch["serial"], page.style.force),
    "vehicle": lambda page: _where(
        page.batch["vehicle"] >= 0, identifiers.vehicle_marks(np.maximum(page.batch["vehicle"], 0))
    ),
}


def _prime_over(number: int) -> int:
    candidate = number + 1
    while any(candidate % divisor == 0 for divisor in range(2, int(candidate**0.5) + 1)):
        candidate += 1
    return candidate
