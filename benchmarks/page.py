"""How long the page takes from a pasted note to its verdicts, in a real browser on this machine.

    python benchmarks/page.py [--characters 5000] [--rounds 10]

Starts `matcher app`, pastes invented notes of the given length into Chromium and measures from the click on "Match these notes" to
the moment the new note stands beside its 34 cards. The first round warms the process and is left out.
"""

from __future__ import annotations

import argparse
import os
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request

PARAGRAPH = """Visit of week {n}. Woman of 44 years with systemic lupus erythematosus since 2015, SLEDAI-2K {d}. Anti-dsDNA 1{d}0 IU/mL.
Hemoglobin 11.{d} g/dL, WBC 4.{d}, neutrophils 2.{d}, platelets 2{d}0 10^9/L, creatinine 0.{d} mg/dL, ALT 2{d} U/L.
Prednisone 7.5 mg daily, hydroxychloroquine 400 mg daily, mycophenolate mofetil 2 g daily since 2022. No fever, no cough.
Denies seizures and psychosis. No pregnancy. HBsAg negative, HIV negative. Blood pressure 12{d}/80 mmHg.

"""


def note(characters: int, mark: str) -> str:
    """An invented note of some length that begins with a mark."""
    text = "".join(PARAGRAPH.format(n=n, d=n % 9 + 1) for n in range(characters // 400 + 1))
    return (f"{mark}\n" + text)[:characters]


def serve(folder: str) -> tuple[subprocess.Popen[bytes], str]:
    """The page on a free port."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    quiet = subprocess.DEVNULL
    process = subprocess.Popen(
        [sys.executable, "-m", "matcher.cli", "app", "--port", str(port)],
        cwd=folder,
        env={**os.environ, "HOME": folder},
        stdout=quiet,
        stderr=quiet,
    )
    for _ in range(300):
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{port}/_stcore/health", timeout=1).read()
            return process, f"http://127.0.0.1:{port}"
        except OSError:
            time.sleep(0.2)
    raise SystemExit("the page did not answer within 60 s")


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    options.add_argument("--characters", type=int, default=5000)
    options.add_argument("--rounds", type=int, default=10)
    asked = options.parse_args()
    browser = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
    if browser is None:
        raise SystemExit("Chromium is needed: apt-get install chromium")
    from playwright.sync_api import sync_playwright

    with tempfile.TemporaryDirectory() as folder:
        process, url = serve(folder)
        try:
            with sync_playwright() as play:
                chromium = play.chromium.launch(executable_path=browser, args=["--no-sandbox", "--disable-gpu"])
                page = chromium.new_page(viewport={"width": 1440, "height": 900})
                page.goto(url)
                page.locator(".tm-notetext").wait_for(timeout=90_000)
                times = [_round(page, note(asked.characters, f"round {n}")) for n in range(asked.rounds + 1)][1:]
                chromium.close()
        finally:
            process.kill()
            process.wait()
    print(f"{asked.characters:,} characters, 34 criteria, {asked.rounds} rounds after one to warm up")
    print(f"from click to verdicts: median {statistics.median(times):.2f} s, slowest {max(times):.2f} s")


def _round(page, text: str) -> float:  # type: ignore[no-untyped-def]
    page.get_by_role("button", name="Paste or edit notes").click()
    field = page.get_by_label("Note", exact=True)
    field.fill(text)
    page.wait_for_timeout(800)
    start = time.perf_counter()
    page.get_by_role("button", name="Match these notes").click()
    page.locator(".tm-notetext", has_text=text.split("\n")[0]).wait_for(timeout=90_000)
    page.locator(".tm-card").nth(33).wait_for(state="attached")
    return time.perf_counter() - start


if __name__ == "__main__":
    main()
