"""Drugs and vaccines: windows, courses, classes, plans."""

from __future__ import annotations

import pytest
from clinic import (
    atom,
    chart,
    excluding,
    including,
    judged,
    longer_than,
    quotes,
    said,
    verdict,
    within,
)

B_CELL = excluding(atom("exposure", "b-cell-targeted therapy", window=within(4, "week")))
CD19 = excluding(atom("exposure", "cd19-targeted therapy"))
LIVE_VACCINE = excluding(atom("exposure", "live vaccine", window=within(4, "week")))
NEVER = {"negated": True, "status": "never"}


@pytest.mark.parametrize(
    ("statements", "expected"),
    [
        ([said("exposure", "rituximab", "[Rituximab] on 05/15.", date="2025-05-15")], "violated"),
        ([said("exposure", "rituximab", "[Rituximab] on 05/05.", date="2025-05-05")], "violated"),
        ([said("exposure", "rituximab", "[Rituximab] on 05/04.", date="2025-05-04")], "unknown"),
        (
            [said("exposure", "rituximab", "Last [rituximab] on 01/04.", date="2025-01-04", qualifiers=("last",))],
            "satisfied",
        ),
        ([said("exposure", "rituximab", "[Rituximab] in May.", date="2025-05")], "unknown"),
        ([said("exposure", "rituximab", "[Rituximab] planned.", hypothetical=True, status="planned")], "unknown"),
        ([said("exposure", "belimumab", "[Belimumab] weekly.", status="active")], "violated"),
        (
            [
                said(
                    "exposure",
                    "belimumab",
                    "[Belimumab] 6/2023 - 8/2024.",
                    started="2023-06",
                    stopped="2024-08",
                    status="stopped",
                )
            ],
            "satisfied",
        ),
        ([said("exposure", "b-cell-targeted therapy", "Never any [B-cell drug].", **NEVER)], "satisfied"),
        ([said("exposure", "rituximab", "Never [rituximab].", **NEVER)], "unknown"),
        (
            [
                said(
                    "exposure",
                    "rituximab",
                    "Never received [rituximab].",
                    "2025-03-12",
                    qualifiers=("copied forward",),
                    **NEVER,
                ),
                said("exposure", "rituximab", "[Rituximab 1 g] on 05/20.", date="2025-05-20"),
            ],
            "violated",
        ),
        ([said("exposure", "hydroxychloroquine", "[HCQ] daily.", status="active")], "unknown"),
    ],
)
def test_b_cell_drugs_of_the_last_four_weeks(statements, expected) -> None:
    assert verdict(chart(*statements), B_CELL) == expected


def test_overruled_text_is_shown() -> None:
    patient = chart(
        said(
            "exposure",
            "rituximab",
            "Never received [rituximab].",
            "2025-03-12",
            qualifiers=("copied forward",),
            **NEVER,
        ),
        said("exposure", "rituximab", "[Rituximab 1 g] on 05/20.", date="2025-05-20"),
    )
    got = judged(patient, B_CELL)
    assert (quotes(got), quotes(got, "contradicts")) == (["Rituximab 1 g"], ["Never received rituximab."])


def test_a_class_denied_denies_its_kinds_and_a_member_given_is_no_other_member() -> None:
    denied = chart(said("exposure", "b-cell-targeted therapy", "No [B-cell drug] ever.", **NEVER))
    given = chart(said("exposure", "rituximab", "[Rituximab] in 2020.", date="2020"))
    assert (verdict(denied, CD19), verdict(given, CD19)) == ("satisfied", "unknown")


@pytest.mark.parametrize(
    ("statements", "expected"),
    [
        ([said("exposure", "live vaccine", "No [live vaccine] since childhood.", **NEVER)], "satisfied"),
        (
            [said("exposure", "influenza vaccine", "[Influenza vaccine, inactivated] 05/20.", date="2025-05-20")],
            "unknown",
        ),
        (
            [
                said("exposure", "recombinant zoster vaccine", "[Shingrix] given 05/19.", date="2025-05-19"),
                said(
                    "exposure",
                    "vaccine",
                    "No other [vaccine] this year.",
                    negated=True,
                    qualifiers=("other",),
                    date="2025-01-01",
                ),
            ],
            "satisfied",
        ),
        ([said("exposure", "mmr vaccine", "[MMR] on 05/12.", date="2025-05-12")], "violated"),
        ([said("exposure", "vaccine", "No [vaccine] since 05/20.", negated=True, date="2025-05-20")], "unknown"),
    ],
)
def test_live_vaccines(statements, expected) -> None:
    assert verdict(chart(*statements), LIVE_VACCINE) == expected


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        ({"started": "2024-12", "status": "active"}, "unknown"),
        ({"started": "2024-11", "status": "active"}, "satisfied"),
        ({"started": "2025-01", "status": "active"}, "violated"),
        ({"started": "2023", "stopped": "2024", "status": "stopped"}, "unknown"),
        ({"duration": 540.0}, "satisfied"),
        ({"status": "active"}, "unknown"),
    ],
)
def test_length_of_a_course_with_imprecise_dates(more, expected) -> None:
    drug = including(atom("exposure", "azathioprine", duration=longer_than(6, "month")))
    assert verdict(chart(said("exposure", "azathioprine", "[Azathioprine].", **more)), drug) == expected


def test_a_later_stop_ends_what_an_earlier_note_called_current() -> None:
    patient = chart(
        said("exposure", "belimumab", "[Belimumab] weekly.", "2025-01-10", status="active"),
        said("exposure", "belimumab", "[Belimumab] was stopped in February.", stopped="2025-02", status="stopped"),
    )
    assert verdict(patient, B_CELL) == "satisfied"


def test_a_mention_without_date_is_of_the_course_that_is_dated() -> None:
    patient = chart(
        said(
            "exposure",
            "belimumab",
            "[Belimumab] 6/2023 - 8/2024.",
            started="2023-06",
            stopped="2024-08",
            status="stopped",
        ),
        said("exposure", "belimumab", "Failed [belimumab].", response="inadequate response"),
    )
    assert verdict(patient, B_CELL) == "satisfied"


def test_a_treatment_that_is_talked_of_is_not_given() -> None:
    prior = excluding(atom("exposure", "cell therapy"))
    asked = said("exposure", "cell therapy", "Asked about [cell therapy].")
    assert verdict(chart(asked), prior) == "unknown"
    given = said("exposure", "car-t cell therapy", "[CAR-T cells] in 2023.", date="2023")
    assert verdict(chart(given), prior) == "violated"
    denied = said("exposure", "cell therapy", "No [cell therapy] so far.", **NEVER)
    assert verdict(chart(asked, denied), prior) == "satisfied"
