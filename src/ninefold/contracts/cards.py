"""A source's card.toml, read and checked into frozen shapes before any of its data is touched."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from ninefold.contracts import layout_reading
from ninefold.contracts.card_tables import CardTable, open_card
from ninefold.contracts.layouts import Layout, chosen
from ninefold.contracts.vocabulary import MARKINGS, REFRESHES, RETENTION_GROUPS, SENSITIVITIES

TO_FILL = "TO FILL"
_SOURCE_KEYS = (
    "name, title, owner, lawful_basis, licence, purpose, force, refresh, sensitivity, marking, "
    "retention_group, review_after_years, known_at, expected_rows, draft"
)


@dataclass(frozen=True)
class SourceCard:
    """What a source is, on what lawful basis it is held, and what its files look like."""

    name: str
    title: str
    owner: str
    lawful_basis: str
    licence: str
    purpose: str
    refresh: str
    sensitivity: str
    marking: str
    retention_group: str
    review_after_years: int | None
    fewest_rows: int
    most_rows: int
    draft: bool
    layouts: tuple[Layout, ...]
    codes: Mapping[str, Mapping[str, str]]
    path: Path

    def layout_for(self, file_name: str, columns: Iterable[str]) -> Layout:
        """The layout a file has: by its exact columns, else FileRefused telling what changed."""
        return chosen(self.layouts, file_name, columns, self.name)

    def layout(self, name: str) -> Layout:
        """The layout of this name."""
        return next(layout for layout in self.layouts if layout.name == name)


def read_card(path: Path) -> SourceCard:
    """Read and check a card.toml (or the folder that holds one); CardInvalid when anything is amiss."""
    card_path = path / "card.toml" if path.is_dir() else path
    return _card(open_card(card_path), card_path)


def _card(card: CardTable, path: Path) -> SourceCard:
    source = card.table("source")
    source.where = "[source]"
    codes = _codes(card.table("codes"))
    fewest, most = _expected_rows(source)
    draft = source.flag("draft")
    force, known_at = source.take("force"), source.take("known_at")
    about = _about(source, draft)
    reading = layout_reading.Reading(codes=codes, force=force, known_at=known_at)
    layouts = layout_reading.layouts(card.tables("layout"), reading)
    _check_layouts(card, layouts)
    result = SourceCard(
        **about,
        review_after_years=source.whole("review_after_years"),
        fewest_rows=fewest,
        most_rows=most,
        draft=draft,
        layouts=layouts,
        codes=codes,
        path=path,
    )
    source.refuse_leftovers(_SOURCE_KEYS)
    card.refuse_leftovers("[source], [[layout]], [codes.NAME]")
    return result


def _about(source: CardTable, draft: bool) -> dict[str, str]:
    about = {
        "name": source.text("name", 'the source\'s name in small letters: name = "custody_north"'),
        "title": source.text("title", 'what people call it: title = "Custody, North Force"'),
        "owner": source.text("owner", "who answers for this data: a role, not a person's name"),
        "lawful_basis": source.text("lawful_basis", "the law under which this data is held and used"),
        "licence": source.text("licence", 'the licence, or "none" for police data'),
        "purpose": source.text("purpose", "what the data is for, in one sentence"),
        "refresh": source.text("refresh", f"one of {', '.join(sorted(REFRESHES))}", among=REFRESHES),
        "sensitivity": source.text("sensitivity", "open or police", among=SENSITIVITIES),
        "marking": source.text("marking", 'the marking: marking = "OFFICIAL"', among=MARKINGS),
        "retention_group": source.text(
            "retention_group", 'the MoPI group "1" to "4", in quotes', among=RETENTION_GROUPS
        ),
    }
    if not about["name"].isidentifier() or about["name"] != about["name"].lower():
        source.refuse("name", "it is not a plain name", "small letters, figures and _ only")
    for key, value in about.items():
        if TO_FILL in value and not draft:
            source.refuse(key, f"it still says {TO_FILL}", "the answer, or keep draft = true for now")
    return about


def _expected_rows(source: CardTable) -> tuple[int, int]:
    expected = source.table("expected_rows")
    fewest, most = expected.whole("min"), expected.whole("max")
    expected.refuse_leftovers("min, max")
    if fewest is None or most is None or fewest > most:
        source.refuse(
            "expected_rows",
            "it does not give the fewest and most rows of a file",
            "expected_rows = {min = 1, max = 1000000}",
        )
    return fewest, most


def _codes(tables: CardTable) -> dict[str, dict[str, str]]:
    return {name: tables.table(name).text_pairs() for name in tables.names()}


def _check_layouts(card: CardTable, layouts: tuple[Layout, ...]) -> None:
    if not layouts:
        card.refuse("layout", "there is none", "at least one [[layout]] with its records")
    names = [layout.name for layout in layouts]
    for name in names:
        if names.count(name) > 1:
            card.refuse("layout", f"two layouts are called '{name}'", "a name of its own for each")
