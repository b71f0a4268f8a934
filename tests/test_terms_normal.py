"""Spellings of a word that share one key, and spellings that must not."""

from __future__ import annotations

import pytest

from matcher.terms.normal import key_of, keys_of, normal_word, tokenize


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("oedema", "edema"),
        ("haemorrhages", "hemorrhage"),
        ("leukaemia", "leukemia"),
        ("diarrhoea", "diarrhea"),
        ("tumours", "tumor"),
        ("biopsies", "biopsy"),
        ("metastases", "metastasis"),
        ("diagnoses", "diagnosis"),
        ("crises", "crisis"),
        ("arthritides", "arthritis"),
        ("viruses", "virus"),
        ("carcinomata", "carcinomas"),
        ("Sjögren's", "Sjogrens"),
        ("UTIs", "UTI"),
        ("β", "beta"),
        ("sulphonamide", "sulfonamide"),
    ],
)
def test_spellings_meet(one: str, other: str) -> None:
    assert normal_word(one) == normal_word(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [("AIDS", "aid"), ("APLS", "aPL"), ("hypothyroidism", "hyperthyroidism"), ("lupus", "lupu"), ("sepsis", "sepses")],
)
def test_spellings_stay_apart(one: str, other: str) -> None:
    assert normal_word(one) != normal_word(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("type II diabetes", "type 2 diabetes"),
        ("beta-blocker", "beta blocker"),
        ("cancer of the breast", "cancer of breast"),
        ("D & C", "D and C"),
    ],
)
def test_phrases_meet(one: str, other: str) -> None:
    assert key_of(one) == key_of(other)


def test_roman_numerals_are_numbers_only_after_a_counting_word() -> None:
    assert key_of("IV methylprednisolone") == "iv methylprednisolone"


def test_turned_and_joined_forms() -> None:
    assert "hypertension , pulmonary" in keys_of("pulmonary hypertension", inverted=True)
    assert "antidsdna" in keys_of("anti-dsDNA")
    assert "tall" not in keys_of("T-ALL")


def test_tokens_keep_their_place() -> None:
    text = "  TNF-α, Crohn's"
    assert [text[token.start : token.end] for token in tokenize(text)] == ["TNF", "α", "Crohn's"]
