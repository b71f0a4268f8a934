"""Criteria of a lupus trial that several tests of matching ask about, and how a fact is denied."""

from __future__ import annotations

from clinic import LUPUS, AnyOf, atom, excluding, within

TUBERCULOSIS = excluding(AnyOf((atom("condition", "active tuberculosis"), atom("condition", "latent tuberculosis"))))
UNCONTROLLED = excluding(atom("condition", "disease", qualifiers=("uncontrolled",), excludes=(LUPUS,)))
CRISIS = excluding(
    AnyOf(
        (
            atom("condition", "lupus crisis", window=within(8, "week")),
            atom("condition", "pulmonary hemorrhage", example_of=("lupus crisis",), window=within(8, "week")),
            atom(
                "condition",
                "hemolytic anemia",
                qualifiers=("severe",),
                example_of=("lupus crisis",),
                window=within(8, "week"),
            ),
        )
    )
)
NO = {"negated": True}
OTHER = {"negated": True, "qualifiers": ("other",)}
