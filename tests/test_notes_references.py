"""What one sentence says of the condition of another, and diagnoses that are taken back."""

from __future__ import annotations

import pytest
from marked import check

REFERRED = [
    "He has <f qualifier=controlled>asthma</f>. It is well controlled.",
    "She has <f qualifier=uncontrolled>hypertension</f>. This remains poorly controlled.",
    "She had <f ongoing=False historical qualifier=resolved>cellulitis</f> of the leg. It has resolved.",
    "She has <f ongoing=True not_qualifier=resolved>migraine</f>. It has not resolved.",
    "He has <f not_qualifier=controlled>asthma</f>. It rained.",
    "He has <f not_qualifier=controlled>asthma</f>. It is said that his <f qualifier=controlled>diabetes</f> is well controlled.",
    "No <f negated not_qualifier=controlled>asthma</f>. It is well controlled.",
]
CORRECTED = [
    "The <f negated>pneumonia</f> turned out to be <f>atelectasis</f>.",
    "What was thought to be <f negated>SLE</f> proved to be <f>dermatomyositis</f>.",
    "The diagnosis of <f negated>rheumatoid arthritis</f> was revised to <f>psoriatic arthritis</f>.",
    "The <f>pneumonia</f> turned out to be severe.",
    "The <f>leukemia</f> turned out to be <f>acute myeloid leukemia</f>.",
    "The <f>headache</f> is actually worse than the <f>back pain</f>.",
]


@pytest.mark.parametrize("sentence", [*REFERRED, *CORRECTED])
def test_marked(sentence: str) -> None:
    check(sentence)
