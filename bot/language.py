"""Languages: sentences by Project Fluent, numbers, money and dates by CLDR through Babel, one file per language.

``locales/TAG.ftl`` is a language; adding one is adding its file.  Prices and quantities keep Smart Syntax's own shape
in every language (a dot, no grouping, every digit), so that a copied price parses again; amounts of money do not.

Knows no sentence, no chat and nothing of trading.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal
from functools import cache, cached_property, reduce
from importlib.resources import files
from zoneinfo import ZoneInfo

from babel import Locale
from babel.dates import format_datetime
from babel.numbers import format_decimal
from fluent.runtime import FluentBundle, FluentResource
from fluent.runtime.resolver import Pattern
from fluent.syntax.ast import Message, Placeable, Resource, TextElement, VariableReference

from core.instruction import Problem, plain
from core.problems import explain_problem

USUAL = "en"
TOLD = ("core-", "denied-", "refused-", "state-")  # sentences made in English where no language is known, told later
SPOKEN = frozenset({"what", "bracket", "error", "value", "whose"})  # their arguments that are such sentences again
PERCENT = frozenset({"share", "distance", "reach"})  # and those that are so many per cent, whose sign English has too
NUMBER = re.compile(r"[0-9]+(\.[0-9]+)?", re.ASCII)
LONGEST = 2000  # characters of an argument; Fluent refuses more than 2,500
TOO_LONG = 500  # characters; core says nothing longer, and what an exchange says is not searched for ever
_ENTRY = re.compile(r"^([a-z][a-z0-9-]*) =.*\n(?:[ \t}].*\n)*", re.MULTILINE)
_CENT = Decimal("0.01")
_PERCENT = {"en": "#,##0 %"}  # our English has always set the sign apart, which CLDR's does not

Argument = str | int | Decimal


class Unspeakable(Exception):
    """A sentence that is in no file, or cannot be filled in: a defect of ours."""


class Language:
    """One language, read when it is first spoken.  ``tag`` is its BCP 47 tag and its file's name."""

    def __init__(self, tag: str) -> None:
        self.tag = tag
        self.locale = Locale.parse(tag, sep="-")

    def __repr__(self) -> str:
        return f"Language({self.tag})"

    @property
    def name(self) -> str:
        """What its speakers call it."""
        return str(self.locale.get_display_name(self.locale))

    @cached_property
    def _entries(self) -> dict[str, str]:
        """Its sentences by id, as they are written: a file is parsed in tens of milliseconds, and few are ever said."""
        text = (files("locales") / f"{self.tag}.ftl").read_text("utf-8")
        return {found[1]: found[0] for found in _ENTRY.finditer(text)}

    def read(self, id: str) -> Message:
        """A sentence, parsed.  Raises ``Unspeakable``."""
        if id not in self._entries:
            raise Unspeakable(f"there is no sentence {id}")
        entry = FluentResource(self._entries[id]).body[0]
        if not isinstance(entry, Message):
            raise Unspeakable(f"locales/{self.tag}.ftl cannot be read at: {self._entries[id]}")
        return entry

    @property
    def ids(self) -> list[str]:
        """Its sentences, in the order of its file."""
        return list(self._entries)

    @cached_property
    def _bundle(self) -> FluentBundle:
        return FluentBundle([self.tag], use_isolating=False)

    def _pattern(self, id: str) -> Pattern | None:
        if not self._bundle.has_message(id):
            self._bundle.add_resource(Resource([self.read(id)]))
        return self._bundle.get_message(id).value

    def say(self, id: str, /, **args: Argument) -> str:
        """A sentence.  A ``Decimal`` is a price or a quantity and keeps every digit; an ``int`` is a count and chooses
        the plural form.  What a language lacks is said in English.  Raises ``Unspeakable``."""
        if id not in self._entries and self.tag != USUAL:
            return language(USUAL).say(id, **args)
        pattern = self._pattern(id)
        if pattern is None:
            raise Unspeakable(f"the sentence {id} is empty")
        text, errors = self._bundle.format_pattern(pattern, {name: _shown(value) for name, value in args.items()})
        if errors:
            raise Unspeakable(f"{id} in {self.tag}: {errors[0]}")
        return str(text)

    def told(self, text: str) -> str:
        """A sentence that was made in English, in this language: core's refusals, notes and reasons, some of which are
        stored, or several of them.  They are known by their shape; an exchange's own words stay as they are."""
        if self.tag == USUAL or len(text) > TOO_LONG:
            return text
        parts = [self._told(part) for part in text.split("; ")]
        known = [part for part in parts if part is not None]
        if len(known) == len(parts):
            return reduce(lambda first, more: self.say("clauses", first=first, more=more), known)
        whole = self._told(text)
        return text if whole is None else whole

    def _told(self, text: str) -> str | None:
        for id, shape in language(USUAL)._shapes:
            if (found := shape.fullmatch(text)) is not None:
                args = found.groupdict()
                return self.say(id, **{name: self._argument(name, value) for name, value in args.items()})
        return None

    def _argument(self, name: str, value: str) -> str:
        if name in PERCENT and NUMBER.fullmatch(value):
            return self.percent(Decimal(value))
        return self.told(value) if name in SPOKEN else value

    @cached_property
    def _shapes(self) -> list[tuple[str, re.Pattern[str]]]:
        """What the sentences made in English look like once they are filled in, the most particular first."""
        found = [(id, *_shape(self.read(id))) for id in self._entries if id.startswith(TOLD)]
        return [(id, shape) for id, _, shape in sorted(found, key=lambda each: -each[1])]

    def problem(self, problem: Problem) -> Problem:
        """A refusal in this language; its code and place are the same in all."""
        return replace(problem, message=self.told(problem.message), hint=self.told(problem.hint))

    def number(self, value: Decimal | int, places: int | None = None) -> str:
        """A number that nobody types again, by CLDR; every digit of it, or so many ``places``."""
        pattern = self.locale.decimal_formats[None].pattern.partition(".")[0]
        if places is not None:
            value = Decimal(value).quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
        digits = max(0, -int(Decimal(value).as_tuple().exponent))
        return str(format_decimal(value, f"{pattern}.{'0' * digits}".rstrip("."), locale=self.locale))

    def money(self, amount: Decimal, currency: str = "", *, signed: bool = False) -> str:
        """An amount to two places, as people say it; what is smaller to its first two digits, so that something is
        never nothing.  The currency is a ticker, which CLDR has no sign for, and stands behind.  ``signed``: gains have
        a plus."""
        amount = amount or abs(amount)  # nothing has no sign
        small = amount and not amount.quantize(_CENT, ROUND_HALF_UP)
        said = self.number(round(amount, 1 - amount.adjusted()).normalize()) if small else self.number(amount, 2)
        return f"{'+' if signed and amount > 0 else ''}{said} {currency}".rstrip()

    def percent(self, value: Decimal, *, signed: bool = False, places: int | None = None) -> str:
        """``value`` in percent (5 is 5 %), by CLDR; ``signed``: gains have a plus."""
        value = Decimal(plain(value)) if places is None else value.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
        pattern = _PERCENT.get(self.tag) or self.locale.percent_formats[None].pattern
        sign = "-" if value.is_signed() else "+" if signed else ""
        return sign + pattern.replace("#,##0", self.number(abs(value)))


