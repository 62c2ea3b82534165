"""Logs: structlog and the standard library's loggers alike, one line each, to stderr, without secrets.

Knows no settings by name and nothing of what is logged; stdout belongs to answers.
"""

from __future__ import annotations

import logging
import sys
import traceback
from collections.abc import Sequence
from types import TracebackType
from typing import Literal, TextIO

import structlog
from structlog.typing import Processor

from bot.redaction import Redactor

REDACTOR = Redactor()
"""This process's secrets: whoever comes to hold one registers it here first."""
# Libraries: at INFO they narrate, and httpx tells every address, in which Telegram wants its token.
_LOUD = ("apscheduler", "asyncio", "aiosqlite", "ccxt", "discord", "httpcore", "httpx", "telegram", "tortoise")
# Logs a whole answer that is no JSON with a traceback, and raises; whoever asked tells of that in a line.
_TOLD_TWICE = "telegram.request.BaseRequest"
# Logs a traceback each time that it cannot connect; that Discord is away was told in a line.
_RECONNECTS, _RECONNECTING = "discord.client", "Attempting a reconnect"


class _Formatter(structlog.stdlib.ProcessorFormatter):
    """Takes secrets out of the finished line, after every processor: of ours, of tracebacks, of other people's."""

    def format(self, record: logging.LogRecord) -> str:
        return REDACTOR(super().format(record))


def _without_traceback(record: logging.LogRecord) -> bool:
    if record.exc_info and str(record.msg).startswith(_RECONNECTING):
        error, record.exc_info = record.exc_info[1], None
        record.msg = f"{record.msg}: {type(error).__name__}"
    return True


class _Handler(logging.StreamHandler[TextIO]):
    """Tells of a record that cannot be written without showing its arguments, as the library would."""

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802  (the library's name)
        print(
            f"a log record of {record.name} ({record.pathname}:{record.lineno}) could not be written", file=sys.stderr
        )


def set_up_logs(
    level: str | None = None,
    form: Literal["text", "json"] = "text",
    *,
    quiet: bool = False,
    secrets: Sequence[str] = (),
    stream: TextIO | None = None,
) -> None:
    """Send all logs to ``stream`` (stderr) from ``level`` on; without one from INFO, or WARNING when ``quiet``.

    ``quiet`` is for the console, where a person reads answers.  Each of ``secrets`` is registered with ``REDACTOR``.
    Calling it again replaces what was set up before.
    """
    for secret in secrets:
        REDACTOR.add(secret)
    sys.excepthook = _end
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
    handler = _Handler(stream)
    handler.setFormatter(formatter)
    root = logging.getLogger()
    for old in [h for h in root.handlers if isinstance(h.formatter, _Formatter)]:
        root.removeHandler(old)
    root.addHandler(handler)
    root.setLevel(shown)
    for name in _LOUD:  # never below WARNING: at DEBUG ccxt would log whole signed requests
        logging.getLogger(name).setLevel(max(shown, logging.WARNING))
    logging.getLogger(_TOLD_TWICE).setLevel(logging.CRITICAL)
    logging.getLogger(_RECONNECTS).addFilter(_without_traceback)
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


def _end(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    """What nobody caught ends the process with a traceback that shows no secret."""
    print(REDACTOR("".join(traceback.format_exception(kind, error, trace))), end="", file=sys.stderr)


def _last(form: Literal["text", "json"], stream: TextIO) -> list[Processor]:
    if form == "json":
        return [structlog.processors.format_exc_info, structlog.processors.JSONRenderer(default=str)]
    # plain tracebacks: the default one prints local variables, and keys are among them
    plain = structlog.dev.plain_traceback
    # What the console puts in stderr's place says that it is a terminal, and shows colour codes as text.
    colors = stream.isatty() and stream is sys.__stderr__
    return [structlog.dev.ConsoleRenderer(colors=colors, exception_formatter=plain)]
