"""Every block of a tutorial or guide that can be run is run, in order, by someone who starts with nothing."""

from pathlib import Path

import pytest
from tests.docs.blocks import Reader, blocks_of, is_as_shown

DOCS = Path(__file__).parents[2] / "docs"
PAGES = [page for folder in ("tutorials", "how-to") for page in sorted((DOCS / folder).glob("*.md"))]
RUNNABLE = [page for page in PAGES if blocks_of(page)]


@pytest.mark.slow
@pytest.mark.parametrize("page", RUNNABLE, ids=lambda page: page.stem)
def test_a_reader_who_follows_the_page_gets_what_it_shows(page: Path, tmp_path: Path) -> None:
    reader = Reader(tmp_path)

    blocks = blocks_of(page)
    for block in blocks:
        reader.follow(block)

    assert reader.followed == len(blocks)


def test_the_first_tutorial_is_among_the_pages_run() -> None:
    assert "first_look" in {page.stem for page in RUNNABLE}


def test_output_is_compared_without_regard_to_drawing_but_not_to_counts() -> None:
    said = "┃ source ┃ rows ┃\n│ police_uk │   120 │\n"

    assert is_as_shown(["…", "police_uk 120"], said)
    assert not is_as_shown(["police_uk 121"], said)
    assert not is_as_shown(["police_uk 120", "source"], said)
