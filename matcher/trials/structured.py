"""Criteria made of a record's structured fields, where its text does not say them."""

from __future__ import annotations

from collections.abc import Sequence

from matcher.trials.fields import Limit
from matcher.trials.registry import TrialRecord
from matcher.trials.types import Atom, Bounds, Criterion


def field_criteria(record: TrialRecord, criteria: Sequence[Criterion]) -> list[Criterion]:
    """S1, S2 … for sex and ages, each only if no criterion of the text has an atom of that type."""
    said = {atom.type for criterion in criteria for atom in criterion.atoms() if atom.type != "age" or atom.bounds}
    atoms: list[Atom] = []
    if record.sex != "all" and "sex" not in said:
        atoms.append(Atom("sex", record.sex, 0, len(record.sex), value=record.sex))
    if (record.min_age or record.max_age) and "age" not in said:
        atoms.append(_age(record.min_age, record.max_age))
    return [
        Criterion(f"S{number}", "inclusion", atom.text, atom, origin="field") for number, atom in enumerate(atoms, 1)
    ]


def _age(low: Limit, high: Limit) -> Atom:
    bounds: list[Bounds] = []
    if low and high and low[1] == high[1]:
        bounds.append(Bounds(lower=low[0], upper=high[0], unit=low[1]))
        text = f"{low[0]:g} to {high[0]:g} {low[1]}s"
    else:
        bounds += [Bounds(lower=low[0], unit=low[1])] if low else []
        bounds += [Bounds(upper=high[0], unit=high[1])] if high else []
        said = [f"at least {low[0]:g} {low[1]}s" if low else "", f"at most {high[0]:g} {high[1]}s" if high else ""]
        text = " and ".join(part for part in said if part)
    return Atom("age", text, 0, len(text), bounds=tuple(bounds))
