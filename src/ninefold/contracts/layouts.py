"""The shapes a declared source's files may have, and how a file's columns are held against them."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from fnmatch import fnmatch

from ninefold.errors import ColumnsChanged

# A column name is not a personal value, but a hostile file may hold anything in its header.
_LONGEST_NAME = 60
_MOST_NAMES = 8


@dataclass(frozen=True)
class FieldSpec:
    """How one column of a POLE record is made: from received columns by a cleaner, or a literal."""

    target: str
    columns: tuple[str, ...] = ()
    cleaner: str | None = None
    parameters: Mapping[str, object] = field(default_factory=dict)
    joined: bool = False
    literal: str | None = None
    required: bool = False
    default: str | None = None
    unless: str | None = None

    @property
    def used(self) -> tuple[str, ...]:
        """Every received column this field reads."""
        return self.columns + ((self.unless,) if self.unless else ())


@dataclass(frozen=True)
class Condition:
    """When a record is made: any of the columns filled, or one column's text among (or not among) some."""

    columns: tuple[str, ...]
    among: tuple[str, ...] | None = None
    excluding: tuple[str, ...] | None = None


@dataclass(frozen=True)
class RecordSpec:
    """One record made from each row: its table, its label, and its fields."""

    table: str
    label: str
    fields: tuple[FieldSpec, ...]
    key: tuple[str, ...] = ()
    namespace: str = ""
    when: tuple[Condition, ...] = ()
    distinct: bool = False
    basis: str = "fact"


@dataclass(frozen=True)
class RecordElsewhere:
    """A record that another layout of the source makes, named by this row's columns that hold its key."""

    label: str
    table: str
    namespace: str
    key: tuple[str, ...]
    basis: str = "fact"


@dataclass(frozen=True)
class LinkSpec:
    """A link and its reason (the role), between two records of one row or to one that another layout makes."""

    source_label: str
    target_label: str
    reason: FieldSpec
    source_elsewhere: RecordElsewhere | None = None
    target_elsewhere: RecordElsewhere | None = None

    @property
    def elsewhere(self) -> tuple[RecordElsewhere, ...]:
        """The ends that are not made from the row itself."""
        return tuple(end for end in (self.source_elsewhere, self.target_elsewhere) if end is not None)


@dataclass(frozen=True)
class ForceSpec:
    """Where the force comes from: a slug, a column, or a pattern over the file's name."""

    literal: str | None = None
    field: FieldSpec | None = None
    file_name: str | None = None


@dataclass(frozen=True)
class Drift:
    """What a file lacks of a layout, and what it has that the layout does not know."""

    missing: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()
    # Where no column at all is known, the first row is likely data, and its values must not be told.
    is_headed: bool = True

    @property
    def any(self) -> bool:
        """Whether anything has changed."""
        return bool(self.missing or self.unknown)

    def described(self) -> str:
        """What changed, in words; names are cut short and counted."""
        parts = []
        if self.missing:
            parts.append(f"columns gone: {_listed(self.missing)}")
        if self.unknown and self.is_headed:
            parts.append(f"columns the card does not know: {_listed(self.unknown)}")
        elif self.unknown:
            parts.append("its first row holds no column the card knows, so it may lack its header")
        return "; ".join(parts)


def _listed(names: Iterable[str]) -> str:
    shown = [_shortened(name) for name in names]
    more = len(shown) - _MOST_NAMES
    return ", ".join(shown[:_MOST_NAMES]) + (f" and {more} more" if more > 0 else "")


def _shortened(name: str) -> str:
    printable = "".join(character if character.isprintable() else "?" for character in name)
    return f"'{printable[:_LONGEST_NAME]}{'…' if len(printable) > _LONGEST_NAME else ''}'"


