"""Endpoints for linked people: a person, an id's history, a pair, the review queue, and judging.

Reading a person is an act that is logged, so every endpoint acts under the name the door was opened with.
"""

from typing import Annotated, Any, Protocol

from fastapi import APIRouter, Body, Path, Query

from ninefold.link.judgements import Answer

Id = Annotated[str, Path(max_length=40)]
RecordId = Annotated[str, Query(max_length=40)]
Kind = Annotated[str, Query(max_length=20, pattern=r"^[a-z]+$")]
Words = Annotated[str, Body(min_length=3, max_length=2000)]
End = Annotated[str, Body(max_length=40)]


class PeopleDoor(Protocol):
    """What the endpoints ask of whoever reads and judges for them; the actor is the door's own."""

    def explain(self, person: str) -> dict[str, Any]: ...

    def history(self, person: str) -> dict[str, Any]: ...

    def explain_pair(self, left: str, right: str, kind: str) -> dict[str, Any]: ...

    def review(self, kind: str, most: int) -> dict[str, Any]: ...

    def judge(self, left: str, right: str, answer: str, reason: str) -> dict[str, Any]: ...

    def withdraw(self, decision: str, reason: str) -> dict[str, Any]: ...


def people_routes(door: PeopleDoor) -> APIRouter:
    """`/people/{id}`, `/people/{id}/history`, `/people/pairs`, `/people/review` and `/people/judgements`."""
    routes = APIRouter(prefix="/people", tags=["people"])

    @routes.get("/review")
    def review(kind: Kind = "person", most: Annotated[int, Query(ge=1, le=200)] = 20) -> dict[str, Any]:
        """The pairs that teach most, the persons that look worst, and judgements that contradict each other."""
        return door.review(kind, most)

    @routes.get("/pairs")
    def pair(left: RecordId, right: RecordId, kind: Kind = "person") -> dict[str, Any]:
        """Why two records were joined or left apart."""
        return door.explain_pair(left, right, kind)

    @routes.post("/judgements", status_code=201)
    def judge(left: End, right: End, answer: Annotated[Answer, Body()], reason: Words) -> dict[str, Any]:
        """Judge two persons or records; it takes effect at the next run."""
        return door.judge(left, right, answer, reason)

    @routes.post("/judgements/{decision}/withdrawal", status_code=201)
    def withdraw(
        decision: Id, reason: Annotated[str, Body(min_length=3, max_length=2000, embed=True)]
    ) -> dict[str, Any]:
        """Take a judgement out of force."""
        return door.withdraw(decision, reason)

    @routes.get("/{person}")
    def person(person: Id) -> dict[str, Any]:
        """One page on a person; an old id is followed to whoever it leads to now."""
        return door.explain(person)

    @routes.get("/{person}/history")
    def history(person: Id) -> dict[str, Any]:
        """What became of an id."""
        return door.history(person)

    return routes
