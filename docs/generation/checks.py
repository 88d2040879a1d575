"""The page of checks that every source and every product passes."""

from collections.abc import Callable, Iterable

from generation.markdown import code, section, table
from generation.markdown import page as markdown_page
from ninefold.contracts import conformance, conformance_product


def page() -> str:
    """Every promise of the two contracts, by name."""
    return markdown_page(
        "Checks",
        "The same checks are run on the members that come with Ninefold and on a force's private ones.",
        section(
            "Every source",
            "`ninefold sources check NAME`",
            table(["check", "what it asks"], _told(conformance.CHECKS)),
        ),
        section(
            "Every product",
            "`ninefold products check NAME`",
            table(["check", "what it asks"], _told(conformance_product.CHECKS)),
        ),
    )


def _told(checks: Iterable[Callable[..., object]]) -> list[tuple[str, str]]:
    return [(code(check.__name__), (check.__doc__ or "").strip()) for check in checks]
