"""Redaction: registered secrets in every form they travel in, keys nobody registered, and nothing else."""

from __future__ import annotations

import base64
import io
import json
import logging
import subprocess
import sys
from pathlib import Path
from urllib.parse import quote, quote_plus, urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.logs import REDACTOR, set_up_logs
from bot.redaction import HIDDEN, Redactor

SECRET = "canary+/ 'quoted' \"key\" 0123=="  # noqa: S105  # every sign that some form escapes
PEM = "-----BEGIN EC PRIVATE KEY-----\nMHcCAQEEcanary0123456789\n-----END EC PRIVATE KEY-----\n"
FORMS = [
    SECRET,
    json.dumps({"secret": SECRET}),
    repr({"x": SECRET}),
    f"https://x.example/?key={quote(SECRET, safe='')}&a=1",
    f"https://x.example/?key={quote(SECRET)}",
    f"https://x.example/?key={quote(SECRET, safe='').lower()}",
    urlencode({"k": SECRET}),
    quote_plus(SECRET),
    base64.b64encode(SECRET.encode()).decode(),
    base64.urlsafe_b64encode(SECRET.encode()).decode(),
    "Basic " + base64.b64encode(b"user:" + SECRET.encode()).decode(),
    "Basic " + base64.b64encode(b"me:" + SECRET.encode() + b":x").decode(),
    f"Traceback: ValueError: cannot sign with {SECRET!r}",
]


@pytest.mark.parametrize("text", FORMS)
def test_a_registered_secret_is_hidden_in_every_form(text: str) -> None:
    redacted = Redactor([SECRET])(text)
    assert HIDDEN in redacted
    assert "canary" not in redacted.lower()
    for length in (9, 12):  # no long piece of its base64 either
        encoded = base64.b64encode(SECRET.encode()).decode()
        assert not any(encoded[i : i + length] in redacted for i in range(len(encoded) - length))


def test_each_line_of_a_private_key_is_hidden() -> None:
    redactor = Redactor([PEM])
    assert "canary" not in redactor("a line alone: MHcCAQEEcanary0123456789")
    assert "canary" not in redactor(json.dumps(PEM))


binary = st.binary(max_size=7)


@given(st.text(st.characters(min_codepoint=33, max_codepoint=126), min_size=10, max_size=80), binary, binary)
def test_wherever_a_secret_stands_in_base64_it_is_hidden(secret: str, before: bytes, after: bytes) -> None:
    redactor = Redactor([secret])
    for encode in (base64.b64encode, base64.urlsafe_b64encode):
        assert HIDDEN in redactor(encode(before + secret.encode() + after).decode())
    assert secret not in redactor(f"x{secret}x")


UNREGISTERED = [
    ('{"apiKey": "canary0123456789"}', "canary"),
    ("X-MBX-APIKEY: canary0123456789", "canary"),
    ("{'OK-ACCESS-SIGN': 'canary0123456789='}", "canary"),
    ("GET /x?timestamp=1&signature=canary0123456789&b=2", "canary"),
    ("Authorization: Bearer canary0123456789abc", "canary"),
    ("secret = canary0123456789", "canary"),
    (PEM, "canary"),
    ("to bot123456789:AAcanary_0123456789-0123456789012345", "canary"),
    ("token 123456789:AAcanary_0123456789-0123456789012345", "canary"),
]


@pytest.mark.parametrize(("text", "word"), UNREGISTERED)
def test_patterns_are_the_net_beneath(text: str, word: str) -> None:
    redacted = Redactor()(text)
    assert word not in redacted
    assert HIDDEN in redacted


@pytest.mark.parametrize(
    "text",
    [
        "placed b000000001 BTC/USDT:USDT buy 0.01 at 60000.1",
        "2026-11-20T21:00:00Z [info] replaced order=b00000000a key=none",
        "the key file /home/me/key is open to others (mode 0640)",
        "ab cd",
    ],
)
def test_what_is_no_secret_stays(text: str) -> None:
    assert Redactor([SECRET, "ab"])(text) == text


def test_a_redactor_shows_nothing_itself() -> None:
    assert "canary" not in repr(Redactor([SECRET]))


def test_what_was_registered_after_logs_were_set_up_is_hidden_too() -> None:
    stream = io.StringIO()
    handlers, level = list(logging.getLogger().handlers), logging.getLogger().level
    try:
        set_up_logs(stream=stream)
        REDACTOR.add("canary-registered-late")
        log = logging.getLogger("elsewhere")
        log.warning("with %s", "canary-registered-late")
        try:
            raise ValueError("canary-registered-late")
        except ValueError:
            log.exception("failed")
    finally:
        logging.getLogger().handlers[:] = handlers
        logging.getLogger().setLevel(level)
    assert stream.getvalue().count(HIDDEN) >= 2
    assert "ValueError" in stream.getvalue()
    assert "canary" not in stream.getvalue()


DYING = """
import logging
from bot.logs import REDACTOR, set_up_logs
set_up_logs()
REDACTOR.add("canary-secret-0123")
logging.getLogger("x").warning("%d", "canary-secret-0123")
raise RuntimeError("canary-secret-0123") from ValueError("canary-secret-0123")
"""


def test_a_process_that_dies_shows_no_secret_nor_does_a_record_that_cannot_be_written(tmp_path: Path) -> None:
    script = tmp_path / "dying.py"
    script.write_text(DYING)
    root = str(Path(__file__).parents[1])
    run = subprocess.run(
        [sys.executable, str(script)], env={"PYTHONPATH": root}, capture_output=True, text=True, check=False
    )
    assert run.returncode == 1
    assert f"RuntimeError: {HIDDEN}" in run.stderr
    assert f"ValueError: {HIDDEN}" in run.stderr
    assert "a log record of x (" in run.stderr
    assert "canary-secret" not in run.stderr
