"""Define a version of a scoring product: its card and its source, as they stand now, kept for good."""

from dataclasses import asdict, dataclass
from typing import Any

from ninefold.actions.product_life.acting import Act, acting
from ninefold.actions.product_life.code import code_hash, own_files
from ninefold.actions.product_life.shelf import put_all
from ninefold.actions.workspace import Workspace
from ninefold.contracts.artefact import Artefact
from ninefold.contracts.product_life import LifeEvent
from ninefold.contracts.scoring_card import ScoringCard
from ninefold.errors import NotAssured
from ninefold.govern import permissions
from ninefold.pole.tables import TABLES

# A score informs a person. These words in what is done with it say that nobody decides.
AUTOMATIC_WORDS = ("automatically", "without review", "no human", "solely on the score")


@dataclass(frozen=True)
class LifeOutcome:
    """What a verb made: the artefact's hash, and where the product stands now."""

    product: str
    version: str
    verb: str
    artefact: str
    state: str
    said: str = ""


def define(workspace: Workspace, *, product: str, by: str) -> LifeOutcome:
    """Keep the card and the source of this version; the same again changes nothing."""
    with acting(workspace, product=product, verb="define", by=by) as act:
        permissions.check_can_make_product(act.by, product)
        check_definition(act.card)
        known = act.life()
        if known.definition and _is_the_same(act, act.shelf.get("definition", known.definition)):
            return outcome(act, known.definition, known.state, "It was defined so already.")
        at = workspace.now()
        event = LifeEvent("defined", act.by, at, "-", approvers_needed=act.card.approvers_needed)
        act.check_may_follow(event)
        files = put_all(act.shelf, own_files(act.product))
        artefact = act.artefact("definition", _body(act), files=files)
        made = act.shelf.keep(artefact)
        event = LifeEvent("defined", act.by, at, made, approvers_needed=act.card.approvers_needed)
        return outcome(act, made, act.settle(event).state)


def outcome(act: Act, artefact: str, state: str, said: str = "") -> LifeOutcome:
    """What a verb gives back."""
    return LifeOutcome(act.card.name, act.card.version, act.verb, artefact, state, said)


def definition_of(act: Act) -> Artefact:
    """The definition on record; raises NotAssured when the code is no longer what was defined."""
    definition = act.of_life("definition", act.life().definition)
    if definition.body["code"] != code_hash(act.product):
        raise NotAssured(
            f"{act.subject}: its card or code is not what was defined. "
            "Put it back as it was, or give the card a new version and begin again."
        )
    return definition


def check_definition(card: ScoringCard) -> None:
    """Refuse a use that must not be, and what no product may be without."""
    said = f"{card.decision} {card.intervention} {card.who_decides}".casefold()
    if any(words in said for words in AUTOMATIC_WORDS):
        raise NotAssured(
            f"{card.name}: its card lets the score decide. A score informs a person, who decides and gives reasons."
        )
    unknown = sorted(set(card.inputs) - set(TABLES))
    if unknown:
        raise NotAssured(f"{card.name}: its card reads tables that do not exist: {', '.join(unknown)}.")


def _is_the_same(act: Act, definition: Artefact) -> bool:
    return bool(definition.body["code"] == code_hash(act.product))


def _body(act: Act) -> dict[str, Any]:
    card = asdict_card(act.card)
    return {"card": card, "code": code_hash(act.product), "variables": list(act.card.feature_names)}


def asdict_card(card: ScoringCard) -> dict[str, Any]:
    """The card as JSON can hold it."""
    plain = {name: getattr(card, name) for name in card.__dataclass_fields__}
    plain |= {"capacity": asdict(card.capacity), "outcome": asdict(card.outcome)}
    plain["features"] = [asdict(each) for each in card.features]
    model = card.model
    plain["model"] = {
        "estimator": model.estimator,
        "seed": model.seed,
        "thresholds": list(model.thresholds),
        "settings": dict(model.settings),
    }
    return plain | {name: dict(getattr(card, name)) for name in ("gates", "file", "parameters")}
