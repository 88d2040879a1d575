"""Lines broken on purpose, a few in ten thousand, as cut-off transfers and hand edits break them."""

from ninefold.region.chance import Chance

BROKEN = 0.0007


def broken_lines(count: int, form: str, chance: Chance, *key: int) -> list[int]:
    """Which of `count` lines to break: never the first, and only in forms a reader takes line by line."""
    if form not in ("csv", "jsonl"):
        return []
    share = chance.share("broken", *key, range(count))
    return [row for row in (share < BROKEN).nonzero()[0].tolist() if row > 0]


def break_line(line: str, form: str, delimiter: str, way: int) -> str:
    """The line cut short, or with stray delimiters at its end; always with its quotes in pairs."""
    if form == "csv" and way % 2:
        return line + delimiter + "x" + delimiter
    cut = line[: max(8, len(line) // 2)]
    # A quote left open would swallow the lines that follow, and with them the count of what was broken.
    return cut[: cut.rindex('"')] if form == "csv" and cut.count('"') % 2 else cut
