"""What the words of a criterion cannot mean, though they were read so; each repair holds for every criterion of its form.

- Ages no one can have at once ("12 to 18 months, 6 to 12 months") are alternatives.
- "Severe diseases (heart failure, cirrhosis)": the list says which; the wide head asks for nothing beside it.
- "Heart block (without a pacemaker)", "liver or kidney disease that in the opinion of the investigator …": what narrows does so for all
  that stands before it.
- "Another trial of a drug or device": what a trial is of is no treatment of its own.
- No trial shuts out those who use contraception or agree to: where the words tell of will, it is its lack that excludes.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from dataclasses import replace
from functools import cache

from matcher.matching.attestations import weighs_diseases
from matcher.matching.knowledge import rows
from matcher.matching.windows import DAYS_IN
from matcher.terms.types import ROOTS
from matcher.trials.types import AllOf, AnyOf, Atom, Bounds, Criterion, Expression, IfThen, Not, leaves

OPINION = "investigator opinion"
_SPOKEN_OF = frozenset({"condition", "exposure", "procedure"})
_OPENS_LIST = re.compile(r"\s*(?:such as|including|namely)?\s*[(\[:]\s*", re.IGNORECASE)
_NARROWS = re.compile(
    r"(?:[^.;:()]{0,40}\(|\s*,)?\s*(?:but |and )?(?:without|not (?:including|requiring|treated|controlled))\s*(?:an?|any|the)?\s*",
    re.IGNORECASE,
)
_RELATIVE = re.compile(r"[^.;:]*\b(?:that|which|who)\b[^.;:]*|\s*,?\s*", re.IGNORECASE)
_LIST_JOINT = re.compile(r"[^.;:()]*")
_OF_THE_TRIAL = re.compile(
    r"[^.;:]*\b(?:of|with|for|on|investigating|involving|testing|using|evaluating|studying)\b[^.;:]*", re.IGNORECASE
)
_TREATED = re.compile(r"\b(?:use|used|taking|taken|receiv\w*|treat\w*|therapy|administ\w*)\b", re.IGNORECASE)
_WILL = re.compile(
    r"\b(?:un)?willing|\bwill\b|\brefus|\bagree|\bconsent|\bdeclin|\bmust\b|\bshould\b|\bable\b|\bunable\b|\binability\b|\bfail|\black"
    r"|\bcommit|\baccept",
    re.IGNORECASE,
)
_LIKE = re.compile(r"\b(?:related|similar|comparable|these|those|such|any such)\s+$", re.IGNORECASE)
_GIVEN = re.compile(
    r"\b(?:administration|treatment|treated|therapy|therapies|use|receipt|infusions?|injections?|received|receiving|given|transfusions?)\b[^.;:]*$",
    re.IGNORECASE,
)
_OTHER_SEX = re.compile(
    r"s?\s*(?:,|/|&|and|or)\s*(?:(?:any|all|healthy|adult|non-?|not|un|pregnant|nonpregnant|non-pregnant|lactating|nursing|or|and|nor)\s*-?\s*){0,4}"
    r"(?:(?:fe)?males?|wom[ae]n|m[ae]n|adults?|subjects|patients|participants)\b",
    re.IGNORECASE,
)
_JOINED = re.compile(r"\s*(?:of|to|with|against)?\s*(?:,|/|and|or|and/or)*\s*", re.IGNORECASE)
_REACH = 80


def repaired(node: Expression, criterion: Criterion) -> Expression:
    """The expression of a criterion, or what was made of it, without what its words cannot mean."""
    return _Repair(criterion).node(node)


class _Repair:
    def __init__(self, criterion: Criterion) -> None:
        self._text = criterion.text
        self._excludes = criterion.kind == "exclusion"

    def node(self, node: Expression, denied: bool = False) -> Expression:
        match node:
            case Atom():
                return self._given(node) if node.type == "measurement" else self._willing(node, denied)
            case Not(item):
                inner = self.node(item, not denied)
                return node if inner is item else Not(inner)
            case IfThen(condition, then):
                return IfThen(self.node(condition, denied), self.node(then, denied))
        items = tuple(self.node(item, denied) for item in node.items)
        kept: Expression = (
            node if all(a is b for a, b in zip(items, node.items, strict=True)) else replace(node, items=items)
        )
        if isinstance(kept, AllOf):
            return _ages_apart(self._both_sexes(kept))
        if isinstance(kept, AnyOf):
            kept = self._without_bare_allergies(kept)
        if isinstance(kept, AnyOf) and self._excludes:
            return self._union(kept)
        return kept

    def _both_sexes(self, node: AllOf) -> AllOf:
        """ "Male and non-pregnant females": men and women, of whom those who are pregnant are not meant."""
        if self._excludes:
            return node
        items: list[Expression] = []
        for item in node.items:
            others = _OTHER_SEX.match(self._text, item.end) if isinstance(item, Atom) and item.type == "sex" else None
            if others is None:
                items.append(item)
            elif "pregnan" in others.group().casefold() and not any(a.value == "pregnancy" for a in leaves(node)):
                items.append(Not(_pregnancy(others)))
        return (
            node
            if len(items) == len(node.items) and not any(isinstance(i, Not) and i not in node.items for i in items)
            else AllOf(tuple(items))
        )

    def _without_bare_allergies(self, node: AnyOf) -> Expression:
        """ "Intolerance of or allergy to aspirin": both to the one that is named."""
        kept = tuple(
            item
            for item, following in zip(node.items, (*node.items[1:], None), strict=True)
            if following is None or not (_is_bare_allergy(item) and self._shares_its_object(item, following))
        )
        if len(kept) == len(node.items):
            return node
        return kept[0] if len(kept) == 1 else AnyOf(kept)

    def _shares_its_object(self, item: Expression, following: Expression) -> bool:
        if not isinstance(following, Atom) or following.type != "allergy":
            return False
        # "Allergy or hypersensitivity to the target drug": to that drug, though it has no name; a severe allergy is to anything.
        plain = isinstance(item, Atom) and not item.qualifiers
        named = bool(following.concepts) or (plain and " to " in following.text.casefold())
        return named and bool(_JOINED.fullmatch(self._between(item, following)))

    def _union(self, node: AnyOf) -> Expression:
        items = self._without_likes(self._without_heads(node.items))
        items = self._without_objects(items)
        items = self._narrowed(items)
        if len(items) == 1:
            return items[0]
        judged = self._opined(items)
        if judged is not None:
            return judged
        return node if items == node.items else AnyOf(items)

    def _between(self, one: Expression, other: Expression) -> str:
        start = max((atom.end for atom in leaves(one)), default=0)
        return self._text[start : min((atom.start for atom in leaves(other)), default=0)]

    def _without_heads(self, items: tuple[Expression, ...]) -> tuple[Expression, ...]:
        return tuple(
            item
            for item, following in zip(items, (*items[1:], None), strict=True)
            if following is None or not (_is_wide(item) and _OPENS_LIST.fullmatch(self._between(item, following)))
        )

    def _without_likes(self, items: tuple[Expression, ...]) -> tuple[Expression, ...]:
        """ "Penicillin (or related drugs)": what is only like the things named is none of its own."""
        kept = tuple(item for item in items if not (_is_wide(item) and self._is_like(item)))
        return kept or items

    def _is_like(self, item: Expression) -> bool:
        start = min(atom.start for atom in leaves(item))
        return bool(_LIKE.search(self._text[max(0, start - 20) : start]))

    def _without_objects(self, items: tuple[Expression, ...]) -> tuple[Expression, ...]:
        found = next(
            (n for n, item in enumerate(items) if isinstance(item, Atom) and item.type == "participation"), None
        )
        if found is None:
            return items
        trial, kept = items[found], list(items[:found])
        assert isinstance(trial, Atom)
        for item in items[found + 1 :]:
            words = self._text[trial.end : min(atom.start for atom in leaves(item))]
            if (
                isinstance(item, Atom)
                and _is_object(item)
                and _OF_THE_TRIAL.fullmatch(words)
                and not _TREATED.search(words)
            ):
                trial = trial if trial.window is not None else replace(trial, window=item.window)
            else:
                kept.append(item)
        return (*kept[:found], trial, *kept[found:])

    def _narrowed(self, items: tuple[Expression, ...]) -> tuple[Expression, ...]:
        made: list[Expression] = []
        for item in items:
            denials = item.items if isinstance(item, AllOf) else (item,)
            denies = all(isinstance(denial, Not) for denial in denials)
            if made and denies and _NARROWS.fullmatch(self._between(made[-1], item)):
                made.append(AllOf((made.pop(), *denials)))
            else:
                made.append(item)
        return tuple(made)

    def _opined(self, items: tuple[Expression, ...]) -> Expression | None:
        """The whole list under the opinion that its last member alone was given."""
        *before, last = items
        parts = last.items if isinstance(last, AllOf) else (last,)
        opinion = next((n for n, part in enumerate(parts) if isinstance(part, Atom) and part.value == OPINION), None)
        if opinion is None or not before:
            return None
        listed = (*before, *parts[:opinion])
        joints = [self._between(one, other) for one, other in itertools.pairwise(listed)]
        if not all(_LIST_JOINT.fullmatch(joint) for joint in joints):
            return None
        clause = self._between(listed[-1], parts[opinion])
        if not _RELATIVE.fullmatch(clause) or (opinion == 0 and not clause.strip(" ,")):
            return None
        # What the risk is to ("… to take part in the study") is no demand of its own.
        rest = tuple(part for part in parts[opinion:] if not _is_participation(part))
        return AllOf((AnyOf(listed) if len(listed) > 1 else listed[0], *rest))

    def _given(self, atom: Atom) -> Atom:
        """ "Treatment with immunoglobulins": what is given is a drug, though the laboratory measures it too."""
        if not _is_bare_result(atom) or not _GIVEN.search(self._text[max(0, atom.start - _REACH // 2) : atom.start]):
            return atom
        drug = _substances().get(atom.analyte or "")
        return atom if drug is None else replace(atom, type="exposure", analyte=None, concepts=(drug,))

    def _willing(self, atom: Atom, denied: bool) -> Expression:
        if not self._excludes or denied or atom.type != "reproductive" or atom.value != "contraception":
            return atom
        clause = re.split(r"[.;]", self._text[max(0, atom.start - _REACH) : atom.start])[-1]
        return Not(atom) if _WILL.search(clause) or re.search(r"\bnot\b", clause, re.IGNORECASE) else atom


@cache
def _substances() -> dict[str, str]:
    return {row["analyte"]: row["drug"] for row in rows("given_and_measured")}


def _is_bare_allergy(node: Expression) -> bool:
    return isinstance(node, Atom) and node.type == "allergy" and not node.concepts


def _pregnancy(words: re.Match[str]) -> Atom:
    return Atom("reproductive", words.group().strip(), words.start(), words.end(), ("pregnancy",), value="pregnancy")


def _is_bare_result(atom: Atom) -> bool:
    return atom.type == "measurement" and not atom.bounds and not atom.quality


def _is_wide(node: Expression) -> bool:
    if isinstance(node, Atom) and weighs_diseases(node):
        return True
    return (
        isinstance(node, Atom) and node.type in _SPOKEN_OF and bool(node.concepts) and ROOTS.issuperset(node.concepts)
    )


def _is_object(atom: Atom) -> bool:
    return atom.type in ("exposure", "procedure") and (
        _is_wide(atom) or not atom.concepts or atom.concepts == ("implanted device",)
    )


def _is_participation(node: Expression) -> bool:
    return all(atom.type == "attestation" and atom.value == "participation" for atom in leaves(node))


def _ages_apart(node: AllOf) -> Expression:
    ages = tuple(item for item in node.items if isinstance(item, Atom) and item.type == "age" and item.bounds)
    if len(ages) < 2 or _share_an_age(ages):
        return node
    rest = tuple(item for item in node.items if item not in ages)
    return AllOf((AnyOf(ages), *rest)) if rest else AnyOf(ages)


def _share_an_age(ages: Sequence[Atom]) -> bool:
    """Whether some age is inside the limits of all of them, each said in one or several units."""
    low = max(_in_years(atom.bounds[0], atom.bounds[0].lower, 0.0) for atom in ages)
    high = min(_in_years(atom.bounds[0], atom.bounds[0].upper, 200.0) for atom in ages)
    return low < high or (low == high and any(atom.bounds[0].lower == atom.bounds[0].upper for atom in ages))


def _in_years(bound: Bounds, value: float | None, none: float) -> float:
    if value is None:
        return none
    return value * DAYS_IN.get((bound.unit or "year").rstrip("s"), DAYS_IN["year"]) / DAYS_IN["year"]
