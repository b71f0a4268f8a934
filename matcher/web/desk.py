"""The bar over the note: what was chosen, how it was read, and what can be said about it.

Its script also ties cards and marks together in the browser and listens for the keys. What a person asks for comes back as
one message (`matcher.web.actions`).
"""

from __future__ import annotations

from typing import Any

import streamlit as st

from matcher.report.summary import View
from matcher.report.table import fact_words
from matcher.web.actions import act
from matcher.web.failures import guarded
from matcher.web.scripts import script
from matcher.web.state import session

_KEY = "tm-desk"
_mount = st.components.v2.component("trial_matcher.desk", js=script("keys.js", "desk.js"), isolate_styles=False)


def desk(view: View | None) -> None:
    """Mount the bar for a result. The facts go to the browser of this session alone."""
    _mount(key=_KEY, data=facts_of(view), on_act_change=_asked)


def facts_of(view: View | None) -> dict[str, Any]:
    """Of each note, by its number: the facts as (start, end, words, id, whether a person added it)."""
    facts: dict[str, list[list[object]]] = {}
    if view is not None:
        numbers = {note.note_id: str(n) for n, note in enumerate(view.patient.notes)}
        added = {c.fact.fact_id for c in view.review.corrections if c.action == "added"}
        for fact in view.patient.facts:
            said = [fact.start, fact.end, fact_words(fact), fact.fact_id, fact.fact_id in added]
            facts.setdefault(numbers.get(fact.note_id, ""), []).append(said)
    return {"facts": facts}


@guarded
def _asked() -> None:
    act(session(), st.session_state[_KEY].get("act"))
