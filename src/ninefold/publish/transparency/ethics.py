"""ALGO-CARE, the data protection impact assessment and the equality evidence: a person's words beside the figures."""

from ninefold.publish.transparency.facts import ProductFacts
from ninefold.publish.transparency.model_card import features, figures
from ninefold.publish.transparency.pages import page, section, shown, table
from ninefold.publish.transparency.words import QUESTIONS, signature

_HEADS = {
    "advisory": "A – Advisory",
    "lawful": "L – Lawful",
    "granularity": "G – Granularity",
    "ownership": "O – Ownership",
    "challengeable": "C – Challengeable",
    "accuracy": "A – Accuracy",
    "responsible": "R – Responsible",
    "explainable": "E – Explainable",
}


def algo_care(facts: ProductFacts) -> bytes:
    """The eight heads of ALGO-CARE, each with its question, a person's answer, and what the artefacts show."""
    shows = _evidence(facts)
    heads = (
        section(
            title,
            f"*{QUESTIONS['algo_care'][name]}*",
            facts.said("algo_care", name),
            f"The artefacts show: {shows[name]}",
        )
        for name, title in _HEADS.items()
    )
    return page(f"ALGO-CARE: {facts.title}", *heads, _signed(facts, "algo_care"))


def dpia(facts: ProductFacts) -> bytes:
    """The data protection impact assessment, in the four parts that section 64 of the Act asks for."""
    card = facts.card
    return page(
        f"Data protection impact assessment: {facts.title}",
        section(
            "1. The processing",
            facts.said("dpia", "description"),
            f"Purpose: {card['question']} It informs this decision: {card['decision']}",
            f"Lawful basis: {facts.said('lawful_basis', 'statute')} {facts.said('lawful_basis', 'necessity')}",
            features(facts),
            f"Scores are kept for {card['retention_days']} days and expire after {card['expires_after_days']}.",
        ),
        section(
            "2. Risks to rights and freedoms",
            facts.said("dpia", "risks"),
            f"A wrongly high score: {card['wrong_high']}",
            f"A wrongly low score: {card['wrong_low']}",
        ),
        section("3. Measures", facts.said("dpia", "measures"), f"To contest: {card['contest']}"),
        section(
            "4. Safeguards, security and proof",
            facts.said("dpia", "safeguards"),
            "Every act in the product's life, every score and every refusal is audited in an append-only, chained log. "
            "The product cannot score without a live approval by people who did not make it.",
        ),
        _signed(facts, "dpia"),
    )


def equality_evidence(facts: ProductFacts) -> bytes:
    """What the public sector equality duty asks for: differences between groups, and what people said of them."""
    about = ("G9", "G10", "G11")
    rows = [
        (v.gate, v.metric, v.subject, v.value, v.low, v.high, v.verdict, facts.justifications.get(v.gate, ""))
        for v in facts.verdicts
        if v.gate in about
    ]
    headings = ["gate", "what was measured", "group", "value", "from", "to", "verdict", "justification"]
    return page(
        f"Equality evidence: {facts.title}",
        section("Due regard", facts.said("equality", "due_regard")),
        section("How the model does in each group", figures(facts)),
        section("What the gates on groups said", table(headings, rows)),
        section("The differences, in words", facts.said("equality", "differences")),
        section("What is done about them", facts.said("equality", "mitigation")),
        _signed(facts, "equality"),
    )


def _evidence(facts: ProductFacts) -> dict[str, str]:
    card = facts.card
    groups, wanted = (
        sorted({each.group for each in facts.figures} - {"everyone"}),
        card["attributes_never_used"],
    )
    return {
        "advisory": f"{card['who_decides']} No call of the platform turns a score into an act.",
        "lawful": f"{len(card['features'])} features, each with its legal basis on the card.",
        "granularity": f"One row is: {card['unit']}. Each score carries its interval.",
        "ownership": f"Owner: {card['owner']}. Source, rows and model are kept by their hashes.",
        "challengeable": card["contest"],
        "accuracy": f"{len(facts.verdicts)} questions were asked by the gates; all answers are on the model card.",
        "responsible": f"Compared between {', '.join(groups) or 'no groups'}; never used: {', '.join(wanted)}.",
        "explainable": f"A {facts.model.get('estimator', 'model')} that gives its reasons with every score.",
    }


def _signed(facts: ProductFacts, document: str) -> str:
    found = signature(facts.words, document)
    return section("Signed", f"{found.by or 'Not signed.'} {shown(found.on) if found.on else ''}".strip())
