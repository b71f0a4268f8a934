"""Age and sex of the patient; never a relative's."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from functools import cache

from matcher.notes import obstetrics
from matcher.notes.ages import ages, birth_dates, terse
from matcher.notes.persons import NO_PERSON, is_newborn, is_patient, nouns, persons, relatives
from matcher.notes.view import FactDraft, NoteView
from matcher.text.word_index import Phrases

_FEWEST_PRONOUNS = 2
_LEAD = 3  # one sex must be meant this many times as often for pronouns to count
_LABELLED_SEX = re.compile(
    r"\b(?:sex|gender)(?:\s+(?:assigned )?at birth)?\s*(?:/\s*\w+\s*)?(?:::?|[=|]|\bis\b)\s*(?P<word>female|male|f|m|woman|man|girl|boy)\b",
    re.IGNORECASE,
)
_SEX_WORDS = frozenset({"sex", "gender"})
_LETTER = re.compile(r"(?<![A-Za-z])[FfMmWw](?![A-Za-z])")
_OPENS = re.compile(r"\bRe:?\s*\Z|(?:\A|[\n|,(:])\s*\Z")
_ENDS_SIGN = re.compile(r"\s*(?:\Z|[,.;|)\n]|aged?\b|with\b|who\b|patient\b|\d)")
_FULL_NOUNS = frozenset(
    {"woman", "lady", "girl", "female", "man", "gentleman", "boy", "male", "guy", "nun", "housewife", "gentlewoman"}
    | {"schoolgirl", "schoolboy", "businessman", "businesswoman", "fireman", "primigravida", "multigravida"}
)
_SUBJECT = re.compile(
    r"\b(?:this|the|a|an|our|pleasant|patient(?: is| was)?|pt(?: is)?|he is|she is|old|re:?)\s+(?:(?:a|an|very|pleasant|lovely|delightful|elderly|young|retired|unfortunate|married|single|obese|thin|fit|well-?appearing|right-handed|left-handed|white|black|caucasian|hispanic|asian|african[- ]american|[a-z]+-year-old)\s+){0,4}\Z",
    re.IGNORECASE,
)


@cache
def _pronouns_known() -> Phrases:
    return Phrases(word for word, (kind, _) in persons().items() if kind == "pronoun")


@cache
def _titles_known() -> Phrases:
    words = [word for word, (kind, _) in persons().items() if kind == "title"]
    return Phrases(words, after=r"(?=\s+(?:[A-Z]|_|X{3}|\[\*))")


def extract(note: NoteView) -> list[FactDraft]:
    """Age, sex and birth date of the patient.

    Ages are facts `age` with the value in `unit` (year, month, week, day); a birth date is a fact `age` of the concept
    "date of birth" whose `date` it is. A sex that only pronouns or titles show is qualified "pronoun" or "title", and given
    only where no plainer word says it.
    """
    said = list(ages(note))
    short = list(terse(note))
    drafts = [*said, *birth_dates(note), *(draft for draft in short if draft.type == "age")]
    sexes = [*_labelled_sexes(note), *_nouns(note, said), *(draft for draft in short if draft.type == "sex")]
    if not sexes:
        sexes = list(_titles(note)) or list(_obstetric(note)) or list(_pronouns(note))
    return _without_repeats([*drafts, *sexes])


def _labelled_sexes(note: NoteView) -> Iterator[FactDraft]:
    for match in note.words.finditer(_LABELLED_SEX, _SEX_WORDS):
        letter = match["word"][0].lower()
        sex = "female" if letter in "fwg" else "male"
        yield FactDraft("sex", sex, match.start(), match.end())


def _nouns(note: NoteView, said: list[FactDraft]) -> Iterator[FactDraft]:
    """Words that say the sex: beside an age, or as the subject ("this pleasant lady", "Patient is female")."""
    text = note.clean
    spans = sorted((draft.start, draft.end) for draft in said)
    starts = [start for start, _ in spans]
    for match in nouns().finditer(note.words):
        word = match[0].lower()
        kind, sex = persons()[word]
        at = bisect_right(starts, match.start()) - 1
        aged = at >= 0 and match.end() <= spans[at][1]
        if kind != "noun" or not (aged or _is_subject(text, match)):
            continue
        if is_patient(note, match.start(), match.end()) and (aged or not is_newborn(text, *match.span())):
            yield FactDraft("sex", sex, match.start(), match.end())
    for start, end in spans:
        letter = _LETTER.search(text, start, end)
        if letter:
            sex = "male" if letter[0].lower() == "m" else "female"
            yield FactDraft("sex", sex, letter.start(), letter.end())


def _is_subject(text: str, match: re.Match[str]) -> bool:
    """Whether a noun without an age stands for the patient; abbreviations ("BF", "WM") never do."""
    word = match[0].lower()
    if word not in _FULL_NOUNS or NO_PERSON.match(text, match.end()):
        return False
    before = text[max(0, match.start() - 60) : match.start()]
    if _SUBJECT.search(before) is None and _OPENS.search(before) is None:
        return False
    return word not in ("male", "female") or _ENDS_SIGN.match(text, match.end()) is not None


def _titles(note: NoteView) -> Iterator[FactDraft]:
    """ "Mr. K.": a title, unless it goes before a relative or someone of the staff."""
    for match in _titles_known().finditer(note.words):
        if match[0].lower() == "ms" and not re.match(r"\s+[A-Z][a-z.]", note.clean[match.end() : match.end() + 4]):
            continue
        if match[0].islower() or not is_patient(note, match.start(), match.end()):
            continue
        yield FactDraft("sex", persons()[match[0].lower()][1], match.start(), match.end(), qualifiers=("title",))
        return


def _obstetric(note: NoteView) -> Iterator[FactDraft]:
    """ "G2P1": who was pregnant is female."""
    for draft in obstetrics.extract(note)[:1]:
        yield FactDraft("sex", "female", draft.start, draft.end, qualifiers=("obstetric history",))


def _pronouns(note: NoteView) -> Iterator[FactDraft]:
    """The sex that the pronouns of sentences without a relative agree on."""
    found: dict[str, list[tuple[int, int]]] = {"female": [], "male": []}
    for number in sorted(set(map(note.sentence_index, _pronouns_known().places(note.words)))):
        start, end = note.sentences[number]
        if "family" in note.section_at(start).implies or relatives().search(note.words, start, end):
            continue
        for match in _pronouns_known().finditer(note.words, start, end):
            found[persons()[match[0].lower()][1]].append(match.span())
    female, male = len(found["female"]), len(found["male"])
    for sex, own, other in (("female", female, male), ("male", male, female)):
        if own >= _FEWEST_PRONOUNS and own >= _LEAD * other:
            yield FactDraft("sex", sex, *found[sex][0], qualifiers=("pronoun",))
        elif own == 1 and other == 0:
            yield FactDraft("sex", sex, *found[sex][0], qualifiers=("pronoun",), uncertain=True)


def _without_repeats(drafts: list[FactDraft]) -> list[FactDraft]:
    """Of drafts that say the same at overlapping places the longest."""
    kept: list[FactDraft] = []
    reached: dict[tuple[str, str], int] = {}
    for draft in sorted(drafts, key=lambda each: (each.start, -(each.end - each.start))):
        same = (draft.type, draft.concept)
        if draft.start >= reached.get(same, 0):
            reached[same] = draft.end
            kept.append(draft)
    return kept
