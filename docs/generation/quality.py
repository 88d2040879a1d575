"""The page of quality: the six dimensions and the words of the rules."""

import re
from importlib.resources import files
from pathlib import Path

from generation.markdown import code, listing, section, table
from generation.markdown import page as markdown_page
from ninefold.actions.figures.read_quality import DIMENSIONS
from ninefold.actions.figures.rule_words import WORDS

_READER_RULE = re.compile(r'"((csv|encoding|fixed_width|json|parquet|sqlite|xlsx|xml)\.[a-z_]+)"')


def page() -> str:
    """What each dimension of quality measures, and what a reason in quarantine means."""
    return markdown_page(
        "Quality",
        "Each figure is good / total, both counts, by source, load and column. "
        "See [what the figures mean](../../explanation/quality.md).",
        section("The six dimensions", table(["dimension", "the share of"], DIMENSIONS.items())),
        section(
            "Reasons in quarantine",
            "A reason is written `column:rule`. The last part of the rule's number says what is wrong:",
            table(["ending", "what it means"], [(code(ending), words) for ending, words in WORDS.items()]),
        ),
        section(
            "Rows a reader sets aside",
            "These rows could not be read as a row of their file, and are kept as they came.",
            table(["kind of file", "rules"], _reader_rules()),
        ),
    )


def _reader_rules() -> list[tuple[str, str]]:
    folder = Path(str(files("ninefold.engine.formats")))
    found = {rule for path in folder.glob("*.py") for rule in _READER_RULE.findall(path.read_text("utf-8"))}
    kinds = sorted({kind for _, kind in found})
    return [(kind, listing(code(rule) for rule, of in sorted(found) if of == kind)) for kind in kinds]
