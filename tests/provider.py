"""An OpenID Connect provider of the test's own on this machine: it signs in whoever the test says is there, at once."""

from __future__ import annotations

import base64
import json
import secrets
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

CLIENT, SECRET = "matcher", "the client's secret"


class Provider:
    """`user` are the claims of who is there now; `asked` the paths that were called."""

    def __init__(self) -> None:
        from joserfc.jwk import RSAKey

        self.key = RSAKey.generate_key(2048, parameters={"kid": "one", "use": "sig", "alg": "RS256"})
        self.user: dict[str, Any] = {}
        self.asked: list[str] = []
        self.nonces: dict[str, str] = {}
        provider = self

        class Answers(BaseHTTPRequestHandler):
            def log_message(self, *_: object) -> None:
                pass

            def do_GET(self) -> None:
                url = urlsplit(self.path)
                provider.asked.append(url.path)
                given = {name: values[0] for name, values in parse_qs(url.query).items()}
                if url.path == "/.well-known/openid-configuration":
                    self._json(provider.metadata())
                elif url.path == "/jwks":
                    self._json({"keys": [provider.key.as_dict(private=False)]})
                elif url.path == "/authorize" and given.get("client_id") == CLIENT:
                    code = secrets.token_urlsafe(8)
                    provider.nonces[code] = given.get("nonce", "")
                    self._lead(f"{given['redirect_uri']}?{urlencode({'code': code, 'state': given['state']})}")
                elif url.path == "/end":
                    self._lead(given["post_logout_redirect_uri"])
                else:
                    self.send_error(404)

            def do_POST(self) -> None:
                provider.asked.append(self.path)
                given = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())
                known = base64.b64encode(f"{CLIENT}:{SECRET.replace(' ', '+')}".encode()).decode()
                spelled = base64.b64encode(f"{CLIENT}:{SECRET}".encode()).decode()
                if self.headers.get("Authorization", "").removeprefix("Basic ") not in (known, spelled):
                    self.send_error(401)
                    return
                token = provider.token(provider.nonces.pop(given["code"][0]))
                self._json({"access_token": "a", "token_type": "Bearer", "expires_in": 300, "id_token": token})

            def _json(self, data: object) -> None:
                body = json.dumps(data).encode()
                self.send_response(200)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def _lead(self, to: str) -> None:
                self.send_response(302)
                self.send_header("Location", to)
                self.send_header("Content-Length", "0")
                self.end_headers()

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Answers)
        self.url = f"http://127.0.0.1:{self.server.server_port}"

    def metadata(self) -> dict[str, Any]:
        return {
            "issuer": self.url,
            "authorization_endpoint": f"{self.url}/authorize",
            "token_endpoint": f"{self.url}/token",
            "jwks_uri": f"{self.url}/jwks",
            "end_session_endpoint": f"{self.url}/end",
            "response_types_supported": ["code"],
            "subject_types_supported": ["public"],
            "id_token_signing_alg_values_supported": ["RS256"],
        }

    def token(self, nonce: str) -> str:
        from joserfc import jwt

        now = int(time.time())
        claims = {
            "iss": self.url,
            "aud": CLIENT,
            "sub": "u-1",
            "iat": now,
            "exp": now + 300,
            "nonce": nonce,
            **self.user,
        }
        return jwt.encode({"alg": "RS256", "kid": "one"}, claims, self.key)


@contextmanager
def provider() -> Iterator[Provider]:
    """A provider that answers until the end of the `with` block."""
    running = Provider()
    thread = threading.Thread(target=running.server.serve_forever, daemon=True)
    thread.start()
    try:
        yield running
    finally:
        running.server.shutdown()
        running.server.server_close()
        thread.join(timeout=10)


def settings(url: str, port: int, allowed: list[str]) -> str:
    """The settings file for a page on a port of this machine."""
    return f"""
[auth]
redirect_uri = "http://127.0.0.1:{port}/oauth2callback"
cookie_secret = "{secrets.token_urlsafe(32)}"
client_id = "{CLIENT}"
client_secret = "{SECRET}"
server_metadata_url = "{url}/.well-known/openid-configuration"

[sign_in]
allowed = {json.dumps(allowed)}
"""
