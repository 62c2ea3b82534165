"""The watch for leaked keys: it finds every planted leak, in whatever form and process, and fails the run for it."""

from __future__ import annotations

import asyncio
import base64
import gc
import os
import subprocess
import sys
from pathlib import Path
from urllib.parse import quote

import pytest

from tests import canaries
from tests.canaries import KEY, SECRET, SECRET64, WORD, leak, leak_in_file
from tests.canary_watch import ON_PURPOSE
from tests.exchanges.on_loopback import KEYS, SYMBOLS, connections, exchange_open

ROOT = Path(__file__).parents[1]
FORMS = [
    KEY,
    SECRET[5:25],
    quote(SECRET, safe=""),
    SECRET64,
    canaries.SECRET32,
    KEY.encode().hex(),
    KEY.upper(),
    base64.b64encode(f"user:{canaries.PROXY_PASSWORD}".encode()).decode(),
    base64.urlsafe_b64encode(SECRET.encode()).decode(),
    repr({"x": SECRET}),
]


@pytest.mark.parametrize("number", range(len(FORMS)))
def test_a_canary_is_found_in_every_form(number: int, tmp_path: Path) -> None:
    text = f"a line before\n{FORMS[number]}\nand one behind"
    assert leak(text)
    assert not leak(text.replace(FORMS[number], "nothing"))
    file = tmp_path / ON_PURPOSE / "x.db"
    file.parent.mkdir()
    for before in (0, (1 << 20) - 8):  # also where it lies across two pieces
        file.write_bytes(b"\xff" * before + FORMS[number].encode())
        assert leak_in_file(file)
    file.write_bytes(b"\xff" * 100)
    assert leak_in_file(file) is None


@pytest.mark.parametrize("before", range(6))
def test_a_canary_is_found_wherever_it_stands_in_base64(before: int) -> None:
    for behind in range(4):
        whole = b"x" * before + WORD.encode() + b"y" * behind
        assert leak(base64.b64encode(whole).decode())
        assert leak(base64.urlsafe_b64encode(whole).decode())


LEAKS = {
    "nothing": "pass",
    "log": "logging.getLogger('a').warning('with %s', KEY)",
    "trace": """
    try:
        raise ValueError(KEY)
    except ValueError:
        logging.getLogger('a').exception('failed')""",
    "raised": """
    with pytest.raises(ValueError):
        raise ValueError(KEY)""",
    "cause": """
    with pytest.raises(ValueError, match='x'):
        raise ValueError('x') from KeyError(KEY)""",
    "output": "print(KEY)",
    "captured": """
    print(KEY)
    capsys.readouterr()""",
    "file": "(tmp_path / 'crash.db').write_text(KEY)",
}
FOUND = {"log": "log record", "trace": "log record", "raised": "exception", "cause": "exception", "file": "file "}


@pytest.mark.parametrize("workers", ["0", "1"])
def test_a_planted_leak_fails_the_run_whatever_the_tests_say(workers: str, tmp_path: Path) -> None:
    """All ways in one run each, as an interpreter takes a second to start: each is told under its test's name."""
    here = tmp_path / ON_PURPOSE
    here.mkdir()
    body = "\n\n".join(f"def test_{name}(tmp_path, capsys):\n    {code.strip()}" for name, code in LEAKS.items())
    script = here / "test_leaky.py"
    script.write_text(f"import logging, pytest\nfrom tests.canaries import KEY\n\n{body}\n")
    status, out = _run(script, here / "all", workers)
    assert status == 1
    assert f"{len(LEAKS)} passed" in out
    told = out.partition("KEYS HAVE LEAKED")[2]
    for name in set(LEAKS) - {"nothing"}:
        assert any(FOUND.get(name, "") in line and f"test_{name}" in line for line in told.splitlines()), name
    assert "test_nothing" not in told
    script.write_text("from tests.canaries import KEY\n\ndef test_nothing():\n    assert KEY\n")
    status, out = _run(script, here / "none", workers)
    assert (status, "LEAKED" in out) == (0, False)


def _run(script: Path, base: Path, workers: str) -> tuple[int, str]:
    command = [sys.executable, "-m", "pytest", "-q", "-c", os.devnull, "--rootdir", str(script.parent)]
    command += ["-p", "tests.canary_watch", "-p", "no:cacheprovider", "-n", workers]
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONWARNINGS": ""}
    environment = {name: text for name, text in environment.items() if not name.startswith("PYTEST_")}
    ran = subprocess.run(
        [*command, "--basetemp", str(base), str(script)],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    return ran.returncode, ran.stdout + ran.stderr


def test_nothing_of_ours_that_lives_beside_a_connected_account_shows_its_key() -> None:
    """Every object of this product there is, while an account trades: by ``repr`` and ``str``."""

    async def story() -> int:
        async with exchange_open() as binance:
            exchange = await connections(binance).open("Binance_F", KEYS, testnet=False, is_ours=lambda _: True)
            await exchange.facts(SYMBOLS["Binance_F"])
            count = _looked_through()
            await exchange.aclose()
            return count

    assert asyncio.run(story()) > 20


def _looked_through() -> int:
    ours = [x for x in gc.get_objects() if str(type(x).__module__).startswith(("adapters.", "core.", "bot."))]
    for one in ours:
        for shown in (repr(one), str(one)):
            assert leak(shown) is None, type(one)
    return len(ours)
