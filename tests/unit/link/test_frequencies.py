"""What is common: counted over people as far as can be told, not over their records."""

import pyarrow as pa

from ninefold.link.compare import NAMESAKE_KEY
from ninefold.link.frequencies import Frequencies, counted
from ninefold.link.prepare import nominals_from_columns


def nominals(*rows: tuple[str, str, str | None]) -> pa.Table:
    """Records of one force: given name, surname, born."""
    names = ("given", "surname", "born")
    told = {name: pa.array([row[n] for row in rows], pa.string()) for n, name in enumerate(names)}
    ids = pa.array([f"r{number:03}" for number in range(len(rows))])
    return nominals_from_columns({"record_id": ids, "force": pa.array(["north"] * len(rows)), **told})


def count_of(counts: pa.Table, value: str) -> int:
    found = dict(zip(counts["value"].to_pylist(), counts["count"].to_pylist(), strict=True))
    return found.get(value, 1)


def test_one_person_with_many_records_makes_no_name_common() -> None:
    rows = [("asif", "quillfeather", "1991-07-17")] * 50 + [
        ("ann", "smith", f"19{n}-01-01") for n in range(50, 70)
    ]
    told = counted(nominals(*rows))
    assert count_of(told.counts["surname"], "quillfeather") == 1
    assert count_of(told.counts["surname"], "smith") == 20
    assert told.known["surname"] == 21


def told_of_names(*rows: tuple[str, str, str | None]) -> dict[str, int]:
    """What sharing a name counts for, by the given name: the less the likelier it is one person."""
    table = nominals(*rows)
    counts = counted(table).counts[NAMESAKE_KEY]
    given = dict(zip(table[NAMESAKE_KEY].to_pylist(), table["given"].to_pylist(), strict=True))
    return {given[row["value"]]: row["count"] for row in counts.to_pylist()}


def test_a_name_with_one_birth_is_likelier_one_person_than_a_name_with_many() -> None:
    told = told_of_names(
        *[("asif", "quillfeather", "1991-07-17")] * 10,
        *[("ann", "smith", f"19{n}-01-01") for n in range(50, 60)],
    )
    assert told["asif"] * 20 < told["ann"]


def test_a_name_that_many_share_is_not_compared_by_name_alone() -> None:
    asif = ("asif", "quillfeather")
    rows = [("ann", "smith", f"19{n}-01-01") for n in range(50, 80)]
    table = nominals(*rows, *[(*asif, "1991-07-17")] * 5, *[(*asif, None)] * 25)
    assert counted(table).hot["namesake"] == (table[NAMESAKE_KEY][0].as_py(),)


def test_where_no_birth_is_told_many_records_of_a_name_are_taken_for_many_people() -> None:
    others = [(f"given{n}", f"family{n}", None) for n in range(200)]
    table = nominals(*[("ann", "smith", None)] * 100, *[("asif", "quillfeather", None)] * 2, *others)
    told = counted(table)
    assert told.known["surname"] == len(table)
    assert count_of(told.counts["surname"], "smith") == 100
    assert told.hot["namesake"] == (table[NAMESAKE_KEY][0].as_py(),)


def test_counts_are_the_same_after_they_were_kept() -> None:
    rows = [("ann", "smith", f"19{n}-01-01") for n in range(50, 80)]
    told = counted(nominals(*rows))
    again = Frequencies.from_arrow(told.to_arrow())
    assert again.known == told.known
    assert again.counts[NAMESAKE_KEY].equals(told.counts[NAMESAKE_KEY])
    assert again.hot["namesake"] == told.hot["namesake"]
