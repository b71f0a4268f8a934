"""JSON Schema of the public types, for programs that read what `to_dict()` writes."""

from __future__ import annotations

import dataclasses
import datetime as dt
import types
import typing
from functools import cache
from typing import Any

from matcher.records import Record

_SCALARS: dict[Any, dict[str, Any]] = {
    str: {"type": "string"},
    int: {"type": "integer"},
    float: {"type": "number"},
    bool: {"type": "boolean"},
    dt.date: {"type": "string", "format": "date"},
    type(None): {"type": "null"},
}


@cache
def _public_types() -> tuple[type[Record], ...]:
    from matcher.matching import types as matching
    from matcher.notes import types as notes
    from matcher.trials import types as trials

    return (
        trials.Bounds,
        trials.Window,
        trials.Duration,
        trials.Atom,
        trials.AllOf,
        trials.AnyOf,
        trials.Not,
        trials.AtLeast,
        trials.IfThen,
        trials.Criterion,
        trials.Trial,
        notes.Note,
        notes.Fact,
        notes.Patient,
        matching.Evidence,
        matching.Part,
        matching.Judgement,
        matching.TrialMatch,
    )


def schema() -> dict[str, Any]:
    """JSON Schema (draft 2020-12) of all public types: one entry a type under `$defs`.

    >>> import matcher
    >>> matcher.schema()["$defs"]["Window"]["properties"]["side"]["enum"]
    ['before', 'after', 'around']
    """
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "matcher",
        "$defs": {cls.__name__: _schema_of(cls) for cls in _public_types()},
    }


def _schema_of(cls: type[Record]) -> dict[str, Any]:
    hints = typing.get_type_hints(cls)
    properties = {f.name: _type_schema(hints[f.name]) for f in dataclasses.fields(cls) if not f.name.startswith("_")}  # type: ignore[arg-type]
    return {"type": "object", "description": (cls.__doc__ or "").strip().split("\n")[0], "properties": properties}


def _type_schema(hint: Any) -> dict[str, Any]:
    if hint in _SCALARS:
        return _SCALARS[hint]
    if isinstance(hint, type) and dataclasses.is_dataclass(hint):
        return {"$ref": f"#/$defs/{hint.__name__}"}
    origin, arguments = typing.get_origin(hint), typing.get_args(hint)
    if origin is typing.Literal:
        return {"enum": list(arguments)}
    if origin in (typing.Union, types.UnionType):
        return {"anyOf": [_type_schema(argument) for argument in arguments]}
    if origin in (tuple, list) and len(arguments) == 2 and arguments[1] is Ellipsis:
        return {"type": "array", "items": _type_schema(arguments[0])}
    if origin is tuple:
        return {"type": "array", "prefixItems": [_type_schema(a) for a in arguments], "maxItems": len(arguments)}
    if origin is dict:
        return {"type": "object", "additionalProperties": _type_schema(arguments[1])}
    return {}
