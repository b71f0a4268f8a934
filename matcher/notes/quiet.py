"""Keeps third parties from writing a patient's words."""

from __future__ import annotations


def quietly() -> None:
    """Turns off the logger of PyRuSH, which writes every token of a note at DEBUG.

    Nothing here calls PyRuSH; medspaCy imports it, and another component of the process might run it.
    """
    try:
        from loguru import logger
    except ImportError:
        return
    logger.disable("PyRuSH")
