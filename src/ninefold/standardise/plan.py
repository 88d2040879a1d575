"""What has to be worked out once for a layout: texts made ready, and slots of cleaned columns."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import cast

import ibis
from ibis import ir

from ninefold.contracts.layouts import FieldSpec, Layout, LinkSpec, RecordSpec
from ninefold.contracts.source import MapContext
from ninefold.standardise.cleaned import Cleaned
from ninefold.standardise.registry import CLEANERS, Prepare

# Cleaners whose rules depend on which column the value is for: a birth is not any date.
_KNOWS_TARGET = frozenset({"name", "date", "partial_date"})
_DATED = frozenset({"date", "partial_date", "month", "timestamp"})


@dataclass(frozen=True)
class Text:
    """One received text made ready: its column here, the received columns, and how."""

    name: str
    columns: tuple[str, ...]
    prepare: Prepare
    parameters: Mapping[str, object]


@dataclass(frozen=True)
class Slot:
    """One cleaned column, shared by every field that asks for the same thing."""

    number: int
    spec: FieldSpec
    text: str
    wanted: frozenset[str]
    parameters: Mapping[str, object]
    unless: str | None
    needed_when: tuple[str, ...] = ()

    @property
    def value(self) -> str:
        """The column the cleaned value is in."""
        return f"value_{self.number}"

    @property
    def problem_column(self) -> str:
        """The column the broken rule is in."""
        return f"problem_{self.number}"

    @property
    def told_as(self) -> str:
        """The received column's name, as told in the reasons of a refusal."""
        return "+".join(self.spec.columns)

    def extra(self, name: str) -> str:
        """The column of something more learned from the same text."""
        return f"{name}_{self.number}"

    def clean(self, table: ibis.Table) -> Cleaned:
        """The cleaned value over a table that holds the texts made ready."""
        return CLEANERS[str(self.spec.cleaner)].clean(table[self.text], self.parameters)

    def final(self, table: ibis.Table, value: ir.Value) -> ir.Value:
        """The value with its default, or without it where it only repeats another column."""
        if self.spec.default is not None:
            value = value.fill_null(self.spec.default)
        if self.unless is not None:
            value = ibis.ifelse(table[self.text] == table[self.unless], ibis.null(value.type()), value)
        return value

    def can_refuse(self, table: ibis.Table) -> bool:
        """Whether any row at all could be refused for it."""
        return self.spec.required or bool(self.needed_when) or self.clean(table).can_refuse

    def problem(self, table: ibis.Table) -> ir.StringValue:
        """The rule a row breaks here, or NULL."""
        cleaned = self.clean(table)
        text = table[self.text]
        told = cleaned.problem(text, table[self.value])
        absent = self._absent(table, text)
        if absent is None:
            return told
        return cast(ir.StringValue, ibis.ifelse(absent, "required", told))

    def _absent(self, table: ibis.Table, text: ir.StringValue) -> ir.BooleanValue | None:
        if self.spec.required:
            return text.isnull()
        if not self.needed_when:
            return None
        absent = text.isnull()
        for name in self.needed_when:
            absent = absent & table[name]
        return absent


@dataclass(frozen=True)
class Plan:
    """Texts by column name (received columns and how to make them ready), key columns, and slots."""

    texts: tuple[Text, ...]
    keys: Mapping[str, str]
    slots: tuple[Slot, ...]
    slot_of: Mapping[str, Slot]
    # by the columns of a key that names a record elsewhere: the column that tells whether all are filled
    named: Mapping[tuple[str, ...], str]

    @staticmethod
    def of(layout: Layout, context: MapContext) -> "Plan":
        """The plan of a layout."""
        return _Drawing(context).drawn(layout)

    def slot_for(self, spec: FieldSpec) -> Slot:
        """The slot a field's value is in."""
        return self.slot_of[_signature(spec)]


def _signature(spec: FieldSpec) -> str:
    target = spec.target if spec.cleaner in _KNOWS_TARGET else ""
    parameters = sorted((key, str(value)) for key, value in spec.parameters.items())
    return repr((spec.columns, spec.cleaner, parameters, spec.required, spec.default, spec.unless, target))


