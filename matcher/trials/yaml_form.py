"""A trial as a YAML file that a coordinator can review, correct and feed back.

format: matcher-trial/1
nct_id: NCT06421701
criteria:
  - id: E3
    kind: exclusion
    text: Severe lupus nephritis (defined as …
    expression:
      any:
        - type: measurement
          analyte: creatinine
          bounds: ["> 2.5 mg/dL", "> 221 µmol/L"]
          text: serum creatinine > 2.5 mg/dL or 221 µmol/L
"""

from __future__ import annotations

from dataclasses import fields
from typing import Any

from matcher.trials.notation import write_bounds
from matcher.trials.types import AllOf, AnyOf, AtLeast, Atom, Bounds, Criterion, Expression, IfThen, Not, Trial
from matcher.trials.yaml_reading import FORMAT, from_yaml

__all__ = ["from_yaml", "is_yaml_form", "to_yaml"]

_WIDTH = 120


def is_yaml_form(text: str) -> bool:
    """Whether a text is our own reviewed form of a trial."""
    return any(line.startswith(f"format: {FORMAT}") for line in text.splitlines()[:10])


def to_yaml(trial: Trial) -> str:
    """A trial as a reviewable file; `read_trial` takes it back."""
    import yaml

    class Dumper(yaml.SafeDumper):
        """Writes long texts as blocks."""

    def text_block(dumper: Any, value: str) -> Any:
        style = "|" if "\n" in value else None
        return dumper.represent_scalar("tag:yaml.org,2002:str", value, style=style)

    Dumper.add_representer(str, text_block)
    data: dict[str, Any] = {
        "format": FORMAT,
        "nct_id": trial.nct_id,
        "title": trial.title,
        "conditions": list(trial.conditions),
        "condition_concepts": list(trial.condition_concepts),
        "subjects": [list(group) for group in trial.subjects],
        "phase": list(trial.phase),
        "sex": trial.sex,
        "min_age": _age(trial.min_age),
        "max_age": _age(trial.max_age),
        "source": trial.source,
        "criteria": [_criterion(criterion) for criterion in trial.criteria],
        "text": trial.text,
    }
    body: str = yaml.dump(data, Dumper=Dumper, allow_unicode=True, sort_keys=False, width=_WIDTH)
    return body


def _age(limit: tuple[float, str] | None) -> str | None:
    return f"{limit[0]:g} {limit[1]}" if limit else None


def _criterion(criterion: Criterion) -> dict[str, Any]:
    data: dict[str, Any] = {"id": criterion.id, "kind": criterion.kind}
    if criterion.kind_guessed:
        data["kind_guessed"] = True
    if criterion.origin != "text":
        data["origin"] = criterion.origin
    data |= {"text": criterion.text, "start": criterion.start, "end": criterion.end}
    if criterion.unparsed:
        data["unparsed"] = [list(stretch) for stretch in criterion.unparsed]
    data["expression"] = expression_data(criterion.expression)
    return data


def expression_data(expression: Expression) -> dict[str, Any]:
    """An expression as plain data: `all`, `any`, `not`, `at_least`/`of`, `if`/`then`, or an atom's fields."""
    match expression:
        case AllOf(items):
            return {"all": [expression_data(item) for item in items]}
        case AnyOf(items):
            return {"any": [expression_data(item) for item in items]}
        case Not(item):
            return {"not": expression_data(item)}
        case AtLeast(n, items):
            return {"at_least": n, "of": [expression_data(item) for item in items]}
        case IfThen(condition, then):
            return {"if": expression_data(condition), "then": expression_data(then)}
        case Atom():
            return _atom(expression)
    raise TypeError(type(expression).__name__)


def _atom(atom: Atom) -> dict[str, Any]:
    data: dict[str, Any] = {}
    for field in fields(atom):
        value = getattr(atom, field.name)
        if value in (None, ()) or (field.name == "concepts" and value == (atom.analyte,)):
            continue
        if field.name == "bounds":
            data["bounds"] = [write_bounds(bounds) for bounds in value]
        elif isinstance(value, Bounds):
            data[field.name] = write_bounds(value)
        elif field.name in ("window", "duration"):
            held = ((part.name, getattr(value, part.name)) for part in fields(value))
            data[field.name] = {name: item for name, item in held if item not in (None, "")}
        elif field.name in ("kinds", "examples"):
            data[field.name] = [_atom(held) for held in value]
        else:
            data[field.name] = list(value) if isinstance(value, tuple) else value
    last = ("text", "start", "end", "kinds", "examples")
    order = [name for name in data if name not in last]
    return {name: data[name] for name in (*order, *(name for name in last if name in data))}
