"""Makes the tests' own modules importable, whatever folder pytest is started from."""

from __future__ import annotations

import sys
from pathlib import Path

from hypothesis import settings

# A test's time says more of the machine's load than of the code: seconds are measured in benchmarks/. `print_blob` lets a failure be repeated.
settings.register_profile("matcher", deadline=None, print_blob=True)
settings.load_profile("matcher")

sys.path.insert(0, str(Path(__file__).parent))

pytest_plugins = ("browser",)