class _Drawing:
    """Draws a plan, field by field."""

    def __init__(self, context: MapContext) -> None:
        self._now = context.received_at
        self._texts: dict[tuple[tuple[str, ...], str], Text] = {}
        self._slots: dict[str, Slot] = {}

    def drawn(self, layout: Layout) -> Plan:
        """The whole plan."""
        for record in layout.records:
            for spec in record.fields:
                self._add(spec, _wanted(record, spec))
        elsewhere = dict.fromkeys(end.key for link in layout.links for end in link.elsewhere)
        named = {key: f"named_{number}" for number, key in enumerate(elsewhere)}
        for link in layout.links:
            self._add(link.reason, frozenset(), needed_when=link_is_made_when(link, named))
        for other in (layout.force.field, layout.known_at):
            if other is not None:
                self._add(other, frozenset())
        keys = {column: "" for record in layout.records for column in record.key}
        keys |= {column: "" for key in named for column in key}
        return Plan(
            texts=tuple(self._texts.values()),
            keys={column: f"key_{number}" for number, column in enumerate(keys)},
            slots=tuple(self._slots.values()),
            slot_of=self._slots,
            named=named,
        )

    def _add(self, spec: FieldSpec, wanted: frozenset[str], needed_when: tuple[str, ...] = ()) -> None:
        if spec.cleaner is None:
            return
        signature = _signature(spec)
        if signature in self._slots:
            wanted = wanted | self._slots[signature].wanted
        self._slots[signature] = Slot(
            number=self._slots[signature].number if signature in self._slots else len(self._slots),
            spec=spec,
            text=self._text(spec.columns, spec),
            wanted=wanted,
            parameters=self._parameters(spec),
            unless=self._text((spec.unless,), spec) if spec.unless else None,
            needed_when=needed_when,
        )

    def _text(self, columns: tuple[str, ...], spec: FieldSpec) -> str:
        cleaner = CLEANERS[str(spec.cleaner)]
        listed = spec.parameters.get("list")
        # a card's list asks for the words on it: two lists of the same words make a text ready alike
        codes = tuple(listed) if isinstance(listed, Mapping) else spec.parameters.get("codes")
        asked = (spec.cleaner, codes, *(spec.parameters.get(name) for name in ("formats", "crs")))
        wanted = (columns, repr(asked) if cleaner.asks_parameters else cleaner.prepare.__qualname__)
        if wanted not in self._texts:
            self._texts[wanted] = Text(f"text_{len(self._texts)}", columns, cleaner.prepare, spec.parameters)
        return self._texts[wanted].name

    def _parameters(self, spec: FieldSpec) -> Mapping[str, object]:
        parameters = {**spec.parameters, "target": spec.target}
        if spec.cleaner in _DATED:
            moment = naive_utc(self._now)
            parameters |= {"today": moment.date(), "now": moment_literal(moment)}
        return parameters


def link_is_made_when(link: LinkSpec, named: Mapping[tuple[str, ...], str]) -> tuple[str, str]:
    """The columns that must both be true for a row to make a link, one for each of its ends."""
    source, target = link.source_elsewhere, link.target_elsewhere
    return (
        named[source.key] if source else f"made_{link.source_label}",
        named[target.key] if target else f"made_{link.target_label}",
    )


def _wanted(record: RecordSpec, spec: FieldSpec) -> frozenset[str]:
    targets = {field.target for field in record.fields}
    precision = f"{spec.target}_precision" not in targets
    return frozenset(({"precision"} if precision else set()) | {"high"})


def naive_utc(moment: datetime) -> datetime:
    """A moment in UTC without its zone, as timestamps are kept in the tables."""
    return moment.astimezone(UTC).replace(tzinfo=None) if moment.tzinfo else moment


def moment_literal(moment: datetime) -> ir.TimestampValue:
    """A moment as a column expression that is the same on every engine, whatever its session's zone."""
    return cast(ir.TimestampValue, ibis.literal(naive_utc(moment).isoformat(sep=" ")).cast("timestamp"))
