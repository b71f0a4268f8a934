import doctest
import importlib
import pkgutil

import pytest

import matcher.text

MODULES = [module.name for module in pkgutil.iter_modules(matcher.text.__path__, "matcher.text.")]


@pytest.mark.parametrize("name", MODULES)
def test_the_examples_of_the_docstrings_hold(name: str) -> None:
    assert doctest.testmod(importlib.import_module(name)).failed == 0


def test_the_public_functions_have_examples() -> None:
    finder = doctest.DocTestFinder()
    with_examples = {
        test.name for name in MODULES for test in finder.find(importlib.import_module(name)) if test.examples
    }
    assert {
        "matcher.text.characters.normalise",
        "matcher.text.sentences.sentence_spans",
        "matcher.text.numbers.parse_number",
        "matcher.text.quantities.find_quantities",
        "matcher.text.times.find_times",
        "matcher.text.spans.find_spans_of_time",
    } <= with_examples
