"""What goes to a study centre: the FHIR bundle, held against the resource models, and the draft of a letter."""

from __future__ import annotations

import base64
import datetime as dt
import hashlib
import json
from typing import Any

import pytest
from fhir.resources.R4B.bundle import Bundle
from fhir.resources.R4B.researchsubject import ResearchSubject
from report_cases import HEMOGLOBIN, HOSTILE, NOTE, match, patient, trial

from matcher.errors import InputError
from matcher.matching.review import Correction, Decision, Remark, Review
from matcher.report.fhir import SUBJECT_STATUS, match_fhir
from matcher.report.letter import letter_html, letter_text
from matcher.report.summary import View, view
from matcher.store.reviews import STATES

AT = dt.datetime(2025, 5, 21, 9, 30, tzinfo=dt.UTC)
REVIEW = (
    Review()
    .decide(Decision("I1", "satisfied", "8.4 after transfusion", "A. Reviewer", AT))
    .correct(Correction("removed", HEMOGLOBIN, "old copy", "B. Reader", AT))
    .remark(Remark("n1", 0, 3, NOTE[:3], "privately noted", "A. Reviewer", AT))
)


@pytest.fixture
def plain() -> View:
    return view(trial(), patient(), match())


@pytest.fixture
def reviewed() -> View:
    return view(trial(), patient(), REVIEW.decided(match()), machine=match(), review=REVIEW)


def _resources(text: str, kind: str) -> list[dict[str, Any]]:
    entries = [entry["resource"] for entry in json.loads(text)["entry"]]
    return [resource for resource in entries if resource["resourceType"] == kind]


def _items(text: str) -> dict[str, dict[str, Any]]:
    return {item["linkId"]: item for item in _resources(text, "QuestionnaireResponse")[0]["item"]}


