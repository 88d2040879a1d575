"""A street-crime file in which a known number of rows is malformed in known ways, and the account of it.

Kinds that a reader must refuse (READER_KINDS) are kept apart from those only a source's map can see
(MAP_KINDS): to the reader, rows of the latter are good.
"""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from random import Random

COLUMNS = (
    "Crime ID",
    "Month",
    "Reported by",
    "Falls within",
    "Longitude",
    "Latitude",
    "Location",
    "LSOA code",
    "LSOA name",
    "Crime type",
    "Last outcome category",
    "Context",
)
ENCODINGS = ("utf-8", "utf-8-sig", "utf-16-le", "utf-16-be", "cp1252", "mixed")
BAD_BYTES = "\ue000"  # stands for bytes that are nothing in the file's encoding
LARGE_ROWS = 2  # at most so many values of more than a million characters in a file

Fields = list[str]


def _quoted(fields: Fields) -> str:
    return ",".join(f'"{f.replace(chr(34), chr(34) * 2)}"' if set(f) & set('",\n') else f for f in fields)


def _with(fields: Fields, position: int, value: str) -> Fields:
    return [*fields[:position], value, *fields[position + 1 :]]


# What is done to a good row's fields, and the rule a reader refuses it under.
READER_KINDS: dict[str, tuple[str, Callable[[Fields], str]]] = {
    "too few fields": ("csv.too_few_fields", lambda f: _quoted(f[:7])),
    "line cut short": ("csv.too_few_fields", lambda f: _quoted(f)[:20]),
    "too many fields": ("csv.too_many_fields", lambda f: _quoted([*f, "more"])),
    "unquoted delimiter": ("csv.too_many_fields", lambda f: _quoted(f).replace("On or near", "On, or near")),
    "unclosed quote": ("csv.unclosed_quote", lambda f: ",".join(_with(f, 6, '"On or near Mill Lane'))),
    "unclosed last quote": ("csv.unclosed_quote", lambda f: ",".join(_with(f, 11, '"left open'))),
    "stray quote": ("csv.stray_quote", lambda f: ",".join(_with(f, 6, 'On or near "The Mill" Lane'))),
    "text after a quote": ("csv.stray_quote", lambda f: ",".join(_with(f, 6, '"On or near" Mill Lane'))),
    "NUL byte": ("csv.nul_byte", lambda f: _quoted(_with(f, 6, "On or near\0Mill Lane"))),
    "control character": ("csv.control_character", lambda f: _quoted(_with(f, 6, "On or near \x1b[2J"))),
    "lone carriage return": ("csv.control_character", lambda f: _quoted(_with(f, 8, "Thornby\r001A"))),
    "bytes of no encoding": ("encoding.undecodable", lambda f: _quoted(_with(f, 6, f"Mill{BAD_BYTES} Lane"))),
    "huge value": ("csv.field_too_large", lambda f: _quoted(_with(f, 11, "x" * 1_000_001))),
}
MAP_KINDS: dict[str, Callable[[Fields], Fields]] = {
    "unknown code": lambda f: _with(f, 9, "Moon theft"),
    "future date": lambda f: _with(f, 1, "2999-01"),
    "impossible date": lambda f: _with(f, 1, "2023-13"),
    "longitude out of range": lambda f: _with(f, 4, "181.5"),
    "latitude out of range": lambda f: _with(f, 5, "-95.25"),
    "coordinate that is no number": lambda f: _with(f, 4, "west"),
    "missing required value": lambda f: _with(f, 1, ""),
}


@dataclass(frozen=True)
class Malformed:
    """What was written: rows in all, what a reader must give and refuse, and what only a map can refuse.

    `refused` holds (row, line, rule) of each row the reader must refuse; `good` the values it must give.
    """

    path: Path
    rows: int
    good: list[tuple[str | None, ...]]
    refused: list[tuple[int, int, str]]
    reader_kinds: dict[str, int]
    map_kinds: dict[str, int]


