"""From a card's [[layout]] tables to layouts, with every column, cleaner and code list checked."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import cast

from ninefold.contracts.card_tables import CardTable
from ninefold.contracts.layouts import (
    Condition,
    FieldSpec,
    ForceSpec,
    Layout,
    LinkSpec,
    RecordElsewhere,
    RecordSpec,
)
from ninefold.contracts.vocabulary import BASES, CLEANERS, COMMON_PARAMETERS, FORMATS, can_hold
from ninefold.pole.codes import CODE_LISTS
from ninefold.pole.tables import TABLES

# Set by the platform, never by a card.
_NOT_FOR_CARDS = frozenset(
    {"record_id", "version", "source", "file", "row", "run", "basis", "entity", "review_on"}
)
_LAYOUT_KEYS = "name, format, files, keys, repeats, optional, force, known_at, options, ignored, record, link"
_ELSEWHERE = '{layout = "crime", label = "crime", key = ["CRIME_REF"]}'
_RECORD_KEYS = "table, label, entity, kind, key, namespace, when, distinct, basis, fields"


@dataclass(frozen=True)
class Reading:
    """What the rest of the card says that a layout needs: code lists, and the source's force and known_at."""

    codes: Mapping[str, Mapping[str, str]]
    force: object
    known_at: object


@dataclass(frozen=True)
class _Begun:
    """A layout of which the records are read, so that links of other layouts can name them."""

    table: CardTable
    name: str
    records: tuple[RecordSpec, ...]


def layouts(tables: Sequence[CardTable], reading: Reading) -> tuple[Layout, ...]:
    """The layouts of a card, checked; CardInvalid names the table and key at fault."""
    begun = [_begun(table, reading) for table in tables]
    return tuple(_layout(each, begun, reading) for each in begun)


def _begun(table: CardTable, reading: Reading) -> _Begun:
    name = table.text("name", 'what this shape of file is called: name = "street"')
    records = tuple(_record(record, reading) for record in table.tables("record"))
    if not records:
        table.refuse("record", "no record is made from this layout", "at least one [[layout.record]]")
    return _Begun(table, name, records)


def _layout(begun: _Begun, all_begun: Sequence[_Begun], reading: Reading) -> Layout:
    table = begun.table
    labels = [record.label for record in begun.records]
    result = Layout(
        name=begun.name,
        format=table.text("format", "the kind of file", among=FORMATS),
        records=begun.records,
        links=tuple(_link(link, reading, labels, all_begun) for link in table.tables("link")),
        files=table.texts("files", 'files = ["*-street.csv"]'),
        keys=table.texts("keys", 'keys = ["Crime ID"]'),
        repeats=table.text_or_none("repeats", "keep or skip", among={"keep", "skip"}) or "skip",
        optional=frozenset(table.texts("optional", 'optional = ["Column"]')),
        options=table.table("options").rest(),
        ignored=table.table("ignored").text_pairs(),
        force=_force(table, reading),
        known_at=_known_at(table, reading),
    )
    _check_whole(table, result, labels)
    table.refuse_leftovers(_LAYOUT_KEYS)
    return result


def _check_whole(table: CardTable, made: Layout, labels: list[str]) -> None:
    for label in labels:
        if labels.count(label) > 1:
            table.refuse("record", f"two records are labelled '{label}'", "a label of its own for each")
    for column in made.ignored:
        if column in made.mapped_columns:
            table.refuse("ignored", f"column '{column}' is mapped as well", "it in one place only")
        if not made.ignored[column].strip():
            table.refuse("ignored", f"column '{column}' has no reason", f'"{column}" = "why it is not used"')


def _force(table: CardTable, reading: Reading) -> ForceSpec:
    value = table.take("force") if table.has("force") else reading.force
    if isinstance(value, str):
        return ForceSpec(literal=value)
    if isinstance(value, dict) and set(value) == {"file_name"}:
        return ForceSpec(file_name=_pattern(table, str(value["file_name"])))
    if isinstance(value, dict):
        return ForceSpec(field=_field(table, "force", value, "string", reading))
    table.refuse(
        "force",
        "nothing says which force the rows are of",
        'force = "slug", {column = "…", as = "force"} or {file_name = "pattern with (one group)"}',
    )


def _pattern(table: CardTable, pattern: str) -> str:
    try:
        groups = re.compile(pattern).groups
    except re.error:
        groups = 0
    if groups != 1:
        table.refuse("force", "file_name is not a pattern with one group", 'file_name = "^(.+)-search"')
    return pattern


