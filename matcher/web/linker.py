"""Ties cards and marks together in the browser: a chosen card lights its words, a chosen mark shows its criteria."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

_SCRIPT = Path(__file__).with_name("link.js").read_text(encoding="utf-8")
_mount = st.components.v2.component("trial_matcher.link", js=_SCRIPT)


def link() -> None:
    """Mount the script. It is given nothing: all it needs stands in the page as `data-` attributes."""
    _mount(key="tm-link", height=1)
