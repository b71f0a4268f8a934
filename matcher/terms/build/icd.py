"""ICD-10-CM: diagnoses with inclusion terms, what is a kind of what by code."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ElementTree
from collections.abc import Mapping
from pathlib import Path

from matcher.errors import InputError
from matcher.terms.build.sources import DIAGNOSES, SourceConcept, path_of
from matcher.text.tables import read_table

TABLES = Path(__file__).parent / "tables"
_SOURCE = "ICD-10-CM"
_RANGE = re.compile(r"\s*\([A-Z]\d[0-9A-Z.]*(?:-[A-Z]\d[0-9A-Z.]*)?\)\s*$")
_BRACKETED = re.compile(r"\s*\[[^\]]*\]")
_OPTIONAL = re.compile(r"\s*\([^)]*\)")
# What says nothing about the disease: such a tail is taken off, such a beginning makes the row a rest class.
_TAIL = re.compile(
    r"(?:,? (?:unspecified(?: \w+)?|nos|nec|not elsewhere classified|not otherwise specified|in diseases classified elsewhere|"
    r"unspecified as to [\w ]+|without complications?|uncomplicated|so stated|classified elsewhere))+$"
)
_UNSPECIFIC = re.compile(r"^unspecified ")
_REST = re.compile(r"^(?:other|certain|additional|remaining)\b")


def read_icd() -> list[SourceConcept]:
    """Chapters, sections and diagnoses of the tabular list."""
    path = path_of(DIAGNOSES)
    try:
        root = ElementTree.parse(path).getroot()
    except ElementTree.ParseError as error:
        raise InputError(path.name, None, "not XML; install the pinned version again") from error
    rows = read_table(TABLES / "icd_left_out.tsv")
    return icd_concepts(
        root, {kind: tuple(r["what"] for r in rows if r["kind"] == kind) for kind in ("code", "phrase", "depth")}
    )


def icd_concepts(root: ElementTree.Element, left_out: Mapping[str, tuple[str, ...]]) -> list[SourceConcept]:
    """Concepts of a tabular list.

    Rest classes ("Other diseases of ...") and rows that only add a side, an encounter or a trimester are left out; what
    stands below them goes to the class above.

    Args:
        root: the parsed file.
        left_out: by "code" beginnings of codes without diagnoses, by "phrase" words of detail, by "depth" beginnings of
            codes of which only categories (three characters) are names of diseases.
    """
    phrases = re.compile("|".join(rf"\b{re.escape(phrase)}\b" for phrase in left_out.get("phrase", ()) or ("\x00",)))
    concepts: list[SourceConcept] = []

    def walk(node: ElementTree.Element, above: str | None) -> None:
        here = above
        code = (node.findtext("name") or node.get("id") or "").strip()
        text = (node.findtext("desc") or "").strip()
        if node.tag == "chapter":
            code = f"chapter {code}"
        if node.tag == "diag" and code.startswith(left_out.get("code", ())):
            return
        if text and not _too_deep(node, code, left_out.get("depth", ())):
            name = _form(text)
            if name and not phrases.search(name):
                here = f"ICD:{code}"
                codes = (("ICD10CM", code),) if node.tag == "diag" else ()
                parents = (above,) if above else ()
                concepts.append(
                    SourceConcept(
                        here,
                        "condition",
                        (name,),
                        parents,
                        codes,
                        _SOURCE,
                        _other_wording(name),
                        _examples(node, phrases),
                    )
                )
        for child in node:
            if child.tag in ("chapter", "section", "diag"):
                walk(child, here)

    walk(root, None)
    return concepts


def _too_deep(node: ElementTree.Element, code: str, shallow: tuple[str, ...]) -> bool:
    return node.tag == "diag" and code.startswith(shallow) and "." in code if shallow else False


def _examples(node: ElementTree.Element, phrases: re.Pattern[str]) -> tuple[str, ...]:
    """Inclusion terms: other names or narrower ones. One word ("combined") is mostly the rest of a sentence."""
    terms = (_form((term.text or "").strip()) for term in node.findall("inclusionTerm/note"))
    return tuple(dict.fromkeys(term for term in terms if " " in term and not phrases.search(term)))


def _form(text: str) -> str:
    """A title without its codes, its optional words in parentheses and its glosses in brackets; "" for a rest class."""
    text = _OPTIONAL.sub("", _BRACKETED.sub("", _RANGE.sub("", text))).lower().strip()
    plain = " ".join(_UNSPECIFIC.sub("", _TAIL.sub("", text)).split())
    return "" if _REST.match(plain) else plain


def _other_wording(name: str) -> tuple[str, ...]:
    """How others call the same: "malignant neoplasm of breast" is "breast cancer"."""
    if name.startswith("malignant neoplasm of "):
        site = name.removeprefix("malignant neoplasm of ").removeprefix("the ")
        return (f"{site} cancer", f"cancer of {site}")
    if name.startswith("benign neoplasm of "):
        return (f"benign {name.removeprefix('benign neoplasm of ')} neoplasm",)
    return ()
