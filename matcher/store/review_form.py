"""A review as JSON and back."""

from __future__ import annotations

import dataclasses
import datetime as dt
import types
import typing
from collections.abc import Mapping
from functools import cache
from typing import Any, TypeVar

from matcher.matching.review import Correction, Decision, Remark, Review
from matcher.notes.types import Fact

_T = TypeVar("_T")


def to_json(review: Review) -> dict[str, Any]:
    """The review as JSON-ready data: a point in time as ISO text."""
    return review.to_dict()


def from_json(data: Mapping[str, Any]) -> Review:
    """The review that `to_json` wrote. A key that this version does not know is left out.

    Raises:
        ValueError, TypeError, KeyError: it is none.
    """
    return Review(
        decisions=tuple(_made(Decision, one) for one in data.get("decisions", ())),
        corrections=tuple(
            _made(Correction, {**one, "fact": _made(Fact, one["fact"])}) for one in data.get("corrections", ())
        ),
        remarks=tuple(_made(Remark, one) for one in data.get("remarks", ())),
    )


def _made(kind: type[_T], data: Mapping[str, Any]) -> _T:
    hints = _hints(kind)  # type: ignore[arg-type]
    return kind(**{name: _value(hints[name], value) for name, value in data.items() if name in hints})


@cache
def _hints(kind: type) -> dict[str, Any]:
    hints = typing.get_type_hints(kind)
    return {field.name: hints[field.name] for field in dataclasses.fields(kind)}


def _value(hint: Any, value: Any) -> Any:
    """The value a JSON value stands for, by the type of its field."""
    if value is None:
        return None
    origin = typing.get_origin(hint)
    if origin in (typing.Union, types.UnionType):
        hint = next(one for one in typing.get_args(hint) if one is not type(None))
        origin = typing.get_origin(hint)
    if hint is dt.datetime:
        return dt.datetime.fromisoformat(value) if isinstance(value, str) else value
    if hint is dt.date:
        return dt.date.fromisoformat(value) if isinstance(value, str) else value
    if origin is tuple:
        return tuple(value)
    return value
