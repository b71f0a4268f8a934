"""The page's own scripts and style sheets, beside this module."""

from __future__ import annotations

from pathlib import Path


def script(*names: str) -> str:
    """Files set one behind the other, what is shared before what uses it."""
    return "\n".join(Path(__file__).with_name(name).read_text(encoding="utf-8") for name in names)
