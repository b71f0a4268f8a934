"""What stands before a drug's name: "took", "highest dose of", "20 mg of", "nine months of", "IV"."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from matcher.notes.dosing import days_of
from matcher.notes.drug_element import DrugElement
from matcher.notes.drug_mentions import Episode, Mention
from matcher.notes.view import NoteView
from matcher.text.times import Interval, TimeExpression, resolve

_REASON = re.compile(
    r"\s*(?:,\s*)?(?:for|because of|because|b/o|due to|d/t|owing to|secondary to|2/2|on account of|given|since|as)\s+(?P<reason>[A-Za-z][^.;()\n]{2,70}?)"
    r"(?=\s*(?:[.;()\n]|,|\band\b|\bthen\b|\bin (?:19|20)\d\d|\Z))",
    re.IGNORECASE,
)
_NO_REASON = re.compile(
    r"(?:(?:jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec)[a-z]*\b|last|early|mid|late|now|the (?:time|last|past|next|first|duration)|good|\d|an? (?:week|month|year)|several|some|many|about|over|nearly|(?:one|two|three|four|five|six)\b)",
    re.IGNORECASE,
)
FORMER = frozenset({"off", "prior", "previous", "past", "changed", "previously", "former"})
"""Words that mean a stopped drug only directly before its name."""
_GOES_ON = re.compile(r"\b(?:continue|resume|stay|remain|keep|complete|finish)\w*", re.IGNORECASE)
IMPERATIVE = frozenset({"start", "begin", "initiate", "add", "prescribe", "switch to"})
_NEVER = re.compile(r"\b(?:never|not|nor)\b", re.IGNORECASE)
_SOON = 90  # days
_RELAPSED = frozenset({"relapsed", "flared", "progressed", "worsened", "recurred"})
_ON_IT = re.compile(
    r"\s*,?\s*(?:on|under|despite|while on)\s+(?:both|all|each|either|it|this|these|them|the drug)\b", re.IGNORECASE
)
_BRACKETED = re.compile(r"\([^()]*\)")
_AT_MOST = re.compile(r"at most|(?:no|not) more than|max", re.IGNORECASE)
_AIMS = re.compile(r"\b(?:aim|goal|target|reduc|taper|wean|decreas|lower|keep|limit|until|to)\w*", re.IGNORECASE)


def names_aside(element: DrugElement, words: int) -> bool:
    """Whether a word, this many words before a drug, only names the drug to say when or why something else was."""
    return element.says("before") and words <= 2


class PrefixReader:
    """Reads the words before the drugs of one sentence.

    `columns` says of dates in a table whether they are starts or stops. `anchor` is the day times are counted from: the note's, or that of the visit a section was copied from.
    """

    def __init__(
        self, note: NoteView, start: int, end: int, mentions: list[Mention], columns: Mapping[int, str]
    ) -> None:
        self.note = note
        self.text = note.clean
        self.start, self.end = start, end
        self.mentions = mentions
        self.columns = columns
        section = note.section_at(start)
        self.section = section
        self.anchor = section.date if section.copied and section.date else note.anchor

    def read_prefix(self, mention: Mention) -> None:
        """The words before a name: "took", "highest dose of", "20 mg of", "nine months of", "IV"."""
        episode = mention.episodes[0]
        elements = mention.prefix
        last_break = max((i for i, e in enumerate(elements) if e.kind in ("semicolon", "comma")), default=-1)
        words_since = 0
        for index in range(len(elements) - 1, -1, -1):
            element = elements[index]
            if element.kind == "semicolon":
                break
            distance = mention.term.start - element.end
            if element.kind == "word":
                words_since += 1
                continue
            if element.kind in ("term", "close"):
                words_since += 3
                continue
            if names_aside(element, words_since):
                mention.is_aside = True
                break  # "(06/2025, before rituximab)": what stands before it is said of something else
            near = words_since <= 4
            match element.kind:
                case "dose" if near and episode.dose is None and distance <= 24:
                    episode.dose, episode.start = element, min(episode.start, element.start)
                    episode.highest = episode.highest or self.is_limit(element)
                    if self.is_cap(element):
                        episode.capped = episode.highest = True
                        never = _NEVER.search(self.text, max(self.start, element.start - 32), element.end)
                        episode.start = min(episode.start, never.start() if never else element.start)
                case "frequency" if near and episode.frequency is None and distance <= 24:
                    episode.frequency = element
                case "time" if element.time is not None and (index > last_break or index == 0):
                    self._prefixed_time(mention, episode, element, words_since)
                case "cue":
                    self._prefixed_cue(episode, element, near, words_since, distance)
                case _:
                    pass

    def is_cap(self, element: DrugElement) -> bool:
        """Whether a dose is said to be never exceeded: "never more than 20 mg"."""
        over = element.quantity is not None and element.quantity.comparator in (">", ">=")
        return over and _NEVER.search(self.text, max(self.start, element.start - 32), element.end) is not None

    def is_limit(self, element: DrugElement) -> bool:
        """Whether a dose is the most there was ("at most 25 mg"), not the most there is to be ("reduce to at most 5 mg")."""
        if element.quantity is None or element.quantity.comparator not in ("<", "<="):
            return False
        before = self.text[max(self.start, element.start - 24) : element.start]
        return _AT_MOST.match(self.text, element.start) is not None and _AIMS.search(before) is None

    def _limits(self, element: DrugElement, episode: Episode, mention_start: int) -> bool:
        """Whether "peak" and the like are said of the drug's dose, not of a value that stands between ("CK peak 4000 on …")."""
        dose = episode.dose
        end = dose.start if dose is not None and element.end <= dose.start < mention_start else mention_start
        between = self.text[element.end : end]
        named = any(term.type != "exposure" for term in self.note.terms_in(element.start - 20, end))
        return not (any(sign.isdigit() or sign in ",;" for sign in _BRACKETED.sub("", between)) or named)

    def _prefixed_time(self, mention: Mention, episode: Episode, element: DrugElement, words: int) -> None:
        time = element.time
        assert time is not None
        if (
            time.kind == "duration"
            and words <= 1
            and re.search(r"\b(?:of|course)\b", self.text[element.end : mention.term.start])
        ):
            episode.duration, episode.start = days_of(time), min(episode.start, element.start)
        elif time.kind == "relative" and time.anchor == "start" and words <= 2 and self.anchor is not None:
            days = days_of(time)  # "day 10 of ceftriaxone"
            if days:
                episode.started = (self.anchor - dt.timedelta(round(days)), "day")
        elif words <= 6 and time.kind in ("date", "relative") and not time.window:
            found = self.resolved(time, mention.assertion.planned or mention.assertion.scheduled)
            if found.date is not None:
                episode.events.append((found.date, found.precision, episode.end))
                episode.planned = episode.planned or self.is_future(found)

    def _prefixed_cue(self, episode: Episode, element: DrugElement, near: bool, words: int, distance: int) -> None:
        word = element.value.lower()
        mention_start = element.end + distance
        if element.says("route") and near and distance <= 20:
            episode.route = episode.route or self.text[element.start : element.end]
        if element.says("form") and near and distance <= 20:
            episode.form = episode.form or self.text[element.start : element.end]
        if element.says("highest") and words <= 6 and self._limits(element, episode, mention_start):
            episode.highest, episode.start = True, min(episode.start, element.start)
        if element.says("response") and episode.response is None and (near or words <= 6) and self._leads_drug(element):
            episode.response = element.value
            episode.start = min(episode.start, element.start)
        if (
            element.says("future")
            and words <= 6
            and episode.status in (None, "active")
            and not _GOES_ON.search(self.text, element.end, mention_start)
        ):
            episode.planned, episode.status = True, None
            return
        if episode.status is not None or episode.planned or episode.past or words > 6:
            return
        if element.says("plan") and not element.says("stop", "active", "given", "start"):
            episode.planned = words <= 3
        elif element.says("stop") and not (word in FORMER and distance > (9 if word == "off" else 3)):
            episode.status, episode.verb = "stopped", "stop"
            episode.past = word not in ("stop", "stopping", "cease")
            episode.start = min(episode.start, element.start)
        elif element.says("hold"):
            episode.status = "held"
            episode.start = min(episode.start, element.start)
        elif word in IMPERATIVE and self._opens_clause(element):
            episode.planned = True
            episode.start = min(episode.start, element.start)
        elif element.says("start"):
            episode.status, episode.verb = "active", "start"
        elif element.says("active") and (word != "on" or words <= 2):
            episode.status = "active"
        elif element.says("given"):
            episode.past = word in (
                "took",
                "had",
                "received",
                "given",
                "treated with",
                "administered",
                "used",
                "tried",
                "trial of",
                "course of",
                "completed course of",
            )

    def _leads_drug(self, element: DrugElement) -> bool:
        """Whether a word of effect is one that goes before a drug ("failing", "in spite of", "refractory to")."""
        word = self.text[element.start : element.end].lower()
        return word.endswith(
            (" on", " to", " of", " despite", "despite", "failing", "failed", "fail", "fails", "failure")
        )

    def _opens_clause(self, element: DrugElement) -> bool:
        before = self.text[max(self.start, element.start - 24) : element.start]
        return (
            re.search(
                r"(?:\A|[.;:,\n-]|\d[.)]|\b(?:will|to|plan|then|and|please|would|should|we|recommend|I)\b[^.;:]{0,10})\s*\Z",
                before,
                re.IGNORECASE,
            )
            is not None
        )

    def resolved(self, time: TimeExpression, future: bool) -> Interval:
        """The days of a time; in a plan one without a year is soon to come rather than long past."""
        if (
            not future
            and "planned" in self.section.implies
            and time.kind == "date"
            and time.year is None
            and self.anchor is not None
        ):
            coming = resolve(time, self.anchor, prefer="future")
            future = coming.earliest is not None and (coming.earliest - self.anchor).days <= _SOON
        found = resolve(time, self.anchor, prefer="future" if future else "past")
        if time.kind == "relative" and time.anchor == "event" and found.date is None:
            return resolve(replace(time, anchor="note"), self.anchor)
        return found

    def is_future(self, found: Interval) -> bool:
        return self.anchor is not None and found.earliest is not None and found.earliest > self.anchor

    def is_relapse(self, elements: Sequence[DrugElement], index: int) -> bool:
        """Whether a time is that of a relapse, not of the drugs: "relapsed in July on both"."""
        said = [self.text[other.start : other.end].lower() for other in elements[max(0, index - 2) : index]]
        return bool(said) and (said[-1] in _RELAPSED or (said[-1] in ("in", "on", "since") and said[0] in _RELAPSED))

    def relapsed_on(self, episode: Episode, element: DrugElement) -> None:
        """A relapse under the drug is its failure."""
        if _ON_IT.match(self.text, element.end) and episode.response is None:
            episode.response, episode.end = "inadequate response", max(episode.end, element.end)

    def give_reason(self, episode: Episode, position: int) -> None:
        match = _REASON.match(self.text, position, self.end)
        if match and not _NO_REASON.match(match["reason"]):
            episode.stop_reason = match["reason"].strip()
            episode.end = max(episode.end, match.end("reason"))