def _known_at(table: CardTable, reading: Reading) -> FieldSpec | None:
    value = table.take("known_at") if table.has("known_at") else reading.known_at
    if value is None or value == "received":
        return None
    if not isinstance(value, dict):
        table.refuse("known_at", "it is not understood", '"received" or {column = "…", as = "timestamp"}')
    return _field(table, "known_at", value, "timestamp", reading)


def _record(table: CardTable, reading: Reading) -> RecordSpec:
    name = table.text("table", "the POLE table", among=set(TABLES) - {"link"})
    label = table.text("label", 'a word for this record: label = "victim"')
    columns = _columns(name)
    if not table.has("entity"):
        table.refuse("entity", "it is missing", 'the POLE entity: entity = "E_001"')
    fields = [_field(table, "entity", table.take("entity"), "string", reading)]
    if table.has("kind"):
        kind_type = _column_type(table, name, columns, "kind")
        fields.append(_field(table, "kind", table.take("kind"), kind_type, reading))
    given = table.table("fields")
    for target, value in given.rest().items():
        column_type = _column_type(given, name, columns, target)
        fields.append(_field(given, target, value, column_type, reading))
    record = RecordSpec(
        table=name,
        label=label,
        fields=tuple(fields),
        key=table.texts("key", 'key = ["Crime ID"]'),
        namespace=table.text_or_none("namespace", 'a word: namespace = "nominal"') or name,
        when=_conditions(table),
        distinct=table.flag("distinct"),
        basis=table.text_or_none("basis", "fact or assessment", among=BASES) or "fact",
    )
    table.refuse_leftovers(_RECORD_KEYS)
    return record


def _columns(table: str) -> dict[str, str]:
    return {name: kind for name, kind in TABLES[table].columns.items() if name not in _NOT_FOR_CARDS}


def _column_type(given: CardTable, table: str, columns: Mapping[str, str], target: str) -> str:
    if target.startswith("details.") and columns.get("details") == "map":
        return "string"
    if target not in columns or columns[target] == "map":
        given.refuse(
            target,
            f"table {table} has no such column for a card to fill",
            'one of its columns, or "details.a_name_of_yours" for anything else',
        )
    return columns[target]


def _field(table: CardTable, target: str, value: object, column_type: str, reading: Reading) -> FieldSpec:
    if isinstance(value, str):
        value = {"value": value}
    if not isinstance(value, dict):
        table.refuse(target, "it is not understood", '{column = "…", as = "text"} or {value = "…"}')
    if set(value) == {"value"} and isinstance(value["value"], str):
        if column_type != "string":
            table.refuse(target, f"the column holds a {column_type}, not text", "a column and a cleaner")
        return FieldSpec(target, literal=value["value"])
    return _from_columns(table, target, value, column_type, reading)


def _from_columns(
    table: CardTable, target: str, value: dict[str, object], column_type: str, reading: Reading
) -> FieldSpec:
    cleaner = value.get("as")
    if not isinstance(cleaner, str) or cleaner not in CLEANERS:
        table.refuse(target, "`as` names no cleaner", f"as = one of {', '.join(sorted(CLEANERS))}")
    kind = CLEANERS[cleaner]
    for key in value:
        if key not in COMMON_PARAMETERS | kind.parameters:
            allowed = ", ".join(sorted(COMMON_PARAMETERS | kind.parameters))
            table.refuse(target, f"`{key}` means nothing to the cleaner {cleaner}", f"one of {allowed}")
    if not can_hold(column_type, kind.gives) and not target.startswith("details."):
        table.refuse(
            target,
            f"the column holds a {column_type}, and {cleaner} gives a {kind.gives}",
            "a cleaner that fits, or put it in details",
        )
    spec = FieldSpec(
        target=target,
        columns=_received(table, target, value),
        cleaner=cleaner,
        parameters=_parameters(table, target, value, reading),
        joined="join" in value,
        required=value.get("required") is True,
        default=_text_or_none(table, target, value, "default"),
        unless=_text_or_none(table, target, value, "unless"),
    )
    return spec


def _text_or_none(table: CardTable, target: str, value: dict[str, object], key: str) -> str | None:
    given = value.get(key)
    if given is not None and not isinstance(given, str):
        table.refuse(target, f"`{key}` is not text", f'{key} = "…"')
    return given


def _received(table: CardTable, target: str, value: dict[str, object]) -> tuple[str, ...]:
    named = [value[key] for key in ("column", "columns", "join") if key in value]
    if len(named) != 1:
        table.refuse(target, "it names no received column", '{column = "…"} or {join = ["…", "…"]}')
    columns = [named[0]] if isinstance(named[0], str) else named[0]
    if not isinstance(columns, list) or not columns or not all(isinstance(name, str) for name in columns):
        table.refuse(target, "its columns are not names", '{column = "…"} or {join = ["…", "…"]}')
    two = "crs" in value
    if two != (len(columns) == 2 and "columns" in value) and ("columns" in value or two):
        table.refuse(
            target,
            "a grid reference needs two columns and a crs",
            '{columns = ["Easting", "Northing"], crs = "27700", as = "longitude"}',
        )
    return tuple(columns)


