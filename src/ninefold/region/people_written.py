"""People as a force wrote them down: right, partly right, or wrong, at the rates real records show."""

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from ninefold.region import days, identifiers, mistakes
from ninefold.region.chance import Bools, Chance, Ints
from ninefold.region.people import ETHNICITIES, NATIONS, NOT_STATED, People

GENDERS = ("Male", "Female", "Non-Binary", "Not Known")
SLIPS, SHORT, EXCHANGED, OTHER_SURNAME = 0.065, 0.05, 0.01, 0.02  # slips: in each of two names
BORN_WRONG, BORN_MISSING, BORN_PARTIAL = 0.04, 0.10, 0.03
POSTCODE_MISSING, GENDER_MISSING, PHONE_MISSING, ADDRESS_MISSING = 0.17, 0.05, 0.35, 0.08
PHONE_WRONG, NUMBER_WRONG = 0.01, 0.004


@dataclass(frozen=True)
class Mentions:
    """People named in records: who, when, and the key their mistakes depend on; -1 is nobody."""

    people: People
    chance: Chance
    who: Ints
    day: Ints
    key: Ints
    letters: str  # title, upper or plain

    @property
    def someone(self) -> Bools:
        """True where there is a person."""
        return self.who >= 0

    @property
    def known(self) -> Ints:
        """People, with person 0 standing in for nobody."""
        return np.maximum(self.who, 0)

    def names(self) -> tuple[pa.Array, pa.Array]:
        """Forenames and surnames as written."""
        lists, odds = self.people.names, self._odds
        other = odds("other surname") < OTHER_SURNAME
        other &= self.people.is_woman(self.known)
        family = np.where(other, self.people.other_surname(self.known), self.people.surname(self.known))
        given = self._taken(lists.forenames, self.people.forename(self.known))
        families = self._taken(lists.surnames, family)
        luck = self.chance.words("slips", self.key)
        given = mistakes.short_forms(given, odds("short") < SHORT, luck, lists.short_forms)
        given = mistakes.slips(given, odds("slip 1") < SLIPS, luck)
        families = mistakes.slips(families, odds("slip 2") < SLIPS, luck >> np.uint64(7))
        mistakes.exchanged(given, families, np.flatnonzero(odds("exchanged") < EXCHANGED))
        return self._lettered(given), self._lettered(families)

    def middle(self) -> pa.Array:
        """Middle names; half of the records leave them out."""
        place = self.people.middle_name(self.known)
        has = (place >= 0) & self.someone & (self._odds("middle kept") < 0.5)
        return self._lettered(self.people.names.forenames.take(pa.array(np.maximum(place, 0), mask=~has)))

    def born(self, form: str, partial: bool) -> pa.Array:
        """Dates of birth: some missing, some wrong, some only a month or a year."""
        born, luck = self.people.born(self.known), self._odds("born wrong")
        wrong = luck < BORN_WRONG
        off = np.array([1, -1, 10, -10, 365, -366, 3652, 31])[self.chance.below("born off", 8, self.key)]
        born = np.where(wrong, np.minimum(born + off, self.day - 30), born)
        known = self.someone & (self._odds("born missing") >= BORN_MISSING)
        full = days.written(born, form, known)
        if not partial:
            return full
        month = days.written(born, "%Y-%m" if form.startswith("%Y") else "%m/%Y", known)
        year = days.written(born, "%Y", known)
        part = self._odds("born partial")
        return pc.if_else(part < BORN_PARTIAL / 2, year, pc.if_else(part < BORN_PARTIAL, month, full))

    def age(self) -> pa.Array:
        """Ages as told; a few a year out."""
        told = self.people.age(self.known, self.day) + (self._odds("age wrong") < 0.03)
        return pa.array(told, mask=~self.someone | (self._odds("age missing") < 0.1)).cast(pa.string())

    def gender(self) -> Ints:
        """Places in GENDERS, or -1 where left out."""
        told = np.where(self.people.is_woman(self.known), 1, 0)
        told = np.where(self.people.is_non_binary(self.known), 2, told)
        told = np.where(self._odds("gender unknown") < 0.01, 3, told)
        return self._unless("gender", GENDER_MISSING, told)

    def ethnicity(self) -> Ints:
        """Places in ETHNICITIES, or -1 where left out."""
        told = self.people.ethnicity(self.known)
        told = np.where(self._odds("not stated") < 0.09, NOT_STATED, told)
        return self._unless("ethnicity", 0.12, told)

    def observed(self) -> Ints:
        """Observed ethnicity (0-7), or -1 where left out; now and then seen otherwise."""
        told = self.people.observed_ethnicity(self.known)
        guess = self.chance.below("observed guess", 8, self.key)
        return self._unless("observed", 0.08, np.where(self._odds("observed wrong") < 0.05, guess, told))

    def nationality(self) -> pa.Array:
        """Three-letter countries, or NULL."""
        told = self._unless("nationality", 0.2, self.people.nationality(self.known))
        return pa.array(NATIONS, pa.string()).take(pa.array(told, mask=told < 0))

    def phone(self, style: str) -> pa.Array:
        """Telephone numbers, written with +44, with 0, or with a gap."""
        line = self.people.phone(self.known, self.day).astype(np.int64)
        wrong = self._odds("phone wrong") < PHONE_WRONG
        line = np.where(wrong, line + 1 + self.chance.below("phone off", 90, self.key), line)
        told = self.someone & (self._odds("phone missing") >= PHONE_MISSING)
        return identifiers.phones(line, self.people.hostel_phone(self.known), style, told)

    def pnc(self) -> pa.Array:
        """Numbers on the national computer, of those who have one; a few with a digit wrong."""
        wrong = self._odds("pnc wrong") < NUMBER_WRONG
        return identifiers.pnc_ids(self.chance, self.known, self._has_pnc(), wrong)

    def pnc_is_wrong(self) -> Bools:
        """Where the number written on the national computer breaks its check letter."""
        return self._has_pnc() & (self._odds("pnc wrong") < NUMBER_WRONG)

    def home(self) -> tuple[Ints, Ints]:
        """Street and house number, street -1 where left out."""
        home = self.people.home(self.known, self.day)
        return self._unless("address", ADDRESS_MISSING, home.street), home.house

    def postcode_known(self) -> Bools:
        """False where the postcode was left out."""
        return self._odds("postcode") >= POSTCODE_MISSING

    def _has_pnc(self) -> Bools:
        return self.someone & self.people.is_known_offender(self.known)

    def _odds(self, topic: str) -> np.ndarray[tuple[int, ...], np.dtype[np.float64]]:
        return self.chance.share(topic, self.key)

    def _unless(self, topic: str, missing: float, told: Ints) -> Ints:
        return np.where(self.someone & (self._odds(topic + " missing") >= missing), told, -1)

    def _taken(self, column: pa.Array, places: Ints) -> list[str | None]:
        taken: list[str | None] = column.take(pa.array(places, mask=~self.someone)).to_pylist()
        return taken

    def _lettered(self, names: list[str | None] | pa.Array) -> pa.Array:
        column = pa.array(names, pa.string()) if isinstance(names, list) else names
        if self.letters == "upper":
            return pc.utf8_upper(column)
        if self.letters == "plain":
            return pc.utf8_upper(_plain(column))
        return column


def _plain(column: pa.Array) -> pa.Array:
    coded = pc.dictionary_encode(column)
    words = [mistakes.plain(word) for word in coded.dictionary.to_pylist()]
    return pa.array(words, pa.string()).take(coded.indices)


def self_defined(places: Ints, codes: dict[str, str] | None = None) -> pa.Array:
    """Self-defined ethnicity codes at places in ETHNICITIES; NULL at -1."""
    words = [codes.get(code, code) if codes else code for code in ETHNICITIES]
    return pa.array(words, pa.string()).take(pa.array(places, mask=places < 0))
