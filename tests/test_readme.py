"""What the README tells a newcomer to type does what it says."""

from __future__ import annotations

import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
COMMANDS = re.findall(r"^\.venv/bin/matcher (.+?)(?:\s+#.*)?$", README, re.MULTILINE)


def test_python_example_prints_a_verdict_for_every_criterion() -> None:
    (code,) = re.findall(r"```python\n(.*?)```", README, re.DOTALL)
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-500:]
    lines = done.stdout.splitlines()
    assert lines[0] == "ineligible"
    assert [line.split()[0] for line in lines[1:]] == [f"I{n}" for n in range(1, 10)] + [f"E{n}" for n in range(1, 26)]


def test_the_readme_has_commands() -> None:
    assert len(COMMANDS) >= 3


@pytest.mark.parametrize("command", COMMANDS)
def test_command_runs(command: str, tmp_path: Path) -> None:
    command = re.sub(r"-o \S+", f"-o {tmp_path / 'result'}", command)
    done = subprocess.run(
        [sys.executable, "-m", "matcher.cli", *shlex.split(command)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-500:]
    assert done.stdout
    assert done.stderr == ""


@pytest.mark.parametrize("name", re.findall(r"\]\(((?!http)[^)#]+)\)", README))
def test_linked_files_are_there(name: str) -> None:
    assert (ROOT / name).exists()
