"""Linked people for a door that many requests come through: one actor, one request at a time."""

from dataclasses import asdict
from threading import Lock
from typing import Any

from ninefold.actions.linking.judge_link import judge, withdraw
from ninefold.actions.linking.read_people import LinkedPeople
from ninefold.actions.workspace import Workspace


class WorkspacePeople:
    """Reads and judges under one name; satisfies `api.routes.people.PeopleDoor`."""

    def __init__(self, workspace: Workspace, *, by: str) -> None:
        self._workspace, self._by = workspace, by
        self._people = LinkedPeople(workspace)
        self._lock = Lock()

    def explain(self, person: str) -> dict[str, Any]:
        """One page on a person."""
        with self._lock:
            return self._people.explain(person, by=self._by)

    def history(self, person: str) -> dict[str, Any]:
        """What became of an id."""
        with self._lock:
            return asdict(self._people.lineage(person, by=self._by))

    def explain_pair(self, left: str, right: str, kind: str) -> dict[str, Any]:
        """Why two records were joined or left apart."""
        with self._lock:
            return self._people.explain_pair(left, right, by=self._by, kind=kind)

    def review(self, kind: str, most: int) -> dict[str, Any]:
        """What to look at first."""
        with self._lock:
            return asdict(self._people.review(by=self._by, kind=kind, most=most))

    def judge(self, left: str, right: str, answer: str, reason: str) -> dict[str, Any]:
        """Judge two persons or records."""
        with self._lock:
            return asdict(
                judge(self._workspace, left=left, right=right, answer=answer, reason=reason, by=self._by)
            )

    def withdraw(self, decision: str, reason: str) -> dict[str, Any]:
        """Take a judgement out of force."""
        with self._lock:
            return asdict(withdraw(self._workspace, decision=decision, reason=reason, by=self._by))
