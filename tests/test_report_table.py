"""The terminal's tables, the JSON and the tree."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from report_cases import NOTE, SCREENING, match, patient, trial

from matcher.matching.wording import date_words
from matcher.report.json import facts_json, match_json
from matcher.report.summary import Quote, view, when
from matcher.report.table import aligned, facts_table, match_table, value_words
from matcher.report.tree import atom_words, coverage, tree
from matcher.report.visible import width


@pytest.mark.parametrize("columns", [80, 100, 160])
def test_the_table_fits_the_terminal(columns: int) -> None:
    text = match_table(view(trial(), patient(), match()), columns)
    assert max(width(line) for line in text.splitlines()) <= columns


def test_the_table_names_verdict_basis_reason_and_dated_quote() -> None:
    text = match_table(view(trial(), patient(), match()), 160)
    assert "Not eligible: 2 violated, 1 unknown, 1 satisfied, 1 not applicable. Ruled out by: I1, E2." in text
    line = next(line for line in text.splitlines() if line.startswith("I1"))
    assert line.split()[:5] == ["I1", "inclusion", "✕", "violated", "derived"]
    assert "“Hgb 7.6 g/dL” (12 May 2025, 8 days before)" in text
    assert "missing: signed <consent>" in text
    assert "Nothing was assumed." in text


def test_nothing_steers_the_terminal() -> None:
    shown = view(trial(), patient(), match())
    for text in (
        match_table(shown, 120),
        match_json(shown),
        facts_table(patient(), 120),
        facts_json(patient()),
        tree(trial()),
    ):
        assert all(char == "\n" or char.isprintable() for char in text)
    assert "␛[31mred␇" in match_table(shown, 200)


def test_json_is_the_public_record_and_keeps_every_character() -> None:
    record = json.loads(match_json(view(trial(), patient(), match())))
    assert record["status"] == "ineligible"
    assert [judgement["criterion_id"] for judgement in record["judgements"]] == ["I1", "I2", "E1", "E2", "E3"]
    assert [criterion["id"] for criterion in record["criteria"]] == ["I1", "I2", "E1", "E2", "E3"]
    quote = record["judgements"][1]["evidence"][0]
    assert NOTE[quote["start"] : quote["end"]] == quote["text"]
    assert "\x1b[31mred" in record["judgements"][1]["reason"]


def test_facts_show_value_date_and_assertion() -> None:
    lines = facts_table(patient(), 160).splitlines()
    low = next(line for line in lines if "hemoglobin" in line)
    assert "7.6 g/dL (12–15.5) L" in low
    assert "12 May 2025" in low
    denied = next(line for line in lines if "diabetes mellitus" in line)
    assert denied.startswith("1:3")
    assert "negated" in denied


def test_facts_json_does_not_repeat_the_notes() -> None:
    record = json.loads(facts_json(patient()))
    assert record["notes"] == [{"note_id": "n1", "date": "2025-05-14", "title": "Clinic <note>"}]
    assert len(record["facts"]) == 2


def test_a_patient_without_facts_is_said() -> None:
    assert "No facts were found." in facts_table(replace(patient(), facts=()))


def test_long_cells_wrap_in_their_own_column() -> None:
    lines = aligned(("A", "B"), [(("one two three four five six seven",), ("x" * 50,))], 40)
    assert all(len(line) <= 40 for line in lines)
    assert "".join(line[12:] for line in lines[2:]).count("x") == 50
    assert " ".join(" ".join(line[:10] for line in lines[2:]).split()) == "one two three four five six seven"


def test_the_tree_shows_logic_and_coverage() -> None:
    text = tree(trial())
    assert "2 inclusion and 3 exclusion criteria" in text
    assert "- measurement: hemoglobin ≥ 80 g/L" in text
    assert "- exposure: b-cell-targeted therapy <= 4 week before screening" in text
    assert (
        "  all of\n      - condition: diabetes mellitus\n      not\n          - other: “well-controlled type 2”" in text
    )
    assert "no place found for: “except”" in text


def test_coverage_counts_words_without_a_place() -> None:
    whole, _, half, *_ = trial().criteria
    assert coverage(whole) == 1
    assert 0 < coverage(half) < 0.5


def test_value_words_of_a_fact_without_value() -> None:
    assert value_words(patient().facts[1]) == ""


def test_dates_cannot_be_read_two_ways() -> None:
    import datetime as dt

    day = dt.date(2025, 5, 6)
    assert [date_words(day, kind) for kind in ("day", "month", "year")] == ["6 May 2025", "May 2025", "2025"]


@pytest.mark.parametrize(
    ("day", "words"),
    [
        ("2025-05-20", "20 May 2025, day of screening"),
        ("2025-05-19", "19 May 2025, 1 day before"),
        ("2025-05-22", "22 May 2025, 2 days after"),
        ("2024-11-21", "21 Nov 2024, 180 days before"),
        ("2024-11-01", "1 Nov 2024, 6 months before"),
        ("1983-03-22", "22 Mar 1983, 42 years before"),
    ],
)
def test_a_quote_says_when(day: str, words: str) -> None:
    import datetime as dt

    dated = dt.date.fromisoformat(day)
    quote = Quote("x", 0, "n1", 0, 1, "supports", dated, "day", False, (SCREENING - dated).days)
    assert when(quote) == words


def test_an_atom_in_one_line() -> None:
    assert atom_words(trial().criteria[0].expression) == "measurement: hemoglobin ≥ 80 g/L"  # type: ignore[arg-type]
