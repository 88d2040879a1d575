"""The model card: what a product is for, what it was made from, how well it does and for whom it does worse."""

from ninefold.publish.transparency.facts import ProductFacts
from ninefold.publish.transparency.figures import FEWEST
from ninefold.publish.transparency.pages import bullets, page, section, table


def model_card(facts: ProductFacts) -> bytes:
    """The model card, in Markdown."""
    card = facts.card
    return page(
        f"Model card: {facts.title}",
        f"State: **{facts.state}**. {facts.in_words} A score is an assessment, never a fact, and a person decides.",
        section("What it is for", card["question"], table(["", ""], _use(facts))),
        section("What it must never be used for", bullets(card["uses_forbidden"])),
        section("What it is made from", table(["", ""], _made(facts)), features(facts)),
        section("How well it does", _held_out(facts), figures(facts)),
        section("What the gates said", gates(facts)),
        section("What its errors cost", table(["", ""], _errors(facts))),
        section("Contesting a score", card["contest"]),
        section(
            "The artefacts behind this card", table(["kind", "SHA-256"], sorted(facts.artefacts.items()))
        ),
    )


def features(facts: ProductFacts) -> str:
    """The features, in words."""
    rows = [(f["name"], f["words"], f["known_at"], f["legal_basis"]) for f in facts.card["features"]]
    return table(["feature", "what it says", "known", "legal basis"], rows)


def figures(facts: ProductFacts) -> str:
    """Figures of everyone and of each group, from the stored predictions."""
    rows = [
        (
            f.group,
            f.value,
            f.n,
            f.base_rate,
            f.mean_score,
            f.auc,
            f.brier,
            f.observed_to_expected,
            f.low,
            f.high,
        )
        for f in facts.figures
    ]
    headings = ["group", "which", "people", "base rate", "mean score", "AUC", "Brier", "O:E", "from", "to"]
    return table(headings, rows)


def gates(facts: ProductFacts) -> str:
    """Every verdict, in the order in which it was given."""
    if not facts.verdicts:
        return "The gates have not been asked yet."
    rows = [(v.gate, v.metric, v.subject, v.value, v.threshold, v.verdict, v.why) for v in facts.verdicts]
    return table(["gate", "what was measured", "of", "value", "threshold", "verdict", "why"], rows)


def _held_out(facts: ProductFacts) -> str:
    return (
        f"Worked out on people held out of fitting. A group with fewer than {FEWEST} people of either outcome "
        "is not assessable and shows no figure: the product must not be relied on for it."
    )


def _use(facts: ProductFacts) -> list[tuple[str, object]]:
    card, capacity = facts.card, facts.card["capacity"]
    return [
        ("the decision it informs", card["decision"]),
        ("who decides", card["who_decides"]),
        ("what may follow", card["intervention"]),
        ("what one row is", card["unit"]),
        ("who has a row", card["cohort"]),
        ("how many can be acted on", f"{capacity['number']} a {capacity['every']}: {capacity['of_whom']}"),
        ("what decides today", card["incumbent"]),
        ("judged by", card["metric"]),
        ("owner", card["owner"]),
        ("to be reviewed", card["review_date"]),
        ("approval ends", facts.expires),
    ]


def _made(facts: ProductFacts) -> list[tuple[str, object]]:
    outcome, profile = facts.card["outcome"], facts.snapshot.get("profile", {})
    return [
        ("the outcome", outcome["words"]),
        ("followed for", f"{outcome['window_months']} months"),
        ("classes, lowest first", ", ".join(outcome["classes"])),
        ("rows", profile.get("rows")),
        ("of which followed for the whole time, and learnt from", facts.model.get("rows")),
        ("people, places or events", profile.get("subjects")),
        ("kind of model", facts.model.get("estimator")),
        ("seed", facts.model.get("seed")),
        ("attributes never used", ", ".join(facts.card["attributes_never_used"])),
    ]


def _errors(facts: ProductFacts) -> list[tuple[str, object]]:
    return [
        ("a wrongly high score", facts.card["wrong_high"]),
        ("a wrongly low score", facts.card["wrong_low"]),
    ]
