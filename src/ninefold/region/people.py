"""Everyone of the region: each fact about a person is a function of the person's number and the day."""

from dataclasses import dataclass

import numpy as np

from ninefold.region import days, households
from ninefold.region.chance import Bools, Chance, Ints, Words, cumulative
from ninefold.region.names import NameList, Names
from ninefold.region.plan import STREETS, Plan

NOBODY = -1
_SPAN = days.LAST - days.FIRST
# Self-defined ethnicity (18+1) and observed ethnicity (0-7) by origin, with how often each is given.
_SELF = (
    (("W1", 93), ("W2", 2), ("W3", 1), ("W9", 2), ("M1", 1), ("M9", 1)),
    (("A1", 35), ("A2", 40), ("A3", 15), ("A9", 8), ("M3", 2)),
    (("W9", 100),),
    (("B1", 40), ("B2", 50), ("B9", 7), ("M2", 3)),
    (("A4", 100),),
    (("O2", 85), ("O9", 15)),
)
ETHNICITIES = ("W1", "W2", "W3", "W9", "M1", "M2", "M3", "M9", "A1", "A2", "A3", "A4", "A9",
               "B1", "B2", "B9", "O2", "O9", "NS")  # fmt: skip
_OBSERVED = np.array([1, 4, 2, 3, 5, 6])
NOT_STATED = ETHNICITIES.index("NS")
_COUNTRIES = (("GBR",), ("GBR", "IND", "PAK", "BGD"), ("POL", "ROU", "LTU", "CZE"),
              ("GBR", "NGA", "GHA", "JAM"), ("GBR", "CHN", "HKG"), ("GBR", "SYR", "IRQ", "EGY"))  # fmt: skip
NATIONS = tuple(dict.fromkeys(nation for origin in _COUNTRIES for nation in origin))


@dataclass(frozen=True)
class Home:
    """Where people live on a day: a street of the region and a house number."""

    street: Ints
    house: Ints


