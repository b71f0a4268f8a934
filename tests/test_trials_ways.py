"""How a thing is known is no alternative to it: whoever had a CT does not have what the CT is to show."""

from __future__ import annotations

import pytest
from clinic import Said, chart, said, woman
from trees import lines, tree, unparsed

import matcher
from matcher.matching.judge import judge


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Gallstones, diagnosed with ultrasound or CT", "condition cholelithiasis"),
        ("Documentation of venous thrombosis in an imaging study, either CT or MRI", "condition venous thrombosis"),
        ("Seizures detected clinically and/or by EEG", "condition seizure"),
        ("Seizures (detected clinically or by EEG)", "condition seizure"),
        ("Cirrhosis on ultrasound, biopsy or elastography", "condition cirrhosis"),
        ("Metastases by bone scan, CT (computed tomography), or MRI", "condition metastatic cancer"),
        ("LVEF < 40% by echocardiography or MRI", "measurement left ventricular ejection fraction: < 40 %"),
        ("CT or MRI showing brain metastases", "condition brain metastasis"),
        ("Ultrasound or MRI diagnosis of adenomyosis", "condition adenomyosis"),
        ("MRI-confirmed multiple sclerosis", "condition multiple sclerosis"),
        ("Histologically or cytologically proven melanoma", "condition melanoma"),
        ("No evidence of metastases on CT or bone scan", "Not\n  condition metastatic cancer"),
    ],
)
def test_the_ways_to_a_thing_are_dropped(text: str, expected: str) -> None:
    assert tree(text) == expected
    assert unparsed(text) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Asthma, CT or MRI within 4 weeks", ("condition asthma", "procedure computed tomography [<= 4 week before]", "procedure magnetic resonance imaging [<= 4 week before]")),
        ("Asthma treated by endoscopy or biopsy", None),
        ("Claustrophobia or MRI within 4 weeks", ("condition claustrophobia", "procedure magnetic resonance imaging [<= 4 week before]")),
    ],
)  # fmt: skip
def test_an_examination_that_is_asked_for_stays(text: str, expected: tuple[str, ...] | None) -> None:
    read = tree(text, "exclusion")
    if expected is None:
        assert "procedure" in read
    else:
        assert read == lines("AnyOf", *(f"  {line}" for line in expected))


CT = said("procedure", "computed tomography", "A [CT] was done.")
STONES = said("condition", "cholelithiasis", "Known [gallstones].")


@pytest.mark.parametrize(("told", "verdict"), [(CT, "unknown"), (STONES, "satisfied")])
def test_the_thing_and_not_the_way_meets_the_criterion(told: Said, verdict: str) -> None:
    criterion = matcher.parse_criterion("Gallstones on ultrasound, CT or MRI")
    assert judge(chart(*woman(), told), criterion).verdict == verdict
