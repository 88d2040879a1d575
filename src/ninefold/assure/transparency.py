"""G22: whether the public record is whole, and where it can be read is known."""

from ninefold.assure.evidence import Evidence
from ninefold.assure.verdict import Ask, Figure
from ninefold.contracts.check import Verdict


def judge(evidence: Evidence, ask: Ask) -> list[Verdict]:
    """Fields filled by a person, and a published address."""
    record, metric = evidence.artefacts.record, "fields empty or as in the template"
    if record is None:
        return [
            ask.could_not("record", metric, "There is no transparency record. Generate it and fill it in.")
        ]
    missing = len(record.missing)
    holds = missing <= ask.limit("missing")
    why = "Every field is filled." if holds else f"{missing} fields are empty or unchanged."
    subject = ", ".join(record.missing[:4])
    whole = ask.holds("record", metric, holds, why, Figure(missing), threshold="none", subject=subject)
    told = bool(record.published_at.strip())
    where = (
        "The address of the published record is stored." if told else "It is not said where it is published."
    )
    return [whole, ask.holds("published", "address of the published record", told, where)]