def _parts(item: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {part["linkId"].partition(".")[2]: part for part in item["item"]}


def test_the_bundle_reads_back_through_the_models_and_all_references_lead_somewhere(reviewed: View) -> None:
    text = match_fhir(reviewed, at=AT)
    bundle = Bundle.model_validate_json(text)
    assert {entry.resource.get_resource_type() for entry in bundle.entry} == {
        "ResearchSubject", "QuestionnaireResponse", "DocumentReference", "Provenance"
    }  # fmt: skip
    addresses = {entry["fullUrl"] for entry in json.loads(text)["entry"]}
    assert len(addresses) == len(bundle.entry)
    led = [line.split('"')[3] for line in text.splitlines() if '"reference":' in line]
    assert led
    assert set(led) <= addresses


def test_the_models_refuse_what_is_no_fhir(plain: View) -> None:
    broken = json.loads(match_fhir(plain, at=AT))
    del broken["entry"][0]["resource"]["individual"]
    with pytest.raises(ValueError, match="individual"):
        Bundle.model_validate(broken)


def test_every_criterion_has_verdict_reason_and_the_place_of_its_words(plain: View) -> None:
    items = _items(match_fhir(plain, at=AT))
    assert [name for name in items if name[0] in "IE"] == ["I1", "I2", "E1", "E2", "E3"]
    low = _parts(items["I1"])
    assert low["verdict"]["answer"][0]["valueCoding"]["code"] == "violated"
    assert low["reason"]["answer"][0]["valueString"] == "Hemoglobin 7.6 g/dL is 76 g/L, below 80 g/L."
    place = {part["linkId"]: part["answer"][0] for part in low["evidence"]["item"]}
    start, end = place["I1.evidence.start"]["valueInteger"], place["I1.evidence.end"]["valueInteger"]
    assert NOTE[start:end] == place["I1.evidence.quote"]["valueString"] == "Hgb 7.6 g/dL"
    assert items["status"]["answer"][0]["valueCoding"]["code"] == "ineligible"
    assert items["open-questions"]["answer"] == [{"valueString": "signed <consent>"}]


def test_a_person_stands_beside_the_matcher_and_private_notes_stay_out(reviewed: View) -> None:
    text = match_fhir(reviewed, at=AT)
    low = _parts(_items(text)["I1"])
    assert low["verdict"]["answer"][0]["valueCoding"]["code"] == "satisfied"
    assert low["matcher"]["answer"][0]["valueCoding"]["code"] == "violated"
    agents = [one["agent"][0] for one in _resources(text, "Provenance")]
    assert [agent["who"]["display"] for agent in agents] == ["trial-matcher 0.1.0", "A. Reviewer", "B. Reader"]
    assert "privately noted" not in text


def test_a_note_goes_along_by_its_hash_and_whole_only_if_asked(plain: View) -> None:
    by_hash = _resources(match_fhir(plain, at=AT), "DocumentReference")[0]
    digest = base64.urlsafe_b64encode(hashlib.sha256(NOTE.encode()).digest()).decode().rstrip("=")
    assert by_hash["masterIdentifier"]["value"] == f"ni:///sha-256;{digest}"
    assert "data" not in by_hash["content"][0]["attachment"]
    whole = _resources(match_fhir(plain, at=AT, with_notes=True), "DocumentReference")[0]
    assert base64.b64decode(whole["content"][0]["attachment"]["data"]).decode() == NOTE


def test_only_a_person_makes_a_patient_eligible(plain: View) -> None:
    def status(state: str | None) -> str:
        return str(_resources(match_fhir(plain, at=AT, state=state), "ResearchSubject")[0]["status"])

    assert status(None) == "potential-candidate"
    assert status("enrolled") == "on-study"
    with pytest.raises(InputError, match="a review is one of"):
        status("perhaps")


def test_every_state_of_a_review_has_a_status_of_the_standard() -> None:
    assert tuple(SUBJECT_STATUS) == STATES
    allowed = ResearchSubject.model_fields["status"].json_schema_extra["enum_values"]
    assert set(SUBJECT_STATUS.values()) <= set(allowed)


def test_characters_that_fhir_forbids_do_not_break_it() -> None:
    odd = view(trial(), patient("Hgb \x00\x1b\ud800 7.6"), match(patient("Hgb \x00\x1b\ud800 7.6")))
    Bundle.model_validate_json(match_fhir(odd, at=AT, with_notes=True))


def test_the_same_result_has_the_same_bundle(plain: View) -> None:
    assert match_fhir(plain, at=AT) == match_fhir(plain, at=AT)


def test_the_letter_tells_for_against_and_open_with_their_words(plain: View) -> None:
    text = letter_text(plain)
    heads = [
        text.index(head) for head in ("What stands in the way\n", "What the record documents\n", "Open questions\n")
    ]
    assert heads == sorted(heads)
    against, speaks, open_ = (text[a:b] for a, b in zip(heads, [*heads[1:], None], strict=True))
    assert "“Hgb 7.6 g/dL” (12 May 2025, 8 days before)" in against
    assert "E1 (Exclusion absent)" in speaks
    assert "signed <consent>" in open_
    assert "No verdict has been confirmed by a person yet." in " ".join(text.split())
    assert max(map(len, text.splitlines())) <= 78


def test_the_letter_is_a_draft_that_names_nobody(plain: View) -> None:
    text = letter_text(plain)
    assert text.startswith("[Draft")
    assert "[patient's name" in text
    assert "P1" not in text


def test_the_letter_tells_who_judged_otherwise_and_keeps_private_notes_private(reviewed: View) -> None:
    for text in (letter_text(reviewed), letter_html(reviewed)):
        said = " ".join(text.split())
        assert "Judged by A. Reviewer, where the software read violated: 8.4 after transfusion" in said
        assert "privately noted" not in said


def test_what_is_assumed_is_not_said_to_be_documented() -> None:
    text = letter_text(view(trial(), patient(), match(absence="assume")))
    documented, assumed = text.split("Taken as absent\n")
    assert "E3" not in documented
    assert "E3 (Exclusion absent): Pregnancy" in assumed


def test_nothing_of_a_note_or_trial_becomes_markup_or_steers_a_terminal(plain: View) -> None:
    assert HOSTILE not in letter_html(plain)
    assert "<script" not in letter_html(plain)
    assert "<b>signed" not in letter_html(plain)
    assert "\x1b" not in letter_text(plain)
    assert "\u202e" not in letter_text(plain)
