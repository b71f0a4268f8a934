"""The 34 criteria of the lupus trial, read from a page as a person pastes it, equal their reviewed trees."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest
import yaml

from matcher.trials.notation import outline
from matcher.trials.reader import read_trial
from matcher.trials.types import Trial

CORPORA = Path(__file__).parent.parent / "corpora"
GOLDEN = yaml.safe_load((CORPORA / "NCT06421701.golden.yaml").read_text(encoding="utf-8"))


@cache
def lupus_trial() -> Trial:
    return read_trial(CORPORA / "NCT06421701.txt")


@pytest.mark.parametrize("gold", GOLDEN, ids=[row["id"] for row in GOLDEN])
def test_criterion_of_the_lupus_trial(gold: dict[str, str]) -> None:
    criterion = next(criterion for criterion in lupus_trial().criteria if criterion.id == gold["id"])
    assert (criterion.kind, criterion.text) == (gold["kind"], gold["text"])
    assert outline(criterion.expression) == gold["tree"].rstrip("\n")
    assert [criterion.text[start:end] for start, end in criterion.unparsed] == gold.get("unparsed", [])


def test_nine_inclusions_and_twenty_five_exclusions_and_nothing_of_the_page() -> None:
    ids = [criterion.id for criterion in lupus_trial().criteria]
    assert ids == [f"I{n}" for n in range(1, 10)] + [f"E{n}" for n in range(1, 26)]
    assert ids == [row["id"] for row in GOLDEN]


def test_fields_around_the_eligibility_section() -> None:
    trial = lupus_trial()
    assert trial.nct_id == "NCT06421701"
    assert trial.title == "Anti-CD19 CAR-NK Cells in Refractory/Relapsed Systemic Lupus Erythematosus"
    assert trial.phase == ("Phase 1",)
    assert (trial.sex, trial.min_age, trial.max_age) == ("all", (18.0, "year"), (65.0, "year"))
    assert trial.conditions == ("Systemic Lupus Erythematosus",)
    assert trial.condition_concepts == ("systemic lupus erythematosus",)


def test_offsets_are_into_the_page_and_into_the_criterion() -> None:
    trial = lupus_trial()
    assert trial.text == (CORPORA / "NCT06421701.txt").read_text(encoding="utf-8")
    for criterion in trial.criteria:
        assert trial.text[criterion.start : criterion.end] == criterion.text
        for atom in criterion.atoms():
            assert criterion.text[atom.start : atom.end] == atom.text, criterion.id
            assert atom.text
