"""The trials of the library for the patient whose notes are read, the best first."""

from __future__ import annotations

from typing import Any

import streamlit as st

from matcher.errors import InputError
from matcher.matching.ranking import MOST
from matcher.matching.types import Status
from matcher.report.markup import escape
from matcher.report.summary import STATUS_VERDICT, STATUS_WORDS, VERDICT_ICONS
from matcher.report.visible import one_line
from matcher.web.failures import message
from matcher.web.list_html import ranked_row, table
from matcher.web.places import open_trial
from matcher.web.ranked import Ranking, find, judge, ranking_of
from matcher.web.settings import settings
from matcher.web.state import Session, session
from matcher.web.walking import PAGE, pager, walked

_HEAD = ("", "Trial", "Status", "Score", "Criteria", "Why")
_EMPTY = "There is no trial in the library yet. Add some: matcher trials add SOURCE"


def trials_for_patient(now: Session) -> None:
    """Judge the trials asked for, say how far it is, and list them."""
    from matcher.store.library import TrialLibrary

    if now.patient is None:
        message("Paste the notes of a patient first (Pair); then the trials of the library are ranked for them.")
        return
    ranking = ranking_of(now)
    try:
        library = TrialLibrary(create=False)
    except InputError:
        message(_EMPTY)
        return
    with library:
        known = len(library)
        if not known:
            message(_EMPTY)
            return
        answer = st.empty()
        _filter(now, ranking, known)
        find(ranking, library)
        if ranking.waiting():
            bar = st.progress(0.0)
            judge(now, ranking, library, lambda done, of: _tell(bar, done, of))
            bar.empty()
    with answer.container():
        settings(now, _summary(now, ranking))
    _status_filter(now, ranking)
    rows = ranking.shown()
    ranking.walk.go(0, len(rows))
    first = ranking.walk.first
    page = rows[first : first + PAGE]
    st.html(pager(ranking.walk, len(rows), "trials"))
    if page:
        st.html(table("Trials, the best first", _HEAD, (ranked_row(first + n, row) for n, row in enumerate(page, 1))))
    if ranking.failures:
        said = "".join(f"<li>{escape(one_line(f'{key}: {mend}'))}</li>" for key, mend in ranking.failures.items())
        st.html(
            f'<details class="tm-settings"><summary>{len(ranking.failures)} could not be judged</summary><ul>{said}</ul></details>'
        )
    walked(ranking.walk, len(rows), lambda asked: _act(session(), asked))


def _tell(bar: Any, done: int, of: int) -> None:
    bar.progress(done / of, text=f"Judging the trials of the library: {done:,} of {of:,} …")


def _filter(now: Session, ranking: Ranking, known: int) -> None:
    with st.container(key="tm-listfilter", horizontal=True, vertical_alignment="bottom", gap="small"):
        key = now.key("rank-words")
        st.text_input(
            f"Only trials with these words in title, condition or id ({known:,} in the library)",
            value=ranking.words,
            placeholder="lupus",
            key=key,
            max_chars=200,
            width=430,
            on_change=_look,
            args=(key,),
        )
        st.button(
            "Judge again", key=now.key("rank-again"), width="content", on_click=_again, help="Reads the library anew."
        )


def _look(key: str) -> None:
    if (ranking := session().ranking) is not None:
        ranking.look_for(st.session_state[key] or "")


def _again() -> None:
    now = session()
    if now.ranking is not None:
        now.ranking = Ranking(now.ranking.of, words=now.ranking.words)


def _status_filter(now: Session, ranking: Ranking) -> None:
    counts = ranking.statuses()
    key = now.key("rank-status")
    with st.container(key="tm-filter"):
        st.pills(
            "Show statuses",
            options=list(counts),
            format_func=lambda name: f"{VERDICT_ICONS[STATUS_VERDICT[name]]} {STATUS_WORDS[name]} {counts[name]:,}",
            default=ranking.status,
            key=key,
            label_visibility="collapsed",
            width="content",
            on_change=_only,
            args=(key,),
        )


def _only(key: str) -> None:
    if (ranking := session().ranking) is not None:
        status: Status | None = st.session_state[key]
        ranking.status = status
        ranking.walk.page, ranking.walk.chosen = 0, None


def _summary(now: Session, ranking: Ranking) -> str:
    keys = ranking.keys or ()
    what = f"with “{escape(one_line(ranking.words))}”" if ranking.words else "of the library"
    counts = ranking.statuses()
    open_ = counts["eligible"] + counts["review"]
    number = sum(counts.values())
    whose = "the example patient" if now.example else "this patient"
    most = f" Only the first {MOST:,} are ranked." if len(keys) == MOST else ""
    return (
        '<div class="tm-bandbox"><section class="tm-band tm-not_applicable" aria-label="Summary"><div class="tm-bandtop">'
        f'<h2 class="tm-status">{open_:,} of {number:,} trials are open to {whose}</h2></div>'
        f'<p class="tm-why">Judged were the trials {what}; those that nothing rules out come first, by score.{most} '
        "The score says how much is documented; it is no probability.</p></section></div>"
    )


def _act(now: Session, asked: dict[str, Any]) -> None:
    """Do what a message asks for; what does not fit the list is passed over."""
    ranking = now.ranking
    if ranking is None:
        return
    rows = ranking.shown()
    keys = {row.key for row in rows}
    match asked.get("do"):
        case "choose":
            ranking.walk.chosen = asked["id"] if asked.get("id") in keys else None
        case "page" if asked.get("by") in (1, -1):
            ranking.walk.go(asked["by"], len(rows))
            page = rows[ranking.walk.first : ranking.walk.first + PAGE]
            ranking.walk.chosen = page[0 if asked["by"] > 0 else -1].key if page else None
        case "open" if asked.get("id") in keys:
            ranking.walk.chosen = asked["id"]
            try:
                open_trial(now, asked["id"])
            except InputError as error:
                now.notice = str(error)
