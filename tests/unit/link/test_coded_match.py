"""Linking over codes and linking by Splink come to the same pairs and the same weights."""

from collections.abc import Iterator

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ninefold.engine.duckdb_engine import DuckDBEngine
from ninefold.link import coded_match, splink_match
from ninefold.link.coded import Coded, Pairs, letters_of
from ninefold.link.compare import COMPARISONS, Comparison
from ninefold.link.frequencies import counted
from ninefold.link.likeness import Likeness
from ninefold.link.model import load_model
from ninefold.link.nominals import NOMINAL_SCHEMA
from ninefold.link.prepare import nominals_from_columns
from ninefold.link.splinked import Linkage

MODEL = load_model()
GIVEN = [
    "ada",
    "adah",
    "beatrice",
    "bea",
    "mary ann",
    "o",
    "elizabeth",
    "liz",
    "édith",
    "ed%th",
    "mar_y",
    None,
]
SURNAMES = [
    "quill",
    "quil",
    "quillfeather",
    "smith",
    "smith quill",
    "o'quill",
    "ada",
    "æquill",
    "quill smyth",
    None,
]
BIRTHS = [
    "1984-03-17",
    "1984-17-03",
    "1984-03-07",
    "1984",
    "1984-03",
    "1948-03-17",
    "2001-12-31",
    "01/02/1990",
    None,
]
POSTCODES = ["QX1 2AB", "QX1 2BA", "QX1 3AB", "QX11 2AB", "ZZ9 9ZZ", None]
ADDRESSES = ["12 Heron Row, Corran", "21 Heron Row, Corran", "12 Heron Rd, Corran", "3 Tern Street", None]
PHONES = ["07700900123", "07700900132", "07700900999", None]


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DuckDBEngine]:
    made = DuckDBEngine([tmp_path_factory.mktemp("engine")])
    yield made
    made.close()


def crowd(size: int, seed: int = 5) -> pa.Table:
    """Made-up people drawn from few values, so that every level of likeness occurs."""
    chance = np.random.default_rng(seed)

    def drawn(values: list[str | None]) -> pa.Array:
        return pa.array([values[n] for n in chance.integers(0, len(values), size)], pa.string())

    return nominals_from_columns(
        {
            # not in the order of the ids
            "record_id": pa.array([f"r{n:05}" for n in chance.permutation(size)]),
            "force": drawn(["north", "south"]),
            "given": drawn(GIVEN), "middle": drawn([None, None, "jane", "j", "quill"]), "surname": drawn(SURNAMES),
            "born": drawn(BIRTHS), "sex": drawn(["f", "m", None]), "postcode": drawn(POSTCODES),
            "address": drawn(ADDRESSES), "phone": drawn(PHONES), "pnc": drawn(["12/345X", "12/354X", None, None]),
            "birth_place": drawn(["corran", "coran", "corran bay", None]), "occupation": drawn(["baker", None]),
            "email": drawn(["ada@example.org", None, None]),
            "latitude": pa.array(51 + chance.random(size) / 20, mask=chance.random(size) < 0.3),
            "longitude": pa.array(chance.random(size) / 20, mask=chance.random(size) < 0.3),
        }
    )  # fmt: skip


def test_codes_and_splink_come_to_the_same_pairs_and_weights(engine: DuckDBEngine) -> None:
    nominals = crowd(400)
    coded = coded_match.match(engine, nominals, MODEL, None, evidence=True, keep_all=True)
    plain = splink_match.match(engine, nominals, MODEL, None, evidence=True, keep_all=True)
    assert len(coded) > 5_000
    assert coded.column_names == plain.column_names
    for name in coded.column_names:
        one, other = coded[name], plain[name]
        if pa.types.is_floating(one.type):
            assert np.allclose(
                one.to_numpy(), other.to_numpy(), rtol=0, atol=1e-9 if name == "weight" else 1e-5
            )
        else:
            assert one.equals(other), name


def test_the_pairs_kept_are_the_same_with_and_without_evidence(engine: DuckDBEngine) -> None:
    nominals = crowd(300, seed=6)
    short = coded_match.match(engine, nominals, MODEL, None, evidence=False)
    long = coded_match.match(engine, nominals, MODEL, None, evidence=True)
    plain = splink_match.match(engine, nominals, MODEL, None, evidence=False)
    short = short.cast(plain.schema)  # its ids are coded
    assert short.equals(long.select(short.column_names))
    assert short.drop(["weight", "probability"]).equals(plain.drop(["weight", "probability"]))
    assert np.allclose(short["probability"].to_numpy(), plain["probability"].to_numpy(), rtol=0, atol=1e-9)


