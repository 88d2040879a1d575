"""The zones of a workspace, in the order data flows through them."""

from pathlib import Path

# received     every row as it came, all text, plus where it stood in its file
# pole         records: person, object, location, event, link; and which records were superseded
# quarantine   rows that were refused, each with the rule that refused it (sensitive: holds raw text)
# quality      what each delivery measured up to, by column and dimension
# geography    areas the user brought
# findings     what products answered
# releases     what left through the gate
ZONES = (
    "received",
    "pole",
    "quarantine",
    "quality",
    "geography",
    "linked",
    "findings",
    "verdicts",
    "releases",
)


def table_folder(zone: str, table: str, source: str, load: str) -> Path:
    """The folder, relative to the workspace, of one table's files from one load."""
    if zone not in ZONES:
        raise ValueError(f"no zone is called {zone}")
    return Path("zones") / zone / table / f"source={source}" / f"load={load}"
