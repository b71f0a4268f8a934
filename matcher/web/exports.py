"""What can be taken away: the report as HTML or PDF, the table, the record, and a file under a passphrase.

The files go from the server to the browser as part of the page. Streamlit's own download button would keep them in a store that
all sessions share.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import streamlit as st

from matcher.errors import InputError
from matcher.report.sealed import SHORTEST, sealed
from matcher.report.summary import View
from matcher.web.failures import message
from matcher.web.state import Session

_SCRIPT = Path(__file__).with_name("download.js").read_text(encoding="utf-8")
_mount = st.components.v2.component("trial_matcher.download", js=_SCRIPT, isolate_styles=False)


@dataclass(frozen=True, slots=True)
class Download:
    """A file on its way to the browser; `number` tells one from the next of the same name."""

    name: str
    kind: str
    data: bytes
    number: int


def _html(view: View) -> bytes:
    from matcher.report.html import document

    return document(view).encode("utf-8", "surrogatepass")


def _pdf(view: View) -> bytes:
    from matcher.report.pdf import match_pdf

    return match_pdf(view)


def _csv(view: View) -> bytes:
    from matcher.report.csv import match_csv

    # The mark tells spreadsheets that this is UTF-8.
    return match_csv(view).encode("utf-8-sig", "replace")


def _json(view: View) -> bytes:
    from matcher.report.json import match_json

    return match_json(view).encode("utf-8", "replace")


def _letter(view: View) -> bytes:
    from matcher.report.letter import letter_html

    return letter_html(view).encode("utf-8", "replace")


def _fhir(view: View) -> bytes:
    from matcher.report.fhir import match_fhir

    return match_fhir(view).encode("utf-8", "replace")


_FORMATS: dict[str, tuple[str, str, str, Callable[[View], bytes]]] = {
    "pdf": ("PDF report", "for print, with the notes", "application/pdf", _pdf),
    "html": ("HTML report", "opens in a browser, quotes lead to their place", "text/html", _html),
    "csv": ("CSV table", "one criterion a row, for a spreadsheet", "text/csv", _csv),
    "json": ("JSON record", "everything, for programs", "application/json", _json),
    "letter.html": ("Referral letter", "a draft for the study centre, to be filled in", "text/html", _letter),
    "fhir.json": (
        "FHIR bundle",
        "R4, for the study centre's systems; notes by hash only",
        "application/fhir+json",
        _fhir,
    ),
}


def export_menu(now: Session, view: View | None) -> None:
    """The menu with all formats."""
    if view is None:
        return
    with st.popover("Export", icon=":material/download:", width="content"):
        st.html(
            '<p class="tm-small">The files hold words of the notes and all your changes. They leave this page only for your own computer.</p>'
        )
        for ending, (title, what, kind, write) in _FORMATS.items():
            if st.button(f"{title} – {what}", key=now.key(f"export-{ending}"), type="tertiary"):
                _offer(now, view, ending, kind, write(view))
        with st.form(now.key("sealed"), border=False, clear_on_submit=True):
            passphrase = st.text_input(
                "Protected HTML report for a colleague: passphrase",
                type="password",
                help=f"At least {SHORTEST} characters, told by another way than the file. Opens with `matcher open FILE.age`, or any age program: `age -d`.",
            )
            go = st.form_submit_button("Protected report (.age)")
        if go:
            try:
                with st.spinner("Sealing …"):
                    data = sealed(_html(view), passphrase)
            except InputError as error:
                message(error.mend, bad=True)
            else:
                _offer(now, view, "html.age", "application/octet-stream", data)
    hand_over(now)


def _offer(now: Session, view: View, ending: str, kind: str, data: bytes) -> None:
    now.downloads += 1
    now.download = Download(file_name(view, ending), kind, data, now.downloads)


def file_name(view: View, ending: str) -> str:
    """Named after the trial and the day; nothing of the patient stands in it."""
    trial = re.sub(r"[^A-Za-z0-9]+", "-", view.trial.nct_id or "trial").strip("-")
    day = f"-{view.result.as_of.isoformat()}" if view.result.as_of else ""
    return f"match-{trial}{day}.{ending}"


def hand_over(now: Session) -> None:
    """Give the browser the file that waits, once."""
    ready, now.download = now.download, None
    data = None
    if ready is not None:
        data = {
            "name": ready.name,
            "kind": ready.kind,
            "number": ready.number,
            "data": base64.b64encode(ready.data).decode("ascii"),
        }
    _mount(key="tm-download", data=data)
