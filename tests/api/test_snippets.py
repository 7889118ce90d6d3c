"""What engineers copy: each snippet signs as the server checks, where its language runs."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from django.test import Client

from anxin.api import snippets
from anxin.platforms.signing import simple

RUN = {
    "sh": ["bash", "anxin.sh"],
    "mjs": ["node", "anxin.mjs"],
    "java": ["java", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "Anxin.java"],  # it runs once: nothing to optimise
    "go": ["go", "run", "anxin.go"],
}
BODY = '{"worker":"990900199005170013","at":"今天"}'


@pytest.mark.parametrize("ending", sorted(RUN))
def test_a_snippet_sends_what_the_server_takes_for_signed(ending: str, tmp_path: Path):
    program = RUN[ending]
    if shutil.which(program[0]) is None or (ending == "sh" and shutil.which("curl") is None):
        pytest.skip(f"{program[0]} is not on this machine")
    one = next(each for each in snippets.LANGUAGES if each.file.endswith(f".{ending}"))
    (tmp_path / one.file).write_text(snippets.source(one.key), encoding="utf-8")
    got: list[Any] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", "0")))
            got.append((self.path, dict(self.headers.items()), body))
            self.send_response(200)
            self.send_header("Content-Length", "2")
            self.end_headers()
            self.wfile.write(b"{}")

        def log_message(self, *args: object) -> None:
            return None

    server = HTTPServer(("127.0.0.1", 0), Handler)
    thread = Thread(target=server.handle_request)
    thread.start()
    environment = os.environ | {
        "ANXIN_URL": f"http://127.0.0.1:{server.server_port}",
        "ANXIN_KEY": "ak_test",
        "ANXIN_SECRET": "geheim",
        "ANXIN_IDEMPOTENCY_KEY": "k-1",
    }
    done = subprocess.run(
        [*program, "POST", "/api/v1/cover?x=1", BODY], cwd=tmp_path, env=environment, capture_output=True, timeout=120
    )
    thread.join()
    server.server_close()

    assert done.returncode == 0, done.stderr.decode()
    path, headers, body = got[0]
    lowered = {name.lower(): value for name, value in headers.items()}
    canonical = {
        name: lowered[name.lower()]
        for name in simple.sign(key_id="", secret="", method="", path="", body=b"", time=1, nonce="12345678")
    }
    signed = simple.read(canonical)
    assert signed is not None
    assert simple.holds(signed, secret="geheim", method="POST", path=path, body=body)
    assert json.loads(body) == json.loads(BODY)
    assert lowered["idempotency-key"] == "k-1"


def test_every_endpoint_has_a_call_in_every_language_with_a_body_that_fits():
    page = Client().get("/api/v1/docs").content.decode()

    assert page.count("./anxin.sh POST /api/v1/reports") == 1
    for one in snippets.LANGUAGES:
        assert one.label in page
        told = Client().get(f"/api/v1/snippets/{one.key}")
        assert told.status_code == 200
        assert told.content.decode() == snippets.source(one.key)
    assert Client().get("/api/v1/snippets/cobol").status_code == 404
    assert "<script" not in page


def test_examples_are_made_from_the_description():
    from anxin.api.urls import api

    described = api.get_openapi_schema()
    body = snippets.example(described, described["paths"]["/api/v1/reports"]["post"])

    assert body is not None
    assert set(described["components"]["schemas"]["ReportIn"]["required"]) <= set(body)
    assert body["what"] in json.dumps(described["components"]["schemas"]["What"])