def write_malformed(
    path: Path, rows: int = 2_000, malformed: int = 200, encoding: str = "utf-8", seed: int = 1
) -> Malformed:
    """Write `rows` rows of which `malformed` are bad, each kind about as often as another."""
    random = Random(seed)
    kinds = _kinds(random, rows, malformed)
    good: list[tuple[str | None, ...]] = []
    refused: list[tuple[int, int, str]] = []
    line = 2
    with path.open("wb") as file:
        file.write(_mark(encoding) + _encoded(_quoted(list(COLUMNS)) + "\r\n", encoding, random))
        for row, kind in enumerate(kinds, 1):
            fields = _fields(random, row)
            if kind in READER_KINDS:
                rule, spoil = READER_KINDS[kind]
                # On one line and without quotes of its own, so that each costs exactly one row.
                text = spoil(_with(fields, 6, "On or near Café Row"))
                refused.append((row, line, rule))
            else:
                fields = MAP_KINDS[kind](fields) if kind in MAP_KINDS else fields
                text = _quoted(fields)
                good.append(tuple(value or None for value in fields))
            file.write(_encoded(text + "\r\n", encoding, random))
            line += 1 + text.count("\n")
    counted = Counter(kinds)
    return Malformed(
        path,
        rows,
        good,
        refused,
        {kind: counted[kind] for kind in READER_KINDS if counted[kind]},
        {kind: counted[kind] for kind in MAP_KINDS if counted[kind]},
    )


def _kinds(random: Random, rows: int, malformed: int) -> list[str]:
    names = [*READER_KINDS, *MAP_KINDS]
    bad = [names[i % len(names)] for i in range(malformed)]
    large = 0
    for i, kind in enumerate(bad):
        large += kind == "huge value"
        if kind == "huge value" and large > LARGE_ROWS:
            bad[i] = "too few fields"
    kinds = bad + [""] * (rows - malformed)
    random.shuffle(kinds)
    return kinds


def _fields(random: Random, row: int) -> Fields:
    # Always somewhere a letter beyond ASCII, so that an encoding shows; all of them are in cp1252.
    place = random.choice(["Mill Lane", "Café Row", "Château Street", "Zoë Walk", "High Street"])
    location = random.choice(
        [f"On or near {place}"] * 8 + [f'"The {place}", On or near', f"On or near\n{place}"]
    )
    return [
        f"{random.getrandbits(128):032x}{row:032x}",
        f"2023-{random.randint(1, 12):02}",
        "Thornshire Police",
        "Thornshire Police",
        f"{random.uniform(-3, 0):.6f}",
        f"{random.uniform(50, 54):.6f}",
        location if "On or near" in location else f"On or near {location}",
        f"E0100{random.randint(1000, 9999)}",
        f"Thornby {random.randint(1, 99):03}A",
        random.choice(["Burglary", "Drugs", "Robbery", "Vehicle crime", "Other theft"]),
        random.choice(["Under investigation", "", "Unable to prosecute suspect"]),
        "",
    ]


def _mark(encoding: str) -> bytes:
    marks = {"utf-8-sig": b"\xef\xbb\xbf", "utf-16-le": b"\xff\xfe", "utf-16-be": b"\xfe\xff"}
    return marks.get(encoding, b"")


def _encoded(text: str, encoding: str, random: Random) -> bytes:
    if encoding == "mixed":
        encoding = random.choice(["utf-8", "cp1252"])
    encoding = {"utf-8-sig": "utf-8"}.get(encoding, encoding)
    bad = {"utf-16-le": b"\x00\xd8", "utf-16-be": b"\xd8\x00"}.get(encoding, b"\x81")
    return bad.join(part.encode(encoding) for part in text.split(BAD_BYTES))


def every_encoding(folder: Path, rows: int, malformed: int, seed: int = 1) -> Iterator[tuple[str, Malformed]]:
    """The same trial in each of the six encodings."""
    for number, encoding in enumerate(ENCODINGS):
        path = folder / f"2023-01-thornshire-{encoding}-street.csv"
        yield encoding, write_malformed(path, rows, malformed, encoding, seed + number)
