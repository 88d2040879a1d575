"""What each filter can be set to, and what it is when nobody set it."""

from collections.abc import Mapping
from dataclasses import replace

from ninefold.contracts.reading import Choice, FigureFilter, FilterChoices
from ninefold.errors import NotFound

Held = Mapping[tuple[str, str, str], int]  # (kind of area, month, category): how many figures

# From small to large; the first one held is what a map shows when none is asked for.
AREA_KINDS = {
    "lsoa": "small areas (LSOA)",
    "h3": "hexagons (H3)",
    "msoa": "neighbourhoods (MSOA)",
    "ward": "wards",
    "district": "districts",
    "csp": "community safety partnerships",
    "force": "forces",
}
PREFERRED_KINDS = ("lsoa", "msoa", "h3", "ward", "district", "csp", "force")
ALL = "all"


def defaults(held: Held, asked: FigureFilter) -> FigureFilter:
    """The question with nothing left open; NotFound for a kind, month or category that is not held."""
    kind = asked.area_kind or _preferred_kind(held)
    periods = sorted({period for area_kind, period, _ in held if area_kind == kind})
    categories = {category for area_kind, _, category in held if area_kind == kind}
    if not periods:
        raise NotFound("No figures are held for that kind of area. Choose one from the list.")
    period = asked.period or periods[-1]
    category = asked.category or (ALL if ALL in categories else _fullest(held, kind, period))
    if period not in periods:
        raise NotFound("No figures are held for that month. Choose one from the list.")
    if category not in categories:
        raise NotFound("No figures are held for that type. Choose one from the list.")
    return replace(asked, area_kind=kind, period=period, category=category)


def choices_of(held: Held, products: tuple[Choice, ...], forces: tuple[Choice, ...]) -> FilterChoices:
    """Every value each filter may take; newest month first, all types first, then by name."""
    kinds = {kind for kind, _, _ in held}
    categories = {category for _, _, category in held}
    periods = {period for _, period, _ in held}
    ordered = sorted(categories, key=lambda name: (name != ALL, name))
    return FilterChoices(
        products=products,
        area_kinds=tuple(Choice(kind, words) for kind, words in AREA_KINDS.items() if kind in kinds),
        forces=forces,
        categories=tuple(Choice(name, category_words(name)) for name in ordered),
        periods=tuple(Choice(period, period) for period in sorted(periods, reverse=True)),
    )


def category_words(category: str) -> str:
    """A category's slug in plain words."""
    if category == ALL:
        return "All types"
    return category.replace("-", " ").replace("_", " ").capitalize()


def _fullest(held: Held, kind: str, period: str) -> str:
    """The category with figures for most areas, so that nobody is met by an empty page; by name among equals."""
    names = sorted({category for area_kind, _, category in held if area_kind == kind})
    return max(names, key=lambda name: held.get((kind, period, name), 0))


def _preferred_kind(held: Held) -> str:
    """The kind of area with most figures among those that fit a map of neighbourhoods."""
    kinds = {kind for kind, _, _ in held}
    return next((kind for kind in PREFERRED_KINDS if kind in kinds), min(kinds, default=""))
