"""What stands between typing ``bracketeer`` and the prompt, and what the console holds while it idles.

The real console, in a pseudo-terminal, on the synthetic walk and a database of its own, against a bare Python that
imports the same libraries and does nothing.  Both are started in turn, so that a busy machine slows both alike.

    python -m benchmarks --only start
"""

from __future__ import annotations

import os
import pty
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.metadata import packages_distributions
from pathlib import Path
from statistics import median, quantiles
from time import perf_counter, sleep

ROOT = Path(__file__).resolve().parents[1]
ROUNDS = 15
IDLE = 5.0  # seconds until its memory is read
LIMIT, MEMORY = 1.5, 100  # times the bare imports; MiB
UNUSED = ("ccxt", "matplotlib", "telegram", "discord")  # heavy, and nothing that a console on paper needs
ESCAPES = re.compile(rb"\x1b(\[[0-9;?>]*[ -/]*[@-~]|[=>]|\][^\x07]*\x07)")
WHERE, HERE = b"\x1b[6n", b"\x1b[1;1R"  # prompt_toolkit asks every terminal where its cursor is
PROMPT, LEAVE = b">", b"\x04"
LISTED = "import atexit, sys; atexit.register(lambda: open('modules', 'w').write(' '.join(sys.modules)));"
RUN = "import sys; from bot.__main__ import main; sys.exit(main())"

Row = tuple[str, str, str, bool]  # what, measured, target, whether it was reached


class Console:
    """A console process and the terminal it is in."""

    def __init__(self, place: Path, *command: str) -> None:
        self._terminal, theirs = pty.openpty()
        self._process = subprocess.Popen(
            [sys.executable, *command],
            cwd=place,
            env=_environment(place),
            stdin=theirs,
            stdout=theirs,
            stderr=theirs,
            start_new_session=True,
        )
        os.close(theirs)

    def prompt(self) -> None:
        """Wait until the prompt is drawn."""
        seen = b""
        while PROMPT not in ESCAPES.sub(b"", seen):
            read = self._read()
            if not read:
                raise RuntimeError(f"the console drew no prompt:\n{seen.decode(errors='replace')}")
            seen += read

    def idle(self, seconds: float) -> float:
        """Resident memory after so long, in MiB."""
        sleep(seconds)
        status = Path(f"/proc/{self._process.pid}/status").read_text()
        found = re.search(r"VmRSS:\s+(\d+) kB", status)
        assert found is not None
        return int(found[1]) / 1024

    def leave(self) -> None:
        """Type ctrl-D, and see it out."""
        os.write(self._terminal, LEAVE)
        while self._read():
            pass
        os.close(self._terminal)
        status = self._process.wait(timeout=30)
        if status:
            raise RuntimeError(f"the console ended with status {status}")

    def _read(self) -> bytes:
        """What it drew; nothing once it has left."""
        try:
            read = os.read(self._terminal, 65536)
        except OSError:  # Linux says EIO once the other end is closed
            return b""
        if WHERE in read:
            os.write(self._terminal, HERE)
        return read


def _environment(place: Path) -> dict[str, str]:
    return {
        "PATH": os.environ["PATH"],
        "PYTHONPATH": str(ROOT),
        "HOME": str(place),
        "XDG_STATE_HOME": str(place),
        "TERM": "xterm",
        "LANG": "C.UTF-8",
        "COLUMNS": "120",
        "LINES": "40",
    }


def measure(rounds: int = ROUNDS, idle: float = IDLE) -> list[Row]:
    """Start to prompt, memory at rest, and what was imported for nothing."""
    loaded, resident = _loaded(idle)
    libraries = _libraries(loaded)
    bare = f"import {', '.join(libraries)}"
    ratios, consoles = [], []
    for _ in range(rounds):
        with _place() as place:
            floor = _bare(place, bare)
            begun = perf_counter()
            console = Console(place, "-m", "bot")
            console.prompt()
            consoles.append(perf_counter() - begun)
            console.leave()
        ratios.append(consoles[-1] / floor)
    low, middle, high = quantiles(ratios, n=4) if len(ratios) > 1 else ratios * 3
    taken = f"{middle:.2f}x [{low:.2f}..{high:.2f}], {median(consoles):.2f} s"
    heavy = [name for name in UNUSED if name in loaded]
    return [
        ("console: start to prompt, against its bare imports", taken, f"<= {LIMIT}x", middle <= LIMIT),
        (f"console: memory after {idle:g} s at rest", f"{resident:.0f} MiB", f"< {MEMORY} MiB", resident < MEMORY),
        ("console: heavy modules it does not use", ", ".join(heavy) or "none", "none", not heavy),
    ]


def _bare(place: Path, imports: str) -> float:
    """Seconds of a Python that imports and leaves."""
    begun = perf_counter()
    subprocess.run([sys.executable, "-c", imports], cwd=place, env=_environment(place), check=True)
    return perf_counter() - begun


def _loaded(idle: float) -> tuple[list[str], float]:
    """The modules that a console has loaded when it leaves, and its memory in MiB after ``idle`` seconds."""
    with _place() as place:
        console = Console(place, "-m", "bot")
        console.prompt()
        resident = console.idle(idle)
        console.leave()
    with _place() as place:
        console = Console(place, "-c", LISTED + RUN)
        console.prompt()
        console.leave()
        return (place / "modules").read_text().split(), resident


def _libraries(loaded: list[str]) -> list[str]:
    """Those that come from installed libraries, not from Python or from here, in the order in which they came."""
    installed = set(packages_distributions()) - set(sys.stdlib_module_names) - {"bot", "core", "adapters", "__main__"}
    return [name for name in loaded if name.partition(".")[0] in installed]


@contextmanager
def _place() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="bracketeer-") as place:
        yield Path(place)
