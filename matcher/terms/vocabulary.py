"""The vocabulary: concepts, their surface forms, what is a kind of what, and finding them in a text."""

from __future__ import annotations

import threading
from collections.abc import Collection, Iterable, Mapping
from functools import lru_cache

from matcher.terms.compiled import Compiled, Concepts, compiled_folder
from matcher.terms.entries import Entry
from matcher.terms.finder import Finder
from matcher.terms.normal import key_of, normal_word
from matcher.terms.rows import TABLES, TermRow, table_files, table_rows, version_of
from matcher.terms.senses import ShortForm, short_forms
from matcher.terms.types import ROOTS, Analyte, Concept, ConceptType, TermMatch
from matcher.terms.variants import Head, read_heads, variants
from matcher.text.loading import without_collections
from matcher.text.tables import read_table

_ABBREVIATIONS = TABLES / "abbreviations.tsv"
_LOOKALIKES = TABLES / "lookalikes.tsv"
_RESULT_WORDS = TABLES / "result_words.tsv"
HEADS = TABLES / "heads.tsv"
_OPEN_MODIFIERS = TABLES / "open_modifiers.tsv"
_FUZZY_TYPES = frozenset({"condition", "exposure"})


class Vocabulary:
    """Concepts and their words.

    Args:
        rows: concepts with their surface forms, from any source; the first row of a name is the concept.
        forms: short forms whose context decides.
        analytes: what is measured, by concept name.
        lookalikes: words that resemble a term misspelt and are none.
        result_words: words beside a form that make it a measurement ("negative", "level").
        open_modifiers: words before a class that do not narrow it ("any", "severe").
        heads: last words that stand for one another.
        version: short hash of what it was built from.
        compiled: concepts and forms of large sources, for all that the rows do not have.

    Example:
        >>> v = vocabulary()
        >>> v.is_a("Rituxan", "b-cell-targeted therapy"), v.is_a("Rituxan", "cd19-targeted therapy")
        (True, False)
    """

    def __init__(
        self,
        rows: Iterable[TermRow],
        forms: Iterable[ShortForm] = (),
        analytes: Mapping[str, Analyte] | None = None,
        lookalikes: Iterable[str] = (),
        result_words: Iterable[str] = (),
        open_modifiers: Iterable[str] = (),
        heads: Mapping[str, Head] | None = None,
        version: str = "",
        compiled: Compiled | None = None,
    ) -> None:
        self.version = version if compiled is None else compiled.version_with(version)
        self._compiled = compiled
        self._own: dict[str, Concept] = {}
        self._analytes = dict(analytes or {})
        self._finder = Finder(
            frozenset(map(normal_word, result_words)), frozenset(map(normal_word, open_modifiers)), ROOTS
        )
        self._children: dict[str, list[str]] = {}
        self._all_children: dict[str, list[str]] | None = None
        self._ancestors: dict[str, frozenset[str]] = {}
        self._members: dict[str, frozenset[str]] = {}
        fuzzy_words: set[str] = set()
        rows = list(rows)
        for row in rows:
            self._add(row, fuzzy_words)
        for row in rows:
            self._add_variants(row, heads or {})
        self.concepts: Mapping[str, Concept] = Concepts(self._own, compiled)
        if compiled is not None:
            self._finder.falls_back_on(compiled)
        for form in forms:
            named = [sense.concept for sense in form.senses if sense.concept is not None]
            kind = self._type_of(named[0]) if named else "other"
            self._finder.add(form.surface, Entry("", kind, form.surface if form.exact else None, form))
        self._finder.knows(self._type_of, self._children.__contains__)
        self._finder.watch_typing_errors(fuzzy_words, map(normal_word, lookalikes))
        self._search: list[tuple[str, str]] | None = None

    def _add(self, row: TermRow, fuzzy_words: set[str]) -> None:
        concept = row.concept
        if concept.name not in self._own:
            self._own[concept.name] = concept
            for parent in concept.parents:
                self._children.setdefault(parent, []).append(concept.name)
        entry = Entry(concept.name, concept.type)
        beside = entry._replace(beside_result=True)
        turned = concept.type in ("condition", "procedure")
        for surface in (concept.name, *concept.synonyms):
            meant = beside if surface in row.beside_result else entry
            if surface in row.exact:
                self._finder.add(surface, meant._replace(exact=surface))
                continue
            self._finder.add(surface, meant, inverted=turned)
            if concept.type in _FUZZY_TYPES:
                words = key_of(surface).split(" ")
                fuzzy_words.update(word for word in words if len(words) == 1 or len(word) > 8)

    def _add_variants(self, row: TermRow, heads: Mapping[str, Head]) -> None:
        """Forms by the last word, where no term has them already."""
        concept = row.concept
        is_class = concept.name in self._children
        for surface in (concept.name, *concept.synonyms):
            if surface in row.exact:
                continue
            for form in variants(surface, concept.type, is_class, heads):
                if not self._finder.has(form):
                    self._finder.add(form, Entry(concept.name, concept.type))

    def _type_of(self, name: str) -> ConceptType:
        concept = self.concepts.get(name)
        return concept.type if concept is not None else "other"

    def concept(self, name_or_surface: str) -> Concept | None:
        """The concept of a preferred name, else the first sense of a surface form, else None."""
        found = self.concepts.get(name_or_surface)
        if found is not None:
            return found
        senses = self.lookup(name_or_surface)
        return senses[0] if senses else None

    def lookup(self, surface: str) -> tuple[Concept, ...]:
        """All concepts that a surface form may mean, in order of preference; short forms in the case they need."""
        names: list[str] = []
        for entry in self._finder.entries(surface):
            if entry.form is None:
                names.append(entry.concept)
            else:
                senses = sorted(entry.form.senses, key=lambda sense: not sense.default)
                names.extend(sense.concept for sense in senses if sense.concept is not None)
        return tuple(self.concepts[name] for name in dict.fromkeys(names) if name in self.concepts)

    def ancestors(self, x: str) -> frozenset[str]:
        """Names of all classes that `x` (a name or surface form) is a kind of, without itself."""
        concept = self.concept(x)
        return frozenset() if concept is None else self._closure(concept.name)

    def _closure(self, name: str) -> frozenset[str]:
        known = self._ancestors.get(name)
        if known is None:
            found: set[str] = set()
            open_names = [name]
            while open_names:
                concept = self.concepts.get(open_names.pop())
                for parent in concept.parents if concept is not None else ():
                    if parent not in found:
                        found.add(parent)
                        open_names.append(parent)
            known = self._ancestors[name] = frozenset(found - {name})
        return known

    def is_a(self, x: str, y: str) -> bool:
        """Whether `x` is `y` or a kind of it; names or surface forms, in any of the senses of `x`."""
        target = self.concept(y)
        if target is None:
            return False
        named = self.concepts.get(x)
        senses = (named,) if named is not None else self.lookup(x)
        return any(sense.name == target.name or target.name in self._closure(sense.name) for sense in senses)

    def members(self, cls: str) -> frozenset[str]:
        """Names of all kinds of a class, at any depth, without itself."""
        concept = self.concept(cls)
        if concept is None:
            return frozenset()
        known = self._members.get(concept.name)
        if known is None:
            children = self._kinds()
            found: set[str] = set()
            open_names = [concept.name]
            while open_names:
                for child in children.get(open_names.pop(), ()):
                    if child not in found:
                        found.add(child)
                        open_names.append(child)
            known = self._members[concept.name] = frozenset(found)
        return known

    def _kinds(self) -> dict[str, list[str]]:
        """Concepts directly below each class, those of the compiled vocabulary with them."""
        if self._all_children is None:
            children = {name: list(kinds) for name, kinds in self._children.items()}
            for child, parents in self._compiled.edges() if self._compiled is not None else ():
                for parent in parents:
                    children.setdefault(parent, []).append(child)
            self._all_children = children
        return self._all_children

    def filed(self) -> Iterable[tuple[str, tuple[Entry, ...]]]:
        """All keys of forms that the tables have, with what they mean."""
        return self._finder.filed()

    def find(
        self,
        text: str,
        start: int = 0,
        end: int | None = None,
        *,
        types: Collection[str] | None = None,
        fuzzy: bool = True,
    ) -> list[TermMatch]:
        """Terms of `text[start:end]`, the longest at each place, left to right, without overlap.

        Args:
            text: normalised one for one (`matcher.text.characters.normalise`); offsets are into it.
            start, end: the stretch to search.
            types: only concepts of these types.
            fuzzy: also words misspelt by an edit or two; such matches say so.
        """
        return self._finder.find(text, start, end, types=types, fuzzy=fuzzy)

    def analyte(self, name: str) -> Analyte | None:
        """What is known of something measured, by name or surface form."""
        found = self._analytes.get(name)
        if found is None:
            for concept in self.lookup(name):
                if concept.name in self._analytes:
                    return self._analytes[concept.name]
        return found

    def search(self, text: str, limit: int = 10) -> list[Concept]:
        """Concepts for what a person types: exact forms, then beginnings, then words within, then near misses."""
        key = key_of(text)
        if not key:
            return []
        names = [concept.name for concept in self.lookup(text)]
        index = self._search_index()
        names += [name for surface, name in index if surface.startswith(key)]
        if len(set(names)) < limit:
            names += [name for surface, name in index if f" {key}" in surface]
        if len(set(names)) < limit and len(key) >= 5:
            from rapidfuzz import fuzz, process

            surfaces = [surface for surface, _ in index]
            hits = process.extract(key, surfaces, scorer=fuzz.ratio, score_cutoff=80, limit=limit)
            names += [index[position][1] for _, _, position in hits]
        return [self.concepts[name] for name in list(dict.fromkeys(names))[:limit]]

    def _search_index(self) -> list[tuple[str, str]]:
        if self._search is None:
            pairs = {(key, entry.concept) for key, entries in self.filed() for entry in entries if entry.form is None}
            if self._compiled is not None:
                pairs.update(self._compiled.names_by_key())
            self._search = sorted(pairs, key=lambda pair: (len(pair[0]), pair))
        return self._search


