"""Every benchmark runs, in small; how fast is for ``python -m benchmarks`` to say, never for a test."""

from collections.abc import Callable

import pytest

from benchmarks import chat, exchange, intent, limiter, parse, quotes, start, worlds
from benchmarks.__main__ import NAMES, Row, main, measures, run

REACHED: Row = ("a", "1.0x [1.0..1.0]", "<= 3x", True)
MISSED: Row = ("b", "4.0x [4.0..4.0]", "<= 3x", False)

SMALL: dict[str, tuple[Callable[[], list[Row]], int]] = {
    "parse": (lambda: parse.measure(rounds=2), 4),
    "intent": (lambda: intent.measure(samples=2, open=3), 3),
    "quotes": (lambda: quotes.measure(many=4, few=2, hit=2, rounds=2, quotes=3), 3),
    "limiter": (lambda: limiter.measure(rounds=2, calls=10, looks=5), 2),
    "exchange": (lambda: exchange.measure(rounds=1, times=1, calls=2, idle=0.0, idle_rounds=1, many=5), 12),
    "chat": (lambda: chat.measure(rounds=1, starts=1, idle=0.0, notices=5), 6),
    "start": (lambda: start.measure(rounds=1, idle=0.0), 3),
    "worlds": (lambda: worlds.measure(rounds=1), 9),
}


def test_none_is_forgotten() -> None:
    assert (*SMALL,) == NAMES == (*measures(),)


@pytest.mark.parametrize("name", [name for name in SMALL if name != "start"])
def test_each_measures(name: str) -> None:
    measure, count = SMALL[name]
    rows = measure()
    assert len(rows) == count
    for what, measured, target, reached in rows:
        assert what
        assert measured
        assert reached or target  # only what has a target can miss it


def test_the_console_imports_nothing_heavy() -> None:
    _start, (_, resident, _, _), heavy = SMALL["start"][0]()
    assert heavy[1:] == ("none", "none", True)
    assert int(resident.removesuffix(" MiB")) > 10


@pytest.mark.parametrize(("rows", "status"), [([REACHED], 0), ([REACHED, MISSED], 1), ([MISSED, REACHED], 1)])
def test_a_missed_target_fails(rows: list[Row], status: int) -> None:
    said: list[str] = []
    assert run({"one": lambda: rows}, said.append) == status
    assert [text.split()[-1] for text in said] == ["ok", *("ok" if row[3] else "MISSED" for row in rows)]


def test_only_those_that_were_asked_for(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(parse, "measure", lambda: [REACHED])
    monkeypatch.setattr(quotes, "measure", lambda: [MISSED])
    assert main(["--only", "parse"]) == 0
    assert main(["--only", "quotes", "--only", "parse"]) == 1
    assert [line[0] for line in capsys.readouterr().out.splitlines()] == ["m", "a", "m", "a", "b"]