def test_batches_make_no_difference(engine: DuckDBEngine, monkeypatch: pytest.MonkeyPatch) -> None:
    nominals = crowd(300, seed=7)
    whole = coded_match.match(engine, nominals, MODEL, None, evidence=True)
    monkeypatch.setattr(coded_match, "BATCH", 6_000)
    assert coded_match.match(engine, nominals, MODEL, None, evidence=True).equals(whole)


def test_columns_may_come_coded(engine: DuckDBEngine) -> None:
    plain = crowd(200, seed=10)
    columns = {name: plain[name] for name in plain.column_names}
    texts = [name for name in columns if pa.types.is_string(plain[name].type) and name != "record_id"]
    coded = pa.table(columns | {name: columns[name].dictionary_encode() for name in texts})
    found = coded_match.match(engine, coded, MODEL, None, evidence=True)
    assert found.equals(coded_match.match(engine, plain, MODEL, None, evidence=True))


def test_hot_blocks_are_the_same_and_hold_in_a_later_run(engine: DuckDBEngine) -> None:
    nominals = crowd(3_000, seed=8)
    coded, plain = coded_match.count_frequencies(nominals), splink_match.count_frequencies(engine, nominals)
    assert coded.hot
    assert {name: set(keys) for name, keys in coded.hot.items()} == {
        name: set(keys) for name, keys in plain.hot.items()
    }
    few = nominals.slice(0, 200)
    later = coded_match.match(engine, few, MODEL, coded, evidence=False)
    assert later["weight"].to_pylist() == pytest.approx(
        splink_match.match(engine, few, MODEL, plain, evidence=False)["weight"].to_pylist(), abs=1e-9
    )


@pytest.mark.parametrize("comparison", COMPARISONS, ids=lambda each: each.name)
def test_each_level_is_what_sql_says_it_is(engine: DuckDBEngine, comparison: Comparison) -> None:
    """Whatever is written into a comparison, the first condition that SQL holds true is the level found."""
    nominals = crowd(60, seed=9)
    left, right = np.triu_indices(60, 1)
    coded = Coded(nominals)
    pairs = Pairs(left, right)
    found = Likeness(engine, coded).levels(comparison, pairs)
    numbered = nominals.take(pa.array(coded.order)).append_column("i", pa.array(np.arange(60)))
    levels = " ".join(
        f"WHEN {level.sql} THEN {-1 if level.is_null else comparison.gamma_of(level.name)}"
        for level in comparison.levels
    )
    columns = ", ".join(f"l.{name} AS {name}_l, r.{name} AS {name}_r" for name in NOMINAL_SCHEMA.names)
    with Linkage(engine) as linkage:
        held = linkage.put(numbered)
        told = linkage.fetch(
            linkage.make(
                f"SELECT i_l, i_r, CASE {levels} ELSE 0 END AS gamma FROM (SELECT l.i AS i_l, r.i AS i_r, {columns} "
                f"FROM {held} l JOIN {held} r ON l.i < r.i) p"
            )
        ).sort_by([("i_l", "ascending"), ("i_r", "ascending")])
    assert found.tolist() == told["gamma"].to_pylist()


@given(st.lists(st.text("ab1é %_", max_size=12), min_size=2, max_size=2))
def test_letters_never_rule_out_what_is_so(texts: list[str]) -> None:
    one, other = (text.encode() for text in texts)
    letters = letters_of(pa.array(texts))
    more = int(np.bitwise_count(letters[0] & ~letters[1]))
    assert more <= _letters_apart(one, other)
    if one in other:
        assert more == 0


def _letters_apart(one: bytes, other: bytes) -> int:
    """The Levenshtein distance, as it is defined."""
    row = list(range(len(other) + 1))
    for place, letter in enumerate(one, 1):
        last, row[0] = row[0], place
        for at, against in enumerate(other, 1):
            last, row[at] = row[at], min(row[at] + 1, row[at - 1] + 1, last + (letter != against))
    return row[-1]


def test_counts_are_those_of_the_table() -> None:
    assert coded_match.count_frequencies(crowd(50)).known == counted(crowd(50)).known
