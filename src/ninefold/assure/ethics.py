"""G21: whether the papers are there, whole, recent, and signed by somebody else than the author."""

from datetime import date

from ninefold.assure.evidence import Document, Evidence
from ninefold.assure.verdict import Ask, Figure
from ninefold.contracts.check import Verdict

NEEDED = ("algo_care", "dpia", "equality", "lawful_basis", "senior_responsible_owner", "panel_minute")


def judge(evidence: Evidence, ask: Ask) -> list[Verdict]:
    """One verdict for each paper."""
    held, today = evidence.artefacts.documents, evidence.artefacts.today
    if held is None or today is None:
        return [ask.could_not("papers", "papers of the ethics file", "There is no ethics file.")]
    return [_paper(name, held.get(name), today, ask) for name in NEEDED]


def _paper(name: str, paper: Document | None, today: date, ask: Ask) -> Verdict:
    metric, spoken = "age of the signature in days", name.replace("_", " ")
    if paper is None:
        why = f"The {spoken} is not there."
        return ask.say("papers", metric, "could_not_compute", why, subject=name)
    faults = list(paper.missing and [f"{len(paper.missing)} heads are empty or unchanged"])
    if not paper.signed_by or paper.signed_on is None:
        faults.append("it is not signed and dated")
    elif paper.signed_by.strip().lower() == paper.author.strip().lower():
        faults.append("its author signed it")
    age = (today - paper.signed_on).days if paper.signed_on else None
    if age is not None and not 0 <= age <= ask.limit("days"):
        faults.append("its signature is too old, or in the future")
    why = (
        f"The {spoken} is whole, signed and recent." if not faults else f"The {spoken}: {'; '.join(faults)}."
    )
    figure = Figure(None if age is None else float(age))
    threshold = f"at most {ask.limit('days'):g}"
    return ask.holds("papers", metric, not faults, why, figure, threshold=threshold, subject=name)
