"""People: households, ages, homes and names hold together over a life."""

import numpy as np
import pytest

from ninefold.region import days, households, names, plan
from ninefold.region.chance import Chance
from ninefold.region.people import NOBODY, People

CHANCE = Chance(9)
PLAN = plan.lay_out(60_000, CHANCE)
PEOPLE = People(PLAN, CHANCE, names.read())
EVERYONE = np.arange(PLAN.people)
START = np.full(len(EVERYONE), days.FIRST)


def test_partners_are_one_another_s():
    partner = PEOPLE.partner(EVERYONE)
    paired = EVERYONE[partner != NOBODY]
    assert (PEOPLE.partner(partner[partner != NOBODY]) == paired).all()
    assert len(paired) > 10_000


def test_households_begin_at_one_address():
    home, house = PEOPLE.home(EVERYONE, START - 1), households.of(EVERYONE, CHANCE)
    head = PEOPLE.home(house.first, START - 1)
    assert (home.street == head.street).all()
    assert (home.house == head.house).all()


def test_about_a_third_of_people_move_and_some_to_another_force():
    before, after = PEOPLE.home(EVERYONE, START - 1), PEOPLE.home(EVERYONE, START + 2191)
    moved = before.street != after.street
    assert 0.3 < moved.mean() < 0.6
    force = PLAN.area_force
    away = force[before.street // plan.STREETS] != force[after.street // plan.STREETS]
    assert 0.03 < away.mean() < 0.2


def test_ages_run_from_the_cradle_to_a_hundred():
    age = PEOPLE.ages_of_living(EVERYONE, START)
    assert age.min() == -1
    assert 85 < age.max() <= 110
    assert 0.15 < (age < 18).mean() < 0.35


def test_some_are_born_and_some_die_within_the_six_years():
    born = PEOPLE.born(EVERYONE)
    died = PEOPLE.died(EVERYONE, born)
    assert (born > days.FIRST).sum() > 100
    assert 0.02 < (died <= days.LAST).mean() < 0.15


def test_the_commonest_names_are_common_and_most_are_rare():
    count = np.bincount(PEOPLE.surname(EVERYONE))
    assert 0.005 < count.max() / len(EVERYONE) < 0.05
    assert (count > 0).sum() > 800


@pytest.mark.parametrize("day", [days.FIRST, days.LAST])
def test_some_lines_are_shared_within_a_household(day: int):
    lines = PEOPLE.phone(EVERYONE, np.full(len(EVERYONE), day))
    assert 0.6 < len(np.unique(lines)) / len(EVERYONE) < 0.95
