"""The checks that every source passes: ours, and a force's private ones.

    for result in check_source(source):
        print(result)

A sample is a folder of small made-up files, at least one for each layout, with the awkward cases in them.
"""

import logging
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cached_property

import ibis
import pyarrow as pa

from ninefold.contracts.cards import TO_FILL
from ninefold.contracts.layouts import Layout
from ninefold.contracts.samples import SampleFile, sample_files
from ninefold.contracts.source import MapContext, Mapped, Source
from ninefold.errors import FileRefused
from ninefold.pole.tables import COMMON, TABLES

# Stands for a person's name or any other value that must never be told; no card lists it as a code.
CANARY = "Zebedee Quillfeather-Nobody"
RECEIVED = datetime(2030, 1, 1, tzinfo=UTC)  # after any sample, and soon enough for its people to be alive
_LISTED = frozenset(
    {"code", "gender", "ethnicity_18_1", "ethnicity_observed", "hate_crime", "boolean", "force"}
)
_ALWAYS_THERE = tuple(name for name in COMMON if not name.startswith(("occurred", "review")))


@dataclass(frozen=True)
class CheckResult:
    """Whether a source keeps one promise, and what is wrong when it does not."""

    source: str
    check: str
    holds: bool
    told: str = ""

    def __str__(self) -> str:
        return f"{self.source}: {self.check.replace('_', ' ')}: {'yes' if self.holds else self.told}"


@dataclass(frozen=True)
class MappedFile:
    """A sample file with the records it became, in memory."""

    sample: SampleFile
    records: dict[str, tuple[str, pa.Table]]  # by label: the table's name and its rows
    refused: pa.Table


class Examined:
    """A source with its sample, read and mapped once for all checks."""

    def __init__(self, source: Source) -> None:
        """Take a source; nothing is read yet."""
        self.source = source

    @cached_property
    def files(self) -> list[SampleFile]:
        """The sample's files, each with its layout."""
        return [] if self.source.sample is None else sample_files(self.source.card, self.source.sample)

    @cached_property
    def mapped(self) -> list[MappedFile]:
        """Every sample file with its records."""
        return [self._mapped(sample) for sample in self.files]

    @cached_property
    def reasons(self) -> dict[str, dict[str, str]]:
        """By file and column, what is told of a row with the canary in that column."""
        return {f"{sample.name} {sample.layout.name}": self._with_canary(sample) for sample in self.files}

    def reasons_of(self, sample: SampleFile) -> dict[str, str]:
        """By column, what is told of a row with the canary in that column."""
        return self.reasons[f"{sample.name} {sample.layout.name}"]

    def _with_canary(self, sample: SampleFile) -> dict[str, str]:
        if not sample.rows.num_rows:
            return {}
        filled = _fullest_row(sample.rows)
        rows = [{**filled, name: CANARY, "_row": number} for number, name in enumerate(sample.columns)]
        mapped = self.map(pa.Table.from_pylist(rows, schema=sample.rows.schema), sample.layout)
        told = mapped.refused.to_pyarrow().to_pylist()
        return {sample.columns[row["_row"]]: row["reasons"] for row in told}

    def map(self, rows: pa.Table, layout: Layout, run: str = "sample") -> Mapped:
        """A table of received rows through the source's map."""
        moment = RECEIVED if run == "sample" else RECEIVED + timedelta(days=90)
        base = 0 if run == "sample" else 1 << 40
        context = MapContext(run=run, version_base=base, received_at=moment, keep=_in_memory)
        return self.source.map(ibis.memtable(rows), layout, self.source.card, context)

    def _mapped(self, sample: SampleFile) -> MappedFile:
        mapped = self.map(sample.rows, sample.layout)
        records = {record.label: (record.table, record.rows.to_pyarrow()) for record in mapped.records}
        return MappedFile(sample, records, mapped.refused.to_pyarrow())


def _in_memory(rows: ibis.Table) -> ibis.Table:
    return ibis.memtable(rows.to_pyarrow())


Check = Callable[[Examined], Iterator[str]]


def check_source(source: Source) -> list[CheckResult]:
    """Every promise of the source contract, kept or broken."""
    examined = Examined(source)
    return [run_check(check, examined) for check in CHECKS]


def run_check(check: Check, examined: Examined) -> CheckResult:
    """One promise, kept or broken; only the first fault is told."""
    fault = next(check(examined), "")
    return CheckResult(examined.source.name, check.__name__, not fault, fault)


