"""What the custody officer decided after the answer was shown, what was offered, and what came of it."""

import re
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, insert, select

from ninefold.actions.custody.desk import Desk
from ninefold.actions.custody.view import OFFERS, SHOWN, run_of
from ninefold.actions.product_life.acting import Act, acting, take_checkpoint
from ninefold.actions.product_life.views import audit, check_undecided, check_words, view_of
from ninefold.contracts.scoring_card import ScoringCard
from ninefold.errors import NotFound, NotInThisState
from ninefold.govern import permissions
from ninefold.govern.store.tables import decision, scoring
from ninefold.measures.features.definition import Which
from ninefold.measures.features.outcomes import FollowUp, Outcome, label_of
from ninefold.measures.features.plain import Subject

KIND = "scoring"
_OFFER = re.compile(rf"\[offer: ({'|'.join(OFFERS)})[^\]]*\]$")


@dataclass(frozen=True)
class Decided:
    """What an officer decided: the class they give, what became of the offer, and the pathways chosen."""

    band: str
    reason: str
    offer: str = "not offered"
    pathways: tuple[str, ...] = ()
    seconds_shown: float | None = None


@dataclass(frozen=True)
class FollowedUp:
    """Of the people with one offer outcome: how many could be followed so many months, and had a new offence."""

    offer: str
    months: int
    people: int
    followed: int
    any_offence: int


def record_decision(desk: Desk, *, view: str, decided: Decided, by: str) -> str:
    """Keep a decision, once, and only after the answer was shown; gives its id."""
    with acting(desk.workspace, product=desk.product, verb="record a decision for", by=by) as act:
        permissions.check_can_score(act.by, desk.product)
        check_words(act, decided.band, decided.reason)
        with desk.workspace.operations.writing() as connection:
            held = view_of(connection, act, view)
            shown = _shown(connection, view)
            check_undecided(connection, view)
            answered = act.shelf.get(KIND, shown["artefact"]).body
            _check_offer(act, decided, str(answered["band"]))
            row = held | {
                "id": uuid.uuid4().hex,
                "view": view,
                "run": run_of(view),
                "band": decided.band,
                "suggested": str(answered["band"]),
                "reason": _told(decided),
                "seconds_shown": decided.seconds_shown,
                "at": desk.workspace.now().isoformat(),
            }
            connection.execute(insert(decision).values(**row))
            audit(connection, act, "alteration", "kept a custody officer's decision")
        take_checkpoint(desk.workspace)
        return str(row["id"])


def followed_up(
    desk: Desk, *, by: str, until: datetime, months: Sequence[int] | None = None
) -> list[FollowedUp]:
    """New offences within so many months of each decision, by what became of the offer.

    People who accept differ from those who decline, so a difference is not an effect: only offers made by lot,
    or a design that stands for it, can say what the offer did.
    """
    with acting(desk.workspace, product=desk.product, verb="follow up", by=by) as act:
        permissions.check_can_score(act.by, desk.product)
        wanted = list(months or act.card.parameters.get("offer", {}).get("follow_up_months", (24,)))
        rows = _decisions(desk, act)
        return [_counted(desk, act.card, rows, offer, each, until) for each in wanted for offer in OFFERS]


def _shown(connection: Connection, view: str) -> dict[str, Any]:
    asked = select(scoring).where((scoring.c.run == run_of(view)) & (scoring.c.state == SHOWN))
    found = connection.execute(asked).mappings().one_or_none()
    if found is None:
        raise NotInThisState("The answer has not been shown for this view yet. Look at it, then decide.")
    return dict(found)


def _check_offer(act: Act, decided: Decided, answered: str) -> None:
    told = dict(act.card.parameters.get("offer", {}))
    if decided.offer not in OFFERS:
        raise NotFound(f"There is no such outcome of an offer. Known: {', '.join(OFFERS)}.")
    if decided.offer != "not offered" and told.get("band") not in (decided.band, answered):
        raise NotInThisState(
            f"An offer follows only from {told.get('band')}, by the answer or the officer's decision."
        )
    unknown = set(decided.pathways) - set(told.get("pathways", ()))
    if unknown:
        raise NotFound(f"A pathway is not one of the card's: {', '.join(told.get('pathways', ()))}.")


def _told(decided: Decided) -> str:
    """The reason as it was given, and what became of the offer, as one text for people."""
    pathways = f"; pathways: {', '.join(decided.pathways)}" if decided.pathways else ""
    return f"{decided.reason.strip()} [offer: {decided.offer}{pathways}]"


def _offer_of(reason: str) -> str | None:
    found = _OFFER.search(reason)
    return found.group(1) if found else None


def _decisions(desk: Desk, act: Act) -> list[dict[str, Any]]:
    mine = (decision.c.product == act.card.name) & decision.c.view.is_not(None)
    with desk.workspace.operations.reading() as connection:
        rows = [dict(row) for row in connection.execute(select(decision).where(mine)).mappings()]
    return [row | {"offer": _offer_of(row["reason"])} for row in rows]


def _counted(
    desk: Desk, card: ScoringCard, rows: list[dict[str, Any]], offer: str, months: int, until: datetime
) -> FollowedUp:
    which = Which(kinds=card.outcome.event_kinds, roles=card.outcome.roles)
    outcome = Outcome("any_offence", card.outcome.words, which, months)
    own = [row for row in rows if row["offer"] == offer]
    labels = []
    for row in own:
        unit = desk.unit(row["subject_id"])
        decided_at = datetime.fromisoformat(row["at"]).replace(tzinfo=None)
        subject = Subject(unit.person_id, decided_at, unit.custody)
        labels.append(
            label_of(subject, desk.lives.life_of(unit.person_id), (outcome,), FollowUp(until, until))
        )
    followed = [label for label in labels if label is not None]
    return FollowedUp(offer, months, len(own), len(followed), int(sum(x["any_offence"] for x in followed)))
