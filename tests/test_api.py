"""The public API holds as documented, and loads nothing before it is asked for."""

from __future__ import annotations

import subprocess
import sys

import jsonschema
import pytest

import matcher


def test_every_public_name_is_there() -> None:
    for name in matcher.__all__:
        assert getattr(matcher, name) is not None


def test_the_names_and_the_table_of_their_modules_agree() -> None:
    assert sorted(matcher._MODULE_OF) == sorted(matcher.__all__)


def test_an_unknown_name_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="no_such_name"):
        _ = matcher.no_such_name


def test_import_loads_no_heavy_library() -> None:
    code = "import sys, matcher; print([m for m in ('spacy', 'medspacy', 'numpy', 'streamlit', 'yaml') if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_results_fit_the_schema() -> None:
    schema = matcher.schema()
    jsonschema.Draft202012Validator.check_schema(schema)

    def check(name: str, value: object) -> None:
        jsonschema.validate(value, schema | {"$ref": f"#/$defs/{name}"})

    patient = matcher.read_notes("34-year-old woman. Hgb 7.9 g/dL on 05/12/2025. No diabetes.")
    trial = matcher.read_trial(
        "Inclusion Criteria:\n* Hemoglobin >= 80 g/L\nExclusion Criteria:\n* Diabetes\n* Pregnancy"
    )
    check("Patient", patient.to_dict())
    check("Trial", trial.to_dict())
    check("TrialMatch", matcher.match(patient, trial).to_dict())
    check("Judgement", matcher.judge(patient, trial.criteria[0]).to_dict())


def test_input_error_names_source_record_and_mend() -> None:
    error = matcher.InputError("a.csv", "line 3", "Give the column 'text'.")
    assert (error.source, error.record, error.mend) == ("a.csv", "line 3", "Give the column 'text'.")
    assert str(error) == "a.csv, line 3: Give the column 'text'."
