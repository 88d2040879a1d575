"""Gi* and local Moran equal esda's, survive islands and even land, and allow for many tests."""

import warnings

import numpy as np
import pytest

from ninefold.measures.patterns.hot_spots import getis_ord, local_moran, within


def _cells(cells: int = 150, seed: int = 3) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    random = np.random.default_rng(seed)
    x, y = random.random((2, cells)) * 2000
    return x, y, random.poisson(4.0, cells).astype(float)


def test_both_equal_esda() -> None:
    esda, weights = pytest.importorskip("esda"), pytest.importorskip("libpysal.weights")
    warnings.filterwarnings("ignore")
    x, y, counts = _cells()
    near = within(x, y, 350)
    rows = {i: near.indices[near.indptr[i] : near.indptr[i + 1]].tolist() for i in range(len(x))}

    gi = esda.G_Local(
        counts, weights.W(rows, silence_warnings=True), transform="B", star=True, permutations=0
    )
    moran = esda.Moran_Local(counts, weights.W(rows, silence_warnings=True), permutations=0)
    ours = local_moran(counts, near)

    assert np.abs(gi.Zs - getis_ord(counts, near).z).max() < 1e-9
    assert np.abs(moran.Is - ours.value).max() < 1e-9
    assert np.abs((moran.Is - moran.EIc) / np.sqrt(moran.VIc) - ours.z).max() < 1e-9


def test_a_cell_without_neighbours_is_no_error_and_no_call_of_moran() -> None:
    x, y, counts = _cells()
    x[0], y[0], counts[0] = 1e6, 1e6, 0.0
    near = within(x, y, 350)

    alone = local_moran(counts, near)

    assert np.isfinite(getis_ord(counts, near).z).all()
    assert (alone.value[0], alone.z[0], alone.p[0], alone.quadrant[0]) == (0, 0, 1, 0)


def test_even_land_has_no_hot_spot() -> None:
    x, y, _ = _cells()
    near = within(x, y, 350)

    assert not getis_ord(np.full(150, 7.0), near).call.any()
    assert not local_moran(np.full(150, 7.0), near).quadrant.any()


def test_a_planted_hot_corner_is_called_and_noise_is_not() -> None:
    row, column = np.divmod(np.arange(900), 30)
    near = within(column * 250.0, row * 250.0, 500)
    noise = np.random.default_rng(5).poisson(3.0, 900).astype(float)
    corner = (row < 4) & (column < 4)

    called = getis_ord(np.where(corner, noise + 8, noise), near)

    assert called.call[corner].sum() >= 14
    assert (getis_ord(noise, near).call != 0).sum() <= 3
    assert (np.abs(called.z) > 1.96).sum() > (called.call != 0).sum()
