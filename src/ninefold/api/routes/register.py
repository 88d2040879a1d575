"""Endpoints for the register of products. None of them gives a score, and none turns a score into an act."""

from typing import Annotated, Any

from fastapi import APIRouter, Path

from ninefold.contracts.reading_register import MayScore, RegisterReader

Name = Annotated[str, Path(max_length=80)]


def register_routes(reader: RegisterReader) -> APIRouter:
    """`/register`, `/register/{product}` and `/register/{product}/may-score`."""
    routes = APIRouter(tags=["register"])

    @routes.get("/register")
    def register() -> dict[str, Any]:
        """Every product that scores, whatever became of it: also those refused, suspended and retired."""
        return reader.register()

    @routes.get("/register/{product}")
    def registered(product: Name) -> dict[str, Any]:
        """Every version of one product."""
        return reader.registered(product)

    @routes.get("/register/{product}/may-score")
    def may_score(product: Name) -> MayScore:
        """That the product may score now; a problem with the reason where it may not."""
        return reader.may_score(product)

    return routes
