"""Lines broken on purpose, a few in ten thousand, as cut-off transfers and hand edits break them."""

from ninefold.region.chance import Chance

BROKEN = 0.0007


def broken_lines(lines: list[str], form: str, delimiter: str, chance: Chance, *key: int) -> list[int]:
    """Which lines to break: never the first of a file."""
    if form not in ("csv", "jsonl"):
        return []
    share = chance.share("broken", *key, range(len(lines)))
    return [row for row in (share < BROKEN).nonzero()[0].tolist() if row > 0]


def break_line(line: str, form: str, delimiter: str, way: int) -> str:
    """The line cut short, or with a stray delimiter at its end."""
    if form == "jsonl" or way % 2 == 0:
        return line[: max(8, len(line) // 2)]
    return line + delimiter + "x" + delimiter