def measurement_rows() -> list[TermRow]:
    """Analytes, scores and panels as rows of the vocabulary."""
    from matcher.terms.analytes import analyte_names, analyte_parents, analytes, names_beside_result

    known = analytes()
    beside_result = names_beside_result()
    forms: dict[str, list[tuple[str, bool]]] = {name: [] for name in known}
    for surface, name, exact in analyte_names():
        forms.setdefault(name, []).append((surface, exact))
    rows = []
    for name, surfaces in forms.items():
        analyte = known.get(name)
        codes = (("LOINC", analyte.loinc),) if analyte is not None and analyte.loinc else ()
        synonyms = tuple(dict.fromkeys(surface for surface, _ in surfaces if surface != name))
        source = analyte.source if analyte is not None else ""
        rows.append(
            TermRow(
                Concept(name, "measurement", analyte_parents(name), synonyms, codes, source),
                tuple(surface for surface, exact in surfaces if exact),
                frozenset(surface for surface, _ in surfaces if (surface, name) in beside_result),
                f"analytes\t{name}",
            )
        )
    return rows


_lock = threading.Lock()


def vocabulary() -> Vocabulary:
    """The vocabulary of this installation, loaded at the first call and shared by all threads."""
    with _lock:
        return _load()


@lru_cache(maxsize=1)
def _load() -> Vocabulary:
    folder = compiled_folder()
    with without_collections():
        return table_vocabulary(Compiled(folder) if folder is not None else None)


def table_vocabulary(compiled: Compiled | None = None) -> Vocabulary:
    """The vocabulary of the curated tables, alone or before a compiled one."""
    from matcher.terms.analytes import analytes
    from matcher.terms.biomarkers import biomarker_rows

    rows = [*table_rows(table_files()), *measurement_rows(), *biomarker_rows()]
    return Vocabulary(
        rows,
        short_forms(read_table(_ABBREVIATIONS)),
        analytes(),
        [row["word"] for row in read_table(_LOOKALIKES)],
        [row["word"] for row in read_table(_RESULT_WORDS)],
        [row["word"] for row in read_table(_OPEN_MODIFIERS)],
        read_heads(read_table(HEADS)),
        version_of(TABLES.glob("*.tsv")),
        compiled,
    )