def the_card_is_complete(examined: Examined) -> Iterator[str]:
    """Nothing is left to fill in, and every column left out has its reason."""
    card = examined.source.card
    if card.draft:
        yield "the card is a draft. Fill in who owns the data and by what law, and take out `draft`."
    for name in ("owner", "lawful_basis", "licence", "purpose"):
        if TO_FILL in getattr(card, name):
            yield f"`{name}` is not filled in."


def every_layout_has_a_sample(examined: Examined) -> Iterator[str]:
    """The sample folder has a file of each layout, with rows in it."""
    read = {sample.layout.name for sample in examined.files if sample.rows.num_rows}
    for layout in examined.source.card.layouts:
        if layout.name not in read:
            yield f"no file of the sample folder reads as layout '{layout.name}'. Put one there."


def every_column_is_mapped_or_ignored(examined: Examined) -> Iterator[str]:
    """No column of a sample is unknown to its layout, and none is gone."""
    for sample in examined.files:
        drift = sample.layout.drift(sample.columns)
        if drift.any:
            yield f"{sample.name}: {drift.described()}."


def a_changed_column_stops_the_file(examined: Examined) -> Iterator[str]:
    """A renamed column is told by name and nothing of the file is taken."""
    for sample in examined.files:
        mapped = [name for name in sample.columns if name in sample.layout.required_columns]
        renamed = ["a column nobody knows" if name == mapped[0] else name for name in sample.columns]
        try:
            examined.source.card.layout_for(sample.name, renamed)
        except FileRefused as refusal:
            if mapped[0] not in str(refusal):
                yield f"{sample.name}: the refusal of a renamed column does not tell which column is gone."
        else:
            yield f"{sample.name}: a file with a renamed column was taken."


def every_row_becomes_a_record_or_is_refused(examined: Examined) -> Iterator[str]:
    """Rows in = rows with records + rows refused, exactly."""
    for file in examined.mapped:
        made = {row for _, rows in file.records.values() for row in rows["row"].to_pylist()}
        refused = set(file.refused["_row"].to_pylist())
        distinct = any(record.distinct for record in file.sample.layout.records)
        if made & refused and not distinct:
            yield f"{file.sample.name}: a row was refused and made into records as well."
        if made | refused != set(file.sample.rows["_row"].to_pylist()):
            yield f"{file.sample.name}: a row was neither refused nor made into a record."


def most_of_the_sample_is_taken(examined: Examined) -> Iterator[str]:
    """Fewer than half the rows of a sample are refused: else the card does not fit its own files."""
    for file in examined.mapped:
        if 2 * file.refused.num_rows > file.sample.rows.num_rows:
            reasons = sorted(set(file.refused["reasons"].to_pylist()))
            yield f"{file.sample.name}: most rows are refused, by {', '.join(reasons[:5])}."


def records_have_the_columns_of_their_table(examined: Examined) -> Iterator[str]:
    """Each record table has exactly the columns of its POLE table, in order."""
    for file in examined.mapped:
        for label, (table, rows) in file.records.items():
            if rows.column_names != list(TABLES[table].columns):
                yield f"{file.sample.name}: records '{label}' do not have the columns of {table}."


def every_record_has_its_provenance(examined: Examined) -> Iterator[str]:
    """Source, force, file, row, run, known_at, marking and retention are on every record."""
    for file in examined.mapped:
        for label, (_, rows) in file.records.items():
            empty = [name for name in _ALWAYS_THERE if rows[name].null_count]
            if empty:
                yield f"{file.sample.name}: records '{label}' have an empty `{empty[0]}`."


def every_link_has_its_reason(examined: Examined) -> Iterator[str]:
    """The role of a person, or the kind of any other link, is never empty."""
    for file in examined.mapped:
        for label, (table, rows) in file.records.items():
            if table == "link" and rows["reason"].null_count:
                yield f"{file.sample.name}: links '{label}' have no reason."


