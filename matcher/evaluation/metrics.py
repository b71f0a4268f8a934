"""Metrics over labels, counts and scores, each in a few lines that can be checked by hand."""

from __future__ import annotations

import random
from bisect import bisect_left, bisect_right
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass

from matcher.records import Record


@dataclass(frozen=True, slots=True)
class Rates(Record):
    """Precision, recall and F1 with the counts behind them.

    Attributes:
        precision: share of what was predicted that is right; 0 where nothing was predicted.
        recall: share of the gold that was found; 0 where there is none.
        f1: their harmonic mean.
        hits, predicted, gold: the counts.
    """

    precision: float
    recall: float
    f1: float
    hits: int
    predicted: int
    gold: int


def ratio(part: float, whole: float) -> float:
    """A share; 0 of nothing is 0."""
    return part / whole if whole else 0.0


def rates(hits: int, predicted: int, gold: int, hit_gold: int | None = None) -> Rates:
    """Rates from counts.

    Args:
        hits: predicted items that are right.
        predicted, gold: how many there are.
        hit_gold: gold items that were found, where one predicted item may cover several; by default `hits`.

    >>> rates(3, 4, 6).f1
    0.6
    """
    p, r = ratio(hits, predicted), ratio(hits if hit_gold is None else hit_gold, gold)
    return Rates(p, r, ratio(2 * p * r, p + r), hits, predicted, gold)


def accuracy(gold: Sequence[Hashable], predicted: Sequence[Hashable]) -> float:
    """Share of equal labels."""
    return ratio(sum(g == p for g, p in zip(gold, predicted, strict=True)), len(gold))


def by_class(
    gold: Sequence[Hashable], predicted: Sequence[Hashable], labels: Sequence[Hashable]
) -> dict[Hashable, Rates]:
    """Rates of each label that occurs on either side."""
    pairs = list(zip(gold, predicted, strict=True))
    return {
        label: rates(pairs.count((label, label)), sum(p == label for _, p in pairs), sum(g == label for g, _ in pairs))
        for label in labels
        if any(label in pair for pair in pairs)
    }


def macro_f1(gold: Sequence[Hashable], predicted: Sequence[Hashable], labels: Sequence[Hashable]) -> float:
    """Mean F1 of the labels that occur."""
    found = by_class(gold, predicted, labels)
    return ratio(sum(rate.f1 for rate in found.values()), len(found))


def confusion(
    gold: Sequence[Hashable], predicted: Sequence[Hashable], labels: Sequence[Hashable]
) -> dict[Hashable, dict[Hashable, int]]:
    """Counts by gold label (rows) and predicted label (columns), all labels in both."""
    table: dict[Hashable, dict[Hashable, int]] = {row: dict.fromkeys(labels, 0) for row in labels}
    for g, p in zip(gold, predicted, strict=True):
        table[g][p] += 1
    return table


def auc(positive: Sequence[float], negative: Sequence[float]) -> float | None:
    """Probability that a positive scores above a negative, ties counting half (Mann-Whitney U); None where one side is empty.

    >>> auc([0.9, 0.4], [0.5, 0.4])
    0.625
    """
    if not positive or not negative:
        return None
    ordered = sorted(negative)
    wins = sum(bisect_left(ordered, score) + bisect_right(ordered, score) for score in positive) / 2
    return wins / (len(positive) * len(negative))


@dataclass(frozen=True, slots=True)
class Interval(Record):
    """A value with its 95 % interval; both ends None where it cannot be had."""

    value: float | None
    low: float | None
    high: float | None


def auc_interval(
    scored: Sequence[tuple[Hashable, bool, float]], samples: int = 1000, seed: int = 20_250_101
) -> Interval:
    """The AUC with a percentile interval from a bootstrap over patients, whose pairs are not independent.

    Args:
        scored: (patient, whether positive, score) of each pair.
        samples: bootstrap samples.
        seed: so that a figure can be had again.

    Source: cluster bootstrap, Field and Welsh, J. R. Stat. Soc. B 2007;69:369.
    """
    groups: dict[Hashable, list[tuple[bool, float]]] = {}
    for patient, positive, score in scored:
        groups.setdefault(patient, []).append((positive, score))
    patients, dice = list(groups), random.Random(seed)
    value = _auc_of([pair for pairs in groups.values() for pair in pairs])
    if value is None or len(patients) < 2:
        return Interval(value, None, None)
    drawn = [_auc_of([pair for _ in patients for pair in groups[dice.choice(patients)]]) for _ in range(samples)]
    found = sorted(sample for sample in drawn if sample is not None)
    return Interval(value, quantile(found, 0.025), quantile(found, 0.975)) if found else Interval(value, None, None)


def _auc_of(pairs: Sequence[tuple[bool, float]]) -> float | None:
    return auc([score for positive, score in pairs if positive], [score for positive, score in pairs if not positive])


def quantile(ordered: Sequence[float], share: float) -> float:
    """A quantile of values in ascending order, interpolated between neighbours (type 7 of Hyndman and Fan 1996).

    >>> quantile([1, 2, 3, 4], 0.5)
    2.5
    """
    place = share * (len(ordered) - 1)
    below = int(place)
    above = min(below + 1, len(ordered) - 1)
    return ordered[below] + (ordered[above] - ordered[below]) * (place - below)


def brier(outcomes: Sequence[bool], probabilities: Sequence[float]) -> float:
    """Mean squared difference between a probability and what happened (Brier 1950).

    >>> round(brier([True, False], [0.8, 0.4]), 10)
    0.1
    """
    return ratio(sum((p - o) ** 2 for o, p in zip(outcomes, probabilities, strict=True)), len(outcomes))


@dataclass(frozen=True, slots=True)
class Bin(Record):
    """Pairs whose scores lie in [low, high): how many, their mean score, and the share that is positive."""

    low: float
    high: float
    pairs: int
    mean_score: float
    share: float


def reliability(outcomes: Sequence[bool], scores: Sequence[float], bins: int = 10) -> tuple[Bin, ...]:
    """Equal bins of a score between 0 and 1, the last with 1 in it; empty ones are left out."""
    found = []
    for number in range(bins):
        low, high = number / bins, (number + 1) / bins
        inside = [
            (o, s)
            for o, s in zip(outcomes, scores, strict=True)
            if low <= s and (s < high or (number == bins - 1 and s <= high))
        ]
        if inside:
            count = len(inside)
            found.append(Bin(low, high, count, sum(s for _, s in inside) / count, sum(o for o, _ in inside) / count))
    return tuple(found)


def matched(predicted: Sequence[Hashable], gold: Sequence[Hashable]) -> int:
    """How many predicted items find an equal gold item of their own."""
    left: dict[Hashable, int] = {}
    for item in gold:
        left[item] = left.get(item, 0) + 1
    hits = 0
    for item in predicted:
        if left.get(item, 0):
            left[item] -= 1
            hits += 1
    return hits


def rates_of(counts: Mapping[str, int]) -> Rates:
    """Rates from counts gathered under "hits", "predicted", "gold" and, where it differs, "hit_gold"."""
    return rates(
        counts.get("hits", 0),
        counts.get("predicted", 0),
        counts.get("gold", 0),
        counts.get("hit_gold", counts.get("hits", 0)),
    )
