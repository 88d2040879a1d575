"""A card drafted from a file states the delimiter and the encoding the file was found in."""

from pathlib import Path

import pytest
from tests.support.small_force import small_workspace

from ninefold.actions.ingesting.draft_source import draft_source
from ninefold.actions.ingesting.ingest import ingest
from ninefold.contracts.cards import read_card

LINES = ["Ref,Surname,Town", *(f"R{n},Madeup{'abc'[n % 3]},Zürich" for n in range(30))]


def sent(folder: Path, delimiter: str, encoding: str = "utf-8", ending: str = ".csv") -> Path:
    """A file of thirty made-up rows."""
    path = folder / f"custody{ending}"
    path.write_bytes("\n".join(LINES).replace(",", delimiter).encode(encoding))
    return path


@pytest.mark.parametrize(
    ("delimiter", "ending"), [(";", ".csv"), ("\t", ".tsv"), ("|", ".psv"), ("|", ".txt")]
)
def test_the_delimiter_is_stated_and_the_file_is_taken(tmp_path: Path, delimiter: str, ending: str) -> None:
    space = small_workspace(tmp_path / "workspace")
    path = sent(tmp_path, delimiter, ending=ending)
    drafted = draft_source(space, name="north", path=path, by="tester")
    assert read_card(drafted.card).layouts[0].options == {"delimiter": delimiter}
    again = small_workspace(tmp_path / "workspace")
    done = ingest(again, source="north", paths=[path], by="tester")
    assert (done.loaded, done.quarantined) == (30, 0)


def test_a_file_in_another_shape_than_stated_is_refused(tmp_path: Path) -> None:
    draft_source(small_workspace(tmp_path / "workspace"), name="north", path=sent(tmp_path, ";"), by="tester")
    (tmp_path / "later").mkdir()
    done = ingest(
        small_workspace(tmp_path / "workspace"),
        source="north",
        paths=[sent(tmp_path / "later", "|")],
        by="tester",
    )
    assert (done.loaded, len(done.refused)) == (0, 1)


def test_utf_16_is_stated_and_the_file_is_taken(tmp_path: Path) -> None:
    path = sent(tmp_path, ",", "utf-16")
    drafted = draft_source(small_workspace(tmp_path / "workspace"), name="north", path=path, by="tester")
    assert read_card(drafted.card).layouts[0].options == {"encoding": "utf-16-le"}
    again = small_workspace(tmp_path / "workspace")
    assert ingest(again, source="north", paths=[path], by="tester").loaded == 30


def test_what_is_usual_is_not_stated(tmp_path: Path) -> None:
    drafted = draft_source(
        small_workspace(tmp_path / "workspace"), name="north", path=sent(tmp_path, ","), by="tester"
    )
    assert read_card(drafted.card).layouts[0].options == {}
