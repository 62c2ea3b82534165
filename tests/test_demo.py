"""The demo tells a replay: its fills are those of ``replay walk`` with the same lines and seed, and all three end."""

import json

import pytest

from bot.__main__ import main
from bot.demo import LINES, LONGEST, PAUSE, TITLES
from bot.played import Event


def said(capsys: pytest.CaptureFixture[str], *arguments: str) -> list[Event]:
    assert main(list(arguments)) == 0
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


@pytest.mark.parametrize("seed", ["1", "2"])
def test_it_is_the_replay_of_its_lines(capsys: pytest.CaptureFixture[str], seed: str) -> None:
    told = said(capsys, "demo", "--json", "--seed", seed)
    assert told == said(capsys, "replay", "walk", *LINES, "--json", "--seed", seed)
    assert sum(event.get("event") == "closed" for event in told) == len(LINES) == len(TITLES)


def test_the_story_ends_in_time(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    pauses: list[float] = []
    monkeypatch.setattr("time.sleep", pauses.append)
    assert main(["demo"]) == 0
    told = capsys.readouterr().out
    assert 0 < sum(pauses) < LONGEST + 1
    assert max(pauses) <= PAUSE
    assert told.count("closed\n") == len(LINES) + 1
    for words in ("#1 entry: bought", "#2 tp1: sold", "#3 sl moved to", "result ", " USDT after "):
        assert words in told


def test_the_story_is_told_in_the_terminals_language(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("time.sleep", lambda _seconds: None)
    monkeypatch.setenv("BRACKETEER_LANGUAGE", "de")
    assert main(["demo"]) == 0
    told = capsys.readouterr().out
    for words in ("# 2: eine Leiter, die ihre Gewinne sichert", "#2 sl auf", "Ergebnis "):
        assert words in told
