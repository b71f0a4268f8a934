"""How the page is served: on this machine only, and with nothing switched on that could carry a note elsewhere."""

from __future__ import annotations

import os
import socket
import sys
from pathlib import Path

HOST = "127.0.0.1"

OPTIONS: dict[str, str | tuple[str, ...]] = {
    "server.address": HOST,
    # A foreign site that makes its own name point here is not answered.
    "server.allowedHosts": (HOST, "localhost"),
    "server.headless": "true",
    "server.enableXsrfProtection": "true",
    "server.enableCORS": "true",
    "server.xsrfCookieSameSite": "strict",
    "server.enableAgentApi": "false",
    "server.maxUploadSize": "20",
    "server.fileWatcherType": "none",
    "server.runOnSave": "false",
    "server.enableStaticServing": "false",
    "server.disconnectedSessionTTL": "60",
    "browser.serverAddress": HOST,
    "browser.gatherUsageStats": "false",
    "client.showErrorDetails": "none",
    "client.showErrorLinks": "false",
    "client.toolbarMode": "minimal",
    "runner.magicEnabled": "false",
    "logger.level": "error",
    "theme.base": "light",
    "theme.primaryColor": "#0b4f8a",
    "theme.textColor": "#1c2733",
    "theme.backgroundColor": "#f4f6f9",
    "theme.secondaryBackgroundColor": "#ffffff",
    "theme.borderColor": "#c3ccd6",
    "theme.showWidgetBorder": "true",
    "theme.baseFontSize": "15",
}
"""Streamlit settings; `.streamlit/config.toml` says the same for who starts `streamlit run app.py` by hand."""


def entry() -> Path:
    """The script Streamlit runs: `app.py` of the checkout, or the copy the wheel carries.

    Raises:
        InputError: when neither is there.
    """
    package = Path(__file__).resolve().parents[1]
    for path in (package / "_app.py", package.parent / "app.py"):
        if path.is_file():
            return path
    from matcher.errors import InputError

    raise InputError("app.py", None, "the page's script is missing; install the package again.")


def command(port: int) -> tuple[list[str], dict[str, str]]:
    """Arguments and environment of the process that serves the page.

    The options stand on the command line because an installed command may be started in any folder, with any
    `.streamlit/config.toml` in it. `STREAMLIT_*` variables are dropped for the same reason.

    Raises:
        InputError: when Streamlit is not installed.
    """
    from importlib.util import find_spec

    if find_spec("streamlit") is None:
        from matcher.errors import InputError

        raise InputError("matcher app", None, "the page needs Streamlit: pip install 'trial-matcher[web]'.")
    options = {**OPTIONS, "server.port": str(port)}
    arguments = [sys.executable, "-m", "streamlit", "run", str(entry())]
    for name, value in options.items():
        arguments += [f"--{name}={one}" for one in (value if isinstance(value, tuple) else (value,))]
    environment = {name: value for name, value in os.environ.items() if not name.startswith("STREAMLIT_")}
    return arguments, environment


def free(port: int) -> bool:
    """Whether nothing listens on the port."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError:
            return False
    return True
