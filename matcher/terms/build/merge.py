"""Making one concept of those that mean the same in several sources."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from matcher.terms.build.filters import FormFilter
from matcher.terms.build.naming import bag_of, words_of
from matcher.terms.build.sources import SourceConcept
from matcher.terms.normal import key_of, keys_of
from matcher.terms.types import ConceptType
from matcher.terms.vocabulary import Vocabulary

_ROOTS: dict[str, str] = {"condition": "disease", "exposure": "drug"}
# Sources whose own root says that their terms are findings, not diseases.
_OWN_ROOT = "HPO"


@dataclass(slots=True)
class Merged:
    """A concept in the making. Of a curated one only what the sources add is kept: `names`, `parents`, `codes`."""

    name: str
    type: ConceptType
    curated: bool
    names: list[str] = field(default_factory=list)
    parents: list[str] = field(default_factory=list)
    codes: list[tuple[str, str]] = field(default_factory=list)
    sources: list[str] = field(default_factory=list)


class Merger:
    """Joins curated concepts with those of the sources, in the order in which they are added.

    A source concept is a known one if its preferred name has a form of the known one, whatever the order of its words,
    or if its names that are forms of a known concept all belong to the same one and are at least two and more than half.
    Otherwise it is new. A name that another concept of the type has already is not added. Curated names and is-a win.

    Args:
        curated: the vocabulary of the tables alone; no source adds a sense to a form that it has.
        forms: which names are filed as surface forms.
        same_as: source key → curated name, or "" for a heading whose children go to the class above.
        dropped_edges: pairs of source keys (child, parent) that do not hold.
        malignant_name: whether a growth is malignant by its name.
    """

    def __init__(
        self,
        curated: Vocabulary,
        forms: FormFilter,
        same_as: Mapping[str, str],
        dropped_edges: Iterable[tuple[str, str]],
        malignant_name: Callable[[str], bool] = lambda name: True,
    ) -> None:
        self.concepts: dict[str, Merged] = {}
        self.counts: Counter[str] = Counter()
        self.known_already: set[str] = set()
        self._forms = forms
        self._same_as = dict(same_as)
        self._dropped_edges = frozenset(dropped_edges)
        self._malignant_name = malignant_name
        self._owner: dict[str, dict[str, str]] = {}
        self._bags: dict[str, dict[tuple[str, ...], str]] = {}
        self._words: dict[str, set[frozenset[str]]] = {}
        self._by_key: dict[str, str | None] = {}
        self._source: dict[str, SourceConcept] = {}
        self.table_keys: set[str] = set()
        self._curated_parents: dict[str, tuple[str, ...]] = {}
        for concept in curated.concepts.values():
            self.concepts[concept.name] = Merged(concept.name, concept.type, True)
            self._curated_parents[concept.name] = concept.parents
        for key, entries in curated.filed():
            self.table_keys.add(key)
            for entry in entries:
                if entry.form is None and entry.exact is None and not entry.beside_result:
                    self._own(entry.type, entry.concept, [key], key)

    def _own(self, kind: str, name: str, keys: Iterable[str], surface: str) -> None:
        owner = self._owner.setdefault(kind, {})
        for key in keys:
            owner.setdefault(key, name)
        self._words.setdefault(name, set()).add(words_of(surface))
        bag = bag_of(surface)
        if bag:
            self._bags.setdefault(kind, {}).setdefault(bag, name)

    def is_curated(self, surface: str, kind: str) -> bool:
        """Whether a curated concept of a type has this form."""
        name = self._owner.get(kind, {}).get(key_of(surface))
        return name is not None and self.concepts[name].curated

    def add(self, source: Iterable[SourceConcept]) -> None:
        """Adds the concepts of one source."""
        for concept in source:
            self._source[concept.key] = concept
            self._by_key[concept.key] = self._place(concept)

    def has_key(self, key: str) -> bool:
        """Whether a source that was added has a concept of this key."""
        return key in self._source

    def _place(self, concept: SourceConcept) -> str | None:
        fixed = self._same_as.get(concept.key)
        if fixed == "":
            self.counts["headings left out"] += 1
            return None
        name = fixed or (None if concept.apart else self._known(concept))
        if name is None:
            # A drug is known by its nonproprietary name or not at all.
            names = concept.names[:1] if concept.type == "exposure" else concept.names
            name = next((form.lower() for form in names if self._usable(form.lower(), concept.type)), None)
            if name is None:
                self.counts["concepts without a usable name"] += 1
                return None
            if name in self.concepts or key_of(name) in self.table_keys:
                self.counts["concepts whose name means something else"] += 1
                return None
            self.concepts[name] = Merged(name, concept.type, False)
        else:
            self.counts["concepts joined with a known one"] += 1
        merged = self.concepts[name]
        merged.codes += [code for code in concept.codes if code not in merged.codes]
        if concept.source not in merged.sources:
            merged.sources.append(concept.source)
        self._words.setdefault(name, set()).update(words_of(form.lower()) for form in concept.names)
        for form in (*concept.names, *concept.examples):
            self._add_form(merged, form.lower())
        return name

    def _usable(self, form: str, kind: ConceptType) -> bool:
        return "," not in form and not self._forms.reason(form, kind) and key_of(form) not in self._owner.get(kind, {})

    def _add_form(self, merged: Merged, form: str) -> None:
        keys = keys_of(form)
        if not keys:
            return
        if keys[0] in self.table_keys:
            self.known_already.add(form)
            return
        holder = self._owner.get(merged.type, {}).get(keys[0])
        if holder is not None and holder != merged.name:
            self.counts["names that another concept has"] += 1
            return
        reason = self._forms.reason(form, merged.type)
        if reason:
            self.counts[f"names left out: {reason}"] += 1
            return
        if form != merged.name and self._is_kind(merged, form):
            self.counts["names left out: kind"] += 1
            return
        if form != merged.name and form not in merged.names:
            merged.names.append(form)
        self._own(merged.type, merged.name, keys, form)

    def _is_kind(self, merged: Merged, form: str) -> bool:
        """Whether a name only adds a word of kind to another name of the concept: "benign brain tumor" is no name of all brain tumors."""
        rest = self._forms.without_kind(form) if merged.type == "condition" else None
        if rest is None or rest not in self._words.get(merged.name, ()):
            return False
        return not (words_of(form) - rest) & words_of(merged.name)

    def _known(self, concept: SourceConcept) -> str | None:
        owner = self._owner.get(concept.type, {})
        bags = self._bags.get(concept.type, {})
        for name in (concept.names[0], *concept.aka):
            found = owner.get(key_of(name)) or bags.get(bag_of(name))
            if found is not None:
                return found
        keys = {key_of(name) for name in concept.names}
        held = Counter(owner[key] for key in sorted(keys) if key in owner)
        if len(held) == 1:
            ((name, count),) = held.items()
            if count >= 2 and 2 * count > len(keys):
                return name
        return None

    def link(self) -> None:
        """Gives every concept the classes that its sources name, without steps that would close a circle.

        What curated class a curated concept belongs to is the tables' alone, at any distance. So these come last, and
        take only steps to concepts of the sources that bring no curated class with them.
        """
        for curated in (False, True):
            for key, name in self._by_key.items():
                if name is not None and self.concepts[name].curated is curated:
                    for parent in self._classes(key):
                        self._link(self.concepts[name], parent)
        for merged in self.concepts.values():
            if not merged.curated and not merged.parents and merged.sources != [_OWN_ROOT]:
                root = _ROOTS[merged.type]
                if merged.name != root:
                    merged.parents.append(root)

    def _classes(self, key: str, depth: int = 0) -> list[str]:
        found: list[str] = []
        for parent in self._source[key].parents:
            if (key, parent) in self._dropped_edges:
                self.counts["is-a steps dropped by table"] += 1
                continue
            if parent.startswith("curated:"):
                found.append(parent.removeprefix("curated:"))
                continue
            name = self._by_key.get(parent)
            if name is not None:
                found.append(name)
            elif parent in self._source and depth < 12:
                found += self._classes(parent, depth + 1)
        return found

    def _link(self, merged: Merged, parent: str) -> None:
        held = self.concepts[parent]
        if parent == merged.name or held.type != merged.type:
            return
        above = self._above(merged.name)
        if parent in above:
            return
        beyond = {parent, *self._above(parent)}
        if merged.name in beyond:
            self.counts["is-a steps dropped: circle"] += 1
            return
        if "malignancy" in beyond - above and not self._is_malignant(merged):
            self.counts["is-a steps dropped: not malignant by name or code"] += 1
            if "neoplasm" not in above:
                merged.parents.append("neoplasm")
            return
        if merged.curated and any(self.concepts[name].curated for name in beyond - above):
            self.counts["is-a steps dropped: the tables class it otherwise"] += 1
            return
        merged.parents.append(parent)

    def _is_malignant(self, merged: Merged) -> bool:
        """Sources file benign growths below cancers; a concept is one only by its name or its ICD-10-CM code (C00 to C96)."""
        coded = any(system == "ICD10CM" and code.startswith("C") for system, code in merged.codes)
        return coded or self._malignant_name(merged.name)

    def _above(self, name: str) -> set[str]:
        found: set[str] = set()
        open_names = [name]
        while open_names:
            current = open_names.pop()
            for parent in (*self._curated_parents.get(current, ()), *self.concepts[current].parents):
                if parent not in found and parent in self.concepts:
                    found.add(parent)
                    open_names.append(parent)
        return found

    def owns(self, merged: Merged, key: str) -> bool:
        """Whether no other concept of the same type has this key."""
        return self._owner.get(merged.type, {}).get(key, merged.name) == merged.name
