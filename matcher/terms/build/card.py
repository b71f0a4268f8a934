"""The card of the compiled vocabulary."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from matcher.terms.build.filters import FormFilter
from matcher.terms.build.sources import PACKAGES, version_of_package


def write_card(path: Path, counts: Mapping[str, int], left_out: Mapping[str, int]) -> None:
    """Writes sources, licences, counts and rules as a page for people."""
    path.write_text("\n".join(_lines(counts, left_out)) + "\n", encoding="utf-8")


def _lines(counts: Mapping[str, int], left_out: Mapping[str, int]) -> list[str]:
    packages = [
        f"| {package.what} | `{package.distribution}=={version_of_package(package)}`, `{package.file}` | {package.licence} |"
        for package in PACKAGES
    ]
    rules = [line[4:] for line in (FormFilter.__doc__ or "").splitlines() if line.startswith(("    - ", "      "))]
    return [
        "# Models",
        "",
        "## vocabulary/",
        "",
        "Concepts, surface forms, classes and codes of public terminologies, compiled for the matcher. The curated tables in",
        "`matcher/terms/tables/` are read beside it and win: a name, a class or a short form that a table has is the table's.",
        "",
        "| what | from | licence |",
        "|---|---|---|",
        *packages,
        "",
        "Attribution:",
        "",
        *(f"- {package.attribution}" for package in PACKAGES),
        "",
        "### What it holds",
        "",
        "| | |",
        "|---|---|",
        *(f"| {what} | {count:,} |" for what, count in counts.items()),
        "",
        "### Rules",
        "",
        "Kept are MeSH diseases (trees C and F03, without animal diseases), HPO terms below HP:0000118 with exact synonyms, ICD-10-CM",
        "without external causes, services, poisonings, laboratory findings, rest classes and detail of side or encounter, and",
        "drugs that are medicines: on a list of INN, USAN, BAN, the Orange or Purple Book or EMA approvals, or with a page of",
        "MedlinePlus or NHS; plants, foods, enzymes, receptors and laboratory chemicals are left out. Salts are stripped. A MeSH",
        "heading that has names of cancers and of tumors becomes two concepts, the neoplasm and the cancer.",
        "",
        "Sources are joined in the order tables, MeSH, HPO, ICD-10-CM, drugs. A concept is a known one if its preferred name, in any",
        "order of its words, is a form of the known one, or if its names that are known all belong to one concept and are two",
        "or more and most of all. A name that another concept of the type has is not added; an is-a step that closes a circle",
        "is dropped. Names become surface forms unless one of these holds:",
        "",
        *rules,
        "",
        "What happened on the way:",
        "",
        "| | |",
        "|---|---|",
        *(f"| {what} | {count:,} |" for what, count in left_out.items()),
        "",
        "### Files",
        "",
        "`concepts.tsv` (readable), `forms.marisa` and `forms.bin` (keys and their concepts), `words.marisa` (words of the forms). The",
        "same packages and tables give the same bytes.",
        "",
        "### Building again",
        "",
        "    pip install 'trial-matcher[models]'",
        "    matcher models build",
    ]
