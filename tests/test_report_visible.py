"""What steers a terminal or the reading direction is shown, not obeyed."""

from __future__ import annotations

import pytest

from matcher.report.visible import one_line, visible, width, wrap


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("plain text, µmol ≥ 3 é", "plain text, µmol ≥ 3 é"),
        ("\x1b[2J\x1b[31mred", "␛[2J␛[31mred"),
        ("a\x07b\x00c\x7fd", "a␇b␀c␡d"),
        ("a\x9b31m", "a<U+009B>31m"),
        ("\u202egnp.exe\u202c", "<U+202E>gnp.exe<U+202C>"),
        ("no\u200bpneumonia", "no<U+200B>pneumonia"),
        ("line\r\nnext\u2028third\x85fourth", "line\nnext\nthird\nfourth"),
        ("a\u00a0b", "a b"),
        ("page\x0cbreak", "page␌break"),
    ],
)
def test_control_characters_become_visible(text: str, shown: str) -> None:
    assert visible(text) == shown


def test_one_line_has_no_line_ends() -> None:
    assert one_line(" Hgb\n\t 7.6 \u2028 g/dL ") == "Hgb 7.6 g/dL"


def test_wide_characters_take_two_columns() -> None:
    assert width("狼疮 SLE") == 8
    assert width("é") == 1


@pytest.mark.parametrize("text", ["word " * 40, "狼疮性肾炎" * 30, "é" * 200 + " end", "x" * 95])
def test_wrapped_lines_fit_and_lose_nothing(text: str) -> None:
    lines = wrap(text, 20)
    assert all(width(line) <= 20 for line in lines)
    assert "".join("".join(lines).split()) == "".join(text.split())
