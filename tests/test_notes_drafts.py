"""Drafts of facts: the same fields as a fact, and facts that nobody can change once they are assembled."""

from __future__ import annotations

import dataclasses
import pickle

import pytest

import matcher
from matcher.notes.types import Fact
from matcher.notes.view import FactDraft

FACT, DRAFT = ({field.name: field for field in dataclasses.fields(kind)} for kind in (Fact, FactDraft))


def test_a_draft_has_the_fields_of_a_fact() -> None:
    assert DRAFT.keys() == FACT.keys()


@pytest.mark.parametrize("name", [name for name in FACT if FACT[name].default is not dataclasses.MISSING])
def test_what_a_fact_need_not_say_a_draft_need_not_say_either(name: str) -> None:
    assert (DRAFT[name].type, DRAFT[name].default) == (FACT[name].type, FACT[name].default)


def test_an_assembled_fact_stays_as_it_is() -> None:
    (fact,) = matcher.read_notes("Known gout.").facts
    assert type(fact) is Fact
    with pytest.raises(dataclasses.FrozenInstanceError):
        fact.concept = "asthma"  # type: ignore[misc]
    assert pickle.loads(pickle.dumps(fact)) == fact