@cache
def _tags() -> tuple[str, ...]:
    found = (file.name.removesuffix(".ftl") for file in files("locales").iterdir() if file.name.endswith(".ftl"))
    return tuple(sorted(found, key=lambda tag: (tag != USUAL, tag)))


LANGUAGES: tuple[str, ...] = _tags()


@cache
def _loaded(tag: str) -> Language:
    return Language(tag)


def language(tag: str) -> Language:
    """The nearest language that there is: ``de-AT`` is ``de``, ``zh-Hant`` is ``zh``, an unknown one English."""
    return _loaded(nearest(tag, LANGUAGES) or USUAL)


def nearest(tag: str, tags: Iterable[str]) -> str | None:
    """The one of ``tags`` that is ``tag`` or shares the longest beginning with it; letters' case and ``_`` are no
    matter."""
    wanted = tag.replace("_", "-").lower().split("-")
    known = {known.lower(): known for known in tags}
    for size in range(len(wanted), 0, -1):
        if (exact := known.get("-".join(wanted[:size]))) is not None:
            return exact
    return next((tag for low, tag in known.items() if low.split("-")[0] == wanted[0]), None)


@dataclass(frozen=True, slots=True)
class Reader:
    """Who reads: a language, and where the clock on the wall is; ``zone`` None: times as ISO 8601 UTC."""

    language: Language
    zone: ZoneInfo | None = None

    def say(self, id: str, /, **args: Argument) -> str:
        """See ``Language.say``."""
        return self.language.say(id, **args)

    def told(self, text: str) -> str:
        """See ``Language.told``."""
        return self.language.told(text)

    def problem(self, problem: Problem, text: str) -> str:
        """The answer to a refused ``text``; see ``core.problems.explain_problem``."""
        told = self.language.problem(problem)
        if told.hint and not told.message.endswith(("?", "\N{FULLWIDTH QUESTION MARK}")):
            told = replace(told, message=self.clauses([told.message, told.hint]), hint="")
        return explain_problem(told, text, self.say("nothing-was-sent"))

    def listed(self, items: Iterable[str]) -> str:
        """``a, b, c``."""
        return reduce(lambda first, more: self.say("listed", first=first, more=more), items)

    def clauses(self, items: Iterable[str]) -> str:
        """``a; b; c``."""
        return reduce(lambda first, more: self.say("clauses", first=first, more=more), items)

    def money(self, amount: Decimal, currency: str = "", *, signed: bool = False) -> str:
        """See ``Language.money``."""
        return self.language.money(amount, currency, signed=signed)

    def percent(self, value: Decimal, *, signed: bool = False, places: int | None = None) -> str:
        """See ``Language.percent``."""
        return self.language.percent(value, signed=signed, places=places)

    def when(self, at: datetime) -> str:
        """An aware time, on the reader's wall."""
        if self.zone is None:
            return f"{at:%Y-%m-%dT%H:%M:%S}.{at.microsecond // 1000:03d}Z"
        return str(format_datetime(at, "medium", tzinfo=self.zone, locale=self.language.locale))


ENGLISH = Reader(language(USUAL))


def _shown(value: Argument) -> str | int:
    match value:
        case Decimal():
            return plain(value)
        case str():
            return value if len(value) <= LONGEST else value[: LONGEST - 1] + "…"
        case int():
            return value
    raise TypeError(f"{type(value).__name__} has no shape of its own; make words of it first")


def _shape(message: Message) -> tuple[int, re.Pattern[str]]:
    """What a sentence without choices looks like once it is filled in, and how many signs of it are always the same."""
    assert message.value is not None
    parts, same = list[str](), 0
    for element in message.value.elements:
        if isinstance(element, TextElement):
            parts.append(re.escape(element.value))
            same += len(element.value)
        elif isinstance(element, Placeable) and isinstance(element.expression, VariableReference):
            parts.append(f"(?P<{element.expression.id.name}>.+?)")
    return same, re.compile("".join(parts), re.DOTALL)
