"""Work lists on the page: results taken in, their rows filtered and paged by the database, and the chosen row beside them."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import streamlit as st

from matcher.errors import InputError
from matcher.matching.enumerations import STATES, STATUSES
from matcher.report.summary import STATUS_WORDS
from matcher.report.visible import one_line
from matcher.web.actions import name_of
from matcher.web.failures import guarded, message
from matcher.web.list_html import detail, table, words_of_criteria, work_row
from matcher.web.places import library_trial
from matcher.web.state import Session, forget_uploads, session
from matcher.web.walking import pager, walked
from matcher.web.work import Taking, Work, act, page_of, work_of

if TYPE_CHECKING:
    from matcher.store.worklist import Choice, Choices, WorkList, WorkRow, WorkStore
    from matcher.trials.types import Trial

_HEAD = ("Patient", "Trial", "Status", "Score", "What decides, what to ask", "State")
_SUFFIXES = ["parquet", "csv", "jsonl", "ndjson", "json"]
_LONGEST_WORDS = 70
_NONE = (
    "There is no work list yet. Score patients against trials with `matcher score`, then open the result here, or take it in "
    "with `matcher worklist import RESULT`."
)


def work_list(now: Session) -> None:
    """The list, its filters, a page of its rows, and the chosen row."""
    from matcher.store.worklist import WorkStore

    work = work_of(now)
    _take_in(now, work)
    if work.problem:
        message(work.problem, bad=True)
        work.problem = ""
    try:
        store = WorkStore(create=False)
    except InputError:
        message(_NONE)
        _open_result(now, ())
        return
    with store:
        lists = store.lists()
        if work.list_id not in [one.id for one in lists]:
            work.look_at(lists[0].id if lists else None, work.filters)
        if work.list_id is None:
            message(_NONE)
            _open_result(now, ())
            return
        _draw(now, work, store, lists)


def _draw(now: Session, work: Work, store: WorkStore, lists: Sequence[WorkList]) -> None:
    assert work.list_id is not None
    choices = store.choices(work.list_id, work.filters.trial)
    titles = store.titles(one.value for one in choices.trials)
    _head(now, work, lists)
    _filters(now, work, choices, titles, _criteria(store, work))
    rows = store.count(work.list_id, work.filters)
    page = page_of(work, store, rows)
    chosen = next((row for row in page if str(row.id) == work.walk.chosen), None)
    left, right = st.columns([8, 5], gap="small")
    with left:
        st.html(pager(work.walk, rows, "rows"))
        if page:
            st.html(
                table("Work list, the best first", _HEAD, (work_row(row, titles.get(row.trial_key)) for row in page))
            )
        else:
            message("No row is left with these filters.")
    with right:
        st.html(_detail(store, chosen, STATES))

    def asked(given: dict[str, Any]) -> None:
        from matcher.store.worklist import WorkStore

        # The store of the last drawing is closed by now.
        with WorkStore(create=False) as opened:
            act(session(), opened, given)

    walked(work.walk, rows, asked, STATES)


def _head(now: Session, work: Work, lists: Sequence[WorkList]) -> None:
    with st.container(key="tm-listhead", horizontal=True, vertical_alignment="bottom", gap="small"):
        names = {one.id: one for one in lists}
        key = now.key("work-list")
        st.selectbox(
            "Work list",
            list(names),
            index=list(names).index(work.list_id) if work.list_id in names else 0,
            format_func=lambda number: _list_label(names[number]),
            key=key,
            width=420,
            on_change=_chosen,
            args=(key,),
        )
        if not now.signed_in:
            key = now.key("work-by")
            st.text_input(
                "Your name or initials",
                value=now.reviewer,
                max_chars=60,
                key=key,
                width=190,
                placeholder="beside each state you set",
                on_change=_named,
                args=(key,),
            )
        _open_result(now, lists)


def _list_label(one: WorkList) -> str:
    return one_line(f"{one.name} ({one.rows:,} rows, {one.imported_at:%Y-%m-%d}, {one.imported_by})")


def _chosen(key: str) -> None:
    work = work_of(session())
    work.look_at(st.session_state[key])


def _named(key: str) -> None:
    session().reviewer = (st.session_state[key] or "").strip()


def _filters(now: Session, work: Work, choices: Choices, titles: dict[str, str], criteria: dict[str, str]) -> None:
    from matcher.store.worklist import Filters

    filters = work.filters

    def trial(key: str) -> str:
        return f"{key} {titles.get(key, '')}".strip()

    def criterion(name: str) -> str:
        return f"{name} {criteria.get(name, '')}".strip()

    with st.container(key="tm-listfilter", horizontal=True, vertical_alignment="bottom", gap="small"):
        _filter(now, "trial", "Trial", choices.trials, filters.trial, 200, trial)
        _filter(now, "status", "Status", choices.statuses, filters.status, 155, STATUS_WORDS.get)
        _filter(
            now,
            "criterion",
            "Decided by",
            choices.criteria,
            filters.criterion,
            190,
            criterion,
            off=filters.trial is None,
        )
        _filter(now, "question", "Open question", choices.questions, filters.question, 200)
        _filter(now, "state", "State", choices.states, filters.state, 130, str.capitalize)
        key = now.key("work-patient")
        st.text_input(
            "Patient's id begins with",
            value=filters.patient or "",
            max_chars=200,
            key=key,
            width=160,
            on_change=_filtered,
            args=("patient", key),
        )
        if filters != Filters():
            st.button("All rows", key=now.key("work-all"), width="content", on_click=_all)


def _filter(
    now: Session,
    name: str,
    label: str,
    choices: Sequence[Choice],
    value: str | None,
    width: int,
    word: Callable[[Any], str | None] = str,
    *,
    off: bool = False,
) -> None:
    known = {one.value: one for one in choices}
    options = list(known) if value is None or value in known else [value, *known]
    # A choice made elsewhere – another list, "All rows" – is another widget: its own memory would stand against it.
    key = now.key(f"work-{name}-{work_of(now).list_id}-{value}")

    def shown(option: str) -> str:
        one = known.get(option)
        words = one_line((word(option) or option) if one is None or one.words == option else one.words)
        words = words if len(words) <= _LONGEST_WORDS else words[: _LONGEST_WORDS - 2] + " …"
        return f"{words} ({one.rows:,})" if one is not None else words

    st.selectbox(
        label,
        options,
        index=options.index(value) if value is not None else None,
        format_func=shown,
        # Every trial has an "I1" of its own.
        placeholder="trial first" if off else "All",
        key=key,
        width=width,
        disabled=off,
        on_change=_filtered,
        args=(name, key),
    )


def _filtered(name: str, key: str) -> None:
    work = work_of(session())
    wanted = {name: st.session_state[key] or None}
    if name == "trial":
        wanted["criterion"] = None
    work.look_at(work.list_id, replace(work.filters, **wanted))


def _all() -> None:
    now = session()
    work = work_of(now)
    st.session_state[now.key("work-patient")] = ""
    work.look_at(work.list_id)


def _detail(store: WorkStore, row: WorkRow | None, states: Sequence[str]) -> str:
    if row is None:
        return '<section class="tm-detail" aria-label="The chosen row"><p>Choose a row: <kbd>j</kbd> takes the first, then the next.</p></section>'
    history = store.reviews.history(row.patient_id, row.trial_key) if row.version else ()
    return detail(row, store.judgements(row.id), history, states, _trial(row))


def _criteria(store: WorkStore, work: Work) -> dict[str, str]:
    """The words of the criteria of the trial that is filtered by, where the library has it as it was judged."""
    from matcher.store.worklist import Filters

    if work.list_id is None or work.filters.trial is None:
        return {}
    rows = store.rows(work.list_id, Filters(trial=work.filters.trial), limit=1)
    trial = _trial(rows[0]) if rows else None
    return {} if trial is None else words_of_criteria(trial, rows[0])


def _trial(row: WorkRow) -> Trial | None:
    """The row's trial as the library has it, if it does."""
    from matcher.store.library import TrialLibrary

    try:
        with TrialLibrary(create=False) as library:
            return library_trial(library, row.trial_key)
    except InputError:
        return None


