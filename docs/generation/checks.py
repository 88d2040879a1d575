"""The page of checks that every source and every product passes."""

import inspect

from generation.markdown import code, section, table
from generation.markdown import page as markdown_page
from ninefold.contracts import conformance_product
from ninefold.contracts.conformance import CHECKS


def page() -> str:
    """Every promise of the two contracts, by name."""
    of_sources = [(code(check.__name__), (check.__doc__ or "").strip()) for check in CHECKS]
    return markdown_page(
        "Checks",
        "The same checks are run on the members that come with Ninefold and on a force's private ones.",
        section(
            "Every source", "`ninefold sources check NAME`", table(["check", "what it asks"], of_sources)
        ),
        section(
            "Every product",
            "`ninefold products check NAME`",
            table(["check", "what it asks"], _of_products()),
        ),
    )


def _of_products() -> list[tuple[str, str]]:
    members = inspect.getmembers(conformance_product, inspect.isfunction)
    own = [
        check for _, check in members if list(inspect.signature(check).parameters) == ["product", "sample"]
    ]
    checks = [check for check in own if check is not conformance_product.check_product]
    ordered = sorted(checks, key=lambda check: check.__code__.co_firstlineno)
    return [(code(check.__name__), (check.__doc__ or "").strip()) for check in ordered]
