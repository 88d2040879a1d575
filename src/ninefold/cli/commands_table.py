"""Every first word after `ninefold`: where its command is written, and the line the help shows for it.

A command is imported when it is asked for, so that one command does not wait for the libraries of all the others.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Entry:
    """One word: the module and name of its function or Typer app, and its line of help."""

    module: str
    name: str
    help: str


_HERE = "ninefold.cli.commands"

COMMANDS = {
    "custody": Entry(f"{_HERE}.custody", "app", "At the custody desk: your view, the answer, your decision."),
    "demand": Entry(
        f"{_HERE}.demand", "app", "How much is coming, how sure that is, and the people it takes."
    ),
    "demo": Entry(
        f"{_HERE}.demo", "show_demo", "Make nine made-up forces, take them in, and show the picture."
    ),
    "geography": Entry(f"{_HERE}.geography", "app", "Boundaries and their populations."),
    "ingest": Entry(f"{_HERE}.ingest", "ingest_files", "Bring a source's files in."),
    "link": Entry(f"{_HERE}.link", "app", "Who is who: link records, explain and judge them."),
    "places": Entry(
        f"{_HERE}.places", "app", "Where and when: forecasts, patterns, and what came of acting."
    ),
    "product": Entry(f"{_HERE}.product", "app", "Products that score: from definition to retirement."),
    "plot": Entry(f"{_HERE}.plot", "app", "Draw an answer as SVG or PNG."),
    "products": Entry(f"{_HERE}.products", "app", "The questions that can be asked of the records."),
    "quality": Entry(f"{_HERE}.quality", "show_quality", "How good the data is, on six dimensions."),
    "quarantine": Entry(f"{_HERE}.quarantine", "app", "Rows set aside with their reason, and their release."),
    "releases": Entry(f"{_HERE}.releases", "app", "Figures that leave the building, and who let them."),
    "run": Entry(f"{_HERE}.run", "run_flow", "Assess quality, ask every product, publish the figures."),
    "search": Entry(f"{_HERE}.search", "search", "Find linked people, addresses, telephones and vehicles."),
    "serve": Entry(f"{_HERE}.serve", "serve_pages", "Show the pages and the API on this machine."),
    "sources": Entry(f"{_HERE}.sources", "app", "Where records come from: list, draft and check cards."),
}

LINK_COMMANDS = {
    "audit": Entry(
        f"{_HERE}.link_people", "show_audit", "Draw joined pairs to judge; say how many are wrong."
    ),
    "evaluate": Entry(f"{_HERE}.link_table", "evaluate", "Link a table of people, and score the answer."),
    "explain": Entry(
        f"{_HERE}.link_people", "explain_pair", "Say why two records were joined or left apart."
    ),
    "history": Entry(f"{_HERE}.link_people", "show_history", "What became of an id: every merge and split."),
    "judge": Entry(f"{_HERE}.link_people", "judge_pair", "Decide about two records, with a reason."),
    "people": Entry(f"{_HERE}.link_people", "show_person", "One person: the records, and why they are one."),
    "review": Entry(f"{_HERE}.link_people", "show_review", "What to look at first."),
    "run": Entry(f"{_HERE}.link_run", "run_linkage", "Link the records of all forces."),
    "threshold": Entry(
        f"{_HERE}.link_table", "threshold", "Find the weight above which pairs are surely right."
    ),
    "train": Entry(f"{_HERE}.link_table", "train", "Learn a new dated model from labelled files."),
    "withdraw": Entry(f"{_HERE}.link_people", "withdraw_judgement", "Take a judgement out of force."),
}
