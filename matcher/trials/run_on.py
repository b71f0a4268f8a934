"""Statements run together without a stop: "patients who have gout patients who take insulin" are two."""

from __future__ import annotations

from matcher.trials.groups import first
from matcher.trials.items import Item

_SUBJECTS = frozenset({
    "patients", "patient", "subjects", "subject", "participants", "participant", "individuals", "individual", "persons", "those", "volunteers",
})  # fmt: skip
_RELATIVE = frozenset({"who", "with", "whose", "that", "having", "undergoing", "taking", "receiving"})
_THINGS = ("term", "word", "generic", "quantity", "span", "bracket", "attestation", "participation", "numeral")


def with_stops(items: list[Item], text: str) -> list[Item]:
    """The items of a statement with a stop before each subject that is said again.

    A subject behind a preposition, a conjunction or a verb ("in patients with …", "of subjects who …") begins nothing.
    """
    lead = first(items, lambda item: item.kind not in ("mark", "drop"))
    if lead is None or not _is_subject(items, lead, text):
        return items
    kept = items[: lead + 1]
    for position in range(lead + 1, len(items)):
        item = items[position]
        if (
            _is_subject(items, position, text)
            and items[position - 1].kind in _THINGS
            and item.said(text).split() == items[lead].said(text).split()
        ):
            kept.append(Item("stop", item.start, item.start))
        kept.append(item)
    return kept


def _is_subject(items: list[Item], position: int, text: str) -> bool:
    said = items[position].said(text).split()
    if items[position].kind != "filler" or not said or said[-1] not in _SUBJECTS or position + 1 >= len(items):
        return (
            len(said) > 1
            and items[position].kind in ("filler", "with")
            and said[-2] in _SUBJECTS
            and said[-1] in _RELATIVE
        )
    following = items[position + 1].said(text).split()
    return bool(following) and following[0] in _RELATIVE
