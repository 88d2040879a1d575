"""What is common: counted over people as far as can be told, not over their records."""

import pyarrow as pa

from ninefold.link.coded import Coded
from ninefold.link.frequencies import NAMESAKE, Frequencies, counted, namesakes
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


def test_a_name_with_one_birth_is_likelier_one_person_than_a_name_with_many() -> None:
    rows = [("asif", "quillfeather", "1991-07-17")] * 10 + [
        ("ann", "smith", f"19{n}-01-01") for n in range(50, 60)
    ]
    counts, _ = namesakes(Coded(nominals(*rows)))
    numbers = sorted(counts["count"].to_pylist())
    assert numbers[0] == 2
    assert numbers[1] > 20


def test_a_name_that_many_share_is_not_compared_by_name_alone() -> None:
    rows = [("ann", "smith", f"19{n}-01-01") for n in range(50, 80)] + [("asif", "quillfeather", None)] * 30
    table = nominals(*rows)
    _, crowded = namesakes(Coded(table))
    assert crowded == (table[NAMESAKE][0].as_py(),)


def test_counts_are_the_same_after_they_were_kept() -> None:
    rows = [("ann", "smith", f"19{n}-01-01") for n in range(50, 80)]
    told = counted(nominals(*rows))
    again = Frequencies.from_arrow(told.to_arrow())
    assert again.known == told.known
    assert again.counts[NAMESAKE].equals(told.counts[NAMESAKE])
    assert again.hot["namesake"] == told.hot["namesake"]
