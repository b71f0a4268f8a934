"""What follows a drug's name: doses one after another, frequency, route, times, what was done and how it worked."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import replace

from matcher.notes.dosing import days_of, dose_unit, is_form
from matcher.notes.drug_element import DrugElement
from matcher.notes.drug_elements import bracket_speaks
from matcher.notes.drug_mentions import Episode, Mention
from matcher.notes.drug_prefix import IMPERATIVE, PrefixReader
from matcher.text.times import TimeExpression

OF_SEVERAL_PLANNED = re.compile(
    r"\b(?:of|out of)\s+(?:\w+\s+)?(?:\d+|two|three|four|five|six|eight|twelve)\s+planned\b", re.IGNORECASE
)
_QUOTED = 160  # characters of a sentence that still make a good quote
_FREQUENCY_REACH = 30  # characters from a dose or a name to its frequency
_SCHEDULE = re.compile(r"\bdays? [01]\b", re.IGNORECASE)
_CLOSED_AFTER = 5  # unknown words after which a time no longer belongs to the drug


class SuffixReader(PrefixReader):
    """Reads the words after a name, left to right."""

    def read_suffix(self, mention: Mention) -> None:
        """The words after a name, read left to right with the verb last met."""
        verb = mention.episodes[0].verb
        depth, words, opened = 0, 0, 0
        if verb == "stop":
            self.give_reason(mention.episodes[0], mention.term.end)
        silent = False
        foreign, other_subject, tapering = "", False, False
        elements = mention.suffix
        for index, element in enumerate(elements):
            episode = mention.episodes[-1]
            match element.kind:
                case "open":
                    depth += 1
                    opened = element.start
                    silent = silent or not bracket_speaks(elements, index)
                case "close":
                    if depth > 0 and not silent and episode.end > opened:
                        episode.end = max(episode.end, element.end)
                    depth -= 1
                    if depth <= 0:
                        silent = False
                    if depth < 0:
                        return
                case "semicolon":
                    verb, foreign, words, tapering = None, "", 0, False
                case "colon" if index:
                    verb = None
                case "comma" if depth == 0:
                    foreign, other_subject, tapering = "", False, False
                    verb = None if verb == "ignored" else verb
                case "term":
                    foreign = element.value if depth == 0 else foreign
                case "word":
                    words += 1
                    tapering = tapering or element.value.startswith("taper")
                    follows = elements[index + 1].kind if index + 1 < len(elements) else ""
                    other_subject = other_subject or (
                        depth == 0 and follows == "word" and element.value in ("the", "a", "an", "his", "her", "their")
                    )
                case _ if silent:
                    continue
                case "dose":
                    if foreign != "measurement":
                        self._dose(mention, element, elements, index, depth)
                        words = 0
                case "frequency" if not tapering:
                    last = episode.frequency
                    if last is not None and last.per_day is None and element.start - last.end <= 3:
                        # "as needed every 6 hours"
                        episode.frequency = replace(last, end=element.end)
                        episode.end = max(episode.end, element.end)
                    elif (
                        episode.frequency is None
                        and element.start - max(episode.end, mention.term.end) <= _FREQUENCY_REACH
                    ):
                        episode.frequency, episode.end = element, max(episode.end, element.end)
                    words = 0
                case "count":
                    if episode.count is None and words <= 2 and element.value != "#":
                        episode.count, episode.end = element.number, max(episode.end, element.end)
                case "time" if self.is_relapse(elements, index):
                    self.relapsed_on(episode, element)
                case "time" if element.time is not None:
                    if not foreign and words < _CLOSED_AFTER:
                        self._time(mention, element, element.time, verb, depth)
                        if verb == "stop" and episode.stop_reason is None and episode.end == element.end:
                            self.give_reason(episode, element.end)
                case "cue":
                    tapering = tapering or element.says("delta")
                    if other_subject and element.says("start", "stop", "hold"):
                        continue  # "Versed and fentanyl the procedure was begun"
                    verb = self._cue(mention, element, verb, elements, index, words) or verb
                    if element.says("start", "stop", "given", "active", "hold", "shift"):
                        words, foreign = 0, ""

    def _dose(
        self, mention: Mention, element: DrugElement, elements: Sequence[DrugElement], index: int, depth: int
    ) -> None:
        quantity = element.quantity
        assert quantity is not None
        before = elements[index - 1] if index else None
        if before is not None and before.says("delta"):
            return
        if quantity.comparator in (">", ">=") and re.search(
            r"\b(?:never|not|nor)\b", self.text[max(self.start, element.start - 32) : element.start + 12], re.IGNORECASE
        ):
            mention.episodes[-1].capped = mention.episodes[-1].highest = True
        if self.is_cap(element):
            mention.episodes[-1].capped = mention.episodes[-1].highest = True
        if re.match(r"\s+of\b", self.text[element.end : element.end + 4]) and any(
            other.kind in ("and", "comma") for other in elements[:index]
        ):
            return  # "triamcinolone and 1 cc of …": another's
        if quantity.comparator in ("<", "<=") and re.search(
            r"below|under|less|fell|drop",
            self.text[max(self.start, element.start - 24) : element.start + 8],
            re.IGNORECASE,
        ):
            return
        episode = mention.episodes[-1]
        episode.highest = episode.highest or self.is_limit(element)
        unit = dose_unit(quantity.unit)
        if episode.dose is None:
            if before is not None and before.says("from") and not before.says("shift"):
                episode.past = True
            episode.dose, episode.end = element, max(episode.end, element.end)
            return
        if unit is not None and is_form(unit.name):
            own = dose_unit(episode.dose.quantity.unit) if episode.dose.quantity else None
            if episode.forms is None and own is not None and not is_form(own.name):
                episode.forms, episode.end = quantity.value, max(episode.end, element.end)
            return
        if depth > 0:
            return
        parted = any(
            other.kind in ("comma", "and", "semicolon") or other.says("shift")
            for other in elements[:index]
            if other.start > episode.dose.end
        )
        if not (parted or episode.shifted):
            return
        near = element.start - mention.term.start <= _QUOTED
        shifted = Episode(
            mention.term.start if near else self._clause_start(elements, index), element.end, dose=element
        )
        shifted.route = episode.route
        mention.episodes.append(shifted)
        if any(other.says("delta") for other in elements[:index] if other.start > episode.dose.end) or self._begins_now(
            episode
        ):
            # "70 mg from today, down by 10 mg every week to 15 mg": the later dose is still to come.
            shifted.planned = True
            return
        current = self._present_before(elements, index, episode.dose.end) or (
            episode.status == "active" and not episode.stopped
        )
        shifted.status = "active" if current else None
        episode.status = None if episode.status == "active" else episode.status
        episode.past = True

    def _begins_now(self, episode: Episode) -> bool:
        return self.anchor is not None and episode.started is not None and episode.started[0] >= self.anchor

    def _clause_start(self, elements: Sequence[DrugElement], index: int) -> int:
        """Where the clause of an element begins: after the comma before it."""
        for at in range(index - 1, -1, -1):
            if elements[at].kind in ("comma", "semicolon", "and"):
                return elements[at + 1].start
        return elements[0].start

    def _present_before(self, elements: Sequence[DrugElement], index: int, after: int) -> bool:
        return any(other.says("active") for other in elements[:index] if other.start >= after)

    def _time(self, mention: Mention, element: DrugElement, time: TimeExpression, verb: str | None, depth: int) -> None:
        episode = mention.episodes[-1]
        verb = self.columns.get(element.start, verb)
        if verb == "ignored":
            return  # "never off for longer than a month since 2021"
        if time.kind == "duration":
            if time.lead in ("over", "in", "within", "after", "every") or episode.duration is not None:
                return
            episode.duration, episode.end = days_of(time), max(episode.end, element.end)
            return
        if time.kind == "relative" and time.anchor == "start" and time.amount is not None:
            # "(day 38)" of the course; the days of a schedule ("day 0 and day 14") tell nothing of when.
            if depth > 0 and not _SCHEDULE.search(self.text, self.start, self.end):
                episode.duration, episode.end = days_of(time), max(episode.end, element.end)
                if self.anchor is not None and episode.started is None and episode.duration:
                    episode.started = (self.anchor - dt.timedelta(round(episode.duration)), "day")
            return
        future = mention.assertion.planned or mention.assertion.scheduled or episode.planned or verb == "plan"
        found = self.resolved(time, future)
        end = max(episode.end, element.end)
        match time.kind:
            case "range" | "since":
                if found.date is None:
                    return
                if time.kind == "since" and verb == "stop":
                    # "off steroids since 2019"
                    episode.stopped, episode.end = (found.date, found.precision), end
                    return
                if episode.started is not None:
                    if time.kind == "range" and episode.stopped is not None and depth > 0:
                        return
                    episode = self._new_stretch(mention, element)
                    end = max(episode.end, element.end)
                episode.started, episode.end = (found.date, found.precision), end
                if found.end is not None and found.end.latest is not None:
                    episode.stopped = (found.end.latest, found.end.precision)
                    if self.anchor is None or found.end.latest < self.anchor:
                        episode.status = "stopped"
                elif time.kind == "since" and self.anchor is not None and found.date > self.anchor:
                    episode.planned = True
                elif episode.status is None and not mention.assertion.negated:
                    episode.status = "active"
            case "until":
                if found.end is not None and found.end.latest is not None:
                    episode.stopped, episode.end = (found.end.latest, found.end.precision), end
                    episode.status = (
                        "stopped" if self.anchor is None or found.end.latest <= self.anchor else episode.status
                    )
            case "date" | "relative":
                if found.date is None:
                    return
                moment = (found.date, found.precision)
                if verb == "stop" and episode.stopped is None:
                    episode.stopped = moment
                    if element.start in self.columns and not self.is_future(found):
                        episode.status = "stopped"
                elif verb == "start" and episode.started is None and not (time.window or episode.events):
                    episode.started = moment
                    if time.lead == "from" or episode.status is None:
                        episode.status = episode.status or ("planned" if self.is_future(found) else "active")
                elif time.window or (mention.assertion.negated and time.shift is not None):
                    episode.window = (*moment, element.end)
                    return
                elif verb == "hold":
                    return
                elif verb == "last":
                    episode.last_given = found.latest
                else:
                    episode.events.append((*moment, element.end))
                if self.is_future(found) and verb != "stop":
                    episode.planned = True
                episode.end = end
            case _:
                return

    def _new_stretch(self, mention: Mention, element: DrugElement) -> Episode:
        """A second stretch of time: the dose said after the first one belongs to it."""
        last = mention.episodes[-1]
        fresh = Episode(mention.term.start, element.end, route=last.route)
        if (
            last.dose is not None
            and last.started is not None
            and last.dose.start > mention.term.end
            and last.end >= last.dose.end
            and len(mention.episodes) == 1
        ):
            between = self.text[mention.term.end : last.dose.start]
            if any(character.isdigit() for character in between):
                fresh.dose, fresh.frequency = last.dose, last.frequency
                last.dose = last.frequency = None
                last.end = min(last.end, self._end_before(fresh.dose.start))
        mention.episodes.append(fresh)
        return fresh

    def _end_before(self, position: int) -> int:
        """The end of the words before a position, without the comma."""
        return (
            position - 40 + len(self.text[max(position - 40, 0) : position].rstrip(" ,;:"))
            if position >= 40
            else len(self.text[:position].rstrip(" ,;:"))
        )

    def _cue(
        self,
        mention: Mention,
        element: DrugElement,
        verb: str | None,
        elements: Sequence[DrugElement],
        index: int,
        words: int,
    ) -> str | None:
        """Takes a word in; gives the verb for the times that follow."""
        episode = mention.episodes[-1]
        word = self.text[element.start : element.end].lower()
        if element.says("route") and words <= 3:
            episode.route = episode.route or self.text[element.start : element.end]
            if element.start - episode.end <= 12:
                episode.end = max(episode.end, element.end)
            if not element.says("start", "stop", "given", "active"):
                return None
        if element.says("form") and words <= 3:
            episode.form = episode.form or self.text[element.start : element.end]
        if element.says("highest"):
            episode.highest, episode.end = True, max(episode.end, element.end)
        if element.says("response"):
            if episode.response is None and (words <= 8):
                episode.response, episode.end = element.value, max(episode.end, element.end)
            if not element.says("start", "stop", "given", "active"):
                return None
        if element.says("shift") and word not in ("present", "now", "currently", "current", "later", "then"):
            episode.shifted = True
        if element.says("naive") and index == 0:
            episode.status, episode.end = "never", element.end
            return None
        if words > 8:
            return None
        before = elements[index - 1] if index else None
        if (
            element.says("stop")
            and before is not None
            and before.kind == "word"
            and before.value in ("never", "not", "without")
        ):
            episode.status = episode.status or "active"
            return "ignored"
        if word.startswith("last ") and episode.status == "active" and episode.started is not None:
            return "last"  # "monthly since 05/2022, last infusion 08/12/2025"
        if element.says("stop") and not (
            word in ("changed", "prior", "previous", "past", "off", "former", "completed")
            and index + 1 < len(elements)
            and elements[index + 1].kind == "drug"
        ):
            episode.status, episode.end = "stopped", max(episode.end, element.end)
            self.give_reason(episode, element.end)
            return "stop"
        if element.says("until") and self.anchor is not None:
            # "MMF 2017 until this admission"
            if episode.events and episode.started is None:
                episode.started = episode.events.pop()[:2]
            episode.stopped, episode.status = (self.anchor, "note"), "stopped"
            episode.end = max(episode.end, element.end)
            return None
        if element.says("hold"):
            episode.status, episode.end = "held", max(episode.end, element.end)
            return "hold"
        if element.says("start") and not (word == "new" and words > 1):
            if episode.status in ("held", "stopped") and word not in ("new",):
                fresh = Episode(mention.term.start, element.end, route=episode.route, status="active")
                mention.episodes.append(fresh)
            elif word not in IMPERATIVE:
                episode.status = episode.status or "active"
                episode.end = max(episode.end, element.end)
            return "start"
        if element.says("plan") and not element.says("given", "active"):
            if word in (
                "planned",
                "scheduled",
                "proposed",
                "considered",
                "discussed",
            ) and not OF_SEVERAL_PLANNED.search(self.text, element.start - 30, element.end):
                episode.planned, episode.end = True, max(episode.end, element.end)
            return "plan" if verb is None and episode.planned else None
        if element.says("active") and word != "on":
            if (
                word
                in (
                    "unchanged",
                    "throughout",
                    "continued",
                    "ongoing",
                    "to date",
                    "continues",
                    "current",
                    "still",
                    "well controlled on",
                    "now",
                    "currently",
                    "for now",
                    "present",
                    "at present",
                    "currently on",
                    "stays on",
                )
                and episode.status is None
            ):
                episode.status = "active"
                if episode.events and episode.started is None:
                    episode.started = episode.events.pop()[:2]
                leads = word in ("now", "currently", "present", "at present", "current", "still")
                episode.end = max(episode.end, element.end) if words <= 2 and not leads else episode.end
            return "start" if word == "continuous since" else None
        if element.says("given"):
            if element.says("given") and word in ("given", "received", "administered", "infused"):
                episode.end = max(episode.end, element.end)
            return "given"
        return None
