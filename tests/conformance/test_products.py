"""Every product keeps every promise of the product contract."""

from collections.abc import Callable

import pytest

from ninefold.contracts.conformance_product import CHECKS, Sample, read_sample
from ninefold.contracts.product import Product
from ninefold.contracts.product_registry import load_product, product_names


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.__name__)
@pytest.mark.parametrize("name", product_names())
def test_every_product_keeps_every_promise(name: str, check: Callable[[Product, Sample], None]) -> None:
    product = load_product(name)
    check(product, read_sample(product.folder / "sample"))
