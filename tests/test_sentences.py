"""Sentences: none missing, unused, left in English, with other variables or without a plural form of its language; and
nothing that core says without a sentence of its own.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from fluent.syntax import parse
from fluent.syntax.ast import (
    BaseNode,
    FunctionReference,
    Identifier,
    Junk,
    Message,
    NumberLiteral,
    SelectExpression,
    TextElement,
    VariableReference,
)
from fluent.syntax.visitor import Visitor

from bot.language import LANGUAGES, TOLD, language
from bot.live import WITHDRAWS

ROOT = Path(__file__).resolve().parents[1]
ENGLISH = language("en")
OTHERS = [tag for tag in LANGUAGES if tag != "en"]


class Reading(Visitor):
    """What a sentence is made of: its variables, its choices and its words."""

    def __init__(self) -> None:
        self.variables: set[str] = set()
        self.selects: list[SelectExpression] = []
        self.words = ""

    def visit_VariableReference(self, node: VariableReference) -> None:  # noqa: N802  # fluent.syntax's name
        self.variables.add(node.id.name)

    def visit_SelectExpression(self, node: SelectExpression) -> None:  # noqa: N802  # the same
        self.selects.append(node)
        self.generic_visit(node)

    def visit_TextElement(self, node: TextElement) -> None:  # noqa: N802  # the same
        self.words += node.value


def reading(node: BaseNode) -> Reading:
    found = Reading()
    found.visit(node)
    return found


@cache
def read(tag: str, id: str) -> Reading:
    return reading(language(tag).read(id))


ALIKE = {  # what people type, and words that are the same there
    "de": {"side-long", "side-short", "core-whole-stop"},
    "es": {"side-long", "side-short", "core-whole-stop", "words-no"},
    "tr": {"side-long", "side-short", "core-whole-stop", "core-stop-word"},
    "zh": {"core-whole-stop"},
}

# -- one language with another --------------------------------------------------------------------


@pytest.mark.parametrize("tag", OTHERS)
def test_every_sentence_is_there_and_none_besides(tag: str) -> None:
    assert language(tag).ids == ENGLISH.ids


@pytest.mark.parametrize("tag", LANGUAGES)
def test_a_file_is_read_as_it_is_written_and_has_no_sentence_twice(tag: str) -> None:
    whole = parse((ROOT / "locales" / f"{tag}.ftl").read_text("utf-8"))
    assert [entry.content for entry in whole.body if isinstance(entry, Junk)] == []
    written = [entry for entry in whole.body if isinstance(entry, Message)]
    assert [entry.id.name for entry in written] == language(tag).ids
    assert all(entry.equals(language(tag).read(entry.id.name), ["span", "comment"]) for entry in written)


@pytest.mark.parametrize("tag", OTHERS)
def test_every_sentence_has_the_same_variables(tag: str) -> None:
    other = {id for id in ENGLISH.ids if read(tag, id).variables != read("en", id).variables}
    assert not other


@pytest.mark.parametrize("tag", OTHERS)
def test_every_sentence_is_translated(tag: str) -> None:
    """Equal words are no translation, but for those that are the same word in that language."""
    same = {id for id in ENGLISH.ids if words(tag, id) == words("en", id) and re.search("[a-z]", words("en", id))}
    assert same == ALIKE[tag]


def words(tag: str, id: str) -> str:
    return read(tag, id).words


@pytest.mark.parametrize("tag", LANGUAGES)
def test_every_choice_by_number_has_each_plural_form(tag: str) -> None:
    forms = {*language(tag).locale.plural_form.tags, "other"}
    for id in language(tag).ids:
        for select in read(tag, id).selects:
            found = {variant.key.name for variant in select.variants if isinstance(variant.key, Identifier)}
            if counts(select, found):
                assert found == forms, f"{id} in {tag}"


PLURALS = frozenset({"zero", "one", "two", "few", "many", "other"})


def counts(select: SelectExpression, found: set[str]) -> bool:
    by_number = any(isinstance(variant.key, NumberLiteral) for variant in select.variants)
    return by_number or bool(found & PLURALS) or isinstance(select.selector, FunctionReference)


def test_english_counts_where_another_language_must() -> None:
    """A language without plural forms has no choice to make, so only English shows where one is due."""
    counted = {id for id in ENGLISH.ids if any(counts(s, {"other"}) for s in read("en", id).selects)}
    for tag in OTHERS:
        if language(tag).locale.plural_form.tags:
            assert {id for id in counted if not read(tag, id).selects} == set(), tag


# -- what core says -------------------------------------------------------------------------------

NEVER_HEARD = {  # shapes of texts that no person is told
    "engine.py": {"carried out", ", #"},
    "ids.py": {"tag ‹1›, bracket ‹3›", "‹0›, generation ‹2›"},
    "instruction.py": {"off %", "e %"},
    "people_store.py": {"too many"},
    "problems.py": {"Nothing was sent."},  # a sentence of its own, which callers hand in
}
WHY_HALTED = "no new entries‹1›: halted (‹3›); /resume ends that"
FRAGMENTS = {  # put together before they are told, as below
    "engine.py": {
        *("entries are not made late", "nothing is done that late", "this message is ‹1› s old; ‹3›"),
        *("it was stopped by a defect, see the log", "‹0› takes no orders: ‹2›"),
    },
    "entering.py": {", at ‹1› until the entry fills", "the stop guards the ‹1› taken over at once‹3›"},
    "grammar.py": {"character U+‹1› ‹3›", " is not in the language"},
    "levels.py": {"the ‹1› of a ‹3› must be ‹5› the market at ‹7›, ‹9›", "not at ‹1›"},
    "sender.py": {", until ‹1› UTC", "‹0›; nothing was sent"},
    "slips.py": {'"sl PRICE limit PRICE"', "‹0› is part of the language but not of this version"},
    "stop_rules.py": {
        *("once the price has reached ‹1›", "the sl follows the best price at a distance of ‹1› %‹3›"),
        *("the sl moves to break-even, fees included", "once the first target is filled, ‹1›"),
        "once the price allows it, ‹1›",
    },
    "refusals.py": {"only a ‹1› may do that‹3›", "no new entries‹1›: halted; /resume ends that", WHY_HALTED},
    "view.py": {"‹0› is not traded there; ‹2›"},
    "liquidation.py": {" of an isolated position", "less leverage", "a smaller size", "a nearer stop or ‹1›"},
    "told.py": {
        "; the entry that still rests brings no sl of its own then",
        "; its trail keeps it at ‹1›",
        *("no ‹1› of ours", "nothing of ours", "‹0› is open on ‹2›", "`breakeven after ‹1›`"),
        *("; nothing limits the loss then", "; nothing limits the loss until then"),
    },
}
COMPOSED = (
    "this message is 61 s old; entries are not made late",
    "this message is 601 s old; nothing is done that late",
    "paper takes no orders: another Bracketeer works on it",
    "paper takes no orders: it was stopped by a defect, see the log",
    f"paper takes no orders: {WITHDRAWS}",
    WITHDRAWS,
    "the stop guards the 0.5 taken over at once, at 58000 until the entry fills",
    "the stop guards the 0.5 taken over at once",
    "character U+0430 CYRILLIC SMALL LETTER A is not in the language",
    "the target of a short must be below the market at 60000, e+4% is 62400",
    "the stop of a short must be above the market at 60000, e-1% is 59400",
    "the stop of a short must be above the market at 60000, not at 59000",
    "the target of a short must be below the market at 60000, not at 61000",
    "there are paper, paper_spot and what `bracketeer exchanges` lists",
    '"sl PRICE limit PRICE" is part of the language but not of this version',
    "no long of ours is open on BTC/USDT:USDT",
    "nothing of ours is open on BTC/USDT:USDT",
    "#4: cancels sl; nothing limits the loss then",
    "the position has no tp2",
    "the position: tp2 to 63000",
    "the position",
    "`move long sl to 1` or `move short sl to 1`",
    "paper cannot be reached now (no answer)",
    "0.5 BTC long from 60000 in BTC/USDT:USDT on paper was not opened here",
    "0.5 BTC long in BTC/USDT on paper was not opened here",
    "the stop at 5000 is beyond the liquidation price near 5500 of an isolated position",
    "a nearer stop or a smaller size",
    "a nearer stop or less leverage",
    "#4: cancels sl; the entry that still rests brings no sl of its own then",
    "the entry that still rests brings no sl of its own then",
    "a trail alone only tightens the sl that stands; the entry that still rests brings no sl of its own then",
    "nothing limits the loss then",
    "nothing limits the loss until then",
    "the sl follows the best price at a distance of 2 %, once the price has reached 61000",
    "the sl follows the best price at a distance of 2 %",
    "exchange not reachable, until 12:00:00 UTC; nothing was sent",
    "only a trader may do that",
    "only a trader may do that on paper",
    "no new entries: halted; /resume ends that",
    "no new entries on paper: halted; /resume ends that",
    "no new entries: halted (news); /resume ends that",
    "no new entries on paper: halted (news); /resume ends that",
    "not in this chat",
    "this chat is not about paper; write to me in private",
    "your limit",
    "the limit of paper",
    "the account",
    "an unknown amount",
    "nothing",
    "BTCUSD is not traded there",
    "there is no bracket #9",
    "#9 is closed already",
    "open: #1 (long BTC/USDT on paper)",
    "halted by Ben since 2026-03-02 09:30 UTC",
    "halted by Ben since 2026-03-02 09:30 UTC: news",
    "connected",
    "connected, but the ledger cannot be read now",
    "once the first target is filled, the sl moves to break-even, fees included",
    "once the price allows it, the sl moves to break-even, fees included",
    "once the price has reached 61000, the sl moves to break-even, fees included",
    "#4: stop to break-even at 60060; nothing limits the loss until then",
    "#4: sl to 59500; its trail keeps it at 60390",
    "OKX refuses the key",
    "OKX refuses the key (50111: invalid); nothing was kept",
    "OKX does not let this key ask",
    "OKX does not let this key ask (50114); nothing was kept (--unchecked keeps the key all the same)",
    "OKX refuses the time of this machine's clock; set it",
    "OKX refuses the time of this machine's clock; set it (50102: expired)",
    "OKX is asked too often from here; wait a few minutes",
    "OKX is asked too often from here; wait a few minutes (50011)",
    "OKX gave an answer that means nothing here",
    "OKX gave an answer that means nothing here (1: strange)",
    "OKX cannot be reached: no connection; check the network; nothing was sent; nothing was kept",
    "no connection through the proxy; check BRACKETEER_PROXIES",
    "no connection through the proxy gate.lan:3128; check BRACKETEER_PROXIES",
    "the key file /srv/key does not open the accounts that are stored; nothing was decrypted",
    "no live prices for now: kraken: no answer (NetworkError)",
    "kraken: no answer (NetworkError); using the synthetic walk instead: these prices are invented",
    "kraken: no price of BTC/USDT; using the synthetic walk instead: these prices are invented",
)
PARTS = frozenset({"__str__", "__repr__", "usage"})
UNHEARD = frozenset({"ValueError", "TypeError", "RuntimeError", "LookupError", "AssertionError"})


def spoken(path: Path) -> Iterator[str]:
    """Every text with a blank in it that a file of core may say, its holes filled."""
    yield from _spoken(ast.parse(path.read_text()))


def _spoken(node: ast.AST) -> Iterator[str]:
    match node:
        case ast.FunctionDef(name=name) if name in PARTS:
            return
        case ast.Expr(value=ast.Constant()):
            return  # a docstring
        case ast.Call(func=ast.Attribute(value=ast.Name(id="log"))) | ast.Call(func=ast.Attribute(attr="compile")):
            return
        case ast.Assign(targets=[ast.Name(id="_SYMBOL" | "_ACCOUNT" | "GRAMMAR_TEXT")]):
            return
        case ast.Raise(exc=ast.Call(func=ast.Name(id=name))) if name in UNHEARD:
            return
        case ast.Constant(value=str(text)):
            if " " in text.strip():
                yield text
        case ast.JoinedStr(values=values):
            text = "".join(_filled(value, n) for n, value in enumerate(values))
            if any(isinstance(v, ast.Constant) and " " in str(v.value).strip() for v in values):
                yield text
            for value in values:
                if isinstance(value, ast.FormattedValue):
                    yield from _spoken(value.value)
        case _:
            for child in ast.iter_child_nodes(node):
                yield from _spoken(child)


def _filled(value: ast.expr, n: int) -> str:
    if isinstance(value, ast.Constant):
        return str(value.value)
    assert isinstance(value, ast.FormattedValue)
    quoted = isinstance(value.value, ast.Call) and getattr(value.value.func, "id", "") == "quoted"
    return f'"‹{n}›"' if quoted else f"‹{n}›"


def known(text: str) -> bool:
    if any(shape.fullmatch(text) for _, shape in ENGLISH._shapes):
        return True
    return "; " in text and all(known(part) for part in text.split("; "))


CORE = sorted((ROOT / "core").glob("*.py"))
ENGLISH_ONLY = [
    ROOT / f"bot/{name}.py"
    for name in ("accounts", "approving", "doctor", "explain", "refusals", "stop_rules", "tapping", "troubles", "view")
]  # as core is: what they say is told again in the reader's language
SOME_ENGLISH = [
    ROOT / path
    for path in (
        *("bot/__main__.py", "bot/explained.py", "adapters/exchanges/mexc.py", "adapters/exchanges/toobit.py"),
        *("adapters/exchanges/coinex.py", "adapters/exchanges/elsewhere.py", "adapters/exchanges/key_check.py"),
        *("adapters/exchanges/outcomes.py",),
        *("adapters/vault.py", "adapters/vault_key.py", "bot/account.py", "bot/starting.py"),
        *("bot/people_cli.py", "adapters/prices_live.py"),
    )
]  # of what these say some is told again; the rest is for machines, logs and whoever starts the bot
REFUSING = frozenset({"Refused", "NoSuchBracket"})


@pytest.mark.parametrize("path", CORE + ENGLISH_ONLY, ids=lambda path: path.stem)
def test_core_says_nothing_that_cannot_be_translated(path: Path) -> None:
    allowed = NEVER_HEARD.get(path.name, set()) | FRAGMENTS.get(path.name, set())
    assert {text for text in spoken(path) if not known(text)} == allowed


@pytest.mark.parametrize("text", COMPOSED)
def test_what_core_puts_together_can_be_translated(text: str) -> None:
    assert known(text)


# -- what bot says --------------------------------------------------------------------------------

BOT = [ast.parse(path.read_text()) for path in sorted((ROOT / "bot").glob("*.py"))]


def test_every_sentence_is_said() -> None:
    constants = {node.value for tree in BOT for node in ast.walk(tree) if isinstance(node, ast.Constant)}
    made = [_made(node) for tree in BOT for node in ast.walk(tree) if isinstance(node, ast.JoinedStr)]
    ours = {id for id in ENGLISH.ids if not id.startswith(TOLD)}
    assert {id for id in ours if id not in constants and not any(m.fullmatch(id) for m in made)} == set()


def _made(node: ast.JoinedStr) -> re.Pattern[str]:
    """The ids that an f-string can make: words of its own, then one that is known when it runs."""
    head = node.values[0]
    if not (isinstance(head, ast.Constant) and re.fullmatch("[a-z-]{4,}-", str(head.value))):
        return re.compile("(?!)")
    return re.compile(re.escape(str(head.value)) + "[a-z-]+")


def test_everything_that_is_said_is_a_sentence_with_its_variables() -> None:
    said = 0
    for tree in BOT:
        for node in ast.walk(tree):
            if not (isinstance(node, ast.Call) and node.args and isinstance(node.args[0], ast.Constant)):
                continue
            if getattr(node.func, "attr", getattr(node.func, "id", "")) != "say":
                continue
            id, given = node.args[0].value, {word.arg for word in node.keywords}
            assert id in ENGLISH.ids, id
            assert None in given or given == read("en", id).variables, id
            said += 1
    assert said > 40


def refused() -> list[str]:
    """What commands refuse with."""
    calls = [node for tree in BOT for node in ast.walk(tree) if isinstance(node, ast.Call)]
    mine = [call for call in calls if getattr(call.func, "id", "") in REFUSING]
    return [text for call in mine for argument in call.args for text in _spoken(argument)]


def test_every_refusal_can_be_translated() -> None:
    assert {text for text in refused() if not known(text)} == FRAGMENTS["view.py"]


def test_core_still_says_every_sentence_of_its_own() -> None:
    texts = [text for path in CORE + ENGLISH_ONLY + SOME_ENGLISH for text in spoken(path)] + [*COMPOSED, *refused()]
    texts += [part for text in texts for part in text.split("; ")]
    texts += [word for path in CORE for word in re.findall('"([a-z]+)"', path.read_text())]
    assert {id for id, shape in ENGLISH._shapes if not any(shape.fullmatch(text) for text in texts)} == set()