@dataclass(frozen=True)
class Layout:
    """One shape of file of a source: its columns, its keys, and the records made from each row."""

    name: str
    format: str
    records: tuple[RecordSpec, ...]
    links: tuple[LinkSpec, ...] = ()
    files: tuple[str, ...] = ()
    keys: tuple[str, ...] = ()
    repeats: str = "skip"
    optional: frozenset[str] = frozenset()
    options: Mapping[str, object] = field(default_factory=dict)
    ignored: Mapping[str, str] = field(default_factory=dict)
    force: ForceSpec = ForceSpec(literal="unknown")
    known_at: FieldSpec | None = None

    @property
    def fields(self) -> tuple[FieldSpec, ...]:
        """Every field that reads a received column, of records, links, force and known_at."""
        of_records = [spec for record in self.records for spec in record.fields]
        of_links = [link.reason for link in self.links]
        others = [spec for spec in (self.force.field, self.known_at) if spec is not None]
        return tuple(spec for spec in (*of_records, *of_links, *others) if spec.cleaner)

    @property
    def mapped_columns(self) -> tuple[str, ...]:
        """Received columns that something is made from, in order of first use."""
        names = [name for spec in self.fields for name in spec.used]
        for record in self.records:
            names += record.key
            names += [name for condition in record.when for name in condition.columns]
        names += [name for link in self.links for end in link.elsewhere for name in end.key]
        return tuple(dict.fromkeys([*names, *self.keys]))

    @property
    def known_columns(self) -> tuple[str, ...]:
        """Every received column the layout names: mapped, a key, or ignored with a reason."""
        return tuple(dict.fromkeys([*self.mapped_columns, *self.ignored, *sorted(self.optional)]))

    @property
    def required_columns(self) -> tuple[str, ...]:
        """The columns a file must have; an ignored column may be absent only if it is optional too."""
        return tuple(name for name in self.known_columns if name not in self.optional)

    def drift(self, columns: Iterable[str]) -> Drift:
        """What these columns lack or add, measured against this layout."""
        given = list(columns)
        known = set(self.known_columns)
        missing = tuple(name for name in self.required_columns if name not in set(given))
        unknown = tuple(name for name in given if name not in known)
        return Drift(missing, unknown, is_headed=len(unknown) < len(given))

    def fits_name(self, file_name: str) -> bool:
        """Whether a file usually has a name like this one."""
        base = file_name.replace("\\", "/").rsplit("/", 1)[-1].lower()
        return any(fnmatch(base, pattern.lower()) for pattern in self.files)

    def force_from_file_name(self, file_name: str) -> str | None:
        """The force slug a file's name tells, when the card says to take it from there."""
        if self.force.file_name is None:
            return None
        base = file_name.replace("\\", "/").rsplit("/", 1)[-1]
        found = re.search(self.force.file_name, base)
        return found.group(1) if found else "unknown"


def chosen(layouts: Iterable[Layout], file_name: str, columns: Iterable[str], source: str) -> Layout:
    """The layout whose columns these are; by the file's name when none fits, and then the drift is told."""
    given = list(columns)
    all_layouts = list(layouts)
    fitting = [layout for layout in all_layouts if not layout.drift(given).any]
    if fitting:
        # A column set may fit two layouts when one has optional columns: the name decides, then the tightest.
        return min(fitting, key=lambda layout: (not layout.fits_name(file_name), len(layout.optional)))
    named = [layout for layout in all_layouts if layout.fits_name(file_name)] or all_layouts
    nearest = min(named, key=lambda layout: _distance(layout.drift(given)))
    raise ColumnsChanged(
        f"{source}: a file meant for layout '{nearest.name}' has other columns than its card says. "
        f"{nearest.drift(given).described()}. Nothing of it was loaded. If the force changed its "
        f"extract, mend layout '{nearest.name}' in the card: map each new column under "
        f"[layout.record.fields], or name it under [layout.ignored] with the reason; list a column that "
        f"may be absent under `optional`."
    )


def _distance(drift: Drift) -> int:
    return len(drift.missing) + len(drift.unknown)