def _open_result(now: Session, lists: Sequence[WorkList]) -> None:
    with st.popover("Open a result", icon=":material/upload_file:", width="content"):
        st.html(
            '<p class="tm-small">What the result holds is stored in the database of the trial library, and no more: ids of patients, verdicts, '
            "places of evidence, and words of notes only if the result was written with them. It goes with the retention setting, and with what is "
            "deleted of a patient.</p>"
        )
        st.file_uploader(
            "Tables that `matcher score` wrote: the pairs, and if you like the judgements and run.json",
            type=_SUFFIXES,
            accept_multiple_files=True,
            key=now.key("work-files"),
        )
        st.text_input("Name of the list", max_chars=200, key=now.key("work-name"), placeholder="the result's own")
        st.checkbox("Leave out the pairs that are ruled out", key=now.key("work-open-only"))
        if not now.signed_in:
            st.text_input(
                "Who takes it in: name or initials", value=now.reviewer, max_chars=60, key=now.key("work-taker")
            )
        st.button("Take it in", type="primary", key=now.key("work-take"), on_click=_hand_in)
        if lists:
            sure = st.checkbox("Delete the list shown, for good (reviews stay)", key=now.key("work-sure"))
            st.button("Delete the list", key=now.key("work-delete"), disabled=not sure, on_click=_delete)


