"""Signals call what changed, and seldom call what did not: measured on made-up counts."""

import numpy as np
import pytest
from scipy import stats

from ninefold.measures import discoveries, months, seasonal, signals

FIRST, MONTHS = 2018 * 12, 40
RULES = signals.Rules()


def _counts(rng: np.random.Generator, base: np.ndarray, dispersion: float) -> np.ndarray:
    """Negative-binomial counts with a yearly wave of ±25 % and nothing changed: (months, series)."""
    angle = 2 * np.pi * (np.arange(MONTHS) % 12) / 12
    mean = np.exp(0.25 * np.sin(angle))[:, None] * months.lengths(FIRST, MONTHS)[:, None] * base
    return rng.poisson(mean * rng.gamma(1 / dispersion, dispersion, mean.shape)).astype(float)


def _judge(counts: np.ndarray) -> tuple[signals.Expected, np.ndarray]:
    """What was expected, and q of the tested series month by month (1 elsewhere)."""
    whole, covered = counts.sum(axis=1, keepdims=True), np.ones((MONTHS, 1), dtype=bool)
    factors = seasonal.factors_from_past(whole, covered, FIRST, months.lengths(FIRST, MONTHS))
    alike = np.zeros(counts.shape[1], dtype=np.int64)
    expected = signals.expected(signals.Block(counts, factors, covered, alike, alike), RULES)
    p = signals.p_values(counts, expected.mean, expected.size)
    q = np.ones_like(p)
    month = np.nonzero(expected.tested)[0]
    q[expected.tested] = discoveries.q_values(p[expected.tested], month)
    return expected, q


@pytest.mark.parametrize("dispersion", [0.02, 0.2])
def test_where_nothing_changed_few_months_hold_any_false_call(dispersion: float) -> None:
    """Promised: 1 month in 20. Of 128 months the bound is 13, which so rare a fault passes 99 times in 100."""
    rng = np.random.default_rng(7)
    alarmed, share = 0, []
    for _ in range(8):
        expected, q = _judge(_counts(rng, rng.uniform(0.5, 30, 200), dispersion))
        alarmed += int((q <= RULES.discovery_rate).any(axis=1).sum())
        share.append(expected.tested[24:].mean())
    assert alarmed <= 13
    assert np.mean(share) > 0.9  # the silence is not that of tests not made


def test_p_is_no_smaller_than_it_should_be_where_nothing_changed() -> None:
    rng = np.random.default_rng(8)
    counts = _counts(rng, rng.uniform(2, 50, 400), 0.05)
    expected, _ = _judge(counts)
    p = signals.p_values(counts, expected.mean, expected.size)[expected.tested]
    assert np.mean(p <= 0.05) <= 0.055
    assert np.mean(p <= 0.01) <= 0.013


def test_a_doubled_month_is_found() -> None:
    """50 a month become 100 in one of 100 series, in fifteen worlds: at least nine in ten are called."""
    rng, found = np.random.default_rng(9), 0
    for _ in range(15):
        counts = _counts(rng, np.full(100, 50.0), 0.01)
        counts[36, 3] *= 2
        found += int(_judge(counts)[1][36, 3] <= RULES.discovery_rate)
    assert found >= 14


def test_a_halved_force_total_is_found() -> None:
    rng = np.random.default_rng(10)
    counts = _counts(rng, np.array([2000.0]), 0.002)
    counts[36] /= 2
    expected, q = _judge(counts)
    assert q[36, 0] <= 0.001
    assert counts[36, 0] < expected.mean[36, 0]


def test_a_new_level_stops_being_news() -> None:
    """A doubled level is called at once, and no longer after half a year at that level."""
    rng = np.random.default_rng(11)
    counts = _counts(rng, np.full(60, 80.0), 0.01)
    counts[28:, 0] *= 2
    _, q = _judge(counts)
    assert q[28, 0] <= 0.05
    assert np.all(q[34:, 0] > 0.05)


def test_one_wild_month_does_not_spoil_what_is_expected_after_it() -> None:
    rng = np.random.default_rng(12)
    counts = _counts(rng, np.full(60, 80.0), 0.01)
    wild = counts.copy()
    wild[30, 0] *= 10
    plain, spoiled = _judge(counts)[0].mean[31, 0], _judge(wild)[0].mean[31, 0]
    assert spoiled == pytest.approx(plain, rel=0.15)


def test_later_months_never_change_what_was_expected_before() -> None:
    rng = np.random.default_rng(13)
    counts = _counts(rng, np.full(5, 40.0), 0.02)
    later = counts.copy()
    later[35:] = 0
    first, second = _judge(counts)[0], _judge(later)[0]
    assert np.array_equal(first.mean[:36], second.mean[:36])
    assert np.array_equal(first.size[:36], second.size[:36])


def test_nothing_is_tested_without_two_years_or_with_less_than_one_expected() -> None:
    rng = np.random.default_rng(14)
    expected, _ = _judge(_counts(rng, np.array([0.2, 20.0]), 0.02))
    assert not expected.tested[:24].any()
    assert not expected.tested[:, 0].any()
    assert expected.tested[24:, 1].all()


def test_a_month_without_data_is_not_taken_for_a_fall() -> None:
    rng = np.random.default_rng(15)
    counts = _counts(rng, np.full(3, 40.0), 0.02)
    counts[30] = 0
    covered = np.ones((MONTHS, 1), dtype=bool)
    covered[30] = False
    alike = np.zeros(3, dtype=np.int64)
    factors = np.ones((MONTHS, 1))
    expected = signals.expected(signals.Block(counts, factors, covered, alike, alike), RULES)
    assert not expected.tested[30].any()
    assert expected.mean[31] == pytest.approx(expected.mean[30])


def test_p_values_are_the_doubled_tails_of_the_negative_binomial() -> None:
    count, mean, size = np.array([9.0]), np.array([4.0]), np.array([5.0])
    tail = stats.nbinom.sf(8, 5, 5 / 9)
    assert signals.p_values(count, mean, size)[0] == pytest.approx(2 * tail)
