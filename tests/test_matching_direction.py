"""What a criterion means where its words leave something out."""

from __future__ import annotations

import dataclasses

import pytest
from clinic import AllOf, AnyOf, IfThen, Not, atom, chart, excluding, including, man, said, verdict, woman

import matcher
from matcher.matching.direction import meant

PROMISE = said("attestation", "compliance", "She [will follow the protocol].", hypothetical=True)


@pytest.mark.parametrize(
    "text", ["complete the diary", "return all questionnaires", "understand", "attend scheduled visits"]
)
def test_duties_are_attestations(text: str) -> None:
    asked = including(atom("other", text=text))
    assert verdict(chart(PROMISE), asked) == "satisfied"
    assert verdict(chart(), asked) == verdict(chart(), asked, "assume") == "unknown"


@pytest.mark.parametrize("text", ["able to climb stairs", "complete fifty pedal turns"])
def test_what_no_one_promised_stays_open(text: str) -> None:
    assert verdict(chart(PROMISE), including(atom("other", text=text))) == "unknown"


def test_an_exclusion_for_want_of_them() -> None:
    assert verdict(chart(PROMISE), excluding(atom("other", text="unable to answer questions"))) == "satisfied"
    assert meant(excluding(atom("other", text="refused"))) == Not(
        atom("attestation", text="refused", value="compliance")
    )


def test_fragments_that_tell_nothing_are_left_out() -> None:
    asthma = atom("condition", "asthma")
    assert meant(including(AllOf((asthma, atom("other", text="defined"))))) == asthma
    assert meant(including(IfThen(asthma, atom("other", text="included")))) == asthma
    two = AnyOf((asthma, atom("condition", "gout")))
    assert meant(including(two)) == two


def test_an_exclusion_of_women_does_not_concern_men() -> None:
    nursing = excluding(AllOf((atom("sex", value="female"), atom("condition", "gout"))))
    assert verdict(chart(*man()), nursing) == "not_applicable"
    gout = said("condition", "gout", "[Gout] of the big toe.")
    assert verdict(chart(*woman(), gout), nursing) == "violated"
    assert verdict(chart(*woman()), nursing) == "unknown"


def test_words_that_found_no_place_may_narrow() -> None:
    short = matcher.read_notes("A 40-year-old man is short of breath on stairs.")
    criterion = matcher.parse_criterion("Dyspnea", kind="exclusion")
    assert matcher.judge(short, criterion).verdict == "violated"
    narrower = dataclasses.replace(criterion, text="Dyspnea frobbing", unparsed=((8, 16),))
    assert matcher.judge(short, narrower).verdict == "unknown"
    empty = dataclasses.replace(criterion, text="Dyspnea present", unparsed=((8, 15),))
    assert matcher.judge(short, empty).verdict == "violated"


def test_a_demand_only_women_can_meet_does_not_concern_men() -> None:
    tested = including(AllOf((atom("sex", value="female"), atom("measurement", "pregnancy test", quality="negative"))))
    assert verdict(chart(*man()), tested) == "not_applicable"
    assert verdict(chart(*woman(30)), tested) == "unknown"
    women = including(AllOf((atom("sex", value="female"), atom("condition", "gout"))))
    assert verdict(chart(*man()), women) == "violated"


def test_whom_a_criterion_is_about_is_not_what_it_excludes() -> None:
    text = "Children/parents with gout"
    child = atom("age", value="child", text="Children")
    about = dataclasses.replace(excluding(AnyOf((child, atom("condition", "gout")))), text=text)
    assert verdict(chart(*man(8)), about) == "unknown"
    both = dataclasses.replace(about, text="Children, gout")
    assert verdict(chart(*man(8)), both) == "violated"


def test_any_condition_that_speaks_against_the_drug_is_not_any_allergy() -> None:
    hay_fever = said("allergy", "pollen", "Allergic to [pollen].")
    asked = excluding(atom("allergy", "disease", qualifiers=("contraindication",)))
    assert verdict(chart(hay_fever), asked) == "unknown"


def test_what_no_silence_tells() -> None:
    told = said("condition", "asthma", "He has had [asthma] since he was a boy and is otherwise quite well at present.")
    for criterion in (
        excluding(atom("exposure", "drug")),
        excluding(atom("allergy", "beta blocker", qualifiers=("contraindication",))),
    ):
        assert verdict(chart(*man(), told), criterion, "assume") == "unknown"
    assert verdict(chart(*man(), told), excluding(atom("exposure", "beta blocker")), "assume") == "satisfied"
