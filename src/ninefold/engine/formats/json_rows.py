"""JSON lines, and JSON arrays of objects, as rows of text."""

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from ninefold.engine.formats.files import check_columns, refused, shown
from ninefold.engine.formats.json_array import ArrayElements, Element, elements_at
from ninefold.engine.formats.json_values import MALFORMED, Broken, Flat, flattened, parsed
from ninefold.engine.formats.line_records import LineRecord, LineRecords
from ninefold.engine.formats.rows import Chunk, Growing, Options, RefusedRow, cut


class JsonRows:
    """Records whose columns are the keys of all of them; see `rows.RowReader`.

    With `columns` among the options the file is read once, and a key outside them refuses it. Without, it is
    read twice, first for its keys.
    """

    def __init__(self, path: Path, options: Options, elements: Iterable[Element]) -> None:
        self._path = path
        self._elements = elements
        known = options.get("columns")
        self.columns: tuple[str, ...] = tuple(known) if known else keys_of(map(_flat, elements))
        self._known = set(self.columns)
        check_columns(path, self.columns)

    @property
    def notes(self) -> tuple[str, ...]:
        """How the lines were decoded, when they were lines."""
        return self._elements.notes if isinstance(self._elements, _LineElements) else ()

    def __iter__(self) -> Iterator[Chunk]:
        growing = Growing(self.columns)
        for number, element in enumerate(self._elements, 1):
            flat = _flat(element)
            if isinstance(flat, Broken):
                raw = cut(element.text.encode("utf-8", "surrogateescape"))
                growing.refuse(RefusedRow(number, element.line, str(flat), raw))
            else:
                refuse_unknown(self._path, flat, self._known)
                growing.add(number, [flat.get(name) for name in self.columns], len(element.text))
            if growing.is_full:
                yield growing.take()
        yield growing.take()


class JsonLines(JsonRows):
    """A file with one JSON object on each line."""

    def __init__(self, path: Path, options: Options) -> None:
        super().__init__(path, options, _LineElements(path, options))


class JsonArray(JsonRows):
    """A file that is one JSON array of objects, or holds one at `record_path`."""

    def __init__(self, path: Path, options: Options) -> None:
        encoding, record_path = options.get("encoding"), options.get("record_path")
        if record_path:
            super().__init__(path, options, elements_at(path, str(record_path), encoding))
        else:
            super().__init__(path, options, ArrayElements(path, encoding))


class _LineElements:
    def __init__(self, path: Path, options: Options) -> None:
        self._records = LineRecords(path, options)

    @property
    def notes(self) -> tuple[str, ...]:
        return self._records.notes

    def __iter__(self) -> Iterator[Element]:
        return map(_element, self._records)


def _element(record: LineRecord) -> Element:
    if record.is_cut:
        return Element(record.line, record.raw.decode("latin-1"), Broken("json.field_too_large"))
    if record.text is None:
        return Element(
            record.line, record.raw.decode("utf-8", "surrogateescape"), Broken("encoding.undecodable")
        )
    if "\0" in record.text:
        return Element(record.line, record.text, Broken("json.nul_byte"))
    return Element(record.line, record.text, parsed(record.text))


def _flat(element: Element) -> Flat | Broken:
    flat = flattened(element.value)
    # A byte that could not be decoded stands in the text as a surrogate, and may have broken the parsing.
    if flat == MALFORMED and any("\ud800" <= character <= "\udfff" for character in element.text):
        return Broken("encoding.undecodable")
    return flat


def keys_of(records: Iterable[Flat | Broken]) -> tuple[str, ...]:
    """All keys in the order first met, less those that only ever stand empty for an object met elsewhere."""
    filled: dict[str, bool] = {}
    for flat in records:
        if isinstance(flat, Broken):
            continue
        for key, value in flat.items():
            filled[key] = filled.get(key, False) or value is not None
    return tuple(key for key, is_filled in filled.items() if is_filled or not _stands_for_object(key, filled))


def refuse_unknown(path: Path, flat: Mapping[str, str | None], known: set[str]) -> None:
    """Refuse the file when a record has a key that is not among the columns."""
    if flat.keys() <= known:
        return
    strange = [key for key in flat if key not in known]
    unknown = [key for key in strange if flat[key] is not None or not _stands_for_object(key, known)]
    if unknown:
        names = ", ".join(shown(key) for key in unknown[:10])
        raise refused(path, f"it has columns the card does not know: {names}", "Add them to the card.")


def _stands_for_object(key: str, keys: Iterable[str]) -> bool:
    return any(other.startswith(f"{key}.") for other in keys)
