"""Where somebody is in a work list: which list, which rows, which page, and what they do with a row."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from matcher.errors import InputError
from matcher.matching.enumerations import STATES
from matcher.web.actions import name_of
from matcher.web.places import open_row
from matcher.web.walking import PAGE, Walk, last_page

if TYPE_CHECKING:
    from matcher.store.worklist import Filters, WorkRow, WorkStore
    from matcher.web.state import Session


@dataclass(frozen=True, slots=True)
class Taking:
    """A result that was handed in and is to be taken in: files as (name, content)."""

    files: tuple[tuple[str, bytes], ...]
    name: str
    without_ineligible: bool


@dataclass(slots=True)
class Work:
    """One user's place in the work lists.

    Attributes:
        mine: row → version of the review this user made it, so that two keys pressed in a row are no conflict.
        at: place of the chosen row on its page: where a row leaves the page by its new state, the next one takes its place.
    """

    filters: Filters
    list_id: int | None = None
    walk: Walk = field(default_factory=Walk)
    mine: dict[int, int] = field(default_factory=dict)
    at: int = 0
    taking: Taking | None = None
    problem: str = ""

    def look_at(self, list_id: int | None, filters: Filters | None = None) -> None:
        """Ask for other rows, all of the list without filters; the walk begins anew."""
        from matcher.store.worklist import Filters

        filters = filters or Filters()
        if (list_id, filters) != (self.list_id, self.filters):
            self.list_id, self.filters = list_id, filters
            self.walk.page, self.walk.chosen, self.at = 0, None, 0


def work_of(now: Session) -> Work:
    """The session's place in the work lists."""
    from matcher.store.worklist import Filters

    if now.work is None:
        now.work = Work(Filters())
    return now.work


def page_of(work: Work, store: WorkStore, rows: int) -> tuple[WorkRow, ...]:
    """The rows of the page, with the chosen one among them."""
    if work.list_id is None:
        return ()
    work.walk.go(0, rows)
    page = _page(work, store)
    ids = [str(row.id) for row in page]
    if work.walk.chosen is not None and work.walk.chosen not in ids:
        work.walk.chosen = ids[min(work.at, len(ids) - 1)] if ids else None
    if work.walk.chosen is not None:
        work.at = ids.index(work.walk.chosen)
    return page


def act(now: Session, store: WorkStore, asked: dict[str, Any]) -> None:
    """Do what a message asks for; what does not fit the list is passed over."""
    work = work_of(now)
    if work.list_id is None:
        return
    match asked.get("do"):
        case "page" if asked.get("by") in (1, -1):
            _turn(work, store, asked["by"])
        case "choose" if asked.get("id") is None:
            work.walk.chosen = None
        case "choose":
            if (row := _row(work, store, asked)) is not None:
                work.walk.chosen = str(row.id)
        case "state":
            if (row := _row(work, store, asked)) is not None:
                _choose(work, store, row)
                _set_state(now, work, store, row, asked)
        case "open":
            if (row := _row(work, store, asked)) is not None:
                work.walk.chosen = str(row.id)
                try:
                    open_row(now, row.patient_id, row.trial_key)
                except InputError as error:
                    work.problem = str(error)


def _row(work: Work, store: WorkStore, asked: dict[str, Any]) -> WorkRow | None:
    """The row of the present list that a message names."""
    number = str(asked.get("id"))
    row = store.row(int(number)) if number.isascii() and number.isdigit() and len(number) < 16 else None
    return row if row is not None and row.list_id == work.list_id else None


def _page(work: Work, store: WorkStore) -> tuple[WorkRow, ...]:
    assert work.list_id is not None
    return store.rows(work.list_id, work.filters, limit=PAGE, offset=work.walk.first)


def _choose(work: Work, store: WorkStore, row: WorkRow) -> None:
    """Choose a row that may leave the page by what is done to it: its place is noted first."""
    work.walk.chosen = str(row.id)
    page = _page(work, store)
    work.at = next((number for number, one in enumerate(page) if one.id == row.id), work.at)


def _turn(work: Work, store: WorkStore, by: int) -> None:
    assert work.list_id is not None
    rows = store.count(work.list_id, work.filters)
    if 0 <= work.walk.page + by <= last_page(rows):
        work.walk.go(by, rows)
        page = _page(work, store)
        work.at = 0 if by > 0 else len(page) - 1
        work.walk.chosen = str(page[work.at].id) if page else None


def _set_state(now: Session, work: Work, store: WorkStore, row: WorkRow, asked: dict[str, Any]) -> None:
    from matcher.store.reviews import Conflict

    state, version = asked.get("state"), asked.get("version")
    if state not in STATES or not isinstance(version, int):
        return
    if not (now.signed_in or now.reviewer.strip()):
        work.problem = "Say who you are first: your name or initials stand beside every state you set."
        return
    try:
        saved = store.set_state(row.id, state, by=name_of(now), version=max(version, work.mine.get(row.id, 0)))
    except Conflict as conflict:
        theirs = conflict.theirs
        if theirs is None:
            work.problem = f"Not set to {state}: what was kept of this row was deleted meanwhile. Set it again if you still mean it."
        else:
            work.problem = (
                f"Not set to {state}: {theirs.saved_by} set it to {theirs.state} on {theirs.saved_at:%Y-%m-%d at %H:%M} UTC. "
                "The row now shows that; set it again if you still mean it."
            )
    except InputError as error:
        work.problem = str(error)
    else:
        work.mine[row.id] = saved.version