@guarded
def _hand_in() -> None:
    now, typed = session(), st.session_state
    work = work_of(now)
    files = tuple((file.name, file.getvalue()) for file in typed.get(now.key("work-files")) or ())
    now.reviewer = (typed.get(now.key("work-taker")) or now.reviewer).strip()
    if not files:
        work.problem = "There is no file yet; drop the table of the pairs."
    elif not (now.signed_in or now.reviewer):
        work.problem = "Say who takes it in: name or initials."
    else:
        name = (typed.get(now.key("work-name")) or "").strip()
        work.taking = Taking(files, name, bool(typed.get(now.key("work-open-only"))))


@guarded
def _delete() -> None:
    from matcher.store.worklist import WorkStore

    work = work_of(session())
    if work.list_id is not None:
        with WorkStore(create=False) as store:
            store.remove(work.list_id)
        work.look_at(None)


def _take_in(now: Session, work: Work) -> None:
    """Take in the result that waits, and say how far it is."""
    taking, work.taking = work.taking, None
    if taking is None:
        return
    from matcher.store.result_files import result_of
    from matcher.store.worklist import WorkStore
    from matcher.store.worklist_import import import_result

    wanted = [one for one in STATUSES if one != "ineligible"] if taking.without_ineligible else None
    try:
        with (
            st.spinner("Taking in the result …", show_time=True),
            tempfile.TemporaryDirectory() as folder,
            WorkStore() as store,
        ):
            paths = []
            for number, (name, data) in enumerate(taking.files):
                # The ending tells the format; the rest of a name from elsewhere is not trusted with a path.
                place = Path(folder, str(number))
                place.mkdir()
                paths.append(place / ("run.json" if name.endswith("run.json") else f"table{Path(name).suffix.lower()}"))
                paths[-1].write_bytes(data)
            named = taking.name or Path(taking.files[0][0]).stem
            made = import_result(
                store, result_of(paths, named), by=name_of(now), name=taking.name or None, statuses=wanted
            )
    except InputError as error:
        work.problem = str(error)
        return
    finally:
        forget_uploads()
    work.look_at(made.id)
    now.generation += 1
    message(f"{made.rows:,} rows taken in as the work list “{made.name}”.")
