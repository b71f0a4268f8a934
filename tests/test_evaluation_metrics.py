"""The arithmetic of evaluation, against examples worked out by hand."""

from __future__ import annotations

import pytest

from matcher.evaluation import metrics

GOLD = ["a", "a", "a", "b", "b", "c"]
SAID = ["a", "a", "b", "b", "c", "c"]


def test_accuracy_counts_equal_labels() -> None:
    assert metrics.accuracy(GOLD, SAID) == pytest.approx(4 / 6)
    assert metrics.accuracy([], []) == 0


def test_each_class_has_its_own_rates() -> None:
    found = metrics.by_class(GOLD, SAID, ["a", "b", "c", "d"])
    assert list(found) == ["a", "b", "c"]  # d occurs nowhere
    assert (found["a"].precision, found["a"].recall) == (1.0, pytest.approx(2 / 3))
    assert (found["b"].precision, found["b"].recall) == (0.5, 0.5)
    assert (found["c"].precision, found["c"].recall) == (0.5, 1.0)


def test_macro_f1_is_the_mean_over_classes_that_occur() -> None:
    assert metrics.macro_f1(GOLD, SAID, ["a", "b", "c", "d"]) == pytest.approx((0.8 + 0.5 + 2 / 3) / 3)


def test_confusion_has_gold_in_rows() -> None:
    table = metrics.confusion(GOLD, SAID, ["a", "b", "c"])
    assert table == {"a": {"a": 2, "b": 1, "c": 0}, "b": {"a": 0, "b": 1, "c": 1}, "c": {"a": 0, "b": 0, "c": 1}}


@pytest.mark.parametrize(
    ("positive", "negative", "value"),
    [([3, 4], [1, 2], 1.0), ([1], [2], 0.0), ([1, 1], [1], 0.5), ([0.9, 0.4], [0.5, 0.4], 0.625), ([], [1], None)],
)
def test_auc_by_hand(positive, negative, value) -> None:
    assert metrics.auc(positive, negative) == value


def test_the_interval_holds_the_value_and_is_wide_for_few_patients() -> None:
    few = [(n % 4, n % 3 == 0, (n * 7 % 10) / 10) for n in range(24)]
    many = [(n, n % 3 == 0, (n * 7 % 10) / 10) for n in range(600)]
    for scored in (few, many):
        found = metrics.auc_interval(scored, samples=200)
        assert found.low <= found.value <= found.high
    narrow, wide = (metrics.auc_interval(scored, samples=200) for scored in (many, few))
    assert narrow.high - narrow.low < wide.high - wide.low


def test_one_patient_gives_no_interval() -> None:
    assert metrics.auc_interval([("p", True, 0.9), ("p", False, 0.1)]) == metrics.Interval(1.0, None, None)


def test_quantiles_are_interpolated() -> None:
    assert [metrics.quantile([1, 2, 3, 4], share) for share in (0, 0.25, 0.5, 1)] == [1, 1.75, 2.5, 4]


def test_brier_by_hand() -> None:
    assert metrics.brier([True, False, False], [1.0, 0.5, 0.0]) == pytest.approx(0.25 / 3)


def test_reliability_puts_the_highest_score_in_the_last_bin() -> None:
    low, high = metrics.reliability([False, True, True], [0.05, 0.95, 1.0], bins=10)
    assert (low.pairs, low.share, high.pairs, high.mean_score, high.share) == (1, 0, 2, pytest.approx(0.975), 1)


def test_equal_items_are_matched_one_to_one() -> None:
    assert metrics.matched(["x", "x", "y"], ["x", "y", "z"]) == 2
