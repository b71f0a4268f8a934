"""Trials from every kind of source, and what is wrong with a source said clearly."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from matcher.errors import Failure, InputError
from matcher.trials.reader import read_trial, read_trials
from matcher.trials.types import Trial

STUDY = {
    "protocolSection": {
        "identificationModule": {"nctId": "NCT09999991", "briefTitle": "A Drug in Rheumatoid Arthritis"},
        "conditionsModule": {"conditions": ["Rheumatoid Arthritis"]},
        "designModule": {"phases": ["PHASE2", "PHASE3"]},
        "eligibilityModule": {
            "eligibilityCriteria": "Inclusion Criteria:\n\n* Active rheumatoid arthritis\n\nExclusion Criteria:\n\n* Platelets \\< 100 x 10^9/L",
            "sex": "FEMALE",
            "minimumAge": "18 Years",
            "maximumAge": "75 Years",
        },
    }
}
XML = """<?xml version="1.0"?><clinical_study><id_info><nct_id>NCT09999992</nct_id></id_info>
<brief_title>Asthma Study</brief_title><phase>Phase 1/Phase 2</phase><condition>Asthma</condition>
<eligibility><criteria><textblock>
  Inclusion Criteria:
    -  asthma for at
       least 5 years
  Exclusion Criteria:
    -  smoking
</textblock></criteria><gender>All</gender><minimum_age>6 Months</minimum_age><maximum_age>N/A</maximum_age></eligibility>
</clinical_study>"""


def test_a_study_of_the_registry() -> None:
    trial = read_trial(STUDY)
    assert (trial.nct_id, trial.title) == ("NCT09999991", "A Drug in Rheumatoid Arthritis")
    assert trial.phase == ("Phase 2", "Phase 3")
    assert (trial.sex, trial.min_age, trial.max_age) == ("female", (18.0, "year"), (75.0, "year"))
    assert trial.condition_concepts == ("rheumatoid arthritis",)
    assert [(c.id, c.origin) for c in trial.criteria] == [
        ("I1", "text"),
        ("E1", "text"),
        ("S1", "field"),
        ("S2", "field"),
    ]
    assert trial.text == STUDY["protocolSection"]["eligibilityModule"]["eligibilityCriteria"]  # type: ignore[index]


def test_structured_fields_are_criteria_only_where_the_text_is_silent() -> None:
    said = json.loads(json.dumps(STUDY))
    said["protocolSection"]["eligibilityModule"]["eligibilityCriteria"] = (
        "Inclusion Criteria:\n* Women aged 18 to 75 years"
    )
    assert [c.id for c in read_trial(said).criteria] == ["I1"]


def test_json_as_text_and_as_file(tmp_path: Path) -> None:
    file = tmp_path / "study.json"
    file.write_text(json.dumps(STUDY), encoding="utf-8")
    assert read_trial(file).criteria == read_trial(json.dumps(STUDY)).criteria == read_trial(STUDY).criteria


def test_legacy_xml() -> None:
    trial = read_trial(XML)
    assert (trial.nct_id, trial.phase, trial.min_age, trial.max_age) == (
        "NCT09999992",
        ("Phase 1", "Phase 2"),
        (6.0, "month"),
        None,
    )
    assert [c.id for c in trial.criteria] == ["I1", "E1", "S1"]
    assert trial.criteria[0].text.split() == ["asthma", "for", "at", "least", "5", "years"]


def test_a_search_page_goes_on_after_a_bad_record() -> None:
    page = {"studies": [STUDY, {"protocolSection": 3}, STUDY], "nextPageToken": "x"}
    kinds = [type(item) for item in read_trials(page)]
    assert kinds == [Trial, Failure, Trial]


def test_a_folder_and_json_lines(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text(json.dumps(STUDY), encoding="utf-8")
    (tmp_path / "b.jsonl").write_text(json.dumps(STUDY) + "\nnot json\n", encoding="utf-8")
    (tmp_path / "c.txt").write_text("Inclusion Criteria:\n* Asthma\n", encoding="utf-8")
    kinds = [type(item) for item in read_trials(tmp_path)]
    assert kinds == [Trial, Trial, Failure, Trial]


def test_a_csv_export_needs_its_eligibility_column(tmp_path: Path) -> None:
    file = tmp_path / "export.csv"
    file.write_text(
        'NCT Number,Study Title,Conditions,Eligibility Criteria\nNCT09999993,T,Asthma|COPD,"Inclusion Criteria:\n* Asthma"\n',
        encoding="utf-8",
    )
    (trial,) = read_trials(file)
    assert isinstance(trial, Trial)
    assert (trial.nct_id, trial.conditions, len(trial.criteria)) == ("NCT09999993", ("Asthma", "COPD"), 1)
    file.write_text("NCT Number,Study Title\nNCT09999993,T\n", encoding="utf-8")
    with pytest.raises(InputError, match="Eligibility Criteria"):
        list(read_trials(file))


def test_a_page_around_the_criteria_is_left_out() -> None:
    page = (
        "Menu\nSkip to main content\nSign in\n\nA Study of a New Drug in Asthma\n\nRecruiting\n18-65 years\nAll\nPhase 2\n\n"
        "Eligibility\n\nInclusion Criteria:\n\n  • Asthma\n  • Age 18 to 65 years\n\nExclusion Criteria:\n\n  • Smoking\n\n"
        "Study details\n    Asthma\n\nNCT09999994\n\nPrimary Contact\nFirst name*\nFAQs\nWhat is a clinical trial?\n"
    )
    trial = read_trial(page)
    assert [c.text for c in trial.criteria] == ["Asthma", "Age 18 to 65 years", "Smoking"]
    assert (trial.nct_id, trial.title, trial.phase) == ("NCT09999994", "A Study of a New Drug in Asthma", ("Phase 2",))
    assert (trial.min_age, trial.max_age, trial.conditions) == ((18.0, "year"), (65.0, "year"), ("Asthma",))
    assert trial.text == page


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("scan.txt", b"%PDF-1.7\n\x00\x01", "scan.txt"),
        ("trial.json", b"{ not json", "line 1"),
        ("trial.json", b'{"a": 1}', "protocolSection"),
        ("trial.json", b"[1, 2]", "trial.json"),
        ("trial.xml", b"<a><b></a>", "line 1"),
        ("trial.xml", b"<a/>", "clinical_study"),
        (
            "page.txt",
            b"Skip to main content\nLog in\nContact us\nPrivacy policy\nFAQs\nA study of something",
            "no eligibility section",
        ),
    ],
)
def test_a_source_that_is_no_trial(tmp_path: Path, name: str, content: bytes, said: str) -> None:
    file = tmp_path / name
    file.write_bytes(content)
    with pytest.raises(InputError) as raised:
        read_trial(file)
    assert said in str(raised.value)
    assert raised.value.mend


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"nowhere\.txt"):
        read_trial(tmp_path / "nowhere.txt")


def test_prose_without_headings_gives_guessed_kinds() -> None:
    trial = read_trial("Adults with psoriasis can join. Pregnant women will be excluded.")
    assert [(c.id, c.kind, c.kind_guessed) for c in trial.criteria] == [
        ("I1", "inclusion", True),
        ("E1", "exclusion", True),
    ]


def test_empty_text_is_a_trial_without_criteria() -> None:
    assert read_trial("").criteria == ()
