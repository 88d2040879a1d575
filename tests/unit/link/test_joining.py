"""Components joined many at once are grouped as each is by itself."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from ninefold.link.grouping import agglomerated
from ninefold.link.joining import Components, joined
from ninefold.link.model import Joining

JOINING = Joining()
# few weights, so that many joins are equally good
WEIGHTS = st.sampled_from([8.0, 8.0, 3.5, 1.0, -0.5, -2.0, -8.0, -1e9])


@st.composite
def components(draw: st.DrawFn) -> list[tuple[int, list[tuple[int, int, float]]]]:
    made = []
    for _ in range(draw(st.integers(1, 5))):
        size = draw(st.integers(2, 9))
        pairs = [(a, b) for a in range(size) for b in range(a + 1, size)]
        chosen = draw(st.lists(st.sampled_from(pairs), unique=True, min_size=1))
        made.append((size, [(a, b, draw(WEIGHTS)) for a, b in chosen]))
    return made


def together(made: list[tuple[int, list[tuple[int, int, float]]]]) -> Components:
    rows = [(number, a, b, bits) for number, (_, pairs) in enumerate(made) for a, b, bits in pairs]
    component, left, right, weight = (np.array(column) for column in zip(*rows, strict=True))
    return Components(np.array([size for size, _ in made]), component, left, right, weight)


@given(components())
def test_components_at_once_are_grouped_as_one_by_one(
    made: list[tuple[int, list[tuple[int, int, float]]]],
) -> None:
    found = joined(together(made), JOINING).tolist()
    for size, pairs in made:
        left, right, weight = zip(*pairs, strict=True)
        assert found[:size] == agglomerated(size, left, right, weight, JOINING)
        found = found[size:]


def test_a_large_component_is_grouped_as_by_itself() -> None:
    chance = np.random.default_rng(3)
    size = 60
    pairs = [
        (a, b, float(np.round(chance.normal(0.5 if a % 3 == b % 3 else -1.5, 3), 1)))
        for a in range(size)
        for b in range(a + 1, size)
        if chance.random() < 0.7
    ]
    left, right, weight = zip(*pairs, strict=True)
    found = joined(together([(size, pairs)]), JOINING).tolist()
    assert 1 < len(set(found)) < size
    assert found == agglomerated(size, left, right, weight, JOINING)
