"""Scores on the labelled data of the evaluation kit, where it is at hand (MATCHER_EVAL names its folder)."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

KIT = Path(os.environ.get("MATCHER_EVAL", Path(__file__).resolve().parent.parent.parent / "shared" / "eval"))
needs_kit = pytest.mark.skipif(
    not (KIT / "dev" / "lupus").is_dir(), reason="evaluation kit not found; set MATCHER_EVAL"
)


def score(*arguments: str) -> dict:
    done = subprocess.run([sys.executable, *arguments, "--json"], cwd=KIT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-2000:]
    return json.loads(done.stdout)


@needs_kit
def test_lupus_patients_of_the_kit() -> None:
    policies = score("score_lupus.py", "dev/lupus")["policies"]
    for policy in ("unknown", "assume"):
        assert policies[policy]["accuracy"] >= 0.75, policy
        assert policies[policy]["unsafe"] == 0, policy
