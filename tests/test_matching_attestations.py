"""Consent, compliance and visits: promised in words, covered by one another, never read from silence."""

from __future__ import annotations

import pytest
from clinic import AnyOf, Not, atom, chart, excluding, including, judged, quotes, said, verdict

import matcher

CONSENT = including(atom("attestation", value="consent"))
VISITS = including(atom("attestation", value="follow-up"))
TAKES_PART = including(atom("attestation", value="participation"))
UNRELIABLE = excluding(Not(atom("attestation", value="compliance")))
WILL_COMPLY = said("attestation", "compliance", "He [will follow the protocol].", hypothetical=True)


def test_a_promise_is_all_a_note_can_hold() -> None:
    promised = chart(said("attestation", "consent", "She [will sign the consent form] on Monday.", hypothetical=True))
    got = judged(promised, CONSENT)
    assert (got.verdict, got.basis) == ("satisfied", "documented")
    assert quotes(got) == ["She will sign the consent form on Monday."]


@pytest.mark.parametrize(
    "sentence",
    [
        "She [will sign the consent form] if her son agrees.",
        "He [agreed to sign the consent form] unless the scan worsens.",
        "[She might consent] later.",
    ],
)
@pytest.mark.parametrize("hypothetical", [True, False])
def test_a_promise_with_a_reserve_is_open(sentence: str, hypothetical: bool) -> None:
    patient = chart(said("attestation", "consent", sentence, hypothetical=hypothetical, uncertain="might" in sentence))
    assert verdict(patient, CONSENT) == "unknown"


def test_who_follows_the_protocol_comes_to_the_visits_and_takes_part() -> None:
    assert verdict(chart(WILL_COMPLY), VISITS) == verdict(chart(WILL_COMPLY), TAKES_PART) == "satisfied"
    reliable = chart(said("attestation", "compliance", "[Takes her tablets reliably].", qualifiers=("treatment",)))
    assert verdict(reliable, VISITS) == verdict(reliable, TAKES_PART) == "unknown"
    assert verdict(chart(WILL_COMPLY), CONSENT) == "unknown"


def test_a_refusal_stands_against_all() -> None:
    refusing = chart(said("attestation", "refusal", "[Will not give consent] to the study."))
    assert verdict(refusing, CONSENT) == verdict(refusing, TAKES_PART) == "violated"


def test_an_exclusion_never_means_those_who_comply() -> None:
    assert verdict(chart(WILL_COMPLY), UNRELIABLE) == "satisfied"
    hard_to_reach = excluding(AnyOf((atom("condition", "dementia"), atom("attestation", value="follow-up"))))
    assert verdict(chart(WILL_COMPLY), excluding(atom("attestation", value="follow-up"))) == "satisfied"
    assert verdict(chart(WILL_COMPLY), hard_to_reach) == "unknown"
    poor = chart(said("attestation", "follow-up", "[Cannot attend the visits].", negated=True))
    assert verdict(poor, hard_to_reach) == "violated"


@pytest.mark.parametrize(
    ("note", "expected"),
    [
        ("She will give written informed consent for the study.", "satisfied"),
        ("He is willing to sign the consent form of the trial.", "satisfied"),
        ("He will not sign the consent form of the trial.", "violated"),
        ("She will give informed consent to the hernia repair.", "unknown"),
        ("A woman with asthma.", "unknown"),
    ],
)
def test_consent_as_notes_say_it(note: str, expected: str) -> None:
    criterion = matcher.parse_criterion("Written informed consent")
    assert matcher.judge(matcher.read_notes(note), criterion, absence="assume").verdict == expected
