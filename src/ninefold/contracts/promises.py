"""How a product is held to its contract: each check is a promise, and all that are broken are told at once."""

from collections.abc import Callable, Iterable
from typing import Protocol, TypeVar

from ninefold.errors import CardInvalid


class _Named(Protocol):
    @property
    def name(self) -> str: ...


ProductT = TypeVar("ProductT", bound=_Named)
SampleT = TypeVar("SampleT")


class ProductNonconforming(CardInvalid):
    """A product breaks its contract; the message says which promise."""

    code = "product-nonconforming"


def hold(holds: bool, product: _Named, promise: str) -> None:
    """Raise ProductNonconforming, naming the product and the promise, unless it holds."""
    if not holds:
        raise ProductNonconforming(f"{product.name}: {promise}")


def check_every(
    checks: Iterable[Callable[[ProductT, SampleT], None]], product: ProductT, sample: SampleT
) -> None:
    """Run every check; raises ProductNonconforming with all the promises that are broken."""
    broken = []
    for check in checks:
        try:
            check(product, sample)
        except ProductNonconforming as failure:
            broken.append(str(failure))
    if broken:
        raise ProductNonconforming("\n".join(broken))
