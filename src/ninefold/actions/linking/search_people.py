"""One box: look for people, addresses, telephones, vehicles and organisations by whatever is known of them."""

from datetime import date

from ninefold.actions.linking.search_index import SEARCHED, current_index
from ninefold.actions.workspace import Workspace
from ninefold.errors import NotFound, UserError
from ninefold.govern import audit_log, permissions
from ninefold.link.search.find import Found, find
from ninefold.link.search.index import Index

MOST = 50


class SearchBox:
    """Answers questions about one workspace, with its index kept open; each answer is logged before it is given."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self._index: Index | None = None
        self._made_at: int | None = None

    def ask(
        self, question: str, *, by: str, kind: str | None = None, as_at: date | None = None, most: int = 10
    ) -> list[Found]:
        """What fits a question best, as was known on a day; raises NotFound before anything is linked.

        The log says who was shown which ids, never what was asked: a question is itself personal data.
        """
        permissions.check_is_named(by)
        if kind is not None and kind not in SEARCHED:
            raise UserError(f"That kind cannot be searched. Kinds: {', '.join(SEARCHED)}.")
        found = find(self._current(), question, kind=kind, as_at=as_at, most=min(max(most, 1), MOST))
        with self._workspace.operations.writing() as connection:
            shown = " ".join(each.id for each in found)
            audit_log.write(
                connection, "consultation", "searched", by=by, at=self._workspace.now(), subject=shown
            )
        return found

    def _current(self) -> Index:
        """The index of the newest snapshot, opened once for each."""
        head = self._workspace.store.head()
        if self._index is None or head != self._made_at:
            self._index, self._made_at = current_index(self._workspace), head
        if self._index is None:
            raise NotFound("Nothing has been linked yet, so there is nobody to find. Run: ninefold link run.")
        return self._index