@dataclass(frozen=True)
class People:
    """The population of a plan."""

    plan: Plan
    chance: Chance
    names: Names

    def origin(self, people: Ints) -> Ints:
        """Which of the name lists a person's names come from; mostly the household's."""
        own = self.chance.share("mixed", people) < 0.06
        key = np.where(own, people, households.of(people, self.chance).first)
        return self.chance.pick("origin", self.names.origin_shares, key)

    def is_woman(self, people: Ints) -> Bools:
        """True for women and girls; couples are mostly of two sexes."""
        house = households.of(people, self.chance)
        head = self.chance.share("sex", house.first) < 0.5
        follows = self.chance.share("pair", people) < 0.95
        own = self.chance.share("sex", people) < 0.5
        partner = (house.member == 1) & self._is_couple(house)
        return np.where(partner & follows, ~head, own)

    def is_non_binary(self, people: Ints) -> Bools:
        """True for a few."""
        return self.chance.share("non-binary", people) < 0.003

    def born(self, people: Ints) -> Ints:
        """Day of birth; some are born within the six years."""
        house = households.of(people, self.chance)
        luck = self.chance.share("age", house.first)
        head = np.where(
            house.size == 1, 20 + 70 * luck**1.2, np.where(house.size == 2, 22 + 63 * luck, 26 + 24 * luck)
        )
        gap = self.chance.share("gap", people)
        child = head - 20 - 18 * gap
        child = np.where(child < -5.5, 16 * gap, child)
        partner = np.maximum(18.0, head - 5 + 10 * gap)
        is_partner = (house.member == 1) & self._is_couple(house)
        age = np.where(house.member == 0, head, np.where(is_partner, partner, child))
        return (days.FIRST - age * 365.2425).astype(np.int64) - self.chance.below("birthday", 180, people)

    def died(self, people: Ints, born: Ints) -> Ints:
        """Day of death of people born on given days, or a day far off."""
        risk = np.minimum(0.7, 0.004 + 0.035 * np.exp(((days.FIRST - born) / 365.2425 - 65) / 10))
        day = days.FIRST + self.chance.below("death day", _SPAN, people)
        return np.where(self.chance.share("death", people) < risk, day, days.LAST + 36525)

    def ages_of_living(self, people: Ints, day: Ints) -> Ints:
        """Age on the day of people who are someone, born and not dead; -1 for the others."""
        known = np.maximum(people, 0)
        born = self.born(known)
        living = (people >= 0) & (born <= day) & (day <= self.died(known, born))
        return np.where(living, days.ages(born, day), -1)

    def age(self, people: Ints, day: Ints) -> Ints:
        """Whole years of age on the day."""
        return days.ages(self.born(people), day)

    def partner(self, people: Ints) -> Ints:
        """The other adult of a couple, or nobody."""
        house = households.of(people, self.chance)
        other = house.first + (1 - house.member)
        paired = (house.member < 2) & (house.size > 1) & self._is_couple(house)
        return np.where(paired, other, NOBODY)

    def guardian(self, people: Ints) -> Ints:
        """The head of the household of someone who is not the head, or nobody."""
        house = households.of(people, self.chance)
        return np.where(house.member > 0, house.first, NOBODY)

    def forename(self, people: Ints) -> Ints:
        """Place of the forename in the column of forenames."""
        return self._forename("forename", people)

    def middle_name(self, people: Ints) -> Ints:
        """Place of a middle name in the column of forenames, or -1."""
        has = self.chance.share("has middle", people) < 0.35
        return np.where(has, self._forename("middle", people), -1)

    def surname(self, people: Ints) -> Ints:
        """Place of the surname in the column of surnames; households mostly share one."""
        house = households.of(people, self.chance)
        own = (house.member == 1) & (self.chance.share("own surname", people) < 0.38)
        return self._family(np.where(own, people, house.first), people)

    def other_surname(self, people: Ints) -> Ints:
        """The surname a person had before, or took after, a marriage."""
        return self._family(people * 7 + 3, people)

    def ethnicity(self, people: Ints) -> Ints:
        """Place of the self-defined ethnicity in ETHNICITIES."""
        origin, result = self.origin(people), np.zeros(len(people), dtype=np.int64)
        for number, given in enumerate(_SELF):
            here = origin == number
            places = np.array([ETHNICITIES.index(code) for code, _ in given])
            picked = self.chance.pick("ethnicity", cumulative([n for _, n in given]), people[here])
            result[here] = places[picked]
        return result

    def observed_ethnicity(self, people: Ints) -> Ints:
        """The code (0-7) an officer would most often see."""
        return _OBSERVED[self.origin(people)]

    def nationality(self, people: Ints) -> Ints:
        """Place of the nationality in NATIONS."""
        origin, result = self.origin(people), np.zeros(len(people), dtype=np.int64)
        for number, nations in enumerate(_COUNTRIES):
            here = origin == number
            picked = self.chance.below("nation", len(nations), people[here])
            result[here] = np.array([NATIONS.index(nation) for nation in nations])[picked]
        return result

    def home(self, people: Ints, day: Ints) -> Home:
        """Where people live on a day: households move, and the young move out."""
        house = households.of(people, self.chance)
        street = self.plan.area_of(people) * STREETS + self.chance.below("street", STREETS, house.first)
        number = 1 + self.chance.below("house", 90, house.first)
        for turn, often in ((1, 0.42), (2, 0.12)):
            alone = (self.chance.share("leaves", people, turn) < 0.18) & (house.member > 0)
            key = np.where(alone, people + self.plan.people, house.first)
            moves = self.chance.share("moves", key, turn) < often
            since = days.FIRST + self.chance.below("move day", _SPAN, key, turn)
            gone = moves & (day >= since)
            street = np.where(gone, self._new_street(people, key, turn), street)
            number = np.where(gone, 1 + self.chance.below("new house", 90, key, turn), number)
        return Home(street, number)

    def phone(self, people: Ints, day: Ints) -> Words:
        """A line number: households share some, and some change theirs."""
        house = households.of(people, self.chance)
        shares = (self.chance.share("shares phone", people) < 0.12) | (self.age(people, day) < 11)
        holder = np.where(shares, house.first, people)
        changed = self.chance.share("changes phone", holder) < 0.25
        since = days.FIRST + self.chance.below("phone day", _SPAN, holder)
        line = holder * 2 + (changed & (day >= since))
        return line.astype(np.uint64)

    def hostel_phone(self, people: Ints) -> Ints:
        """For the few who give a hostel's or a shelter's phone: its number 0-999, else -1."""
        gives = self.chance.share("hostel", people) < 0.006
        return np.where(gives, self.chance.below("hostel phone", 1000, people // 600), -1)

    def is_known_offender(self, people: Ints) -> Bools:
        """True for those who already have a number on the national computer."""
        return self.chance.share("known offender", people) < 0.1

    def _is_couple(self, house: households.Household) -> Bools:
        return (house.size > 1) & (self.chance.share("couple", house.first) < 0.75)

    def _new_street(self, people: Ints, key: Ints, turn: int) -> Ints:
        plan = self.plan
        areas = len(plan.area_force)
        anywhere = self.chance.below("new area", areas, key, turn)
        force = plan.area_force[plan.area_of(people)]
        first = np.searchsorted(plan.area_force, force)
        count = np.searchsorted(plan.area_force, force, side="right") - first
        nearby = first + self.chance.below("near area", count, key, turn)
        area = np.where(self.chance.share("far", key, turn) < 0.22, anywhere, nearby)
        return area * STREETS + self.chance.below("new street", STREETS, key, turn)

    def _forename(self, topic: str, people: Ints) -> Ints:
        woman = self.is_woman(people)
        women = self._from_lists(topic, self.names.women, people, people)
        return np.where(woman, women, self._from_lists(topic, self.names.men, people, people))

    def _family(self, key: Ints, people: Ints) -> Ints:
        return self._from_lists("surname", self.names.families, key, people)

    def _from_lists(self, topic: str, lists: tuple[NameList, ...], key: Ints, people: Ints) -> Ints:
        origin, result = self.origin(people), np.zeros(len(people), dtype=np.int64)
        for number, names in enumerate(lists):
            here = np.flatnonzero(origin == number)
            result[here] = names.start + self.chance.pick(topic, names.shares, key[here])
        return result
