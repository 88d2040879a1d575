"""The page of products, from their cards."""

from generation.markdown import bullets, code, listing, section, table
from generation.markdown import page as markdown_page
from ninefold.contracts.finding import FINDING_SCHEMA
from ninefold.contracts.product_card import ProductCard
from ninefold.contracts.product_registry import load_product, product_names

_FACTS = {
    "decision": "the decision it informs",
    "who_decides": "who decides",
    "interval": "its interval",
    "test": "how a change is called",
    "owner": "owner",
    "review_date": "to be reviewed",
    "expires_after_days": "a finding expires after (days)",
}


def page() -> str:
    """Every product's card, and the one shape in which all answer."""
    shape = [
        (code(column.name), str(column.type), "" if column.nullable else "always")
        for column in FINDING_SCHEMA
    ]
    return markdown_page(
        "Products",
        *(_product(load_product(name).card) for name in product_names()),
        section("The shape of a finding", table(["column", "type", "filled"], shape)),
    )


def _product(card: ProductCard) -> str:
    facts = [(told, getattr(card, name)) for name, told in _FACTS.items()]
    return section(
        f"{code(card.name)}, version {card.version}",
        f"**{card.title}** {card.question}",
        table(["", ""], facts),
        "Never used for:",
        bullets(card.uses_forbidden),
        f"Bands: {listing(code(band) for band in card.bands)}. Reads: {listing(map(code, card.inputs))}. "
        f"Never uses: {listing(map(code, card.attributes_never_used))}.",
    )
