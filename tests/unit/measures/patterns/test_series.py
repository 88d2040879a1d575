"""Offences alike in a rare method, near and close in time are linked with reasons; ordinary ones are not."""

import numpy as np

from ninefold.measures.patterns.series import linked_series

COMMON = ["method: door forced", "method: window left open", "method: rear window"]


def _offences(planted: int, seed: int = 1) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray, list]:
    random = np.random.default_rng(seed)
    x, y = random.random((2, 400)) * 20_000
    when = random.random(400) * 365
    methods = [frozenset({COMMON[i]}) for i in random.integers(0, 3, 400)]
    x = np.concatenate([x, 5000 + random.random(planted) * 400])
    y = np.concatenate([y, 5000 + random.random(planted) * 400])
    when = np.concatenate([when, 100 + np.arange(planted) * 2.0])
    rare = frozenset({"method: lock drilled", COMMON[0]})
    return x, y, when, when, [*methods, *[rare] * planted]


def test_a_planted_series_is_found_whole_and_alone() -> None:
    found = linked_series(*_offences(6))

    assert set(found[0].members) >= set(range(400, 406))
    assert len([each for each in found[0].members if each < 400]) <= 1
    assert "method: lock drilled" in found[0].links[0].shared


def test_every_link_has_a_reason_of_method_place_and_time() -> None:
    link = linked_series(*_offences(6))[0].links[0]

    assert [reason.split(":")[0] for reason in link.reasons] == ["Method", "Place", "Time"]
    assert "one in" in link.reasons[0]
    assert link.q <= 0.01


def test_nothing_planted_gives_hardly_a_series() -> None:
    found = [linked_series(*_offences(0, seed)) for seed in range(3)]

    assert sum(len(each) for each in found) <= 1


def test_offences_that_share_no_word_are_never_linked() -> None:
    x, y, when, _, methods = _offences(2)
    apart = [frozenset({f"method: {i}"}) for i in range(len(methods))]

    assert linked_series(x, y, when, when, apart) == ()


def test_long_windows_are_not_taken_for_the_same_moment() -> None:
    x, y, when, _, methods = _offences(6)

    assert len(linked_series(x, y, when - 60, when + 60, methods)) == 0
    assert linked_series(x[:1], y[:1], when[:1], when[:1], methods[:1]) == ()
