"""The pages of sources: an index, and one page for each card."""

from importlib.resources import files
from pathlib import Path

from generation.markdown import code, listing, section, table
from generation.markdown import page as markdown_page
from ninefold.contracts.cards import SourceCard, read_card
from ninefold.contracts.layouts import FieldSpec, Layout, RecordSpec

_FACTS = {
    "owner": "owner",
    "lawful_basis": "lawful basis",
    "licence": "licence",
    "purpose": "purpose",
    "refresh": "comes",
    "sensitivity": "sensitivity",
    "marking": "marking",
    "retention_group": "MoPI group",
}


def cards() -> list[SourceCard]:
    """The cards that come with Ninefold, by name."""
    folder = Path(str(files("ninefold.sources")))
    return [read_card(path) for path in sorted(folder.glob("*/card.toml"))]


def pages() -> dict[str, str]:
    """The index, and a page for each source."""
    found = cards()
    rows = [
        (f"[{card.name}](sources/{card.name}.md)", card.title, card.owner, card.licence, len(card.layouts))
        for card in found
    ]
    index = markdown_page("Sources", table(["source", "title", "owner", "licence", "layouts"], rows))
    return {"sources.md": index} | {f"sources/{card.name}.md": _card_page(card) for card in found}


def _card_page(card: SourceCard) -> str:
    facts = [(told, getattr(card, name)) for name, told in _FACTS.items()]
    return markdown_page(
        card.title,
        f"The source {code(card.name)}. A file has {card.fewest_rows:,} to {card.most_rows:,} rows.",
        table(["", ""], facts),
        *(_layout(layout) for layout in card.layouts),
    )


def _layout(layout: Layout) -> str:
    again = (
        "both are counted" if layout.repeats == "keep" else "the later one is a newer version, or a duplicate"
    )
    keys = f"known by {listing(map(code, layout.keys))}" if layout.keys else "known by its whole content"
    return section(
        f"Layout {code(layout.name)}",
        f"Format {code(layout.format)}, files usually named {listing(map(code, layout.files)) or 'anything'}. "
        f"A row is {keys}; when one file has a key twice, {again}.",
        table(["column", "becomes", "cleaner"], _columns(layout)),
        table(["column not taken", "why"], [(code(name), why) for name, why in layout.ignored.items()]),
    )


def _columns(layout: Layout) -> list[tuple[str, str, str]]:
    return [
        (
            _name(column, layout),
            listing(code(target) for target, _ in uses),
            listing(dict.fromkeys(c for _, c in uses)),
        )
        for column in layout.mapped_columns
        for uses in [_uses(column, layout)]
    ]


def _name(column: str, layout: Layout) -> str:
    return code(column) + (" (may be absent)" if column in layout.optional else "")


def _uses(column: str, layout: Layout) -> list[tuple[str, str]]:
    made = [(f"{record.table}.{spec.target}", spec) for record in layout.records for spec in record.fields]
    made += [(f"link.reason ({link.target_label})", link.reason) for link in layout.links]
    made += [(spec.target, spec) for spec in (layout.force.field, layout.known_at) if spec is not None]
    named = [(target, _cleaner(spec)) for target, spec in made if column in spec.used]
    keyed = [(f"{record.label}'s key", "") for record in layout.records if _is_key(column, record)]
    return named + [(target, "") for target, _ in keyed] or [("key or condition", "")]


def _is_key(column: str, record: RecordSpec) -> bool:
    return column in record.key


def _cleaner(spec: FieldSpec) -> str:
    return code(spec.cleaner or "")
