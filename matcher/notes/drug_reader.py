"""All drugs of a sentence together: verbs that hold for several, what is said once after a list, plans that go on."""

from __future__ import annotations

import re

from matcher.notes.drug_mentions import Episode
from matcher.notes.drug_suffix import SuffixReader

TAKEN_SO = re.compile(
    r"[- ](?:dependen\w+|responsive|refractory|resistant|associated|related|induced)\b", re.IGNORECASE
)


_AMOUNT_OF_HABIT = re.compile(r".*\d(?:\s?[-–]\s?\d+)?\s?(?:cig\w*|packs?|ppd)\b", re.IGNORECASE)
"""What is smoked a day says by itself that it goes on: "former drinker, 10 cig/d"."""


class SentenceReader(SuffixReader):
    """Reads the episodes of the drugs of one sentence into its mentions."""

    def read(self) -> None:
        """Gives every drug of the sentence its episodes."""
        self._pair()
        lead: Episode | None = None
        for number, mention in enumerate(self.mentions):
            mention.episodes = [Episode(mention.term.start, mention.term.end)]
            self.read_prefix(mention)
            own = mention.episodes[0]
            before = self.mentions[number - 1] if number else None
            if own.status or own.response or own.planned or own.past:
                lead = own
            elif (
                lead is not None
                and before is not None
                and not TAKEN_SO.match(self.text, mention.term.end)
                and not mention.is_aside
                and not _AMOUNT_OF_HABIT.match(self.text[: mention.term.end][max(0, mention.term.start - 8) :])
                and not any(element.kind == "semicolon" for element in before.suffix)
            ):
                # "Continue MMF, tacrolimus, HCQ": the verb holds on until another comes.
                if lead.status == "stopped" and any(element.says("shift") for element in mention.prefix):
                    own.status = "active"  # "switched from azathioprine to mycophenolate"
                    own.verb, lead = "start", None
                else:
                    self._carry(lead, own)
            carried = (own.status, own.planned, own.response)
            self.read_suffix(mention)
            if lead is own or lead is None:
                continue
            if (
                any(element.kind == "semicolon" for element in mention.suffix)
                or (mention.episodes[-1].status, mention.episodes[-1].planned) != carried[:2]
            ):
                lead = None
        self._share_back()
        self._plans()

    def _pair(self) -> None:
        """What is said one by one of drugs named together: "MMF / tacrolimus | 30 months / 9 months"."""
        first = 0
        for number, mention in enumerate(self.mentions):
            if mention.joined:
                continue
            together = self.mentions[first : number + 1]
            first = number + 1
            if len(together) < 2:
                continue
            first_said = 1 if mention.suffix and mention.suffix[0].kind == "colon" else 0
            said = mention.suffix[first_said : first_said + 2 * len(together) - 1]
            told, between = said[::2], said[1::2]
            kinds = {element.kind for element in told}
            listed = len(told) == len(together) and all(element.kind == "and" for element in between)
            if listed and kinds in ({"time"}, {"dose"}):
                rest = mention.suffix[first_said + len(said) :]
                for other, element in zip(together, told, strict=True):
                    other.suffix = [element]
                mention.suffix = [told[-1], *rest]

    def _carry(self, lead: Episode, own: Episode) -> None:
        own.status, own.planned, own.response = lead.status, lead.planned, lead.response
        own.past, own.verb = lead.past, lead.verb

    def _share_back(self) -> None:
        """Status, times and effect said once after a list of drugs, or of "each" and "all" of them."""
        if not self.mentions:
            return
        last = self.mentions[-1]
        told = next((element for mention in self.mentions for element in mention.suffix if element.says("all")), None)
        final = last.episodes[-1]
        for number in range(len(self.mentions) - 2, -1, -1):
            mention = self.mentions[number]
            episode = mention.episodes[-1]
            shares = told is not None and told.start > last.term.end
            if mention.is_aside:
                break
            if not shares and not (mention.joined and self._only_name(episode)):
                break
            source = final if shares else self.mentions[number + 1].episodes[-1]
            if shares or source.dose is None or source.status in ("stopped", "held"):
                episode.status = (
                    episode.status
                    if episode.status not in (None, "active") and not shares
                    else (source.status or episode.status)
                )
                episode.response = episode.response or source.response
                episode.stop_reason = episode.stop_reason or source.stop_reason
                if source.status in ("stopped", "held") or source.response or source.planned:
                    episode.end = max(episode.end, mention.term.end)
                episode.planned = episode.planned or source.planned
            if not shares and self._only_name(episode) and source.dose is None and not self._is_dated_apart(number):
                episode.started, episode.stopped = episode.started or source.started, episode.stopped or source.stopped
                episode.duration = episode.duration or source.duration
                episode.events = episode.events or list(source.events)

    def _is_dated_apart(self, number: int) -> bool:
        """Whether a list gives each drug its own time, so that one without has none: "influenza 10/2024, MMR, zoster 2022"."""
        dated = any(
            mention.episodes[-1].events or mention.episodes[-1].started or mention.episodes[-1].stopped
            for mention in self.mentions[:number]
        )
        gap = self.text[self.mentions[number].term.end : self.mentions[number + 1].term.start]
        return dated and gap.strip() == ","

    def _only_name(self, episode: Episode) -> bool:
        return not (
            episode.dose
            or episode.frequency
            or episode.started
            or episode.stopped
            or episode.events
            or episode.duration
        )

    def _plans(self) -> None:
        """What follows a plan by "then" or "or" is planned too, up to the end of the clause."""
        planned = False
        for mention in self.mentions:
            before = self.text[max(self.start, mention.term.start - 24) : mention.term.start].lower()
            if planned and re.search(r"\b(?:then|or|followed by|per)\b", before) and not mention.episodes[0].status:
                for episode in mention.episodes:
                    episode.planned = True
            planned = planned or any(episode.planned for episode in mention.episodes) or mention.assertion.planned
            if any(element.kind == "semicolon" for element in mention.suffix):
                planned = False
