import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from matcher.text.characters import JOINER, fold, normalise


@given(st.text())
def test_the_length_never_changes(text: str) -> None:
    assert len(normalise(text)) == len(text)


@example("A\xadº")
@given(st.text(st.characters(codec=None)))
def test_normalising_twice_changes_nothing_more(text: str) -> None:
    once = normalise(text)
    assert normalise(once) == once


def test_every_code_point_keeps_its_place() -> None:
    every = "".join(map(chr, range(0x110000)))
    plain = normalise(every)
    assert len(plain) == len(every)
    assert plain[32:127] == every[32:96] + "'" + every[97:127]  # only the grave accent is a quote


@pytest.mark.parametrize(
    ("written", "plain"),
    [
        ("Hgb\u00a0≥\u20098", "Hgb ≥ 8"),
        ("1–2 — −3 ‑4", "1-2 - -3 -4"),
        ("“Sjögren’s”", '"Sjögren\'s"'),
        ("１０．５ ｍｇ ＞ ３", "10.5 mg > 3"),
        ("5 μg = 5 µg", "5 µg = 5 µg"),
        ("C₃, SpO₂", "C3, SpO2"),
        ("3 × 10⁹/L", "3 × 10⁹/L"),
        ("≧ 3 ≦ 4 ⩾ 5", "≥ 3 ≤ 4 ≥ 5"),
        ("● first ▪ second \uf0b7 third", "• first • second • third"),
        ("No pneumonia\fHas diabetes\x85X\u2028Y\u2029Z\x00W", "No pneumonia\nHas diabetes\nX\nY\nZ\nW"),
        ("one\r\ntwo\rthree", "one \ntwo\nthree"),
        ("a\tb", "a\tb"),
        # Letters that a search without regard to case takes for those of ASCII.
        ("den\u0131ed, \u017ftage, \u0130V, \u212a 4", "denied, stage, IV, K 4"),
    ],
)
def test_forms(written: str, plain: str) -> None:
    assert normalise(written) == plain


def test_a_zero_width_character_hides_no_term() -> None:
    assert normalise("type\u200b 2, \u200bdiabetes\ufeff.") == "type  2,  diabetes ."
    inside = normalise("dia\u200bbe\u00adtes")
    assert inside == f"dia{JOINER}be{JOINER}tes"
    assert fold(inside) == "diabetes"


@pytest.mark.parametrize(
    ("word", "folded"),
    [("Sjögren", "sjogren"), ("Sjo\u0308gren", "sjogren"), ("ﬁbrosis", "fibrosis"), ("HBsAg", "hbsag")],
)
def test_fold(word: str, folded: str) -> None:
    assert fold(word) == folded
