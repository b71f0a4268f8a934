"""Walking the rows of a list by keys and mouse: what the browser asks for, each message once and in its order."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import streamlit as st

from matcher.web.failures import guarded
from matcher.web.scripts import script

PAGE = 50
_KEY = "tm-walk"
_mount = st.components.v2.component("trial_matcher.rows", js=script("keys.js", "rows.js"), isolate_styles=False)


@dataclass(slots=True)
class Walk:
    """Where somebody is in a list.

    Attributes:
        name: tells one list from another in the browser.
        seen: number of the last message that was heard.
        chosen: id of the row, as the browser names it.
        page: counted from 0.
    """

    name: str = field(default_factory=lambda: secrets.token_hex(6))
    seen: int = 0
    chosen: str | None = None
    page: int = 0

    def go(self, by: int, rows: int) -> None:
        """Turn pages; there is none before the first and none behind the last."""
        self.page = min(max(self.page + by, 0), last_page(rows))

    @property
    def first(self) -> int:
        """How many rows come before the page."""
        return self.page * PAGE


def last_page(rows: int) -> int:
    """The number of the last page, counted from 0."""
    return max(rows - 1, 0) // PAGE


def heard(walk: Walk, asked: object) -> list[dict[str, Any]]:
    """The messages not heard before. They come from the browser, so nothing in them is taken on trust."""
    if not isinstance(asked, dict) or asked.get("list") != walk.name or not isinstance(asked.get("messages"), list):
        return []
    new = []
    for message in asked["messages"]:
        number = message.get("n") if isinstance(message, dict) else None
        if isinstance(number, int) and number > walk.seen:
            walk.seen = number
            new.append(message)
    return new


def walked(walk: Walk, rows: int, act: Callable[[dict[str, Any]], None], states: tuple[str, ...] = ()) -> None:
    """Have the rows of the page walked.

    Args:
        rows: how many there are on all pages.
        act: does what one message asks for.
        states: that the keys 1, 2, … set.
    """

    @guarded
    def asked() -> None:
        for message in heard(walk, st.session_state[_KEY].get("act")):
            act(message)

    _mount(
        key=_KEY,
        data={
            "list": walk.name,
            "seen": walk.seen,
            "chosen": walk.chosen,
            "states": list(states),
            "first": walk.page == 0,
            "last": walk.page >= last_page(rows),
        },
        on_act_change=asked,
    )


def pager(walk: Walk, rows: int, what: str) -> str:
    """Which rows of how many are shown, with buttons to turn the page."""
    first, last = walk.page * PAGE, min((walk.page + 1) * PAGE, rows)
    shown = f"{first + 1:,}–{last:,} of {rows:,} {what}" if rows else f"No {what}"
    turn = '<button type="button" class="tm-do" data-act="turn" data-by="{}"{}>{}<kbd>{}</kbd></button>'
    back = turn.format(-1, "" if walk.page else " disabled", "Previous page", "p")
    on = turn.format(1, "" if last < rows else " disabled", "Next page", "n")
    buttons = f"{back}{on}" if rows > PAGE else ""
    return f'<div class="tm-pager"><span role="status">{shown}</span>{buttons}</div>'
