"""Logs: structlog and the standard library's loggers alike, one line each, to stderr, without secrets.

Knows no settings by name and nothing of what is logged; stdout belongs to answers.
"""

from __future__ import annotations

import logging
import sys
from collections.abc import Sequence
from typing import Literal, TextIO

import structlog
from structlog.typing import Processor

HIDDEN = "[secret]"
_LOUD = ("apscheduler", "asyncio", "aiosqlite", "ccxt", "tortoise")  # libraries: at INFO they narrate, at DEBUG ccxt
_SHORTEST = 4  # signs; replacing anything shorter would make logs unreadable and hide nothing


class _Formatter(structlog.stdlib.ProcessorFormatter):
    """Takes registered secrets out of the finished line, tracebacks and other people's messages included."""

    secrets: tuple[str, ...] = ()

    def format(self, record: logging.LogRecord) -> str:
        line = super().format(record)
        for secret in self.secrets:
            line = line.replace(secret, HIDDEN)
        return line


def set_up_logs(
    level: str | None = None,
    form: Literal["text", "json"] = "text",
    *,
    quiet: bool = False,
    secrets: Sequence[str] = (),
    stream: TextIO | None = None,
) -> None:
    """Send all logs to ``stream`` (stderr) from ``level`` on; without one from INFO, or WARNING when ``quiet``.

    ``quiet`` is for the console, where a person reads answers.  Each of ``secrets`` is replaced wherever it occurs.
    Calling it again replaces what was set up before.
    """
    stream = stream or sys.stderr
    shown = logging.getLevelName(level or ("WARNING" if quiet else "INFO"))
    common: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.stdlib.PositionalArgumentsFormatter(),
    ]
    formatter = _Formatter(
        foreign_pre_chain=common,
        processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, *_last(form, stream)],
    )
    formatter.secrets = tuple(sorted((s for s in secrets if len(s) >= _SHORTEST), key=len, reverse=True))
    handler = logging.StreamHandler(stream)
    handler.setFormatter(formatter)
    root = logging.getLogger()
    for old in [h for h in root.handlers if isinstance(h.formatter, _Formatter)]:
        root.removeHandler(old)
    root.addHandler(handler)
    root.setLevel(shown)
    for name in _LOUD:  # never below WARNING: ccxt would log whole signed requests
        logging.getLogger(name).setLevel(max(shown, logging.WARNING))
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *common,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=False,
    )


def _last(form: Literal["text", "json"], stream: TextIO) -> list[Processor]:
    if form == "json":
        return [structlog.processors.format_exc_info, structlog.processors.JSONRenderer(default=str)]
    # plain tracebacks: the default one prints local variables, and keys are among them
    plain = structlog.dev.plain_traceback
    return [structlog.dev.ConsoleRenderer(colors=stream.isatty(), exception_formatter=plain)]
