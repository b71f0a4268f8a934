"""What the page says when something went wrong: a line of text, never a traceback, never a word of a note.

Streamlit writes uncaught exceptions to its log with their traceback, and with it a note's words. Whatever it calls by itself – the page,
a dialog, a fragment, a callback – is therefore guarded.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from functools import wraps
from typing import ParamSpec

import streamlit as st

from matcher.errors import InputError, place_of
from matcher.report.markup import escape
from matcher.report.visible import one_line

_Given = ParamSpec("_Given")


def guarded(drawn: Callable[_Given, None]) -> Callable[_Given, None]:
    """A function whose exceptions are said on the page and go no further."""

    @wraps(drawn)
    def safely(*args: _Given.args, **kwargs: _Given.kwargs) -> None:
        try:
            drawn(*args, **kwargs)
        except InputError as error:
            message(str(error), bad=True)
        except Exception as error:  # noqa: BLE001 - see the head of this module
            failed(error)

    return safely


def failed(error: Exception) -> None:
    """Say that something unexpected went wrong: its type and place, for its message may hold words of a note."""
    print(f"matcher: {type(error).__name__} in {place_of(error)}", file=sys.stderr)  # noqa: T201
    message(f"Something went wrong ({type(error).__name__}). Clear the patient and try again.", bad=True)


def message(text: str, bad: bool = False) -> None:
    """A line of plain text on the page; unlike `st.error` it reads no Markdown."""
    role, kind = ("alert", " tm-bad") if bad else ("status", "")
    st.html(f'<p class="tm-warning{kind}" role="{role}">{escape(one_line(text))}</p>')