def links_across_layouts_find_their_record(examined: Examined) -> Iterator[str]:
    """A link to a record of another layout gives the very id that layout gives it, in one sample row or more."""
    held = {(table, key) for file in examined.mapped for table, key in _ids_by_table(file)}
    for file in examined.mapped:
        for link in (link for link in file.sample.layout.links if link.elsewhere):
            label = f"{link.source_label}->{link.target_label}"
            rows = file.records[label][1].to_pylist()
            ends = [[(row[f"{end}_table"], row[f"{end}_id"]) for end in ("from", "to")] for row in rows]
            if rows and not any(set(pair) <= held for pair in ends):
                yield (
                    f"{file.sample.name}: no link '{label}' leads to a record of the sample. Check the columns "
                    f"of its `key`, or put a file with such a record in the sample."
                )


def _ids_by_table(file: MappedFile) -> Iterator[tuple[str, str]]:
    for table, rows in file.records.values():
        if table != "link":
            yield from ((table, key) for key in rows["record_id"].to_pylist())


def markings_are_those_of_the_card(examined: Examined) -> Iterator[str]:
    """No record is marked lower than its card, nor in a group of its own."""
    card = examined.source.card
    for file in examined.mapped:
        for label, (_, rows) in file.records.items():
            if set(rows["marking"].to_pylist()) - {card.marking}:
                yield f"{file.sample.name}: records '{label}' are not marked as the card says."


def reading_twice_gives_the_same_keys(examined: Examined) -> Iterator[str]:
    """A re-sent row is the same record: in another run, at another time, in another order."""
    for file in examined.mapped:
        rows = file.sample.rows
        backwards = rows.take(pa.array(range(rows.num_rows - 1, -1, -1), pa.int64()))
        again = examined.map(backwards, file.sample.layout, run="again")
        ids = ibis.union(*_ids(again)).to_pyarrow()["record_id"].to_pylist()
        first = [key for _, made in file.records.values() for key in made["record_id"].to_pylist()]
        if sorted(ids) != sorted(first):
            yield f"{file.sample.name}: the same rows gave other record ids in a second run."


def _ids(mapped: Mapped) -> list[ibis.Table]:
    ids = [record.rows.select("record_id") for record in mapped.records]
    return ids if len(ids) > 1 else [*ids, ids[0].filter(ibis.literal(False))]


def an_unknown_code_is_refused_not_guessed(examined: Examined) -> Iterator[str]:
    """Each column with a code list refuses a code that is not on it, and says which column."""
    for sample in examined.files:
        reasons = examined.reasons_of(sample)
        for name in _listed_columns(sample.layout):
            if name in sample.columns and f"{name}:" not in reasons.get(name, ""):
                yield f"{sample.name}: column '{name}' took a code that no list has."


def _listed_columns(layout: Layout) -> list[str]:
    specs = [spec for spec in layout.fields if spec.cleaner in _LISTED and not spec.joined]
    return sorted({spec.columns[0] for spec in specs if "otherwise" not in spec.parameters})


def _fullest_row(rows: pa.Table) -> dict[str, object]:
    all_rows = rows.to_pylist()
    return max(all_rows, key=lambda row: sum(value is not None for value in row.values()))


def counts_are_within_range(examined: Examined) -> Iterator[str]:
    """No sample file has more rows than the card says a file may have."""
    card = examined.source.card
    for sample in examined.files:
        if sample.rows.num_rows > card.most_rows:
            yield f"{sample.name}: it has more rows than `expected_rows` allows."


def nothing_personal_is_told(examined: Examined) -> Iterator[str]:
    """A value is in no reason, no log line and no error, whatever column it stands in."""
    heard = _Listener()
    logging.getLogger().addHandler(heard)
    try:
        for sample in examined.files:
            told = examined.reasons_of(sample).values()
            if any(CANARY in text for text in [*told, *heard.lines]):
                yield f"{sample.name}: a value of the data was told."
    finally:
        logging.getLogger().removeHandler(heard)


class _Listener(logging.Handler):
    """Keeps every log line."""

    def __init__(self) -> None:
        super().__init__()
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(record.getMessage())


CHECKS: tuple[Check, ...] = (
    the_card_is_complete,
    every_layout_has_a_sample,
    every_column_is_mapped_or_ignored,
    a_changed_column_stops_the_file,
    every_row_becomes_a_record_or_is_refused,
    most_of_the_sample_is_taken,
    records_have_the_columns_of_their_table,
    every_record_has_its_provenance,
    every_link_has_its_reason,
    links_across_layouts_find_their_record,
    markings_are_those_of_the_card,
    reading_twice_gives_the_same_keys,
    an_unknown_code_is_refused_not_guessed,
    counts_are_within_range,
    nothing_personal_is_told,
)
