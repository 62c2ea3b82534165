"""Logging as it was, after a test that set it up."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager

import structlog

from bot.logs import _LOUD


@contextmanager
def logs_left_as_they_were() -> Iterator[None]:
    """Levels, handlers and structlog's configuration are put back."""
    loggers = [logging.getLogger(name) for name in ("", *_LOUD)]
    levels, handlers = [logger.level for logger in loggers], list(loggers[0].handlers)
    yield
    for logger, level in zip(loggers, levels, strict=True):
        logger.setLevel(level)
    loggers[0].handlers[:] = handlers
    structlog.reset_defaults()
