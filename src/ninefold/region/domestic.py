"""Domestic abuse incidents, each with the answers to the DASH questions."""

import numpy as np

from ninefold.region import days, drawing
from ninefold.region.batch import Batch
from ninefold.region.chance import Bools, Ints
from ninefold.region.drawing import Region, Rhythm
from ninefold.region.people import NOBODY
from ninefold.region.plan import STREETS

YEARLY = 24.0
QUESTIONS = 27
BANDS = ("standard", "medium", "high")
RELATIONS = ("partner", "ex-partner", "parent", "child")


def in_year(region: Region, force: int, year: int) -> Batch:
    """Every domestic abuse incident told to a force in a year."""
    random = region.chance.generator("domestic", force, year)
    occurred = drawing.moments(region, force, year, Rhythm("domestic", "", YEARLY, "night", -0.05), random)
    count, day = len(occurred), occurred // days.MINUTES
    area = drawing.areas(region, force, count, 0.8, random)
    victim = _victims(region, area, day, random)
    suspect = _others(region, victim, area, day, random)
    partner = region.people.partner(np.maximum(victim, 0))
    with_partner = (suspect == partner) & (suspect >= 0)
    home = region.people.home(np.maximum(victim, 0), day)
    # Each couple has a level of danger of its own, so that answers hang together over the years.
    danger = region.chance.share("danger", np.maximum(victim, 0))
    dash = random.binomial(QUESTIONS, np.clip(0.06 + 0.5 * danger**2.2, 0, 0.9))
    reported = occurred + drawing.later(count, 200, random)
    columns = {
        "occurred": occurred,
        "reported": reported,
        "recorded": drawing.recorded(reported, random),
        "street": home.street,
        "house": home.house,
        "dash": dash,
        "band": _bands(dash, random),
        "relation": np.where(with_partner, 0, np.where(random.random(count) < 0.7, 1, 2)),
        "children": (random.random(count) < 0.41).astype(np.int64),
        "again": (random.random(count) < 0.2 + 0.7 * danger).astype(np.int64),
        "victim": victim,
        "suspect": suspect,
    }
    here = region.plan.area_force[home.street // STREETS] == force
    return drawing.batch("domestic", force, columns).take((victim != NOBODY) & here)


def _victims(region: Region, area: Ints, day: Ints, random: np.random.Generator) -> Ints:
    found = np.full(len(area), NOBODY, dtype=np.int64)
    for _ in range(6):
        lacking = np.flatnonzero(found == NOBODY)
        drawn = drawing.residents(region, area[lacking], 2.6, "domestic", random)
        drawn = drawing.fitting(region.people, drawn, day[lacking], 16)
        known = np.maximum(drawn, 0)
        likely: Bools = random.random(len(drawn)) < np.where(region.people.is_woman(known), 1.0, 0.38)
        likely &= (region.people.partner(known) >= 0) | (random.random(len(drawn)) < 0.45)
        found[lacking] = drawing.where_true(likely, drawn)
    return found


def _others(region: Region, victim: Ints, area: Ints, day: Ints, random: np.random.Generator) -> Ints:
    """The partner; else someone who once was, always the same for one victim."""
    known = np.maximum(victim, 0)
    partner = drawing.fitting(region.people, region.people.partner(known), day, 16)
    start, size = region.plan.area_start[area], np.diff(region.plan.area_start)[area]
    former = start + region.chance.below("former partner", 1_000_003, known) % size
    former = drawing.fitting(region.people, former, day, 16, 70)
    suspect = np.where(partner >= 0, partner, former)
    return drawing.where_true((suspect != victim) & (random.random(len(victim)) < 0.95), suspect)


def _bands(dash: Ints, random: np.random.Generator) -> Ints:
    """By the count of yes answers, with a judgement above it now and then."""
    counted = np.where(dash >= 14, 2, np.where(dash >= 10, 1, 0))
    raised = random.random(len(dash)) < 0.06
    band: Ints = np.minimum(2, counted + raised)
    return band
