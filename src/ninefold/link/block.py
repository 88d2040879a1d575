"""Which pairs are compared at all: rules that bring likely pairs together, and keep hot blocks from exploding.

A rule names columns; records that share them all are in one block. A block larger than the rule's limit is
left to the narrower rules. Broad rules serve small tables, where they cost little and find records that
hold hardly anything; in a large table they would bring millions of strangers together.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import pyarrow as pa
import pyarrow.compute as pc

from ninefold.link.frequencies import Frequencies
from ninefold.link.splinked import Linkage

BETWEEN = "\t"
_WIDEST = 3


@dataclass(frozen=True)
class Rule:
    """Columns that must be shared, the largest block compared, and the largest table it is meant for.

    With `lacking`, only pairs are compared of which at least one record does not tell that column.
    """

    columns: tuple[str, ...]
    largest: int
    most_records: int = 1_000_000_000
    lacking: str | None = None

    @property
    def name(self) -> str:
        """The rule in words of columns."""
        return " + ".join(column.removeprefix("k_") for column in self.columns)


def _narrow(*columns: str, largest: int = 200, lacking: str | None = None) -> Rule:
    return Rule(columns, largest, lacking=lacking)


def _broad(*columns: str, largest: int = 100) -> Rule:
    return Rule(columns, largest, most_records=200_000)


RULES: tuple[Rule, ...] = (
    *(_narrow(column, largest=60) for column in ("pnc", "cro", "nino", "licence", "email", "other_id")),
    _narrow("phone", largest=30),
    _narrow("k_surname", "born", largest=1_000),
    # Beyond a few dozen a block of a name and a birth is one person with many records.
    _narrow("k_root", "born", largest=400),
    _narrow("k_name", "born", largest=1_000),
    _narrow("postcode", "k_root", largest=500),
    _narrow("postcode", "k_surname"),
    _narrow("address", "k_root", largest=500),
    _narrow("k_surname", "k_root", "born_year", largest=600),
    _narrow("k_surname", "k_root", "k_birth_place"),
    _narrow("born", "postcode", largest=500),
    _narrow("born", "address", largest=500),
    _narrow("k_namesake", "k_day", largest=400),
    _narrow("k_namesake", largest=2_000, lacking="born"),
    _broad("k_surname", "k_root", "k_district", largest=200),
    _broad("k_surname", "k_root"),
    _broad("k_name"),
    _broad("postcode"),
    _broad("address"),
    _broad("k_surname", "k_birth_place"),
    _broad("k_surname", "born_year"),
    _broad("k_surname", "k_district"),
    _broad("k_surname", "occupation"),
    _broad("k_surname", "k_day"),
    _broad("k_root", "k_district"),
    _broad("k_root", "k_birth_place"),
    _broad("k_root", "occupation"),
    _broad("k_root", "k_day"),
    _broad("k_root", "born_year"),
    _broad("born"),
    _broad("k_birth_place", "born_year"),
    _broad("k_birth_place", "occupation"),
    _broad("k_district", "born_year"),
    _broad("k_district", "k_birth_place"),
    _broad("k_district", "occupation"),
    _broad("k_sector"),
    _broad("k_surname"),
    _broad("k_birth_place"),
    _broad("k_root"),
)


def rules_for(frequencies: Frequencies) -> tuple[Rule, ...]:
    """The rules a table can bear: its columns are filled, and it is not too large for them."""
    filled, records = frequencies.filled, frequencies.records
    return tuple(rule for rule in RULES if filled.issuperset(rule.columns) and records <= rule.most_records)


def is_hot(nominals: pa.Table, rule: Rule, frequencies: Frequencies) -> pa.ChunkedArray:
    """Whether the block of each record is one that is too large to compare."""
    texts = [nominals[column].cast(pa.string()) for column in rule.columns]
    keys = texts[0] if len(texts) == 1 else pc.binary_join_element_wise(*texts, BETWEEN)
    return pc.is_in(keys, value_set=pa.array(frequencies.hot.get(rule.name, ()), pa.string()))


def keyed(linkage: Linkage, nominals: str, rules: Sequence[Rule]) -> str:
    """Every record under every key: i, k (the key hashed), r (the rule's number) and whether it may lead a pair."""
    parts = []
    for number, rule in enumerate(rules):
        known = " AND ".join(f"{column} IS NOT NULL" for column in rule.columns)
        key = _hashed(linkage, number, rule.columns)
        leads = f"{rule.lacking} IS NULL" if rule.lacking else "TRUE"
        parts.append(f"SELECT i, {key} AS k, {number} AS r, {leads} AS leads FROM {nominals} WHERE {known}")
    return linkage.make(" UNION ALL ".join(parts))


def _hashed(linkage: Linkage, number: int, columns: Sequence[str]) -> str:
    told = ", ".join(f"CAST({column} AS STRING)" for column in columns)
    return f"{linkage.hash_function}({number}, {told})"


def shared(linkage: Linkage, keys: str) -> str:
    """The keys that more than one record has: k, r and n, how many have it."""
    return linkage.make(f"SELECT k, min(r) AS r, count(*) AS n FROM {keys} GROUP BY k HAVING count(*) > 1")


def hot_keys(
    linkage: Linkage, nominals: str, keys: str, blocks: str, rules: Sequence[Rule]
) -> dict[str, tuple[str, ...]]:
    """The keys whose blocks are larger than their rule allows, as text, by rule."""
    limits = " ".join(f"WHEN {number} THEN {rule.largest}" for number, rule in enumerate(rules))
    large = linkage.make(
        f"SELECT b.r, min(w.i) AS i FROM {blocks} b JOIN {keys} w ON w.k = b.k "
        f"WHERE b.n > CASE b.r {limits} END GROUP BY b.r, b.k"
    )
    texts = " ".join(f"WHEN {number} THEN {_text(rule.columns)}" for number, rule in enumerate(rules))
    told = linkage.fetch(
        linkage.make(f"SELECT h.r, CASE h.r {texts} END AS key FROM {large} h JOIN {nominals} n ON n.i = h.i")
    )
    found: dict[str, list[str]] = {}
    for number, key in zip(told["r"].to_pylist(), told["key"].to_pylist(), strict=True):
        found.setdefault(rules[number].name, []).append(key)
    return {name: tuple(sorted(texts)) for name, texts in found.items()}


def _text(columns: Sequence[str]) -> str:
    return f"concat_ws('{BETWEEN}', {', '.join(f'CAST(n.{column} AS STRING)' for column in columns)})"


def cooled(linkage: Linkage, blocks: str, rules: Sequence[Rule], frequencies: Frequencies) -> str:
    """The shared keys that are not hot."""
    hot = _hot_table(rules, frequencies)
    if not len(hot):
        return blocks
    held = linkage.put(hot)
    numbers = sorted(set(hot["r"].to_pylist()))
    parts = [_hot_hashes(linkage, held, number, rules[number]) for number in numbers]
    return linkage.make(
        f"SELECT b.* FROM {blocks} b LEFT JOIN ({' UNION ALL '.join(parts)}) h ON h.k = b.k WHERE h.k IS NULL"
    )


def _hot_hashes(linkage: Linkage, held: str, number: int, rule: Rule) -> str:
    columns = [f"c{place}" for place in range(len(rule.columns))]
    return f"SELECT {_hashed(linkage, number, columns)} AS k FROM {held} WHERE r = {number}"


def _hot_table(rules: Sequence[Rule], frequencies: Frequencies) -> pa.Table:
    rows = []
    for number, rule in enumerate(rules):
        for key in frequencies.hot.get(rule.name, ()):
            parts = key.split(BETWEEN)
            rows.append((number, *parts, *[None] * (_WIDEST - len(parts))))
    columns = [list(column) for column in zip(*rows, strict=True)] or [[] for _ in range(1 + _WIDEST)]
    fields = [("r", pa.int32()), *[(f"c{place}", pa.string()) for place in range(_WIDEST)]]
    return pa.table(columns, schema=pa.schema(fields))


def pairs_of(linkage: Linkage, keys: str, blocks: str) -> str:
    """Every pair of records that share a block, once: i_l and i_r."""
    members = linkage.make(f"SELECT w.i, w.k, w.leads FROM {keys} w JOIN {blocks} s ON w.k = s.k")
    return linkage.make(
        f"SELECT DISTINCT a.i AS i_l, b.i AS i_r FROM {members} a JOIN {members} b ON a.k = b.k "
        "WHERE a.i < b.i AND (a.leads OR b.leads)"
    )
