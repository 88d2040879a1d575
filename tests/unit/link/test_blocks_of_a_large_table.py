"""Which records are compared where a table is too large for the broad rules."""

from dataclasses import replace

import pyarrow as pa

from ninefold.link.coded import Coded
from ninefold.link.coded_blocks import blocked
from ninefold.link.frequencies import counted
from ninefold.link.prepare import nominals_from_columns

TOLD = ("given", "surname", "born")


def compared(*rows: tuple[str, str, str | None]) -> set[tuple[int, int]]:
    """The rows that are compared with one another, were there a million records."""
    told = {name: pa.array([row[n] for row in rows], pa.string()) for n, name in enumerate(TOLD)}
    ids = pa.array([f"r{number:04}" for number in range(len(rows))])
    force = pa.repeat(pa.scalar("north"), len(rows))
    coded = Coded(nominals_from_columns({"record_id": ids, "force": force, **told}))
    pairs = blocked(coded, replace(counted(coded), records=1_000_000), is_first=True).pairs()
    return set(zip(pairs.left.tolist(), pairs.right.tolist(), strict=True))


def test_exchanged_names_meet_by_the_birth() -> None:
    assert compared(("amaka", "stonebridge", "1980-05-22"), ("stonebridge", "amaka", "1980-05-22")) == {
        (0, 1)
    }


def test_a_person_with_hundreds_of_records_and_a_misspelt_surname_is_still_one_block() -> None:
    rows = [("amaka", "stonebridge", "1980-05-22")] * 150 + [("amaka", "dutanda", "1980-05-22")]
    assert (0, 150) in compared(*rows)


def test_a_name_brings_together_only_records_of_which_one_tells_no_birth() -> None:
    found = compared(
        ("amaka", "stonebridge", "1980-05-22"),
        ("amaka", "stonebridge", "1963-11-02"),
        ("amaka", "stonebridge", None),
    )
    assert found == {(0, 2), (1, 2)}


def test_a_name_and_a_day_meet_though_the_year_is_another() -> None:
    assert compared(("amaka", "stonebridge", "1980-05-22"), ("amaka", "stonebridge", "1908-05-22")) == {
        (0, 1)
    }
