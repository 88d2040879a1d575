"""The self-exciting process finds what was put in."""

import numpy as np
import pytest

from ninefold.measures.places.sepp import Excitation, fit


def simulated(
    chance: np.random.Generator,
    *,
    theta: float,
    omega: float,
    sigma: float,
    days: float = 1000.0,
    calm: int = 2500,
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Events of the process over 8 by 8 km: even background, then generation after generation."""
    born = np.column_stack([chance.uniform(0, 8000, (calm, 2)), chance.uniform(0, days, calm)])
    whole = [born]
    while len(born):
        parents = np.repeat(born, chance.poisson(theta, len(born)), axis=0)
        moved = chance.normal(0, sigma, (len(parents), 2))
        later = chance.exponential(1 / omega, len(parents))
        born = parents + np.column_stack([moved, later])
        born = born[born[:, 2] < days]
        whole.append(born)
    events = np.concatenate(whole)
    events = events[np.argsort(events[:, 2])]
    return events[:, 0], events[:, 1], events[:, 2]


def test_simulated_parameters_are_found_within_ten_per_cent() -> None:
    x, y, t = simulated(np.random.default_rng(3), theta=0.4, omega=0.1, sigma=60.0, calm=4000)

    found = fit(x, y, t, start=0.0, end=1000.0, eta=600.0).excitation

    assert found.theta == pytest.approx(0.4, rel=0.1)
    assert found.omega == pytest.approx(0.1, rel=0.1)
    assert found.sigma == pytest.approx(60.0, rel=0.1)


def test_no_contagion_is_found_where_there_is_none() -> None:
    chance = np.random.default_rng(4)
    x, y = chance.uniform(0, 8000, (2, 3000))

    found = fit(x, y, np.sort(chance.uniform(0, 1000, 3000)), start=0, end=1000, eta=600.0).excitation

    assert found.theta < 0.05


def test_a_trigger_on_its_floor_is_doubted_aloud() -> None:
    """Repeats at the very same points: σ cannot be told from nought."""
    chance = np.random.default_rng(5)
    x, y = np.repeat(chance.uniform(0, 8000, (2, 600)), 3, axis=1)
    start = np.repeat(chance.uniform(0, 900, 600), 3)
    t = start + np.tile([0.0, 5.0, 12.0], 600)
    order = np.argsort(t)

    found = fit(x[order], y[order], t[order], start=0, end=1000, eta=600.0).excitation

    assert any("floor" in doubt for doubt in found.warnings)


def test_the_offspring_of_all_time_come_in_windows_that_add_up() -> None:
    """Integrated over the window, not read at one moment: the parts sum to θ, less what is too late to count."""
    found = Excitation(0.3, 0.1, 50.0, 1, 0.0, ())

    parts = [found.offspring(np.array([float(day)]), 7)[0] for day in range(0, 175, 7)]

    assert sum(parts) == pytest.approx(0.3, rel=1e-3)
