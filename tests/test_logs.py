"""Logs: to one stream, at the right loudness, whole lines, and without secrets."""

from __future__ import annotations

import io
import json
import logging
import sys
from typing import Literal

import pytest
import structlog
from telegram.error import TelegramError
from telegram.request import BaseRequest

from bot.logs import set_up_logs
from bot.redaction import HIDDEN

SECRET = "postgres://bot:hunter2@db/x"  # noqa: S105  # a made-up one, to look for


def fail() -> None:
    key = SECRET
    raise ValueError(f"cannot open {key}")


def shout() -> None:
    log = structlog.get_logger("bracketeer")
    log.info("placed", bracket="b1", quantity="0.01", url=SECRET)
    logging.getLogger("elsewhere").warning("slow %s", "answer")
    logging.getLogger("apscheduler").info("chatter")
    try:
        fail()
    except ValueError:
        log.exception("failed")


@pytest.mark.parametrize("form", ["text", "json"])
def test_ours_and_theirs_are_shown_alike_and_without_secrets(form: Literal["text", "json"]) -> None:
    stream = io.StringIO()
    set_up_logs(form=form, secrets=[SECRET, "ab"], stream=stream)
    shout()
    text = stream.getvalue()
    for word in ("placed", "b1", "slow answer", "elsewhere", "failed", "ValueError", HIDDEN):
        assert word in text
    assert "hunter2" not in text
    assert "chatter" not in text
    if form == "json":
        events = [json.loads(line) for line in text.splitlines()]
        assert [(event["event"], event["level"]) for event in events] == [
            ("placed", "info"),
            ("slow answer", "warning"),
            ("failed", "error"),
        ]
        assert all(event["timestamp"].endswith("Z") for event in events)


@pytest.mark.parametrize(
    ("level", "quiet", "said"),
    [
        (None, False, ["placed", "slow", "failed"]),
        (None, True, ["slow", "failed"]),
        ("ERROR", False, ["failed"]),
        ("DEBUG", True, ["placed", "slow", "failed"]),
    ],
)
def test_how_much_is_said(level: str | None, quiet: bool, said: list[str]) -> None:
    stream = io.StringIO()
    set_up_logs(level, quiet=quiet, stream=stream)
    shout()
    assert [word for word in ("placed", "slow", "failed") if word in stream.getvalue()] == said


def test_the_console_is_silent_and_stdout_stays_clean(capsys: pytest.CaptureFixture[str]) -> None:
    set_up_logs(quiet=True)
    structlog.get_logger().info("nothing to see")
    assert capsys.readouterr() == ("", "")
    set_up_logs()
    structlog.get_logger().info("something to see")
    out, err = capsys.readouterr()
    assert out == ""
    assert err.count("something to see") == 1


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize("above_a_prompt", [True, False])
def test_colours_are_for_the_terminal_itself(monkeypatch: pytest.MonkeyPatch, *, above_a_prompt: bool) -> None:
    stream = Terminal()
    monkeypatch.setattr(sys, "stderr", stream)
    if not above_a_prompt:
        monkeypatch.setattr(sys, "__stderr__", stream)
    set_up_logs()
    logging.getLogger("elsewhere").warning("slow")
    assert "slow" in stream.getvalue()
    assert ("\x1b[" in stream.getvalue()) is not above_a_prompt


def test_an_answer_of_telegram_that_is_none_brings_no_traceback_of_the_librarys() -> None:
    stream = io.StringIO()
    set_up_logs(stream=stream)
    with pytest.raises(TelegramError, match="Invalid server response"):
        BaseRequest.parse_json_payload(b"<html>")
    assert stream.getvalue() == ""


def test_a_discord_that_is_away_is_a_line_each_time() -> None:
    stream = io.StringIO()
    set_up_logs(stream=stream)
    library = logging.getLogger("discord.client")
    for _ in range(2):
        try:
            raise OSError("nobody answers")
        except OSError:
            library.exception("Attempting a reconnect in %.2fs", 1.5)
    assert len(stream.getvalue().splitlines()) == 2
    assert stream.getvalue().count("Attempting a reconnect in 1.50s: OSError ") == 2
    try:
        raise OSError("ours")
    except OSError:
        library.exception("Ignoring exception in %s", "on_message")
    assert "Traceback" in stream.getvalue()
