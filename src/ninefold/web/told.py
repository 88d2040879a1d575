"""What a page tells of a forecast or pattern beside its figures: what it may not be used for, how it is judged."""

from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path

from ninefold.contracts.product_card import ProductCard, read_card
from ninefold.errors import NotFound


@dataclass(frozen=True)
class Judging:
    """How figures of one kind are judged: in words, and by which command on which file."""

    title: str
    how: tuple[str, ...]
    command: str
    file: str


# Only these are shown with what they may not be used for and how they are judged; none is for the public.
JUDGED = {
    "place_risk": Judging(
        "How forecasts of places are judged",
        (
            "Each month or week of the past is forecast from what was known on its first morning, and from nothing "
            "later; then it is compared with what was recorded.",
            "The first figure is the hit-rate: the share of the crimes that followed which fell in the areas put "
            "first. It comes with an interval.",
            "Beside it stands the same for a plain count of the last three years, which is hard to beat, and the "
            "most that could have been reached. A forecast that does not beat the count is not worth having.",
            "The second is expected ÷ observed, which says whether the numbers are right and not only their order.",
            "The command judges methods on small squares of a file. The figures here are of areas, from the same "
            "kind of fading memory, without smoothing from one area to the next.",
        ),
        "ninefold places backtest FILE --card CARD.toml",
        "any file of points with times",
    ),
    "near_repeat": Judging(
        "How near-repeats are judged",
        (
            "The count of offences that followed another close by is set against what chance gives: the same "
            "places and the same days, with the days falling on the places at random.",
            "Only areas and months where chance alone would give at least one are judged; the others are too small.",
            "Of those called, up to one in twenty may be chance. That rate is held within each month and kind of area.",
            "Pairs of one day are counted apart, since two records of one visit look like a repeat.",
            "The command shuffles the days on your own file and shows each distance and delay apart.",
        ),
        "ninefold places near-repeat FILE --card CARD.toml",
        "any file of points with days",
    ),
    "demand": Judging(
        "How forecasts of demand are judged",
        (
            "Stretches of the past are forecast from what was known the day before each began, then compared with "
            "what came.",
            "The error is told as a share of the plain rule’s own (MASE): under 1 is better than saying that each "
            "day will be as the same day of the week before.",
            "Beside it stand that rule and the mean of the last 28 days.",
            "The interval is judged too: of the days that followed, about nine in ten should lie inside it.",
        ),
        "ninefold demand backtest FILE --card CARD.toml",
        "any file of counts by day or hour",
    ),
}
NO_REPEATS = (
    "No near-repeats are held: no force has brought records with days and exact places, or none has been released "
    "since. They are refused on months and anonymous map points, such as those of data.police.uk."
)
FOR_STAFF = "Forecasts and near-repeats are for staff. The public view holds counts of what was recorded."


@cache
def card_of(product: str) -> ProductCard | None:
    """The card of a product that is judged; None for the others, and where it is not installed."""
    path = Path(str(files("ninefold.products"))) / product / "card.toml"
    return read_card(path) if product in JUDGED and path.is_file() else None


def forbidden(product: str) -> tuple[str, ...]:
    """What a product's card says it may not be used for; nothing for products that only count."""
    card = card_of(product)
    return card.uses_forbidden if card else ()


def check_for_staff(audience: str) -> None:
    """Raise NotFound for the public, who are shown nothing forecast or inferred."""
    if audience != "staff":
        raise NotFound(FOR_STAFF)
