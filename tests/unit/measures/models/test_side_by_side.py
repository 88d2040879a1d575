"""Fits go side by side and come back in order, with the figures they have one by one."""

import threading

import numpy as np
import pyarrow as pa
import pytest

from ninefold.measures.models import side_by_side as own
from ninefold.measures.models.logistic import Logistic
from ninefold.measures.models.out_of_fold import Judged, predictions
from ninefold.measures.models.side_by_side import side_by_side
from ninefold.measures.scoring.splits import random_folds


def test_results_come_in_the_order_asked_for_and_progress_counts_them() -> None:
    heard: list[int] = []
    assert side_by_side(lambda n: n * n, range(5), done=heard.append) == [0, 1, 4, 9, 16]
    assert heard == [1, 2, 3, 4, 5]


def test_inside_itself_it_goes_one_by_one(monkeypatch: pytest.MonkeyPatch) -> None:
    """Otherwise folds that choose among recipes would start more threads than there are processors."""
    monkeypatch.setattr(own, "_processors", lambda: 2)

    def inner(_: int) -> set[int]:
        return set(side_by_side(lambda _: threading.get_ident(), range(3)))

    assert all(len(threads) == 1 for threads in side_by_side(inner, range(4)))


def test_an_error_in_one_fit_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(own, "_processors", lambda: 2)
    with pytest.raises(ZeroDivisionError):
        side_by_side(lambda n: 1 / n, (1, 0, 2))


def test_the_number_of_processors_changes_no_prediction(monkeypatch: pytest.MonkeyPatch) -> None:
    generator = np.random.default_rng(1)
    came = (generator.random(600) < 0.3).astype(np.int8)
    rows = pa.table({"a": generator.normal(size=600) + came, "b": generator.normal(size=600)})
    judged = Judged(rows, came, np.arange(600).astype(str))
    told = []
    for processors in (1, 3):
        monkeypatch.setattr(own, "_processors", lambda held=processors: held)
        told.append(
            predictions(judged, {"proposed": Logistic()}, random_folds(came, None, folds=3), ["a", "b"])
        )
    assert told[0].equals(told[1])
