"""Every file the forces write is what the card of that force says, and every row of it can be accounted for."""

from collections import Counter

import pyarrow.compute as pc
import pytest

from ninefold.contracts.cards import read_card
from ninefold.engine.formats.open import open_rows
from ninefold.region import layouts
from ninefold.region.plan import FORCES

SLUGS = [force.slug for force in FORCES]
NAMES = {
    "crimes": "crime",
    "parties": "involvement",
    "calls": "call",
    "searches": "search",
    "rosters": "roster",
}


def card_of(slug, root):
    return read_card(root / "src" / "ninefold" / "sources" / slug)


def opened(path, layout):
    reader = open_rows(path, layout.format, {"columns": list(layout.known_columns), **layout.options})
    assert not layout.drift(reader.columns).any, (path.name, layout.drift(reader.columns).described())
    return reader


@pytest.fixture(scope="module")
def root(request):
    return request.config.rootpath


@pytest.mark.parametrize("slug", SLUGS)
def test_every_file_is_as_its_card_says_and_every_row_is_counted(slug, made, root):
    """Rows in a file are the rows the region says it wrote; only lines broken on purpose are refused."""
    card, rows, refused = card_of(slug, root), Counter(), Counter()
    for path in made.files_of(slug):
        named = [layout for layout in card.layouts if layout.fits_name(path.name)]
        assert len(named) == 1 or all(layout.format == "sqlite" for layout in named)
        for layout in named:
            for chunk in opened(path, layout):
                rows[layout.name] += chunk.rows.num_rows + len(chunk.refused)
                refused[layout.name] += len(chunk.refused)
    faults = made.truth("faults")
    broken = faults.filter(pc.and_(pc.equal(faults["force"], slug), pc.equal(faults["fault"], "broken line")))
    assert rows == {NAMES.get(kind, kind): count for kind, count in made.summary.rows[slug].items() if count}
    assert refused.total() == broken.num_rows


@pytest.mark.parametrize("slug", SLUGS)
def test_the_sample_has_every_layout(slug, root):
    card = card_of(slug, root)
    files = list((root / "src" / "ninefold" / "sources" / slug / "sample").iterdir())
    for layout in card.layouts:
        [path] = [path for path in files if layout.fits_name(path.name)]
        rows = sum(chunk.rows.num_rows for chunk in opened(path, layout))
        assert 3 <= rows <= 10


def test_forces_differ_in_format_and_two_give_no_area_codes():
    styles = [layouts.read(number) for number in range(9)]
    formats = {layout.format for style in styles for layout in style.files}
    assert formats == {"csv", "fixed_width", "jsonl", "sqlite", "xlsx", "xml"}
    without = [
        style for style in styles if not any("place.area" in str(layout.columns) for layout in style.files)
    ]
    assert len(without) >= 2
    assert len({style.moment for style in styles}) >= 6


@pytest.mark.parametrize("number", range(9))
def test_codes_of_a_list_are_told_apart(number):
    for name, codes in layouts.read(number).codes.items():
        assert len(set(codes.values())) == len(codes), name


def test_a_person_of_fixed_width_fits_its_columns():
    for layout in layouts.read(2).files:
        assert all(column.width > 0 for column in layout.columns)
