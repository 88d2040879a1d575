"""Every life drawn by hand for a scoring product gets the label and the features that were drawn."""

import pytest

from ninefold.contracts.product_registry import load_scoring_product, scoring_product_names


@pytest.mark.parametrize("name", scoring_product_names())
def test_every_life_comes_out_as_it_was_drawn(name: str) -> None:
    product = load_scoring_product(name)
    assert product.timelines is not None
    told = product.timelines()
    assert told
    assert [each for each in told if each[1] != each[2]] == []