def _parameters(
    table: CardTable, target: str, value: dict[str, object], reading: Reading
) -> dict[str, object]:
    skipped = {"column", "columns", "join", "as", "required", "default", "unless"}
    parameters = {key: given for key, given in value.items() if key not in skipped}
    codes = parameters.get("codes")
    if value["as"] == "code" or codes is not None:
        if codes in reading.codes:
            parameters["list"] = reading.codes[str(codes)]
        elif codes not in CODE_LISTS:
            table.refuse(
                target,
                "`codes` names no code list of this card, nor a national one",
                f"a [codes.NAME] table for it, or one of {', '.join(CODE_LISTS)}",
            )
    if parameters.get("crs", "27700") != "27700":
        table.refuse(target, "this coordinate system is not known", 'crs = "27700", or degrees without crs')
    return parameters


def _conditions(table: CardTable) -> tuple[Condition, ...]:
    given = table.take("when")
    if given is None:
        return ()
    return tuple(_condition(table, item) for item in (given if isinstance(given, list) else [given]))


def _condition(table: CardTable, value: object) -> Condition:
    if isinstance(value, str):
        return Condition((value,))
    if isinstance(value, dict) and set(value) == {"any"} and _are_texts(value["any"]):
        return Condition(tuple(value["any"]))
    if isinstance(value, dict) and isinstance(value.get("column"), str) and len(value) == 2:
        column = (value["column"],)
        if _are_texts(value.get("in")):
            return Condition(column, among=tuple(value["in"]))
        if _are_texts(value.get("not")):
            return Condition(column, excluding=tuple(value["not"]))
    table.refuse(
        "when",
        "it is not understood",
        'a column\'s name, {any = ["A", "B"]}, or {column = "A", in = ["x"]} (or not = ["x"])',
    )


def _are_texts(value: object) -> bool:
    return isinstance(value, list) and bool(value) and all(isinstance(item, str) for item in value)


def _link(table: CardTable, reading: Reading, labels: list[str], all_begun: Sequence[_Begun]) -> LinkSpec:
    (source, source_elsewhere), (target, target_elsewhere) = (
        _end(table, key, labels, all_begun) for key in ("from", "to")
    )
    if source_elsewhere and target_elsewhere:
        table.refuse("from", "neither end is a record of this layout", f"one of {', '.join(labels)}")
    spec = _field(table, "reason", table.take("reason"), "string", reading)
    table.refuse_leftovers("from, to, reason")
    return LinkSpec(source, target, spec, source_elsewhere, target_elsewhere)


def _end(
    table: CardTable, key: str, labels: list[str], all_begun: Sequence[_Begun]
) -> tuple[str, RecordElsewhere | None]:
    value = table.take(key)
    if isinstance(value, dict):
        found = _elsewhere(table, key, value, all_begun)
        return found.label, found
    if value not in labels:
        table.refuse(
            key,
            "no record of this layout has this label",
            f"one of {', '.join(labels)}; or, for a record that another layout makes, {key} = {_ELSEWHERE}",
        )
    return str(value), None


def _elsewhere(
    table: CardTable, key: str, value: Mapping[str, object], all_begun: Sequence[_Begun]
) -> RecordElsewhere:
    if not set(value) <= {"layout", "table", "label", "key"} or not _are_texts(value.get("key")):
        table.refuse(key, "it does not name a record of another layout by its key", f"{key} = {_ELSEWHERE}")
    wanted = {name: value[name] for name in ("layout", "table", "label") if name in value}
    found = [r for b in all_begun for r in b.records if wanted.items() <= _names(b, r).items()]
    if not found or not wanted:
        table.refuse(key, "no layout of this card makes such a record", f"{key} = {_ELSEWHERE}")
    if len({(record.table, record.namespace, len(record.key)) for record in found}) > 1:
        table.refuse(key, "several layouts make such a record, each with ids of its own", "`layout` as well")
    columns = [str(name) for name in cast("list[str]", value["key"])]
    made = found[0]
    if len(columns) != len(made.key):
        keys = f"{len(made.key)} columns" if made.key else "no key, so only its own row can name it"
        table.refuse(key, f"the record '{made.label}' has {keys}", "as many columns, in the same order")
    return RecordElsewhere(made.label, made.table, made.namespace, tuple(columns), made.basis)


def _names(begun: _Begun, record: RecordSpec) -> dict[str, str]:
    return {"layout": begun.name, "table": record.table, "label": record.label}
