"""The `[patterns]` table of a card of places: what patterns need beyond where and when.

title       what the file holds, as people should read it
source      who published it; the source line of every plot
window_end  the column with the end of a from–to window, where a theft is known only to lie between two moments
how         the columns that say how it was done, for linking offences
points      exact, block or snapped, where it is known; found out from the points otherwise
"""

from dataclasses import dataclass
from pathlib import Path

from ninefold.actions.places.card import PAGE, PlaceCard, parse_place_card
from ninefold.contracts.card_tables import CardTable
from ninefold.contracts.toml_file import read_toml

POINT_KINDS = ("exact", "block", "snapped")


@dataclass(frozen=True)
class PatternCard:
    """A card of places with what it says of patterns; '' or empty where it says nothing."""

    places: PlaceCard
    title: str
    source: str
    window_end: str
    how: tuple[str, ...]
    points: str


def read_pattern_card(path: Path) -> PatternCard:
    """The card at `path`; raises CardInvalid naming the first thing amiss."""
    content = read_toml(path, when_absent=f"See {PAGE}.")
    own = CardTable(str(path), "", {"patterns": content.pop("patterns", {})}).table("patterns")
    return _with_patterns(parse_place_card(content, where=str(path), folder=path.parent), own, path)


def _with_patterns(places: PlaceCard, own: CardTable, path: Path) -> PatternCard:
    read = PatternCard(
        places=places,
        title=own.text_or_none("title", "what the file holds, as people should read it") or path.stem,
        source=own.text_or_none("source", "who published the file") or "",
        window_end=own.text_or_none("window_end", "the name of a column") or "",
        how=own.texts("how", "a list of column names"),
        points=own.text_or_none("points", "exact, block or snapped", among=POINT_KINDS) or "",
    )
    own.refuse_leftovers("title, source, window_end, how, points")
    return read
