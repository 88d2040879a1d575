"""The human words of a product's papers: a template of questions, and what is still unanswered.

A question left empty, left as the template has it, or answered with a filler counts as unanswered, and a product
with an unanswered question is not approved.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

# Section, field and the question that the template holds in its place.
QUESTIONS: dict[str, dict[str, str]] = {
    "record": {
        "organisation": "Which force or body is responsible for the tool?",
        "team": "Which team runs it?",
        "senior_responsible_owner": "Which role answers for it, and who holds that role?",
        "contact_email": "At what address can a member of the public ask about it?",
        "website": "Where is its public record published?",
        "external_supplier": "Who outside the organisation supplied any of it? Say that nobody did, if so.",
        "data_access_terms": "On what terms may anyone outside the organisation see its data?",
        "benefit": "What good does it do, for whom, and how would you notice if it did none?",
        "alternatives_considered": "What else was considered, and why was it not enough?",
        "maintenance": "Who keeps it in order, how often is it looked at, and what does that cost?",
        "system_architecture": "Where does it run, and what is it connected to?",
        "process_integration": "At what moment in which process does somebody see the score?",
        "required_training": "What must a person have learnt before they may see a score?",
        "appeals_and_review": "How does a person concerned ask for a review, and who carries it out?",
        "data_sharing_agreements": "Under which agreements is data of others used?",
        "data_access_and_storage": "Who can see the data, where is it kept, and for how long?",
        "impact_assessment_link": "Where can the impact assessments be read?",
    },
    "algo_care": {
        "advisory": "Does discretion survive? Who decides against the score, how often, and is it welcome?",
        "lawful": "On what lawful ground, for what purpose, and why is it necessary and proportionate?",
        "granularity": "Are its categories and data fine enough to be fair to one person?",
        "ownership": "Who owns algorithm and data, and who may audit both?",
        "challengeable": "How do the people concerned learn of it, and how do they contest it?",
        "accuracy": "What do its errors cost whom, and when is it validated again?",
        "responsible": "Why is it fair, accountable and in the public interest?",
        "explainable": "What can be said to the person concerned about how a score came about?",
    },
    "dpia": {
        "description": "What is done with whose data, from collection to deletion?",
        "risks": "What could go wrong for the rights and freedoms of the people concerned?",
        "measures": "What is done about each of those risks?",
        "safeguards": "How is it made secure, and how is it shown that all this is done?",
    },
    "equality": {
        "due_regard": "How was regard had to discrimination, opportunity and good relations?",
        "differences": "What differences between groups do the figures show, and why are they acceptable or not?",
        "mitigation": "What is done about those differences, and who looks again when?",
    },
    "lawful_basis": {
        "statute": "Which statute or common-law power is relied on?",
        "necessity": "Why is the processing strictly necessary, and under which condition of Schedule 8?",
    },
    "panel": {
        "minute": "What did the ethics panel advise, in its own words?",
        "published": "Where is the panel's minute published?",
    },
}
SIGNED = ("algo_care", "dpia", "equality", "lawful_basis", "senior_responsible_owner", "panel")
_SIGNATURE = {
    "signed_by": "The name of the person who signs, who is no author of the product.",
    "signed_on": "The day of signing, such as 2026-11-22.",
}
_FILLER = {
    "",
    "tbc",
    "tbd",
    "todo",
    "na",
    "none",
    "xxx",
    "test",
    "asdf",
    "yes",
    "no",
    "ok",
    "pending",
    "unknown",
}
_SHORTEST = 12
_OLDEST_DAYS = 366


@dataclass(frozen=True)
class Signature:
    """Who signed one document, and when."""

    by: str
    on: date | None


def template() -> str:
    """The questions as a TOML file to be filled in."""
    lines = [
        "# Answer every question in your own words. A question left as it stands counts as unanswered.",
        "",
    ]
    for section, fields in QUESTIONS.items():
        lines += [f"[{section}]", *(f'{name} = "{question}"' for name, question in fields.items()), ""]
    for document in SIGNED:
        lines += [
            f"[signatures.{document}]",
            *(f'{name} = "{told}"' for name, told in _SIGNATURE.items()),
            "",
        ]
    return "\n".join(lines)


def missing(words: Mapping[str, Any]) -> list[str]:
    """The questions still unanswered, as `section.field`, in the template's order."""
    return [
        f"{section}.{name}"
        for section, fields in QUESTIONS.items()
        for name, question in fields.items()
        if not is_answer(_table(words, section).get(name), question)
    ]


def missing_signatures(words: Mapping[str, Any], *, authors: frozenset[str], today: date) -> list[str]:
    """The documents not signed, signed by an author of the product, or signed more than a year ago."""
    wrong = []
    for document in SIGNED:
        found = signature(words, document)
        if not found.by or found.on is None:
            wrong.append(f"{document} is not signed and dated")
        elif " ".join(found.by.split()).casefold() in authors:
            wrong.append(f"{document} is signed by an author of the product")
        elif not 0 <= (today - found.on).days <= _OLDEST_DAYS:
            wrong.append(f"{document} was not signed within the last twelve months")
    return wrong


def signature(words: Mapping[str, Any], document: str) -> Signature:
    """Who signed a document, and when; empty where nobody did."""
    told = _table(_table(words, "signatures"), document)
    by, on = told.get("signed_by", ""), told.get("signed_on")
    signed = isinstance(by, str) and _plain(by) not in {_plain(_SIGNATURE["signed_by"]), *_FILLER}
    return Signature(by.strip() if signed else "", _day(on))


def is_answer(given: object, question: str) -> bool:
    """Whether a field holds an answer of its own."""
    if not isinstance(given, str):
        return False
    said = _plain(given)
    if said in _FILLER or (len(said) < _SHORTEST and "@" not in given and "://" not in given):
        return False
    # The question repeated with a word or two changed is still the question.
    return said != _plain(question) and _plain(question) not in said


def answer(words: Mapping[str, Any], section: str, name: str) -> str:
    """The answer to one question; empty where there is none yet."""
    given = _table(words, section).get(name)
    return given.strip() if isinstance(given, str) and is_answer(given, QUESTIONS[section][name]) else ""


def _plain(text: str) -> str:
    return re.sub(r"[^0-9a-z]", "", text.casefold())


def _day(value: object) -> date | None:
    if isinstance(value, date):
        return value
    try:
        return date.fromisoformat(str(value))
    except ValueError:
        return None


def _table(words: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    found = words.get(name, {})
    return found if isinstance(found, Mapping) else {}
