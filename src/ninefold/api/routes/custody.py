"""Endpoints of the custody desk: a view is posted first, then the answer is had under its id.

They are mounted only where a desk is given, by an application that knows who is asking: `who` says it, never the body.
"""

from collections.abc import Callable
from typing import Annotated

from fastapi import APIRouter, Depends
from pydantic import BaseModel

from ninefold.actions.custody import decision as custody_decision
from ninefold.actions.custody import view as custody_view
from ninefold.actions.custody.desk import Desk


class View(BaseModel):
    """The officer's own view of a custody record."""

    custody: str
    view: str
    reason: str


class Decision(BaseModel):
    """What the officer decided after seeing the answer."""

    decision: str
    reason: str
    offer: str = "not offered"
    pathways: tuple[str, ...] = ()
    seconds_shown: float | None = None


class Kept(BaseModel):
    """The id of what was kept."""

    id: str


def custody_routes(desk: Desk, who: Callable[..., str]) -> APIRouter:
    """`POST /custody/views`, `GET /custody/views/{view}/answer`, `POST /custody/views/{view}/decision`."""
    routes = APIRouter(tags=["custody"], prefix="/custody")
    Officer = Annotated[str, Depends(who)]

    @routes.post("/views", status_code=201)
    def view(given: View, by: Officer) -> Kept:
        """Keep the officer's own view, before any answer."""
        kept = custody_view.record_view(
            desk, custody=given.custody, view=given.view, reason=given.reason, by=by
        )
        return Kept(id=kept)

    @routes.get("/views/{view}/answer")
    def answer(view: str, by: Officer) -> custody_view.CustodyAnswer:
        """The answer that follows the officer's own view."""
        return custody_view.show_score(desk, view=view, by=by)

    @routes.post("/views/{view}/decision", status_code=201)
    def decide(view: str, given: Decision, by: Officer) -> Kept:
        """Keep what the officer decided after seeing the answer."""
        decided = custody_decision.Decided(
            given.decision, given.reason, given.offer, given.pathways, given.seconds_shown
        )
        return Kept(id=custody_decision.record_decision(desk, view=view, decided=decided, by=by))

    return routes
