"""A revised list of map points rings an alarm; ordinary months do not."""

import numpy as np

from ninefold.measures.patterns.snap_points import watch_points


def _street(months: int = 30, seed: int = 1) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    random = np.random.default_rng(seed)
    month = np.repeat(np.arange(months), 2000)
    point = np.minimum(random.zipf(1.3, month.size), 3000)
    return month, -2.5 + point % 60 * 0.001, 51.4 + point // 60 * 0.001


def test_ordinary_months_ring_no_alarm() -> None:
    assert [each.alarms for each in watch_points(*_street()) if each.alarms] == []


def test_points_moved_in_one_month_ring_in_that_month() -> None:
    month, x, y = _street()
    moved = x + np.where((month >= 20) & (np.round(x * 1000) % 7 == 0), 0.0004, 0.0)

    alarms = {each.month: each.alarms for each in watch_points(month, moved, y) if each.alarms}

    assert 20 in alarms
    assert "never seen before" in alarms[20][0]
